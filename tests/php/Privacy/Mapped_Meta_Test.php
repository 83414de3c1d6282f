<?php
/**
 * The meta of the mapped fields in WordPress' registry and in REST.
 */

declare( strict_types=1 );

namespace WPO365\User_Sync\Tests\Privacy;

use WPO365\User_Sync\Accounts\Mapped_Meta;
use WPO365\User_Sync\Settings\Settings;
use WPO365\User_Sync\Settings\Update;
use WPO365\User_Sync\Settings\Stored;
use WPO365\User_Sync\Tests\Support\Simulator;
use WPO365\User_Sync\Tests\Support\Test_Case;

final class Mapped_Meta_Test extends Test_Case {

	public function test_each_type_is_registered_with_its_schema(): void {
		$this->map(
			array( 'property' => 'department', 'label' => 'Team' ),
			array( 'property' => 'employeeId', 'type' => 'number' ),
			array( 'property' => 'accountEnabled', 'meta_key' => 'enabled', 'type' => 'boolean' ),
			array( 'property' => 'businessPhones', 'type' => 'list' ),
			array( 'property' => 'employeeHireDate', 'meta_key' => 'hired', 'type' => 'date' )
		);
		$user = $this->create_user();
		foreach ( array( 'department' => 'R & D', 'employeeId' => '17.5', 'enabled' => '1', 'businessPhones' => '+1, +2', 'hired' => '2024-02-09' ) as $key => $value ) {
			update_user_meta( $user, $key, $value );
		}

		$meta = $this->send( 'GET', $user, array( 'context' => 'edit' ) )['meta'];

		self::assertSame( 'R & D', $meta['department'] );
		self::assertSame( 17.5, $meta['employeeId'] );
		self::assertTrue( $meta['enabled'] );
		self::assertSame( '+1, +2', $meta['businessPhones'] );
		self::assertSame( '2024-02-09', $meta['hired'] );
		self::assertSame( 'Team', get_registered_meta_keys( 'user' )['department']['label'] );
	}

	public function test_what_is_not_there_or_of_another_shape_is_no_error(): void {
		$this->map(
			array( 'property' => 'employeeId', 'type' => 'number' ),
			array( 'property' => 'accountEnabled', 'meta_key' => 'enabled', 'type' => 'boolean' ),
			array( 'property' => 'businessPhones' )
		);
		$user = $this->create_user();
		update_user_meta( $user, 'businessPhones', array( '+1', '+2' ) );
		$meta = $this->send( 'GET', $user, array( 'context' => 'edit' ) )['meta'];
		self::assertSame( 0.0, $meta['employeeId'] );
		self::assertFalse( $meta['enabled'] );
		self::assertNull( $meta['businessPhones'] );
	}

	/**
	 * Authors of posts are public in REST; what the directory says about them is not.
	 *
	 * @dataProvider strangers
	 */
	public function test_the_values_are_shown_only_to_whoever_may_edit_the_user( string $role ): void {
		$this->map( array( 'property' => 'mobilePhone' ) );
		$author = $this->create_user( array( 'role' => 'author' ) );
		update_user_meta( $author, 'mobilePhone', '+1 555 0100' );
		wp_insert_post( array( 'post_author' => $author, 'post_title' => 'Public', 'post_content' => 'x', 'post_status' => 'publish' ) );
		$reader = '' === $role ? 0 : $this->create_user( array( 'role' => $role ) );

		self::assertSame( $author, $this->send( 'GET', $author, array(), $reader )['id'], 'The author is public.' );
		foreach ( array( "/wp/v2/users/$author", '/wp/v2/users' ) as $route ) {
			foreach ( array( 'view', 'embed', 'edit' ) as $context ) {
				wp_set_current_user( $reader );
				$request = new \WP_REST_Request( 'GET', $route );
				$request->set_query_params( array( 'context' => $context ) );
				self::assertStringNotContainsString( '555 0100', (string) wp_json_encode( rest_do_request( $request )->get_data() ), "$route $context" );
			}
		}
		self::assertSame( '+1 555 0100', $this->send( 'GET', $author, array( 'context' => 'edit' ) )['meta']['mobilePhone'] );
	}

	/** @return array<string, array{string}> */
	public static function strangers(): array {
		return array(
			'nobody'       => array( '' ),
			'a subscriber' => array( 'subscriber' ),
			'an editor'    => array( 'editor' ),
		);
	}

	public function test_whoever_may_edit_the_user_may_write(): void {
		$this->map(
			array( 'property' => 'department' ),
			array( 'property' => 'employeeId', 'type' => 'number' ),
			array( 'property' => 'accountEnabled', 'meta_key' => 'enabled', 'type' => 'boolean' ),
			array( 'property' => 'employeeHireDate', 'meta_key' => 'hired', 'type' => 'date' )
		);
		$user = $this->create_user();
		$this->send( 'POST', $user, array( 'meta' => array( 'department' => '<b>Sales</b><script>alert(1)</script>', 'employeeId' => 5, 'enabled' => false, 'hired' => 'soon' ) ) );
		// As a run would store them.
		self::assertSame( 'Sales', get_user_meta( $user, 'department', true ) );
		self::assertSame( '5', get_user_meta( $user, 'employeeId', true ) );
		self::assertSame( '0', get_user_meta( $user, 'enabled', true ) );
		self::assertSame( '', get_user_meta( $user, 'hired', true ) );
	}

