<?php

declare( strict_types=1 );

namespace WPO365\User_Sync\Tests\Sync\Removal;

use WPO365\User_Sync\Tests\Support\Php_Process;
use WPO365\User_Sync\Tests\Support\Role_Scene;
use WPO365\User_Sync\Tests\Support\Scene;
use WPO365\User_Sync\Tests\Support\Simulator;
use WPO365\User_Sync\Tests\Support\Test_Case;

/**
 * Roles that go are a list like removals: taken when everybody was read, held where they are many, and done as exactly that list.
 */
final class Held_Roles_Test extends Test_Case {

	use Role_Scene;
	use Scene;

	/** @var list<array<string, mixed>> */
	private array $people;

	/** @var list<int> */
	private array $editors = array();

	/**
	 * Lets some people lose a role that came from a group, which keeps one member.
	 *
	 * @param array<string, mixed> $removal Settings.
	 */
	private function lose( int $count, array $removal = array() ): void {
		Simulator::tenant( array( 'users' => $count + 1, 'awkward' => false ) );
		$this->people = Simulator::people();
		$group        = Simulator::group( 'Editors', array( $this->people[ $count ]['id'] ), 'editors' );
		foreach ( array_slice( $this->people, 0, $count ) as $person ) {
			$this->editors[] = $this->linked( $person, array( 'author', 'editor' ), array( 'editor' => array( $group ) ) );
		}
		$this->save_settings( array( 'roles' => array( 'mappings' => array( array( 'group_id' => $group, 'role' => 'editor' ) ) ), 'removal' => $removal ) );
	}

	/** @return array<string, mixed> The held Run of seven people. */
	private function held( array $boxes = array( 'update' => true ) ): array {
		$this->lose( 7 );
		$run = $this->synchronize( $boxes );
		self::assert_run( 'held', $run );
		return $run;
	}

	private function assert_editors( int ...$user_ids ): void {
		foreach ( $user_ids as $user_id ) {
			self::assertSame( array( array( 'author', 'editor' ), array( 'editor' ) ), $this->found( $user_id ) );
		}
	}

	private function assert_authors( int ...$user_ids ): void {
		foreach ( $user_ids as $user_id ) {
			self::assertSame( array( array( 'author' ), array() ), $this->found( $user_id ) );
		}
	}

	/**
	 * @dataProvider numbers
	 *
	 * @param array<string, mixed> $removal Settings.
	 */
	public function test_held_or_done( int $count, int $users, array $removal, bool $held ): void {
		$this->lose( $count, $removal );
		$users > $count + 1 && $this->create_users( $users - $count - 1 );

		$run = $this->synchronize( array( 'update' => true ) );

		self::assert_run( $held ? 'held' : 'completed', $run );
		self::assertSame( $held ? array( 'action' => 'roles', 'count' => $count ) : null, $run['held'] );
		self::assertSame( $held ? 0 : $count, $run['counts']['updated'] );
		$held ? $this->assert_editors( ...$this->editors ) : $this->assert_authors( ...$this->editors );
	}

	public static function numbers(): array {
		return array(
			'5 of 6'                     => array( 5, 6, array(), false ),
			'6 of 59: more than 10 %'    => array( 6, 59, array(), true ),
			'6 of 60: just 10 %'         => array( 6, 60, array(), false ),
			'over the number'            => array( 6, 100, array( 'limit_count' => 5 ), true ),
			'no limits'                  => array( 7, 8, array( 'limit_percent' => null, 'limit_count' => null ), false ),
			'0 percent: always'          => array( 1, 50, array( 'limit_percent' => 0 ), true ),
			'0 as a number: always'      => array( 1, 50, array( 'limit_count' => 0 ), true ),
		);
	}

	public function test_what_is_held_is_shown_and_everything_else_is_written_at_once(): void {
		$this->lose( 7 );
		update_user_meta( $this->editors[2], 'first_name', 'Outdated' );

		$run = $this->synchronize( array( 'update' => true ) );

		self::assertSame( array( 'held', 'matching', array( 'action' => 'roles', 'count' => 7 ), 1 ), array( $run['status'], $run['phase'], $run['held'], $run['counts']['updated'] ) );
		self::assertSame( $this->people[2]['givenName'], get_user_meta( $this->editors[2], 'first_name', true ) );
		$this->assert_editors( ...$this->editors );
		$rows = $this->rows( 'matched', array( 'status' => 'held' ) );
		self::assertSame( $this->editors, array_column( $rows, 'user_id' ) );
		foreach ( $rows as $row ) {
			self::assertSame( array( array( 'field' => 'roles', 'from' => array( 'author', 'editor' ), 'to' => array( 'author' ) ) ), $row['changes'] );
			self::assertStringContainsString( 'Role editor taken back: no mapped group gives it any longer. The loss of roles is not done yet', $row['reason'] );
		}
	}

