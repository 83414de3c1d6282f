<?php
/**
 * Links between accounts and directory users.
 *
 * @package WPO365\User_Sync
 */

declare( strict_types=1 );

namespace WPO365\User_Sync\Accounts;

use WPO365\User_Sync\Database\Database;
use WPO365\User_Sync\Database\Tables;
use WPO365\User_Sync\Directory\Directory_User;

/**
 * Reads and writes the link in user meta, and keeps an indexed copy for look-ups by object id.
 *
 * `usermeta` has no index on values: at 100,000 users a look-up takes 170 ms there and 1.6 ms in the copy.
 */
final class Links {

	/** The copy's columns, with the placeholder of each. */
	private const COLUMNS = array(
		'user_id'             => '%d',
		'object_id'           => '%s',
		'user_principal_name' => '%s',
	);

	/** @var array<int, array{object_id: string, upn: string}> Links to be written to the copy, by user id. */
	private array $fresh = array();

	/** @var array<string, array{int, string, string}> Meta rows to be added, each once: user id, key, value. */
	private array $rows = array();

	/**
	 * @param bool $keeps_managers Whether the manager is remembered with the link.
	 */
	public function __construct( private readonly bool $keeps_managers = false ) {}

	/**
	 * Registers the keys, and what is remembered with them: not in REST, not to be written through meta capabilities, since they are keys to an account.
	 */
	public static function register_meta(): void {
		foreach ( array( ...Account::KEYS, Account::PARTED, Account::MANAGER ) as $key ) {
			register_meta(
				'user',
				$key,
				array(
					'type'          => 'string',
					'single'        => true,
					'show_in_rest'  => false,
					'auth_callback' => '__return_false',
				)
			);
		}
	}

	/**
	 * Fills the copy from user meta: two statements, whatever the number of users.
	 */
	public function copy(): void {
		$this->copy_where( 'user_id > 0', '' );
	}

	/**
	 * Brings the copy of accounts to what their user meta hold: two statements, whatever the number of users.
	 *
	 * @param int[] $user_ids Accounts, those included that exist no longer.
	 */
	public function follow( array $user_ids ): void {
		if ( array() !== $user_ids ) {
			$this->copy_where( Database::prepare( 'user_id IN ( %d )', $user_ids ), Database::prepare( 'AND m.user_id IN ( %d )', $user_ids ) );
		}
	}

	/**
	 * @param string $old  Condition for the rows that are taken away, prepared.
	 * @param string $meta Further condition for the user meta that are copied, prepared.
	 */
	private function copy_where( string $old, string $meta ): void {
		global $wpdb;
		$table = Tables::name( 'links' );
		Database::write( "DELETE FROM %i WHERE $old", $table );
		Database::write(
			"INSERT INTO %i (user_id, object_id, user_principal_name)
			SELECT m.user_id,
				SUBSTR( MAX( CASE WHEN m.meta_key = %s THEN m.meta_value ELSE '' END ), 1, 64 ),
				SUBSTR( MAX( CASE WHEN m.meta_key = %s THEN m.meta_value ELSE '' END ), 1, 191 )
			FROM {$wpdb->usermeta} m INNER JOIN {$wpdb->users} u ON u.ID = m.user_id
			WHERE m.meta_key IN ( %s ) $meta GROUP BY m.user_id",
			$table,
			Account::OBJECT_ID,
			Account::USER_PRINCIPAL_NAME,
			array( Account::OBJECT_ID, Account::USER_PRINCIPAL_NAME )
		);
	}

	/**
	 * Finds the accounts linked to object ids.
	 *
	 * @param string[] $object_ids Object ids.
	 * @return array<string, int[]> User ids by the key of the object id: {@see Same_Name}.
	 */
	public function find( array $object_ids ): array {
		$found = array();
		foreach ( $this->named( 'object_id', $object_ids ) as $row ) {
			$found[ Same_Name::key( $row->object_id ) ][] = (int) $row->user_id;
		}
		return $found;
	}

