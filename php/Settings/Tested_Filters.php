<?php
/**
 * Which filters were tried.
 *
 * @package WPO365\User_Sync
 */

declare( strict_types=1 );

namespace WPO365\User_Sync\Settings;

/**
 * A filter can be saved only after Graph has accepted it: a typing error in a filter must not make a tenant look empty.
 */
final class Tested_Filters {

	private const TRANSIENT = 'wpo365_user_sync_tested_filters';

	/** So many are remembered. */
	private const MOST = 20;

	/**
	 * Remembers that Graph accepted a filter.
	 */
	public static function remember( string $filter ): void {
		$known = array_diff( self::all(), array( self::hash( $filter ) ) );
		set_transient( self::TRANSIENT, array_slice( array( self::hash( $filter ), ...$known ), 0, self::MOST ), DAY_IN_SECONDS );
	}

	/**
	 * Whether a filter was tried within the last day.
	 */
	public static function knows( string $filter ): bool {
		return in_array( self::hash( $filter ), self::all(), true );
	}

	/**
	 * @return string[]
	 */
	private static function all(): array {
		return (array) ( get_transient( self::TRANSIENT ) ?: array() );
	}

	private static function hash( string $filter ): string {
		return hash( 'sha256', trim( $filter ) );
	}
}