	public function test_roles_that_come_are_given_at_once_and_the_default_role_only_in_place_of_what_goes(): void {
		$this->lose( 7 );
		$authors = Simulator::group( 'Authors', array( $this->people[0]['id'], $this->people[1]['id'] ) );
		foreach ( $this->editors as $user_id ) {
			get_userdata( $user_id )->remove_role( 'author' );
		}
		$mappings = $this->rest( 'GET', '/settings' )->data['settings']['roles']['mappings'];
		$this->save_settings( array( 'roles' => array( 'mappings' => array( ...$mappings, array( 'group_id' => $authors, 'role' => 'author' ) ) ) ) );

		$run = $this->synchronize( array( 'update' => true ) );

		self::assertSame( array( 'held', 2 ), array( $run['status'], $run['counts']['updated'] ) );
		self::assertSame( array( array( 'editor', 'author' ), array( 'editor', 'author' ) ), $this->found( $this->editors[0] ) );
		self::assertSame( array( array( 'editor' ), array( 'editor' ) ), $this->found( $this->editors[5] ) );

		$run = $this->approve( $run );

		self::assertSame( array( 'completed', 7 ), array( $run['status'], $run['counts']['updated'] ) );
		self::assertSame( array( array( 'author' ), array( 'author' ) ), $this->found( $this->editors[0] ) );
		self::assertSame( array( array( 'subscriber' ), array() ), $this->found( $this->editors[5] ) );
		self::assertSame( array( array( 'field' => 'roles', 'from' => array( 'editor' ), 'to' => array( 'author' ) ) ), $this->row_of_person( $this->people[0]['id'] )['changes'] );
	}

	public function test_all_roles_that_replace_takes_are_counted(): void {
		$this->lose( 7 );
		$this->save_settings( array( 'roles' => array( 'scenario' => 'replace', 'default_role_always' => false ) ) );

		$run = $this->synchronize( array( 'update' => true ) );
		self::assertSame( array( 'action' => 'roles', 'count' => 7 ), $run['held'] );
		$this->assert_editors( ...$this->editors );

		$this->approve( $run );
		self::assertSame( array( array( 'subscriber' ), array() ), $this->found( $this->editors[0] ) );
	}

	public function test_approved_exactly_that_list_is_done_and_the_run_goes_on_to_absent_users(): void {
		$this->lose( 7 );
		$gone = $this->gone_users( 8 );
		update_user_meta( $this->editors[2], 'first_name', 'Outdated' );
		$run   = $this->synchronize( array( 'update' => true, 'delete' => true ) );
		$later = $this->linked( array( 'id' => wp_generate_uuid4(), 'userPrincipalName' => 'late', 'mail' => 'late@example.org', 'displayName' => 'L', 'givenName' => 'L', 'surname' => 'L' ), array( 'author', 'editor' ), array( 'editor' => array( wp_generate_uuid4() ) ) );
		foreach ( array( 6, 8 ) as $wrong ) {
			self::assertSame( 'held_count_differs', $this->rest( 'POST', "/runs/{$run['id']}/approve", array( 'action' => 'approve', 'count' => $wrong ) )->code() );
		}
		$this->assert_editors( ...$this->editors );

		$run = $this->approve( $run );

		self::assertSame( array( 'held', array( 'action' => 'delete', 'count' => 8 ), 7 ), array( $run['status'], $run['held'], $run['counts']['updated'] ) );
		$this->assert_authors( ...$this->editors );
		$this->assert_editors( $later );
		$this->assert_stay( ...$gone );
		$fields = array_column( $this->row_of_person( $this->people[2]['id'] )['changes'], 'field' );
		self::assertSame( array( 'first_name', 'roles' ), $fields );

		self::assert_run( 'completed', $this->approve( $run ) );
		$this->assert_removed( ...$gone );
	}

