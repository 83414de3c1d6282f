<?php
/**
 * Actions by hand in the history.
 *
 * @package WPO365\User_Sync
 */

declare( strict_types=1 );

namespace WPO365\User_Sync\Sync;

use WPO365\User_Sync\Accounts\Touched;
use WPO365\User_Sync\Database\Database_Failed;
use WPO365\User_Sync\Results\Result;
use WPO365\User_Sync\Results\Status;
use WPO365\User_Sync\Sync\Run\Boxes;
use WPO365\User_Sync\Sync\Run\Phase;
use WPO365\User_Sync\Sync\Run\Run;
use WPO365\User_Sync\Sync\Run\Run_Kind;
use WPO365\User_Sync\Sync\Run\Run_Status;
use WPO365\User_Sync\Sync\Run\Run_Store;

/**
 * The record of an action by hand. While it is open neither a run nor another action can begin.
 */
final class Action_Record {

	/** Seconds without a sign of life after which an action is taken for dead. */
	public const LIFETIME = 300;

	/** Boxes of a run that stand for actions; all others change accounts as *Update users* does. */
	private const BOX = array(
		'create'     => 'create',
		'delete'     => 'delete',
		'deactivate' => 'delete',
	);

	private function __construct(
		private readonly Run_Store $runs,
		public readonly int $id,
	) {}

	/**
	 * Opens a record.
	 *
	 * @param string $action  A value of {@see \WPO365\User_Sync\Results\Row_Action}.
	 * @param int    $user_id Who does it.
	 * @return self|null Null where a run, or another action, is under way.
	 */
	public static function open( Run_Store $runs, string $action, int $user_id ): ?self {
		$id = $runs->insert(
			array(
				'kind'       => Run_Kind::Action->value,
				'phase'      => Phase::Done->value,
				'options'    => wp_json_encode( Boxes::from_array( array( self::BOX[ $action ] ?? 'update' => true ) )->to_array() ),
				'origin'     => 'page',
				'started_by' => $user_id,
			)
		);
		return 0 === $id ? null : new self( $runs, $id );
	}

	/**
	 * Gives the record, as what the directory is read and decided about with.
	 *
	 * @throws Database_Failed Where it is gone.
	 */
	public function run(): Run {
		return $this->runs->find( $this->id ) ?? throw new Database_Failed();
	}

	/**
	 * Says what the action has turned out to be.
	 */
	public function turn_into( Boxes $options ): void {
		$this->runs->set_options( $this->id, $options );
	}

	/**
	 * Gives a sign of life.
	 *
	 * @param Touched|null $touched Whom the action is about to touch: this process may not live to clear their caches.
	 */
	public function touch( ?Touched $touched = null ): void {
		null === $touched ? $this->runs->touch( $this->id ) : $this->runs->note( $this->id, $touched );
	}

	/**
	 * Removes the record: the action was refused, nothing has happened.
	 */
	public function discard(): void {
		$this->runs->delete( $this->id );
	}

	/**
	 * Ends the action.
	 *
	 * @param Result[] $rows What came of it.
	 */
	public function complete( array $rows ): void {
		$run              = $this->runs->find( $this->id );
		$run->status      = Run_Status::Completed;
		$run->finished_at = time();
		$this->runs->swap( $run, Run_Status::Running );
		$this->runs->forget_touched( $this->id );
		$this->runs->set_counts( $this->id, self::counts( $rows ) );
	}

	/**
	 * Ends an action that failed.
	 *
	 * @param string $code    One of the contract's error codes.
	 * @param string $message What happened and what to do.
	 */
	public function fail( string $code, string $message ): void {
		$run = $this->runs->find( $this->id );
		if ( null === $run ) {
			return;
		}
		$run->fail( $code, $message );
		$this->runs->swap( $run, Run_Status::Running );
		$this->runs->forget_touched( $this->id );
	}

	/**
	 * @param Result[] $rows Rows.
	 * @return array<string, int> By the names of a run's counts.
	 */
	private static function counts( array $rows ): array {
		$counts = array_fill_keys( Run::COUNTS, 0 );
		foreach ( $rows as $row ) {
			$name = in_array( $row->status, array( Status::Logged, Status::Unchanged ), true ) ? 'matched' : $row->status->value;
			if ( isset( $counts[ $name ] ) ) {
				++$counts[ $name ];
			}
		}
		return $counts;
	}
}
