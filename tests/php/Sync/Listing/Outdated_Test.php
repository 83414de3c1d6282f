<?php
/**
 * What was read long ago, or by a clock that was ahead, is read again before anything is written.
 */

declare( strict_types=1 );

namespace WPO365\User_Sync\Tests\Sync\Listing;

use WPO365\User_Sync\Tests\Support\Meddles;
use WPO365\User_Sync\Tests\Support\Simulator;
use WPO365\User_Sync\Tests\Support\Test_Case;

final class Outdated_Test extends Test_Case {

	use Meddles;

	/** @var list<array<string, mixed>> */
	private array $people = array();

	protected function setUp(): void {
		parent::setUp();
		Simulator::tenant( array( 'users' => 60, 'awkward' => false ) );
		$this->people = Simulator::people();
	}

	/**
	 * @dataProvider ages
	 */
	public function test_a_paused_run_reads_everything_again( int $seconds ): void {
		$group = Simulator::group( 'Editors', array_column( array_slice( $this->people, 0, 40 ), 'id' ), 'editors' );
		$this->save_settings( array( 'roles' => array( 'mappings' => array( array( 'group_id' => $group, 'role' => 'editor' ) ) ) ) );
		$account = $this->account( array( 'user_login' => $this->people[0]['userPrincipalName'], 'user_email' => $this->people[0]['mail'] ) );
		$run     = $this->run_until( array( 'create' => true ), array( 'nth' => 2 ) );
		self::assertSame( 24, $run['counts']['created'] );
		$run = $this->pause( $run );
		$this->shift( $run['id'], -$seconds );
		// Meanwhile the person of the waiting match left, somebody else got the address, ten others left, and one changed groups.
		$leavers = array_slice( $this->people, 40, 10 );
		foreach ( array( $this->people[0], ...$leavers ) as $person ) {
			Simulator::remove( $person['id'], true );
		}
		$heir = $this->person( 'heir', array( 'userPrincipalName' => $this->people[0]['userPrincipalName'], 'mail' => $this->people[0]['mail'] ) );
		Simulator::control( 'PATCH', '/groups/editors', array( 'members' => array_column( array_slice( $this->people, 50 ), 'id' ) ) );
		Simulator::clear_log();

		$run = $this->resume( $run );

		self::assert_run( 'completed', $run );
		self::assertCount( 1, Simulator::log( 'transitive_members' ) );
		self::assertCount( 1, array_filter( $this->pages_asked(), static fn( array $entry ): bool => ! str_contains( $entry['url'], 'skiptoken' ) ) );
		self::assertSame( array(), array_merge( ...array_map( fn( array $person ): array => $this->linked_to( $person['id'] ), $leavers ) ), 'Accounts for people who had left.' );
		self::assertSame( array( array(), array( $account ) ), array( $this->linked_to( $this->people[0]['id'] ), $this->linked_to( $heir['id'] ) ), 'Linked to the former owner of the address.' );
		// 24 before the pause, 25 of the 35 others; the one that stayed is matched.
		self::assertSame( array( 49, 50 ), array( $run['counts']['created'], $run['counts']['received'] ) );
		self::assertContains( 'editor', $this->roles_of( $this->linked_to( $this->people[55]['id'] )[0] ) );
		self::assertNotContains( 'editor', $this->roles_of( $this->linked_to( $this->people[30]['id'] )[0] ) );
	}

	/**
	 * @return array<string, array{int}> Seconds.
	 */
	public static function ages(): array {
		return array(
			'ten days ago'                      => array( 10 * DAY_IN_SECONDS ),
			'by a clock that was a month ahead' => array( -MONTH_IN_SECONDS ),
		);
	}

	/**
	 * @dataProvider ages
	 */
	public function test_a_run_that_nobody_paused_stops_before_it_writes_anything( int $seconds ): void {
		$run = $this->run_until( array( 'create' => true ), array( 'nth' => 2 ) );
		$this->shift( $run['id'], -$seconds );
		Simulator::remove( $this->people[59]['id'], true );

		$run = $this->drive( $run );

		self::assert_run( 'failed', $run, 'listing_incomplete' );
		self::assertSame( 25, $run['counts']['created'] );
		$run = $this->resume( $run );
		self::assert_run( 'completed', $run );
		self::assertSame( array( 59, 59 ), array( $run['counts']['created'], $run['counts']['received'] ) );
	}

	/**
	 * @dataProvider ages
	 */
	public function test_matches_that_wait_to_be_decided_are_not_decided_by_what_was_read_then( int $seconds ): void {
		$account = $this->account( array( 'user_login' => $this->people[0]['userPrincipalName'], 'user_email' => $this->people[0]['mail'] ) );
		$run     = $this->synchronize();
		$this->set_run( $run['id'], array( 'status' => 'paused', 'active' => 1, 'phase' => 'matching', 'finished_at' => null ) );
		$this->shift( $run['id'], -$seconds );
		$this->set_run( $run['id'], array( 'options' => wp_json_encode( array( 'create' => false, 'update' => true, 'delete' => false ) ) ) );
		$this->stage( $run['id'], $this->people[0]['id'] );
		Simulator::remove( $this->people[0]['id'], true );

		$run = $this->resume( array( 'status' => 'paused' ) + $run );

		self::assert_run( 'completed', $run );
		self::assertSame( '', get_user_meta( $account, 'aadObjectId', true ) );
		self::assertSame( 59, $run['counts']['received'] );
		self::assertSame( 'wordpress_only', $this->row_of_user( $account )['table'] );
	}

