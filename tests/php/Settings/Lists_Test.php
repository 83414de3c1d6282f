<?php
/**
 * Lists are lists, whatever is sent for one; and only roles that exist are stored.
 */

declare( strict_types=1 );

namespace WPO365\User_Sync\Tests\Settings;

use WPO365\User_Sync\Tests\Support\Test_Case;

final class Lists_Test extends Test_Case {

	private const GROUP = '6b5f2c1e-9d34-4a87-8c60-1f2e3d4c5b6a';

	/** @var array<string, mixed> */
	private array $before;

	protected function setUp(): void {
		parent::setUp();
		$this->save_settings(
			array(
				'scope'   => array( 'group_ids' => array( self::GROUP ) ),
				'roles'   => array( 'mappings' => array( array( 'group_id' => self::GROUP, 'role' => 'editor' ) ) ),
				'removal' => array( 'protected_roles' => array( 'administrator', 'author' ) ),
				'fields'  => array( array( 'property' => 'department' ) ),
			)
		);
		$this->before = $this->rest( 'GET', '/settings' )->data['settings'];
	}

	/**
	 * @dataProvider no_lists
	 */
	public function test_what_is_no_list_is_refused_by_its_path_and_nothing_is_emptied( string $path, mixed $value ): void {
		$this->assert_refused( $path, $value, $path );
	}

	/**
	 * @return array<string, array{string, mixed}>
	 */
	public static function no_lists(): array {
		$values = array(
			'an empty text'       => '',
			'a text'              => 'administrator',
			'a text with commas'  => 'administrator,author',
			'false'               => false,
			'true'                => true,
			'a number'            => 7,
			'zero'                => 0,
			'a fraction'          => 1.5,
			'null'                => null,
			'an object'           => array( 'x' => 'administrator' ),
			'a numbered object'   => array( '5' => 'administrator' ),
			'an empty object'     => new \stdClass(),
			'an object like one'  => (object) array( '0' => 'administrator' ),
		);
		$cases  = array();
		foreach ( array( 'scope.group_ids', 'roles.mappings', 'removal.protected_roles', 'fields' ) as $path ) {
			foreach ( $values as $what => $value ) {
				$cases[ "$path: $what" ] = array( $path, $value );
			}
		}
		return $cases;
	}

	/**
	 * @dataProvider no_roles
	 */
	public function test_roles_that_do_not_exist_are_refused_by_their_path( string $path, mixed $value, string $named ): void {
		$this->assert_refused( $path, $value, $named );
	}

	/**
	 * @return array<string, array{string, mixed, string}>
	 */
	public static function no_roles(): array {
		$mapping = static fn( mixed $role ): array => array( array( 'group_id' => self::GROUP, 'role' => $role ) );
		return array(
			'default role'             => array( 'roles.default_role', 'nobody', 'roles.default_role' ),
			'no default role'          => array( 'roles.default_role', '', 'roles.default_role' ),
			'a list for a role'        => array( 'roles.default_role', array( 'author' ), 'roles.default_role' ),
			'an object for a role'     => array( 'roles.default_role', (object) array( 'author' => true ), 'roles.default_role' ),
			'a number for a role'      => array( 'roles.default_role', 7, 'roles.default_role' ),
			'mapped role'              => array( 'roles.mappings', $mapping( 'nobody' ), 'roles.mappings.0.role' ),
			'a list for a mapped role' => array( 'roles.mappings', $mapping( array( 'author' ) ), 'roles.mappings.0.role' ),
			'a list for a mapping'     => array( 'roles.mappings', array( array( self::GROUP, 'author' ) ), 'roles.mappings.0' ),
			'protected role'           => array( 'removal.protected_roles', array( 'administrator', 'nobody' ), 'removal.protected_roles.1' ),
			'false as a protected one' => array( 'removal.protected_roles', array( false ), 'removal.protected_roles.0' ),
			'roles of a protected one' => array( 'removal.protected_roles', array( array( 'administrator' ) ), 'removal.protected_roles.0' ),
		);
	}

	private function assert_refused( string $path, mixed $value, string $named ): void {
		$part = array_reduce( array_reverse( explode( '.', $path ) ), static fn( mixed $inner, string $key ): array => array( $key => $inner ), $value );
		foreach ( array( $part, array( 'settings' => $part ) ) as $body ) {
			$answer = $this->rest( 'POST', '/settings', $body );
			self::assertSame( array( 400, 'invalid_setting' ), array( $answer->status, $answer->code() ), $answer->text() );
			self::assertSame( $named, $answer->data['data']['field'], $answer->text() );
			self::assertStringContainsString( $named, $answer->data['message'] );
		}
		self::assertSame( $this->before, $this->rest( 'GET', '/settings' )->data['settings'] );
	}
}
