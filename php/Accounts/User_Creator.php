<?php
/**
 * Creates WordPress users quickly.
 *
 * @package WPO365\User_Sync
 */

declare( strict_types=1 );

namespace WPO365\User_Sync\Accounts;

use WPO365\User_Sync\Database\Database;
use WPO365\User_Sync\Database\Database_Failed;
use WPO365\User_Sync\Directory\Directory_User;
use WP_Error;
use WP_User;

/**
 * Calls wp_insert_user(), so that the same rows are written and the same hooks fire, with two of its costs taken away:
 * the deliberately slow hash (a random password of 64 characters needs no stretching), and a query for each default meta key
 * (written in one statement before any handler of `user_register` runs, together with role and link).
 */
final class User_Creator {

	/** bcrypt's lowest cost. */
	private const HASH_COST = 4;

	/** @var array<string, mixed> Capabilities and level of the user being created, by meta key: written already. */
	private array $written = array();

	/** @var array<string, mixed> Default meta of the user being created, slashed: to be written together with custom meta. */
	private array $waiting = array();

	private ?Directory_User $person = null;

	private string $tenant_id = '';

	/** The random password: tells the user being created from others whom handlers create meanwhile. */
	private string $password = '';

	/** @var string[] */
	private array $roles = array();

	/** @var array<string, mixed> Further meta, as stored. */
	private array $meta = array();

	/** The user whose meta were written last. */
	private int $last = 0;

	/**
	 * Creates a user.
	 *
	 * @param array<string, string> $userdata  As for wp_insert_user(), not slashed, without role and password.
	 * @param string[]              $roles     Roles; may be none.
	 * @param array<string, mixed>  $meta      Further meta, not slashed.
	 * @param Directory_User        $person    Whom the account is linked to.
	 * @param string                $tenant_id GUID of the tenant.
	 * @return int|WP_Error User id.
	 */
	public function create( array $userdata, array $roles, array $meta, Directory_User $person, string $tenant_id ): int|WP_Error {
		$this->person    = $person;
		$this->tenant_id = $tenant_id;
		$this->roles     = array_slice( $roles, 0, 1 );
		$this->meta      = $meta;
		$this->written   = array();
		$this->last      = 0;
		$this->password  = wp_generate_password( 64, true, true );

		add_filter( 'wp_hash_password_options', array( $this, 'wp_hash_password_options' ), PHP_INT_MAX, 2 );
		add_filter( 'insert_user_meta', array( $this, 'insert_user_meta' ), PHP_INT_MAX, 4 );
		add_filter( 'insert_custom_user_meta', array( $this, 'insert_custom_user_meta' ), PHP_INT_MAX, 4 );
		add_filter( 'update_user_metadata', array( $this, 'update_user_metadata' ), PHP_INT_MAX, 4 );
		try {
			$user_id = wp_insert_user(
				wp_slash( $userdata ) + array(
					'user_pass' => $this->password,
					'role'      => $roles[0] ?? '',
				)
			);
		} finally {
			$this->stop();
		}
		if ( 0 === $user_id ) {
			return new WP_Error( 'not_inserted', self::not_inserted( $userdata ) );
		}
		if ( is_wp_error( $user_id ) && 'existing_user_login' === $user_id->get_error_code() ) {
			/* translators: %s: user name. */
			return new WP_Error( 'existing_user_login', sprintf( __( 'The username %s belongs to another WordPress user already. If that is the same person, give that user the e-mail address of the directory and synchronize again.', 'wpo365-user-sync' ), $userdata['user_login'] ) );
		}
		if ( is_int( $user_id ) && count( $roles ) > 1 ) {
			$user = new WP_User( $user_id );
			array_map( $user->add_role( ... ), array_slice( $roles, 1 ) );
		}
		return $user_id;
	}

