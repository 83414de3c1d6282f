<?php
/**
 * Whether this is the site that was connected.
 *
 * @package WPO365\User_Sync
 */

declare( strict_types=1 );

namespace WPO365\User_Sync\Connection;

/**
 * Knows the address at which the site was connected, and whether a database that is found at another one is the site, moved, or a copy of it. Until an administrator has said so nobody is deleted, and nothing starts by itself; on a copy a synchronization only looks.
 *
 * Scheme, the host's case, a leading "www." and a slash at the end don't make another address; port and path do.
 */
final class Site_Identity {

	/** Option `{address, is: site or copy}`; not autoloaded. */
	private const OPTION = 'wpo365_user_sync_site';

	public const SITE    = 'site';
	public const COPY    = 'copy';
	public const UNKNOWN = 'unknown';

	/**
	 * Remembers the address where none is remembered yet: the connection is set up or used for the first time, or was before this version.
	 */
	public static function note(): void {
		if ( null === self::stored() ) {
			self::store( self::SITE );
		}
	}

	/**
	 * Takes a person's word for what is found at this address.
	 *
	 * @param string $is site or copy.
	 */
	public static function answer( string $is ): void {
		self::store( $is );
		/**
		 * Fires after an administrator has said whether this is the site that was connected, or a copy of it. What was remembered of the directory's changes may be older than the accounts here, or newer: this is the place to forget it.
		 *
		 * @param string $is site or copy.
		 */
		do_action( 'wpo365_user_sync_site_answered', $is );
	}

	/**
	 * Tells whether the site was connected at another address, and nobody has said yet what is found at this one.
	 */
	public static function is_in_doubt(): bool {
		return self::UNKNOWN === self::is();
	}

	/**
	 * Tells what is found at this address.
	 *
	 * @return string site (also where no address is remembered), copy or unknown.
	 */
	public static function is(): string {
		$stored = self::stored();
		return match ( true ) {
			null === $stored                                    => self::SITE,
			self::plain( self::home() ) !== $stored['address'] => self::UNKNOWN,
			default                                             => $stored['is'],
		};
	}

	/**
	 * Gives what a page has to know.
	 *
	 * @return array{is: string, address: string, connected: string} The address now, and the one that is remembered.
	 */
	public static function to_array(): array {
		return array(
			'is'        => self::is(),
			'address'   => self::home(),
			'connected' => self::stored()['address'] ?? '',
		);
	}

	/**
	 * Tells why something must not be done here.
	 *
	 * @param bool $writes    Whether it writes to accounts.
	 * @param bool $deletes   Whether it deletes some.
	 * @param bool $by_itself Whether nobody has asked for it just now.
	 * @return \WP_Error|null 409 site_in_doubt or site_is_copy; null where it may be done.
	 */
	public static function refusal( bool $writes, bool $deletes, bool $by_itself = false ): ?\WP_Error {
		$is = self::is();
		if ( self::COPY === $is && ( $writes || $by_itself ) ) {
			return new \WP_Error( 'site_is_copy', __( 'This is a copy of the site that was connected, so here a synchronization only looks, and starts by hand only. Leave the boxes unticked; or, if this is the site itself, say so at the top of the page Users > WPO365 User Sync.', 'wpo365-user-sync' ), array( 'status' => 409 ) );
		}
		if ( self::UNKNOWN === $is && ( $deletes || $by_itself ) ) {
			return new \WP_Error(
				'site_in_doubt',
				/* translators: 1: address, 2: address. */
				sprintf( __( 'The site was connected as %1$s, and is now %2$s. Say at the top of the page Users > WPO365 User Sync whether this is the site or a copy of it: until then nobody is deleted here, and nothing starts by itself.', 'wpo365-user-sync' ), self::stored()['address'] ?? '', self::plain( self::home() ) ),
				array( 'status' => 409 )
			);
		}
		return null;
	}

	private static function store( string $is ): void {
		update_option(
			self::OPTION,
			array(
				'address' => self::plain( self::home() ),
				'is'      => $is,
			),
			false
		);
	}

	/**
	 * @return array{address: string, is: string}|null
	 */
	private static function stored(): ?array {
		$stored = get_option( self::OPTION );
		return is_array( $stored ) && isset( $stored['address'], $stored['is'] ) ? $stored : null;
	}

	/**
	 * Gives the site's address as it is set; not home_url(), which plugins change with the language of a page.
	 */
	private static function home(): string {
		return (string) get_option( 'home' );
	}

	/**
	 * Brings an address into the form in which two are compared.
	 */
	private static function plain( string $address ): string {
		$parts = wp_parse_url( trim( $address ) ) ?: array();
		$host  = (string) preg_replace( '/^www\./', '', strtolower( $parts['host'] ?? '' ) );
		$port  = in_array( $parts['port'] ?? 80, array( 80, 443 ), true ) ? '' : ':' . $parts['port'];
		return $host . $port . rtrim( $parts['path'] ?? '', '/' );
	}
}
