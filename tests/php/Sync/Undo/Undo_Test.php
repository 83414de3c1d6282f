<?php
/**
 * What an undo leaves, and what it says about it.
 */

declare( strict_types=1 );

namespace WPO365\User_Sync\Tests\Sync\Undo;

use WPO365\User_Sync\Accounts\Links;
use WPO365\User_Sync\Journal\Entries;
use WPO365\User_Sync\Journal\Entry;
use WPO365\User_Sync\Journal\Entry_Kind;
use WPO365\User_Sync\Results\Repository;
use WPO365\User_Sync\Settings\Settings;
use WPO365\User_Sync\Tests\Support\Php_Process;
use WPO365\User_Sync\Tests\Support\Simulator;
use WPO365\User_Sync\Tests\Support\Test_Case;
use WPO365\User_Sync\Tests\Support\Undoes;

final class Undo_Test extends Test_Case {

	use Undoes;

	protected function setUp(): void {
		parent::setUp();
		Simulator::tenant( array( 'users' => 20, 'awkward' => false ) );
		$this->save_settings(
			array(
				'fields'  => array( array( 'property' => 'jobTitle' ) ),
				'removal' => array( 'limit_percent' => null, 'limit_count' => null ),
			)
		);
	}

	public function test_what_others_have_changed_since_is_left_and_named_and_all_else_is_put_back(): void {
		$linked = $this->create_linked_users( Simulator::people() );
		$before = $this->accounts();
		$run    = $this->synchronize( array( 'update' => true ) );
		self::assertSame( 20, $run['counts']['updated'] );
		wp_update_user( array( 'ID' => $linked[3], 'display_name' => 'By hand' ) );
		update_user_meta( $linked[4], 'jobTitle', 'By hand' );
		( new \WP_User( $linked[5] ) )->set_role( 'author' ); // The run did nothing to roles.
		$this->delete_account( $linked[6] );
		$touched = $this->accounts();

		$preview = $this->preview( $run['id'] );
		$undo    = $this->undo( $run['id'] );

		self::assertSame( array( 19, 1 ), array( $preview['count'], $preview['skipped'] ) );
		self::assertSame( array( 19, 1 ), array( $undo['counts']['updated'], $undo['counts']['skipped'] ) );
		$after = $this->accounts();
		foreach ( array_diff( $linked, array( $linked[3], $linked[4], $linked[5], $linked[6] ) ) as $user_id ) {
			self::assertSame( $before[ $user_id ], $after[ $user_id ] );
		}
		self::assertSame( array_replace( $before[ $linked[3] ]['core'], array( 'display_name' => array( 'By hand' ) ) ), $after[ $linked[3] ]['core'] );
		self::assertSame( array( 'By hand' ), $after[ $linked[4] ]['meta']['jobTitle'] );
		self::assertSame( $before[ $linked[4] ]['core'], $after[ $linked[4] ]['core'] );
		self::assertSame( $touched[ $linked[5] ]['meta']['wp_capabilities'], $after[ $linked[5] ]['meta']['wp_capabilities'] );
		self::assertSame( array( 'updated', 'Left as it is: display_name (changed since by somebody else).' ), array( $this->row_of( $linked[3] )['status'], $this->row_of( $linked[3] )['reason'] ) );
		self::assertSame( array( 'updated', 'Left as it is: jobTitle (changed since by somebody else).' ), array( $this->row_of( $linked[4] )['status'], $this->row_of( $linked[4] )['reason'] ) );
		self::assertSame( array( 'updated', '' ), array( $this->row_of( $linked[5] )['status'], $this->row_of( $linked[5] )['reason'] ) );
		self::assertSame( array( array( 'wordpress_only', null, 'The account no longer exists.' ) ), array_map( static fn( array $row ): array => array( $row['table'], $row['user_id'], $row['reason'] ), $this->rows( 'wordpress_only', array( 'status' => 'skipped' ) ) ) );
	}

	public function test_what_a_later_run_has_changed_is_left_until_that_one_is_undone(): void {
		$linked = $this->create_linked_users( Simulator::people() );
		$before = $this->accounts();
		$first  = $this->synchronize( array( 'update' => true ) );
		Simulator::change( Simulator::people()[0]['id'], array( 'displayName' => 'Renamed Again' ) );
		$second = $this->synchronize( array( 'update' => true ) );
		self::assertSame( 1, $second['counts']['updated'] );

		$entry = array_column( $this->preview( $first['id'] )['entries'], null, 'user_id' )[ $linked[0] ];

		self::assertStringContainsString( "display_name (changed since by synchronization {$second['id']})", $entry['reason'] );
		self::assertSame( 'change', $entry['action'] );
		$this->undo( $second['id'] );
		$this->undo( $first['id'] );
		self::assertSame( $before, $this->accounts() );
	}

