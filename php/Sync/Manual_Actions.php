<?php
/**
 * Acts on rows that a person has selected.
 *
 * @package WPO365\User_Sync
 */

declare( strict_types=1 );

namespace WPO365\User_Sync\Sync;

use WPO365\User_Sync\Accounts\Links;
use WPO365\User_Sync\Accounts\Quiet;
use WPO365\User_Sync\Accounts\Touched;
use WPO365\User_Sync\Database\Transaction;
use WPO365\User_Sync\Directory\Directory_User;
use WPO365\User_Sync\Directory\User_Reader;
use WPO365\User_Sync\Graph\Graph_Exception;
use WPO365\User_Sync\Results\Pending;
use WPO365\User_Sync\Results\Repository;
use WPO365\User_Sync\Results\Result;
use WPO365\User_Sync\Results\Row_Action;
use WPO365\User_Sync\Results\Status;
use WPO365\User_Sync\Results\Table;
use WPO365\User_Sync\Settings\Settings;
use WPO365\User_Sync\Sync\Run\Run;
use WPO365\User_Sync\Sync\Run\Run_Store;
use WPO365\User_Sync\Sync\Run\Work_Table;
use WPO365\User_Sync\Sync\Write\Welcome;
use WP_Error;

/**
 * Creates, updates, links, unlinks, deletes, deactivates and reactivates by hand. Everything is read again first: what has changed meanwhile fails and is left alone.
 */
final class Manual_Actions {

	public function __construct(
		private readonly Action_Frame $frame,
		private readonly Run_Store $runs,
		private readonly Repository $repository,
		private readonly Work_Table $work,
		private readonly User_Reader $reader,
		private readonly Engine $engine,
		private readonly Transaction $transaction,
		private readonly Settings $settings,
		private readonly Welcome $welcome,
	) {}

	/**
	 * Acts on rows.
	 *
	 * @param string $action  A value of {@see Row_Action}.
	 * @param int[]  $ids     Ids of rows, distinct.
	 * @param int    $user_id Who does it.
	 * @return Result[]|WP_Error The rows as they are now, in the order of the ids. 400 for rows that the action is not for; 409 run_active, settings_changed, not_configured, site_in_doubt or site_is_copy.
	 * @throws Graph_Exception Where Graph does not answer: nothing is done then.
	 */
	public function act( string $action, array $ids, int $user_id ): array|WP_Error {
		return $this->frame->around(
			$action,
			$user_id,
			function ( Action_Record $record ) use ( $action, $ids, $user_id ): array|WP_Error {
				$rows = $this->carry_out( $action, $ids, $user_id, $record );
				if ( ! is_wp_error( $rows ) ) {
					$record->complete( $rows );
				}
				return $rows;
			}
		);
	}

	/**
	 * Checks the rows, now that nobody else can change them, and acts on them.
	 *
	 * @param int[] $ids Ids of rows.
	 * @return Result[]|WP_Error
	 * @throws Graph_Exception Where Graph does not answer: nothing is done then.
	 */
	private function carry_out( string $action, array $ids, int $user_id, Action_Record $record ): array|WP_Error {
		$rows    = $this->repository->find( $ids );
		$refused = $this->unfit( $action, $ids, $rows );
		if ( $refused ) {
			return new WP_Error(
				'rest_invalid_param',
				/* translators: 1: name of an action, 2: list of row numbers. */
				sprintf( __( 'ids: %1$s is not possible for these rows: %2$s. Reload the table and select again.', 'wpo365-user-sync' ), $action, implode( ', ', $refused ) ),
				array(
					'status' => 400,
					'params' => array( 'ids' => $refused ),
				)
			);
		}
		$run = $this->runs->find( current( $rows )->run_id );
		if ( $run->fingerprint !== $this->settings->fingerprint() ) {
			return new WP_Error( 'settings_changed', __( 'Connection or scope were changed since this synchronization, so its rows can’t be acted on. Synchronize again.', 'wpo365-user-sync' ), array( 'status' => 409 ) );
		}
		$people = $this->people( $action, $rows, $run, $record );
		$single = new Person_By_Hand( $this->engine, $this->repository, $this->work, $this->transaction, $this->engine->link_by_hand( $run ) );
		if ( 'link' === $action ) {
			$single->prepare_links( $rows );
		}
		( new Links() )->refresh( array_values( array_filter( array_map( static fn( Result $row ): string => $row->object_id, $rows ) ) ) );
		$rows = Quiet::while( fn(): array => $this->each( $action, $rows, $people, $run, $user_id, $record, $single ) );
		$this->welcome->send( $run->id, INF );
		$this->runs->set_tables( $run, $this->repository->counts( $run->id ) );
		return array_values( $rows );
	}

