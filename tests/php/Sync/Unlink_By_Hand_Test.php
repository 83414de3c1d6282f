<?php

declare( strict_types=1 );

namespace WPO365\User_Sync\Tests\Sync;

use WPO365\User_Sync\Journal\Entry;
use WPO365\User_Sync\Journal\Entry_Kind;
use WPO365\User_Sync\Tests\Support\Meddles;
use WPO365\User_Sync\Tests\Support\Rewinds;
use WPO365\User_Sync\Tests\Support\Simulator;
use WPO365\User_Sync\Tests\Support\Test_Case;

/**
 * What was unlinked by hand is linked again by hand only.
 */
final class Unlink_By_Hand_Test extends Test_Case {

	use Meddles;
	use Rewinds;

	/** @var array<string, mixed> */
	private array $person = array();

	/** Her account, which has her UPN as its login. */
	private int $account = 0;

	protected function setUp(): void {
		parent::setUp();
		Simulator::tenant( array( 'users' => 3, 'awkward' => false ) );
		$this->person  = $this->person( 'mara' );
		$this->account = $this->account( array( 'user_login' => 'mara@lakeside.example', 'user_email' => 'mara@lakeside.example', 'role' => 'author' ) );
	}

	public function test_rows_of_linked_accounts_offer_it_and_those_of_others_do_not(): void {
		$this->synchronize();
		$looked = $this->row_of_person( $this->person['id'] )['actions'];
		$this->synchronize( array( 'update' => true ) );

		self::assertSame( array( array( 'update' ), array( 'unlink' ) ), array( $looked, $this->row_of_person( $this->person['id'] )['actions'] ) );
		$this->synchronize();
		self::assertSame( array( 'update', 'unlink' ), $this->row_of_person( $this->person['id'] )['actions'] );
	}

	public function test_it_takes_the_three_keys_off_remembers_the_pair_and_stands_in_journal_and_history(): void {
		$this->synchronize( array( 'update' => true ) );
		$before = $this->accounts();
		$last   = $this->last_entry();

		$done = $this->unlink();

		self::assertSame( array( 'conflict', $this->account ), array( $done['status'], $done['user_id'] ), $done['reason'] );
		self::assertSame( array_fill_keys( array( 'aadObjectId', 'userPrincipalName', 'aadTenantId' ), '' ), array_map( fn( string $key ): mixed => get_user_meta( $this->account, $key, true ), array_combine( array( 'aadObjectId', 'userPrincipalName', 'aadTenantId' ), array( 'aadObjectId', 'userPrincipalName', 'aadTenantId' ) ) ) );
		self::assertSame( array( $this->person['id'] ), json_decode( get_user_meta( $this->account, 'wpo365_user_sync_parted', true ), true ) );
		$entries = $this->journal( $last );
		self::assertCount( 3, array_filter( $entries, static fn( Entry $entry ): bool => Entry_Kind::Unlink === $entry->kind ) );
		$this->assert_journal_tells_all( $before, $last );
		$newest = $this->rest( 'GET', '/runs' )->data[0];
		self::assertSame( array( 'action', $entries[0]->run_id ), array( $newest['kind'], $newest['id'] ) );
	}

	public function test_its_row_is_the_only_one_and_can_be_linked(): void {
		$this->synchronize( array( 'update' => true ) );
		$counts = $this->counts();
		$this->unlink();

		$row = $this->row_of_person( $this->person['id'] );
		self::assertSame( array( 'directory_only', 'conflict', $this->account, array( 'link' ) ), array( $row['table'], $row['status'], $row['user_id'], $row['actions'] ) );
		self::assertStringContainsString( 'unlinked by hand', $row['reason'] );
		self::assertSame( array( $counts['directory_only'] + 1, $counts['matched'] - 1 ), array( $this->counts()['directory_only'], $this->counts()['matched'] ) );
	}

	/**
	 * @dataProvider ways
	 */
	public function test_nobody_links_the_two_by_name_again( \Closure $way ): void {
		$this->synchronize( array( 'update' => true ) );
		$this->unlink();
		$before = $this->accounts()[ $this->account ];

		$way( $this );

		self::assertSame( $before, $this->accounts()[ $this->account ] );
		$row = $this->row_of_person( $this->person['id'] );
		self::assertSame( array( 'directory_only', 'conflict', $this->account ), array( $row['table'], $row['status'], $row['user_id'] ), $row['reason'] );
		self::assertCount( 0, $this->rest( 'GET', '/results', array( 'table' => 'wordpress_only', 'search' => 'mara' ) )->data, 'An account that a conflict names is no candidate for removal.' );
		self::assertSame( array(), $this->linked_to( $this->person['id'] ) );
	}

