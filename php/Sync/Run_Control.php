<?php
/**
 * What a person may do with a run.
 *
 * @package WPO365\User_Sync
 */

declare( strict_types=1 );

namespace WPO365\User_Sync\Sync;

use WPO365\User_Sync\Age;
use WPO365\User_Sync\Connection\Connection;
use WPO365\User_Sync\Connection\Site_Identity;
use WPO365\User_Sync\Database\Database_Failed;
use WPO365\User_Sync\Database\Transaction;
use WPO365\User_Sync\Journal\Entries;
use WPO365\User_Sync\Requirements;
use WPO365\User_Sync\Results\Held_Belongings;
use WPO365\User_Sync\Results\Held_Summary;
use WPO365\User_Sync\Json;
use WPO365\User_Sync\Results\Pending_Rows;
use WPO365\User_Sync\Results\Repository;
use WPO365\User_Sync\Results\Status;
use WPO365\User_Sync\Settings\Registration;
use WPO365\User_Sync\Settings\Settings;
use WPO365\User_Sync\Sync\Listing\Completeness;
use WPO365\User_Sync\Sync\Listing\Scope;
use WPO365\User_Sync\Sync\Removal\Heir;
use WPO365\User_Sync\Sync\Removal\Removal;
use WPO365\User_Sync\Sync\Removal\Role_Removal;
use WPO365\User_Sync\Sync\Run\Boxes;
use WPO365\User_Sync\Sync\Run\Change_Links;
use WPO365\User_Sync\Sync\Run\Change_Start;
use WPO365\User_Sync\Sync\Run\Phase;
use WPO365\User_Sync\Sync\Run\Run;
use WPO365\User_Sync\Sync\Run\Run_History;
use WPO365\User_Sync\Sync\Run\Run_Kind;
use WPO365\User_Sync\Sync\Run\Run_Memory;
use WPO365\User_Sync\Sync\Run\Run_Status;
use WPO365\User_Sync\Sync\Run\Run_Store;
use WPO365\User_Sync\Sync\Run\Work_Table;
use WPO365\User_Sync\Sync\Undo\Undo_Order;
use WP_Error;

/**
 * Starts, pauses, resumes, cancels, approves and rejects. Capabilities are the callers' business.
 */
final class Run_Control {

	/** Batches of old entries of the journal that a start takes away at most; what is left goes with the next one, or with a tick. */
	private const MOST_BATCHES = 20;

	/**
	 * @param \Closure|null $going Told when a run goes on: somebody has to drive it, whoever is gone by then.
	 */
	public function __construct(
		private readonly Run_Store $runs,
		private readonly Repository $repository,
		private readonly Work_Table $work,
		private readonly Transaction $transaction,
		private readonly Settings $settings,
		private readonly Removal $removal,
		private readonly Entries $journal,
		private readonly Pending_Rows $pending_rows = new Pending_Rows(),
		private readonly Run_Endings $endings = new Run_Endings(),
		private readonly ?\Closure $going = null,
	) {}

	/**
	 * Starts a run and empties the last one's results.
	 *
	 * @param Boxes    $options Boxes ticked.
	 * @param string   $origin  page, cli or cron.
	 * @param int      $user_id Who starts it; 0 for nobody.
	 * @param Run_Kind $kind    Full or changes; a full one by cron takes the place of a scheduled one that is held.
	 * @return Run|WP_Error 409 run_active, not_configured, site_in_doubt, site_is_copy, or full_run_needed for a run of changes that has nowhere to start; 400 where Delete users can't be done here.
	 */
	public function start( Boxes $options, string $origin, int $user_id, Run_Kind $kind = Run_Kind::Full ): Run|WP_Error {
		$missing = Requirements::missing();
		if ( '' !== $missing ) {
			return new WP_Error( 'not_configured', $missing, array( 'status' => 409 ) );
		}
		$unusable = ( new Connection( $this->settings ) )->refusal( $user_id ) ?? self::not_here( $options, $origin );
		if ( null !== $unusable ) {
			return $unusable;
		}
		if ( $options->delete ) {
			$refusal = $this->why_not_delete( $user_id );
			if ( '' !== $refusal ) {
				return new WP_Error( 'delete_refused', $refusal, array( 'status' => 400 ) );
			}
		}
		$from = Run_Kind::Changes === $kind ? ( new Change_Links( $this->settings ) )->start() : null;
		if ( is_string( $from ) ) {
			return null === $this->runs->active() ? new WP_Error( Run::FULL_RUN_NEEDED, $from, array( 'status' => 409 ) ) : self::run_active();
		}
		Registration::note();
		Site_Identity::note();
		$this->close_abandoned_actions();
		$this->journal->forget_old( $this->settings->get( 'history.journal_days' ), self::MOST_BATCHES );
		$replaced = null;
		$run      = $this->transaction->whole(
			function () use ( $options, $origin, $user_id, $kind, $from, &$replaced ): Run|WP_Error {
				$replaced = 'cron' === $origin && Run_Kind::Full === $kind ? $this->give_way() : null;
				return is_wp_error( $replaced ) ? $replaced : $this->insert( $options, $origin, $user_id, $kind, $from );
			}
		);
		if ( null !== $replaced && ! is_wp_error( $run ) ) {
			$this->endings->stopped( $replaced, true );
		}
		// Read again: where the connection broke before the COMMIT, the run is not there.
		return $this->going( is_wp_error( $run ) ? $run : $this->runs->find( $run->id ) ?? throw new Database_Failed() );
	}