	/**
	 * Finds who carries a UPN in the link's meta.
	 *
	 * @param string[] $names UPNs.
	 * @return array<string, int[]> User ids by the key of the UPN: {@see Same_Name}.
	 */
	public function carriers( array $names ): array {
		$found = array();
		// Somebody without a name must not be taken for the owner of every link without one.
		foreach ( $this->named( 'user_principal_name', array_filter( $names, static fn( string $name ): bool => '' !== $name ) ) as $row ) {
			$found[ Same_Name::key( $row->user_principal_name ) ][] = (int) $row->user_id;
		}
		return $found;
	}

	/**
	 * Finds, without any code of others, the accounts that may be a person's: by link, user name or e-mail address, as the database compares. At 100,000 users it takes a moment; nobody needs it but for people on whom the process dies.
	 *
	 * @return object[] With ID, user_login and object_id, which may be null.
	 */
	public function accounts_of( Directory_User $person ): array {
		global $wpdb;
		$names = array( $person->user_principal_name, strtolower( $person->user_principal_name ), (string) $person->mail, strtolower( (string) $person->mail ) );
		$names = array_values( array_filter( $names, static fn( string $name ): bool => '' !== $name ) );
		return Database::rows(
			"SELECT u.ID, u.user_login, l.object_id FROM {$wpdb->users} u LEFT JOIN %i l ON l.user_id = u.ID
			WHERE l.object_id = %s OR l.user_principal_name IN ( %s ) OR u.user_login IN ( %s ) OR u.user_email IN ( %s )",
			Tables::name( 'links' ),
			$person->id,
			$names,
			$names,
			$names
		);
	}

	/**
	 * Notes the link of an account just created, whose meta is written already.
	 */
	public function remember( int $user_id, Directory_User $person ): void {
		$this->fresh[ $user_id ] = array(
			'object_id' => $person->id,
			'upn'       => $person->user_principal_name,
		);
	}

	/**
	 * Brings an account's link up to date; keys that are missing are written by flush(), all in one statement.
	 *
	 * @param Account $account   Account as read in this part.
	 * @param string  $tenant_id GUID.
	 * @return array<string, array{list<string>|null, list<string>|null}> Values before and after by key, where they differ.
	 */
	public function tag( Account $account, Directory_User $person, string $tenant_id ): array {
		$written = array();
		foreach ( $this->wanted( $account, $person, $tenant_id ) as list( $key, $present, $value ) ) {
			if ( $present === $value ) {
				continue;
			}
			$before = self::stored( $account->id, $key );
			$after  = (string) maybe_serialize( $value );
			if ( Account::MANAGER === $key && '' === $value ) {
				delete_user_meta( $account->id, $key );
				$written[ $key ] = array( $before, null );
				continue;
			}
			if ( null !== $before ) {
				update_user_meta( $account->id, $key, wp_slash( $value ) );
			} else {
				$this->rows[ "$account->id $key" ] = array( $account->id, $key, $after );
			}
			$written[ $key ] = array( $before, array_fill( 0, max( 1, count( $before ?? array() ) ), $after ) );
			$this->remember( $account->id, $person );
		}
		return $written;
	}

	/**
	 * Tells what is stored under a key of user meta.
	 *
	 * @return list<string>|null As stored, in the order of the rows; null where there is none.
	 */
	private static function stored( int $user_id, string $key ): ?array {
		update_meta_cache( 'user', array( $user_id ) );
		return ( (array) wp_cache_get( $user_id, 'user_meta' ) )[ $key ] ?? null;
	}

	/**
	 * Tells whether an account's link is up to date.
	 *
	 * @param string $tenant_id GUID.
	 */
	public function is_tagged( Account $account, Directory_User $person, string $tenant_id ): bool {
		foreach ( $this->wanted( $account, $person, $tenant_id ) as list( , $present, $value ) ) {
			if ( $present !== $value ) {
				return false;
			}
		}
		return true;
	}

	/**
	 * @return list<array{string, string, string}> Key, value that is there, value that should be.
	 */
	private function wanted( Account $account, Directory_User $person, string $tenant_id ): array {
		// A link to this very person that names another tenant is not rewritten silently: the tenant's domain may have moved.
		$foreign = '' !== $account->tenant_id && ! Same_Name::equal( $account->tenant_id, $tenant_id ) && Same_Name::equal( $account->object_id, $person->id );
		return array(
			array( Account::OBJECT_ID, $account->object_id, $person->id ),
			array( Account::USER_PRINCIPAL_NAME, $account->user_principal_name, $person->user_principal_name ),
			array( Account::TENANT_ID, $account->tenant_id, $foreign ? $account->tenant_id : $tenant_id ),
			array( Account::MANAGER, $account->manager_id, $this->manager_of( $person ) ?? ( Same_Name::equal( $account->object_id, $person->id ) ? $account->manager_id : '' ) ),
		);
	}