	public static function ways(): array {
		return array(
			'a full run'       => array( static fn( self $test ) => self::assert_run( 'completed', $test->run_through( array( 'create' => true, 'update' => true ) ) ) ),
			'a run of changes' => array(
				static function ( self $test ): void {
					Simulator::change( $test->person['id'], array( 'displayName' => 'Mara Lake' ) );
					$answer = $test->rest( 'POST', '/runs', array( 'kind' => 'changes', 'create' => true, 'update' => true ) );
					self::assertSame( 201, $answer->status, $answer->text() );
					self::assert_run( 'completed', $test->drive( $answer->data ) );
				},
			),
			'one person'       => array(
				static function ( self $test ): void {
					$answer = $test->rest( 'POST', '/people', array( 'who' => $test->person['id'], 'write' => true ) );
					self::assertSame( array( 200, 'conflict' ), array( $answer->status, $answer->data['row']['status'] ), $answer->text() );
				},
			),
			'a run that looks' => array( static fn( self $test ) => self::assert_run( 'completed', $test->synchronize() ) ),
		);
	}

	public function test_a_row_from_before_is_not_updated_by_hand(): void {
		delete_user_meta( $this->account, 'wpo365_user_sync_parted' );
		$this->synchronize();
		$row = $this->row_of_person( $this->person['id'] );
		self::assertSame( array( 'update' ), $row['actions'] );
		update_user_meta( $this->account, 'wpo365_user_sync_parted', wp_json_encode( array( $this->person['id'] ) ) );

		$done = $this->act( 'update', array( $row['id'] ) )[0];

		self::assertSame( 'failed', $done['status'] );
		self::assertStringContainsString( 'unlinked by hand', $done['reason'] );
		self::assertSame( array(), $this->linked_to( $this->person['id'] ) );
	}

	public function test_link_selected_links_the_two_again_and_forgets_that_they_were_parted(): void {
		$this->synchronize( array( 'update' => true ) );
		$this->unlink();
		$before = $this->accounts();
		$last   = $this->last_entry();

		$done = $this->act( 'link', array( $this->row_of_person( $this->person['id'] )['id'] ) )[0];

		self::assertSame( 'logged', $done['status'], $done['reason'] );
		self::assertSame( array( $this->account ), $this->linked_to( $this->person['id'] ) );
		self::assertFalse( metadata_exists( 'user', $this->account, 'wpo365_user_sync_parted' ) );
		self::assertSame( array( 'update', 'unlink' ), $this->row_of_person( $this->person['id'] )['actions'] );
		$this->assert_journal_tells_all( $before, $last );
	}

	public function test_other_people_from_whom_the_account_was_parted_stay_remembered(): void {
		$other = strtolower( wp_generate_uuid4() );
		update_user_meta( $this->account, 'wpo365_user_sync_parted', wp_json_encode( array( $other ) ) );
		$this->synchronize( array( 'update' => true ) );
		$this->unlink();
		self::assertSame( array( $other, $this->person['id'] ), json_decode( get_user_meta( $this->account, 'wpo365_user_sync_parted', true ), true ) );

		$this->act( 'link', array( $this->row_of_person( $this->person['id'] )['id'] ) );

		self::assertSame( array( $other ), json_decode( get_user_meta( $this->account, 'wpo365_user_sync_parted', true ), true ) );
	}

	public function test_somebody_of_another_name_can_be_created_afterwards(): void {
		$account = $this->account( array( 'user_login' => 'lake', 'user_email' => 'lake@lakeside.example' ) );
		$person  = $this->person( 'noor' );
		$this->link( $account, $person['id'] );
		$this->synchronize( array( 'update' => true ) );
		// Her address became the account's.
		wp_update_user( array( 'ID' => $account, 'user_email' => 'lake@lakeside.example' ) );

		$done = $this->act( 'unlink', array( $this->row_of_person( $person['id'] )['id'] ) )[0];

		self::assertSame( array( 'logged', null ), array( $done['status'], $done['user_id'] ), $done['reason'] );
		self::assertStringContainsString( "Unlinked by hand from WordPress user $account", $done['reason'] );
		$row = $this->row_of_person( $person['id'] );
		self::assertSame( array( 'directory_only', array( 'create' ) ), array( $row['table'], $row['actions'] ) );
		self::assertSame( 'created', $this->act( 'create', array( $row['id'] ) )[0]['status'] );
	}