	/**
	 * @param int[]              $ids  Ids asked for.
	 * @param array<int, Result> $rows Rows found.
	 * @return int[] Ids that the action is not for.
	 */
	private function unfit( string $action, array $ids, array $rows ): array {
		$wanted = Row_Action::from( $action );
		return array_values( array_filter( $ids, fn( int $id ): bool => ! isset( $rows[ $id ] ) || ! in_array( $wanted, Row_Action::of( $rows[ $id ], 'deactivate' === $this->settings->get( 'removal.mode' ) ), true ) ) );
	}

	private static function removes( string $action ): bool {
		return in_array( $action, array( 'delete', 'deactivate' ), true );
	}

	/**
	 * Reads the people of rows from Graph again.
	 *
	 * @param Result[] $rows Rows.
	 * @return array<string, Directory_User|string> By object id; for removing, why who stays.
	 */
	private function people( string $action, array $rows, Run $run, Action_Record $record ): array {
		if ( self::removes( $action ) ) {
			return $this->engine->removal()->who_stays( $run, $rows );
		}
		$people = array();
		foreach ( $rows as $row ) {
			if ( Table::Wordpress_Only === $row->table ) {
				continue; // Nobody is there to be read.
			}
			$record->touch();
			$people[ $row->object_id ] = $this->reader->one( $row->object_id, $run->memory->refused );
		}
		return array_filter( $people );
	}

	/**
	 * @param array<int, Result>                   $rows   Rows.
	 * @param array<string, Directory_User|string> $people As people() gives them.
	 * @return array<int, Result> What came of them.
	 */
	private function each( string $action, array $rows, array $people, Run $run, int $user_id, Action_Record $record, Person_By_Hand $single ): array {
		$update = new Update_By_Hand( $this->engine, $this->repository, $this->transaction );
		$opens  = new Reactivate_By_Hand( $this->engine, $this->repository, $this->transaction );
		$remove = new Remove_By_Hand( $this->engine, $this->repository, $this->work, $this->settings );
		$unlink = new Unlink_By_Hand( $this->engine, $this->repository, $this->work, $this->transaction );
		'delete' === $action && $remove->prepare( $rows );
		foreach ( 'update' === $action ? $update->units( $rows, $people ) : array_map( static fn( int $id ): array => array( $id ), array_keys( $rows ) ) as $unit ) {
			$unit = array_intersect_key( $rows, array_flip( $unit ) );
			$record->touch( self::touched( $unit, self::removes( $action ) ? array() : $people ) );
			$done = $this->frame->together(
				fn(): array => match ( $action ) {
					'delete', 'deactivate' => array_map( static fn( Result $row ): Result => $remove->act( $action, $row, $run, $user_id, $people[ $row->object_id ] ?? '' ), $unit ),
					'reactivate' => array_map( static fn( Result $row ): Result => $opens->act( $row, $people[ $row->object_id ] ?? null, $run ), $unit ),
					'unlink' => array_map( static fn( Result $row ): Result => $unlink->act( $row, $people[ $row->object_id ] ?? null, $run ), $unit ),
					default  => ( count( $unit ) > 1 ? $update->exchange( $unit, $people, $run ) : null )
						?? array_map( static fn( Result $row ): Result => $single->act( $action, $row, $people[ $row->object_id ] ?? null, $run ), $unit ),
				},
				fn( string $reason ): array => $this->give_up( $action, $unit, $run, $reason )
			);
			$rows = array_replace( $rows, $done );
		}
		return $rows;
	}

	/**
	 * Notes that an action was broken off and taken back.
	 *
	 * @param array<int, Result> $rows Rows as they were read.
	 * @return array<int, Result> As they are now.
	 */
	private function give_up( string $action, array $rows, Run $run, string $reason ): array {
		$failed = array_map( static fn( Result $row ): Result => $row->after( $row->outcome()->with( status: Status::Failed, reason: $reason, pending: self::removes( $action ) ? Pending::Nothing : $row->pending ) ), $rows );
		$this->repository->save( $run->id, $failed );
		return $failed;
	}

	/**
	 * Tells whom an action on rows may touch; names as they are, since code of others that makes logins of them may throw.
	 *
	 * @param Result[]                             $rows   Rows.
	 * @param array<string, Directory_User|string> $people By object id.
	 */
	private static function touched( array $rows, array $people ): Touched {
		$touched = Touched::nobody();
		foreach ( $rows as $row ) {
			$person = $people[ $row->object_id ] ?? null;
			$touched->users( ...array_filter( array( $row->user_id ) ) );
			$touched->email( $row->email );
			$touched->email( (string) $person?->email() );
			$touched->name( (string) $person?->user_principal_name );
		}
		return $touched;
	}
}
