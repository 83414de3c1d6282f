<?php

declare( strict_types=1 );

namespace WPO365\User_Sync\Tests\Sync;

use WPO365\User_Sync\Tests\Support\Leavers;
use WPO365\User_Sync\Tests\Support\Simulator;
use WPO365\User_Sync\Tests\Support\Test_Case;

/**
 * Deactivate and Reactivate selected: every guard is asked again, and the history knows.
 */
final class By_Hand_Deactivate_Test extends Test_Case {

	use Leavers;

	protected function setUp(): void {
		parent::setUp();
		Simulator::tenant( array( 'users' => 5, 'awkward' => false ) );
		$this->removal( array( 'mode' => 'deactivate' ) );
	}

	private function id( int $user_id ): int {
		return $this->row_of_user( $user_id )['id'];
	}

	public function test_exactly_the_selected_are_deactivated_and_reactivated_and_the_journal_tells_all(): void {
		$gone = $this->gone_users( 3 );
		$this->signed_in( $gone[1] );
		$this->synchronize();
		$before = $this->accounts();

		self::assertSame( array( 'deactivated' ), array_column( $this->act( 'deactivate', array( $this->id( $gone[1] ) ) ), 'status' ) );

		$this->assert_deactivated( $gone[1] );
		$this->assert_active( $gone[0], $gone[2] );
		$this->assert_journal_tells_all( $before );
		$action = $this->rest( 'GET', '/runs' )->data[0];
		self::assertSame( array( array( 'create' => false, 'update' => false, 'delete' => true ), 1, $action['id'] ), array( $action['options'], $action['counts']['deactivated'], $this->notes( $gone[1] )['run_id'] ) );
		self::assertSame( array( 'reactivate' ), $this->row_of_user( $gone[1] )['actions'] );

		self::assertSame( array( 'reactivated' ), array_column( $this->act( 'reactivate', array( $this->id( $gone[1] ) ) ), 'status' ) );

		$this->assert_active( $gone[1] );
		self::assertSame( array( 'subscriber' ), $this->roles( $gone[1] ) );
		$this->assert_journal_tells_all( $before );
		$action = $this->rest( 'GET', '/runs' )->data[0];
		self::assertSame( array( array( 'create' => false, 'update' => true, 'delete' => false ), 1 ), array( $action['options'], $action['counts']['reactivated'] ) );
	}

	/**
	 * What changes meanwhile is tried with deletion; these are the ways in which deactivation differs.
	 *
	 * @dataProvider changes
	 *
	 * @param callable(int, self): mixed $change What happens between the run and the click.
	 */
	public function test_what_changed_meanwhile_is_left_alone( string $action, callable $change, string $status, string $reason ): void {
		$gone = $this->gone();
		$this->synchronize();
		if ( 'reactivate' === $action ) {
			$this->act( 'deactivate', array( $this->id( $gone ) ) );
		}
		$change( $gone, $this );
		$before = $this->stored_users( $gone );

		$result = $this->act( $action, array( $this->id( $gone ) ) )[0];

		self::assertSame( $status, $result['status'], $result['reason'] );
		self::assertStringContainsString( $reason, $result['reason'] );
		self::assertSame( $before, $this->stored_users( $gone ) );
	}

	public static function changes(): array {
		$forbid = static fn( string $what ): callable => static fn( int $id ) => add_filter( 'map_meta_cap', static fn( array $caps, string $cap, int $user, array $args ): array => $what === $cap && $id === (int) ( $args[0] ?? 0 ) ? array( 'do_not_allow' ) : $caps, 10, 4 );
		return array(
			'deactivated elsewhere'    => array( 'deactivate', static fn( int $id, self $test ) => $test->deactivate_elsewhere( $id ), 'unchanged', 'has been deactivated since' ),
			'back in the directory'    => array( 'deactivate', static fn( int $id, self $test ) => $test->person( 'back', array( 'id' => get_user_meta( $id, 'aadObjectId', true ) ) ), 'failed', 'Still in the directory' ),
			'may not be removed'       => array( 'deactivate', $forbid( 'delete_user' ), 'failed', 'not allowed' ),
			'reactivated by others'    => array(
				'reactivate',
				static function ( int $id ): void {
					delete_user_meta( $id, 'wpo365_active' );
					delete_user_meta( $id, 'wpo365_user_sync_deactivated' );
				},
				'failed',
				'not deactivated any longer',
			),
			'linked to somebody else'  => array( 'reactivate', static fn( int $id, self $test ) => $test->link( $id, wp_generate_uuid4() ), 'failed', 'link' ),
			'may not be edited'        => array( 'reactivate', $forbid( 'edit_user' ), 'failed', 'not allowed' ),
		);
	}

	public function test_who_was_deactivated_elsewhere_is_opened_by_hand_only(): void {
		$gone = $this->gone();
		$this->deactivate_elsewhere( $gone );
		$this->synchronize( array( 'update' => true ) );

		self::assertSame( 'reactivated', $this->act( 'reactivate', array( $this->id( $gone ) ) )[0]['status'] );

		$this->assert_active( $gone );
		self::assertSame( array( 'subscriber' ), $this->roles( $gone ) );
	}

	public function test_who_is_disabled_is_opened_by_hand_with_the_roles_of_the_groups_and_nothing_else(): void {
		$person = Simulator::people()[0];
		$user   = $this->account( array( 'role' => 'author', 'display_name' => 'As It Was' ) );
		$this->link( $user, $person['id'] );
		$group = Simulator::group( 'Editors', array( $person['id'] ) );
		$this->save_settings( array( 'removal' => array( 'disabled' => 'deactivate' ), 'roles' => array( 'mappings' => array( array( 'group_id' => $group, 'role' => 'editor' ) ) ) ) );
		Simulator::change( $person['id'], array( 'accountEnabled' => false ) );
		$this->synchronize( array( 'delete' => true ) );
		$this->assert_deactivated( $user );

		self::assertSame( 'reactivated', $this->act( 'reactivate', array( $this->row_of_person( $person['id'] )['id'] ) )[0]['status'] );

		$this->assert_active( $user );
		self::assertEqualsCanonicalizing( array( 'author', 'editor' ), $this->roles( $user ) );
		self::assertSame( 'As It Was', get_userdata( $user )->display_name );
	}

	public function test_who_was_deactivated_before_can_be_deleted_by_hand(): void {
		$gone = $this->gone();
		$this->synchronize( array( 'delete' => true ) );
		$this->synchronize( array( 'delete' => true ) );

		self::assertSame( 'deleted', $this->act( 'delete', array( $this->id( $gone ) ) )[0]['status'] );

		$this->assert_removed( $gone );
	}

	/**
	 * @dataProvider capabilities
	 */
	public function test_each_action_needs_its_capability( string $action, string $capability ): void {
		add_role( 'keeper', 'Keeper', array_diff_key( array_fill_keys( array( 'read', 'manage_options', 'create_users', 'edit_users', 'delete_users' ), true ), array( $capability => true ) ) );
		$keeper = $this->account( array( 'role' => 'keeper' ) );
		$gone   = $this->gone();
		$this->synchronize();

		$answer = $this->rest( 'POST', '/results/actions', array( 'action' => $action, 'ids' => array( $this->id( $gone ) ) ), $keeper );

		self::assertSame( 403, $answer->status, $answer->text() );
		self::assertStringContainsString( $capability, $answer->text() );
	}

	public static function capabilities(): array {
		return array( 'deactivate' => array( 'deactivate', 'delete_users' ), 'reactivate' => array( 'reactivate', 'edit_users' ) );
	}
}
