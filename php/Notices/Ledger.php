<?php
/**
 * What was told when.
 *
 * @package WPO365\User_Sync
 */

declare( strict_types=1 );

namespace WPO365\User_Sync\Notices;

use WPO365\User_Sync\Database\Database;
use WPO365\User_Sync\Database\Database_Failed;
use WPO365\User_Sync\Database\Lock_Held;
use WPO365\User_Sync\Database\Named_Lock;
use WPO365\User_Sync\Json;

/**
 * Remembers of each cause when it was told last, about what, and whether it is over. Two processes that have something to tell at the same moment tell it once: who can't be sure tells nothing.
 *
 * An entry: `{day: in the site's time zone, is_open, run_id, kind, list}`.
 */
final class Ledger {

	/** Option that holds the entries; not autoloaded. It is read and written past all caches. */
	public const OPTION = 'wpo365_user_sync_notices';

	private const LOCK_LIFETIME = 30;
	private const LOCK_PATIENCE = 3;

	/**
	 * Takes it upon this process to tell of a cause: at most once a day, and the same list only once until it is settled.
	 *
	 * @param string                                         $key   Cause, and which of several.
	 * @param array{run_id: int, kind: string, list: string} $about What it is about.
	 */
	public function open( string $key, array $about ): bool {
		return $this->change(
			function ( array $entries ) use ( $key, $about ): ?array {
				$last    = $entries[ $key ] ?? null;
				$is_same = null !== $last && $last['is_open'] && '' !== $about['list'] && $last['list'] === $about['list'];
				if ( $is_same || wp_date( 'Y-m-d', time() ) === ( $last['day'] ?? '' ) ) {
					return null;
				}
				$entries[ $key ] = $about + array(
					'day'     => wp_date( 'Y-m-d', time() ),
					'is_open' => true,
				);
				return $entries;
			}
		);
	}

	/**
	 * Takes it upon this process to tell that a cause is over: once for each time that it was told of.
	 *
	 * @param string                               $key  Cause, and which of several.
	 * @param callable(array<string, mixed>): bool $ends Whether what was told of is over.
	 */
	public function close( string $key, callable $ends ): bool {
		return $this->change(
			static function ( array $entries ) use ( $key, $ends ): ?array {
				if ( ! ( $entries[ $key ]['is_open'] ?? false ) || ! $ends( $entries[ $key ] ) ) {
					return null;
				}
				$entries[ $key ]['is_open'] = false;
				return $entries;
			}
		);
	}

	/**
	 * @param callable(array<string, array<string, mixed>>): (array<string, array<string, mixed>>|null) $change From the entries to the entries; null where nothing is to be changed.
	 * @return bool Whether the change was made.
	 */
	private function change( callable $change ): bool {
		try {
			if ( null === $change( self::read() ) ) {
				return false; // As for most runs: no lock is needed for that.
			}
			return ( new Named_Lock( 'notices', self::LOCK_LIFETIME, self::LOCK_PATIENCE ) )->hold(
				static function () use ( $change ): bool {
					$entries = $change( self::read() );
					null === $entries || self::write( $entries );
					return null !== $entries;
				}
			);
		} catch ( Lock_Held | Database_Failed ) {
			return false;
		}
	}

	/**
	 * @return array<string, array<string, mixed>> Entries by key.
	 */
	private static function read(): array {
		global $wpdb;
		return (array) json_decode( (string) ( Database::column( "SELECT option_value FROM {$wpdb->options} WHERE option_name = %s", self::OPTION )[0] ?? '' ), true );
	}

	/**
	 * @param array<string, array<string, mixed>> $entries Entries by key.
	 */
	private static function write( array $entries ): void {
		global $wpdb;
		Database::write( "INSERT INTO {$wpdb->options} ( option_name, option_value, autoload ) VALUES ( %s, %s, 'off' ) ON DUPLICATE KEY UPDATE option_value = VALUES( option_value )", self::OPTION, Json::encode( $entries ) );
		wp_cache_delete( 'notoptions', 'options' );
	}
}
