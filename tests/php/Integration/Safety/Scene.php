<?php

declare( strict_types=1 );

namespace WPO365\User_Sync\Tests\Integration\Safety;

use WPO365\User_Sync\Tests\Support\Simulator;

/**
 * Sets scenes for the tests of this folder: accounts, people, runs that stop half-way, and what may not have changed.
 */
trait Scene {

	/** A date long before any run. */
	protected static string $long_ago = '2020-01-31 08:00:00';

	/**
	 * Makes an account that was there long before the run.
	 *
	 * @param array<string, mixed> $data As wp_insert_user() takes it.
	 */
	protected function account( array $data = array() ): int {
		return $this->create_user( $data + array( 'user_registered' => self::$long_ago ) );
	}

	/**
	 * Makes an account linked to somebody whom the directory does not know.
	 *
	 * @param array<string, mixed> $data As wp_insert_user() takes it.
	 */
	protected function gone( array $data = array() ): int {
		$user_id = $this->account( $data );
		$this->link( $user_id, wp_generate_uuid4() );
		return $user_id;
	}

	/**
	 * Makes several of them.
	 *
	 * @return list<int>
	 */
	protected function gone_users( int $count ): array {
		return array_map( fn(): int => $this->gone(), range( 1, $count ) );
	}

	/** Deletes an account as an administrator does. */
	protected function delete_account( int $user_id ): void {
		require_once ABSPATH . 'wp-admin/includes/user.php';
		self::assertTrue( wp_delete_user( $user_id, self::ADMIN ) );
	}

	/**
	 * Adds somebody to the directory.
	 *
	 * @param string               $local Local part of UPN and mail.
	 * @param array<string, mixed> $more  Further properties, or others.
	 * @return array<string, mixed> The person.
	 */
	protected function person( string $local, array $more = array() ): array {
		return Simulator::add(
			$more + array(
				'userPrincipalName' => "{$local}@lakeside.example",
				'mail'              => "{$local}@lakeside.example",
				'displayName'       => ucfirst( $local ),
				'givenName'         => ucfirst( $local ),
				'surname'           => 'Person',
			)
		)[0];
	}

	/**
	 * Saves settings as an administrator does.
	 *
	 * @param array<string, mixed> $part Part of the settings.
	 */
	protected function settings( array $part ): void {
		$answer = $this->rest( 'POST', '/settings', $part );
		self::assertSame( 200, $answer->status, $answer->text() );
	}

	/**
	 * Starts a run that stops, waiting, at a request to Graph, as after a failure of the service.
	 *
	 * @param array<string, bool>  $options Boxes.
	 * @param array<string, mixed> $fault   Which request: see tests/graph/README.md.
	 * @return array<string, mixed> The Run.
	 */
	protected function run_until( array $options, array $fault ): array {
		Simulator::fault( $fault + array( 'kind' => 'status', 'status' => 503, 'on' => 'users' ) );
		$run = $this->synchronize( $options );
		self::assertSame( 'waiting', $run['status'], (string) wp_json_encode( $run ) );
		return $run;
	}

	/**
	 * Lets a waiting run go on at once, to its end or until it waits for a person.
	 *
	 * @param array<string, mixed> $run The Run.
	 * @return array<string, mixed> The Run.
	 */
	protected function go_on( array $run ): array {
		for ( $waits = 0; in_array( $run['status'], array( 'waiting', 'running' ), true ); $waits++ ) {
			self::assertLessThan( 50, $waits, 'The run waits for ever.' );
			$this->set_run( $run['id'], array( 'resume_at' => 1 ) );
			$answer = $this->rest( 'POST', "/runs/{$run['id']}/step", array( 'sequence' => $run['sequence'] ) );
			self::assertSame( 200, $answer->status, $answer->text() );
			$run = $this->step_to_the_end( $answer->data );
		}
		return $run;
	}

	/**
	 * Starts a run and goes on with it through every wait.
	 *
	 * @param array<string, bool> $options Boxes.
	 * @return array<string, mixed> The Run.
	 */
	protected function run_through( array $options ): array {
		return $this->go_on( $this->synchronize( $options ) );
	}

	/**
	 * Approves what a run holds, and goes on.
	 *
	 * @param array<string, mixed> $run The held Run.
	 * @return array<string, mixed> The Run.
	 */
	protected function approve( array $run, ?int $user_id = null ): array {
		self::assertSame( 'held', $run['status'], (string) wp_json_encode( $run ) );
		$answer = $this->rest( 'POST', "/runs/{$run['id']}/approve", array( 'action' => 'approve', 'count' => $run['held']['count'] ), $user_id ?? self::ADMIN );
		self::assertSame( 200, $answer->status, $answer->text() );
		return $this->go_on( $answer->data );
	}

	/**
	 * Resumes a run that failed or was paused, and goes on.
	 *
	 * @param array<string, mixed> $run The Run.
	 * @return array<string, mixed> The Run.
	 */
	protected function resume( array $run ): array {
		$answer = $this->rest( 'POST', "/runs/{$run['id']}/resume" );
		self::assertSame( 200, $answer->status, $answer->text() );
		return $this->go_on( $answer->data );
	}

	/**
	 * Changes a run's record.
	 *
	 * @param array<string, mixed> $columns Columns.
	 */
	protected function set_run( int $id, array $columns ): void {
		global $wpdb;
		self::assertNotFalse( $wpdb->update( $wpdb->prefix . 'wpo365_user_sync_runs', $columns, array( 'id' => $id ) ), $wpdb->last_error );
	}

