<?php

declare( strict_types=1 );

namespace WPO365\User_Sync\Tests\Journal;

use WPO365\User_Sync\Journal\Entry;
use WPO365\User_Sync\Journal\Entry_Kind;
use WPO365\User_Sync\Journal\Image;
use WPO365\User_Sync\Tests\Support\Simulator;
use WPO365\User_Sync\Tests\Support\Test_Case;
use WPO365\User_Sync\Tests\Support\Undoes;

/**
 * Everything that is done to an account has an entry, with what was there before.
 */
final class Journal_Test extends Test_Case {

	use Undoes;

	protected function setUp(): void {
		parent::setUp();
		Simulator::tenant( array( 'users' => 30, 'awkward' => false ) );
	}

	public function test_a_run_that_creates_updates_and_deletes(): void {
		$this->save_settings( array( 'fields' => array( array( 'property' => 'jobTitle' ) ), 'removal' => array( 'limit_percent' => null ) ) );
		$this->synchronize( array( 'create' => true ) );
		$people = array_column( $this->rows( 'directory_only' ), 'user_id' );
		foreach ( array_slice( $people, 0, 5 ) as $id ) {
			wp_update_user( array( 'ID' => $id, 'display_name' => "Somebody $id" ) );
			update_user_meta( $id, 'jobTitle', 'another job' );
		}
		$gone = $this->gone_users( 3 );
		wp_insert_post( array( 'post_title' => 'Mine', 'post_status' => 'publish', 'post_author' => $gone[0] ) );
		$before = $this->accounts();
		$last   = $this->last_entry();

		$run = $this->synchronize( array( 'create' => true, 'update' => true, 'delete' => true ) );

		self::assert_run( 'completed', $run );
		$this->assert_removed( ...$gone );
		self::assertSame( 5, $run['counts']['updated'] );
		$this->assert_journal_tells_all( $before, $last );
		self::assertSame( array( $run['id'] ), array_values( array_unique( array_map( static fn( Entry $entry ): int => $entry->run_id, $this->journal( $last ) ) ) ) );
	}

	public function test_a_creation_tells_whom_it_created(): void {
		$before = $this->accounts();

		$run = $this->synchronize( array( 'create' => true ) );

		$this->assert_journal_tells_all( $before );
		self::assertCount( $run['counts']['created'], $this->journal() );
		self::assertGreaterThan( 0, $run['counts']['created'] );
	}

	public function test_a_welcome_email_is_told_of_and_does_not_count_as_a_change_of_the_account(): void {
		$this->save_settings( array( 'notifications' => array( 'welcome_email' => true ) ) );
		$this->person( 'anna' );

		$this->synchronize( array( 'create' => true ) );

		$entries = array_filter( $this->journal(), static fn( Entry $entry ): bool => Entry_Kind::Created !== $entry->kind );
		self::assertNotSame( array(), $entries );
		self::assertSame( array( 'user_activation_key' ), array_values( array_unique( array_map( static fn( Entry $entry ): string => $entry->field, $entries ) ) ) );
		foreach ( array_diff_key( $this->journal(), $entries ) as $created ) {
			self::assertSame( $created->after[1], Image::read( array( $created->user_id ) )[ $created->user_id ]->sum() );
		}
	}

	public function test_first_links_and_names_that_are_taken_off(): void {
		$person = $this->person( 'anna' );
		$other  = $this->account();
		update_user_meta( $other, 'aadObjectId', wp_generate_uuid4() );
		update_user_meta( $other, 'userPrincipalName', $person['userPrincipalName'] );
		$this->account( array( 'user_login' => $person['userPrincipalName'], 'user_email' => $person['mail'] ) );
		$before = $this->accounts();

		$this->synchronize( array( 'update' => true ) );

		self::assertSame( '', get_user_meta( $other, 'userPrincipalName', true ) );
		$this->assert_journal_tells_all( $before );
	}

	public function test_actions_by_hand(): void {
		$gone = $this->gone_users( 2 );
		$run  = $this->synchronize();
		$ids  = array_column( $this->rows( 'directory_only', array( 'per_page' => 3 ) ), 'id' );
		$before = $this->accounts();

		$this->act( 'create', $ids );
		$this->act( 'delete', array( $this->row_of_user( $gone[0] )['id'] ) );

		$this->assert_removed( $gone[0] );
		$this->assert_journal_tells_all( $before );
		self::assertNotContains( $run['id'], array_map( static fn( Entry $entry ): int => $entry->run_id, $this->journal() ) );
	}

