<?php
/**
 * Old runs that are undone after other things have happened.
 */

declare( strict_types=1 );

namespace WPO365\User_Sync\Tests\Sync\Undo;

use WPO365\User_Sync\Tests\Support\Leavers;
use WPO365\User_Sync\Tests\Support\Simulator;
use WPO365\User_Sync\Tests\Support\Test_Case;
use WPO365\User_Sync\Tests\Support\Undoes;

final class Meanwhile_Test extends Test_Case {

	use Undoes;
	use Leavers;

	/** @var list<array<string, mixed>> */
	private array $people;

	/** @var list<int> Their accounts. */
	private array $linked;

	protected function setUp(): void {
		parent::setUp();
		Simulator::tenant( array( 'users' => 4, 'awkward' => false ) );
		$this->save_settings( array( 'fields' => array( array( 'property' => 'jobTitle' ) ) ) );
		$this->removal( array( 'mode' => 'deactivate', 'disabled' => 'deactivate', 'limit_percent' => null, 'candidates' => 'linked' ) );
		$this->people = Simulator::people();
		$this->linked = $this->create_linked_users( $this->people );
		$this->synchronize( array( 'update' => true ) );
	}

	public function test_an_older_deactivation_is_not_undone_over_a_newer_one(): void {
		$this->signed_in( $this->linked[0] );
		$first = $this->leave( 0 );
		delete_user_meta( $this->linked[0], 'wpo365_active' ); // As WPO365 | LOGIN does it.
		$second = $this->synchronize( array( 'update' => true, 'delete' => true ) );
		self::assertSame( 1, $second['counts']['deactivated'] );
		$before = $this->accounts();

		$preview = $this->preview( $first['id'] );

		self::assertSame( array( 0, 1 ), array( $preview['count'], $preview['skipped'] ), (string) wp_json_encode( $preview ) );
		self::assertStringContainsString( "synchronization {$second['id']}", $preview['entries'][0]['reason'] );
		$this->undo( $second['id'] );
		$this->undo( $first['id'] );
		self::assertSame( array( 'subscriber' ), $this->roles( $this->linked[0] ) );
		self::assertNotSame( $before, $this->accounts() );
	}

	public function test_nobody_who_is_deactivated_gets_back_what_lets_somebody_in(): void {
		$first = $this->leave( 0 );
		// Only the note is as the first run left it: somebody else says that the account is deactivated.
		delete_user_meta( $this->linked[0], 'wpo365_active' );
		add_user_meta( $this->linked[0], 'wpo365_active', 'yes' );
		add_user_meta( $this->linked[0], 'wpo365_active', 'deactivated' );

		$this->rest( 'POST', "/runs/{$first['id']}/undo", array( 'count' => $this->preview( $first['id'] )['count'] ) );
		$this->drive_current();

		self::assertSame( array(), $this->roles( $this->linked[0] ) );
	}

	public function test_who_is_deactivated_loses_by_an_undo_what_the_run_has_given(): void {
		$this->map( 'editor' );
		$run = $this->synchronize( array( 'update' => true ) );
		self::assertContains( 'editor', $this->roles( $this->linked[1] ), (string) wp_json_encode( $run ) );
		$this->deactivate_elsewhere( $this->linked[1] );

		$this->undo( $run['id'] );

		self::assertSame( array( 'subscriber' ), $this->roles( $this->linked[1] ) );
	}

	public function test_an_undo_that_deactivates_ends_what_was_begun_since(): void {
		$this->leave( 0 );
		$back = $this->come_back( 0 );
		$this->signed_in( $this->linked[0] );

		$this->undo( $back['id'] );

		$this->assert_deactivated( $this->linked[0] );
	}

	public function test_who_may_delete_nobody_deactivates_nobody_by_an_undo(): void {
		$this->leave( 0 );
		$back = $this->come_back( 0 );
		$user = $this->create_user( array( 'role' => 'administrator' ) );
		get_userdata( $user )->add_cap( 'delete_users', false );
		$count = $this->preview( $back['id'] )['count'];

		$answer = $this->rest( 'POST', "/runs/{$back['id']}/undo", array( 'count' => $count ), $user );

		self::assertSame( array( 1, 403 ), array( $count, $answer->status ), $answer->text() );
		$this->assert_active( $this->linked[0] );
	}

