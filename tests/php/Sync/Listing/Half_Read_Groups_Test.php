<?php

declare( strict_types=1 );

namespace WPO365\User_Sync\Tests\Sync\Listing;

use WPO365\User_Sync\Tests\Support\Meddles;
use WPO365\User_Sync\Tests\Support\Simulator;
use WPO365\User_Sync\Tests\Support\Test_Case;

/**
 * A group that was not read to its end, or not at all, is unknown: nobody loses a role for it.
 */
final class Half_Read_Groups_Test extends Test_Case {

	use Meddles;

	/** @var list<array<string, mixed>> */
	private array $people = array();

	/** @var list<int> */
	private array $accounts = array();

	private string $editors = '';

	protected function setUp(): void {
		parent::setUp();
		Simulator::tenant( array( 'users' => 6, 'awkward' => false ) );
		$this->people   = Simulator::people();
		$this->accounts = array_map( $this->linked( ... ), $this->people );
		$this->editors  = Simulator::group( 'Editors', array_column( array_slice( $this->people, 0, 4 ), 'id' ), 'editors' );
		$this->map( array( $this->editors => 'editor' ) );
		self::assert_run( 'completed', $this->synchronize( array( 'update' => true ) ) );
		$this->assert_editors( 0, 1, 2, 3 );
		Simulator::clear_log();
	}

	public function test_an_expired_link_makes_the_group_be_read_from_its_first_page(): void {
		$this->one_a_page();
		Simulator::fault( array( 'kind' => 'expired_page_token', 'on' => 'transitive_members' ) );

		$run = $this->synchronize( array( 'update' => true ) );

		self::assert_run( 'completed', $run );
		$this->assert_editors( 0, 1, 2, 3 );
		self::assertCount( 2, $this->first_pages() );
	}

	public function test_who_left_the_group_before_it_was_read_again_is_no_member(): void {
		$this->one_a_page();
		Simulator::fault( array( 'kind' => 'expired_page_token', 'on' => 'transitive_members' ) );
		$run = $this->run_until( array( 'update' => true ), array( 'on' => 'transitive_members', 'nth' => 3 ) );
		self::assertSame( 'groups', $run['phase'] );
		Simulator::control( 'PATCH', '/groups/editors', array( 'members' => array( $this->people[3]['id'], $this->people[4]['id'] ) ) );

		self::assert_run( 'completed', $this->drive( $run ) );
		$this->assert_editors( 3, 4 );
	}

	public function test_links_that_always_expire_are_not_followed_for_ever(): void {
		$this->one_a_page();
		Simulator::fault( array( 'kind' => 'expired_page_token', 'on' => 'transitive_members', 'times' => null ) );

		$run = $this->run_through( array( 'update' => true ) );

		self::assertContains( $run['status'], array( 'completed', 'failed' ), (string) wp_json_encode( $run ) );
		self::assertNotNull( $run['error'] );
		self::assertLessThanOrEqual( 5, count( $this->first_pages() ) );
		$this->assert_editors( 0, 1, 2, 3 );
	}

	/**
	 * @dataProvider later_pages
	 *
	 * @param array<string, mixed> $fault What becomes of the second page.
	 */
	public function test_a_group_whose_second_page_can_not_be_read_takes_no_role( array $fault ): void {
		$this->one_a_page();
		Simulator::fault( $fault + array( 'on' => 'transitive_members', 'match' => 'skiptoken', 'times' => null ) );

		$run = $this->run_through( array( 'update' => true ) );

		self::assertContains( $run['status'], array( 'completed', 'failed' ), (string) wp_json_encode( $run ) );
		self::assertNotNull( $run['error'] );
		$this->assert_editors( 0, 1, 2, 3 );
	}

	public static function later_pages(): array {
		return array(
			'forbidden'        => array( array( 'kind' => 'status', 'status' => 403 ) ),
			'not found'        => array( array( 'kind' => 'status', 'status' => 404 ) ),
			'half of the JSON' => array( array( 'kind' => 'broken_json' ) ),
			'an error in 200'  => array( array( 'kind' => 'error_in_200' ) ),
			'503 for ever'     => array( array( 'kind' => 'status', 'status' => 503 ) ),
			'a circle'         => array( array( 'kind' => 'repeat_link' ) ),
		);
	}

