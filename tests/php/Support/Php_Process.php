<?php

declare( strict_types=1 );

namespace WPO365\User_Sync\Tests\Support;

/**
 * PHP code that runs on the test site in a process of its own: to be killed, to race with
 * another, to see other constants, or to exit.
 */
final class Php_Process {

	private ?int $code = null;

	/**
	 * @param resource             $process From proc_open().
	 * @param array{1: resource, 2: resource} $pipes
	 */
	private function __construct(
		private $process,
		private array $pipes
	) {}

	/**
	 * Starts code on the site; WordPress is loaded before it runs.
	 *
	 * @param string               $code      PHP without the opening tag. It runs in the global scope.
	 * @param array<string, mixed> $constants Constants that win over the site's; null leaves one undefined.
	 * @param int                  $user_id   Who is signed in.
	 */
	public static function start( string $code, array $constants = array(), int $user_id = 0 ): self {
		// Output goes to files: a full pipe would stop the process.
		$process = proc_open(
			array( PHP_BINARY, '-d', 'sendmail_path=/bin/true', __DIR__ . '/run-on-site.php' ),
			array(
				0 => array( 'file', '/dev/null', 'r' ),
				1 => $out = tmpfile(),
				2 => $error = tmpfile(),
			),
			$pipes,
			(string) getenv( 'WPO365_TEST_SITE' ),
			array(
				'WPO365_TEST_CODE'      => $code,
				'WPO365_TEST_USER'      => (string) $user_id,
				'WPO365_TEST_CONSTANTS' => (string) json_encode( (object) $constants ),
			) + getenv()
		);
		if ( ! is_resource( $process ) ) {
			throw new \RuntimeException( 'PHP can\'t be started.' );
		}
		return new self( $process, array( 1 => $out, 2 => $error ) );
	}

	/**
	 * Runs code to its end.
	 *
	 * @param array<string, mixed> $constants As for start().
	 * @return string What it printed.
	 */
	public static function run( string $code, array $constants = array(), int $user_id = 0 ): string {
		$process = self::start( $code, $constants, $user_id );
		if ( 0 !== $process->wait() ) {
			throw new \RuntimeException( "PHP ended with {$process->code}: {$process->output()}{$process->errors()}" );
		}
		return $process->output();
	}

	public function running(): bool {
		$status = proc_get_status( $this->process );
		if ( ! $status['running'] && null === $this->code ) {
			$this->code = $status['signaled'] ? 128 + $status['termsig'] : $status['exitcode'];
		}
		return $status['running'];
	}

	/**
	 * Waits for the end.
	 *
	 * @return int The exit code; 128 + signal where a signal ended it.
	 */
	public function wait( float $seconds = 60.0 ): int {
		$end = microtime( true ) + $seconds;
		while ( $this->running() ) {
			if ( microtime( true ) > $end ) {
				$this->kill();
				throw new \RuntimeException( "PHP does not end: {$this->output()}{$this->errors()}" );
			}
			usleep( 5000 );
		}
		return (int) $this->code;
	}

	/** Kills it at once, as the kernel would. */
	public function kill(): int {
		proc_terminate( $this->process, 9 );
		return $this->wait();
	}

	/** Waits until what it printed holds a text. */
	public function wait_for( string $text, float $seconds = 30.0 ): void {
		$end = microtime( true ) + $seconds;
		while ( ! str_contains( $this->output(), $text ) ) {
			if ( microtime( true ) > $end || ! $this->running() && ! str_contains( $this->output(), $text ) ) {
				throw new \RuntimeException( "PHP never printed \"{$text}\": {$this->output()}{$this->errors()}" );
			}
			usleep( 2000 );
		}
	}

	public function output(): string {
		return self::read( $this->pipes[1] );
	}

	public function errors(): string {
		return self::read( $this->pipes[2] );
	}

	/** @param resource $file */
	private static function read( $file ): string {
		// The child shares the offset of an open file, so it is read under its name.
		return (string) file_get_contents( stream_get_meta_data( $file )['uri'] );
	}
}
