<?php
/**
 * What is set on this site.
 *
 * @package WPO365\User_Sync
 */

declare( strict_types=1 );

namespace WPO365\User_Sync\Settings;

/**
 * Reads and saves the settings. Constants of wp-config.php win; what nobody set has its default.
 */
final class Settings {

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
		return array_keys( array_filter( Constants::SETTINGS, fn( string $name ): bool => null !== $this->constants->text( $name ) ) );
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
		return $this->constants->number( Constants::PAGE_SIZE );
	}

	/**
	 * Tells how many users one request to Microsoft Graph asks for.
	 */
	public function batch_size(): int {
		return $this->constants->number( Constants::BATCH_SIZE );
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
	 * Names the constant that is meant for a setting, but holds what can't be a text.
	 *
	 * @param string $path Path such as "connection.tenant".
	 * @return string|null Null where there is none.
	 */
	public function unusable_constant( string $path ): ?string {
		$name = Constants::SETTINGS[ $path ] ?? '';
		return $this->constants->is_unusable( $name ) ? $name : null;
	}

	/**
	 * Gives the place where secrets are kept.
	 */
	public function secrets(): Secret_Store {
		return new Secret_Store( $this->constants );
	}

	/**
	 * Tells whether a secret is stored that can't be read any more, because the site's salts were changed.
	 */
	public function is_secret_unreadable(): bool {
		return ! in_array( 'connection.client_secret', $this->locked(), true ) && $this->secrets()->is_unreadable( 'client_secret' );
	}

	/**
	 * Hashes connection and scope: a run that began with others must not go on.
	 */
	public function fingerprint(): string {
		return $this->connection_hash( (string) wp_json_encode( $this->effective()['scope'] ) );
	}

	/**
	 * Hashes the connection: a token belongs to the connection it was issued for.
	 *
	 * The secret is not part of it, so that a run can be resumed after an expired secret was replaced.
	 *
	 * @param string $more What the hash shall depend on as well.
	 */
	public function connection_hash( string $more = '' ): string {
		$connection = $this->effective()['connection'];
		unset( $connection['client_secret'] );
		$urls = array_map( $this->constants->value( ... ), array( Constants::GRAPH_URL, Constants::LOGIN_URL ) );
		return hash( 'sha256', (string) wp_json_encode( array( $connection, $urls, $more ) ) );
	}

	/**
	 * Puts defaults, stored settings and constants on top of each other.
	 *
	 * @return array<string, mixed>
	 */
	private function effective(): array {
		$all = self::merge( Schema::defaults(), $this->stored() );

		$all['connection']['client_secret'] = (string) ( $this->secrets()->recall( 'client_secret' )['value'] ?? '' );
		foreach ( $this->locked() as $path ) {
			[ $section, $key ]       = explode( '.', $path );
			$all[ $section ][ $key ] = $this->constants->text( Constants::SETTINGS[ $path ] );
		}
		return $all;
	}

	/**
	 * Reads what was saved.
	 *
	 * @return array<string, mixed>
	 */
	private function stored(): array {
		return Stored::plain( get_option( Stored::OPTION, array() ) );
	}

	/**
	 * Puts one set of settings on top of another; lists are replaced whole.
	 *
	 * @param array<string, mixed> $base The lower one.
	 * @param array<string, mixed> $top  The upper one.
	 * @return array<string, mixed>
	 */
	public static function merge( array $base, array $top ): array {
		foreach ( $top as $key => $value ) {
			$lower        = $base[ $key ] ?? null;
			$base[ $key ] = is_array( $value ) && is_array( $lower ) && ! array_is_list( $lower ) ? self::merge( $lower, $value ) : $value;
		}
		return $base;
	}
}