	/**
	 * Tells which manager is remembered with somebody's account.
	 *
	 * @return string|null Object id; empty where there is none; null where that is not known, or not to be remembered.
	 */
	public function manager_of( Directory_User $person ): ?string {
		return $this->keeps_managers ? $person->manager_id() : null;
	}

	/**
	 * Tells whether a link of an account waits for flush().
	 */
	public function has_new( int $user_id ): bool {
		return isset( $this->fresh[ $user_id ] );
	}

	/**
	 * Takes the link off an account.
	 */
	public function unlink( int $user_id ): void {
		foreach ( array( ...Account::KEYS, Account::MANAGER ) as $key ) {
			delete_user_meta( $user_id, $key );
		}
		Database::attempt( 'DELETE FROM %i WHERE user_id = %d', Tables::name( 'links' ), $user_id );
	}

	/**
	 * Takes a UPN off accounts that carry it although another directory user has it now.
	 *
	 * @param int[]  $user_ids The accounts.
	 * @param string $name     The UPN; an account that has got another one since keeps that.
	 * @return array<int, array{list<string>, list<string>|null}> Values before and after by user id, where they differ.
	 */
	public function forget_name( array $user_ids, string $name ): array {
		$taken = array();
		foreach ( $user_ids as $user_id ) {
			$stored = get_user_meta( $user_id, Account::USER_PRINCIPAL_NAME, true );
			if ( ! is_string( $stored ) || '' === $stored || ! Same_Name::equal( $stored, $name ) ) {
				continue;
			}
			$before = self::stored( $user_id, Account::USER_PRINCIPAL_NAME );
			delete_user_meta( $user_id, Account::USER_PRINCIPAL_NAME, wp_slash( $stored ) );
			Database::attempt( "UPDATE %i SET user_principal_name = '' WHERE user_id = %d", Tables::name( 'links' ), $user_id );
			$taken[ $user_id ] = array( $before, self::stored( $user_id, Account::USER_PRINCIPAL_NAME ) );
		}
		return $taken;
	}

	/**
	 * Tells the links of accounts as the copy has them: when the run began, and what the run has written since.
	 *
	 * @param int[] $user_ids Accounts.
	 * @return array<int, string> Object ids by user id; accounts without a link are left out.
	 */
	public function of( array $user_ids ): array {
		$rows = array() === $user_ids ? array() : $this->rows_where( 'user_id IN ( %d )', $user_ids );
		return array_column( array_map( static fn( object $row ): array => array( (int) $row->user_id, $row->object_id ), $rows ), 1, 0 );
	}

	/**
	 * Counts the linked accounts of this tenant and of others, from the copy of the links.
	 *
	 * @param string $tenant_id GUID of the connected tenant.
	 * @return array{ours: int, others: int} Links that name no tenant are left out.
	 */
	public function count_by_tenant( string $tenant_id ): array {
		global $wpdb;
		$row = Database::rows(
			"SELECT COUNT(*) AS number, SUM( CASE WHEN LOWER(m.meta_value) = %s THEN 1 ELSE 0 END ) AS ours FROM {$wpdb->usermeta} m
			INNER JOIN %i l ON l.user_id = m.user_id AND l.object_id <> '' WHERE m.meta_key = %s AND m.meta_value <> ''",
			strtolower( $tenant_id ),
			Tables::name( 'links' ),
			Account::TENANT_ID
		)[0];
		return array(
			'ours'   => (int) $row->ours,
			'others' => (int) $row->number - (int) $row->ours,
		);
	}

