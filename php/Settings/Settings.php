<?php
/**
 * The settings.
 *
 * @package WPO365\User_Sync
 */

declare( strict_types=1 );

namespace WPO365\User_Sync\Settings;

/**
 * Reads and saves the settings. Constants of wp-config.php win; what nobody set has its default.
 */
final class Settings {

	/**
	 * Option that holds what was saved, without secrets; not autoloaded.
	 */
	public const OPTION = 'wpo365_user_sync_settings';

	/**
	 * Takes the constants.
	 *
	 * @param Constants $constants Constants of wp-config.php.
	 */
	public function __construct( private readonly Constants $constants = new Constants() ) {
	}

	/**
	 * Gives one setting, or a part of them. The secret comes in clear: this is for the server's own use.
	 *
	 * @param string $path Path such as "removal.limit_percent".
	 * @throws \InvalidArgumentException When there is no such setting.
	 */
	public function get( string $path ): mixed {
		$value = $this->effective();
		foreach ( explode( '.', $path ) as $key ) {
			if ( ! is_array( $value ) || ! array_key_exists( $key, $value ) ) {
				throw new \InvalidArgumentException( "There is no setting $path." ); // phpcs:ignore WordPress.Security.EscapeOutput.ExceptionNotEscaped -- for developers.
			}
			$value = $value[ $key ];
		}
		return $value;
	}

	/**
	 * Gives all settings as they may be shown: of a secret only whether it is set.
	 *
	 * @return array<string, mixed>
	 */
	public function all(): array {
		$all = $this->effective();

		$all['connection']['client_secret'] = array( 'set' => '' !== $all['connection']['client_secret'] );
		return $all;
	}

	/**
	 * Lists the paths of the settings that wp-config.php decides.
	 *
	 * @return list<string>
	 */
	public function locked(): array {
		return array_keys( array_filter( Constants::SETTINGS, fn( string $name ): bool => null !== $this->constants->value( $name ) ) );
	}

	/**
	 * Saves a part of the settings: all of it, or nothing where anything is wrong.
	 *
	 * @param array<string, mixed> $part The part; lists are replaced whole.
	 * @return true|\WP_Error The error names the field.
	 */
	public function update( array $part ): bool|\WP_Error {
		try {
			$clean = $this->without_locked( Validator::clean( $part, Schema::schema() ) );
			$sure  = (bool) ( $clean['roles']['confirm_privileged'] ?? false );
			unset( $clean['roles']['confirm_privileged'] );
			$this->refuse_secret( $clean['connection']['client_secret'] ?? null );
			unset( $clean['connection']['client_secret'] );
			if ( isset( $clean['fields'] ) ) {
				$clean['fields'] = array_map( static fn( array $field ): array => Schema::fill( 'fields', $field ), $clean['fields'] );
				Rules::distinct_fields( $clean['fields'] );
			}
			$stored = self::merge( $this->stored(), $clean );
			Rules::confirm_privileged( $this->effective(), self::merge( Schema::defaults(), $stored ), $sure );
		} catch ( Invalid_Setting $invalid ) {
			return $invalid->to_wp_error();
		}
		update_option( self::OPTION, $stored, false );
		return true;
	}

	/**
	 * Tells whether all is there that a connection needs.
	 */
	public function is_configured(): bool {
		$connection = $this->effective()['connection'];
		return '' !== $connection['tenant'] && '' !== $connection['client_id'] && '' !== $connection['client_secret'];
	}

	/**
	 * Tells how many rows a page of a table has.
	 */
	public function page_size(): int {
		return $this->constants->number( 'WPO_USER_SYNC_PAGE_SIZE', 100, 10 );
	}

	/**
	 * Tells how many users one request to Microsoft Graph asks for.
	 */
	public function batch_size(): int {
		return $this->constants->number( 'WPO_USER_SYNC_BATCH_SIZE', 999, 25 );
	}

	/**
	 * Gives a constant's value; null where it is not defined.
	 *
	 * @param string $name Its name.
	 */
	public function constant( string $name ): mixed {
		return $this->constants->value( $name );
	}

	/**
	 * Hashes connection and scope: a run that began with others must not go on.
	 *
	 * The secret is not part of it, so that a run can be resumed after an expired secret was replaced.
	 */
	public function fingerprint(): string {
		$all = $this->effective();
		unset( $all['connection']['client_secret'] );
		$urls = array_map( $this->constants->value( ... ), array( 'WPO_USER_SYNC_GRAPH_URL', 'WPO_USER_SYNC_LOGIN_URL' ) );
		return hash( 'sha256', (string) wp_json_encode( array( $all['connection'], $all['scope'], $urls ) ) );
	}

	/**
	 * Puts defaults, stored settings and constants on top of each other.
	 *
	 * @return array<string, mixed>
	 */
	private function effective(): array {
		$all = self::merge( Schema::defaults(), $this->stored() );

		$all['connection']['client_secret'] = '';
		foreach ( $this->locked() as $path ) {
			[ $section, $key ]       = explode( '.', $path );
			$all[ $section ][ $key ] = trim( (string) $this->constants->value( Constants::SETTINGS[ $path ] ) );
		}
		return $all;
	}

	/**
	 * Reads what was saved.
	 *
	 * @return array<string, mixed>
	 */
	private function stored(): array {
		$stored = get_option( self::OPTION, array() );
		return is_array( $stored ) ? $stored : array();
	}

	/**
	 * Puts one set of settings on top of another; lists are replaced whole.
	 *
	 * @param array<string, mixed> $base The lower one.
	 * @param array<string, mixed> $top  The upper one.
	 * @return array<string, mixed>
	 */
	private static function merge( array $base, array $top ): array {
		foreach ( $top as $key => $value ) {
			$lower        = $base[ $key ] ?? null;
			$base[ $key ] = is_array( $value ) && is_array( $lower ) && ! array_is_list( $lower ) ? self::merge( $lower, $value ) : $value;
		}
		return $base;
	}

	/**
	 * Leaves out what wp-config.php decides; a form may send back what it was given, but nothing else.
	 *
	 * @param array<string, mixed> $part The part to save.
	 * @return array<string, mixed>
	 * @throws Invalid_Setting When it would change such a setting.
	 */
	private function without_locked( array $part ): array {
		foreach ( $this->locked() as $path ) {
			[ $section, $key ] = explode( '.', $path );
			$new               = $part[ $section ][ $key ] ?? null;
			if ( null !== $new && $this->get( $path ) !== $new ) {
				/* translators: 1: name of a setting, 2: name of a constant */
				throw new Invalid_Setting( $path, sprintf( __( '%1$s is set in wp-config.php. Change the constant %2$s there.', 'wpo365-user-sync' ), $path, Constants::SETTINGS[ $path ] ) );
			}
			unset( $part[ $section ][ $key ] );
		}
		return $part;
	}

	/**
	 * Refuses to store a secret in clear.
	 *
	 * @param string|null $secret The secret; null and "" ask for nothing to be stored.
	 * @throws Invalid_Setting When there is one.
	 */
	private function refuse_secret( ?string $secret ): void {
		if ( null !== $secret && '' !== $secret ) {
			/* translators: %s: name of a constant */
			throw new Invalid_Setting( 'connection.client_secret', sprintf( __( 'The secret can not be stored here yet. Set the constant %s in wp-config.php.', 'wpo365-user-sync' ), Constants::SETTINGS['connection.client_secret'] ) );
		}
	}
}
