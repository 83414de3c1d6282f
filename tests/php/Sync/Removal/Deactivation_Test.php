<?php

declare( strict_types=1 );

namespace WPO365\User_Sync\Tests\Sync\Removal;

use WPO365\User_Sync\Tests\Support\Clock;
use WPO365\User_Sync\Tests\Support\Leavers;
use WPO365\User_Sync\Tests\Support\Simulator;
use WPO365\User_Sync\Tests\Support\Test_Case;

/**
 * Users who left are deactivated, where the settings say so; later they may be deleted.
 */
final class Deactivation_Test extends Test_Case {

	use Leavers;

	protected function setUp(): void {
		parent::setUp();
		Simulator::tenant( array( 'users' => 3, 'awkward' => false ) );
		$this->removal( array( 'mode' => 'deactivate' ) );
	}

	public function test_a_leaver_loses_every_way_in_and_nothing_else_and_the_journal_tells_all(): void {
		$gone = $this->gone( array( 'role' => 'author' ) );
		$this->signed_in( $gone );
		$post   = wp_insert_post( array( 'post_title' => 'Minutes', 'post_status' => 'publish', 'post_author' => $gone ) );
		$link   = $this->stored_link( $gone );
		$before = $this->accounts();

		$run = $this->synchronize( array( 'delete' => true ) );

		self::assert_run( 'completed', $run );
		self::assertSame( array( 0, 1 ), array( $run['counts']['deleted'], $run['counts']['deactivated'] ) );
		$this->assert_deactivated( $gone );
		self::assertSame( array( $run['id'], array( 'author' ), 'The directory user of this account no longer exists.' ), array_values( array_intersect_key( $this->notes( $gone ), array_flip( array( 'run_id', 'roles', 'reason' ) ) ) ) );
		self::assertSame( array( $link, (string) $gone ), array( $this->stored_link( $gone ), get_post( $post )->post_author ) );
		$row = $this->row_of_user( $gone );
		self::assertSame( array( 'deactivated', array( array( 'field' => 'roles', 'from' => array( 'author' ), 'to' => array() ) ), array( 'reactivate' ) ), array( $row['status'], $row['changes'], $row['actions'] ) );
		$this->assert_journal_tells_all( $before );
	}

	public function test_nobody_has_to_receive_content_that_stays(): void {
		$heir = $this->account();
		$this->removal( array( 'reassign_to' => $heir ) );
		$this->delete_account( $heir );
		$gone = $this->gone();

		self::assert_run( 'completed', $this->synchronize( array( 'delete' => true ) ) );
		$this->assert_deactivated( $gone );

		$this->removal( array( 'delete_after_days' => 30 ) );
		self::assertSame( 400, $this->rest( 'POST', '/runs', array( 'delete' => true ) )->status, 'After 30 days content has to go somewhere.' );
	}

	public function test_who_is_deactivated_is_not_deactivated_again_nor_counted_against_the_limit(): void {
		$gone = $this->gone_users( 7 );
		$run  = $this->synchronize( array( 'delete' => true ) );
		self::assertSame( array( 'action' => 'deactivate', 'count' => 7 ), $run['held'], (string) wp_json_encode( $run ) );
		self::assertStringContainsString( 'it would deactivate 7 of 8', $this->row_of_user( $gone[0] )['reason'] );
		self::assertSame( array( 'deleted' => false, 'heir' => null ), $this->rest( 'GET', "/runs/{$run['id']}/held" )->data['content'] );
		self::assertSame( 7, $this->approve( $run )['counts']['deactivated'] );
		$notes = $this->notes( $gone[0] );

		$run = $this->synchronize( array( 'delete' => true ) );

		self::assert_run( 'completed', $run );
		self::assertSame( 0, $run['counts']['deactivated'] );
		self::assertSame( $notes, $this->notes( $gone[0] ) );
		$row = $this->row_of_user( $gone[0] );
		self::assertSame( array( 'unchanged', array( 'reactivate', 'delete' ) ), array( $row['status'], $row['actions'] ) );
		self::assertStringContainsString( 'Deactivated since ' . wp_date( get_option( 'date_format' ) ), $row['reason'] );
	}

	public function test_an_approved_list_deactivates_exactly_the_list_whatever_the_settings_say_by_then(): void {
		$gone  = $this->gone_users( 7 );
		$run   = $this->synchronize( array( 'delete' => true ) );
		$later = $this->gone();
		$this->removal( array( 'mode' => 'delete' ) );

		$run = $this->approve( $run );

		self::assertSame( array( 'completed', 7, 0 ), array( $run['status'], $run['counts']['deactivated'], $run['counts']['deleted'] ) );
		$this->assert_deactivated( ...$gone );
		$this->assert_active( $later );
	}