	public function test_an_undo_can_be_undone_and_done_again(): void {
		$this->create_linked_users( array_slice( Simulator::people(), 0, 8 ) );
		$gone = $this->gone_users( 2 );
		$post = wp_insert_post( array( 'post_title' => 'Mine', 'post_status' => 'publish', 'post_author' => $gone[0] ) );
		$this->synchronize();
		$before = $this->site();
		$run    = $this->synchronize( array( 'create' => true, 'update' => true, 'delete' => true ) );
		( new Links() )->copy(); // Without the rows of the deleted accounts.
		$after = $this->site();

		$undo = $this->undo( $run['id'] );
		self::assertSame( $before, $this->site() );
		$again = $this->undo( $undo['id'] );

		self::assertSame( $after['authors'], $this->site()['authors'], "Post $post is the heir's again." );
		self::assertSame( $after, $this->site() );
		$this->undo( $again['id'] );
		self::assertSame( $before, $this->site() );
		self::assertSame( 0, $this->preview( $again['id'] )['count'], 'Nothing of it is left.' );
		self::assertSame( 'nothing_to_undo', $this->rest( 'POST', "/runs/{$again['id']}/undo", array( 'count' => 0 ) )->code() );
	}

	public function test_those_who_have_exchanged_addresses_get_them_back(): void {
		$people = array_slice( Simulator::people(), 0, 4 );
		$linked = $this->create_linked_users( $people );
		$this->synchronize( array( 'update' => true ) );
		$before = $this->accounts();
		$mails  = array_column( $people, 'mail' );
		foreach ( array( 1, 0, 3, 2 ) as $to => $from ) {
			Simulator::change( $people[ $to ]['id'], array( 'mail' => "tmp$to@contoso.example" ) );
		}
		foreach ( array( 1, 0, 3, 2 ) as $to => $from ) {
			Simulator::change( $people[ $to ]['id'], array( 'mail' => $mails[ $from ] ) );
		}
		$run = $this->synchronize( array( 'update' => true ) );
		self::assertSame( 4, $run['counts']['updated'] );
		self::assertSame( $mails[1], get_userdata( $linked[0] )->user_email );

		self::assertSame( 4, $this->preview( $run['id'] )['count'] );
		$this->undo( $run['id'] );

		self::assertSame( $before, $this->accounts() );
		self::assertSame( $linked[0], get_user_by( 'email', $mails[0] )->ID, 'The caches know it.' );
	}

	public function test_those_who_have_exchanged_addresses_get_them_back_however_far_apart_they_are(): void {
		global $wpdb;
		Simulator::tenant( array( 'users' => 70, 'awkward' => false ) );
		$linked = $this->create_linked_users( Simulator::people() );
		$run    = $this->synchronize( array( 'update' => true ) );
		$pair   = array( $linked[0], $linked[69] );
		$mails  = array_map( static fn( int $id ): string => get_userdata( $id )->user_email, $pair );
		// As if the run had exchanged them.
		foreach ( $pair as $number => $user_id ) {
			self::assertSame( 1, $wpdb->update( "{$wpdb->prefix}wpo365_user_sync_journal", array( 'value_before' => wp_json_encode( array( $mails[ 1 - $number ] ) ) ), array( 'user_id' => $user_id, 'field' => 'user_email' ) ) );
		}

		self::assertSame( array( 70, 0 ), array_slice( array_values( $this->preview( $run['id'] ) ), 0, 2 ) );
		$undo = $this->undo( $run['id'] );

		self::assertSame( array_reverse( $mails ), array_map( static fn( int $id ): string => get_userdata( $id )->user_email, $pair ) );
		self::assertSame( array( '', '' ), array_map( fn( int $id ): string => $this->row_of( $id )['reason'], $pair ) );
		self::assertSame( array( 70, 70 ), array( $undo['counts']['updated'], $undo['counts']['received'] ) );
	}

