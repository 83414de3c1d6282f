<?php

declare( strict_types=1 );

namespace WPO365\User_Sync\Tests\Support;

/**
 * Drives runs step by step, looks into their record, and moves time.
 */
trait Steers_Runs {

	use Looks;
	use Rivals;

	/**
	 * Starts a run.
	 *
	 * @param array<string, bool> $options Boxes to tick.
	 * @return array<string, mixed> The Run.
	 */
	protected function start( array $options = array() ): array {
		$answer = $this->rest( 'POST', '/runs', $options );
		self::assertSame( 201, $answer->status, $answer->text() );
		return $answer->data;
	}

	/**
	 * Works on a run once.
	 *
	 * @param array<string, mixed> $run The Run.
	 * @return array<string, mixed> The Run.
	 */
	protected function step( array $run ): array {
		$answer = $this->rest( 'POST', "/runs/{$run['id']}/step", array( 'sequence' => $run['sequence'] ) );
		self::assertSame( 200, $answer->status, $answer->text() );
		return $answer->data;
	}

	/**
	 * Works on a run once, and on while it runs: a slow machine needs more than one slice.
	 *
	 * @param array<string, mixed> $run The Run.
	 * @return array<string, mixed> The Run: waiting, held or ended.
	 */
	protected function settle( array $run ): array {
		return $this->step_to_the_end( $this->step( $run ) );
	}

	/**
	 * Does something with a run that changes its status.
	 *
	 * @param array<string, mixed> $run  The Run.
	 * @param string               $verb pause, resume or cancel.
	 */
	protected function tell( array $run, string $verb ): Rest_Answer {
		return $this->rest( 'POST', "/runs/{$run['id']}/{$verb}" );
	}

	/**
	 * Resumes a run and sees that it runs.
	 *
	 * @param array<string, mixed> $run The Run.
	 * @return array<string, mixed> The Run.
	 */
	protected function resumed( array $run ): array {
		$answer = $this->tell( $run, 'resume' );
		self::assertSame( 200, $answer->status, $answer->text() );
		self::assertSame( 'running', $answer->data['status'], $answer->text() );
		self::assertNull( $answer->data['error'], $answer->text() );
		self::assertNull( $answer->data['finished_at'], $answer->text() );
		return $answer->data;
	}

	/**
	 * Steps a run to its end; where it waits, time is moved on.
	 *
	 * @param array<string, mixed> $run The Run.
	 * @return array<string, mixed> The Run.
	 */
	protected function drive( array $run ): array {
		for ( $steps = 0; in_array( $run['status'], array( 'running', 'waiting' ), true ); $steps++ ) {
			self::assertLessThan( 300, $steps, 'The run does not end: ' . wp_json_encode( $run ) );
			$run = $this->step( 'waiting' === $run['status'] ? $this->waited( $run ) : $run );
		}
		return $run;
	}

	/**
	 * Lets the time pass until a waiting run may go on, here and in the tenant.
	 *
	 * @param array<string, mixed> $run The Run.
	 * @return array<string, mixed> The Run.
	 */
	protected function waited( array $run ): array {
		self::assertSame( 'waiting', $run['status'], (string) wp_json_encode( $run ) );
		Simulator::advance( max( 0, strtotime( $run['resume_at'] ) - time() ) );
		$this->set_run( $run['id'], array( 'resume_at' => time() ) );
		return $run;
	}

	/**
	 * Reads the record of a run, with what never leaves the server.
	 *
	 * @return array<string, mixed> Columns; state and rest decoded.
	 */
	protected function record( int $id ): array {
		global $wpdb;
		$record = $wpdb->get_row( "SELECT * FROM {$wpdb->prefix}wpo365_user_sync_runs WHERE id = {$id}", ARRAY_A );
		self::assertIsArray( $record );
		foreach ( array( 'state', 'rest' ) as $column ) {
			$record[ $column ] = '' === $record[ $column ] ? array() : json_decode( $record[ $column ], true );
		}
		return $record;
	}

	/**
	 * Changes the record of a run behind the engine's back.
	 *
	 * @param array<string, mixed> $columns Columns; an array is stored as JSON.
	 */
	protected function set_run( int $id, array $columns ): void {
		global $wpdb;
		$columns = array_map( static fn( mixed $value ): mixed => is_array( $value ) ? wp_json_encode( $value ) : $value, $columns );
		self::assertNotFalse( $wpdb->update( "{$wpdb->prefix}wpo365_user_sync_runs", $columns, array( 'id' => $id ) ), $wpdb->last_error );
	}

	/**
	 * Makes the lock of a run expire, as if a minute had passed.
	 */
	protected function expire_lock( int $id ): void {
		$this->set_run( $id, array( 'lock_expires' => time() - 1 ) );
	}

	/**
	 * Reads the run as anybody sees it.
	 *
	 * @return array<string, mixed> The Run.
	 */
	protected function current_run(): array {
		$answer = $this->rest( 'GET', '/runs/current' );
		self::assertSame( 200, $answer->status, $answer->text() );
		return $answer->data;
	}

	/**
	 * Counts the requests for users: pages of the listing, and questions who exists.
	 */
	protected function times_asked(): int {
		return count( Simulator::log( 'users' ) );
	}
}
