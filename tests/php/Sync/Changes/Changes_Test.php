<?php

declare( strict_types=1 );

namespace WPO365\User_Sync\Tests\Sync\Changes;

use WPO365\User_Sync\Tests\Support\Changes;
use WPO365\User_Sync\Tests\Support\Simulator;
use WPO365\User_Sync\Tests\Support\Test_Case;

/**
 * A run of changes touches who has changed, as a full run would, and says nothing about anybody else.
 */
final class Changes_Test extends Test_Case {

	use Changes;

	public function test_only_who_has_changed_is_read_written_and_listed(): void {
		$this->synchronized();
		$this->account();
		Simulator::change( $this->people[3]['id'], array( 'displayName' => 'Another Name' ) );
		$new = $this->person( 'newcomer' );

		$run = $this->changes();

		self::assert_run( 'completed', $run );
		self::assertSame( array( 'changes', 1, 1, 2 ), array( $run['kind'], $run['counts']['updated'], $run['counts']['created'], $run['counts']['received'] ) );
		$this->assert_listed( $this->people[3], $new );
		self::assertSame( 'Another Name', get_userdata( $this->account_of( $this->people[3] ) )->display_name );
		self::assertSame( array(), $this->all_rows( 'wordpress_only' ), 'Nobody without a directory user is mentioned.' );
		self::assertSame( array(), Simulator::log( 'count' ) );
		self::assertCount( 1, Simulator::log( 'users' ), 'One question about those who have changed, no listing.' );
	}

	public function test_where_nothing_has_changed_one_request_is_enough_and_the_next_run_starts_there(): void {
		$this->synchronized();

		self::assert_run( 'completed', $this->changes() );
		self::assert_run( 'completed', $this->changes() );

		$asked = Simulator::log( 'users_delta' );
		self::assertSame( array( 'exact', 'exact' ), array_column( $asked, 'link' ) );
		self::assertNotSame( $asked[0]['url'], $asked[1]['url'] );
		self::assertSame( array(), Simulator::log( 'users' ) );
		$this->assert_listed();
	}

	public function test_each_change_is_told_to_one_run(): void {
		$this->synchronized();
		foreach ( array( 1, 2 ) as $number ) {
			Simulator::change( $this->people[ $number ]['id'], array( 'surname' => 'Changed' ) );
			self::assert_run( 'completed', $this->changes() );
			$this->assert_listed( $this->people[ $number ] );
		}
	}

	public function test_a_run_without_boxes_looks_and_changes_no_account(): void {
		$this->synchronized();
		Simulator::change( $this->people[3]['id'], array( 'displayName' => 'Another Name' ) );
		$this->person( 'newcomer' );
		Simulator::remove( $this->people[4]['id'] );
		$before = $this->stored_users();

		self::assert_run( 'completed', $this->synchronize( array( 'kind' => 'changes' ) ) );

		self::assertSame( $before, $this->stored_users() );
		self::assertSame( 'logged', $this->row_of_person( $this->people[3]['id'] )['status'] );
		self::assertSame( 'logged', $this->row_of_user( $this->account_of( $this->people[4] ) )['status'] );
	}

	/** @dataProvider kinds */
	public function test_a_run_that_only_looks_takes_no_change_from_the_next_run_of_changes( string $kind ): void {
		$this->synchronized();
		Simulator::change( $this->people[3]['id'], array( 'displayName' => 'Another Name' ) );
		Simulator::remove( $this->people[4]['id'] );
		$new  = $this->person( 'newcomer' );
		$gone = $this->account_of( $this->people[4] );

		self::assert_run( 'completed', $this->synchronize( array( 'kind' => $kind ) ) );
		self::assert_run( 'completed', $this->changes( 'create', 'update', 'delete' ) );

		self::assertSame( 'Another Name', get_userdata( $this->account_of( $this->people[3] ) )->display_name );
		self::assertNotSame( 0, $this->account_of( $new ) );
		self::assertFalse( get_userdata( $gone ) );
	}

	public function test_a_run_by_hand_with_fewer_boxes_than_the_schedule_takes_no_change_from_it(): void {
		$this->synchronized();
		$this->save_settings( array( 'schedule' => array( 'changes' => 15, 'update' => true ) ) );
		Simulator::change( $this->people[3]['id'], array( 'displayName' => 'Another Name' ) );

		self::assert_run( 'completed', $this->changes( 'create' ) );
		self::assert_run( 'completed', $this->changes( 'update' ) );
		self::assert_run( 'completed', $this->changes( 'update' ) );

		self::assertSame( 'Another Name', get_userdata( $this->account_of( $this->people[3] ) )->display_name );
		$this->assert_listed();
	}

	public static function kinds(): array {
		return array( 'changes' => array( 'changes' ), 'full' => array( 'full' ) );
	}

