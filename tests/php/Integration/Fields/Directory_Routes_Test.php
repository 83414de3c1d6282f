<?php

declare( strict_types=1 );

namespace WPO365\User_Sync\Tests\Integration\Fields;

use WPO365\User_Sync\Tests\Support\Simulator;
use WPO365\User_Sync\Tests\Support\Test_Case;

/**
 * The routes that help with the settings: groups, filters, values of one user.
 */
final class Directory_Routes_Test extends Test_Case {

	protected function setUp(): void {
		parent::setUp();
		Simulator::tenant( array( 'users' => 5, 'awkward' => false ) );
	}

	public function test_groups_are_found_by_the_beginning_of_their_name(): void {
		$people = array_column( Simulator::people(), 'id' );
		$inner  = $this->group( "O'Hara's team", array( $people[0], $people[1] ) );
		$outer  = $this->group( "O'Hara's department", array( $people[2], $inner ) );
		$this->group( 'Others', array() );

		$answer = $this->rest( 'GET', '/directory/groups', array( 'search' => "o'hara" ) );

		self::assertSame( 200, $answer->status, $answer->text() );
		self::assertEqualsCanonicalizing(
			array(
				array( 'id' => $inner, 'name' => "O'Hara's team", 'members' => 2 ),
				array( 'id' => $outer, 'name' => "O'Hara's department", 'members' => 3 ),
			),
			$answer->data
		);
	}

	public function test_a_deleted_group_is_named_as_missing(): void {
		$group = $this->group( 'Staff', array() );
		Simulator::control( 'DELETE', "/groups/$group" );

		$answer = $this->rest( 'GET', '/directory/groups', array( 'ids' => array( $group ) ) );

		self::assertSame( array( array( 'id' => $group, 'name' => null, 'members' => null ) ), $answer->data, $answer->text() );
	}

	public function test_a_filter_has_to_be_tried_before_it_is_saved(): void {
		Simulator::change( Simulator::people()[0]['id'], array( 'department' => 'Sales' ) );
		$filter  = "department eq 'Sales'";
		$refused = $this->rest( 'POST', '/settings', array( 'scope' => array( 'filter' => $filter ) ) );
		self::assertSame( 400, $refused->status, $refused->text() );
		self::assertStringContainsString( 'scope.filter', $refused->data['message'] );

		$tried = $this->rest( 'POST', '/directory/filter', compact( 'filter' ) );
		self::assertSame( 200, $tried->status, $tried->text() );
		self::assertSame( 1, $tried->data['count'] );
		self::assertSame( array( Simulator::people()[0]['id'] ), array_column( $tried->data['users'], 'object_id' ) );

		$saved = $this->rest( 'POST', '/settings', array( 'scope' => array( 'filter' => $filter ) ) );
		self::assertSame( 200, $saved->status, $saved->text() );
		self::assertSame( 1, $this->synchronize()['counts']['received'] );
	}

	public function test_a_filter_that_graph_refuses_can_not_be_saved(): void {
		$filter = "shoeSize eq '42'";
		$tried  = $this->rest( 'POST', '/directory/filter', compact( 'filter' ) );
		self::assertSame( 400, $tried->status, $tried->text() );
		self::assertSame( 400, $this->rest( 'POST', '/settings', array( 'scope' => compact( 'filter' ) ) )->status );
	}

	public function test_the_preview_shows_the_values_of_one_user(): void {
		$person = Simulator::people()[1];
		Simulator::change( $person['id'], array( 'department' => 'Sales & Co' ) );
		$this->rest( 'POST', '/settings', array( 'fields' => array( array( 'property' => 'department', 'label' => 'Team' ) ) ) );

		$answer = $this->rest( 'POST', '/directory/preview', array( 'user' => $person['id'] ) );

		self::assertSame( 200, $answer->status, $answer->text() );
		self::assertSame( array( array( 'meta_key' => 'department', 'label' => 'Team', 'value' => 'Sales & Co' ) ), $answer->data['values'] );
		self::assertSame( 404, $this->rest( 'POST', '/directory/preview', array( 'user' => '00000000-0000-4000-8000-000000000000' ) )->status );
	}

	/**
	 * @dataProvider routes
	 */
	public function test_only_administrators( string $method, string $route, array $params ): void {
		self::assertSame( 401, $this->rest( $method, $route, $params, 0 )->status );
		self::assertSame( 403, $this->rest( $method, $route, $params, $this->create_user( array( 'role' => 'editor' ) ) )->status );
		self::assertSame( 400, $this->rest( $method, $route, $params + array( 'odd' => 1 ) )->status );
	}

	public static function routes(): array {
		return array(
			'groups'  => array( 'GET', '/directory/groups', array( 'search' => 'x' ) ),
			'filter'  => array( 'POST', '/directory/filter', array( 'filter' => '' ) ),
			'preview' => array( 'POST', '/directory/preview', array() ),
		);
	}

	private function group( string $name, array $members ): string {
		return Simulator::control( 'POST', '/groups', array( 'displayName' => $name, 'members' => $members ) )['group']['id'];
	}
}
