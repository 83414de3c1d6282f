<?php

declare( strict_types=1 );

namespace WPO365\User_Sync\Tests\Support;

/**
 * Has ticks come, and keeps the site from calling itself.
 */
trait Ticks {

	use Steers_Runs;

	/** PHP that does what WP-Cron does when the event is due. */
	protected static string $tick_code = 'add_filter( "pre_http_request", static fn( $answer, $args, $url ) => str_contains( $url, "wp-cron.php" ) ? new WP_Error( "blocked" ) : $answer, 10, 3 ); do_action( "wpo365_user_sync_tick" );';

	/** @var int How often WP-Cron was called. */
	protected int $cron_calls = 0;

	protected function count_cron_calls(): void {
		add_filter(
			'pre_http_request',
			function ( $answer, array $args, string $url ) {
				if ( ! str_contains( $url, 'wp-cron.php' ) ) {
					return $answer;
				}
				++$this->cron_calls;
				return new \WP_Error( 'blocked' );
			},
			10,
			3
		);
	}

	/**
	 * Has a tick come in this process, with nobody signed in.
	 *
	 * @return array<string, mixed>|null The newest Run.
	 */
	protected function tick(): ?array {
		wp_set_current_user( 0 );
		do_action( 'wpo365_user_sync_tick' );
		self::assertSame( 0, get_current_user_id(), 'A tick leaves nobody signed in.' );
		return $this->current_run();
	}

	/**
	 * Starts a run whose page is gone, and lets a minute pass.
	 *
	 * @param array<string, bool> $options Boxes to tick.
	 * @return array<string, mixed> The Run.
	 */
	protected function abandoned( array $options = array() ): array {
		$run = $this->start( $options );
		Clock::move( 60 );
		return $run;
	}
}
