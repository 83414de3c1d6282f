<?php

declare( strict_types=1 );

namespace WPO365\User_Sync\Tests\Rest;

use WPO365\User_Sync\Directory\Group_Names;
use WPO365\User_Sync\Tests\Support\Simulator;
use WPO365\User_Sync\Tests\Support\Test_Case;

/**
 * The routes that help with the settings: groups, filters, the values of one user.
 */
final class Directory_Routes_Test extends Test_Case {

	protected function setUp(): void {
		parent::setUp();
		Simulator::tenant( array( 'users' => 5, 'awkward' => false ) );
	}

	public function test_groups_are_found_by_the_beginning_of_their_name(): void {
		$people = array_column( Simulator::people(), 'id' );
		$inner  = Simulator::group( 'O\'Hara\'s team', array( $people[0], $people[1] ) );
		$outer  = Simulator::group( 'O\'Hara\'s department', array( $people[2], $inner ) );
		Simulator::group( 'Others', array() );

		$answer = $this->rest( 'GET', '/directory/groups', array( 'search' => ' o\'hara' ) );

		self::assertSame( 200, $answer->status, $answer->text() );
		self::assertEqualsCanonicalizing(
			array(
				array( 'id' => $inner, 'name' => 'O\'Hara\'s team', 'members' => 2 ),
				array( 'id' => $outer, 'name' => 'O\'Hara\'s department', 'members' => 3 ),
			),
			$answer->data
		);
		self::assertSame( array(), $this->rest( 'GET', '/directory/groups', array( 'search' => 'no such group' ) )->data );
	}

	public function test_groups_are_looked_up_and_a_deleted_one_is_seen(): void {
		$there = Simulator::group( 'Staff', array() );
		$gone  = Simulator::group( 'Former staff', array() );
		Simulator::control( 'DELETE', "/groups/$gone" );

		$answer = $this->rest( 'GET', '/directory/groups', array( 'ids' => array( $gone, $there ) ) );

		self::assertSame( array( array( 'id' => $gone, 'name' => null, 'members' => null ), array( 'id' => $there, 'name' => 'Staff', 'members' => 0 ) ), $answer->data, $answer->text() );
	}

	public function test_names_of_groups_that_are_looked_up_are_remembered_for_runs(): void {
		$staff = Simulator::group( 'Staff', array( Simulator::people()[0]['id'] ) );
		$gone  = Simulator::group( 'Former staff', array() );
		$this->rest( 'GET', '/directory/groups', array( 'search' => 'Staff' ) );
		self::assertSame( array(), Group_Names::all(), 'Only looked at.' );

		$this->rest( 'GET', '/directory/groups', array( 'ids' => array( strtoupper( $staff ), $gone ) ) );
		Simulator::control( 'DELETE', "/groups/$gone" );
		Simulator::control( 'PATCH', "/groups/$staff", array( 'displayName' => 'All staff' ) );
		$this->rest( 'GET', '/directory/groups', array( 'ids' => array( $staff, $gone ) ) );
		self::assertSame( array( $staff => 'All staff', $gone => 'Former staff' ), Group_Names::all() );

		$this->rest( 'POST', '/settings', array( 'roles' => array( 'mappings' => array( array( 'group_id' => $staff, 'role' => 'editor' ), array( 'group_id' => $gone, 'role' => 'author' ) ) ) ) );
		$run = $this->synchronize( array( 'create' => true ) );
		self::assertStringContainsString( "Role editor from group All staff ($staff).", $this->rows( 'directory_only' )[0]['reason'] );
		self::assertStringContainsString( "(Former staff ($gone))", $run['error']['message'] );
	}

	public function test_a_number_of_members_that_nobody_can_tell_is_unknown(): void {
		$group = Simulator::group( 'Staff', array() );
		Simulator::fault( array( 'kind' => 'status', 'status' => 400, 'on' => 'member_count' ) );
		self::assertNull( $this->rest( 'GET', '/directory/groups', array( 'ids' => array( $group ) ) )->data[0]['members'] );
	}

	/**
	 * @dataProvider failures
	 */
	public function test_a_failure_is_told_and_is_no_right_of_this_site( array $fault, int $status, string $code, bool $waits ): void {
		Simulator::fault( $fault + array( 'times' => null ) );
		$answer = $this->rest( 'GET', '/directory/groups', array( 'search' => 'x' ) );
		self::assertSame( $status, $answer->status, $answer->text() );
		self::assertSame( $code, $answer->code() );
		self::assertSame( $waits, isset( $answer->data['data']['retry_after'] ) );
	}

	public static function failures(): array {
		return array(
			'forbidden'  => array( array( 'kind' => 'status', 'status' => 403 ), 502, 'forbidden', false ),
			'refused'    => array( array( 'kind' => 'expired_token' ), 502, 'unauthorized', false ),
			'throttled'  => array( array( 'kind' => 'throttle', 'retry_after' => '2.1' ), 429, 'throttled', true ),
			'down'       => array( array( 'kind' => 'status', 'status' => 503 ), 503, 'server_error', true ),
			'cut off'    => array( array( 'kind' => 'reset' ), 503, 'unreachable', true ),
			'HTML'       => array( array( 'kind' => 'html' ), 502, 'bad_response', false ),
		);
	}

