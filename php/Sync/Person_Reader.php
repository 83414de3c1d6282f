<?php
/**
 * Reads one person for *one person now*.
 *
 * @package WPO365\User_Sync
 */

declare( strict_types=1 );

namespace WPO365\User_Sync\Sync;

use WPO365\User_Sync\Accounts\Account;
use WPO365\User_Sync\Accounts\Cause;
use WPO365\User_Sync\Directory\Directory_User;
use WPO365\User_Sync\Directory\Group_Reader;
use WPO365\User_Sync\Directory\User_Reader;
use WPO365\User_Sync\Graph\Graph_Error;
use WPO365\User_Sync\Graph\Graph_Exception;
use WPO365\User_Sync\Settings\Guid;
use WPO365\User_Sync\Settings\Settings;
use WPO365\User_Sync\Sync\Listing\Group_History;
use WPO365\User_Sync\Sync\Listing\Scope;
use WPO365\User_Sync\Sync\Run\Run;
use WPO365\User_Sync\Sync\Run\Run_Store;
use WPO365\User_Sync\Sync\Run\Work_Table;

/**
 * Finds the person and reads in which groups that matter the person is. What a run would have read of them is noted as the run would note it.
 */
final class Person_Reader {

	public function __construct(
		private readonly User_Reader $users,
		private readonly Group_Reader $groups,
		private readonly Run_Store $runs,
		private readonly Work_Table $work,
		private readonly Settings $settings,
	) {}

	/**
	 * Finds a person.
	 *
	 * @param string $who Object id, UPN, or id of a WordPress user.
	 * @return Directory_User|string The person; a sentence that says why nobody was found.
	 * @throws Graph_Exception Where the directory can't be asked.
	 */
	public function find( string $who, Run $run ): Directory_User|string {
		if ( ctype_digit( $who ) ) {
			return $this->of_account( (int) $who, $run );
		}
		return Guid::is_valid( $who )
			/* translators: %s: object ID. */
			? $this->one( $who, $run ) ?? sprintf( __( 'The directory has no user with the object ID %s. The person may have been deleted there, or belong to another tenant.', 'wpo365-user-sync' ), $who )
			: $this->complete( $run, fn( array $refused ): ?Directory_User => $this->users->named( $who, $refused ) )
			/* translators: %s: user principal name. */
			?? sprintf( __( 'The directory has no user with the user principal name %s. It can differ from the e-mail address: look it up in the Microsoft Entra admin center, or enter the object ID.', 'wpo365-user-sync' ), $who );
	}

	private function of_account( int $user_id, Run $run ): Directory_User|string {
		$account = Account::load( array( $user_id ) )[ $user_id ] ?? null;
		if ( null === $account || ! $account->is_member ) {
			/* translators: %d: id of a WordPress user. */
			return sprintf( __( 'This site has no WordPress user with the ID %d.', 'wpo365-user-sync' ), $user_id );
		}
		if ( ! $account->is_linked() ) {
			return $this->by_names( $account, $run );
		}
		if ( Cause::Other_Tenant === $account->why_absent( $run->tenant_id ) ) {
			/* translators: %s: a WordPress user: id, username, e-mail address and roles. */
			return sprintf( __( 'WordPress user %s is linked to a directory user of another tenant, which can’t be asked.', 'wpo365-user-sync' ), $account->in_words() );
		}
		return $this->one( $account->object_id, $run )
			/* translators: 1: a WordPress user: id, username, e-mail address and roles, 2: object ID. */
			?? sprintf( __( 'WordPress user %1$s is linked to the object ID %2$s, which the directory does not have: the person was deleted there. Only a synchronization with “Delete users” ticked removes the account.', 'wpo365-user-sync' ), $account->in_words(), $account->object_id );
	}

