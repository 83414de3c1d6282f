<?php
/**
 * Finds the accounts of directory users.
 *
 * @package WPO365\User_Sync
 */

declare( strict_types=1 );

namespace WPO365\User_Sync\Sync\Matching;

use WPO365\User_Sync\Accounts\Account;
use WPO365\User_Sync\Accounts\Links;
use WPO365\User_Sync\Accounts\Name_Search;
use WPO365\User_Sync\Accounts\New_Account;
use WPO365\User_Sync\Accounts\Same_Name;
use WPO365\User_Sync\Database\Database;
use WPO365\User_Sync\Directory\Directory_User;
use WPO365\User_Sync\Journal\Former_Accounts;

/**
 * One set-based look-up for a whole page: by link, by user name, by e-mail address, by the UPN in user meta.
 *
 * What the database finds is compared again, exactly: its collation takes `jose@` for `josé@` and ignores trailing blanks.
 * People with a link are looked up by name as well: whoever holds their names is no account of nobody.
 */
final class Matcher {

	/** @var array<int, true> Users read since loaded() was asked. */
	private array $loaded = array();

	/**
	 * @param \Closure(string[]): array<string, string[]> $memberships Tells mapped groups, by object id.
	 */
	public function __construct(
		private readonly Links $links,
		private readonly \Closure $memberships,
		private readonly Former_Accounts $former,
	) {}

	/**
	 * Tells, once, which users were read into the caches.
	 *
	 * @return int[]
	 */
	public function loaded(): array {
		$loaded       = array_keys( $this->loaded );
		$this->loaded = array();
		return $loaded;
	}

	/**
	 * Looks people up.
	 *
	 * @param Directory_User[] $people People with distinct object ids.
	 * @return array<string, Findings> By object id.
	 */
	public function match( array $people ): array {
		$linked   = $this->links->find( array_map( static fn( Directory_User $person ): string => $person->id, $people ) );
		$carriers = $this->links->carriers( array_map( static fn( Directory_User $person ): string => $person->user_principal_name, $people ) );
		list( $by_login, $by_email ) = $this->find_by_name( $people );

		$accounts      = Account::load( array_merge( ...array_values( $linked ), ...array_values( $carriers ), ...array_values( $by_login ), ...array_values( $by_email ) ) );
		$this->loaded += $accounts ? array_fill_keys( array_keys( $accounts ), true ) : array();
		$groups        = ( $this->memberships )( array_map( static fn( Directory_User $person ): string => $person->id, $people ) );

		$found = array();
		foreach ( $people as $person ) {
			$own = array_filter(
				array_map( static fn( int $id ): ?Account => $accounts[ $id ] ?? null, $linked[ Same_Name::key( $person->id ) ] ?? array() ),
				static fn( ?Account $account ): bool => null !== $account && Same_Name::equal( $account->object_id, $person->id )
			);

			$found[ $person->id ] = $this->gather( $person, $own, $accounts, $by_login, $by_email, $carriers, $groups[ $person->id ] ?? array() );
		}
		return $this->with_former( $found );
	}

	/**
	 * Looks for accounts that were deleted, of people who would get a new one.
	 *
	 * @param array<string, Findings> $found By object id.
	 * @return array<string, Findings>
	 */
	private function with_former( array $found ): array {
		$new    = array_filter( $found, static fn( Findings $findings ): bool => $findings->is_nobody() && false !== $findings->person->account_enabled );
		$former = $this->former->of( array_keys( $new ) );
		foreach ( array_keys( $new ) as $id ) {
			$account = $former[ Same_Name::key( (string) $id ) ] ?? null;
			if ( null !== $account ) {
				$found[ $id ] = $found[ $id ]->with_former( $account );
			}
		}
		return $found;
	}

