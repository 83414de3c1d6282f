<?php
/**
 * What the directory says about people whom the listing did not show.
 *
 * @package WPO365\User_Sync
 */

declare( strict_types=1 );

namespace WPO365\User_Sync\Sync\Removal;

use WPO365\User_Sync\Accounts\Account;
use WPO365\User_Sync\Accounts\Same_Name;
use WPO365\User_Sync\Accounts\Cause;
use WPO365\User_Sync\Directory\Directory_User;
use WPO365\User_Sync\Directory\Recycle_Bin;
use WPO365\User_Sync\Directory\User_Reader;
use WPO365\User_Sync\Graph\Graph_Exception;
use WPO365\User_Sync\Sync\Listing\Scope;
use WPO365\User_Sync\Sync\Run\Budget;
use WPO365\User_Sync\Sync\Run\Run;

/**
 * Absence is not evidence: the directory is asked about each object id. Who exists stays, unless it is known for certain that the person is out of scope, and the settings remove such people.
 */
final class Evidence {

	/** Accounts in one question about names: three names and an address each, of fifteen conditions that Graph takes. */
	private const NAMED = 3;

	/** People about whom a run asks the recycle bin, one by one: what it says is only told, so a long list does without. */
	private const BINNED = 100;

	/** Seconds for which a part asks the bin. */
	private const BIN_TIME = 1.0;

	public function __construct(
		private readonly User_Reader $reader,
		private readonly Scope $scope,
		private readonly Recycle_Bin $bin,
	) {}

	/**
	 * Tells who must stay.
	 *
	 * @param string[] $object_ids People; an empty one stands for accounts that were never linked.
	 * @return array<string, string> A sentence by object id.
	 */
	public function who_stays( Run $run, array $object_ids ): array {
		return $this->look( $run, $object_ids )['stays'];
	}

	/**
	 * Tells who must stay, and who exists but is certainly out of scope.
	 *
	 * @param string[] $object_ids People; empty ones are passed over.
	 * @return array{stays: array<string, string>, outside: string[]} Sentences by object id; object ids.
	 */
	public function look( Run $run, array $object_ids ): array {
		$object_ids = array_values( array_unique( array_filter( $object_ids, static fn( string $object_id ): bool => '' !== $object_id ) ) );
		$existing   = $this->reader->existing( $object_ids );
		$unlinked   = array();
		if ( array() !== $this->scope->unread( $run ) ) {
			$unlinked[''] = __( 'A group that decides who is synchronized counts as not read, so it is not known whether the owner of this account is a member of it. Not removed.', 'wpo365-user-sync' );
		}
		if ( array() === $existing ) {
			return array(
				'stays'   => $unlinked,
				'outside' => array(),
			);
		}
		$removable = $this->scope->removes_outsiders( $run ) ? $this->outsiders( $run->id, $existing ) : array();
		$sentence  = match ( true ) {
			array() !== $this->scope->unread( $run ) => __( 'Still in the directory. A group that decides who is synchronized counts as not read, so nobody is out of scope. Not removed.', 'wpo365-user-sync' ),
			$this->scope->is_restricted()            => __( 'Still in the directory: out of the scope of this synchronization, or missed by the listing. Not removed.', 'wpo365-user-sync' ),
			default                                  => __( 'Still in the directory, although the listing missed this person. Not removed.', 'wpo365-user-sync' ),
		};
		return array(
			'stays'   => array_fill_keys( array_diff( $existing, $removable ), $sentence ) + $unlinked,
			'outside' => array_values( $removable ),
		);
	}

