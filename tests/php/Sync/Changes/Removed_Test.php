<?php

declare( strict_types=1 );

namespace WPO365\User_Sync\Tests\Sync\Changes;

use WPO365\User_Sync\Tests\Support\Changes;
use WPO365\User_Sync\Tests\Support\Clock;
use WPO365\User_Sync\Tests\Support\Simulator;
use WPO365\User_Sync\Tests\Support\Test_Case;

/**
 * "@removed" proves nothing: the directory is asked about that object id, and every guard of a full run holds.
 */
final class Removed_Test extends Test_Case {

	use Changes;

	/**
	 * @dataProvider reasons
	 */
	public function test_who_is_told_to_be_removed_and_still_exists_stays_and_is_synchronized( string $reason ): void {
		$this->synchronized();
		Simulator::change( $this->people[1]['id'], array( 'displayName' => 'Still There' ) );
		$this->also_told( array( 'id' => $this->people[1]['id'], '@removed' => compact( 'reason' ) ), array( 'id' => $this->people[2]['id'], '@removed' => compact( 'reason' ) ) );

		$run = $this->changes( 'create', 'update', 'delete' );

		self::assertSame( array( 'completed', 0, 1 ), array( $run['status'], $run['counts']['deleted'], $run['counts']['updated'] ), (string) wp_json_encode( $run ) );
		$this->assert_stay( $this->account_of( $this->people[1] ), $this->account_of( $this->people[2] ) );
		$this->assert_listed( $this->people[1], $this->people[2] );
	}

	/**
	 * @return array<string, array{string}>
	 */
	public static function reasons(): array {
		return array( 'changed' => array( 'changed' ), 'deleted' => array( 'deleted' ) );
	}

	/**
	 * @dataProvider ways
	 */
	public function test_who_is_gone_is_removed_after_the_directory_was_asked_twice( bool $permanently ): void {
		$this->synchronized();
		$user = $this->account_of( $this->people[1] );
		$only = $this->account();
		$gone = $this->gone();
		Simulator::remove( $this->people[1]['id'], $permanently );

		$run = $this->changes( 'create', 'update', 'delete' );

		self::assertSame( array( 'completed', 1 ), array( $run['status'], $run['counts']['deleted'] ), (string) wp_json_encode( $run ) );
		$this->assert_removed( $user );
		// Others without a directory user are the full run's, linked or not.
		$this->assert_stay( $only, $gone );
		self::assertSame( array( $user ), array_column( $this->all_rows( 'wordpress_only' ), 'user_id' ) );
		self::assertCount( 2, array_filter( Simulator::log( 'users' ), fn( array $entry ): bool => str_contains( $entry['url'], $this->people[1]['id'] ) ) );
	}

	/**
	 * @return array<string, array{bool}>
	 */
	public static function ways(): array {
		return array( 'to the bin' => array( false ), 'for good' => array( true ) );
	}

	public function test_who_was_restored_before_the_directory_is_asked_stays(): void {
		$this->synchronized();
		Simulator::remove( $this->people[1]['id'] );
		Simulator::control( 'POST', '/users/' . $this->people[1]['id'] . '/restore' );
		$this->also_told( array( 'id' => $this->people[1]['id'], '@removed' => array( 'reason' => 'changed' ) ) );

		$run = $this->changes( 'create', 'update', 'delete' );

		self::assertSame( 0, $run['counts']['deleted'] );
		$this->assert_stay( $this->account_of( $this->people[1] ) );
	}

	public function test_where_the_directory_misses_somebody_once_nobody_is_removed(): void {
		$this->synchronized();
		$user = $this->account_of( $this->people[1] );
		Simulator::change( $this->people[1]['id'], array( 'surname' => 'Changed' ) );
		Simulator::fault( array( 'kind' => 'omit', 'users' => array( $this->people[1]['id'] ), 'on' => 'users' ) );

		$run = $this->changes( 'create', 'update', 'delete' );

		self::assertSame( array( 'completed', 0 ), array( $run['status'], $run['counts']['deleted'] ), (string) wp_json_encode( $run ) );
		$this->assert_stay( $user );
		self::assertStringContainsString( 'Still in the directory', $this->row_of_user( $user )['reason'] );
	}