	public function test_an_emptied_value_is_emptied_and_one_that_is_not_told_stays(): void {
		$field = static fn( string $property ): array => array( 'property' => $property, 'meta_key' => $property, 'label' => $property, 'type' => 'text', 'policy' => 'always', 'when_empty' => 'clear' );
		$this->synchronized( array( 'fields' => array( $field( 'jobTitle' ), $field( 'city' ), $field( 'department' ) ) ) );
		$person = $this->people[2]['id'];
		Simulator::change( $person, array( 'jobTitle' => 'Head', 'city' => 'Linz', 'department' => null ) );
		self::assert_run( 'completed', $this->changes() );
		$user = $this->account_of( $this->people[2] );
		update_user_meta( $user, 'department', 'By hand' );

		Simulator::change( $person, array( 'jobTitle' => null ) );
		// The row that is told holds nothing of the city, as with "Prefer: return=minimal".
		$this->also_told( array( 'id' => $person, 'jobTitle' => null ) );
		self::assert_run( 'completed', $this->changes() );

		self::assertSame( array( '', 'Linz' ), array( get_user_meta( $user, 'jobTitle', true ), get_user_meta( $user, 'city', true ) ) );
	}

	public function test_the_last_word_about_somebody_counts_whatever_is_replayed(): void {
		$this->synchronized();
		$id = $this->people[5]['id'];
		Simulator::change( $id, array( 'displayName' => 'Second Name' ) );
		Simulator::change( $id, array( 'displayName' => 'Last Name' ) );
		$this->also_told( array( 'id' => $id, 'displayName' => 'First Name' ), array( 'id' => $id, '@removed' => array( 'reason' => 'changed' ) ), array( 'id' => $id, 'displayName' => 'Second Name' ) );

		$run = $this->changes( 'create', 'update', 'delete' );

		self::assert_run( 'completed', $run );
		self::assertSame( 'Last Name', get_userdata( $this->account_of( $this->people[5] ) )->display_name );
		$this->assert_listed( $this->people[5] );
		self::assertSame( 1, $run['counts']['received'] );
	}

	public function test_pages_may_be_many_short_empty_and_repeat_themselves(): void {
		$this->synchronized( tenant: array( 'delta_page_size' => 3 ) );
		foreach ( array_slice( $this->people, 0, 20 ) as $person ) {
			Simulator::change( $person['id'], array( 'surname' => 'Changed' ) );
		}
		Simulator::fault( array( 'kind' => 'empty_page', 'on' => 'users_delta', 'times' => 3 ) );
		Simulator::fault( array( 'kind' => 'duplicate_rows', 'on' => 'users_delta', 'nth' => 6 ) );

		$run = $this->changes();

		self::assertSame( array( 'completed', 20 ), array( $run['status'], $run['counts']['updated'] ), (string) wp_json_encode( $run ) );
		self::assertCount( 10, Simulator::log( 'users_delta' ) );
		self::assertSame( array( 'exact' ), array_unique( array_column( Simulator::log( 'users_delta' ), 'link' ) ) );
	}

	public function test_a_change_while_the_directory_is_listed_is_not_missed(): void {
		Simulator::tenant( array( 'users' => 60, 'awkward' => false ) );
		$first = Simulator::people()[0];
		$run   = $this->run_until( array( 'create' => true, 'update' => true ), array( 'nth' => 3 ) );
		// The person was read already, so the listing will not see this.
		Simulator::change( $first['id'], array( 'displayName' => 'Meanwhile' ) );
		self::assert_run( 'completed', $this->drive( $run ) );
		self::assertNotSame( 'Meanwhile', get_userdata( $this->account_of( $first ) )->display_name );

		self::assert_run( 'completed', $this->changes() );

		self::assertSame( 'Meanwhile', get_userdata( $this->account_of( $first ) )->display_name );
		$this->assert_listed( $first );
	}

	public function test_a_change_is_not_missed_where_the_listing_was_begun_anew(): void {
		Simulator::tenant( array( 'users' => 60, 'awkward' => false ) );
		$first = Simulator::people()[0];
		$run   = $this->run_until( array( 'create' => true, 'update' => true ), array( 'nth' => 3 ) );
		Simulator::change( $first['id'], array( 'displayName' => 'Meanwhile' ) );
		Simulator::fault( array( 'kind' => 'expired_page_token', 'on' => 'users' ) );
		self::assert_run( 'completed', $this->drive( $run ) );

		self::assert_run( 'completed', $this->changes() );

		self::assertSame( 'Meanwhile', get_userdata( $this->account_of( $first ) )->display_name );
	}

