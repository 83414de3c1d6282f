<?php
/**
 * Whom a part may touch.
 *
 * @package WPO365\User_Sync
 */

declare( strict_types=1 );

namespace WPO365\User_Sync\Accounts;


/**
 * Keys of WordPress' caches that a rollback makes untrue: a persistent cache may hold users who never were, or roles that the database does not have.
 *
 * They are noted with the run's record before a part begins, so that whoever takes over after a death, or cancels, can clear them.
 */
final class Touched {

	/** Groups of the cache whose values are user ids, found by a name. */
	private const NAMES = array( 'userlogins', 'useremail', 'userslugs' );

	/**
	 * @param array<string, array<int|string, true>> $keys Keys by group.
	 */
	private function __construct( private array $keys = array() ) {}

	/**
	 * Gives the note of a part that touches nobody.
	 */
	public static function nobody(): self {
		return new self();
	}

	/**
	 * Restores what was kept.
	 *
	 * @param array<string, list<int|string>> $kept What to_array() gave.
	 */
	public static function from_array( array $kept ): self {
		return new self( array_map( static fn( array $keys ): array => array_fill_keys( $keys, true ), $kept ) );
	}

	/**
	 * Gives the keys as they are stored with the run.
	 *
	 * @return array<string, list<int|string>>
	 */
	public function to_array(): array {
		return array_map( array_keys( ... ), $this->keys );
	}

	/**
	 * Notes users by ID.
	 */
	public function users( int ...$user_ids ): void {
		foreach ( $user_ids as $user_id ) {
			$this->add( 'users', $user_id );
			$this->add( 'user_meta', $user_id );
		}
	}

	/**
	 * Adds the name of an account that is to be created.
	 */
	public function login( string $login ): void {
		$this->add( 'userlogins', $login );
		$this->add( 'userslugs', sanitize_title( mb_substr( $login, 0, 50 ) ) );
	}

	/**
	 * Adds the name of an account as it is likely to be, without asking others' filters.
	 */
	public function name( string $login ): void {
		$this->add( 'userlogins', $login );
	}

	/**
	 * Notes an e-mail address, under which WordPress keeps a user as well.
	 */
	public function email( string $email ): void {
		$this->add( 'useremail', $email );
	}

	/**
	 * Clears the caches. The ids of accounts that were never committed are known by their names alone.
	 */
	public function clear(): void {
		foreach ( array_intersect_key( $this->keys, array_flip( self::NAMES ) ) as $group => $keys ) {
			$this->users( ...array_map( 'intval', array_filter( wp_cache_get_multiple( array_keys( $keys ), $group ) ) ) );
		}
		foreach ( $this->keys as $group => $keys ) {
			wp_cache_delete_multiple( array_keys( $keys ), $group );
		}
	}

	/**
	 * Forgets everybody: what they did is committed, or taken back and cleared.
	 */
	public function forget(): void {
		$this->keys = array();
	}

	private function add( string $group, int|string $key ): void {
		if ( '' !== $key ) {
			$this->keys[ $group ][ $key ] = true;
		}
	}
}