	public function test_where_an_exchange_of_addresses_breaks_both_keep_what_they_have_and_get_back_the_rest(): void {
		$people = array_slice( Simulator::people(), 0, 2 );
		$linked = $this->create_linked_users( $people );
		$this->synchronize( array( 'update' => true ) );
		foreach ( array( array( 'tmp0@contoso.example', 'tmp1@contoso.example' ), array( $people[1]['mail'], $people[0]['mail'] ) ) as $mails ) {
			Simulator::change( $people[0]['id'], array( 'mail' => $mails[0], 'displayName' => 'First' ) );
			Simulator::change( $people[1]['id'], array( 'mail' => $mails[1], 'displayName' => 'Second' ) );
		}
		$run   = $this->synchronize( array( 'update' => true ) );
		$again = $linked[1];
		$log   = ini_set( 'error_log', '/dev/null' );
		add_action(
			'profile_update',
			static function ( int $id ) use ( $again, $people ): void {
				if ( $id === $again && get_userdata( $id )->user_email === $people[1]['mail'] ) {
					throw new \RuntimeException( 'no' );
				}
			}
		);

		$undo = $this->undo( $run['id'] );

		ini_set( 'error_log', (string) $log );
		self::assertSame( array( 2, 0 ), array( $undo['counts']['updated'], $undo['counts']['failed'] ) );
		self::assertSame( array( $people[1]['mail'], $people[0]['mail'] ), array( get_userdata( $linked[0] )->user_email, get_userdata( $linked[1] )->user_email ) );
		self::assertSame( array( $people[0]['displayName'], $people[1]['displayName'] ), array( get_userdata( $linked[0] )->display_name, get_userdata( $linked[1] )->display_name ) );
		self::assertStringContainsString( 'user_email (the exchange was tried and taken back:', $this->row_of( $linked[0] )['reason'] );
	}

	public function test_an_address_that_another_account_has_got_since_is_left(): void {
		$person = Simulator::people()[0];
		$linked = $this->create_linked_users( array( $person ) );
		$old    = get_userdata( $linked[0] )->user_email;
		$run    = $this->synchronize( array( 'update' => true ) );
		$other  = $this->account( array( 'user_login' => 'other', 'user_email' => $old ) );

		$this->undo( $run['id'] );

		self::assertSame( $person['mail'], get_userdata( $linked[0] )->user_email );
		self::assertSame( "Left as it is: user_email (WordPress user $other has it by now).", $this->row_of( $linked[0] )['reason'] );
	}

	/**
	 * @dataProvider traces
	 *
	 * @param callable(self, int): mixed $touch What somebody does with the account.
	 */
	public function test_an_account_that_the_run_has_created_stays_where_somebody_has_used_it( callable $touch, string $reason ): void {
		$run     = $this->synchronize( array( 'create' => true ) );
		$user_id = $this->rows( 'directory_only' )[5]['user_id'];
		$touch( $this, $user_id );

		$undo = $this->undo( $run['id'] );

		$this->assert_stay( $user_id );
		self::assertSame( array( 19, 1 ), array( $undo['counts']['deleted'], $undo['counts']['skipped'] ) );
		self::assertStringContainsString( $reason, $this->row_of( $user_id )['reason'] );
		self::assertCount( 2, $this->accounts() );
	}

	/**
	 * @return array<string, array{callable, string}>
	 */
	public static function traces(): array {
		return array(
			'a sign-in'             => array( static fn( self $test, int $id ) => $test->sign_in( $id ), 'signed in' ),
			'another name'          => array( static fn( self $test, int $id ) => wp_update_user( array( 'ID' => $id, 'display_name' => 'Me' ) ), 'changed' ),
			'user meta'             => array( static fn( self $test, int $id ) => add_user_meta( $id, 'of-a-plugin', '1' ), 'changed' ),
			'a post'                => array( static fn( self $test, int $id ) => wp_insert_post( array( 'post_title' => 'x', 'post_author' => $id, 'post_status' => 'publish' ) ), '1 × post' ),
			'a draft that WordPress made' => array( static fn( self $test, int $id ) => wp_insert_post( array( 'post_title' => 'x', 'post_author' => $id, 'post_status' => 'auto-draft' ) ), 'written' ),
			'a comment'             => array( static fn( self $test, int $id ) => wp_insert_comment( array( 'comment_post_ID' => 1, 'user_id' => $id, 'comment_content' => 'x' ) ), '1 comment' ),
			'a link of the blogroll' => array( static fn( self $test, int $id ) => wp_insert_link( array( 'link_url' => 'https://contoso.example', 'link_name' => 'x', 'link_owner' => $id ) ), 'written' ),
			'a role of administrators' => array( static fn( self $test, int $id ) => ( new \WP_User( $id ) )->set_role( 'administrator' ), 'changed' ),
			'being the heir'        => array( static fn( self $test, int $id ) => $test->save_settings( array( 'removal' => array( 'reassign_to' => $id ) ) ), 'receives the content' ),
			'the filter'            => array( static fn( self $test, int $id ) => add_filter( 'wpo365_user_sync_may_remove', static fn( bool $may, int $user_id ): bool => $may && $user_id !== $id, 10, 2 ), 'keeps this account' ),
			'orders in a shop'      => array( static fn( self $test, int $id ) => add_filter( 'wpo365_user_sync_may_delete', static fn( bool $may, int $user_id ): bool => $may && $user_id !== $id, 10, 2 ), 'from being deleted' ),
		);
	}