	/**
	 * Finds the account whose creation has failed, where it is there nevertheless.
	 *
	 * @return int User id, or 0.
	 * @throws Database_Failed Where the database refuses.
	 */
	public function left_behind(): int {
		global $wpdb;
		return 0 === $this->last ? 0 : Database::number( "SELECT ID FROM {$wpdb->users} WHERE ID = %d", $this->last );
	}

	/**
	 * Removes the meta of a user who is gone: the connection broke between user and meta, so the meta were written outside the transaction.
	 *
	 * @throws Database_Failed Where the database refuses it.
	 */
	public function forget_orphan(): void {
		global $wpdb;
		Database::write( "DELETE FROM {$wpdb->usermeta} WHERE user_id = %d AND NOT EXISTS ( SELECT 1 FROM {$wpdb->users} WHERE ID = %d )", $this->last, $this->last );
	}

	/**
	 * Lowers the cost of the one hash that is about to be made, then steps aside for everybody else's.
	 *
	 * @param array<string, mixed> $options   Options of password_hash().
	 * @param string               $algorithm Its algorithm.
	 * @return array<string, mixed>
	 */
	public function wp_hash_password_options( array $options, string $algorithm ): array {
		remove_filter( 'wp_hash_password_options', array( $this, 'wp_hash_password_options' ), PHP_INT_MAX );
		return PASSWORD_BCRYPT === $algorithm ? array( 'cost' => self::HASH_COST ) + $options : $options;
	}

	/**
	 * Takes the default meta, which WordPress is about to write key by key.
	 *
	 * @param array<string, mixed> $meta     Default meta, slashed.
	 * @param WP_User              $user     The new user.
	 * @param bool                 $update   Whether a user is being updated.
	 * @param array<string, mixed> $userdata As given to wp_insert_user().
	 * @return array<string, mixed> What is left to write: nothing.
	 * @throws Refused Where the database has refused the user: WordPress goes on nevertheless, with the number 0.
	 */
	public function insert_user_meta( array $meta, WP_User $user, bool $update, array $userdata ): array {
		if ( $update || ! $this->is_mine( $userdata ) ) {
			return $meta;
		}
		if ( 0 === $user->ID ) {
			throw new Refused( self::not_inserted( wp_unslash( $userdata ) ) );
		}
		$this->last    = $user->ID;
		$this->waiting = $meta;
		return array();
	}

	/**
	 * Writes default and custom meta with role and link, in one statement.
	 *
	 * @param array<string, mixed> $custom   Meta that other code adds, slashed; it wins over the default meta.
	 * @param WP_User              $user     The new user.
	 * @param bool                 $update   Whether a user is being updated.
	 * @param array<string, mixed> $userdata As given to wp_insert_user().
	 * @return array<string, mixed> What is left to write: nothing.
	 * @throws Refused         Where the database can't store some characters.
	 * @throws Database_Failed Where it refuses for another reason.
	 */
	public function insert_custom_user_meta( array $custom, WP_User $user, bool $update, array $userdata ): array {
		if ( $update || ! $this->is_mine( $userdata ) ) {
			return $custom;
		}
		$rows = array();
		// What is mapped wins: a field mapped to `description` would lose against the empty default.
		foreach ( $this->meta + wp_unslash( array_merge( $this->waiting, $custom ) ) as $key => $value ) {
			$rows[] = array( $user->ID, $key, (string) maybe_serialize( sanitize_meta( $key, $value, 'user' ) ) );
		}
		$this->written = $this->role_meta( $user );
		foreach ( $this->written as $key => $value ) {
			$rows[] = array( $user->ID, $key, (string) maybe_serialize( $value ) );
		}
		$rows[] = array( $user->ID, Account::OBJECT_ID, $this->person->id );
		// As update_user_meta() stores it: a text that looks serialized would be read as what it describes.
		$rows[] = array( $user->ID, Account::USER_PRINCIPAL_NAME, (string) maybe_serialize( $this->person->user_principal_name ) );
		$rows[] = array( $user->ID, Account::TENANT_ID, $this->tenant_id );
		try {
			Links::insert_meta( $rows );
		} catch ( Database_Failed $failed ) {
			throw self::is_storable( $rows ) ? $failed : new Refused( self::not_storable() );
		}
		wp_cache_delete( $user->ID, 'user_meta' );

		$this->written = array( 'user_id' => $user->ID ) + $this->written;
		return array();
	}