	/**
	 * @dataProvider other_accounts
	 *
	 * @param list<string> $actions What the row takes then.
	 */
	public function test_the_row_says_what_a_run_would_find_then( \Closure $other, string $table, string $status, array $actions ): void {
		global $wpdb;
		$account = $this->account( array( 'user_login' => 'lake', 'user_email' => 'lake@lakeside.example' ) );
		$person  = $this->person( 'noor' );
		$this->link( $account, $person['id'] );
		$this->synchronize( array( 'create' => true ) );
		$found = $other( $this, $person );

		$done = $this->act( 'unlink', array( $this->row_of_person( $person['id'] )['id'] ) )[0];

		$row = $this->row_of_person( $person['id'] );
		self::assertSame( array( $table, $status, $actions, $found ), array( $row['table'], $row['status'], $row['actions'], (int) $row['user_id'] ), $row['reason'] );
		self::assertStringContainsString( "Unlinked by hand from WordPress user $account", $done['reason'] );
		self::assertSame( '0', $wpdb->get_var( "SELECT COUNT(*) FROM {$wpdb->prefix}wpo365_user_sync_results WHERE pending <> ''" ), 'Nobody would settle what is left to a run.' );
		$this->synchronize();
		$later = $this->row_of_person( $person['id'] );
		self::assertSame( array( $table, $status, $found ), array( $later['table'], $later['status'], (int) $later['user_id'] ), $later['reason'] );
	}

	public static function other_accounts(): array {
		return array(
			'nobody'                         => array( static fn(): int => 0, 'directory_only', 'logged', array( 'create' ) ),
			'another account with her names' => array( static fn( self $test ): int => $test->account( array( 'user_login' => 'noor@lakeside.example', 'user_email' => 'noor@lakeside.example' ) ), 'matched', 'logged', array( 'update' ) ),
			'one that has only her username' => array( static fn( self $test ): int => $test->account( array( 'user_login' => 'noor@lakeside.example', 'user_email' => 'private@site.example' ) ), 'directory_only', 'conflict', array( 'link' ) ),
			'one of somebody who is there'   => array(
				static function ( self $test ): int {
					$other = $test->account( array( 'user_login' => 'other', 'user_email' => 'noor@lakeside.example' ) );
					$test->link( $other, Simulator::people()[0]['id'] );
					return 0;
				},
				'directory_only',
				'logged',
				array( 'create' ),
			),
		);
	}

	/**
	 * @dataProvider refusals
	 */
	public function test_what_has_changed_since_or_is_forbidden_is_left_alone( \Closure $change, string $reason ): void {
		$this->synchronize( array( 'update' => true ) );
		$row = $this->row_of_person( $this->person['id'] )['id'];
		$change( $this );
		$before = $this->accounts()[ $this->account ];

		$done = $this->act( 'unlink', array( $row ) )[0];

		self::assertSame( 'failed', $done['status'] );
		self::assertStringContainsString( $reason, $done['reason'] );
		self::assertSame( $before, $this->accounts()[ $this->account ] );
	}

	public static function refusals(): array {
		return array(
			'linked to somebody else' => array( static fn( self $test ) => $test->link( $test->account, wp_generate_uuid4() ), 'has changed' ),
			'gone from the directory' => array( static fn( self $test ) => Simulator::remove( $test->person['id'] ), 'no longer in the directory' ),
			'protected by a plugin'   => array(
				static fn( self $test ) => add_filter( 'map_meta_cap', static fn( array $caps, string $cap, int $user, array $args ): array => 'edit_user' === $cap && $test->account === ( $args[0] ?? 0 ) ? array( 'do_not_allow' ) : $caps, 10, 4 ),
				'not allowed to edit',
			),
		);
	}

	public function test_the_keys_are_not_in_rest(): void {
		update_user_meta( $this->account, 'wpo365_user_sync_parted', '["a"]' );
		self::assertFalse( get_registered_meta_keys( 'user' )['wpo365_user_sync_parted']['show_in_rest'] );
		self::assertFalse( current_user_can( 'edit_user_meta', $this->account, 'wpo365_user_sync_parted' ) );
	}

	/**
	 * @return array<string, mixed> What the route says.
	 */
	private function unlink(): array {
		return $this->act( 'unlink', array( $this->row_of_person( $this->person['id'] )['id'] ) )[0];
	}

	/**
	 * @return array<string, int>
	 */
	private function counts(): array {
		return $this->rest( 'GET', '/runs/current' )->data['counts'];
	}
}
