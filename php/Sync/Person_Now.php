<?php
/**
 * One person now.
 *
 * @package WPO365\User_Sync
 */

declare( strict_types=1 );

namespace WPO365\User_Sync\Sync;

use WPO365\User_Sync\Access;
use WPO365\User_Sync\Accounts\Links;
use WPO365\User_Sync\Accounts\Quiet;
use WPO365\User_Sync\Accounts\Request_State;
use WPO365\User_Sync\Connection\Sign_In\Tenant;
use WPO365\User_Sync\Database\Transaction;
use WPO365\User_Sync\Directory\Directory_User;
use WPO365\User_Sync\Graph\Graph_Exception;
use WPO365\User_Sync\Results\Outcome;
use WPO365\User_Sync\Results\Pending;
use WPO365\User_Sync\Results\Repository;
use WPO365\User_Sync\Results\Result;
use WPO365\User_Sync\Results\Status;
use WPO365\User_Sync\Results\Table;
use WPO365\User_Sync\Settings\Guid;
use WPO365\User_Sync\Settings\Settings;
use WPO365\User_Sync\Sync\Listing\Scope;
use WPO365\User_Sync\Sync\Run\Boxes;
use WPO365\User_Sync\Sync\Run\Run;
use WPO365\User_Sync\Sync\Run\Run_Store;
use WPO365\User_Sync\Sync\Run\Work_Table;
use WPO365\User_Sync\Sync\Write\Recorder;
use WPO365\User_Sync\Sync\Write\Welcome;
use WP_Error;

/**
 * Takes one directory user the way that a run takes everybody, and tells how far the person comes: to see why, or to have it done. Nobody is ever removed here.
 *
 * The record of the action stands in for a run: it holds the place of one, and what is read is noted with it.
 */
final class Person_Now {

	public function __construct(
		private readonly Action_Frame $frame,
		private readonly Person_Reader $reader,
		private readonly Engine $engine,
		private readonly Run_Store $runs,
		private readonly Repository $repository,
		private readonly Work_Table $work,
		private readonly Transaction $transaction,
		private readonly Welcome $welcome,
		private readonly Settings $settings,
	) {}

	/**
	 * Looks a person up, or synchronizes the person as well.
	 *
	 * @param string $who     Object id, UPN, or id of a WordPress user.
	 * @param bool   $write   Whether what the row says is done.
	 * @param int    $user_id Who asks for it; the current user, where something is written.
	 * @return array{steps: list<array{id: string, status: string, message: string}>, row: Result|null, actions: string[]}|WP_Error The steps; the row, null where nobody was found; what writing would do: any of create, link and update. 409 run_active or not_configured; 403 where the user may not do what the row says.
	 * @throws Graph_Exception Where Graph does not answer: nothing is done then.
	 */
	public function act( string $who, bool $write, int $user_id ): array|WP_Error {
		return $this->frame->around(
			'update',
			$user_id,
			function ( Action_Record $record ) use ( $who, $write ): array|WP_Error {
				$run = $record->run();
				try {
					$done = $this->work( $who, $write, $run, $record );
				} finally {
					$this->work->members->forget_all( $run->id );
					$write || $record->discard();
				}
				if ( $write && ! is_wp_error( $done ) ) {
					null === $done['row'] ? $record->discard() : $record->complete( array( $done['row'] ) );
				}
				return $done;
			},
			$write
		);
	}

	/**
	 * @return array<string, mixed>|WP_Error
	 */
	private function work( string $who, bool $write, Run $run, Action_Record $record ): array|WP_Error {
		$steps          = new Person_Steps();
		$run->tenant_id = ( new Tenant( $this->settings ) )->id( anew: $write );
		$person         = $this->reader->find( $who, $run );
		if ( is_string( $person ) ) {
			$steps->fail( 'read', $person );
			return self::answer( $steps, null );
		}
		if ( ! Guid::is_valid( $person->id ) ) {
			$steps->fail( 'read', Recorder::no_guid() );
			return self::answer( $steps, Result::of_person( $person, Outcome::failed( Recorder::no_guid() ) ) );
		}
		$this->reader->read_groups( $person, $run );
		$steps->ok( 'read', Person_Words::read( $person, $run ) );
		$outside = $this->why_outside( $person, $run );
		if ( '' !== $outside ) {
			$steps->fail( 'scope', $outside );
			return self::answer( $steps, $this->outsider( $person, $run, $outside ) );
		}
		$steps->ok( 'scope', ( new Scope( $this->settings, $this->work ) )->is_restricted() ? __( 'In scope: the person is among those whom the settings name.', 'wpo365-user-sync' ) : __( 'In scope: the settings leave nobody out.', 'wpo365-user-sync' ) );
		return $this->settle( $person, $write, $run, $record, $steps );
	}

