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
use WPO365\User_Sync\Database\Database;
use WPO365\User_Sync\Directory\Directory_User;

/**
 * One set-based look-up for a whole page: by link, by user name, by e-mail address.
 *
 * What the database finds is compared again, exactly: its collation takes `jose@` for `josé@` and ignores trailing blanks.
 */
final class Matcher {

	/** @var int[] Users read by the last match(). */
	private array $loaded = array();

	/**
	 * @param \Closure(string[]): array<string, string[]> $memberships Tells mapped groups, by object id.
	 */
	public function __construct(
		private readonly Links $links,
		private readonly \Closure $memberships,
	) {}

	/**
	 * Tells which users the last match() has read into the caches.
	 *
	 * @return int[]
	 */
	public function loaded(): array {
		return $this->loaded;
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
		$accounts = Account::load( array_merge( ...array_values( $linked ) ) );

		$own = array();
		foreach ( $people as $person ) {
			$own[ $person->id ] = array_filter(
				array_map( static fn( int $id ): ?Account => $accounts[ $id ] ?? null, $linked[ strtolower( $person->id ) ] ?? array() ),
				static fn( ?Account $account ): bool => null !== $account && 0 === strcasecmp( $account->object_id, $person->id )
			);
		}

		// Names matter only for people without a link, and for those whose e-mail address has changed.
		$by_name = array_filter( $people, static fn( Directory_User $person ): bool => ! self::is_settled( $person, $own[ $person->id ] ) );
		list( $by_login, $by_email ) = $this->find_by_name( $by_name );

		$accounts += Account::load( array_merge( ...array_values( $by_login ), ...array_values( $by_email ) ) );

		$this->loaded = array_keys( $accounts );
		$groups       = ( $this->memberships )( array_map( static fn( Directory_User $person ): string => $person->id, $people ) );

		$found = array();
		foreach ( $people as $person ) {
			$found[ $person->id ] = $this->gather( $person, $own[ $person->id ], $accounts, $by_login, $by_email, $carriers, $groups[ $person->id ] ?? array() );
		}
		return $found;
	}

	/**
	 * Whether a link says all that is to be known of a person.
	 *
	 * @param Account[] $own Accounts linked to the person.
	 */
	private static function is_settled( Directory_User $person, array $own ): bool {
		$account = current( $own );
		return 1 === count( $own ) && ( null === $person->mail || mb_strtolower( $account->email ) === mb_strtolower( $person->mail ) );
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
		$upn   = mb_strtolower( $person->user_principal_name );
		$mail  = mb_strtolower( (string) $person->mail );
		$email = mb_strtolower( (string) $person->email() );

		$steps = array_fill_keys( $by_login[ $upn ] ?? array(), Match_Step::Login )
			+ array_fill_keys( $by_email[ $upn ] ?? array(), Match_Step::Upn_Email )
			+ array_fill_keys( $by_email[ $mail ] ?? array(), Match_Step::Mail_Email );

		// An account of the login that a new account would get can be the person's own: made in a part whose row was lost.
		$holder     = $by_login[ mb_strtolower( self::new_login( $person ) ) ][0] ?? 0;
		$candidates = array();
		foreach ( array_intersect_key( $accounts, $steps + array( $holder => true ) ) as $id => $account ) {
			if ( ! $account->is_linked() ) {
				if ( isset( $steps[ $id ] ) ) {
					$candidates[ $id ] = $account;
				}
			} elseif ( 0 === strcasecmp( $account->object_id, $person->id ) && ! in_array( $account, $own, true ) ) {
				$own[] = $account; // Linked since the copy of the links was made.
			}
		}
		return new Findings(
			person: $person,
			linked: array_values( $own ),
			steps: $steps,
			candidates: $candidates,
			login_holder: $holder,
			email_holders: $by_email[ $email ] ?? array(),
			mail_holders: $by_email[ $mail ] ?? array(),
			carriers: $carriers[ $upn ] ?? array(),
			group_ids: $groups,
		);
	}

	/**
	 * Tells the login that a new account gets. It is never used to match.
	 */
	public static function new_login( Directory_User $person ): string {
		return trim( sanitize_user( $person->user_principal_name, true ) );
	}

	/**
	 * @param Directory_User[] $people People.
	 * @return array{array<string, int[]>, array<string, int[]>} User ids by user name and by e-mail address, both in lower case.
	 */
	private function find_by_name( array $people ): array {
		$logins = array();
		$emails = array();
		foreach ( $people as $person ) {
			$logins[] = $person->user_principal_name;
			$logins[] = self::new_login( $person );
			$emails[] = $person->user_principal_name;
			$emails[] = (string) $person->mail;
		}
		return array( $this->find_by( 'user_login', $logins ), $this->find_by( 'user_email', $emails ) );
	}

	/**
	 * @param string   $column user_login or user_email.
	 * @param string[] $values Values to look for; the lower-case form is looked for as well, for databases that tell cases apart.
	 * @return array<string, int[]> User ids by value in lower case.
	 */
	private function find_by( string $column, array $values ): array {
		global $wpdb;
		$values = array_values( array_unique( array_filter( array_merge( $values, array_map( 'mb_strtolower', $values ) ), static fn( string $value ): bool => '' !== $value ) ) );
		if ( array() === $values ) {
			return array();
		}
		$rows  = Database::rows(
			$wpdb->prepare(
				"SELECT ID, %i AS name FROM {$wpdb->users} WHERE %i IN ( " . Database::placeholders( $values, '%s' ) . ' ) ORDER BY ID',
				$column,
				$column,
				...$values
			)
		);
		$found = array();
		foreach ( $rows as $row ) {
			$found[ mb_strtolower( $row->name ) ][] = (int) $row->ID;
		}
		return $found;
	}
}