	/**
	 * @dataProvider changes
	 *
	 * @param callable(int, array<string, mixed>, self): void $change What happens between list and approval.
	 */
	public function test_account_ledger_and_guards_are_read_again_for_each_person( callable $change, string $reason ): void {
		$run     = $this->held();
		$changed = $this->editors[3];
		$change( $changed, $run, $this );
		$before = $this->exists( $changed ) ? $this->found( $changed ) : null;

		$run = $this->approve( $run );

		self::assertSame( array( 'completed', 6, 1 ), array( $run['status'], $run['counts']['updated'], $run['counts']['skipped'] ), (string) wp_json_encode( $run ) );
		self::assertSame( $before, $this->exists( $changed ) ? $this->found( $changed ) : null );
		$row = $this->row_of_person( $this->people[3]['id'] );
		self::assertSame( array( 'skipped', array() ), array( $row['status'], $row['changes'] ) );
		self::assertStringContainsString( $reason, $row['reason'] );
		$this->assert_authors( ...array_diff( $this->editors, array( $changed ) ) );
	}

	public static function changes(): array {
		return array(
			'became administrator'     => array( static fn( int $id ) => get_userdata( $id )->add_role( 'administrator' ), 'not touched' ),
			'may edit users'           => array( static fn( int $id ) => get_userdata( $id )->add_cap( 'edit_users' ), 'not touched' ),
			'got another role'         => array( static fn( int $id ) => get_userdata( $id )->add_role( 'contributor' ), 'have changed' ),
			'lost the role by hand'    => array( static fn( int $id ) => get_userdata( $id )->remove_role( 'editor' ), 'can be taken away any longer' ),
			'the role is a hand’s now' => array( static fn( int $id ) => delete_user_meta( $id, 'wpo365_user_sync_roles' ), 'can be taken away any longer' ),
			'linked to somebody else'  => array( static fn( int $id ) => update_user_meta( $id, 'aadObjectId', wp_generate_uuid4() ), 'has changed' ),
			'was deleted'              => array( static fn( int $id, array $run, self $test ) => $test->delete_account( $id ), 'has changed' ),
		);
	}

	public function test_members_that_were_read_more_than_a_day_ago_take_no_role(): void {
		$run = $this->held();
		$this->age( $run['id'], 'groups_at', DAY_IN_SECONDS + 1 );

		$run = $this->approve( $run );

		self::assertSame( array( 0, 7 ), array( $run['counts']['updated'], $run['counts']['skipped'] ) );
		$this->assert_editors( ...$this->editors );
	}

	public function test_whoever_becomes_privileged_while_others_lose_roles_keeps_them(): void {
		$run  = $this->held();
		$last = end( $this->editors );
		add_action( 'remove_user_role', static fn() => get_userdata( $last )->add_role( 'administrator' ) );

		$run = $this->approve( $run );

		self::assertSame( array( 'completed', 6, 1 ), array( $run['status'], $run['counts']['updated'], $run['counts']['skipped'] ) );
		self::assertContains( 'editor', $this->found( $last )[0] );
	}

	public function test_rejected_all_keep_their_roles_and_the_rows_can_be_acted_on(): void {
		$this->lose( 7 );
		update_user_meta( $this->editors[2], 'first_name', 'Outdated' );
		$run = $this->synchronize( array( 'update' => true ) );

		$run = $this->rest( 'POST', "/runs/{$run['id']}/approve", array( 'action' => 'reject', 'count' => 7 ) )->data;

		self::assert_run( 'completed', $run );
		self::assertSame( array( null, 1 ), array( $run['held'], $run['counts']['updated'] ) );
		$this->assert_editors( ...$this->editors );
		$row = $this->row_of_person( $this->people[0]['id'] );
		self::assertSame( 'logged', $row['status'] );
		self::assertSame( 'updated', $this->act( 'update', array( $row['id'] ) )[0]['status'] );
		$this->assert_authors( $this->editors[0] );
		$this->assert_editors( ...array_slice( $this->editors, 1 ) );
		self::assertSame( '0', $GLOBALS['wpdb']->get_var( "SELECT COUNT(*) FROM {$GLOBALS['wpdb']->prefix}wpo365_user_sync_results WHERE person <> ''" ), 'Nothing about people is kept that nobody needs.' );
	}

	public function test_cancelled_all_keep_their_roles_and_nothing_stays_held(): void {
		$run = $this->held();

		self::assertSame( 200, $this->rest( 'POST', "/runs/{$run['id']}/cancel" )->status );

		$this->assert_editors( ...$this->editors );
		self::assertSame( array(), $this->rows( 'matched', array( 'status' => 'held' ) ) );
		self::assertSame( 201, $this->rest( 'POST', '/runs' )->status );
	}

