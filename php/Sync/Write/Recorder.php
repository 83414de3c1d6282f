<?php
/**
 * Turns decisions into effects and rows.
 *
 * @package WPO365\User_Sync
 */

declare( strict_types=1 );

namespace WPO365\User_Sync\Sync\Write;

use WPO365\User_Sync\Accounts\Account;
use WPO365\User_Sync\Accounts\Links;
use WPO365\User_Sync\Accounts\New_Account;
use WPO365\User_Sync\Accounts\Same_Name;
use WPO365\User_Sync\Accounts\Touched;
use WPO365\User_Sync\Directory\Directory_User;
use WPO365\User_Sync\Results\Pending;
use WPO365\User_Sync\Results\Repository;
use WPO365\User_Sync\Results\Result;
use WPO365\User_Sync\Results\Status;
use WPO365\User_Sync\Results\Table;
use WPO365\User_Sync\Sync\Matching\Findings;
use WPO365\User_Sync\Sync\Plan\Decision;
use WPO365\User_Sync\Sync\Plan\Verdict;
use WPO365\User_Sync\Sync\Run\Boxes;
use WPO365\User_Sync\Sync\Run\Work_Table;

/**
 * Carries out decisions through the Applier that the ticked boxes ask for, and gathers the rows, which are written together.
 */
final class Recorder {

	/** Key under which a staged row remembers what was written at once, beside the person's properties. */
	public const WRITTEN = '@written';

	/** @var array<string, Result> By their subject: who is recorded again replaces what was recorded before. */
	private array $rows = array();

	/** @var list<array{string, int}> Object id and named account. */
	private array $claims = array();

	/** @var list<array{string, int}> Object id and account that has names of that person. */
	private array $holders = array();

	public function __construct(
		private readonly Repository $repository,
		private readonly Work_Table $work,
		private readonly Links $links,
		private readonly Wp_Applier $writer,
		private readonly Preview_Applier $preview,
		private readonly Boxes $options,
		private readonly bool $welcome,
		private readonly bool $stages_roles = false,
	) {}

	/**
	 * Carries out a decision.
	 *
	 * @param int[] $leaving Accounts that have names of the person, but give them away at the same time.
	 * @return Result Its row.
	 */
	public function record( Decision $decision, Findings $found, array $leaving = array() ): Result {
		$row         = Result::of_person( $decision->person, Table::Directory_Only );
		$row->reason = $decision->reason;
		$this->name( $decision, $row );
		match ( $decision->verdict ) {
			Verdict::Matched     => $this->record_matched( $decision, $row ),
			Verdict::Claim       => $this->stage( $decision, $row, Table::Matched, Pending::Claim ),
			Verdict::Waiting     => $this->record_waiting( $decision, $row ),
			Verdict::Blocked     => $this->record_blocked( $decision, $row ),
			Verdict::Taken       => $this->stage( $decision, $row, Table::Directory_Only, Pending::Taken ),
			Verdict::Create      => $this->record_new( $decision, $row ),
			Verdict::Uncreatable => $row->status = $this->options->create ? Status::Failed : Status::Logged,
			Verdict::Disabled    => $row->status = $this->options->create ? Status::Skipped : Status::Logged,
			Verdict::Conflict    => $row->status = Status::Conflict,
		};
		if ( ! $this->options->only_looks() ) {
			$this->writer->release_name( $decision );
		}
		$this->name_holders( $found, $row, array( ...$leaving, ...$decision->named ) );
		$row->reason = trim( $row->reason . ' ' . self::flaws( $decision->person ) );
		$this->rows[ $row->subject ] = $row;
		return $row;
	}

	/**
	 * Tells whom the decisions about people may touch, whatever they will be.
	 *
	 * @param Findings[] $found What was found about the people.
	 */
	public function may_touch( array $found ): Touched {
		$touched = Touched::nobody();
		foreach ( $this->options->only_looks() ? array() : $found as $findings ) {
			$accounts = array( ...$findings->linked, ...array_values( $findings->candidates ) );
			$touched->users( ...array_map( static fn( Account $account ): int => $account->id, $accounts ), ...$findings->carriers );
			foreach ( $accounts as $account ) {
				$touched->email( $account->email );
			}
			$touched->email( (string) $findings->person->email() );
			if ( array() === $accounts ) {
				$touched->login( New_Account::login( $findings->person ) );
			}
		}
		return $touched;
	}

	/**
	 * Notes a person whom nobody may touch, for example since the process died on them more than once. The accounts that may be theirs count as named.
	 */
	public function leave_out( Directory_User $person, string $reason ): void {
		$row         = Result::of_person( $person, Table::Directory_Only );
		$row->status = Status::Failed;
		$row->reason = $reason;
		$accounts    = $this->links->accounts_of( $person );
		$linked      = array_values( array_filter( $accounts, static fn( object $account ): bool => Same_Name::equal( (string) $account->object_id, $person->id ) ) );
		if ( 1 === count( $linked ) ) {
			$row->table   = Table::Matched;
			$row->user_id = (int) $linked[0]->ID;
			$row->login   = $linked[0]->user_login;
		}
		foreach ( $accounts as $account ) {
			$this->claims[] = array( $person->id, (int) $account->ID );
		}
		$this->rows[ $row->subject ] = $row;
	}

	/**
	 * Notes a staged person whom nobody may touch; who is named was noted when the row was staged.
	 */
	public function record_fatal_row( Result $row ): void {
		$row->status                 = Status::Failed;
		$row->pending                = Pending::Nothing;
		$row->reason                 = self::fatal();
		$row->person                 = array();
		$this->rows[ $row->subject ] = $row;
	}