	/**
	 * Tells whether the database can store all values: tables from before WordPress 4.2 hold no four-byte characters.
	 *
	 * @param list<array{int, string, string}> $rows User id, key, value.
	 */
	private static function is_storable( array $rows ): bool {
		global $wpdb;
		foreach ( $rows as list( , , $value ) ) {
			if ( ! Database::can_store( $wpdb->usermeta, 'meta_value', $value ) ) {
				return false;
			}
		}
		return true;
	}

	/**
	 * Tells whether it is our user that is being inserted, and not one that a handler creates meanwhile.
	 *
	 * @param array<string, mixed> $userdata As given to wp_insert_user().
	 */
	private function is_mine( array $userdata ): bool {
		return null !== $this->person && $this->password === ( $userdata['user_pass'] ?? '' );
	}

	/**
	 * Keeps WP_User::set_role() from writing again what is written already; its hooks fire as ever.
	 *
	 * @param mixed  $check   What another handler decided, or null.
	 * @param int    $user_id User.
	 * @param string $key     Meta key.
	 * @param mixed  $value   Meta value.
	 * @return mixed
	 */
	public function update_user_metadata( mixed $check, int $user_id, string $key, mixed $value ): mixed {
		if ( null === $check && ( $this->written['user_id'] ?? 0 ) === $user_id && array_key_exists( $key, $this->written ) && $this->written[ $key ] === $value ) {
			unset( $this->written[ $key ] );
			return true;
		}
		return $check;
	}

	/**
	 * Works out what set_role() will write.
	 *
	 * @return array<string, mixed> Capabilities and level by meta key.
	 */
	private function role_meta( WP_User $user ): array {
		global $wpdb;
		$role = array() === $this->roles ? null : get_role( $this->roles[0] );
		return array(
			$user->cap_key                          => array_fill_keys( $this->roles, true ),
			$wpdb->get_blog_prefix() . 'user_level' => array_reduce( array_keys( $role ? $role->capabilities : array() ), array( $user, 'level_reduction' ), 0 ),
		);
	}

	/**
	 * @param array<string, mixed> $userdata Not slashed.
	 */
	private static function not_inserted( array $userdata ): string {
		global $wpdb;
		foreach ( array( 'user_login', 'user_email', 'display_name' ) as $column ) {
			if ( ! Database::can_store( $wpdb->users, $column, (string) ( $userdata[ $column ] ?? '' ) ) ) {
				return self::not_storable();
			}
		}
		return __( 'WordPress could not store this user. Synchronize again; if that does not help, ask your host about the database.', 'wpo365-user-sync' );
	}

	/**
	 * Says that the database can't hold some characters.
	 */
	public static function not_storable(): string {
		return __( 'The names or fields hold characters, such as emoji, that the database of this site can’t store. Ask your host to convert its tables to utf8mb4.', 'wpo365-user-sync' );
	}

	private function stop(): void {
		remove_filter( 'wp_hash_password_options', array( $this, 'wp_hash_password_options' ), PHP_INT_MAX );
		remove_filter( 'insert_user_meta', array( $this, 'insert_user_meta' ), PHP_INT_MAX );
		remove_filter( 'insert_custom_user_meta', array( $this, 'insert_custom_user_meta' ), PHP_INT_MAX );
		remove_filter( 'update_user_metadata', array( $this, 'update_user_metadata' ), PHP_INT_MAX );
		$this->person   = null;
		$this->password = '';
		$this->waiting  = array();
		$this->written  = array();
	}
}