	/**
	 * Brings the copy up to date for some object ids, whose links may have been written since the run.
	 *
	 * @param string[] $object_ids Object ids.
	 */
	public function refresh( array $object_ids ): void {
		global $wpdb;
		if ( array() === $object_ids ) {
			return;
		}
		$this->copy_of( Database::numbers( "SELECT user_id FROM {$wpdb->usermeta} WHERE meta_key = %s AND " . Name_Search::condition( $wpdb->usermeta, 'meta_value' ), Account::OBJECT_ID, $object_ids ) );
	}

	/**
	 * Brings the copy up to date for some people, by object id and by UPN: the copy may be older than the links, or empty where no run ever was.
	 *
	 * @param Directory_User[] $people People.
	 */
	public function learn( array $people ): void {
		global $wpdb;
		$this->refresh( array_map( static fn( Directory_User $person ): string => $person->id, $people ) );
		$names = array_filter( array_map( static fn( Directory_User $person ): string => $person->user_principal_name, $people ), static fn( string $name ): bool => '' !== $name );
		if ( array() !== $names ) {
			$this->copy_of( Database::numbers( "SELECT user_id FROM {$wpdb->usermeta} WHERE meta_key = %s AND " . Name_Search::condition( $wpdb->usermeta, 'meta_value' ), Account::USER_PRINCIPAL_NAME, $names ) );
		}
	}

	/**
	 * @param int[] $user_ids Accounts whose links are copied.
	 */
	private function copy_of( array $user_ids ): void {
		foreach ( Account::load( $user_ids ) as $account ) {
			$this->fresh[ $account->id ] = array(
				'object_id' => $account->object_id,
				'upn'       => $account->user_principal_name,
			);
		}
		$this->flush();
	}

	/**
	 * Writes what tag() and remember() have gathered.
	 */
	public function flush(): void {
		if ( $this->rows ) {
			self::insert_meta( $this->rows, true );
			wp_cache_delete_multiple( array_unique( array_column( $this->rows, 0 ) ), 'user_meta' );
		}
		if ( $this->fresh ) {
			self::write( $this->fresh );
		}
		$this->discard();
	}

	/**
	 * Writes links to the copy, at once and whatever else was gathered.
	 *
	 * @param array<int, array{object_id: string, upn: string}> $links Links by user id.
	 */
	public static function write( array $links ): void {
		$rows = array();
		foreach ( $links as $user_id => $link ) {
			$rows[] = array( $user_id, $link['object_id'], mb_substr( $link['upn'], 0, 191 ) );
		}
		Database::insert( Tables::name( 'links' ), self::COLUMNS, $rows, update: array( 'object_id', 'user_principal_name' ), mend: true );
	}

	/**
	 * Drops what was gathered: the part was rolled back.
	 */
	public function discard(): void {
		$this->rows  = array();
		$this->fresh = array();
	}

	/**
	 * Adds rows of user meta in one statement. Only for keys that the users do not have yet.
	 *
	 * @param array<array{int, string, string|null}> $rows User id, key, value as stored.
	 * @param bool                             $mend Whether characters that the table can't hold are replaced; else the statement fails.
	 */
	public static function insert_meta( array $rows, bool $mend = false ): void {
		global $wpdb;
		$columns = array(
			'user_id'    => '%d',
			'meta_key'   => '%s', // phpcs:ignore WordPress.DB.SlowDBQuery -- written, not asked for.
			'meta_value' => '%s', // phpcs:ignore WordPress.DB.SlowDBQuery -- written, not asked for.
		);
		Database::insert( $wpdb->usermeta, $columns, $rows, mend: $mend );
	}

	/**
	 * @param string   $column object_id or user_principal_name.
	 * @param string[] $names  Names to look for.
	 * @return object[] Rows with user_id, object_id and user_principal_name; perhaps more than are wanted.
	 */
	private function named( string $column, array $names ): array {
		return array() === $names ? array() : $this->rows_where( Name_Search::condition( Tables::name( 'links' ), $column ), $names );
	}

	/**
	 * @param string       $condition SQL with a placeholder for a list.
	 * @param array<mixed> $values    The list.
	 * @return object[] Rows with user_id, object_id and user_principal_name.
	 */
	private function rows_where( string $condition, array $values ): array {
		return Database::rows( "SELECT user_id, object_id, user_principal_name FROM %i WHERE $condition", Tables::name( 'links' ), $values );
	}
}