	public function test_an_account_that_another_person_has_by_now_gets_nothing_back(): void {
		( new \WP_User( $this->linked[0] ) )->set_role( 'author' );
		$this->map( 'author' );
		$run = $this->synchronize( array( 'update' => true ) );
		self::assertSame( array( 'subscriber' ), $this->roles( $this->linked[0] ), (string) wp_json_encode( $run ) );
		$this->link( $this->linked[0], $this->person( 'newcomer' )['id'] );
		$before = $this->accounts();

		$preview = $this->preview( $run['id'] );

		$entry = array_column( $preview['entries'], null, 'user_id' )[ $this->linked[0] ];
		self::assertSame( 'none', $entry['action'], (string) wp_json_encode( $preview ) );
		self::assertStringContainsString( 'another directory user', $entry['reason'] );
		$this->undo( $run['id'] );
		self::assertSame( $before[ $this->linked[0] ], $this->accounts()[ $this->linked[0] ] );
	}

	public function test_an_account_that_has_the_id_of_another_one_gets_nothing_back(): void {
		global $wpdb;
		Simulator::change( $this->people[0]['id'], array( 'jobTitle' => 'Teacher' ) );
		$run   = $this->synchronize( array( 'update' => true ) );
		$title = get_user_meta( $this->linked[0], 'jobTitle', true );
		$this->delete_account( $this->linked[0] );
		$wpdb->insert( $wpdb->users, array( 'ID' => $this->linked[0], 'user_login' => 'stranger', 'user_nicename' => 'stranger', 'user_registered' => gmdate( 'Y-m-d H:i:s', time() + 60 ) ) );
		update_user_meta( $this->linked[0], 'jobTitle', $title );

		$preview = $this->preview( $run['id'] );

		self::assertSame( 'Teacher', $title );
		self::assertSame( 0, $preview['count'], (string) wp_json_encode( $preview ) );
	}

	public function test_a_link_is_not_given_back_to_an_account_that_somebody_has_parted_from_the_person_since(): void {
		foreach ( array( 'aadObjectId', 'userPrincipalName', 'aadTenantId' ) as $key ) {
			delete_user_meta( $this->linked[0], $key );
		}
		$linking = $this->synchronize( array( 'update' => true ) );
		$undo    = $this->undo( $linking['id'] );
		self::assertSame( '', get_user_meta( $this->linked[0], 'aadObjectId', true ) );
		$this->synchronize( array( 'update' => true ) );
		$this->act( 'unlink', array( $this->row_of( $this->linked[0] )['id'] ) );

		$this->preview( $undo['id'] )['count'] > 0 && $this->undo( $undo['id'] );

		clean_user_cache( $this->linked[0] );
		self::assertSame( '', get_user_meta( $this->linked[0], 'aadObjectId', true ) );
	}

	/**
	 * Has somebody disabled in the directory, and the account deactivated.
	 *
	 * @return array<string, mixed> The Run.
	 */
	private function leave( int $number ): array {
		Simulator::change( $this->people[ $number ]['id'], array( 'accountEnabled' => false ) );
		$run = $this->synchronize( array( 'update' => true, 'delete' => true ) );
		self::assertSame( 1, $run['counts']['deactivated'], (string) wp_json_encode( $run ) );
		return $run;
	}

	/**
	 * Has somebody enabled in the directory, and the account reactivated.
	 *
	 * @return array<string, mixed> The Run.
	 */
	private function come_back( int $number ): array {
		Simulator::change( $this->people[ $number ]['id'], array( 'accountEnabled' => true ) );
		$run = $this->synchronize( array( 'update' => true ) );
		self::assertSame( 1, $run['counts']['reactivated'], (string) wp_json_encode( $run ) );
		return $run;
	}

	/** Has a role given by a group in which nobody is, so that the policy takes it. */
	private function map( string $role ): void {
		$this->save_settings( array( 'roles' => array( 'scenario' => 'replace', 'mappings' => array( array( 'group_id' => Simulator::group( 'Editors', array( $this->people[1]['id'] ) ), 'role' => $role ) ) ) ) );
	}

	/** Drives whatever is under way. */
	private function drive_current(): void {
		$run = $this->rest( 'GET', '/runs/current' )->data;
		'running' === ( $run['status'] ?? '' ) && $this->drive( $run );
	}
}