	public function test_what_is_written_at_the_last_moment_is_not_deleted_with_the_account(): void {
		$run  = $this->synchronize( array( 'create' => true ) );
		$post = 0;
		add_action( 'delete_user', static function ( int $user_id ) use ( &$post ): void { $post = $post ?: wp_insert_post( array( 'post_title' => 'Mine', 'post_status' => 'publish', 'post_author' => $user_id ) ); } );

		$this->undo( $run['id'] );

		self::assertSame( array( 'publish', self::ADMIN ), array( get_post( $post )->post_status, (int) get_post( $post )->post_author ) );
	}

	public function test_a_request_for_a_new_password_does_not_keep_the_account(): void {
		$run     = $this->synchronize( array( 'create' => true ) );
		$user_id = $this->rows( 'directory_only' )[5]['user_id'];
		get_password_reset_key( get_userdata( $user_id ) );

		$this->undo( $run['id'] );

		$this->assert_removed( $user_id );
	}

	public function test_privileged_roles_are_not_given_back(): void {
		$group   = Simulator::group( 'Shop', array() );
		$person  = Simulator::people()[0];
		$user_id = $this->create_linked_users( array( $person ) )[0];
		$this->save_settings( array( 'roles' => array( 'scenario' => 'replace', 'default_role' => 'author', 'update_administrators' => true, 'mappings' => array( array( 'group_id' => $group, 'role' => 'contributor' ) ) ) ) );
		$user = new \WP_User( $user_id );
		$user->set_role( 'editor' );
		$user->add_role( 'administrator' );
		$run = $this->drive( $this->synchronize( array( 'update' => true ) ) );
		self::assertSame( array( 'author' ), array_values( ( new \WP_User( $user_id ) )->roles ), (string) wp_json_encode( $run ) );

		$this->undo( $run['id'] );

		clean_user_cache( $user_id );
		self::assertSame( array( 'editor' ), array_values( ( new \WP_User( $user_id ) )->roles ) );
		self::assertSame( '7', get_user_meta( $user_id, 'wp_user_level', true ) );
		self::assertStringContainsString( 'never given back: administrator', $this->row_of( $user_id )['reason'] );
		self::assertContains( array( 'field' => 'roles', 'from' => array( 'author' ), 'to' => array( 'editor' ) ), $this->row_of( $user_id )['changes'] );
	}

	public function test_an_action_by_hand_is_undone(): void {
		$gone = $this->gone_users( 2 );
		$this->synchronize();
		$before = $this->accounts();
		$this->act( 'create', array_column( $this->rows( 'directory_only', array( 'per_page' => 3 ) ), 'id' ) );
		$create = $this->rest( 'GET', '/runs' )->data[0];
		$this->act( 'delete', array( $this->row_of_user( $gone[0] )['id'] ) );
		$delete = $this->rest( 'GET', '/runs' )->data[0];
		self::assertSame( array( 'action', 'action' ), array( $create['kind'], $delete['kind'] ) );

		$undo = $this->undo( $delete['id'] );
		self::assertSame( array( 'create' => true, 'update' => true, 'delete' => false ), $undo['options'] );
		self::assertSame( array( 'directory_only', 'created' ), array( $this->row_of( $gone[0] )['table'], $this->row_of( $gone[0] )['status'] ) );
		$this->undo( $create['id'] );

		self::assertSame( $before, $this->accounts() );
	}

