<?php

declare( strict_types=1 );

namespace WPO365\User_Sync\Tests\Sync\Matching;

use WPO365\User_Sync\Journal\Entry;
use WPO365\User_Sync\Journal\Entry_Kind;
use WPO365\User_Sync\Tests\Support\Rewinds;
use WPO365\User_Sync\Tests\Support\Scene;
use WPO365\User_Sync\Tests\Support\Simulator;
use WPO365\User_Sync\Tests\Support\Test_Case;

/**
 * Somebody who was deleted in the directory and created anew has another object id, and all else the same: whoever holds a listed person's names is named, never removed, and can be linked anew.
 */
final class Recreated_Test extends Test_Case {

	use Rewinds;
	use Scene;

	private const ALL = array( 'create' => true, 'update' => true, 'delete' => true );

	/** @var list<array<string, mixed>> */
	private array $people;

	protected function setUp(): void {
		parent::setUp();
		Simulator::tenant( array( 'users' => 12, 'awkward' => false ) );
		$this->save_settings( array( 'removal' => array( 'limit_percent' => null, 'limit_count' => null ) ) );
		$this->people = Simulator::people();
	}

	public function test_the_account_is_the_candidate_of_a_conflict_and_is_not_removed(): void {
		list( $account, $anew ) = $this->recreate( 4 );
		$before                 = $this->stored_users( $account );

		$run = $this->synchronize( self::ALL );

		self::assert_run( 'completed', $run );
		self::assertSame( array( 12, 1, 0, 0, 0 ), array( $run['counts']['received'], $run['counts']['conflicts'], $run['counts']['created'], $run['counts']['deleted'], $run['counts']['failed'] ), (string) wp_json_encode( $run ) );
		$row = $this->row_of_person( $anew['id'] );
		self::assertSame( array( 'directory_only', 'conflict', $account ), array( $row['table'], $row['status'], $row['user_id'] ) );
		self::assertStringContainsString( get_userdata( $account )->user_login, $row['reason'] );
		self::assertStringContainsString( get_userdata( $account )->user_email, $row['reason'] );
		self::assertStringContainsString( 'Link selected', $row['reason'] );
		$this->assert_stay( $account );
		self::assertNull( $this->row_of_user( $account ) );
		self::assertSame( $before['users'], $this->stored_users( $account )['users'] );
	}

	public function test_link_selected_replaces_the_link(): void {
		list( $account, $anew ) = $this->recreate( 4 );
		$this->synchronize( self::ALL );
		$row = $this->row_of_person( $anew['id'] );

		$result = $this->act( 'link', array( $row['id'] ) )[0];

		self::assertSame( array( 'logged', $account ), array( $result['status'], $result['user_id'] ), $result['reason'] );
		self::assertSame( array( 'aadObjectId' => $anew['id'], 'aadTenantId' => WPO_USER_SYNC_TENANT_ID, 'userPrincipalName' => $anew['userPrincipalName'] ), $this->stored_link( $account ) );
		self::assertCount( 1, get_user_meta( $account, 'aadObjectId' ) );
		$run = $this->synchronize( self::ALL );
		self::assertSame( array( 12, 0, 0 ), array( $run['counts']['matched'], $run['counts']['conflicts'], $run['counts']['created'] ) );
	}

	public function test_several_are_linked_anew_at_once(): void {
		$this->synchronize( array( 'create' => true ) );
		$anew = array_map( fn( int $index ): array => $this->recreate( $index, false )[1], range( 0, 11 ) );
		$run  = $this->synchronize( self::ALL );
		self::assertSame( array( 12, 0 ), array( $run['counts']['conflicts'], $run['counts']['deleted'] ) );

		$results = $this->act( 'link', array_map( fn( array $person ): int => $this->row_of_person( $person['id'] )['id'], $anew ) );

		self::assertSame( array( 'logged' ), array_values( array_unique( array_column( $results, 'status' ) ) ) );
	}

	public function test_the_former_people_are_asked_about_together(): void {
		$this->synchronize( array( 'create' => true ) );
		$anew = array_map( fn( int $index ): array => $this->recreate( $index, false )[1], range( 0, 11 ) );
		$this->synchronize( self::ALL );
		$ids = array_map( fn( array $person ): int => $this->row_of_person( $person['id'] )['id'], $anew );
		Simulator::clear_log();

		$this->act( 'link', $ids );

		self::assertCount( 1, Simulator::log( 'users' ) );
	}

