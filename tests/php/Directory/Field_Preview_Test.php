<?php

declare( strict_types=1 );

namespace WPO365\User_Sync\Tests\Directory;

use WPO365\User_Sync\Tests\Support\Scene;
use WPO365\User_Sync\Tests\Support\Simulator;
use WPO365\User_Sync\Tests\Support\Test_Case;

/**
 * What a look-only run shows is what the actions on selected rows then do: no more, no less.
 */
final class Field_Preview_Test extends Test_Case {

	use Scene;

	/** @var list<array<string, mixed>> */
	private array $people = array();

	/** @var array<string, int> Accounts by what they are there for. */
	private array $accounts = array();

	protected function setUp(): void {
		parent::setUp();
		Simulator::tenant( array( 'users' => 10, 'awkward' => false ) );
		$people = Simulator::people();
		$group  = static fn( int ...$positions ): string => Simulator::group( 'Group', array_map( static fn( int $position ): string => $people[ $position ]['id'], $positions ) );
		$this->save_settings(
			array(
				'roles'       => array( 'mappings' => array( array( 'group_id' => $group( 0, 1, 4, 8 ), 'role' => 'editor' ), array( 'group_id' => $group( 1 ), 'role' => 'author' ) ) ),
				'fields'      => array( array( 'property' => 'jobTitle' ), array( 'property' => 'city', 'policy' => 'if_empty' ), array( 'property' => 'department', 'when_empty' => 'keep' ) ),
				'core_fields' => array( 'display_name' => array( 'format' => 'surname_given' ), 'first_name' => array( 'when_empty' => 'clear' ) ),
			)
		);
		Simulator::change( $people[1]['id'], array( 'givenName' => null, 'jobTitle' => null, 'department' => null, 'city' => 'Rome' ) );
		Simulator::change( $people[2]['id'], array( 'mail' => 'taken@example.org' ) );
		$this->people = Simulator::people();
		$link         = fn( int $position, array $data = array() ): int => $this->link_account( $position, $data );

		$this->accounts = array(
			'everything new'   => $link( 0, array( 'display_name' => 'Old & Name', 'user_email' => 'old@example.org', 'first_name' => 'Old', 'last_name' => 'Name' ) ),
			'cleared, granted' => $link( 1, array( 'first_name' => 'Goes' ) ),
			'address is taken' => $link( 2 ),
			'a granted role'   => $link( 3 ),
			'an administrator' => $link( 4, array( 'role' => 'administrator', 'user_email' => 'admin2@example.org' ) ),
			'found by name'    => $this->account( array( 'user_email' => $this->people[5]['mail'] ) ),
		);
		update_user_meta( $this->accounts['cleared, granted'], 'jobTitle', 'Boss' );
		update_user_meta( $this->accounts['cleared, granted'], 'department', 'Sales' );
		update_user_meta( $this->accounts['cleared, granted'], 'city', 'Oslo' );
		get_userdata( $this->accounts['a granted role'] )->add_role( 'editor' );
		update_user_meta( $this->accounts['a granted role'], 'wpo365_user_sync_roles', array( 'editor' => array( 'a group' ) ) );
		$this->account( array( 'user_email' => 'taken@example.org' ) );
	}

	public function test_update_selected_does_what_was_shown(): void {
		self::assert_run( 'completed', $this->synchronize() );
		$shown = array_column( $this->rows( 'matched' ), null, 'user_id' );
		self::assertEqualsCanonicalizing( array_values( $this->accounts ), array_keys( $shown ) );
		$this->assert_shown_is_telling( $shown );
		$before = $this->values( $shown );

		$this->act( 'update', array_column( $shown, 'id' ) );

		$done = array_column( $this->rows( 'matched' ), null, 'user_id' );
		foreach ( $this->accounts as $name => $user_id ) {
			self::assertSame( $shown[ $user_id ]['changes'], $done[ $user_id ]['changes'], $name );
			self::assertSame( $shown[ $user_id ]['reason'], $done[ $user_id ]['reason'], $name );
			self::assertSame( array() === $shown[ $user_id ]['changes'] ? 'unchanged' : 'updated', $done[ $user_id ]['status'], $name );
		}
		self::assertSame( $this->with_changes( $before, $shown ), $this->values( $shown ) );
	}