	/**
	 * Tells until when people who no longer exist can be restored in the directory. Where the bin can't be asked, nobody is asked about any more in this run.
	 *
	 * @param Account[]                                                       $accounts Accounts.
	 * @param array{stays: array<string, string>, outside: string[]} $look     What was said of them, see look().
	 * @return array<string, int> Unix times by object id; who is not in the bin, or was not asked about, is left out.
	 */
	public function binned( Run $run, array $accounts, array $look ): array {
		$until = array();
		$time  = new Budget( self::BIN_TIME );
		foreach ( $accounts as $account ) {
			$id = $account->object_id;
			if ( Cause::Gone !== $account->why_absent( $run->tenant_id ) || isset( $look['stays'][ $id ] ) || in_array( $id, $look['outside'], true ) ) {
				continue;
			}
			if ( $run->memory->bin_asked >= self::BINNED || ! $time->is_left() ) {
				break;
			}
			++$run->memory->bin_asked;
			try {
				$until[ $id ] = $this->bin->until( $id );
			} catch ( Graph_Exception ) {
				$run->memory->bin_asked = self::BINNED;
			}
		}
		return array_filter( $until );
	}

	/**
	 * Says until when somebody can be restored in the directory.
	 *
	 * @param int|null $until Unix time; null: not known.
	 * @return string A sentence, or an empty string.
	 */
	public static function bin_in_words( ?int $until ): string {
		/* translators: %s: date. */
		return null === $until ? '' : sprintf( __( 'This person is in the directory’s recycle bin until %s, and can be restored from there.', 'wpo365-user-sync' ), wp_date( (string) get_option( 'date_format' ), $until ) );
	}

	/**
	 * Tells who is no longer known to be disabled.
	 *
	 * @param string[] $object_ids People who were.
	 * @return array<string, string> A sentence by object id.
	 */
	public function who_is_enabled( array $object_ids ): array {
		return array_fill_keys(
			array_diff( $object_ids, $this->reader->disabled( array_values( $object_ids ) ) ),
			__( 'The directory no longer says that this person is there and disabled, so the account is not deactivated. Synchronize again.', 'wpo365-user-sync' )
		);
	}

	/**
	 * Tells which accounts have names of somebody who is in the directory. A full run has a row of that person, which names the account; a run of changes has not listed everybody, so it asks.
	 *
	 * @param Account[] $accounts Accounts whose own people are not there.
	 * @return array<int, string> Why the account stays: a sentence by user id.
	 */
	public function namesakes( array $accounts ): array {
		$reasons = array();
		foreach ( array_chunk( $accounts, self::NAMED ) as $few ) {
			$people = $this->reader->pointing_to(
				array_merge( ...array_map( static fn( Account $account ): array => array( $account->login, $account->email, $account->user_principal_name ), $few ) ),
				array_map( static fn( Account $account ): string => $account->email, $few )
			);
			foreach ( $few as $account ) {
				$others = array_filter( $people, static fn( Directory_User $person ): bool => self::has_names_of( $person, $account ) );
				if ( array() !== $others ) {
					/* translators: %s: list of user principal names. */
					$reasons[ $account->id ] = sprintf( __( 'Somebody else in the directory has the username, e-mail address or user principal name of this account (%s). What becomes of it is decided by the next full synchronization. Not removed.', 'wpo365-user-sync' ), implode( ', ', array_map( static fn( Directory_User $person ): string => $person->user_principal_name, $others ) ) );
				}
			}
		}
		return $reasons;
	}

	private static function has_names_of( Directory_User $person, Account $account ): bool {
		$is_one_of = static fn( string $name, string ...$names ): bool => '' !== $name && array() !== array_filter( $names, static fn( string $other ): bool => Same_Name::equal( $name, $other ) );
		return ! Same_Name::equal( $person->id, $account->object_id )
			&& ( $is_one_of( $person->user_principal_name, $account->login, $account->email, $account->user_principal_name ) || $is_one_of( (string) $person->mail, $account->email ) );
	}

	/**
	 * Finds those who are certainly out of scope: the listing showed them and they were left out, or the directory says that the filter does not apply to them.
	 *
	 * @param string[] $existing People who exist.
	 * @return string[]
	 */
	private function outsiders( int $run_id, array $existing ): array {
		$ignored = $this->scope->ignored( $run_id, $existing );
		$unknown = array_values( array_filter( $existing, static fn( string $object_id ): bool => ! in_array( strtolower( $object_id ), $ignored, true ) ) );
		$within  = $this->scope->has_filter() ? $this->reader->existing( $unknown, within_filter: true ) : $unknown;
		return array_diff( $existing, $within );
	}
}
