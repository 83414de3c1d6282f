<?php

declare( strict_types=1 );

namespace WPO365\User_Sync\Tests\Support;

/**
 * Sets scenes: accounts, people, and runs that stop half-way.
 */
trait Scene {

	use Steers_Runs;

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
	 * Starts a run and goes on with it through every wait.
	 *
	 * @param array<string, bool> $options Boxes.
	 * @return array<string, mixed> The Run.
	 */
	protected function run_through( array $options ): array {
		return $this->drive( $this->synchronize( $options ) );
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
		return $this->drive( $answer->data );
	}

	/**
	 * Approves what a run holds, roles first and then people, until nothing is held.
	 *
	 * @param array<string, mixed> $run The Run, perhaps held.
	 * @return array<string, mixed> The Run.
	 */
	protected function approve_if_held( array $run ): array {
		while ( 'held' === $run['status'] ) {
			$run = $this->approve( $run );
		}
		return $run;
	}

	/**
	 * Resumes a run that failed or was paused, and goes on.
	 *
	 * @param array<string, mixed> $run The Run.
	 * @return array<string, mixed> The Run.
	 */
	protected function resume( array $run ): array {
		return $this->drive( $this->resumed( $run ) );
	}

	/**
	 * Changes what a run remembers between its parts.
	 *
	 * @param callable(array<string, mixed>): array<string, mixed> $change From the memory to the memory.
	 */
	protected function set_state( int $id, callable $change ): void {
		global $wpdb;
		$state = json_decode( $wpdb->get_var( $wpdb->prepare( 'SELECT state FROM %i WHERE id = %d', $wpdb->prefix . 'wpo365_user_sync_runs', $id ) ), true );
		$this->set_run( $id, array( 'state' => $change( $state ) ) );
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
}