	/**
	 * @dataProvider meddlers
	 */
	public function test_what_another_plugin_has_made_final_is_told_of( string $hook, string $statement ): void {
		global $wpdb;
		$wpdb->suppress_errors( true );
		$this->save_settings( array( 'removal' => array( 'limit_percent' => null, 'candidates' => 'linked' ) ) );
		$this->create_linked_users( array_slice( Simulator::people(), 0, 4 ) );
		$gone   = $this->gone_users( 3 );
		$times  = 0;
		$before = $this->accounts();
		add_action( $hook, static function () use ( $wpdb, $statement, &$times ): void { 2 === ++$times && $wpdb->query( $statement ); } );

		$run = $this->synchronize( array( 'create' => true, 'update' => true, 'delete' => true ) );

		self::assert_run( 'completed', $run );
		self::assertGreaterThan( 2, $times );
		$this->assert_removed( ...$gone );
		$this->assert_journal_tells_all( $before );
	}

	public static function meddlers(): array {
		$cases = array();
		foreach ( array( 'user_register', 'profile_update', 'deleted_user' ) as $hook ) {
			foreach ( array( 'COMMIT', 'START TRANSACTION', 'ROLLBACK', 'CREATE TABLE IF NOT EXISTS wp_somebodys_table ( id int )' ) as $statement ) {
				$cases[ "$hook, $statement" ] = array( $hook, $statement );
			}
		}
		return $cases;
	}

	public function test_what_another_plugin_has_made_final_of_an_action_by_hand_is_told_of(): void {
		global $wpdb;
		$wpdb->suppress_errors( true );
		$gone = $this->gone();
		$this->synchronize();
		$before = $this->accounts();
		add_action( 'deleted_user', static fn() => $wpdb->query( 'COMMIT' ) );

		$this->act( 'delete', array( $this->row_of_user( $gone )['id'] ) );

		$this->assert_removed( $gone );
		$this->assert_journal_tells_all( $before );
	}

	public function test_what_can_not_be_told_is_not_done(): void {
		global $wpdb;
		$wpdb->suppress_errors( true );
		$this->save_settings( array( 'removal' => array( 'limit_percent' => null ) ) );
		$this->create_linked_users( array_slice( Simulator::people(), 0, 4 ) );
		$gone = $this->gone();
		$this->synchronize();
		$by_hand = $this->row_of_user( $gone )['id'];
		$before  = $this->accounts();
		add_filter( 'query', static fn( string $sql ): string => 1 === preg_match( '/^INSERT INTO \S*wpo365_user_sync_journal/', $sql ) ? 'SELECT nothing FROM nowhere_at_all' : $sql );

		$action = $this->rest( 'POST', '/results/actions', array( 'action' => 'delete', 'ids' => array( $by_hand ) ) );
		$after  = $this->accounts();
		$runs   = array_map( fn( string $box ): array => $this->drive( $this->synchronize( array( $box => true ) ) ), array( 'create', 'update', 'delete' ) );

		self::assertSame( array( 500, 'results_lost' ), array( $action->status, $action->code() ) );
		self::assertSame( array( 'failed', 'failed', 'failed' ), array_column( $runs, 'status' ) );
		self::assertSame( array( $before, $before ), array( $after, $this->accounts() ) );
	}

	public function test_rows_of_user_meta_without_a_value_are_kept_as_they_are(): void {
		global $wpdb;
		$this->save_settings( array( 'removal' => array( 'limit_percent' => null, 'candidates' => 'linked' ) ) );
		$gone = $this->gone();
		$wpdb->insert( $wpdb->usermeta, array( 'user_id' => $gone, 'meta_key' => 'nothing', 'meta_value' => null ) );
		$wpdb->insert( $wpdb->usermeta, array( 'user_id' => $gone, 'meta_key' => 'nothing', 'meta_value' => '' ) );
		$stored = fn(): array => $wpdb->get_col( "SELECT meta_value IS NULL FROM $wpdb->usermeta WHERE user_id = $gone AND meta_key = 'nothing' ORDER BY umeta_id" );
		self::assertSame( array( '1', '0' ), $stored() );
		$run = $this->synchronize( array( 'delete' => true ) );
		$this->assert_removed( $gone );

		$this->undo( $run['id'] );

		self::assertSame( array( '1', '0' ), $stored() );
	}

	public function test_nothing_is_kept_where_the_settings_say_so(): void {
		$this->save_settings( array( 'history' => array( 'journal_days' => 0 ) ) );

		$this->synchronize( array( 'create' => true ) );

		self::assertSame( array(), $this->journal() );
	}

	public function test_values_of_deleted_people_are_encrypted(): void {
		global $wpdb;
		$gone = $this->gone( array( 'user_email' => 'very.secret@contoso.example' ) );
		$this->save_settings( array( 'removal' => array( 'limit_percent' => null ) ) );

		$this->synchronize( array( 'delete' => true ) );

		$this->assert_removed( $gone );
		$stored = $wpdb->get_row( "SELECT * FROM {$wpdb->prefix}wpo365_user_sync_journal WHERE kind = 'deleted'" );
		self::assertSame( (string) $gone, $stored->user_id );
		self::assertStringNotContainsString( 'very.secret', (string) wp_json_encode( $stored ) );
		self::assertSame( 'very.secret@contoso.example', $this->journal()[0]->before['record']['user_email'] );
	}
}