	public function test_the_mode_is_fixed_when_the_list_is_begun(): void {
		$gone = $this->gone_users( 40 );
		add_filter(
			'wpo365_user_sync_may_remove',
			static function ( bool $may ): bool {
				$settings                    = get_option( 'wpo365_user_sync_settings' );
				$settings['removal']['mode'] = 'delete';
				update_option( 'wpo365_user_sync_settings', $settings );
				return $may;
			}
		);

		$run = $this->synchronize( array( 'delete' => true ) );

		self::assertSame( array( 'action' => 'deactivate', 'count' => 40 ), $run['held'], (string) wp_json_encode( $run ) );
		$this->assert_stay( ...$gone );
	}

	public function test_deactivations_of_a_day_count_together_and_with_deletions(): void {
		$this->removal( array( 'limit_percent' => null, 'limit_count' => 6 ) );
		$this->gone_users( 3 );
		self::assert_run( 'completed', $this->synchronize( array( 'delete' => true ) ) );
		$this->removal( array( 'mode' => 'delete', 'candidates' => 'linked' ) );
		$gone = $this->gone_users( 1 );

		$run = $this->synchronize( array( 'delete' => true ) );

		// Those who were deactivated are deleted by the new mode, and make the list one of four.
		self::assertSame( array( 'action' => 'delete', 'count' => 4 ), $run['held'] );
		$this->assert_stay( ...$gone );
	}

	public function test_who_was_deactivated_elsewhere_counts_as_deactivated_and_is_never_deleted_for_its_age(): void {
		$this->removal( array( 'delete_after_days' => 1 ) );
		$gone = $this->gone();
		$this->deactivate_elsewhere( $gone );

		$run = $this->synchronize( array( 'delete' => true ) );

		self::assertSame( array( 'completed', 0, 0 ), array( $run['status'], $run['counts']['deactivated'], $run['counts']['deleted'] ) );
		self::assertSame( array( null, array( 'subscriber' ) ), array( $this->notes( $gone ), $this->roles( $gone ) ) );
		self::assertStringContainsString( 'not by a synchronization', $this->row_of_user( $gone )['reason'] );
	}

	public function test_who_was_reactivated_elsewhere_and_is_still_gone_is_deactivated_again_with_the_days_counted_anew(): void {
		$this->removal( array( 'delete_after_days' => 30 ) );
		$gone = $this->gone();
		$this->synchronize( array( 'delete' => true ) );
		delete_user_meta( $gone, 'wpo365_active' );
		Clock::move( 40 * DAY_IN_SECONDS );

		$run = $this->synchronize( array( 'delete' => true ) );

		self::assertSame( array( 1, 0 ), array( $run['counts']['deactivated'], $run['counts']['deleted'] ) );
		$this->assert_deactivated( $gone );
		self::assertSame( array( $run['id'], array( 'subscriber' ) ), array( $this->notes( $gone )['run_id'], $this->notes( $gone )['roles'] ) );
	}

	/**
	 * @dataProvider days
	 */
	public function test_after_so_many_days_a_full_run_with_the_box_deletes( int $seconds, bool $delete, bool $deleted ): void {
		$this->removal( array( 'delete_after_days' => 30 ) );
		$gone = $this->gone();
		$this->synchronize( array( 'delete' => true ) );
		Clock::move( $seconds );
		Simulator::clear_log();

		$run = $this->synchronize( array( 'update' => true, 'delete' => $delete ) );

		self::assert_run( 'completed', $run );
		self::assertSame( $deleted ? 1 : 0, $run['counts']['deleted'] );
		$deleted ? $this->assert_removed( $gone ) : $this->assert_deactivated( $gone );
		self::assertStringContainsString( 'id%20in', implode( ' ', array_column( Simulator::log( 'users' ), 'url' ) ), 'The directory was not asked again.' );
	}

	public static function days(): array {
		return array(
			'the days are not over'   => array( 30 * DAY_IN_SECONDS - 60, true, false ),
			'the days are over'       => array( 30 * DAY_IN_SECONDS + 60, true, true ),
			'over, but not asked to'  => array( 30 * DAY_IN_SECONDS + 60, false, false ),
		);
	}

