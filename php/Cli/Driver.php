<?php
/**
 * Driving of runs from the command line.
 *
 * @package WPO365\User_Sync
 */

declare( strict_types=1 );

namespace WPO365\User_Sync\Cli;

/**
 * Steps a run until it has ended or waits for a person, and says how far it is. As the page does, it only asks for one step after another.
 */
final class Driver {

	/** Seconds between two looks at a run that waits, or that somebody else works on: it may be cancelled meanwhile. */
	private const LOOK = 5;

	private ?object $bar = null;

	/** How many people the bar shows. */
	private int $shown = 0;

	private bool $interrupted = false;

	/** Until when the run waits, as it was last said. */
	private ?string $said = null;

	/**
	 * @param bool                      $is_quiet Whether nothing is said about how far it is.
	 * @param null|\Closure(int): mixed $sleep    Sleeps for so many seconds; tests have other clocks.
	 */
	public function __construct( private readonly Routes $routes, private readonly bool $is_quiet = false, private readonly ?\Closure $sleep = null ) {}

	/**
	 * Steps a run.
	 *
	 * @param array<string, mixed> $run The Run.
	 * @return array<string, mixed> The Run as it is now: no longer running or waiting.
	 */
	public function drive( array $run ): array {
		$this->listen();
		while ( in_array( $run['status'], array( 'running', 'waiting' ), true ) ) {
			if ( $this->interrupted ) {
				$run = $this->routes->call( 'POST', "/runs/{$run['id']}/pause" );
				break;
			}
			$run = $this->is_early( $run ) ? $this->wait( $run ) : $this->step( $run );
			$this->show( $run );
			self::forget();
		}
		$this->bar?->finish();
		$this->bar = null;
		return $run;
	}

	/**
	 * Pauses the run at the first Ctrl-C, after the step under way; the second ends the process at once. Where PHP can't listen, the first does: the engine survives that as well, and whoever resumes goes on from the last part that was committed.
	 */
	private function listen(): void {
		if ( ! function_exists( 'pcntl_async_signals' ) ) {
			return;
		}
		pcntl_async_signals( true );
		pcntl_signal(
			SIGINT,
			function (): void {
				$this->interrupted = true;
				pcntl_signal( SIGINT, SIG_DFL );
			}
		);
	}

	/**
	 * @param array<string, mixed> $run The Run.
	 * @return array<string, mixed> The Run.
	 */
	private function step( array $run ): array {
		$answer = $this->routes->request( 'POST', "/runs/{$run['id']}/step", array( 'sequence' => $run['sequence'] ) );
		if ( ! is_wp_error( $answer ) ) {
			return $answer->get_data();
		}
		if ( 'step_in_progress' !== $answer->get_error_code() ) {
			$this->routes->refuse( $answer );
		}
		// The page, or the site itself, works on it at this moment.
		return $this->look_after( $run, (int) ( $answer->get_error_data()['retry_after'] ?? 1 ) );
	}

	/**
	 * @param array<string, mixed> $run The Run.
	 */
	private function is_early( array $run ): bool {
		return null !== $run['resume_at'] && strtotime( $run['resume_at'] ) > time();
	}

	/**
	 * Sleeps until a waiting run may go on, and says so once.
	 *
	 * @param array<string, mixed> $run The Run.
	 * @return array<string, mixed> The Run.
	 */
	private function wait( array $run ): array {
		if ( $run['resume_at'] !== $this->said && ! $this->is_quiet ) {
			/* translators: %s: a time. */
			\WP_CLI::log( sprintf( __( 'Microsoft Graph asks for a pause, or does not answer. The synchronization goes on by itself at %s.', 'wpo365-user-sync' ), $run['resume_at'] ) );
		}
		$this->said = $run['resume_at'];
		return $this->look_after( $run, strtotime( $run['resume_at'] ) - time() );
	}

	/**
	 * Looks at a run again after some seconds.
	 *
	 * @param array<string, mixed> $run     The Run.
	 * @param int                  $seconds For which there is nothing to do.
	 * @return array<string, mixed> The Run as it is then.
	 */
	private function look_after( array $run, int $seconds ): array {
		( $this->sleep ?? sleep( ... ) )( max( 1, min( self::LOOK, $seconds ) ) );
		return $this->routes->call( 'GET', "/runs/{$run['id']}" );
	}

	/**
	 * Shows how many people were read.
	 *
	 * @param array<string, mixed> $run The Run.
	 */
	private function show( array $run ): void {
		if ( $this->is_quiet || null === $run['expected'] || $run['expected'] < 1 ) {
			return;
		}
		$this->bar ??= \WP_CLI\Utils\make_progress_bar( 'undo' === $run['kind'] ? __( 'Undoing', 'wpo365-user-sync' ) : __( 'Reading the directory', 'wpo365-user-sync' ), $run['expected'] );

		$new = $run['counts']['received'] - $this->shown;
		if ( $new > 0 ) {
			$this->bar->tick( $new );
			$this->shown += $new;
		}
	}

	/**
	 * Forgets what WordPress keeps in memory for the length of a request: this one may last for hours.
	 */
	private static function forget(): void {
		global $wpdb;
		$wpdb->queries = array();
		if ( wp_cache_supports( 'flush_runtime' ) ) {
			wp_cache_flush_runtime();
		}
	}
}