	public function test_a_filter_shows_its_number_and_the_first_users(): void {
		Simulator::change( Simulator::people()[3]['id'], array( 'department' => 'Sales' ) );
		$answer = $this->rest( 'POST', '/directory/filter', array( 'filter' => ' department eq \'Sales\' ' ) );
		self::assertSame( 200, $answer->status, $answer->text() );
		self::assertSame( 1, $answer->data['count'] );
		self::assertSame( array( Simulator::people()[3]['userPrincipalName'] ), array_column( $answer->data['users'], 'user_principal_name' ) );
		self::assertSame( 5, $this->rest( 'POST', '/directory/filter', array( 'filter' => '' ) )->data['count'] );
		self::assertSame( 4, $this->rest( 'POST', '/directory/filter', array( 'filter' => 'department ne \'Sales\'' ) )->data['count'], 'An advanced one.' );
	}

	public function test_a_filter_is_tried_before_it_is_saved(): void {
		Simulator::change( Simulator::people()[0]['id'], array( 'department' => 'Sales' ) );
		$good = $this->rest( 'POST', '/settings', array( 'scope' => array( 'filter' => 'department eq \'Sales\'' ) ) );
		self::assertSame( 200, $good->status, $good->text() );
		Simulator::clear_log();
		self::assertSame( 200, $this->rest( 'POST', '/settings', array( 'scope' => array( 'filter' => 'department eq \'Sales\'' ), 'removal' => array( 'limit_count' => 3 ) ) )->status );
		self::assertSame( array(), Simulator::log(), 'What is saved already is not tried again.' );

		$bad = $this->rest( 'POST', '/settings', array( 'scope' => array( 'filter' => 'shoeSize eq 42' ), 'removal' => array( 'limit_count' => 4 ) ) );
		self::assertSame( 400, $bad->status, $bad->text() );
		self::assertStringContainsString( 'scope.filter', $bad->data['message'] );
		self::assertStringContainsString( 'shoeSize', $bad->data['message'], 'Graph says itself what is wrong.' );
		self::assertArrayHasKey( 'scope.filter', $bad->data['data']['params'] );
		self::assertSame( 'scope.filter', $bad->data['data']['field'] );
		Simulator::fault( array( 'kind' => 'status', 'status' => 503, 'times' => null ) );
		self::assertSame( 503, $this->rest( 'POST', '/settings', array( 'scope' => array( 'filter' => 'accountEnabled eq true' ) ) )->status );
		$now = $this->rest( 'GET', '/settings' )->data['settings'];
		self::assertSame( array( 'department eq \'Sales\'', 3 ), array( $now['scope']['filter'], $now['removal']['limit_count'] ) );
	}

	public function test_the_preview_shows_the_values_of_one_user(): void {
		$person = Simulator::people()[1];
		Simulator::change( $person['id'], array( 'department' => 'Sales & Co', 'businessPhones' => array( '+1 555', '+1 556' ) ) );
		$fields = array( array( 'property' => 'department', 'label' => 'Team' ), array( 'property' => 'businessPhones.0' ) );
		$values = array( array( 'meta_key' => 'department', 'label' => 'Team', 'value' => 'Sales & Co' ), array( 'meta_key' => 'businessPhones.0', 'label' => 'businessPhones.0', 'value' => '+1 555' ) );

		foreach ( array( $person['id'], strtoupper( $person['userPrincipalName'] ), $person['mail'] ) as $user ) {
			$answer = $this->rest( 'POST', '/directory/preview', compact( 'user', 'fields' ) );
			self::assertSame( 200, $answer->status, $answer->text() );
			self::assertSame( $values, $answer->data['values'], 'Nothing of it is saved.' );
			self::assertSame( $person['id'], $answer->data['user']['object_id'] );
		}
		self::assertSame( array(), $this->rest( 'POST', '/directory/preview' )->data['values'], 'By default the saved fields of anybody.' );
		$this->rest( 'POST', '/settings', compact( 'fields' ) );
		self::assertSame( $values, $this->rest( 'POST', '/directory/preview', array( 'user' => $person['id'] ) )->data['values'] );
		self::assertSame( 404, $this->rest( 'POST', '/directory/preview', array( 'user' => 'o\'nobody@lakeside.example' ) )->status );
	}

	public function test_the_preview_names_refused_properties_and_wrong_fields(): void {
		$fields = array( array( 'property' => 'department' ), array( 'property' => 'skills' ), array( 'property' => 'shoeSize' ) );
		$answer = $this->rest( 'POST', '/directory/preview', compact( 'fields' ) );
		self::assertSame( 200, $answer->status, $answer->text() );
		self::assertSame( array( 'skills', 'shoeSize' ), $answer->data['refused'] );

		$answer = $this->rest( 'POST', '/directory/preview', array( 'fields' => array( array( 'property' => 'city', 'meta_key' => 'wp_capabilities' ) ) ) );
		self::assertSame( 400, $answer->status );
		self::assertArrayHasKey( 'fields.0.meta_key', $answer->data['data']['params'] );
	}

	/**
	 * @dataProvider bad_input
	 */
	public function test_bad_input_is_a_400( string $method, string $route, array $params, string $name ): void {
		$answer = $this->rest( $method, $route, $params );
		self::assertSame( 400, $answer->status, $answer->text() );
		self::assertStringContainsString( $name, (string) wp_json_encode( $answer->data ) );
		self::assertSame( array(), Simulator::log() );
	}

	public static function bad_input(): array {
		return array(
			'no groups asked for'  => array( 'GET', '/directory/groups', array(), 'search' ),
			'a blank search'       => array( 'GET', '/directory/groups', array( 'search' => ' ' ), 'search' ),
			'fields are a text'    => array( 'POST', '/directory/preview', array( 'fields' => 'department' ), 'fields' ),
		);
	}
}
