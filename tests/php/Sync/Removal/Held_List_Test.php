<?php

declare( strict_types=1 );

namespace WPO365\User_Sync\Tests\Sync\Removal;

use WPO365\User_Sync\Tests\Support\Leavers;
use WPO365\User_Sync\Tests\Support\Simulator;
use WPO365\User_Sync\Tests\Support\Test_Case;

/**
 * What is held is shown, waits for its number, and is done as exactly that list.
 */
final class Held_List_Test extends Test_Case {

	use Leavers;

	/** @var list<int> */
	private array $gone;

	/** @var array<string, mixed> */
	private array $held;

	protected function setUp(): void {
		parent::setUp();
		Simulator::tenant( array( 'users' => 3, 'awkward' => false ) );
		$this->gone = $this->gone_users( 7 );
		$this->held = $this->synchronize( array( 'delete' => true ) );
		self::assert_run( 'held', $this->held );
	}

	public function test_it_is_shown_and_counted(): void {
		self::assertSame( array( 'action' => 'delete', 'count' => 7 ), $this->held['held'] );
		self::assertSame( 'absent', $this->held['phase'] );
		self::assertNull( $this->held['finished_at'] );
		$rows = $this->rows( 'wordpress_only', array( 'status' => 'held' ) );
		self::assertSame( $this->gone, array_column( $rows, 'user_id' ) );
	}

	public function test_approved_it_is_done_as_exactly_that_list(): void {
		// Somebody else who would be removed by now.
		$later = $this->gone();

		$run = $this->approve( $this->held );

		self::assert_run( 'completed', $run );
		self::assertNull( $run['held'] );
		self::assertSame( 7, $run['counts']['deleted'] );
		$this->assert_removed( ...$this->gone );
		$this->assert_stay( $later );
		self::assertNull( $this->row_of_user( $later ) );
		self::assertSame( $this->gone, array_column( $this->rows( 'wordpress_only', array( 'status' => 'deleted' ) ), 'user_id' ) );
	}

	/**
	 * @dataProvider changes_by_mode
	 *
	 * @param callable(int, self): void $change What happens to one of them between list and approval.
	 */
	public function test_protection_and_link_are_read_again_at_each_removal( string $mode, callable $change, string $reason ): void {
		$this->rest( 'POST', "/runs/{$this->held['id']}/cancel" );
		$this->removal( array( 'mode' => $mode ) );
		$held    = $this->synchronize( array( 'delete' => true ) );
		$changed = $this->gone[3];
		$change( $changed, $this );

		$run = $this->approve( $held );

		self::assert_run( 'completed', $run );
		self::assertSame( 6, $run['counts']['deleted'] + $run['counts']['deactivated'] );
		$this->assert_active( $changed );
		$row = $this->row_of_user( $changed );
		self::assertSame( 'skipped', $row['status'] );
		self::assertStringContainsString( $reason, $row['reason'] );
	}

	/**
	 * The same holds for deletion and for deactivation.
	 *
	 * @return array<string, array{string, callable, string}>
	 */
	public static function changes_by_mode(): array {
		$cases = array();
		foreach ( self::changes() as $name => $change ) {
			$cases[ "$name, deletion" ]     = array( 'delete', ...$change );
			$cases[ "$name, deactivation" ] = array( 'deactivate', ...$change );
		}
		return $cases;
	}