	/**
	 * @dataProvider reprieves
	 *
	 * @param callable(int, self): mixed $change What happens while somebody is deactivated.
	 */
	public function test_nobody_is_deleted_after_the_days_whom_a_rule_keeps( callable $change, string $reason ): void {
		$this->removal( array( 'delete_after_days' => 30 ) );
		$gone = $this->gone( array( 'role' => 'author' ) );
		$this->synchronize( array( 'delete' => true ) );
		Clock::move( 31 * DAY_IN_SECONDS );
		$change( $gone, $this );

		$run = $this->synchronize( array( 'delete' => true ) );

		self::assert_run( 'completed', $run );
		$this->assert_deactivated( $gone );
		$rows = array_column( array_merge( $this->all_rows( 'wordpress_only' ), $this->all_rows( 'matched' ) ), null, 'user_id' );
		self::assertStringContainsString( $reason, $rows[ $gone ]['reason'] );
	}

	public static function reprieves(): array {
		$back = static fn( array $properties, array $settings = array() ): callable => static function ( int $id, self $test ) use ( $properties, $settings ): void {
			$test->save_settings( $settings );
			if ( $settings ) {
				$test->synchronize();
			}
			$test->person( 'back', $properties + array( 'id' => get_user_meta( $id, 'aadObjectId', true ) ) );
		};
		return array(
			'the role became protected'      => array( static fn( int $id, self $test ) => $test->removal( array( 'protected_roles' => array( 'administrator', 'author' ) ) ), 'protected' ),
			'the role became privileged'     => array( static fn() => get_role( 'author' )->add_cap( 'edit_users' ), 'protected' ),
			'kept by other code'             => array( static fn() => add_filter( 'wpo365_user_sync_may_remove', '__return_false' ), 'own code' ),
			'kept from deletion by other code' => array( static fn() => add_filter( 'wpo365_user_sync_may_delete', '__return_false' ), 'from being deleted' ),
			'receives the content'           => array( static fn( int $id, self $test ) => $test->removal( array( 'reassign_to' => $id ) ), 'content' ),
			'there again, and disabled'      => array( $back( array( 'accountEnabled' => false ) ), 'disabled' ),
			'there again, out of scope'      => array( $back( array( 'userType' => 'Guest' ), array( 'scope' => array( 'ignore_guests' => true ) ) ), 'Still in the directory' ),
			'out of scope, and outsiders are removed' => array( $back( array( 'userType' => 'Guest' ), array( 'scope' => array( 'ignore_guests' => true, 'remove_out_of_scope' => true ) ) ), 'Deactivated since' ),
		);
	}

	public function test_deletions_after_the_days_are_held_like_any_others_and_who_is_reactivated_meanwhile_stays(): void {
		$this->removal( array( 'delete_after_days' => 30 ) );
		$gone = $this->gone_users( 7 );
		$this->approve( $this->synchronize( array( 'delete' => true ) ) );
		Clock::move( 31 * DAY_IN_SECONDS );
		$new = $this->gone();

		$run = $this->synchronize( array( 'delete' => true ) );

		self::assertSame( array( 'action' => 'delete', 'count' => 8 ), $run['held'], (string) wp_json_encode( $run ) );
		delete_user_meta( $gone[2], 'wpo365_active' );
		$run = $this->approve( $run );
		self::assertSame( array( 6, 1, 1 ), array( $run['counts']['deleted'], $run['counts']['deactivated'], $run['counts']['skipped'] - 1 ) );
		$this->assert_stay( $gone[2] );
		self::assertStringContainsString( 'reactivated since', $this->row_of_user( $gone[2] )['reason'] );
		$this->assert_deactivated( $new );
	}

	public function test_a_run_that_only_looks_says_what_it_would_do_and_offers_both(): void {
		$gone = $this->gone();

		$this->synchronize();

		$row = $this->row_of_user( $gone );
		self::assertSame( array( 'logged', array( 'delete', 'deactivate' ) ), array( $row['status'], $row['actions'] ) );
		self::assertStringContainsString( 'is deactivated: roles, sessions', $row['reason'] );
		$this->assert_active( $gone );
	}

	public function test_a_handler_that_prevents_it_leaves_the_account_as_it_was(): void {
		ini_set( 'error_log', '/dev/null' );
		$gone = $this->gone( array( 'role' => 'author' ) );
		$this->signed_in( $gone );
		$before = $this->stored_users( $gone );
		add_action(
			'wpo365_user_sync_user_deactivated',
			static function (): void {
				throw new \RuntimeException( 'no' );
			}
		);

		$run = $this->synchronize( array( 'delete' => true ) );

		self::assertSame( array( 0, 1 ), array( $run['counts']['deactivated'], $run['counts']['failed'] ) );
		self::assertSame( $before, $this->stored_users( $gone ) );
	}
}