	/**
	 * Matches, decides and, where that is asked for, writes.
	 *
	 * @return array<string, mixed>|WP_Error
	 */
	private function settle( Directory_User $person, bool $write, Run $run, Action_Record $record, Person_Steps $steps ): array|WP_Error {
		$case    = new Person_Case( $this->engine, $this->reader, $this->transaction, $person, $run );
		$touched = Request_State::kept_by( $case->prepare( ... ) );
		$write && $record->touch( $touched );
		$before  = $write ? $this->repository->of_person( $person->id ) : null;
		$done    = Quiet::while(
			fn(): array|WP_Error => $this->frame->together(
				function () use ( $case, $write, $record, $before, $steps ): array|WP_Error {
					list( $decision, $found ) = $case->decide();
					$actions                  = $case->actions( $decision );
					$boxes                    = $write ? $case->boxes( $decision ) : new Boxes();
					$allowed                  = Access::check_actions( $boxes->ticked() );
					if ( is_wp_error( $allowed ) ) {
						return $allowed;
					}
					$steps->ok( 'match', Person_Words::matched( $found ) );
					Person_Words::is_stopped( $decision ) ? $steps->fail( 'decide', $decision->reason ) : $steps->ok( 'decide', Person_Words::decided( $decision, $actions ) );
					$boxes->only_looks() || $record->turn_into( $boxes );
					return array( $case->carry_out( $decision, $found, $boxes, $boxes->only_looks() ? null : $before?->run_id ), $actions, $decision->former?->deletion->user_id );
				},
				fn( string $reason ): array => array( $this->give_up( $person, $before, $reason ), array(), null )
			)
		);
		if ( is_wp_error( $done ) ) {
			return $done;
		}
		list( $row, $actions, $former ) = $done;
		if ( $write && array() !== $actions || Status::Failed === $row->status ) {
			$row = $this->finish( $row, $before );
			Person_Words::is_written( $row ) ? $steps->ok( 'write', Person_Words::written( $row, $actions, $row->user_id === $former ) ) : $steps->fail( 'write', $row->reason );
			return self::answer( $steps, $row );
		}
		$steps->leave( $actions );
		return self::answer( $steps, $row, $actions );
	}

	/**
	 * Notes that it was broken off and taken back.
	 *
	 * @param Result|null $before The row in the last run; null: the person has none.
	 */
	private function give_up( Directory_User $person, ?Result $before, string $reason ): Result {
		$failed = Outcome::failed( $reason );
		null === $before || $this->repository->save( $before->run_id, array( $before->after( $failed ) ) );
		return Result::of_person( $person, $failed );
	}

	/**
	 * Does what comes after the transaction: the mail to a new user, and the counts of the run in which the person has a row.
	 *
	 * @param Result|null $before The row as it was; null: the person has none.
	 * @return Result The row as it is now.
	 */
	private function finish( Result $row, ?Result $before ): Result {
		if ( null === $before ) {
			Pending::Mail === $row->pending && $this->welcome->greet( $row->user_id );
			return $row;
		}
		$this->welcome->send( $before->run_id, INF );
		$run = $this->runs->find( $before->run_id );
		null === $run || $this->runs->set_tables( $run, $this->repository->counts( $run->id ) );
		return $this->repository->of_person( $row->object_id ) ?? $row;
	}

	/**
	 * Tells why a run would leave the person out; by the filter only where nothing else does, since that costs a request.
	 */
	private function why_outside( Directory_User $person, Run $run ): string {
		$scope   = new Scope( $this->settings, $this->work );
		$outside = $scope->why_outside( $run, $person );
		if ( '' !== $outside || ! $scope->has_filter() || $this->reader->is_listed( $person ) ) {
			return $outside;
		}
		/* translators: %s: a filter of Microsoft Graph. */
		return sprintf( __( 'Out of scope: the filter of the settings does not list the person: %s', 'wpo365-user-sync' ), $this->settings->get( 'scope.filter' ) );
	}

	/**
	 * Makes the row of somebody who is left out, with the account that is linked to the person.
	 */
	private function outsider( Directory_User $person, Run $run, string $reason ): Result {
		( new Links() )->learn( array( $person ) );
		list( $matcher ) = $this->engine->directory_side( $run, new Boxes() );
		$linked          = Request_State::kept_by( static fn(): array => $matcher->match( array( $person ) )[ $person->id ]->linked );
		$account         = 1 === count( $linked ) ? $linked[0] : null;
		$outcome         = Outcome::skipped( $reason );
		return Result::of_person( $person, null === $account ? $outcome : $outcome->with( table: Table::Matched ), $account );
	}

	/**
	 * @param string[] $actions What writing would do.
	 * @return array<string, mixed>
	 */
	private static function answer( Person_Steps $steps, ?Result $row, array $actions = array() ): array {
		return array(
			'steps'   => $steps->to_array(),
			'row'     => $row,
			'actions' => $actions,
		);
	}
}