	public function test_a_run_with_update_does_it_as_well(): void {
		$this->synchronize();
		$shown  = array_column( $this->rows( 'matched' ), null, 'user_id' );
		$before = $this->values( $shown );

		self::assert_run( 'completed', $this->synchronize( array( 'update' => true ) ) );

		$conflict = array_column( $this->rows( 'directory_only', array( 'status' => 'conflict' ) ), 'changes', 'user_id' );
		self::assertSame( array( $this->accounts['address is taken'] ), array_keys( $conflict ) );
		self::assertEquals( array_column( $shown, 'changes', 'user_id' ), array_column( $this->rows( 'matched' ), 'changes', 'user_id' ) + $conflict );
		self::assertSame( $this->with_changes( $before, $shown ), $this->values( $shown ) );
	}

	public function test_create_selected_does_what_was_shown(): void {
		$this->synchronize();
		$shown = array_column( $this->rows( 'directory_only' ), null, 'object_id' );
		self::assertCount( 4, $shown );
		self::assertContains( 'editor', array_column( $shown[ $this->people[8]['id'] ]['changes'], 'to', 'field' )['roles'] );

		$this->act( 'create', array_column( $shown, 'id' ) );

		foreach ( array_column( $this->rows( 'directory_only' ), null, 'object_id' ) as $object_id => $row ) {
			self::assertSame( array( 'created', $shown[ $object_id ]['changes'], $shown[ $object_id ]['reason'] ), array( $row['status'], $row['changes'], $row['reason'] ) );
			$now = $this->values( array( $row['user_id'] => $row ) )[ $row['user_id'] ];
			foreach ( $row['changes'] as $change ) {
				self::assertSame( $change['to'], $now[ $change['field'] ], $change['field'] );
			}
		}
	}

	/**
	 * Asserts that the scene shows what it was made for: otherwise the tests above would prove little.
	 *
	 * @param array<int, array<string, mixed>> $shown Rows by user.
	 */
	private function assert_shown_is_telling( array $shown ): void {
		$fields = fn( string $name ): array => array_column( $shown[ $this->accounts[ $name ] ]['changes'], 'field' );
		self::assertEqualsCanonicalizing( array( 'first_name', 'last_name', 'display_name', 'user_email', 'jobTitle', 'city', 'department', 'roles' ), $fields( 'everything new' ) );
		self::assertEqualsCanonicalizing( array( 'first_name', 'last_name', 'display_name', 'user_email', 'jobTitle', 'roles' ), $fields( 'cleared, granted' ) );
		self::assertNotContains( 'user_email', $fields( 'address is taken' ) );
		self::assertSame( array( 'subscriber' ), array_column( $shown[ $this->accounts['a granted role'] ]['changes'], 'to', 'field' )['roles'] );
		self::assertSame( array(), array_intersect( array( 'user_email', 'roles' ), $fields( 'an administrator' ) ) );
		self::assertContains( 'last_name', $fields( 'found by name' ) );
	}

	/**
	 * Makes an account that is linked to somebody.
	 *
	 * @param array<string, mixed> $data As wp_insert_user() takes it.
	 */
	private function link_account( int $position, array $data ): int {
		$user_id = $this->account( $data );
		$this->link( $user_id, $this->people[ $position ]['id'], $this->people[ $position ]['userPrincipalName'] );
		return $user_id;
	}

	/**
	 * Applies what rows say to values.
	 *
	 * @param array<int, array<string, mixed>> $values Values by user and field.
	 * @param array<int, array<string, mixed>> $rows   Rows by user.
	 * @return array<int, array<string, mixed>>
	 */
	private function with_changes( array $values, array $rows ): array {
		foreach ( $rows as $user_id => $row ) {
			foreach ( $row['changes'] as $change ) {
				self::assertSame( $values[ $user_id ][ $change['field'] ], $change['from'], $change['field'] );
				$values[ $user_id ][ $change['field'] ] = $change['to'];
			}
		}
		return $values;
	}

	/**
	 * Reads everything that a run may change.
	 *
	 * @param array<int, mixed> $users Keys are users.
	 * @return array<int, array<string, mixed>> By user and field.
	 */
	private function values( array $users ): array {
		wp_cache_flush();
		$values = array();
		foreach ( array_keys( $users ) as $user_id ) {
			$user               = get_userdata( $user_id );
			$values[ $user_id ] = array(
				'first_name'   => $user->first_name,
				'last_name'    => $user->last_name,
				'display_name' => $user->display_name,
				'user_email'   => $user->user_email,
				'user_login'   => $user->user_login,
				'user_pass'    => $user->user_pass,
				'jobTitle'     => (string) get_user_meta( $user_id, 'jobTitle', true ),
				'city'         => (string) get_user_meta( $user_id, 'city', true ),
				'department'   => (string) get_user_meta( $user_id, 'department', true ),
				'roles'        => array_values( $user->roles ),
			);
		}
		return $values;
	}
}
