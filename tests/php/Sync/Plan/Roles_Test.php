<?php

declare( strict_types=1 );

namespace WPO365\User_Sync\Tests\Sync\Plan;

use WPO365\User_Sync\Tests\Support\Php_Process;
use WPO365\User_Sync\Tests\Support\Scene;
use WPO365\User_Sync\Tests\Support\Simulator;
use WPO365\User_Sync\Tests\Support\Test_Case;

/**
 * Roles from groups, on the real site.
 */
final class Roles_Test extends Test_Case {

	use Scene;

	/** @var array<string, string> Group ids by key. */
	private array $groups = array();

	/** @var list<array<string, mixed>> */
	private array $people = array();

	protected function setUp(): void {
		parent::setUp();
		Simulator::tenant( array( 'users' => 6, 'awkward' => false ) );
		$this->people = Simulator::people();
	}

	public function test_nested_and_cyclic_groups_count(): void {
		$this->group( 'inner', array( 3 ) );
		$this->group( 'outer', array( 4 ) );
		Simulator::control( 'PATCH', '/groups/outer', array( 'add' => array( 'inner' ) ) );
		Simulator::control( 'PATCH', '/groups/inner', array( 'add' => array( 'outer' ) ) );
		$this->map( array( 'outer' => 'author' ) );

		$this->synchronize( array( 'create' => true ) );

		self::assertContains( 'author', $this->roles_of( 3 ) );
		self::assertContains( 'author', $this->roles_of( 4 ) );
		self::assertNotContains( 'author', $this->roles_of( 0 ) );
	}

	/**
	 * @dataProvider unreadable_groups
	 *
	 * @param \Closure(self): void $break Makes the group unreadable.
	 */
	public function test_an_unreadable_group_changes_nobodys_roles( \Closure $break, string $scenario ): void {
		$this->group( 'editors', array( 0 ) );
		$this->group( 'authors', array( 1 ) );
		$this->map( array( 'editors' => 'editor', 'authors' => 'author' ) );
		$this->synchronize( array( 'create' => true ) );
		$this->map( array( 'editors' => 'editor', 'authors' => 'author' ), compact( 'scenario' ) );
		Simulator::control( 'PATCH', '/groups/authors', array( 'members' => array( $this->people[2]['id'] ) ) );

		$break( $this );
		$run = $this->run_through( array( 'update' => true ) );

		self::assertSame( 'completed', $run['status'], wp_json_encode( $run ) );
		self::assertSame( array( 'editor', 'subscriber' ), $this->roles_of( 0 ) );
		self::assertSame( array( 'author', 'subscriber' ), $this->roles_of( 1 ), 'Unknown is not empty.' );
		self::assertSame( array( 'subscriber' ), $this->roles_of( 2 ), 'Nobody\'s roles change, not even for a group that was read.' );
		self::assertStringContainsString( strtolower( $this->groups['editors'] ), $run['error']['message'] );
		self::assertSame( array( strtolower( $this->groups['editors'] ) ), array_keys( $run['error']['details']['groups'] ), (string) wp_json_encode( $run['error'] ) );
		self::assertGreaterThan( 20, strlen( current( $run['error']['details']['groups'] ) ), 'It says why.' );
	}

	public static function unreadable_groups(): array {
		$fault = static fn( array $answer ): \Closure => static fn( self $test ) => Simulator::fault( array( 'on' => 'transitive_members', 'match' => $test->groups['editors'], 'times' => null ) + $answer );
		$ways  = array(
			'deleted'              => static fn( self $test ) => Simulator::control( 'DELETE', '/groups/editors' ),
			'forbidden'            => $fault( array( 'kind' => 'status', 'status' => 403, 'code' => 'Authorization_RequestDenied' ) ),
			'throttled to the end' => $fault( array( 'kind' => 'throttle', 'retry_after' => 1 ) ),
		);
		$cases = array();
		foreach ( $ways as $name => $break ) {
			foreach ( array( 'managed', 'add', 'replace' ) as $scenario ) {
				$cases[ "$name, $scenario" ] = array( $break, $scenario );
			}
		}
		return $cases;
	}

	public function test_the_last_administrator_stays(): void {
		global $wpdb;
		$this->group( 'authors', array( 0 ) );
		$this->link( self::ADMIN, $this->people[0]['id'] );
		$this->map(
			array( 'authors' => 'author' ),
			array(
				'scenario'              => 'replace',
				'default_role_always'   => false,
				'update_administrators' => true,
			)
		);

		$this->synchronize( array( 'update' => true ) );
		clean_user_cache( self::ADMIN );
		self::assertSame( array( 'administrator' ), get_userdata( self::ADMIN )->roles );

		// Whoever runs the synchronization keeps the role, too.
		$this->synchronize( array( 'update' => true ), $this->create_user( array( 'role' => 'administrator' ) ) );
		clean_user_cache( self::ADMIN );
		self::assertSame( array( 'author' ), get_userdata( self::ADMIN )->roles );
	}

