<?php

declare( strict_types=1 );

namespace WPO365\User_Sync\Tests\Sync\Listing;

use WPO365\User_Sync\Tests\Support\Simulator;
use WPO365\User_Sync\Tests\Support\Test_Case;

/**
 * Who is in scope, and what becomes of those who are not.
 */
final class Scope_Test extends Test_Case {

	/** @var list<array<string, mixed>> */
	private array $people = array();

	protected function setUp(): void {
		parent::setUp();
		Simulator::tenant( array( 'users' => 8, 'awkward' => false ) );
		Simulator::change( Simulator::people()[0]['id'], array( 'userType' => 'Guest' ) );
		Simulator::change( Simulator::people()[1]['id'], array( 'userType' => 'Member', 'userPrincipalName' => 'ada_elsewhere.example#EXT#@lakeside.example' ) );
		Simulator::change( Simulator::people()[2]['id'], array( 'userType' => null, 'userPrincipalName' => 'bo_elsewhere.example#EXT#@lakeside.example' ) );
		Simulator::change( Simulator::people()[3]['id'], array( 'userType' => null ) );
		$this->people = Simulator::people();
	}

	public function test_guests_are_ignored_and_members_with_a_guests_name_are_not(): void {
		$this->scope( array( 'ignore_guests' => true ) );

		$run = $this->synchronize();

		self::assertSame( 'completed', $run['status'], wp_json_encode( $run ) );
		self::assertSame( 8, $run['counts']['received'] );
		self::assertSame( 6, $run['counts']['directory_only'] );
		$listed = array_column( $this->rows( 'directory_only' ), 'object_id' );
		self::assertNotContains( $this->people[0]['id'], $listed, 'An internal guest.' );
		self::assertContains( $this->people[1]['id'], $listed, 'An external member.' );
		self::assertNotContains( $this->people[2]['id'], $listed, 'No type, and a guest\'s name.' );
		self::assertContains( $this->people[3]['id'], $listed, 'No type, and an ordinary name.' );
	}

	public function test_only_members_of_the_chosen_groups(): void {
		$inner = $this->group( array( 4 ) );
		$group = $this->group( array( 5 ) );
		Simulator::control( 'PATCH', "/groups/$group", array( 'add' => array( $inner ) ) );
		$this->scope( array( 'group_ids' => array( $group ) ) );

		$run = $this->synchronize();

		self::assertSame( 'completed', $run['status'], wp_json_encode( $run ) );
		self::assertEqualsCanonicalizing( array( $this->people[4]['id'], $this->people[5]['id'] ), array_column( $this->rows( 'directory_only' ), 'object_id' ) );
	}

	/**
	 * @dataProvider scopes
	 *
	 * @param \Closure(self): array<string, mixed> $scope Leaves person 0 out.
	 */
	public function test_who_is_out_of_scope_is_never_gone( \Closure $scope ): void {
		$user   = $this->linked_user( 0 );
		$inside = $this->linked_user( 4 );
		$this->scope( $scope( $this ) );
		$this->synchronize();
		$row = array_column( $this->rows( 'wordpress_only' ), null, 'user_id' )[ $user ];
		self::assertStringContainsString( 'out of the scope', $row['reason'] );
		$by_hand = $this->rest( 'POST', '/results/actions', array( 'action' => 'delete', 'ids' => array( $row['id'] ) ) )->data['results'][0];
		self::assertSame( 'failed', $by_hand['status'], (string) wp_json_encode( $by_hand ) );

		$run = $this->synchronize( array( 'create' => true, 'update' => true, 'delete' => true ) );

		self::assertSame( array( 'completed', 0 ), array( $run['status'], $run['counts']['deleted'] ), wp_json_encode( $run ) );
		$row = array_column( $this->rows( 'wordpress_only' ), null, 'user_id' )[ $user ];
		self::assertSame( 'skipped', $row['status'] );
		self::assertStringContainsString( 'out of the scope', $row['reason'] );
		self::assertNotFalse( get_userdata( $user ) );
		self::assertSame( '', get_userdata( $user )->first_name, 'Nothing of the account follows the directory.' );
		self::assertContains( $inside, array_column( $this->rows( 'matched' ), 'user_id' ) );
	}

	/** @return array<string, array{\Closure(self): array<string, mixed>}> */
	public static function scopes(): array {
		return array(
			'guests are ignored'  => array( static fn(): array => array( 'ignore_guests' => true ) ),
			'not in the group'    => array( static fn( self $test ): array => array( 'group_ids' => array( $test->group( array( 3, 4, 5 ) ) ) ) ),
			'not in the filter'   => array( static fn(): array => array( 'filter' => "userType eq 'Member'" ) ),
			'all three at a time' => array( static fn( self $test ): array => array( 'ignore_guests' => true, 'group_ids' => array( $test->group( array( 0, 4 ) ) ), 'filter' => 'accountEnabled eq true' ) ),
		);
	}

	public function test_a_changed_scope_asks_for_a_look_before_anybody_is_deleted(): void {
		$this->synchronize();
		$this->scope( array( 'ignore_guests' => true ) );

		$refused = $this->rest( 'POST', '/runs', array( 'delete' => true ) );
		self::assertSame( 400, $refused->status, $refused->text() );
		self::assertStringContainsString( 'scope', $refused->data['message'] );

		$this->synchronize();
		$this->synchronize( array( 'delete' => true ) );
	}

	private function linked_user( int $position ): int {
		$user = $this->create_user( array( 'user_registered' => '2020-01-01 00:00:00' ) );
		$this->link( $user, $this->people[ $position ]['id'] );
		return $user;
	}

	/**
	 * @param int[] $members Positions in the listing.
	 */
	private function group( array $members ): string {
		return Simulator::group( 'Staff', array_map( fn( int $position ): string => $this->people[ $position ]['id'], $members ) );
	}

	private function scope( array $scope ): void {
		$this->save_settings( compact( 'scope' ) );
	}
}