	/**
	 * Starts the undoing of a run, or of an action by hand, and empties the last run's results. Nothing is asked of the directory, so no connection is needed.
	 *
	 * @param Undo_Order $order    What is to be undone.
	 * @param Boxes      $options  What it needs: create where it restores somebody, delete where it removes or deactivates somebody.
	 * @param int        $expected How many accounts it is about.
	 * @param string     $origin   page or cli.
	 * @param int        $user_id  Who starts it.
	 * @return Run|WP_Error 409 run_active, site_in_doubt or site_is_copy.
	 */
	public function start_undo( Undo_Order $order, Boxes $options, int $expected, string $origin, int $user_id ): Run|WP_Error {
		$refusal = self::not_here( $options, $origin );
		if ( null !== $refusal ) {
			return $refusal;
		}
		$this->close_abandoned_actions();
		$about = array(
			'undoes'      => $order->run_id,
			'undoes_user' => $order->user_id,
		);
		return $this->going( $this->transaction->whole( fn(): Run|WP_Error => $this->insert( $options, $origin, $user_id, Run_Kind::Undo, null, $about, array( 'phase' => Phase::Matching->value, 'expected' => $expected ) ) ) );
	}

	/**
	 * Tells whether a run, or an action by hand, is under way.
	 */
	public function is_busy(): bool {
		$this->close_abandoned_actions();
		return null !== $this->runs->active();
	}

	/**
	 * Pauses a run after the part that is being worked on.
	 */
	public function pause( Run $run ): Run|WP_Error {
		return $this->change( $run, Run_Status::Paused );
	}

	/**
	 * Goes on with a paused run, or with a failed one from where it failed.
	 */
	public function resume( Run $run ): Run|WP_Error {
		$refusal = $this->refusal( $run, Run_Status::Running );
		if ( null !== $refusal || $run->status->is_steppable() ) {
			return $refusal ?? $run;
		}
		$refusal = self::not_here( $run->options, $run->origin );
		if ( null !== $refusal ) {
			return $refusal;
		}
		if ( Run_Status::Failed === $run->status ) {
			// Rows of an undo prove nothing about the directory.
			if ( $run->memory->truncated || ( Run_Kind::Undo !== $run->kind && ! ( new Completeness( $this->repository, $this->work ) )->is_given( $run ) ) ) {
				return new WP_Error( 'invalid_transition', __( 'The results of this synchronization were truncated, so it can’t go on. Start a new synchronization.', 'wpo365-user-sync' ), array( 'status' => 409 ) );
			}
		}
		// Whatever was read more than a day ago is read again before anything is written; so is what was not complete.
		$incomplete = Run_Status::Failed === $run->status && in_array( $run->error['code'] ?? '', array( 'listing_incomplete', 'listing_empty', 'link_repeated' ), true );
		if ( $incomplete || ! $run->is_lately_read() ) {
			$run->list_anew();
		}
		return $this->going( $this->change( $run, Run_Status::Running ) );
	}

	/**
	 * Ends a run for good. What was done stays done.
	 */
	public function cancel( Run $run ): Run|WP_Error {
		if ( Run_Status::Held === $run->status ) {
			return $this->refusal( $run, Run_Status::Cancelled ) ?? $this->told( $this->keep_held( $run, Run_Status::Cancelled ) );
		}
		$ended = $this->change( $run, Run_Status::Cancelled );
		if ( is_wp_error( $ended ) ) {
			return $ended;
		}
		// Not in one transaction with the change, which has to see what a step has saved meanwhile.
		return $this->told( $this->transaction->whole( fn(): Run => $this->leave_undone( $ended ) ) );
	}