	public function test_cancelled_after_the_approval_nothing_stays_held_either(): void {
		$run = $this->held();
		$this->rest( 'POST', "/runs/{$run['id']}/approve", array( 'action' => 'approve', 'count' => 7 ) );

		self::assertSame( 200, $this->rest( 'POST', "/runs/{$run['id']}/cancel" )->status );

		$this->assert_editors( ...$this->editors );
		self::assertCount( 7, $this->rows( 'matched', array( 'status' => 'logged' ) ) );
	}

	public function test_a_run_that_only_looks_holds_nothing_and_by_hand_it_is_done_at_once(): void {
		$this->lose( 7 );

		$run = $this->synchronize();
		self::assert_run( 'completed', $run );
		$this->assert_editors( ...$this->editors );

		$rows = array_values( array_filter( $this->rows( 'matched' ), fn( array $row ): bool => in_array( $row['user_id'], $this->editors, true ) ) );
		self::assertSame( array_fill( 0, 7, 'updated' ), array_column( $this->act( 'update', array_column( $rows, 'id' ) ), 'status' ) );
		$this->assert_authors( ...$this->editors );
	}

	public function test_nobody_loses_a_role_before_the_whole_directory_was_read(): void {
		$this->lose( 2 );
		Simulator::fault( array( 'kind' => 'count', 'on' => 'count', 'count' => 50 ) );

		$run = $this->synchronize( array( 'update' => true ) );

		self::assert_run( 'failed', $run, 'listing_incomplete' );
		$this->assert_editors( ...$this->editors );

		self::assert_run( 'completed', $this->resume( $run ) );
		$this->assert_authors( ...$this->editors );
	}

	public function test_a_handler_that_throws_stops_one_person_and_not_the_others(): void {
		$this->lose( 5 );
		$bad = $this->editors[1];
		add_action(
			'remove_user_role',
			static function ( int $user_id ) use ( $bad ): void {
				if ( $user_id === $bad ) {
					throw new \RuntimeException( 'No.' );
				}
			}
		);

		$run = $this->synchronize( array( 'update' => true ) );

		self::assertSame( array( 'completed', 4, 1 ), array( $run['status'], $run['counts']['updated'], $run['counts']['failed'] ) );
		$this->assert_editors( $bad );
		$this->assert_authors( ...array_diff( $this->editors, array( $bad ) ) );
	}

	public function test_a_handler_that_ends_the_transaction_loses_nobodys_row(): void {
		$this->lose( 5 );
		add_action(
			'remove_user_role',
			static function (): void {
				static $once = false;
				if ( ! $once ) {
					$once = true;
					$GLOBALS['wpdb']->query( 'COMMIT' );
				}
			}
		);

		$run = $this->synchronize( array( 'update' => true ) );

		self::assert_run( 'completed', $run );
		$this->assert_authors( ...$this->editors );
		self::assertSame( 6, $run['counts']['matched'] + $run['counts']['directory_only'] );
	}

	public function test_a_person_on_whom_the_process_dies_is_left_out(): void {
		$this->lose( 5 );
		$bad = $this->editors[1];
		$run = $this->rest( 'POST', '/runs', array( 'update' => true ) )->data;
		$die = "add_action( 'remove_user_role', static function ( int \$id ): void { if ( {$bad} === \$id ) { exit; } } );";
		for ( $tries = 0; 'running' === $run['status'] && $tries < 15; $tries++ ) {
			Php_Process::run( $die . '$request = new WP_REST_Request( "POST", "/wpo365-user-sync/v1/runs/' . $run['id'] . '/step" ); $request["sequence"] = ' . $run['sequence'] . '; rest_do_request( $request );', array(), self::ADMIN );
			$run = $this->rest( 'GET', '/runs/current' )->data;
		}

		self::assertSame( array( 'completed', 4, 1 ), array( $run['status'], $run['counts']['updated'], $run['counts']['failed'] ), (string) wp_json_encode( $run ) );
		$this->assert_editors( $bad );
		$this->assert_authors( ...array_diff( $this->editors, array( $bad ) ) );
		self::assertStringContainsString( 'so the person was left out', $this->row_of_person( $this->people[1]['id'] )['reason'] );
	}
}
