<?php

declare( strict_types=1 );

namespace WPO365\User_Sync\Tests\Support;

/**
 * The rules of roles as one table, and the people and accounts it speaks of.
 */
trait Role_Scene {

	/** The default role of these tests: not the site's, so that nobody can mix them up. */
	private static string $d = 'contributor';

	/** @var array<string, string> Group => role. Two groups give the same one. */
	private static array $mapped = array( 'editors' => 'editor', 'authors' => 'author', 'chiefs' => 'editor' );

	/** @var array<string, string> Object id by group. */
	private array $groups = array();

	/**
	 * Before: roles, those of them in the ledger, groups. After: roles and ledger by scenario; replace has two.
	 *
	 * @return array<string, array{list<string>, list<string>, list<string>, array<string, array{list<string>, list<string>}>}>
	 */
	private static function existing(): array {
		$d    = self::$d;
		$same = static fn( array $roles, array $ledger = array() ): array => array( $roles, $ledger );
		$row  = static fn( array $roles, array $ledger, array $groups, array $managed, array $add, array $always, array $if_none ): array => array(
			$roles,
			$ledger,
			$groups,
			array( 'managed' => $managed, 'add' => $add, 'replace always' => $always, 'replace if none' => $if_none, 'skip' => array( $roles, $ledger ) ),
		);
		$only = $same( array( $d ) );
		return array(
			'the default role, in a group'         => $row( array( $d ), array(), array( 'editors' ), $same( array( $d, 'editor' ), array( 'editor' ) ), $same( array( $d, 'editor' ), array( 'editor' ) ), $same( array( $d, 'editor' ), array( 'editor' ) ), $same( array( 'editor' ), array( 'editor' ) ) ),
			'the default role, in no group'        => $row( array( $d ), array(), array(), $only, $only, $only, $only ),
			'another role, in a group'             => $row( array( 'author' ), array(), array( 'editors' ), $same( array( 'author', 'editor' ), array( 'editor' ) ), $same( array( 'author', 'editor' ), array( 'editor' ) ), $same( array( $d, 'editor' ), array( 'editor' ) ), $same( array( 'editor' ), array( 'editor' ) ) ),
			'another role, in no group'            => $row( array( 'author' ), array(), array(), $same( array( 'author' ) ), $same( array( 'author' ) ), $only, $only ),
			'a granted role, group left'           => $row( array( 'author', 'editor' ), array( 'editor' ), array(), $same( array( 'author' ) ), $same( array( 'author', 'editor' ), array( 'editor' ) ), $only, $only ),
			'nothing but a granted role, group left' => $row( array( 'editor' ), array( 'editor' ), array(), $only, $same( array( 'editor' ), array( 'editor' ) ), $only, $only ),
			'no role, in no group'                 => $row( array(), array(), array(), $same( array() ), $same( array() ), $same( array() ), $same( array() ) ),
			'no role, granted one gone by hand'    => $row( array(), array( 'editor' ), array(), $same( array() ), $same( array() ), $same( array() ), $same( array() ) ),
			'no role, in a group'                  => $row( array(), array(), array( 'editors' ), $same( array( 'editor' ), array( 'editor' ) ), $same( array( 'editor' ), array( 'editor' ) ), $same( array( $d, 'editor' ), array( 'editor' ) ), $same( array( 'editor' ), array( 'editor' ) ) ),
			'a hand-given role, in no group'       => $row( array( 'editor' ), array(), array(), $same( array( 'editor' ) ), $same( array( 'editor' ) ), $only, $only ),
			'a hand-given role, in its group'      => $row( array( 'editor' ), array(), array( 'editors' ), $same( array( 'editor' ) ), $same( array( 'editor' ) ), $same( array( $d, 'editor' ), array( 'editor' ) ), $same( array( 'editor' ), array( 'editor' ) ) ),
			'in two groups, one role is there'     => $row( array( $d, 'editor' ), array( 'editor' ), array( 'editors', 'authors' ), $same( array( 'author', $d, 'editor' ), array( 'author', 'editor' ) ), $same( array( 'author', $d, 'editor' ), array( 'author', 'editor' ) ), $same( array( 'author', $d, 'editor' ), array( 'author', 'editor' ) ), $same( array( 'author', 'editor' ), array( 'author', 'editor' ) ) ),
			'from one group to another'            => $row( array( 'editor' ), array( 'editor' ), array( 'authors' ), $same( array( 'author' ), array( 'author' ) ), $same( array( 'author', 'editor' ), array( 'author', 'editor' ) ), $same( array( 'author', $d ), array( 'author' ) ), $same( array( 'author' ), array( 'author' ) ) ),
			'to another group of the same role'    => $row( array( 'editor' ), array( 'editor' ), array( 'chiefs' ), $same( array( 'editor' ), array( 'editor' ) ), $same( array( 'editor' ), array( 'editor' ) ), $same( array( $d, 'editor' ), array( 'editor' ) ), $same( array( 'editor' ), array( 'editor' ) ) ),
			'a granted role that was taken by hand' => $row( array( 'subscriber' ), array( 'editor' ), array( 'editors' ), $same( array( 'editor', 'subscriber' ), array( 'editor' ) ), $same( array( 'editor', 'subscriber' ), array( 'editor' ) ), $same( array( $d, 'editor' ), array( 'editor' ) ), $same( array( 'editor' ), array( 'editor' ) ) ),
		);
	}