	/**
	 * Tells what a held list stands for: why it is held, what becomes of content, and its sums.
	 *
	 * @return array<string, mixed>|WP_Error 409 where nothing is held.
	 */
	public function held( Run $run ): array|WP_Error {
		if ( Run_Status::Held !== $run->status ) {
			return self::invalid( $run->status );
		}
		$heir = Heir::of_list( $run, $this->settings );
		// Content of accounts that are deactivated stays.
		$deletes = 'delete' === $run->held['action'];
		return array(
			'because' => $run->memory->held_for,
			'content' => array(
				'deleted' => $deletes && ! $heir->keeps,
				'heir'    => $deletes && $heir->keeps ? ( get_userdata( $heir->user_id ) ?: null )?->display_name : null,
			) + array_filter( array( 'managers' => Held_Summary::to_managers( $run->id ) ) ),
			'owns'    => (object) array_map( static fn( array $sum ): array => array( 'posts' => (object) $sum['posts'] ) + $sum, Held_Belongings::by_role( $run->id ) ),
		) + Held_Summary::of( $run->id );
	}

	/**
	 * Lets what is held go ahead, removals or losses of roles: exactly that list.
	 *
	 * @param int $count   The number that the person has typed.
	 * @param int $user_id Who approves: the removals are that person's from now on.
	 */
	public function approve( Run $run, int $count, int $user_id ): Run|WP_Error {
		$refusal = $this->held_refusal( $run, $count ) ?? self::not_here( $run->options, $run->origin );
		if ( null !== $refusal ) {
			return $refusal;
		}
		$run->memory->approved_by      = $user_id;
		$run->memory->is_list_approved = Role_Removal::ACTION !== $run->held['action'];
		$approved = $this->transaction->whole(
			function () use ( $run ): Run|WP_Error {
				$approved = $this->change( $run, Run_Status::Running, true );
				if ( ! is_wp_error( $approved ) ) {
					// However the run ends, nothing stays held.
					$this->pending_rows->let_go( $run->id );
					$this->pending_rows->explain_removals( $run->id, $run->memory->held_for, take_away: true );
				}
				return $approved;
			}
		);
		return $this->going( $approved );
	}

	/**
	 * Ends a held run without removing anybody, or taking roles from anybody.
	 *
	 * @param int $count The number that the person was shown.
	 */
	public function reject( Run $run, int $count ): Run|WP_Error {
		$refusal = $this->held_refusal( $run, $count );
		if ( null !== $refusal ) {
			return $refusal;
		}
		$run->phase = Phase::Done;
		return $this->told( $this->keep_held( $run, Run_Status::Completed ) );
	}

	/**
	 * Empties the results. The history stays.
	 *
	 * @return bool|WP_Error True; 409 while a run is active.
	 */
	public function truncate(): bool|WP_Error {
		$this->close_abandoned_actions();
		if ( null !== $this->runs->active() ) {
			return self::run_active();
		}
		$this->repository->clear();
		$newest = $this->runs->newest();
		if ( Run_Status::Failed === $newest?->status ) {
			$newest->rest              = array();
			$newest->memory->truncated = true;
			$this->runs->swap( $newest, Run_Status::Failed );
		}
		return true;
	}

	/**
	 * Says that another run, or an action on rows, is under way.
	 */
	public static function run_active(): WP_Error {
		return new WP_Error( 'run_active', __( 'A synchronization, or an action on selected users, is under way. Wait until it has ended, or cancel it.', 'wpo365-user-sync' ), array( 'status' => 409 ) );
	}

	/**
	 * Tells others that a person has ended a run.
	 */
	private function told( Run|WP_Error $ended ): Run|WP_Error {
		if ( $ended instanceof Run ) {
			$this->endings->stopped( $ended, true );
		}
		return $ended;
	}

	/**
	 * Frees the place of an action on rows whose process has died.
	 */
	public function close_abandoned_actions(): void {
		$active = $this->runs->active();
		if ( null !== $active && ! $active->kind->is_run() && ! Age::is_fresh( $active->updated_at, Action_Record::LIFETIME ) ) {
			$was                 = $active->status;
			$active->status      = Run_Status::Cancelled;
			$active->finished_at = time();
			$this->runs->swap( $active, $was );
			$this->runs->forget_touched( $active->id );
		}
	}

