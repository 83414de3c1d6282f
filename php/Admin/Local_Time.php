<?php
/**
 * Times on WordPress' own screens.
 *
 * @package WPO365\User_Sync
 */

declare( strict_types=1 );

namespace WPO365\User_Sync\Admin;

use WPO365\User_Sync\Utc;

/**
 * Writes times as the site does.
 */
final class Local_Time {

	/**
	 * Gives a time, for people and for programs.
	 *
	 * @param int $time Unix time.
	 * @return string HTML, escaped.
	 */
	public static function html( int $time ): string {
		/* translators: 1: date, 2: time of the day. */
		$words = sprintf( __( '%1$s at %2$s', 'wpo365-user-sync' ), wp_date( (string) get_option( 'date_format' ), $time ), wp_date( (string) get_option( 'time_format' ), $time ) );
		return sprintf( '<time datetime="%1$s">%2$s</time>', esc_attr( Utc::format( $time ) ), esc_html( $words ) );
	}
}