	public function test_one_account_alone_is_undone(): void {
		$linked = $this->create_linked_users( Simulator::people() );
		$before = $this->accounts();
		$run    = $this->synchronize( array( 'update' => true ) );
		$after  = $this->accounts();

		self::assertSame( array( 1, 0 ), array_slice( array_values( $this->preview( $run['id'], $linked[4] ) ), 0, 2 ) );
		$undo = $this->undo( $run['id'], $linked[4] );

		self::assertSame( array( 1, 1 ), array( $undo['expected'], $undo['counts']['updated'] ) );
		self::assertSame( array_replace( $after, array( $linked[4] => $before[ $linked[4] ] ) ), $this->accounts() );
		self::assertSame( array( 0, 0 ), array_slice( array_values( $this->preview( $run['id'], self::ADMIN ) ), 0, 2 ), 'The run did nothing to this one.' );
	}

	public function test_who_was_changed_and_then_deleted_by_the_run_is_as_before_it(): void {
		$gone = $this->gone();
		update_user_meta( $gone, 'jobTitle', 'Old' );
		$before = $this->accounts();
		update_user_meta( $gone, 'jobTitle', 'New' );
		$run = $this->synchronize( array( 'delete' => true ) );
		$this->assert_removed( $gone );
		( new Entries( ( new Settings() )->secrets() ) )->add( array( new Entry( $run['id'], $gone, '', Entry_Kind::Meta, 'jobTitle', array( 'Old' ), array( 'New' ), false ) ) );

		$undo = $this->undo( $run['id'] );

		self::assertSame( $before, $this->accounts() );
		self::assertSame( array( 1, 1 ), array( $undo['expected'], $undo['counts']['created'] ) );
		self::assertSame( array( array( 'field' => 'jobTitle', 'from' => 'New', 'to' => 'Old' ) ), $this->row_of( $gone )['changes'] );
	}

	public function test_a_run_with_many_entries_is_undone_part_by_part(): void {
		Simulator::tenant( array( 'users' => 230, 'awkward' => false ) );
		$this->create_linked_users( Simulator::people() );
		$before = $this->accounts();
		$run    = $this->synchronize( array( 'update' => true ) );
		self::assertGreaterThan( 1000, count( $this->journal() ) );

		$preview = $this->preview( $run['id'] );
		$undo    = $this->undo( $run['id'] );

		self::assertSame( array( 230, 0, 100 ), array( $preview['count'], $preview['skipped'], count( $preview['entries'] ) ) );
		self::assertSame( 230, $undo['counts']['updated'] );
		self::assertSame( $before, $this->accounts() );
	}

	public function test_what_somebody_changes_between_the_look_and_the_write_is_left(): void {
		$linked = $this->create_linked_users( array_slice( Simulator::people(), 0, 3 ) );
		$run    = $this->synchronize( array( 'update' => true ) );
		$undo   = $this->start_undo( $run['id'] );
		$this->before_statement( 'FOR UPDATE', fn() => $this->elsewhere( "wp_update_user( array( 'ID' => {$linked[1]}, 'display_name' => 'Quick' ) );" ) );

		$this->drive( $undo );

		clean_user_cache( $linked[1] );
		self::assertSame( 'Quick', get_userdata( $linked[1] )->display_name );
		self::assertStringContainsString( 'display_name (changed since by somebody else)', $this->row_of( $linked[1] )['reason'] );
	}

	private function elsewhere( string $code ): void {
		Php_Process::run( $code );
	}

	public function test_rows_of_an_undo_are_no_sightings_in_the_directory(): void {
		$linked = $this->create_linked_users( array_slice( Simulator::people(), 0, 3 ) );
		$run    = $this->synchronize( array( 'update' => true ) );
		$object = Simulator::people()[0]['id'];
		self::assertNotNull( ( new Repository() )->sighting( $linked[0], $object ) );

		$this->undo( $run['id'] );

		self::assertSame( 'matched', $this->row_of( $linked[0] )['table'] );
		self::assertNull( ( new Repository() )->sighting( $linked[0], $object ) );
	}

	public function test_the_journal_tells_all_that_an_undo_did(): void {
		$this->create_linked_users( array_slice( Simulator::people(), 0, 5 ) );
		$this->gone_users( 2 );
		$run    = $this->synchronize( array( 'create' => true, 'update' => true, 'delete' => true ) );
		$before = $this->accounts();
		$last   = $this->journal()[ count( $this->journal() ) - 1 ]->id;

		$undo = $this->undo( $run['id'] );

		$this->assert_journal_tells_all( $before, $last );
		self::assertSame( array( $undo['id'] ), array_values( array_unique( array_map( static fn( $entry ): int => $entry->run_id, $this->journal( $last ) ) ) ) );
	}