	public function test_an_expired_link_of_an_answer_about_absent_people_does_not_begin_the_listing_anew(): void {
		$gone = $this->gone();
		Simulator::fault( array( 'kind' => 'omit', 'users' => array( $this->people[5]['id'] ), 'on' => 'users', 'without' => 'id in', 'times' => null ) );
		Simulator::fault( array( 'kind' => 'count', 'count' => 5, 'on' => 'count', 'times' => null ) );
		Simulator::fault( array( 'kind' => 'empty_page', 'on' => 'users', 'match' => 'id in' ) );
		Simulator::fault( array( 'kind' => 'expired_page_token', 'on' => 'users', 'match' => 'skiptoken', 'times' => null ) );

		$run = $this->run_through( array( 'delete' => true ) );

		self::assertSame( array( 'failed', 'absent' ), array( $run['status'], $run['phase'] ), (string) wp_json_encode( $run ) );
		self::assertCount( 1, array_filter( $this->pages_asked(), static fn( array $entry ): bool => ! str_contains( $entry['url'], 'skiptoken' ) ), 'The directory was listed again.' );
		$this->assert_stay( $gone, ...$this->accounts );
	}

	public function test_a_mapping_that_is_added_while_groups_are_read_takes_no_role(): void {
		$this->before_request( 'transitiveMembers', fn() => $this->map( array( Simulator::group( 'Late', array() ) => 'editor' ) ) );

		self::assert_run( 'completed', $this->synchronize( array( 'update' => true ) ) );
		$this->assert_editors( 0, 1, 2, 3 );
	}

	public function test_a_mapping_that_is_added_while_the_directory_is_listed_takes_no_role(): void {
		$run = $this->run_until( array( 'update' => true ), array() );
		self::assertSame( 'listing', $run['phase'] );
		$this->map( array( Simulator::group( 'Late', array() ) => 'editor' ) );

		self::assert_run( 'completed', $this->drive( $run ) );
		$this->assert_editors( 0, 1, 2, 3 );
	}

	public function test_a_mapping_that_is_added_after_the_run_takes_no_role_by_hand(): void {
		Simulator::change( $this->people[0]['id'], array( 'givenName' => 'Changed' ) );
		self::assert_run( 'completed', $this->synchronize() );
		$row = $this->row_of_person( $this->people[0]['id'] );
		$this->map( array( Simulator::group( 'Later', array() ) => 'editor' ) );

		self::assertSame( 'updated', $this->act( 'update', array( $row['id'] ) )[0]['status'] );
		$this->assert_editors( 0, 1, 2, 3 );
	}

	public function test_a_mapping_that_is_added_after_the_run_gives_no_role_by_hand_either(): void {
		Simulator::change( $this->people[5]['id'], array( 'givenName' => 'Changed' ) );
		self::assert_run( 'completed', $this->synchronize() );
		$row = $this->row_of_person( $this->people[5]['id'] );
		$this->map( array( Simulator::group( 'Later', array( $this->people[5]['id'] ) ) => 'author' ) );

		self::assertSame( 'updated', $this->act( 'update', array( $row['id'] ) )[0]['status'] );
		self::assertSame( array( 'subscriber' ), $this->roles_of( $this->accounts[5] ), 'Members of a group that nobody has read.' );
		self::assertSame( 'Changed', get_user_meta( $this->accounts[5], 'first_name', true ) );
	}

	/** Makes pages of groups short, so that they have links to further ones. */
	private function one_a_page(): void {
		Simulator::fault( array( 'kind' => 'short_page', 'rows' => 1, 'on' => 'transitive_members', 'times' => null ) );
	}

	/**
	 * @return list<array<string, mixed>> Requests for the first page of a group.
	 */
	private function first_pages(): array {
		return array_values( array_filter( Simulator::log( 'transitive_members' ), static fn( array $entry ): bool => ! str_contains( $entry['url'], 'skiptoken' ) ) );
	}

	/**
	 * @param array<string, string> $roles Role by group.
	 */
	private function map( array $roles ): void {
		$mappings = array_map( static fn( string $group_id, string $role ): array => compact( 'group_id', 'role' ), array_keys( $roles ), $roles );
		$this->save_settings( array( 'roles' => array( 'mappings' => $mappings ) ) );
	}

	/** Asserts who are editors. */
	private function assert_editors( int ...$positions ): void {
		$editors = array_keys( array_filter( $this->accounts, fn( int $user_id ): bool => in_array( 'editor', $this->roles_of( $user_id ), true ) ) );
		self::assertSame( $positions, $editors );
	}
}