	public function test_an_account_that_was_never_linked_waits_for_the_full_run_and_is_linked_then(): void {
		$this->synchronized();
		$user   = $this->account( array( 'user_login' => 'newcomer', 'user_email' => 'newcomer@lakeside.example' ) );
		$person = $this->person( 'newcomer' );
		$before = $this->stored_users( $user );

		self::assert_run( 'completed', $this->changes( 'create', 'update', 'delete' ) );

		self::assertSame( $before, $this->stored_users( $user ) );
		$row = $this->row_of_person( $person['id'] );
		self::assertSame( array( 'skipped', 'directory_only', null ), array( $row['status'], $row['table'], $row['user_id'] ) );
		self::assertStringContainsString( 'waits for the next one', $row['reason'] );
		self::assertSame( array(), $this->linked_to( $person['id'] ) );

		self::assert_run( 'completed', $this->synchronize( array( 'update' => true ) ) );
		self::assertSame( array( $user ), $this->linked_to( $person['id'] ) );
	}

	public function test_somebody_disabled_keeps_the_account_and_nobody_disabled_gets_one(): void {
		$this->synchronized();
		Simulator::change( $this->people[1]['id'], array( 'accountEnabled' => false ) );
		$new = $this->person( 'newcomer', array( 'accountEnabled' => false ) );

		$run = $this->changes( 'create', 'update', 'delete' );

		self::assert_run( 'completed', $run );
		$this->assert_stay( $this->account_of( $this->people[1] ) );
		self::assertSame( array( 'skipped', 0 ), array( $this->row_of_person( $new['id'] )['status'], $run['counts']['created'] ) );
	}

	public function test_a_property_that_the_directory_refuses_keeps_no_change_from_being_seen(): void {
		$field = static fn( string $property, string $key ): array => array( 'property' => $property, 'meta_key' => $key, 'label' => $key, 'type' => 'text', 'policy' => 'always', 'when_empty' => 'clear' );
		Simulator::tenant( array( 'users' => 30, 'awkward' => false ) );
		$this->people = Simulator::people();
		$this->save_settings( array( 'fields' => array( $field( 'skills', 'skills' ), $field( 'jobTitle', 'job' ), $field( 'manager.displayName', 'boss' ) ) ) );
		self::assertSame( 'completed', $this->synchronize( array( 'create' => true ) )['status'] );
		Simulator::change( $this->people[1]['id'], array( 'jobTitle' => 'Head' ) );
		Simulator::change( $this->people[12]['id'], array( 'manager' => $this->people[5]['id'] ) );

		$run = $this->changes();

		self::assertSame( array( 'completed', 2 ), array( $run['status'], $run['counts']['updated'] ), (string) wp_json_encode( $run ) );
		self::assertSame( 'Head', get_user_meta( $this->account_of( $this->people[1] ), 'job', true ) );
		self::assertSame( $this->people[5]['displayName'], get_user_meta( $this->account_of( $this->people[12] ), 'boss', true ) );
	}

	public function test_an_address_that_changes_hands_is_written_when_both_have_changed(): void {
		$this->synchronized();
		list( $one, $other ) = $this->people;
		Simulator::change( $one['id'], array( 'mail' => $other['mail'] ) );
		Simulator::change( $other['id'], array( 'mail' => 'moved@lakeside.example' ) );

		self::assert_run( 'completed', $this->changes() );

		self::assertSame( array( $other['mail'], 'moved@lakeside.example' ), array( get_userdata( $this->account_of( $one ) )->user_email, get_userdata( $this->account_of( $other ) )->user_email ) );
	}

	public function test_ten_thousand_people_of_whom_twenty_have_changed_cost_ten_requests_and_two_seconds_at_most(): void {
		Simulator::tenant( array( 'users' => 10000, 'awkward' => false ) );
		$this->create_linked_users( Simulator::people( 0, 10000 ) );
		// A full run that only looks is enough to know from where changes count.
		self::assert_run( 'completed', $this->synchronize() );
		$best = INF;
		// Neighbours of this test may take the machine for themselves for a moment.
		for ( $try = 0; $try < 4 && $best >= 2.0; $try++ ) {
			$people = Simulator::people( 500 + 20 * $try, 20 );
			foreach ( array_slice( $people, 0, 18 ) as $person ) {
				Simulator::change( $person['id'], array( 'surname' => 'Changed' ) );
			}
			foreach ( array_slice( $people, 18 ) as $person ) {
				Simulator::remove( $person['id'] );
			}
			Simulator::clear_log();

			$began = microtime( true );
			$run   = $this->changes( 'create', 'update', 'delete' );
			$best  = min( $best, microtime( true ) - $began );

			self::assert_run( 'completed', $run );
			self::assertSame( array( 18, 2 ), array( $run['counts']['updated'], $run['counts']['deleted'] ) );
			self::assertLessThanOrEqual( 10, count( Simulator::log() ), (string) wp_json_encode( array_column( Simulator::log(), 'route' ) ) );
		}
		self::assertLessThan( 2.0, $best );
	}
}
