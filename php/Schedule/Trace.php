<?php
/**
 * The trace that ticks leave.
 *
 * @package WPO365\User_Sync
 */

declare( strict_types=1 );

namespace WPO365\User_Sync\Schedule;

use WPO365\User_Sync\Age;
use WPO365\User_Sync\Database\Database;
use WPO365\User_Sync\Sync\Run\Run;

/**
 * Knows when a tick came last, and which run the ticks are driving.
 */
final class Trace {

	/** Option {at, run, sequence}; not autoloaded. */
	private const OPTION = 'wpo365_user_sync_ticks';

	/** Remembers whether the site can call itself, for an hour. */
	private const LOOPBACK = 'wpo365_user_sync_loopback';

	/** Seconds by which the first tick may be overdue before that means something. */
	private const PATIENCE = 10 * MINUTE_IN_SECONDS;

	/**
	 * Notes a tick.
	 */
	public function note(): void {
		$this->write( array( 'at' => time() ) );
	}

	/**
	 * Notes how far a tick has brought a run.
	 */
	public function leave( Run $run ): void {
		$this->write(
			array(
				'run'      => $run->id,
				'sequence' => $run->sequence,
			)
		);
	}

	/**
	 * Tells when a tick came last.
	 *
	 * @return int Unix time; 0: never.
	 */
	public function at(): int {
		return $this->read()['at'];
	}

	/**
	 * Tells whether a run still is as a tick has left it, so that nobody else drives it.
	 */
	public function is_as_left( Run $run ): bool {
		$left = $this->read();
		return $left['run'] === $run->id && $left['sequence'] === $run->sequence;
	}

	/**
	 * Tells whether ticks come.
	 *
	 * @return array{ticks: string, reason: string} working, late or unknown; and why they don't, where they don't.
	 */
	public function status(): array {
		$at = $this->at();
		if ( Age::is_fresh( $at, HOUR_IN_SECONDS ) ) {
			return array(
				'ticks'  => 'working',
				'reason' => '',
			);
		}
		$planned = (int) wp_next_scheduled( Events::HOOK );
		return array(
			'ticks'  => $at > 0 || $planned < time() - self::PATIENCE ? 'late' : 'unknown',
			'reason' => $this->why_not(),
		);
	}

	private function why_not(): string {
		if ( defined( 'DISABLE_WP_CRON' ) && DISABLE_WP_CRON ) {
			return __( 'WordPress does not call its scheduled events by itself here (DISABLE_WP_CRON is set in wp-config.php), and nothing else has called wp-cron.php in the last hour. Have the server call wp-cron.php every minute.', 'wpo365-user-sync' );
		}
		$failure = $this->loopback();
		if ( '' !== $failure ) {
			/* translators: %s: a sentence of WordPress, about the failure. */
			return sprintf( __( 'This site can’t call itself, so WordPress’ scheduled events don’t run: %s Ask your host, or have the server call wp-cron.php every minute.', 'wpo365-user-sync' ), $failure );
		}
		return __( 'WordPress’ scheduled events have not run in the last hour. They run only when somebody visits the site: on a quiet site, have the server call wp-cron.php every minute.', 'wpo365-user-sync' );
	}

	/**
	 * Asks WordPress whether the site can call itself.
	 *
	 * @return string What WordPress says about the failure; empty where there is none.
	 */
	private function loopback(): string {
		$known = get_transient( self::LOOPBACK );
		if ( is_string( $known ) ) {
			return $known;
		}
		require_once ABSPATH . 'wp-admin/includes/class-wp-site-health.php';
		$result  = \WP_Site_Health::get_instance()->can_perform_loopback();
		$failure = 'good' === $result->status ? '' : trim( wp_strip_all_tags( (string) $result->message, true ) );
		set_transient( self::LOOPBACK, $failure, HOUR_IN_SECONDS );
		return $failure;
	}

	/**
	 * Reads past all caches: ticks come in processes of their own, on servers of their own.
	 *
	 * @return array{at: int, run: int, sequence: int}
	 */
	private function read(): array {
		global $wpdb;
		$kept = maybe_unserialize( Database::column( "SELECT option_value FROM {$wpdb->options} WHERE option_name = %s", self::OPTION )[0] ?? '' );
		return ( is_array( $kept ) ? $kept : array() ) + array(
			'at'       => 0,
			'run'      => 0,
			'sequence' => 0,
		);
	}

	/**
	 * @param array<string, int> $changes What is new.
	 */
	private function write( array $changes ): void {
		wp_cache_delete( self::OPTION, 'options' ); // An older value there would let WordPress take this one for unchanged.
		update_option( self::OPTION, $changes + $this->read(), false );
	}
}