	/**
	 * Gives up whatever a cancelled run had not decided or done yet; nothing that was read about people is kept.
	 */
	private function leave_undone( Run $run ): Run {
		$this->pending_rows->set_roles( $run->id, Status::Logged );
		$this->pending_rows->set_removals( $run->id, Status::Logged, decided: true );
		$this->pending_rows->leave_staged( $run->id, __( 'The synchronization was cancelled before this was decided, so nothing was done. Synchronize again.', 'wpo365-user-sync' ) );
		$this->runs->forget_rest();
		( new Run_History( $this->runs ) )->forget_old( $this->settings->get( 'history.days' ) );
		return $this->recounted( $run );
	}

	/**
	 * Gives a run with the counts of its rows as they are now; where the rows were truncated, the last counts stay.
	 */
	private function recounted( Run $run ): Run {
		if ( $run->memory->truncated ) {
			return $run;
		}
		$this->runs->set_counts( $run->id, $this->repository->counts( $run->id ) + $run->counts );
		return $this->runs->find( $run->id );
	}

	private function keep_held( Run $run, Run_Status $status ): Run|WP_Error {
		return $this->transaction->whole( fn(): Run|WP_Error => $this->end_held( $run, $status ) );
	}

	/**
	 * Ends a held run; the users held stay, with their roles, and can be selected by hand. Called inside a transaction.
	 *
	 * @param string $because Why, where nobody has decided so: a sentence for the rows.
	 */
	private function end_held( Run $run, Run_Status $status, string $because = '' ): Run|WP_Error {
		$of_roles = Role_Removal::ACTION === $run->held['action'];
		$ended    = $this->change( $run, $status, true );
		if ( ! is_wp_error( $ended ) && '' !== $because ) {
			$this->pending_rows->explain_held( $run->id, $because );
		}
		if ( ! is_wp_error( $ended ) && $of_roles ) {
			$this->pending_rows->set_roles( $run->id, Status::Logged );
		} elseif ( ! is_wp_error( $ended ) ) {
			$this->pending_rows->explain_removals( $run->id, $run->memory->held_for, take_away: true );
			$this->pending_rows->set_removals( $run->id, Status::Logged, decided: true );
		}
		return is_wp_error( $ended ) ? $ended : $this->recounted( $ended );
	}

	/**
	 * Ends a scheduled run that still waits for a person's word: the list that the next one makes is the one to decide about. Called inside the transaction of the start.
	 *
	 * Its phase stays what it was: nobody has looked at the list, so the run is none that later ones are compared with, see {@see Run_Store::last_completed()}.
	 *
	 * @return Run|WP_Error|null The run that gave way; 409 run_active where somebody has settled it at this moment; null where none waits.
	 */
	private function give_way(): Run|WP_Error|null {
		$held = $this->runs->active();
		if ( Run_Status::Held !== $held?->status || 'cron' !== $held->origin ) {
			return null;
		}
		$ended = $this->end_held( $held, Run_Status::Completed, __( 'Another run has taken the place of this list.', 'wpo365-user-sync' ) );
		return is_wp_error( $ended ) ? self::run_active() : $ended;
	}

	/**
	 * Tells that a run goes on, outside of any transaction.
	 */
	private function going( Run|WP_Error $run ): Run|WP_Error {
		if ( null !== $this->going && $run instanceof Run && $run->status->is_steppable() ) {
			( $this->going )();
		}
		return $run;
	}

	/**
	 * @param array<string, mixed> $memory  What the run remembers beside what every run does.
	 * @param array<string, mixed> $columns Further columns.
	 */
	private function insert( Boxes $options, string $origin, int $user_id, Run_Kind $kind, ?Change_Start $from, array $memory = array(), array $columns = array() ): Run|WP_Error {
		$id = $this->runs->insert(
			$columns + array(
				'kind'        => $kind->value,
				'options'     => wp_json_encode( $options->to_array() ),
				'origin'      => $origin,
				'started_by'  => $user_id,
				'tenant_id'   => $from?->tenant_id ?? '',
				'fingerprint' => $this->settings->fingerprint(),
				'state'       => Json::encode(
					Run_Memory::from_array(
						$memory + array(
							'last_user' => $this->repository->last_user(),
							'scope'     => Scope::hash( $this->settings ),
							'refused'   => $from?->refused ?? array(),
						)
					)->to_array()
				),
			)
		);
		if ( 0 === $id ) {
			return self::run_active();
		}
		$this->repository->clear();
		$this->work->clear();
		$this->runs->forget_rest();
		( new Run_History( $this->runs ) )->forget_old( $this->settings->get( 'history.days' ) );
		return $this->runs->find( $id );
	}