	/**
	 * @param Account[]            $own      Accounts linked to the person.
	 * @param array<int, Account>  $accounts Accounts by id.
	 * @param array<string, int[]> $by_login User ids by user name.
	 * @param array<string, int[]> $by_email User ids by e-mail address.
	 * @param array<string, int[]> $carriers User ids by the UPN in the link's meta.
	 * @param string[]             $groups   Mapped groups that the person is in.
	 */
	private function gather( Directory_User $person, array $own, array $accounts, array $by_login, array $by_email, array $carriers, array $groups ): Findings {
		$upn      = Same_Name::key( $person->user_principal_name );
		$mail     = Same_Name::key( (string) $person->mail );
		$email    = Same_Name::key( (string) $person->email() );
		$carriers = array_values( array_filter( $carriers[ $upn ] ?? array(), static fn( int $id ): bool => isset( $accounts[ $id ] ) && Same_Name::equal( $accounts[ $id ]->user_principal_name, $upn ) ) );
		$logins   = $by_login[ Same_Name::key( New_Account::login( $person ) ) ] ?? array();

		$steps = array_fill_keys( $by_login[ $upn ] ?? array(), Match_Step::Login )
			+ array_fill_keys( $by_email[ $upn ] ?? array(), Match_Step::Upn_Email )
			+ array_fill_keys( $by_email[ $mail ] ?? array(), Match_Step::Mail_Email )
			+ array_fill_keys( $carriers, Match_Step::Upn_Meta );

		$candidates = array();
		$holders    = array();
		foreach ( array_intersect_key( $accounts, $steps + array_fill_keys( $logins, true ) ) as $id => $account ) {
			if ( ! Same_Name::equal( $account->object_id, $person->id ) ) {
				$holders[ $id ] = $account;
				if ( isset( $steps[ $id ] ) && ! $account->is_linked() ) {
					$candidates[ $id ] = $account;
				}
			} elseif ( ! in_array( $account, $own, true ) ) {
				// Linked since the copy of the links was made, or made in a part whose row was lost.
				$own[] = $account;
			}
		}
		return new Findings(
			person: $person,
			linked: array_values( $own ),
			steps: $steps,
			candidates: $candidates,
			login_holder: $logins[0] ?? 0,
			email_holders: $by_email[ $email ] ?? array(),
			mail_holders: $by_email[ $mail ] ?? array(),
			// An account that is linked to nobody keeps the name by which WPO365 | LOGIN knows it.
			carriers: array_values( array_filter( $carriers, static fn( int $id ): bool => $accounts[ $id ]->is_linked() ) ),
			group_ids: $groups,
			holders: $holders,
		);
	}

	/**
	 * @param Directory_User[] $people People.
	 * @return array{array<string, int[]>, array<string, int[]>} User ids by the keys of user names and of e-mail addresses: {@see Same_Name}.
	 */
	private function find_by_name( array $people ): array {
		$logins = array();
		$emails = array();
		foreach ( $people as $person ) {
			$logins[] = $person->user_principal_name;
			$logins[] = New_Account::login( $person );
			$emails[] = $person->user_principal_name;
			$emails[] = (string) $person->mail;
		}
		return array( $this->find_by( 'user_login', $logins ), $this->find_by( 'user_email', $emails ) );
	}

	/**
	 * @param string   $column user_login or user_email.
	 * @param string[] $names  Names to look for.
	 * @return array<string, int[]> User ids by the key of the name, those asked for alone.
	 */
	private function find_by( string $column, array $names ): array {
		global $wpdb;
		$wanted = array();
		foreach ( $names as $name ) {
			$wanted[ Same_Name::key( $name ) ] = $name;
		}
		unset( $wanted[''] );
		if ( array() === $wanted ) {
			return array();
		}
		$found = array();
		foreach ( Database::rows( "SELECT ID, %i AS name FROM {$wpdb->users} WHERE " . Name_Search::condition( $wpdb->users, $column ) . ' ORDER BY ID', $column, $wanted ) as $row ) {
			$key = Same_Name::key( $row->name );
			if ( isset( $wanted[ $key ] ) ) {
				$found[ $key ][] = (int) $row->ID;
			}
		}
		return $found;
	}
}