	public function test_the_journal_tells_both_links(): void {
		list( $account, $anew ) = $this->recreate( 4 );
		$this->synchronize( self::ALL );
		$before = $this->accounts();
		$last   = $this->last_entry();

		$this->act( 'link', array( $this->row_of_person( $anew['id'] )['id'] ) );

		$this->assert_journal_tells_all( $before, $last );
		$entry = current( array_filter( $this->journal( $last ), static fn( Entry $entry ): bool => 'aadObjectId' === $entry->field ) );
		self::assertSame( array( Entry_Kind::Link, $account, array( $this->people[4]['id'] ), array( $anew['id'] ) ), array( $entry->kind, $entry->user_id, $entry->before, $entry->after ) );
	}

	public function test_a_run_of_changes_finds_the_candidate_too_and_removes_nobody(): void {
		self::assert_run( 'completed', $this->synchronize( array( 'create' => true, 'update' => true ) ) );
		list( $account, $anew ) = $this->recreate( 4, false );

		$run = $this->synchronize( array( 'kind' => 'changes' ) + self::ALL );

		self::assert_run( 'completed', $run );
		$row = $this->row_of_person( $anew['id'] );
		self::assertSame( array( 'conflict', $account, array( 'link' ) ), array( $row['status'], $row['user_id'], $row['actions'] ), $row['reason'] );
		$this->assert_stay( $account );
		self::assertSame( 'logged', $this->act( 'link', array( $row['id'] ) )[0]['status'] );
		self::assertSame( $anew['id'], $this->stored_link( $account )['aadObjectId'] );
	}

	public function test_roles_from_groups_of_the_former_one_are_settled_by_the_next_update(): void {
		$group = Simulator::group( 'Editors', array( $this->people[4]['id'], $this->people[5]['id'] ) );
		$this->save_settings( array( 'roles' => array( 'mappings' => array( array( 'group_id' => $group, 'role' => 'editor' ) ) ) ) );
		list( $account, $anew ) = $this->recreate( 4 );
		self::assertContains( 'editor', get_userdata( $account )->roles );
		$this->synchronize( self::ALL );
		$row = $this->row_of_person( $anew['id'] )['id'];
		self::assertSame( 'logged', $this->act( 'link', array( $row ) )[0]['status'] );
		clean_user_cache( $account );
		self::assertContains( 'editor', get_userdata( $account )->roles, 'Linking writes the link and nothing else.' );

		self::assertSame( 'updated', $this->act( 'update', array( $row ) )[0]['status'] );

		clean_user_cache( $account );
		self::assertNotContains( 'editor', get_userdata( $account )->roles, 'The new one is in no group.' );
	}

	/**
	 * @dataProvider changes
	 *
	 * @param callable(int, array<string, mixed>, array<string, mixed>, self): mixed $change What happens before the click.
	 */
	public function test_what_changed_meanwhile_fails_and_is_left_alone( callable $change ): void {
		list( $account, $anew ) = $this->recreate( 4 );
		$this->synchronize( self::ALL );
		$row = $this->row_of_person( $anew['id'] );
		$change( $account, $anew, $this->people[4], $this );
		$before = $this->stored_users();

		$result = $this->act( 'link', array( $row['id'] ) )[0];

		self::assertSame( 'failed', $result['status'] );
		self::assertNotSame( '', $result['reason'] );
		self::assertSame( $before, $this->stored_users() );
	}

	public static function changes(): array {
		return array(
			'the former one was restored'       => array( static fn( int $account, array $anew, array $former ) => Simulator::add( array( 'id' => $former['id'], 'userPrincipalName' => 'restored@lakeside.example' ) ) ),
			'the account was linked to another' => array( static fn( int $account, array $anew, array $former, self $test ) => $test->link( $account, wp_generate_uuid4() ) ),
			'the new one is gone, too'          => array( static fn( int $account, array $anew ) => Simulator::remove( $anew['id'] ) ),
			'the account has other names'       => array( static fn( int $account ) => $GLOBALS['wpdb']->update( $GLOBALS['wpdb']->users, array( 'user_login' => 'other', 'user_email' => 'other@example.org' ), array( 'ID' => $account ) ) ),
		);
	}

	/**
	 * @dataProvider kinds
	 *
	 * @param array<string, mixed> $person What is special about the new one.
	 * @param array<string, bool>  $boxes  Boxes.
	 */
	public function test_the_holder_is_named_whatever_becomes_of_the_person( array $person, array $boxes ): void {
		list( $account, $anew ) = $this->recreate( 4, true, $person );

		$this->synchronize( $boxes );

		self::assertSame( array( 'conflict', $account ), array( $this->row_of_person( $anew['id'] )['status'], $this->row_of_person( $anew['id'] )['user_id'] ) );
		$this->assert_stay( $account );
		self::assertNull( $this->row_of_user( $account ) );
	}