	private function why_not_delete( int $user_id ): string {
		if ( is_multisite() ) {
			return Removal::multisite();
		}
		$last = $this->runs->last_completed();
		if ( null !== $last && Scope::hash( $this->settings ) !== $last->memory->scope ) {
			return __( 'The scope was changed since the last completed synchronization. Synchronize once with no box ticked and look at the tables first; then “Delete users” can be ticked again.', 'wpo365-user-sync' );
		}
		$deletes = 'delete' === $this->settings->get( 'removal.mode' ) || null !== $this->settings->get( 'removal.delete_after_days' );
		return ! $deletes || Heir::by_settings( $this->settings, $user_id )->is_there()
			? ''
			: __( 'There is no user to receive the content of removed users. Choose one in the settings.', 'wpo365-user-sync' );
	}

	/**
	 * Changes the status, unless it has changed meanwhile.
	 *
	 * @param bool $from_held Whether this settles a held run.
	 */
	private function change( Run $run, Run_Status $status, bool $from_held = false ): Run|WP_Error {
		$refusal = $from_held ? null : $this->refusal( $run, $status );
		if ( null !== $refusal ) {
			return $refusal;
		}
		$was              = $run->status;
		$run->status      = $status;
		$run->held        = null;
		$run->resume_at   = null;
		$run->finished_at = $status->is_active() ? null : time();
		if ( Run_Status::Running === $status ) {
			$run->error = null;
		}
		if ( ! $this->runs->swap( $run, $was ) ) {
			return $this->change_instead( $run->id, $was, $status, $from_held );
		}
		// The process that worked on the run may have died, and nobody may come after it.
		return $this->runs->forget_touched( $run->id );
	}

	/**
	 * Decides again where the status has changed since the run was read: a pause counts for a run that has just begun to wait, too.
	 */
	private function change_instead( int $id, Run_Status $was, Run_Status $status, bool $from_held ): Run|WP_Error {
		$now = $this->runs->find( $id );
		if ( $now->status === $status ) {
			return $now;
		}
		if ( Run_Status::Running !== $status ) {
			return $from_held || $now->status === $was ? self::invalid( $now->status ) : $this->change( $now, $status );
		}
		if ( ( $this->runs->active()?->id ?? $id ) !== $id ) {
			return self::run_active();
		}
		return $now->status->is_steppable() ? $now : self::invalid( $now->status );
	}

	private function refusal( Run $run, Run_Status $target ): ?WP_Error {
		if ( $this->runs->newest()?->id !== $run->id ) {
			return new WP_Error( 'run_superseded', __( 'A newer synchronization has been started since. Reload the page.', 'wpo365-user-sync' ), array( 'status' => 409 ) );
		}
		return in_array( $target, $run->status->manual_targets(), true ) ? null : self::invalid( $run->status );
	}

	private function held_refusal( Run $run, int $count ): ?WP_Error {
		if ( Run_Status::Held !== $run->status ) {
			return self::invalid( $run->status );
		}
		if ( $count !== $run->held['count'] ) {
			return new WP_Error(
				'held_count_differs',
				/* translators: %d: number of users. */
				sprintf( __( 'That is not the number of users that wait for your decision. Look at the list again and type %d if you mean all of them.', 'wpo365-user-sync' ), $run->held['count'] ),
				array( 'status' => 409 )
			);
		}
		return null;
	}

	/**
	 * Tells why a run must not go on, or begin, at this address.
	 */
	private static function not_here( Boxes $options, string $origin ): ?WP_Error {
		return Site_Identity::refusal( ! $options->only_looks(), $options->delete, 'cron' === $origin );
	}

	private static function invalid( Run_Status $status ): WP_Error {
		return new WP_Error(
			'invalid_transition',
			/* translators: %s: status of a run, for example completed. */
			sprintf( __( 'That can’t be done now: the synchronization is %s. Reload the page.', 'wpo365-user-sync' ), $status->value ),
			array( 'status' => 409 )
		);
	}
}
