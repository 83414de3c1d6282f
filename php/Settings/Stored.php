<?php
/**
 * What is stored.
 *
 * @package WPO365\User_Sync
 */

declare( strict_types=1 );

namespace WPO365\User_Sync\Settings;

use WPO365\User_Sync\Database\Database;
use WPO365\User_Sync\Database\Database_Failed;

/**
 * Holds the settings as a request found them, and replaces them only while they are still the same: of two requests that
 * read the same state one saves, and the other learns that it was too late.
 */
final class Stored {

	/**
	 * Option that holds what was saved, without secrets; not autoloaded.
	 */
	public const OPTION = 'wpo365_user_sync_settings';

	/**
	 * Key of the option that differs after each save, also after one that changed nothing but the secret.
	 */
	private const REVISION = 'revision';

	/**
	 * @param array<string, mixed> $values  The settings.
	 * @param string|null          $version The database's own hash of the option; null where there is none.
	 */
	private function __construct( public readonly array $values, private readonly ?string $version ) {
	}

	/**
	 * Reads the settings as they are in the database now, past all caches.
	 *
	 * @throws Database_Failed When the database refuses: no answer must not look like no settings.
	 */
	public static function now(): self {
		global $wpdb;
		// The database hashes its own bytes: its character set may be another one than PHP's, and its comparison ignores case.
		$row = Database::rows( "SELECT option_value, MD5( option_value ) AS version FROM $wpdb->options WHERE option_name = %s", self::OPTION )[0] ?? null;
		return null === $row ? new self( array(), null ) : new self( self::plain( maybe_unserialize( $row->option_value ) ), $row->version );
	}

	/**
	 * Gives the settings that an option's value holds.
	 *
	 * @param mixed $value Value of the option.
	 * @return array<string, mixed>
	 */
	public static function plain( mixed $value ): array {
		return is_array( $value ) ? array_diff_key( $value, array( self::REVISION => true ) ) : array();
	}

	/**
	 * Replaces the settings, together with what else has to change with them.
	 *
	 * @param array<string, mixed> $values The new settings.
	 * @param callable(): void     $also   Writes what is stored elsewhere: in the same transaction, so that of two requests one has written all.
	 * @throws Changed_Meanwhile When somebody else saved since they were read; then nothing was written.
	 * @throws Database_Failed   When the database refuses; then nothing was written either.
	 */
	public function replace( array $values, callable $also ): void {
		Database::write( 'START TRANSACTION' );
		try {
			if ( 1 !== $this->swap( maybe_serialize( $values + array( self::REVISION => wp_generate_uuid4() ) ) ) ) {
				throw new Changed_Meanwhile();
			}
			$also();
			Database::write( 'COMMIT' );
		} catch ( \Throwable $failure ) {
			Database::attempt( 'ROLLBACK' );
			// Two at the same moment can also show as a deadlock.
			throw $failure instanceof Database_Failed && self::now()->version !== $this->version ? new Changed_Meanwhile() : $failure;
		} finally {
			foreach ( array( self::OPTION, 'notoptions', 'alloptions' ) as $key ) {
				wp_cache_delete( $key, 'options' );
			}
		}
	}

	/**
	 * Writes the option where it still is what was read. The row stays locked until the transaction ends.
	 *
	 * @param string $text The new value.
	 * @return int Rows changed: 0 where it is another one by now.
	 * @throws Database_Failed When the database refuses.
	 */
	private function swap( string $text ): int {
		global $wpdb;
		// WordPress' own functions would overwrite whatever is there by now.
		return null === $this->version
			? Database::write( "INSERT IGNORE INTO $wpdb->options ( option_name, option_value, autoload ) VALUES ( %s, %s, 'off' )", self::OPTION, $text )
			: Database::write( "UPDATE $wpdb->options SET option_value = %s WHERE option_name = %s AND MD5( option_value ) = %s", $text, self::OPTION, $this->version );
	}
}