	public function test_looking_shows_what_update_selected_then_does(): void {
		$this->synchronize( array( 'create' => true ) );
		$this->group( 'editors', array( 0 ) );
		$this->map( array( 'editors' => 'editor' ) );

		$this->synchronize();
		$row = $this->row_of( 0 );
		self::assertSame( array( array( 'field' => 'roles', 'from' => array( 'subscriber' ), 'to' => array( 'subscriber', 'editor' ) ) ), $row['changes'] );
		self::assertSame( array( 'subscriber' ), $this->roles_of( 0 ) );

		$answer = $this->rest( 'POST', '/results/actions', array( 'action' => 'update', 'ids' => array( $row['id'] ) ) );

		self::assertSame( 'updated', $answer->data['results'][0]['status'], $answer->text() );
		self::assertSame( array( 'subscriber', 'editor' ), $this->roles_of( 0 ) );
		self::assertSame( $row['changes'], $this->row_of( 0 )['changes'] );
	}

	public function test_role_hooks_fire_once_for_the_difference(): void {
		$this->group( 'editors', array( 0 ) );
		$this->map( array( 'editors' => 'editor' ) );
		$this->synchronize( array( 'create' => true ) );
		Simulator::control( 'PATCH', '/groups/editors', array( 'members' => array( $this->people[1]['id'] ) ) );
		$fired = array();
		foreach ( array( 'add_user_role', 'remove_user_role', 'set_user_role' ) as $hook ) {
			add_action(
				$hook,
				static function ( int $user_id, string $role ) use ( &$fired, $hook ): void {
					$fired[] = "$hook $role";
				},
				10,
				2
			);
		}

		$this->synchronize( array( 'update' => true ) );

		self::assertSame( array( 'add_user_role editor', 'remove_user_role editor' ), $fired, 'What goes, goes when everybody was read.' );
	}

	public function test_a_large_tenant_costs_pages_and_nothing_per_user(): void {
		Simulator::tenant( array( 'users' => 10000, 'awkward' => false ) );
		$everybody = array_column( Simulator::people( 0, 10000 ), 'id' );
		$roles     = array( 'editor', 'author', 'contributor', 'editor', 'author' );
		$map       = array();
		foreach ( $roles as $number => $role ) {
			$this->groups[ "g$number" ] = Simulator::group( "Group $number", array_slice( $everybody, $number * 1500, 1500 ) );
			$map[ "g$number" ]          = $role;
		}
		$this->map( $map );
		// Nobody knows 31 of these any more: asking takes 15 a request, and the recycle bin one for each, as far as a run goes there.
		foreach ( $this->create_users( 31 ) as $user_id ) {
			$this->link( $user_id, wp_generate_uuid4() );
		}
		Simulator::clear_log();
		$result = Php_Process::run( self::run_code(), array( 'WPO_USER_SYNC_BATCH_SIZE' => 999 ), self::ADMIN );

		self::assertSame( 'completed 10000 32', $result );
		$log   = array_filter( Simulator::log(), static fn( array $entry ): bool => 'token' !== $entry['route'] );
		$calls = array_count_values( array_map( static fn( array $entry ): string => str_contains( urldecode( $entry['url'] ), 'id in (' ) ? 'evidence' : $entry['route'], $log ) );
		self::assertLessThanOrEqual( 31, $calls['deleted_user'] );
		unset( $calls['deleted_user'] );
		ksort( $calls );
		self::assertSame( array( 'count' => 1, 'evidence' => 3, 'groups_delta' => 1, 'member_count' => 5, 'transitive_members' => 5 * 2, 'users' => 11, 'users_delta' => 1 ), $calls );
	}

	private static function run_code(): string {
		return <<<'PHP'
			$call = static function ( string $method, string $route, array $values = array() ): array {
				$request = new WP_REST_Request( $method, '/wpo365-user-sync/v1' . $route );
				foreach ( $values as $key => $value ) {
					$request[ $key ] = $value;
				}
				return rest_do_request( $request )->get_data();
			};
			$run = $call( 'POST', '/runs' );
			while ( 'running' === $run['status'] ) {
				$run = $call( 'POST', "/runs/{$run['id']}/step", array( 'sequence' => $run['sequence'] ) );
			}
			echo $run['status'], ' ', $run['counts']['received'], ' ', $run['counts']['wordpress_only'];
			PHP;
	}

	/**
	 * @param int[] $people Positions in the listing.
	 */
	private function group( string $key, array $people ): void {
		$this->groups[ $key ] = Simulator::group( ucfirst( $key ), array_map( fn( int $position ): string => $this->people[ $position ]['id'], $people ), $key );
	}

	/**
	 * @param array<string, string> $roles Role by the group's key.
	 * @param array<string, mixed>  $more  Further settings of roles.
	 */
	private function map( array $roles, array $more = array() ): void {
		$mappings = array();
		foreach ( $roles as $key => $role ) {
			$mappings[] = array( 'group_id' => $this->groups[ $key ], 'role' => $role );
		}
		$this->save_settings( array( 'roles' => array( 'mappings' => $mappings ) + $more ) );
	}

	private function user_of( int $position ): int {
		$users = get_users( array( 'meta_key' => 'aadObjectId', 'meta_value' => $this->people[ $position ]['id'], 'fields' => 'ID' ) );
		self::assertCount( 1, $users );
		return (int) $users[0];
	}

	/**
	 * @return string[]
	 */
	private function roles_of( int $position ): array {
		return array_values( get_userdata( $this->user_of( $position ) )->roles );
	}

	private function row_of( int $position ): array {
		foreach ( $this->rows( 'matched' ) as $row ) {
			if ( $row['object_id'] === $this->people[ $position ]['id'] ) {
				return $row;
			}
		}
		self::fail( 'No row.' );
	}
}