	public static function kinds(): array {
		return array(
			'disabled'          => array( array( 'accountEnabled' => false ), self::ALL ),
			'can’t be created'  => array( array( 'displayName' => str_repeat( 'x', 251 ) ), self::ALL ),
			'only looks'        => array( array(), array() ),
			'only deletes'      => array( array(), array( 'delete' => true ) ),
			'the login alone'   => array( array( 'mail' => 'another@lakeside.example' ), self::ALL ),
			'the e-mail alone'  => array( array( 'userPrincipalName' => 'another@lakeside.example' ), self::ALL ),
		);
	}

	public function test_a_link_to_another_tenant_is_replaced_as_well(): void {
		$account = $this->account( array( 'user_login' => 'ada@lakeside.example', 'user_email' => 'ada@lakeside.example' ) );
		$this->link( $account, wp_generate_uuid4(), '', '99999999-0000-4000-8000-000000000000' );
		$ada = $this->person( 'ada' );
		$this->synchronize( self::ALL );
		$row = $this->row_of_person( $ada['id'] );
		self::assertSame( array( 'conflict', $account ), array( $row['status'], $row['user_id'] ), $row['reason'] );

		self::assertSame( 'logged', $this->act( 'link', array( $row['id'] ) )[0]['status'] );

		self::assertSame( WPO_USER_SYNC_TENANT_ID, $this->stored_link( $account )['aadTenantId'] );
	}

	public function test_of_two_holders_none_is_linked_and_none_removed(): void {
		$this->person( 'ada', array( 'userPrincipalName' => 'ada@lakeside.example', 'mail' => 'ada.mail@lakeside.example' ) );
		$holders = array( $this->gone( array( 'user_login' => 'ada@lakeside.example' ) ), $this->gone( array( 'user_email' => 'ada.mail@lakeside.example' ) ) );

		$run = $this->synchronize( self::ALL );

		self::assertSame( array( 1, 0 ), array( $run['counts']['conflicts'], $run['counts']['deleted'] ) );
		$this->assert_stay( ...$holders );
	}

	public function test_a_holder_who_is_still_in_the_directory_is_named_and_nothing_more(): void {
		$this->synchronize( array( 'create' => true ) );
		$account = $this->row_of_person( $this->people[4]['id'] )['user_id'];
		$new     = $this->person( 'new', array( 'mail' => $this->people[4]['mail'] ) );

		$this->synchronize( self::ALL );

		$row = $this->row_of_person( $new['id'] );
		self::assertSame( array( 'failed', null ), array( $row['status'], $row['user_id'] ) );
		self::assertStringContainsString( get_userdata( $account )->user_login, $row['reason'] );
		self::assertStringContainsString( get_userdata( $account )->user_email, $row['reason'] );
	}

	public function test_where_the_directory_can_not_be_asked_nothing_is_decided(): void {
		list( $account, $anew ) = $this->recreate( 4 );
		Simulator::fault( array( 'kind' => 'status', 'status' => 503, 'on' => 'users', 'nth' => 2 ) );

		$run = $this->synchronize( self::ALL );

		self::assertSame( array( 'waiting', 'matching' ), array( $run['status'], $run['phase'] ), (string) wp_json_encode( $run ) );
		$run = $this->drive( $run );
		self::assertSame( array( 'completed', 12, 1 ), array( $run['status'], $run['counts']['received'], $run['counts']['conflicts'] ) );
		self::assertSame( $account, $this->row_of_person( $anew['id'] )['user_id'] );
	}

	public function test_an_account_that_has_names_of_somebody_linked_is_named_and_stays(): void {
		$this->synchronize( array( 'create' => true ) );
		$double = $this->gone( array( 'user_login' => 'double', 'user_email' => 'double@example.org' ) );
		$GLOBALS['wpdb']->update( $GLOBALS['wpdb']->users, array( 'user_email' => $this->people[4]['userPrincipalName'] ), array( 'ID' => $double ) );
		Simulator::change( $this->people[4]['id'], array( 'mail' => 'mail.of.four@lakeside.example' ) );

		$this->synchronize( self::ALL );

		$this->assert_stay( $double );
		self::assertStringContainsString( 'double', $this->row_of_person( $this->people[4]['id'] )['reason'] );
	}

	/**
	 * Has somebody created, then deleted in the directory and created anew.
	 *
	 * @param array<string, mixed> $more What is special about the new one.
	 * @return array{int, array<string, mixed>} The account, and the new person.
	 */
	private function recreate( int $index, bool $first_run = true, array $more = array() ): array {
		if ( $first_run ) {
			$this->synchronize( array( 'create' => true ) );
		}
		$former  = $this->people[ $index ];
		$account = get_user_by( 'login', $former['userPrincipalName'] )->ID;
		Simulator::remove( $former['id'], true );
		return array( $account, Simulator::add( $more + array_intersect_key( $former, array_flip( array( 'userPrincipalName', 'mail', 'displayName', 'givenName', 'surname' ) ) ) )[0] );
	}
}
