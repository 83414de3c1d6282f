<?php
/**
 * Turns decisions into effects and rows.
 *
 * @package WPO365\User_Sync
 */

declare( strict_types=1 );

namespace WPO365\User_Sync\Sync\Write;

use WPO365\User_Sync\Accounts\Account;
use WPO365\User_Sync\Accounts\Leave_Date;
use WPO365\User_Sync\Accounts\Links;
use WPO365\User_Sync\Accounts\Same_Name;
use WPO365\User_Sync\Accounts\Touched;
use WPO365\User_Sync\Directory\Directory_User;
use WPO365\User_Sync\Results\Outcome;
use WPO365\User_Sync\Results\Pending;
use WPO365\User_Sync\Results\Repository;
use WPO365\User_Sync\Results\Result;
use WPO365\User_Sync\Results\Status;
use WPO365\User_Sync\Results\Table;
use WPO365\User_Sync\Sync\Matching\Findings;
use WPO365\User_Sync\Sync\Plan\Decision;
use WPO365\User_Sync\Sync\Plan\Verdict;
use WPO365\User_Sync\Sync\Run\Work_Table;

/**
 * Carries out decisions through the appliers that it is given, makes rows of what came of them and gathers these, which are written together.
 */
final class Recorder {

	/** @var array<string, Result> By their subject: who is recorded again replaces what was recorded before. */
	private array $rows = array();

	/** @var list<array{string, int}> Object id and named account. */
	private array $claims = array();

	/** @var list<array{string, int}> Object id and account that has names of that person. */
	private array $holders = array();

	/**
	 * @param Touched $touched Whom the appliers have touched since forget().
	 * @param Applier $creator Creates accounts, and makes accounts of a network members of this site.
	 * @param Applier $updater Updates accounts.
	 * @param Applier $linker  Links accounts, and takes names off others.
	 * @param \Closure(Directory_User): Decision|null $decide Decides anew about somebody whose former account was restored; null: restored accounts stay as they were.
	 */
	public function __construct(
		private readonly Repository $repository,
		private readonly Work_Table $work,
		private readonly Links $links,
		private readonly Touched $touched,
		private readonly Applier $creator,
		private readonly Applier $updater,
		private readonly Applier $linker,
		private readonly ?\Closure $decide = null,
	) {}

	/**
	 * Carries out a decision.
	 *
	 * @param int[] $leaving Accounts that have names of the person, but give them away at the same time.
	 * @return Result Its row.
	 */
	public function record( Decision $decision, Findings $found, array $leaving = array() ): Result {
		$person = $decision->person;
		foreach ( $decision->named as $user_id ) {
			$this->claims[] = array( $person->id, $user_id );
		}
		$outcome = $this->carry_out( $decision );
		$this->linker->release_name( $decision );
		foreach ( $found->holders as $account ) {
			$this->holders[] = array( $person->id, $account->id );
		}
		$own     = $outcome->user_id ?: ( $decision->account->id ?? 0 );
		$outcome = $outcome->adding( self::others( $found->holders, array( $own, ...$leaving, ...$decision->named ), $outcome->reason ) )->adding( self::flaws( $person ) )->adding( Leave_Date::of_person( $person ) );
		return $this->keep( Result::of_person( $person, $outcome, $decision->account ) );
	}

	private function carry_out( Decision $decision ): Outcome {
		return match ( $decision->verdict ) {
			Verdict::Matched  => $this->matched( $decision, $this->updater ),
			Verdict::Blocked  => $this->updater->block( $this->matched( $decision, $this->updater ) ),
			Verdict::Waiting  => $this->wait( $decision ),
			Verdict::Claim    => self::stage( $decision, Table::Matched, Pending::Claim ),
			Verdict::Taken    => self::stage( $decision, Table::Directory_Only, Pending::Taken ),
			Verdict::Later    => Outcome::skipped( $decision->reason ),
			Verdict::Conflict => new Outcome( Status::Conflict, $decision->reason ),
			Verdict::Create, Verdict::Uncreatable, Verdict::Disabled => $this->create( $decision ),
		};
	}

	/**
	 * Creates an account. One that is restored is linked, and updated where accounts are, like any other; roles are only added: a loss would have to wait for a person's word. One that was deactivated before is updated by whoever creates: it would be of no use otherwise.
	 */
	private function create( Decision $decision ): Outcome {
		$outcome = $this->creator->create( $decision );
		if ( null === $this->decide || null === $decision->former || $outcome->user_id !== $decision->former->deletion->user_id ) {
			return $outcome;
		}
		$now = ( $this->decide )( $decision->person );
		if ( ! in_array( $now->verdict, array( Verdict::Matched, Verdict::Waiting ), true ) || $now->account->id !== $outcome->user_id ) {
			return $outcome->adding( $now->reason );
		}
		$done = $this->matched( $now->takes_roles() ? $now->without_loss_of_roles() : $now, $decision->former->is_deactivated() ? $this->creator : $this->updater );
		return match ( $done->status ) {
			Status::Reactivated             => $outcome->with( changes: $done->changes )->adding( __( 'It was deactivated, and is reactivated.', 'wpo365-user-sync' ) ),
			Status::Updated                 => $outcome->with( changes: $done->changes )->adding( __( 'Updated from the directory as well.', 'wpo365-user-sync' ) ),
			Status::Failed, Status::Skipped => $outcome->adding( $done->reason ),
			default                         => $outcome,
		};
	}

	/**
	 * Tells whom the decisions about people may touch, whatever they will be.
	 *
	 * @param Findings[] $found What was found about the people.
	 */
	public function may_touch( array $found ): Touched {
		return $this->linker->may_touch( $found );
	}