	/**
	 * @dataProvider others
	 */
	public function test_nobody_else_may_write( string $role, bool $own ): void {
		$this->map( array( 'property' => 'department' ) );
		$user  = $this->create_user( array( 'role' => $role ) );
		$whose = $own ? $user : $this->create_user();
		update_user_meta( $whose, 'department', 'Research' );

		$answer = $this->send( 'POST', $whose, array( 'meta' => array( 'department' => 'Board' ) ), $user );

		self::assertSame( 403, $answer['data']['status'] ?? null, (string) wp_json_encode( $answer ) );
		self::assertSame( 'Research', get_user_meta( $whose, 'department', true ) );
		self::assertFalse( user_can( $user, 'edit_user_meta', $whose, 'department' ) );
		self::assertFalse( user_can( $user, 'delete_user_meta', $whose, 'department' ) );
	}

	/** @return array<string, array{string, bool}> */
	public static function others(): array {
		return array(
			'a subscriber of the own'       => array( 'subscriber', true ),
			'an editor of the own'          => array( 'editor', true ),
			'a subscriber of somebody else' => array( 'subscriber', false ),
			'an editor of somebody else'    => array( 'editor', false ),
		);
	}

	public function test_whoever_may_edit_users_but_not_this_one_may_not_write(): void {
		$this->map( array( 'property' => 'department' ) );
		$user = $this->create_user();
		get_userdata( $user )->add_cap( 'edit_users' );
		$protected = $this->create_user();
		add_filter( 'map_meta_cap', static fn( array $caps, string $cap, int $actor, array $args ): array => 'edit_user' === $cap && $protected === (int) $args[0] ? array( 'do_not_allow' ) : $caps, 10, 4 );
		rest_get_server();
		self::assertTrue( user_can( $user, 'edit_user_meta', $this->create_user(), 'department' ) );
		self::assertFalse( user_can( $user, 'edit_user_meta', $protected, 'department' ) );
		self::assertFalse( Mapped_Meta::may_write( true, 'department', $protected, $user ) );
	}

	/**
	 * @dataProvider reserved
	 */
	public function test_reserved_keys_are_never_registered( string $key ): void {
		$this->map( array( 'property' => 'department' ) );
		$stored = get_option( Stored::OPTION );
		// As an older version, or somebody with access to the database, might have left it.
		$stored['fields'][] = array( 'meta_key' => $key ) + $stored['fields'][0];
		update_option( Stored::OPTION, $stored );
		$user = $this->create_user();
		update_user_meta( $user, $key, 'before' );

		$meta = $this->send( 'GET', $user, array( 'context' => 'edit' ) )['meta'];
		$this->send( 'POST', $user, array( 'meta' => array( $key => 'after' ) ) );

		self::assertArrayHasKey( 'department', $meta );
		self::assertArrayNotHasKey( $key, $meta );
		self::assertSame( 'before', get_user_meta( $user, $key, true ) );
	}

	/** @return array<string, array{string}> */
	public static function reserved(): array {
		$keys = array( 'aadObjectId', 'userPrincipalName', 'aadTenantId', 'AADOBJECTID', 'wp_user_level', 'session_tokens', 'wpo365_user_sync_roles' );
		return array_combine( $keys, array_map( static fn( string $key ): array => array( $key ), $keys ) );
	}

	public function test_a_key_that_somebody_else_registered_stays_theirs(): void {
		register_meta( 'user', 'department', array( 'type' => 'integer', 'single' => true, 'show_in_rest' => false ) );
		$this->map( array( 'property' => 'department' ) );
		rest_get_server();
		self::assertSame( 'integer', get_registered_meta_keys( 'user' )['department']['type'] );
		self::assertFalse( get_registered_meta_keys( 'user' )['department']['show_in_rest'] );
	}

	public function test_a_registered_key_does_not_make_a_run_write_again(): void {
		Simulator::tenant( array( 'users' => 1, 'awkward' => false ) );
		$id = Simulator::people()[0]['id'];
		// Stripped once, this is "R & D <"; stripped again, it would lose its end.
		Simulator::change( $id, array( 'department' => ' R & D <  ', 'jobTitle' => 'Caf\\e "<b>x</b>"' ) );
		$this->map( array( 'property' => 'department' ), array( 'property' => 'jobTitle' ), array( 'property' => 'accountEnabled', 'meta_key' => 'enabled', 'type' => 'boolean' ) );
		$this->synchronize( array( 'create' => true ) );
		self::assertTrue( registered_meta_key_exists( 'user', 'department' ) );
		$user = $this->rows( 'directory_only' )[0]['user_id'];
		self::assertSame( 'Caf\\e "x"', get_user_meta( $user, 'jobTitle', true ) );
		self::assertSame( '1', get_user_meta( $user, 'enabled', true ) );

		$run = $this->synchronize( array( 'update' => true ) );

		self::assertSame( 0, $run['counts']['updated'], (string) wp_json_encode( $this->rows( 'matched' ) ) );
		self::assertSame( 'unchanged', $this->rows( 'matched' )[0]['status'] );
	}

	/** @param array<string, string> ...$fields */
	private function map( array ...$fields ): void {
		self::assertTrue( Update::of( new Settings(), array( 'fields' => $fields ) ) );
	}

	/**
	 * Calls WordPress' own route of a user.
	 *
	 * @param array<string, mixed> $params
	 * @return array<string, mixed>
	 */
	private function send( string $method, int $user_id, array $params, int $actor = self::ADMIN ): array {
		wp_set_current_user( $actor );
		$request = new \WP_REST_Request( $method, "/wp/v2/users/$user_id" );
		'GET' === $method ? $request->set_query_params( $params ) : $request->set_body_params( $params );
		return rest_get_server()->response_to_data( rest_do_request( $request ), false );
	}
}