	/**
	 * Groups of new people, and their roles: with the default always, and only if none.
	 *
	 * @return array<string, array{list<string>, list<string>, list<string>}>
	 */
	private static function newcomers(): array {
		$d = self::$d;
		return array(
			'new, in no group'             => array( array(), array( $d ), array( $d ) ),
			'new, in a group'              => array( array( 'editors' ), array( $d, 'editor' ), array( 'editor' ) ),
			'new, in two groups'           => array( array( 'editors', 'authors' ), array( 'author', $d, 'editor' ), array( 'author', 'editor' ) ),
			'new, in two groups of a role' => array( array( 'editors', 'chiefs' ), array( $d, 'editor' ), array( 'editor' ) ),
		);
	}

	/** What a column of the table stands for: scenario, and whether new users always get the default role. */
	public static function columns(): array {
		return array(
			'managed, default always'     => array( 'managed', true ),
			'managed, default if none'    => array( 'managed', false ),
			'add, default always'         => array( 'add', true ),
			'add, default if none'        => array( 'add', false ),
			'replace, default always'     => array( 'replace', true ),
			'replace, default if none'    => array( 'replace', false ),
			'skip, default always'        => array( 'skip', true ),
			'skip, default if none'       => array( 'skip', false ),
		);
	}

	/**
	 * Makes the people of the table, their groups, and the accounts of those who have one.
	 *
	 * @return array{array<string, array<string, mixed>>, array<string, int>} People and accounts by name of the row.
	 */
	private function scene(): array {
		$existing = self::existing();
		$names    = array_merge( array_keys( $existing ), array_keys( self::newcomers() ) );
		Simulator::tenant( array( 'users' => count( $names ), 'awkward' => false ) );
		$people  = array_combine( $names, Simulator::people() );
		$members = array_fill_keys( array_keys( self::$mapped ), array() );
		foreach ( array_map( static fn( array $row ): array => $row[2], $existing ) + array_map( static fn( array $row ): array => $row[0], self::newcomers() ) as $name => $groups ) {
			foreach ( $groups as $group ) {
				$members[ $group ][] = $people[ $name ]['id'];
			}
		}
		$mappings = array();
		foreach ( $members as $group => $ids ) {
			$this->groups[ $group ] = Simulator::group( ucfirst( $group ), $ids );
			$mappings[]             = array( 'group_id' => $this->groups[ $group ], 'role' => self::$mapped[ $group ] );
		}
		// Without limits: the table is about roles, not about how many people lose some.
		$this->save_settings( array( 'roles' => array( 'mappings' => $mappings, 'default_role' => self::$d ), 'removal' => array( 'limit_percent' => null, 'limit_count' => null ) ) );
		$accounts = array();
		foreach ( $existing as $name => list( $roles, $ledger ) ) {
			$accounts[ $name ] = $this->linked( $people[ $name ], $roles, array_fill_keys( $ledger, array( $this->groups['editors'] ) ) );
		}
		return array( $people, $accounts );
	}

	/**
	 * Makes an account that differs from the directory in nothing but its roles.
	 *
	 * @param array<string, mixed>    $person Person of the directory.
	 * @param string[]                $roles  Roles.
	 * @param array<string, string[]> $ledger Roles that the plugin granted.
	 */
	private function linked( array $person, array $roles, array $ledger = array() ): int {
		$user_id = $this->create_user( array( 'user_login' => $person['userPrincipalName'], 'user_email' => $person['mail'], 'display_name' => $person['displayName'], 'first_name' => $person['givenName'], 'last_name' => $person['surname'], 'role' => '' ) );
		array_map( get_userdata( $user_id )->add_role( ... ), $roles );
		$this->link( $user_id, $person['id'], $person['userPrincipalName'] );
		if ( $ledger ) {
			update_user_meta( $user_id, 'wpo365_user_sync_roles', $ledger );
		}
		return $user_id;
	}

	/**
	 * Reads an account's roles and ledger.
	 *
	 * @return array{list<string>, list<string>}
	 */
	private function found( int $user_id ): array {
		clean_user_cache( $user_id );
		return array( array_values( get_userdata( $user_id )->roles ), array_keys( get_user_meta( $user_id, 'wpo365_user_sync_roles', true ) ?: array() ) );
	}

	/** Sorts lists of roles, also within a list. */
	private static function sorted( array $values ): array {
		if ( is_array( $values[0] ?? null ) ) {
			return array_map( self::sorted( ... ), $values );
		}
		sort( $values );
		return $values;
	}

	/**
	 * @return list<array<string, string>> Everything that is stored about users.
	 */
	private function stored(): array {
		global $wpdb;
		return array_merge( $wpdb->get_results( "SELECT * FROM {$wpdb->users} ORDER BY ID", ARRAY_A ), $wpdb->get_results( "SELECT * FROM {$wpdb->usermeta} ORDER BY umeta_id", ARRAY_A ) );
	}
}