	/**
	 * Changes what a run remembers between its parts.
	 *
	 * @param callable(array<string, mixed>): array<string, mixed> $change From the memory to the memory.
	 */
	protected function set_state( int $id, callable $change ): void {
		global $wpdb;
		$state = json_decode( $wpdb->get_var( $wpdb->prepare( 'SELECT state FROM %i WHERE id = %d', $wpdb->prefix . 'wpo365_user_sync_runs', $id ) ), true );
		$this->set_run( $id, array( 'state' => wp_json_encode( $change( $state ) ) ) );
	}

	/**
	 * Lets time pass for a run's evidence or listing.
	 *
	 * @param string $key listed_at or evidence_at.
	 */
	protected function age( int $id, string $key, int $seconds ): void {
		$this->set_state( $id, static fn( array $state ): array => array( $key => $state[ $key ] - $seconds ) + $state );
	}

	/**
	 * Reads a person's row, wherever it stands.
	 *
	 * @return array<string, mixed>
	 */
	protected function row_of_person( string $object_id ): array {
		foreach ( array( 'directory_only', 'matched' ) as $table ) {
			foreach ( $this->all_rows( $table ) as $row ) {
				if ( $row['object_id'] === $object_id ) {
					return $row;
				}
			}
		}
		self::fail( "The person {$object_id} has no row." );
	}

	/**
	 * Reads the row of a WordPress user without a directory user; null where there is none.
	 *
	 * @return array<string, mixed>|null
	 */
	protected function row_of_user( int $user_id ): ?array {
		return array_column( $this->all_rows( 'wordpress_only' ), null, 'user_id' )[ $user_id ] ?? null;
	}

	/**
	 * Reads a whole table.
	 *
	 * @return list<array<string, mixed>>
	 */
	protected function all_rows( string $table ): array {
		for ( $rows = array(), $page = 1; true; $page++ ) {
			$part = $this->rows( $table, array( 'page' => $page ) );
			$rows = array_merge( $rows, $part );
			if ( count( $part ) < 100 ) {
				return $rows;
			}
		}
	}

	/**
	 * Acts on rows by hand.
	 *
	 * @param int[] $ids Ids of rows.
	 * @return list<array<string, mixed>> What the route says of each.
	 */
	protected function act( string $action, array $ids, int $user_id = self::ADMIN ): array {
		$answer = $this->rest( 'POST', '/results/actions', compact( 'action', 'ids' ), $user_id );
		self::assertSame( 200, $answer->status, $answer->text() );
		self::assertSame( $ids, array_column( $answer->data['results'], 'id' ), 'The answer has another order than the question.' );
		return $answer->data['results'];
	}

	protected function exists( int $user_id ): bool {
		global $wpdb;
		return '1' === $wpdb->get_var( $wpdb->prepare( "SELECT COUNT(*) FROM {$wpdb->users} WHERE ID = %d", $user_id ) );
	}

	/** Asserts that accounts are still there. */
	protected function assert_stay( int ...$user_ids ): void {
		foreach ( $user_ids as $user_id ) {
			self::assertTrue( $this->exists( $user_id ), "User {$user_id} was removed." );
		}
	}

	/** Asserts that accounts are gone. */
	protected function assert_removed( int ...$user_ids ): void {
		foreach ( $user_ids as $user_id ) {
			self::assertFalse( $this->exists( $user_id ), "User {$user_id} is still there." );
		}
	}

	/**
	 * Asserts a run's end, with its error in the message.
	 *
	 * @param array<string, mixed> $run The Run.
	 */
	protected static function assert_run( string $status, array $run, ?string $error = null ): void {
		self::assertSame( array( $status, $error ), array( $run['status'], $run['error']['code'] ?? null ), (string) wp_json_encode( $run ) );
	}

	/**
	 * Reads everything WordPress has stored about users: accounts, or those of some.
	 *
	 * @return array{users: list<array<string, string>>, usermeta: list<array<string, string>>}
	 */
	protected function stored_users( int ...$user_ids ): array {
		global $wpdb;
		$only = array() === $user_ids ? array( '1 = 1', '1 = 1' ) : array( 'ID IN (' . implode( ',', $user_ids ) . ')', 'user_id IN (' . implode( ',', $user_ids ) . ')' );
		return array(
			'users'    => $wpdb->get_results( "SELECT * FROM {$wpdb->users} WHERE {$only[0]} ORDER BY ID", ARRAY_A ),
			'usermeta' => $wpdb->get_results( "SELECT * FROM {$wpdb->usermeta} WHERE {$only[1]} ORDER BY umeta_id", ARRAY_A ),
		);
	}

	/**
	 * Reads the link of an account straight from the database.
	 *
	 * @return array<string, string> By meta key.
	 */
	protected function stored_link( int $user_id ): array {
		global $wpdb;
		return array_column(
			$wpdb->get_results( $wpdb->prepare( "SELECT meta_key, meta_value FROM {$wpdb->usermeta} WHERE user_id = %d AND meta_key IN ( 'aadObjectId', 'userPrincipalName', 'aadTenantId' ) ORDER BY meta_key", $user_id ), ARRAY_A ),
			'meta_value',
			'meta_key'
		);
	}
}