	public static function changes(): array {
		return array(
			'became administrator'        => array( static fn( int $id ) => get_userdata( $id )->set_role( 'administrator' ), 'protected' ),
			'may edit users'              => array( static fn( int $id ) => get_userdata( $id )->add_cap( 'edit_users' ), 'protected' ),
			'the role became protected'   => array(
				static function ( int $id, self $test ): void {
					get_userdata( $id )->set_role( 'editor' );
					$test->save_settings( array( 'removal' => array( 'protected_roles' => array( 'administrator', 'editor' ) ) ) );
				},
				'protected',
			),
			'linked to somebody else'     => array( static fn( int $id ) => update_user_meta( $id, 'aadObjectId', wp_generate_uuid4() ), 'link' ),
			'no longer linked'            => array( static fn( int $id ) => delete_user_meta( $id, 'aadObjectId' ), 'link' ),
			'linked to another tenant'    => array( static fn( int $id ) => update_user_meta( $id, 'aadTenantId', wp_generate_uuid4() ), 'tenant' ),
			'receives the content'        => array( static fn( int $id, self $test ) => $test->save_settings( array( 'removal' => array( 'reassign_to' => $id ) ) ), 'content' ),
			'kept by other code'          => array( static fn( int $id ) => add_filter( 'wpo365_user_sync_may_remove', static fn( bool $may, int $user_id ): bool => $may && $user_id !== $id, 10, 2 ), 'own code' ),
			'became administrator behind the cache' => array(
				static function ( int $id ): void {
					global $wpdb;
					get_userdata( $id );
					$wpdb->update( $wpdb->usermeta, array( 'meta_value' => 'a:1:{s:13:"administrator";b:1;}' ), array( 'user_id' => $id, 'meta_key' => $wpdb->prefix . 'capabilities' ) );
				},
				'protected',
			),
		);
	}

	public function test_who_becomes_protected_while_others_are_removed_stays(): void {
		$last = end( $this->gone );
		add_action( 'deleted_user', static fn() => get_userdata( $last )->set_role( 'administrator' ) );

		$run = $this->approve( $this->held );

		self::assertSame( array( 'completed', 6, 2 ), array( $run['status'], $run['counts']['deleted'], $run['counts']['skipped'] ) );
		$this->assert_stay( $last );
	}

	public function test_a_list_of_several_parts_is_done_to_its_end(): void {
		self::assertSame( 200, $this->rest( 'POST', "/runs/{$this->held['id']}/cancel" )->status );
		$many = array( ...$this->gone, ...$this->create_users( 60, 'leaver' ) );
		array_map( fn( int $id ) => $this->link( $id, wp_generate_uuid4() ), array_slice( $many, 7 ) );

		$run = $this->approve( $this->synchronize( array( 'delete' => true ) ) );

		self::assertSame( array( 'completed', 67 ), array( $run['status'], $run['counts']['deleted'] ) );
		$this->assert_removed( ...$many );
	}

	public function test_who_was_deleted_meanwhile_is_skipped(): void {
		$this->delete_account( $this->gone[3] );

		$run = $this->approve( $this->held );

		self::assert_run( 'completed', $run );
		self::assertSame( 6, $run['counts']['deleted'] );
		self::assertStringContainsString( 'no longer exists', $this->row_of_user( $this->gone[3] )['reason'] );
	}

	public function test_rejected_nobody_is_removed_and_the_rows_can_be_acted_on(): void {
		$answer = $this->rest( 'POST', "/runs/{$this->held['id']}/approve", array( 'action' => 'reject', 'count' => 7 ) );

		self::assertSame( 200, $answer->status, $answer->text() );
		self::assert_run( 'completed', $answer->data );
		self::assertNull( $answer->data['held'] );
		self::assertNotNull( $answer->data['finished_at'] );
		$this->assert_stay( ...$this->gone );
		$row = $this->row_of_user( $this->gone[0] );
		self::assertSame( 'logged', $row['status'] );
		self::assertSame( 'deleted', $this->act( 'delete', array( $row['id'] ) )[0]['status'] );
		$this->assert_removed( $this->gone[0] );
		$this->assert_stay( ...array_slice( $this->gone, 1 ) );
	}

	public function test_cancelled_nobody_is_removed_and_nothing_stays_held(): void {
		self::assertSame( 200, $this->rest( 'POST', "/runs/{$this->held['id']}/cancel" )->status );

		$this->assert_stay( ...$this->gone );
		self::assertSame( array(), $this->rows( 'wordpress_only', array( 'status' => 'held' ) ) );
		self::assertSame( 201, $this->rest( 'POST', '/runs' )->status );
	}
}