	/**
	 * Clears caches after writes were taken back while the part goes on.
	 */
	public function refresh(): void {
		$this->writer->forget_users();
	}

	/**
	 * Notes a person of whom only the row is left. The account that was claimed stays named.
	 */
	public function record_lost( Result $row ): void {
		$row->pending                = Pending::Nothing;
		$row->status                 = Status::Failed;
		$row->reason                 = __( 'What was read about this person could not be kept, so the person was left out. Synchronize again.', 'wpo365-user-sync' );
		$this->rows[ $row->subject ] = $row;
	}

	/**
	 * Says that the process died on somebody.
	 */
	public static function fatal(): string {
		return __( 'The server, or the code of another plugin, stopped each time this person was worked on, so the person was left out. Look into the server’s PHP error log: another plugin, or the memory limit, may be the cause.', 'wpo365-user-sync' );
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
	 * Drops what was gathered: the part was rolled back.
	 */
	public function forget(): void {
		$this->rows    = array();
		$this->claims  = array();
		$this->holders = array();
		$this->writer->forget();
	}

	private function name( Decision $decision, Result $row ): void {
		foreach ( $decision->named as $user_id ) {
			$this->claims[] = array( $decision->person->id, $user_id );
		}
		if ( null !== $decision->account ) {
			$row->user_id = $decision->account->id;
			$row->login   = $decision->account->login;
		}
	}

	private function record_new( Decision $decision, Result $row ): void {
		$forbidden = $this->writer->why_not_create( $decision );
		if ( '' !== $forbidden ) {
			$row->status = $this->options->create ? Status::Failed : Status::Logged;
			$row->reason = $forbidden;
			return;
		}
		( $this->options->create ? $this->writer : $this->preview )->create( $decision, $row );
		if ( $this->welcome && Status::Created === $row->status && null !== $decision->person->email() ) {
			$row->pending = Pending::Mail;
		}
	}

	private function record_matched( Decision $decision, Result $row ): void {
		$row->table = Table::Matched;
		$row->email = $decision->person->mail ?? $decision->account->email; // Without mail the account keeps its own address.
		$forbidden  = $this->options->only_looks() ? '' : $this->writer->why_not_write( $decision, $this->options );
		if ( '' !== $forbidden ) {
			$row->status = Status::Skipped;
			$row->reason = $forbidden;
			return;
		}
		if ( $this->options->update && $this->stages_roles && $decision->takes_roles() ) {
			$this->stage_roles( $decision, $row );
		} else {
			( $this->options->update ? $this->writer : $this->preview )->update( $decision, $row );
		}
		( $this->options->only_looks() ? $this->preview : $this->writer )->tag( $decision );
		if ( null !== $decision->entry && Status::Failed !== $row->status ) {
			( $this->options->create ? $this->writer : $this->preview )->admit( $decision, $row );
		}
	}

	/**
	 * Writes everything but the loss of roles, which is decided about when everybody was read: see Role_Removal.
	 */
	private function stage_roles( Decision $decision, Result $row ): void {
		$now = $decision->without_loss_of_roles();
		$this->writer->update( $now, $row );
		if ( Status::Failed === $row->status ) {
			return;
		}
		$row->pending = Status::Updated === $row->status ? Pending::Roles_Besides : Pending::Roles;
		$row->status  = Status::Logged;
		$row->person  = array( self::WRITTEN => $row->changes ) + $decision->person->to_array();
		$row->changes = array(
			array(
				'field' => 'roles',
				'from'  => $now->roles->to,
				'to'    => $decision->roles->to,
			),
		);
		$row->reason .= ' ' . __( 'The loss of roles is not done yet: it waits until the whole directory has been read and, where many people would lose roles, until you have approved it.', 'wpo365-user-sync' );
	}

	/**
	 * Links at once, since that is certain; what is to be written waits for the address, so that it is written together.
	 */
	private function record_waiting( Decision $decision, Result $row ): void {
		$this->stage( $decision, $row, Table::Matched, Pending::Address );
		( $this->options->only_looks() ? $this->preview : $this->writer )->tag( $decision );
	}

	/**
	 * Writes all but the address. Where nothing is to be written, the row can be acted on, and says the same in words.
	 */
	private function record_blocked( Decision $decision, Result $row ): void {
		$this->record_matched( $decision, $row );
		if ( $this->options->update && Status::Failed !== $row->status ) {
			$row->table  = Table::Directory_Only;
			$row->status = Status::Conflict;
		}
	}

	private function stage( Decision $decision, Result $row, Table $table, Pending $pending ): void {
		$row->table   = $table;
		$row->pending = $pending;
		$row->person  = $decision->person->to_array();
	}

	/**
	 * Names the accounts that have names of the person: as long as they do, they are nobody's to remove.
	 *
	 * @param int[] $named Accounts that need not be named any more.
	 */
	private function name_holders( Findings $found, Result $row, array $named = array() ): void {
		$others = array();
		foreach ( $found->holders as $account ) {
			$this->holders[] = array( $found->person->id, $account->id );
			if ( ! in_array( $account->id, array( $row->user_id, ...$named ), true ) && ! str_contains( $row->reason, $account->in_words() ) ) {
				$others[] = $account->in_words();
			}
		}
		if ( $others ) {
			/* translators: %s: list of WordPress users: id, user name and e-mail address of each. */
			$row->reason = trim( $row->reason . ' ' . sprintf( __( 'The same username, e-mail address or user principal name belongs to another WordPress user as well, who is therefore not removed: %s.', 'wpo365-user-sync' ), implode( '; ', $others ) ) );
		}
	}
}
