<?php

declare( strict_types=1 );

namespace WPO365\User_Sync\Tests\Sync\Plan;

use WPO365\User_Sync\Tests\Support\Role_Scene;
use WPO365\User_Sync\Tests\Support\Test_Case;

/**
 * Roles before, groups, ledger, and what each scenario makes of them.
 */
final class Role_Table_Test extends Test_Case {

	use Role_Scene;

	/**
	 * @dataProvider columns
	 */
	public function test_everybody( string $scenario, bool $always ): void {
		list( $people, $accounts ) = $this->scene();
		$this->save_settings( array( 'roles' => compact( 'scenario' ) + array( 'default_role_always' => $always ) ) );
		$column   = 'replace' === $scenario ? 'replace ' . ( $always ? 'always' : 'if none' ) : $scenario;
		$expected = array_map( static fn( array $row ): array => $row[3][ $column ], self::existing() );
		foreach ( self::newcomers() as $name => list( $groups, $roles_always, $roles_if_none ) ) {
			$ledger            = array_values( array_unique( array_map( static fn( string $group ): string => self::$mapped[ $group ], $groups ) ) );
			$expected[ $name ] = array( $always ? $roles_always : $roles_if_none, $ledger );
		}

		$run = $this->synchronize( array( 'create' => true, 'update' => true ) );

		self::assertSame( 'completed', $run['status'], (string) wp_json_encode( $run ) );
		$found = array();
		foreach ( $people as $name => $person ) {
			$found[ $name ] = $this->found( $accounts[ $name ] ?? $this->user_of( $person['id'] ) );
		}
		self::assertSame( array_map( self::sorted( ... ), $expected ), array_map( self::sorted( ... ), $found ) );
		$this->assert_rows_tell( $people, $accounts );
	}

	/**
	 * @dataProvider columns
	 */
	public function test_a_second_run_finds_nothing_left_to_do( string $scenario, bool $always ): void {
		list( $people ) = $this->scene();
		$this->save_settings( array( 'roles' => compact( 'scenario' ) + array( 'default_role_always' => $always ) ) );
		$this->synchronize( array( 'create' => true, 'update' => true ) );
		$stored = $this->stored();

		$run = $this->synchronize( array( 'create' => true, 'update' => true ) );

		self::assertSame( array( count( $people ), 0 ), array( $run['counts']['matched'], $run['counts']['updated'] ), (string) wp_json_encode( $this->rows( 'matched' ) ) );
		self::assertSame( $stored, $this->stored() );
	}

	/**
	 * Asserts that a row says "roles" exactly where they changed, from what to what.
	 *
	 * @param array<string, array<string, mixed>> $people   People by name.
	 * @param array<string, int>                  $accounts Accounts by name.
	 */
	private function assert_rows_tell( array $people, array $accounts ): void {
		$rows = array_column( $this->rows( 'matched' ), null, 'user_id' );
		foreach ( $accounts as $name => $user_id ) {
			$before  = self::existing()[ $name ][0];
			$after   = $this->found( $user_id )[0];
			$changes = array_column( $rows[ $user_id ]['changes'], null, 'field' );
			$told    = isset( $changes['roles'] ) ? array( self::sorted( $changes['roles']['from'] ), self::sorted( $changes['roles']['to'] ) ) : null;
			self::assertSame( self::sorted( $before ) === self::sorted( $after ) ? null : array( self::sorted( $before ), self::sorted( $after ) ), $told, $name );
			self::assertSame( null === $told ? 'unchanged' : 'updated', $rows[ $user_id ]['status'], $name );
		}
	}

	private function user_of( string $object_id ): int {
		$users = get_users( array( 'meta_key' => 'aadObjectId', 'meta_value' => $object_id, 'fields' => 'ID' ) );
		self::assertCount( 1, $users );
		return (int) $users[0];
	}
}