	public function test_an_account_whose_names_somebody_else_in_the_directory_has_waits_for_the_full_run(): void {
		$this->synchronized();
		$user    = $this->account_of( $this->people[1] );
		$other   = $this->account_of( $this->people[2] );
		$address = get_userdata( $user )->user_email;
		$again   = $this->person( 'again', array( 'mail' => strtoupper( $address ) ) );
		self::assert_run( 'completed', $this->changes() );
		self::assertSame( 0, $this->account_of( $again ), 'Somebody else has the address.' );
		Simulator::remove( $this->people[1]['id'], true );
		Simulator::remove( $this->people[2]['id'], true );

		self::assert_run( 'completed', $this->changes( 'create', 'update', 'delete' ) );

		$this->assert_stay( $user );
		$this->assert_removed( $other );
		self::assertStringContainsString( 'again@lakeside.example', $this->row_of_user( $user )['reason'] );
		self::assert_run( 'completed', $this->synchronize( array( 'create' => true, 'update' => true, 'delete' => true ) ) );
		$this->assert_stay( $user );
		self::assertSame( array( 'conflict', $user ), array( $this->row_of_person( $again['id'] )['status'], $this->row_of_person( $again['id'] )['user_id'] ) );
	}

	public function test_neither_is_such_an_account_deleted_by_hand_or_when_a_held_list_is_approved_later(): void {
		$this->synchronized();
		$this->save_settings( array( 'removal' => array( 'limit_count' => 0 ) ) );
		$user = $this->account_of( $this->people[1] );
		Simulator::remove( $this->people[1]['id'], true );
		self::assert_run( 'completed', $this->changes() );
		$row   = $this->row_of_user( $user )['id'];
		$again = $this->person( 'again', array( 'mail' => get_userdata( $user )->user_email ) );

		$done = $this->rest( 'POST', '/results/actions', array( 'action' => 'delete', 'ids' => array( $row ) ) );

		$this->assert_stay( $user );
		self::assertStringContainsString( 'again@lakeside.example', $done->data['results'][0]['reason'] ?? $done->text() );
		Simulator::change( $again['id'], array( 'mail' => null ) );
		self::assert_run( 'held', $held = $this->synchronize( array( 'kind' => 'full', 'delete' => true ) ) );
		$this->set_run( $held['id'], array( 'kind' => 'changes' ) );
		Simulator::change( $again['id'], array( 'mail' => get_userdata( $user )->user_email ) );
		Clock::move( 600 );
		$this->approve( $held );
		$this->assert_stay( $user );
	}

	public function test_without_delete_users_they_are_listed_and_stay(): void {
		$this->synchronized();
		$user = $this->account_of( $this->people[1] );
		Simulator::remove( $this->people[1]['id'] );

		self::assert_run( 'completed', $this->changes( 'create', 'update' ) );

		$this->assert_stay( $user );
		self::assertSame( 'logged', $this->row_of_user( $user )['status'] );
	}

	public function test_privileged_users_stay(): void {
		$this->synchronized();
		$user = $this->account_of( $this->people[1] );
		get_userdata( $user )->set_role( 'administrator' );
		Simulator::remove( $this->people[1]['id'] );

		$run = $this->changes( 'create', 'update', 'delete' );

		self::assertSame( 0, $run['counts']['deleted'] );
		$this->assert_stay( $user );
		self::assertStringContainsString( 'protected', $this->row_of_user( $user )['reason'] );
	}

	public function test_an_account_that_others_have_linked_to_somebody_else_meanwhile_stays(): void {
		$this->synchronized();
		$user = $this->account_of( $this->people[1] );
		Simulator::remove( $this->people[1]['id'] );
		$this->link( $user, $this->people[2]['id'] );
		$this->link( $this->account_of( $this->people[2] ), wp_generate_uuid4() );

		$run = $this->changes( 'create', 'update', 'delete' );

		self::assertSame( 0, $run['counts']['deleted'], (string) wp_json_encode( $run ) );
		$this->assert_stay( $user );
	}

	public function test_more_than_the_limit_is_held_and_done_as_exactly_that_list(): void {
		$this->synchronized();
		$users = array();
		foreach ( array_slice( $this->people, 0, 6 ) as $person ) {
			$users[] = $this->account_of( $person );
			Simulator::remove( $person['id'] );
		}

		$run = $this->changes( 'create', 'update', 'delete' );

		self::assertSame( array( 'held', array( 'action' => 'delete', 'count' => 6 ) ), array( $run['status'], $run['held'] ), (string) wp_json_encode( $run ) );
		$this->assert_stay( ...$users );
		$run = $this->approve( $run );
		self::assertSame( array( 'completed', 6 ), array( $run['status'], $run['counts']['deleted'] ) );
		$this->assert_removed( ...$users );
	}

	public function test_a_held_list_that_is_given_up_comes_again(): void {
		$this->synchronized();
		foreach ( array_slice( $this->people, 0, 6 ) as $person ) {
			Simulator::remove( $person['id'] );
		}
		$run = $this->changes( 'delete' );
		self::assertSame( 'held', $run['status'] );
		self::assertSame( 200, $this->tell( $run, 'cancel' )->status );

		$again = $this->changes( 'delete' );

		self::assertSame( array( 'held', 6 ), array( $again['status'], $again['held']['count'] ) );
	}
}
