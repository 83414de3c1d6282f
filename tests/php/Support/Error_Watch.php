<?php

declare( strict_types=1 );

namespace WPO365\User_Sync\Tests\Support;

/**
 * Notices every PHP error, also those that somebody's catch would swallow.
 *
 * WordPress' "doing it wrong" and deprecation notices are PHP errors while WP_DEBUG is on.
 */
final class Error_Watch {

	/** @var list<string> */
	private array $errors = array();

	public function start(): void {
		$this->errors = array();
		set_error_handler(
			function ( int $level, string $message, string $file, int $line ): bool {
				// What "@" silences is meant to be silent.
				if ( error_reporting() & $level ) {
					$this->errors[] = "{$message} ({$file}:{$line})";
				}
				return true;
			}
		);
	}

	public function stop(): void {
		restore_error_handler();
	}

	/**
	 * Takes the errors out whose message holds a text.
	 *
	 * @return int How many there were.
	 */
	public function take( string $text ): int {
		$left         = array_filter( $this->errors, static fn ( string $error ): bool => ! str_contains( $error, $text ) );
		$taken        = count( $this->errors ) - count( $left );
		$this->errors = array_values( $left );
		return $taken;
	}

	/** @return list<string> */
	public function errors(): array {
		return $this->errors;
	}
}
