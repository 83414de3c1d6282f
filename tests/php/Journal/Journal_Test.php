<?php

declare( strict_types=1 );

namespace WPO365\User_Sync\Tests\Journal;

use WPO365\User_Sync\Journal\Entry;
use WPO365\User_Sync\Journal\Entry_Kind;
use WPO365\User_Sync\Journal\Image;
use WPO365\User_Sync\Tests\Support\Rewinds;
use WPO365\User_Sync\Tests\Support\Scene;
use WPO365\User_Sync\Tests\Support\Simulator;
use WPO365\User_Sync\Tests\Support\Test_Case;

/**
 * Everything that is done to an account has an entry, with what was there before.
 */
final class Journal_Test extends Test_Case {

	use Scene;
	use Rewinds;

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
