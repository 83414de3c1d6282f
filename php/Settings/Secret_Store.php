<?php
/**
 * Secrets at rest.
 *
 * @package WPO365\User_Sync
 */

declare( strict_types=1 );

namespace WPO365\User_Sync\Settings;

use WPO365\User_Sync\Database\Database;

/**
 * Keeps secrets in the database: encrypted and authenticated, under a key that is not in the database.
 *
 * This helps against a copy of the database alone, such as a backup; whoever reads the files as well reads the secrets.
 */
final class Secret_Store {

	/**
	 * Names of the options begin with it; not autoloaded.
	 */
	private const PREFIX = 'wpo365_user_sync_secret_';

	public function __construct( private readonly Constants $constants ) {
	}

	/**
	 * Tells whether secrets can be stored.
	 */
	public function is_available(): bool {
		return null !== $this->key();
	}

	/**
	 * Stores values; whatever was there is replaced in one statement.
	 *
	 * @param string               $name   What they are, for example "client_secret".
	 * @param array<string, mixed> $values The values.
	 * @throws Secret_Refused Where there is no key.
	 */
	public function keep( string $name, #[\SensitiveParameter] array $values ): void {
		update_option( self::PREFIX . $name, $this->seal( $values ), false );
	}

	/**
	 * Gives values back.
	 *
	 * @param string $name What they are.
	 * @return array<string, mixed>|null Null where nothing is stored, or it can't be read with the present key.
	 */
	public function recall( string $name ): ?array {
		$sealed = get_option( self::PREFIX . $name );
		return is_string( $sealed ) ? $this->open( $sealed ) : null;
	}

	/**
	 * Gives values back as they are in the database now, past the cache of this request.
	 *
	 * @param string $name What they are.
	 * @return array<string, mixed>|null Null where nothing is stored, or it can't be read with the present key.
	 */
	public function recall_fresh( string $name ): ?array {
		wp_cache_delete( self::PREFIX . $name, 'options' );
		wp_cache_delete( 'notoptions', 'options' );
		return $this->recall( $name );
	}

	/**
	 * Tells whether something is stored that the present key does not open: the salts were changed since.
	 *
	 * @param string $name What it is.
	 */
	public function is_unreadable( string $name ): bool {
		return false !== get_option( self::PREFIX . $name ) && null === $this->recall( $name );
	}

	/**
	 * Forgets values.
	 *
	 * @param string $name What they are.
	 */
	public function forget( string $name ): void {
		delete_option( self::PREFIX . $name );
	}

	/**
	 * Forgets everything whose name begins so.
	 *
	 * @param string $beginning Beginning of the names.
	 */
	public function forget_all( string $beginning ): void {
		global $wpdb;
		$like = $wpdb->esc_like( self::PREFIX . $beginning ) . '%';
		foreach ( Database::column( "SELECT option_name FROM $wpdb->options WHERE option_name LIKE %s", $like ) as $option ) {
			delete_option( $option );
		}
	}

	/**
	 * Encrypts values.
	 *
	 * @param array<string, mixed> $values The values.
	 * @throws Secret_Refused Where there is no key.
	 */
	public function seal( #[\SensitiveParameter] array $values ): string {
		$key = $this->key();
		if ( null === $key ) {
			/* translators: %s: name of a constant */
			throw new Secret_Refused( sprintf( __( 'Nothing secret can be stored, because this site has no key to encrypt it with. Give AUTH_KEY and AUTH_SALT in wp-config.php long random values, or set %s there.', 'wpo365-user-sync' ), Constants::ENCRYPTION_KEY ) );
		}
		$nonce = random_bytes( SODIUM_CRYPTO_SECRETBOX_NONCEBYTES );
		return sodium_bin2base64( $nonce . sodium_crypto_secretbox( (string) wp_json_encode( $values ), $nonce, $key ), SODIUM_BASE64_VARIANT_ORIGINAL );
	}

	/**
	 * Decrypts values.
	 *
	 * @param string $sealed What seal() gave.
	 * @return array<string, mixed>|null Null where it was changed, or sealed with another key.
	 */
	public function open( string $sealed ): ?array {
		$key    = $this->key();
		$binary = base64_decode( $sealed, true ); // phpcs:ignore WordPress.PHP.DiscouragedPHPFunctions -- binary in an option.
		if ( null === $key || false === $binary || strlen( $binary ) <= SODIUM_CRYPTO_SECRETBOX_NONCEBYTES + SODIUM_CRYPTO_SECRETBOX_MACBYTES ) {
			return null;
		}
		$nonce  = substr( $binary, 0, SODIUM_CRYPTO_SECRETBOX_NONCEBYTES );
		$plain  = sodium_crypto_secretbox_open( substr( $binary, SODIUM_CRYPTO_SECRETBOX_NONCEBYTES ), $nonce, $key );
		$values = false === $plain ? null : json_decode( $plain, true );
		return is_array( $values ) ? $values : null;
	}

	/**
	 * Derives the key from the plugin's constant, else from the site's salts.
	 *
	 * @return string|null 32 bytes; null where neither exists.
	 */
	private function key(): ?string {
		$source = $this->constants->value( Constants::ENCRYPTION_KEY );
		if ( null === $source || '' === $source ) {
			$source = $this->salts();
		}
		if ( ! is_string( $source ) || strlen( $source ) < Constants::SHORTEST_KEY ) {
			return null;
		}
		return sodium_crypto_generichash( 'wpo365-user-sync secrets ' . $source, '', SODIUM_CRYPTO_SECRETBOX_KEYBYTES );
	}

	/**
	 * Reads the site's salts from wp-config.php only: wp_salt() would fall back to salts that lie in the database, beside the secret.
	 *
	 * @return string|null Null where they are missing or still the sample's.
	 */
	private function salts(): ?string {
		$salts = array( $this->constants->value( 'AUTH_KEY' ), $this->constants->value( 'AUTH_SALT' ) );
		foreach ( $salts as $salt ) {
			// The sample's phrase is translated in some packages, but it never has a digit or a special character.
			if ( ! is_string( $salt ) || strlen( $salt ) < Constants::SHORTEST_KEY || 1 === preg_match( '/^[\p{L}\p{M}\s.,\'-]+$/u', $salt ) ) {
				return null;
			}
		}
		return $salts[0] === $salts[1] ? null : implode( '', $salts );
	}
}