	/**
	 * Notes a person whom nobody may touch, for example since the process died on them more than once. The accounts that may be theirs count as named.
	 */
	public function leave_out( Directory_User $person, string $reason ): void {
		$outcome  = Outcome::failed( $reason );
		$accounts = $this->links->accounts_of( $person );
		$linked   = array_values( array_filter( $accounts, static fn( object $account ): bool => Same_Name::equal( (string) $account->object_id, $person->id ) ) );
		if ( 1 === count( $linked ) ) {
			$outcome = $outcome->with( table: Table::Matched, user_id: (int) $linked[0]->ID, login: $linked[0]->user_login );
		}
		foreach ( $accounts as $account ) {
			$this->claims[] = array( $person->id, (int) $account->ID );
		}
		$this->keep( Result::of_person( $person, $outcome ) );
	}

	/**
	 * Notes what came of somebody who has a row; who is named was noted when that was made.
	 */
	public function note( Result $row, Outcome $outcome ): void {
		$this->keep( $row->after( $outcome ) );
	}

	private function keep( Result $row ): Result {
		$this->rows[ $row->subject ] = $row;
		return $row;
	}

	/**
	 * Clears caches after writes were taken back while the part goes on.
	 */
	public function refresh(): void {
		$this->touched->clear();
	}

	/**
	 * Says that the process died on somebody.
	 */
	public static function fatal(): string {
		return __( 'The server, or the code of another plugin, stopped each time this person was worked on, so the person was left out. Look into the server’s PHP error log: another plugin, or the memory limit, may be the cause.', 'wpo365-user-sync' );
	}

	/**
	 * Says that only the row is left of somebody; the account that was claimed stays named.
	 */
	public static function lost(): string {
		return __( 'What was read about this person could not be kept, so the person was left out. Synchronize again.', 'wpo365-user-sync' );
	}

	/**
	 * Says that an id of the directory can't be a person's.
	 */
	public static function no_guid(): string {
		return __( 'Microsoft Graph gave an ID for this person that is no GUID, so no account can be linked to it, and the person was left out. Tell Microsoft’s support.', 'wpo365-user-sync' );
	}

	private static function flaws( Directory_User $person ): string {
		$flaws = $person->flaws();
		/* translators: %s: list of properties. */
		return $flaws ? sprintf( __( 'Microsoft Graph sent values that can’t be read in full; invalid characters were replaced, invalid numbers left out: %s.', 'wpo365-user-sync' ), implode( ', ', $flaws ) ) : '';
	}

	/**
	 * Writes what was gathered.
	 *
	 * @return int How many rows.
	 */
	public function flush( int $run_id ): int {
		$this->links->flush();
		$this->work->add_claims( $run_id, $this->claims );
		$this->work->add_holders( $run_id, $this->holders );
		$this->repository->save( $run_id, array_values( $this->rows ) );
		$count         = count( $this->rows );
		$this->rows    = array();
		$this->claims  = array();
		$this->holders = array();
		return $count;
	}

	/**
	 * Writes the links that were gathered, and no row: there is no run that the people have rows in.
	 */
	public function flush_links(): void {
		$this->links->flush();
	}

	/**
	 * Drops what was gathered: the part was rolled back.
	 */
	public function forget(): void {
		$this->rows    = array();
		$this->claims  = array();
		$this->holders = array();
		$this->touched->clear();
		$this->touched->forget();
		$this->links->discard();
	}

	/**
	 * Updates and links, unless somebody forbids it.
	 */
	private function matched( Decision $decision, Applier $updater ): Outcome {
		$forbidden = $updater->why_not_update( $decision ) ?: $this->linker->why_not_tag( $decision );
		if ( '' !== $forbidden ) {
			$outcome = Outcome::skipped( $forbidden );
		} else {
			$outcome = $updater->update( $decision );
			$this->linker->tag( $decision );
			if ( null !== $decision->entry && ! $outcome->is_failed() ) {
				$outcome = $this->creator->admit( $decision, $outcome );
			}
		}
		$is_linked = Same_Name::equal( $decision->account->object_id, $decision->person->id ) || $this->links->has_new( $decision->account->id );
		// Without mail the account keeps its own address.
		return $outcome->with( table: Table::Matched, email: $decision->person->mail ?? $decision->account->email, is_linked: $is_linked );
	}

	/**
	 * Links at once, since that is certain; what is to be written waits for the address, so that it is written together.
	 */
	private function wait( Decision $decision ): Outcome {
		$this->linker->tag( $decision );
		return self::stage( $decision, Table::Matched, Pending::Address );
	}

	private static function stage( Decision $decision, Table $table, Pending $pending ): Outcome {
		return new Outcome( reason: $decision->reason, pending: $pending, person: $decision->person->to_array(), table: $table );
	}

	/**
	 * Names the accounts that have names of the person: as long as they do, they are nobody's to remove.
	 *
	 * @param Account[] $holders They.
	 * @param int[]     $known   Accounts that need not be named any more.
	 * @param string    $reason  What is said already.
	 * @return string A sentence; empty where there is nobody to be named.
	 */
	private static function others( array $holders, array $known, string $reason ): string {
		$words = array_map( static fn( Account $account ): string => $account->in_words(), array_filter( $holders, static fn( Account $account ): bool => ! in_array( $account->id, $known, true ) ) );
		$words = array_filter( $words, static fn( string $account ): bool => ! str_contains( $reason, $account ) );
		/* translators: %s: list of WordPress users: id, user name and e-mail address of each. */
		return $words ? sprintf( __( 'The same username, e-mail address or user principal name belongs to another WordPress user as well, who is therefore not removed: %s.', 'wpo365-user-sync' ), implode( '; ', $words ) ) : '';
	}
}