	public function test_other_plugins_are_told_by_wordpress_own_hooks(): void {
		$group  = Simulator::group( 'Editors', array( Simulator::people()[0]['id'] ) );
		$linked = $this->create_linked_users( array_slice( Simulator::people(), 0, 1 ) );
		$this->save_settings( array( 'roles' => array( 'mappings' => array( array( 'group_id' => $group, 'role' => 'editor' ) ) ) ) );
		$run = $this->synchronize( array( 'update' => true ) );
		$old = get_userdata( $linked[0] )->display_name;
		$heard = array();
		add_action( 'profile_update', static function ( int $id, \WP_User $former ) use ( &$heard ): void { $heard[] = array( 'profile_update', $id, $former->display_name, get_userdata( $id )->display_name ); }, 10, 2 );
		add_action( 'remove_user_role', static function ( int $id, string $role ) use ( &$heard ): void { $heard[] = array( 'remove_user_role', $id, $role ); }, 10, 2 );
		add_action( 'deleted_user_meta', static function ( array $ids, int $id, string $key ) use ( &$heard ): void { $heard[] = array( 'deleted_user_meta', $id, $key, get_user_meta( $id, $key, true ) ); }, 10, 3 );

		$this->undo( $run['id'] );

		self::assertContains( array( 'profile_update', $linked[0], $old, 'Member 1' ), $heard );
		self::assertContains( array( 'remove_user_role', $linked[0], 'editor' ), $heard );
		self::assertContains( array( 'deleted_user_meta', $linked[0], 'jobTitle', '' ), $heard );
		self::assertSame( array(), $this->mails );
	}

	public function test_accounts_with_megabytes_of_user_meta_are_deleted_together_and_come_back(): void {
		$this->save_settings( array( 'removal' => array( 'limit_percent' => null ) ) );
		$gone = $this->gone_users( 20 );
		foreach ( $gone as $id ) {
			add_user_meta( $id, 'lakeside_album', str_repeat( (string) ( $id % 10 ), MB_IN_BYTES ) );
		}
		$before = $this->accounts();

		$run = $this->synchronize( array( 'delete' => true ) );

		self::assert_run( 'completed', $run );
		self::assertSame( 20, $run['counts']['deleted'], 'In one part they are more than what the database accepts in one statement.' );
		foreach ( array( fn() => $this->preview( $run['id'] ), fn() => $this->rest( 'GET', "/runs/{$run['id']}/journal", array( 'search' => 'nobody', 'per_page' => 1 ) ) ) as $look ) {
			self::assertLessThan( 25 * MB_IN_BYTES, self::memory( $look ), 'They are not all read at once.' );
		}
		$this->undo( $run['id'] );
		self::assertSame( $before, $this->accounts() );
	}

	public function test_long_values_that_are_put_back_are_told_of_with_the_ids_of_their_rows(): void {
		$linked = $this->create_linked_users( array_slice( Simulator::people(), 0, 1 ) )[0];
		foreach ( array( 'one', 'other', 'third' ) as $key ) {
			add_user_meta( $linked, "lakeside_$key", str_repeat( 'x', 400_000 ) );
		}
		$forget = static function ( int $id ): void {
			foreach ( array( 'one', 'other', 'third' ) as $key ) {
				delete_user_meta( $id, "lakeside_$key" );
			}
		};
		add_action( 'wpo365_user_sync_user_updated', $forget );
		$run  = $this->synchronize( array( 'update' => true ) );
		$told = array();
		add_action(
			'added_user_meta',
			static function ( int $meta_id, int $user_id, string $key ) use ( &$told ): void {
				$told[ $meta_id ] = $key;
			},
			10,
			3
		);

		$this->undo( $run['id'] );

		self::assertSame( array( 'lakeside_one', 'lakeside_other', 'lakeside_third' ), array_values( array_filter( $told, static fn( string $key ): bool => str_starts_with( $key, 'lakeside_' ) ) ) );
		foreach ( $told as $meta_id => $key ) {
			self::assertSame( array( (string) $linked, $key ), array( get_metadata_by_mid( 'user', $meta_id )->user_id ?? '', get_metadata_by_mid( 'user', $meta_id )->meta_key ?? '' ) );
		}
	}

	/**
	 * Measures how much memory something takes on top.
	 *
	 * @return int Bytes; 0 where PHP is too old to tell.
	 */
	private static function memory( callable $work ): int {
		if ( ! function_exists( 'memory_reset_peak_usage' ) ) {
			return 0; // PHP 8.1.
		}
		memory_reset_peak_usage();
		$before = memory_get_usage();
		$work();
		return memory_get_peak_usage() - $before;
	}
}
