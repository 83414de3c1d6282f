<?php
/**
 * What calls the ticks.
 *
 * @package WPO365\User_Sync
 */

declare( strict_types=1 );

namespace WPO365\User_Sync\Schedule;

/**
 * Has the site call the ticks: always by a recurring event of WP-Cron, which WordPress plans anew before it runs, so that a tick that is killed is followed by another one; and once more at once where there is more to do.
 */
final class Events {

	/** The event, in WP-Cron and in Action Scheduler. */
	public const HOOK = 'wpo365_user_sync_tick';

	/** Recurrences: while there may be something to do every minute, and else, as a sign of life. */
	private const OFTEN  = 'wpo365_user_sync_often';
	private const SELDOM = 'wpo365_user_sync_seldom';

	/** Group in Action Scheduler. */
	private const GROUP = 'wpo365-user-sync';

	/** Argument of the event that is planned once: WordPress would take it for a double of the recurring one. */
	private const ONCE = array( 'once' );

	/**
	 * Adds our recurrences, for the filter cron_schedules.
	 *
	 * @param array<string, array{interval: int, display: string}> $schedules Recurrences.
	 * @return array<string, array{interval: int, display: string}>
	 */
	public function cron_schedules( array $schedules ): array {
		return $schedules + array(
			self::OFTEN  => array(
				'interval' => MINUTE_IN_SECONDS,
				'display'  => __( 'Every minute', 'wpo365-user-sync' ),
			),
			self::SELDOM => array(
				'interval' => 15 * MINUTE_IN_SECONDS,
				'display'  => __( 'Every 15 minutes', 'wpo365-user-sync' ),
			),
		);
	}

	/**
	 * Plans ticks where none are planned, for example after a restored backup. Costs nothing else: WordPress has its list of events at hand.
	 */
	public function ensure(): void {
		if ( ! wp_next_scheduled( self::HOOK ) ) {
			$this->plan( self::SELDOM );
		}
	}

	/**
	 * Plans how often ticks come from now on.
	 *
	 * @param bool $often Whether a run is going on, or may be due any minute.
	 */
	public function arrange( bool $often ): void {
		$recurrence = $often ? self::OFTEN : self::SELDOM;
		if ( wp_get_schedule( self::HOOK ) !== $recurrence ) {
			$this->plan( $recurrence );
		}
	}

	/**
	 * Asks for one more tick.
	 *
	 * @param int $at Unix time; the present or the past: at once.
	 */
	public function ask( int $at ): void {
		if ( self::has_action_scheduler() ) {
			self::enqueue( $at );
			return;
		}
		wp_schedule_single_event( $at, self::HOOK, self::ONCE );
		if ( $at > time() ) {
			return;
		}
		if ( wp_doing_cron() ) {
			// WordPress calls WP-Cron only when this call of it is over.
			add_action( 'shutdown', array( self::class, 'call_cron' ), PHP_INT_MAX );
		} else {
			spawn_cron();
		}
	}

	/**
	 * Takes all ticks off: the plugin is deactivated or removed.
	 */
	public static function remove(): void {
		wp_unschedule_hook( self::HOOK );
		if ( self::has_action_scheduler() ) {
			as_unschedule_all_actions( self::HOOK );
		}
	}

	/**
	 * Calls WP-Cron and doesn't wait for it, as spawn_cron() does, which does nothing while WP-Cron is under way.
	 */
	public static function call_cron(): void {
		$key     = sprintf( '%.22F', microtime( true ) );
		$request = array(
			'url'  => site_url( 'wp-cron.php' ),
			'key'  => $key,
			'args' => array(
				'timeout'   => 0.01,
				'blocking'  => false,
				'sslverify' => apply_filters( 'https_local_ssl_verify', false ), // phpcs:ignore WordPress.NamingConventions.PrefixAllGlobals -- WordPress' own.
			),
		);
		$request = apply_filters( 'cron_request', $request, $key ); // phpcs:ignore WordPress.NamingConventions.PrefixAllGlobals -- WordPress' own.
		wp_remote_post( $request['url'], $request['args'] );
	}

	private static function has_action_scheduler(): bool {
		return class_exists( \ActionScheduler::class ) && \ActionScheduler::is_initialized();
	}

	private function plan( string $recurrence ): void {
		wp_clear_scheduled_hook( self::HOOK );
		wp_schedule_event( time() + MINUTE_IN_SECONDS, $recurrence, self::HOOK );
	}

	/**
	 * Puts a tick into Action Scheduler's queue, unless one waits there. Its own `unique` would count the tick that is asking, too.
	 */
	private static function enqueue( int $at ): void {
		$waiting = array(
			'hook'     => self::HOOK,
			'group'    => self::GROUP,
			'status'   => 'pending',
			'per_page' => 1,
		);
		if ( array() !== as_get_scheduled_actions( $waiting, 'ids' ) ) {
			return;
		}
		if ( $at > time() ) {
			as_schedule_single_action( $at, self::HOOK, array(), self::GROUP );
		} else {
			as_enqueue_async_action( self::HOOK, array(), self::GROUP );
		}
	}
}