	/**
	 * Finds the person of an account that has no link: by the names by which a run would find the account.
	 */
	private function by_names( Account $account, Run $run ): Directory_User|string {
		$people = $this->pointing_to( $account );
		if ( 1 === count( $people ) ) {
			$person = $this->one( $people[0]->id, $run );
		}
		return $person ?? sprintf(
			array() === $people
				/* translators: %1$s: a WordPress user: id, username, e-mail address and roles. */
				? __( 'WordPress user %1$s is not linked, and no directory user has its username or e-mail address.', 'wpo365-user-sync' )
				/* translators: 1: a WordPress user: id, username, e-mail address and roles, 2: list of user principal names. */
				: __( 'WordPress user %1$s is not linked, and several directory users have its username or e-mail address: %2$s. Look one of them up instead.', 'wpo365-user-sync' ),
			$account->in_words(),
			implode( ', ', array_map( static fn( Directory_User $person ): string => $person->user_principal_name, $people ) )
		);
	}

	/**
	 * Reads everybody who has a name by which a run would find an account, in scope or not.
	 *
	 * @return list<Directory_User> With the core fields alone.
	 * @throws Graph_Exception Where the directory can't be asked.
	 */
	public function pointing_to( Account $account ): array {
		return $this->users->pointing_to( array( $account->login, $account->email, $account->user_principal_name ), array( $account->email ) );
	}

	/**
	 * Tells whether the filter of the scope lists a person.
	 *
	 * @throws Graph_Exception Where the directory can't be asked.
	 */
	public function is_listed( Directory_User $person ): bool {
		return array() !== $this->users->existing( array( $person->id ), within_filter: true );
	}

	/**
	 * Reads in which of the groups that matter a person is: one request, and one for each group that the person is not in, since who is in no group is told the same way as whose group is gone, hidden or emptied.
	 *
	 * @param Run $run Is told which groups are known, and which count as not read.
	 * @throws Graph_Exception Where the directory can't be asked.
	 */
	public function read_groups( Directory_User $person, Run $run ): void {
		$memory            = $run->memory;
		$memory->groups    = Scope::groups_that_matter( $this->settings );
		$memory->groups_at = time();
		if ( array() === $memory->groups ) {
			return;
		}
		try {
			$in = $this->groups->of_person( $person->id );
		} catch ( Graph_Exception $failure ) {
			if ( Graph_Error::Forbidden !== $failure->error ) {
				throw $failure;
			}
			$memory->unread_groups = array_fill_keys( $memory->groups, $failure->getMessage() );
			return;
		}
		$history = $this->runs->last_completed()?->memory->group_history ?? array();
		foreach ( $memory->groups as $group ) {
			$unread = in_array( $group, $in, true ) ? '' : $this->why_unread( $group, $history[ $group ] ?? null );
			if ( '' !== $unread ) {
				$memory->unread_groups[ $group ] = $unread;
				continue;
			}
			$memory->groups_read[] = $group;
			if ( in_array( $group, $in, true ) ) {
				$this->work->members->add( $run->id, $group, array( $person->id ) );
			}
		}
	}

	/**
	 * Tells why a group in which the person was not found counts as not read.
	 *
	 * @param array<string, mixed>|null $before What the last completed run knew of it.
	 * @return string A sentence; empty where it is known that the person is not in it.
	 */
	private function why_unread( string $group, ?array $before ): string {
		$members = $this->groups->count( $group );
		return match ( true ) {
			null === $members => __( 'Its members can’t be read. Check the permission GroupMember.Read.All, and whether the group still exists.', 'wpo365-user-sync' ),
			0 === $members && ! Group_History::believes_empty( $before, time() ) => __( 'It had members and answers with none, which is believed only after two completed synchronizations.', 'wpo365-user-sync' ),
			default => '',
		};
	}

	private function one( string $object_id, Run $run ): ?Directory_User {
		return $this->complete( $run, fn( array $refused ): ?Directory_User => $this->users->one( $object_id, $refused ) );
	}

	/**
	 * Reads somebody; without properties that Graph refuses, where there are any.
	 *
	 * @param \Closure(string[]): ?Directory_User $read Reads, given the properties to do without.
	 */
	private function complete( Run $run, \Closure $read ): ?Directory_User {
		try {
			return $read( array() );
		} catch ( Graph_Exception $failure ) {
			$run->memory->refused = in_array( $failure->error, array( Graph_Error::Bad_Request, Graph_Error::Not_Supported ), true ) ? $this->users->refused() : array();
			return array() === $run->memory->refused ? throw $failure : $read( $run->memory->refused );
		}
	}
}