	public function test_a_run_that_waits_long_before_its_first_page_reads_links_and_groups_again(): void {
		$group = Simulator::group( 'Editors', array( $this->people[0]['id'] ), 'editors' );
		$this->save_settings( array( 'roles' => array( 'mappings' => array( array( 'group_id' => $group, 'role' => 'editor' ) ) ) ) );
		$run = $this->run_until( array( 'create' => true ), array( 'on' => 'count' ) );
		$this->shift( $run['id'], -2 * DAY_IN_SECONDS );
		$this->set_state( $run['id'], static fn( array $state ): array => array_diff_key( $state, array( 'listed_at' => 0 ) ) );
		Simulator::control( 'PATCH', '/groups/editors', array( 'members' => array( $this->people[1]['id'] ) ) );
		// Signed in meanwhile under another name and address.
		$signed_in = $this->linked( $this->people[2] );

		self::assert_run( 'completed', $this->drive( $run ) );
		self::assertSame( array( $signed_in ), $this->linked_to( $this->people[2]['id'] ) );
		self::assertNotContains( 'editor', $this->roles_of( $this->linked_to( $this->people[0]['id'] )[0] ) );
		self::assertContains( 'editor', $this->roles_of( $this->linked_to( $this->people[1]['id'] )[0] ) );
	}

	public function test_resume_after_an_old_listing_reads_the_groups_of_the_scope_again(): void {
		$accounts = $this->create_linked_users( $this->people );
		$group    = Simulator::group( 'Staff', array_column( array_slice( $this->people, 0, 52 ), 'id' ), 'staff' );
		$this->save_settings( array( 'scope' => array( 'group_ids' => array( $group ), 'remove_out_of_scope' => true ) ) );
		self::assert_run( 'completed', $this->synchronize() );
		$run = $this->synchronize( array( 'delete' => true ) );
		self::assertSame( 8, $run['held']['count'] ?? null );
		$this->age( $run['id'], 'listed_at', 2 * DAY_IN_SECONDS );
		$run = $this->approve( $run );
		self::assert_run( 'failed', $run, 'listing_incomplete' );
		// Meanwhile they have become members.
		Simulator::control( 'PATCH', '/groups/staff', array( 'add' => array_column( array_slice( $this->people, 52 ), 'id' ) ) );

		$run = $this->resume( $run );

		self::assert_run( 'completed', $run );
		$this->assert_stay( ...$accounts );
		self::assertSame( 60, $run['counts']['matched'] );
	}

	public function test_resume_after_an_incomplete_listing_reads_the_groups_of_the_scope_again(): void {
		$accounts = $this->create_linked_users( $this->people );
		$group    = Simulator::group( 'Staff', array_column( array_slice( $this->people, 0, 55 ), 'id' ), 'staff' );
		$this->save_settings( array( 'scope' => array( 'group_ids' => array( $group ), 'remove_out_of_scope' => true ) ) );
		self::assert_run( 'completed', $this->synchronize() );
		Simulator::fault( array( 'kind' => 'count', 'count' => 80, 'on' => 'count' ) );
		$run = $this->synchronize( array( 'delete' => true ) );
		self::assert_run( 'failed', $run, 'listing_incomplete' );
		Simulator::control( 'PATCH', '/groups/staff', array( 'add' => array_column( array_slice( $this->people, 55 ), 'id' ) ) );

		self::assert_run( 'completed', $this->resume( $run ) );
		$this->assert_stay( ...$accounts );
	}

	public function test_who_was_linked_while_the_run_was_paused_is_not_removed_by_it(): void {
		$gone  = $this->gone();
		$later = $this->account();
		$run   = $this->pause( $this->run_until( array( 'delete' => true ), array( 'nth' => 2 ) ) );
		$this->shift( $run['id'], -10 * DAY_IN_SECONDS );
		$this->link( $later, wp_generate_uuid4() );

		self::assert_run( 'completed', $this->resume( $run ) );
		$this->assert_removed( $gone );
		$this->assert_stay( $later );
	}

	public function test_a_lock_of_a_clock_that_was_ahead_stops_nobody_for_weeks(): void {
		$run = $this->run_until( array(), array( 'nth' => 2 ) );
		$this->set_run( $run['id'], array( 'lock_owner' => 'somebody', 'lock_expires' => time() + MONTH_IN_SECONDS ) );

		self::assert_run( 'completed', $this->drive( $run ) );
	}

	/**
	 * @param array<string, mixed> $run The Run.
	 * @return array<string, mixed> The Run.
	 */
	private function pause( array $run ): array {
		$answer = $this->rest( 'POST', "/runs/{$run['id']}/pause" );
		self::assertSame( 200, $answer->status, $answer->text() );
		return $answer->data;
	}

	/** Moves everything that a run has noted in time. */
	private function shift( int $id, int $seconds ): void {
		$this->set_state( $id, static fn( array $state ): array => array_map( static fn( mixed $value ): mixed => is_int( $value ) && $value > 1_000_000_000 && PHP_INT_MAX !== $value ? $value + $seconds : $value, $state ) );
	}

	/** Makes a person's row wait for its match to be decided, as while a run lists. */
	private function stage( int $run_id, string $object_id ): void {
		global $wpdb;
		$person = array_combine( array( 'id', 'user_principal_name', 'mail', 'display_name', 'given_name', 'surname' ), array_map( fn( string $name ): string => $this->people[0][ $name ], array( 'id', 'userPrincipalName', 'mail', 'displayName', 'givenName', 'surname' ) ) );
		self::assertSame( 1, $wpdb->update( $wpdb->prefix . 'wpo365_user_sync_results', array( 'pending' => 'claim', 'person' => wp_json_encode( $person ) ), array( 'run_id' => $run_id, 'object_id' => $object_id ) ) );
	}
}
