<?php

declare( strict_types=1 );

namespace WPO365\User_Sync\Tests\Journal;

use WPO365\User_Sync\Accounts\Links;
use WPO365\User_Sync\Accounts\Privileges;
use WPO365\User_Sync\Database\Transaction;
use WPO365\User_Sync\Journal\Entries;
use WPO365\User_Sync\Journal\Entry;
use WPO365\User_Sync\Journal\Entry_Kind;
use WPO365\User_Sync\Journal\Journal;
use WPO365\User_Sync\Journal\Restorer;
use WPO365\User_Sync\Services;
use WPO365\User_Sync\Settings\Constants;
use WPO365\User_Sync\Settings\Settings;
use WPO365\User_Sync\Sync\Run\Boxes;
use WPO365\User_Sync\Sync\Run\Run_Status;
use WPO365\User_Sync\Tests\Support\Rewinds;
use WPO365\User_Sync\Tests\Support\Scene;
use WPO365\User_Sync\Tests\Support\Simulator;
use WPO365\User_Sync\Tests\Support\Test_Case;

/**
 * A deleted account comes back as it was.
 */
final class Restorer_Test extends Test_Case {

	use Scene;
	use Rewinds;

	protected function setUp(): void {
		parent::setUp();
		Simulator::tenant( array( 'users' => 3, 'awkward' => false ) );
		$this->save_settings( array( 'removal' => array( 'limit_percent' => null, 'candidates' => 'linked' ) ) );
	}

	public function test_all_of_an_account_comes_back_byte_for_byte(): void {
		global $wpdb;
		$id = $this->gone( array( 'user_login' => 'lena', 'user_email' => 'Lena@contoso.example', 'user_url' => 'https://lena.example/?a=1&b=%20', 'description' => 'a\\b "c" ’d’ 100%', 'role' => 'editor' ) );
		$wpdb->update( $wpdb->users, array( 'user_activation_key' => '1700000000:$generic$key' ), array( 'ID' => $id ) );
		foreach ( array( 'first', 'second', 'first' ) as $value ) {
			add_user_meta( $id, 'several', $value );
		}
		update_user_meta( $id, 'nested', array( 'a' => array( 1, null, 'ü' ) ) );
		update_user_meta( $id, '12', 'a key that is a number' );
		( new \WP_User( $id ) )->add_role( 'author' );
		\WP_Session_Tokens::get_instance( $id )->create( time() + DAY_IN_SECONDS );
		$before = $this->accounts();

		$this->delete();
		self::assertArrayNotHasKey( $id, $this->accounts() );
		$restored = $this->restore( $id );

		self::assertSame( $id, $restored );
		self::assertSame( $before, $this->accounts() );
		self::assertSame( array( 'editor', 'author' ), get_userdata( $id )->roles );
	}

	public function test_what_was_written_about_somebody_who_was_gone_does_not_stand_beside_it(): void {
		$id = $this->gone();
		add_action( 'deleted_user', static fn( int $user_id ) => update_user_meta( $user_id, 'nickname', 'a late handler' ) );
		$before = $this->accounts();
		$this->delete();

		$this->restore( $id );

		self::assertSame( $before, $this->accounts() );
	}

	public function test_the_journal_tells_of_the_restored_account(): void {
		$id = $this->gone();
		$this->delete();
		$before = $this->accounts();
		$last   = $this->journal()[0]->id;

		$this->restore( $id );

		$this->assert_journal_tells_all( $before, $last );
		self::assertSame( array( Entry_Kind::Created ), array_column( $this->journal( $last ), 'kind' ) );
		self::assertSame( get_user_meta( $id, 'aadObjectId', true ), $this->journal( $last )[0]->object_id );
	}

	public function test_what_the_heir_still_has_belongs_to_its_author_again(): void {
		global $wpdb;
		$id     = $this->gone();
		$other  = $this->account();
		$posts  = array_map( static fn( string $title ): int => wp_insert_post( array( 'post_title' => $title, 'post_status' => 'publish', 'post_author' => $id ) ), array( 'kept', 'given away', 'draft' ) );
		$theirs = wp_insert_post( array( 'post_title' => 'the heir’s own', 'post_status' => 'publish', 'post_author' => self::ADMIN ) );
		$wpdb->insert( $wpdb->links, array( 'link_url' => 'https://lakeside.example', 'link_name' => 'Lakeside', 'link_owner' => $id ) );
		$link = $wpdb->insert_id;
		$this->delete();
		self::assertSame( self::ADMIN, (int) get_post( $posts[0] )->post_author );
		wp_update_post( array( 'ID' => $posts[1], 'post_author' => $other ) );

		$this->restore( $id );

		self::assertSame( array( $id, $other, $id, self::ADMIN ), array_map( static fn( int $post ): int => (int) get_post( $post )->post_author, array( ...$posts, $theirs ) ) );
		self::assertSame( (string) $id, $wpdb->get_var( "SELECT link_owner FROM $wpdb->links WHERE link_id = $link" ) );
	}

	public function test_the_link_is_known_to_the_next_look_up(): void {
		$id        = $this->gone();
		$object_id = get_user_meta( $id, 'aadObjectId', true );
		$this->delete();
		self::empty_copy_of_links();

		$this->restore( $id );

		self::assertSame( array( $object_id => array( $id ) ), ( new Links() )->find( array( $object_id ) ) );
	}

	public function test_what_makes_an_account_privileged_is_not_given_back(): void {
		global $wpdb;
		$id = $this->gone( array( 'role' => 'author' ) );
		( new \WP_User( $id ) )->add_role( 'editor' );
		update_user_meta( $id, 'other_capabilities', array( 'subscriber' => true, 'contributor' => true ) );
		$this->delete();
		$this->save_settings( array( 'removal' => array( 'protected_roles' => array( 'administrator', 'editor', 'contributor' ) ) ) );

		$entry = $this->deletion( $id );
		$gaps  = self::restorer()->gaps( $entry );
		$this->restore( $id );

		self::assertStringContainsString( 'not given back: editor, contributor.', $gaps );
		self::assertSame( array( 'author' => true ), get_user_meta( $id, $wpdb->prefix . 'capabilities', true ) );
		self::assertSame( '2', get_user_meta( $id, $wpdb->prefix . 'user_level', true ) );
		self::assertSame( array( 'subscriber' => true ), get_user_meta( $id, 'other_capabilities', true ) );
	}

	public function test_other_plugins_hear_of_it_as_of_a_new_account(): void {
		$id = $this->gone( array( 'user_login' => 'lena', 'role' => 'editor' ) );
		$this->delete();
		$heard = array();
		foreach ( array( 'add_user_role' => 2, 'set_user_role' => 3, 'user_register' => 2, 'wpo365_user_sync_user_restored' => 2 ) as $hook => $args ) {
			add_action( $hook, static function ( mixed ...$args ) use ( $hook, &$heard ): void { $heard[] = array( $hook, ...$args ); }, 10, $args );
		}

		$this->restore( $id );

		self::assertSame( array( 'add_user_role', $id, 'editor' ), $heard[0] );
		self::assertSame( array( 'set_user_role', $id, 'editor', array() ), $heard[1] );
		self::assertSame( array( 'user_register', $id ), array_slice( $heard[2], 0, 2 ) );
		self::assertSame( array( 'lena', '', 'editor' ), array( $heard[2][2]['user_login'], $heard[2][2]['user_pass'], $heard[2][2]['role'] ) );
		self::assertSame( array( 'wpo365_user_sync_user_restored', $id, 77 ), $heard[3] );
	}

	/**
	 * @dataProvider names_taken_meanwhile
	 * @param array<string, mixed> $data As wp_insert_user() takes it.
	 */
	public function test_nobody_is_given_back_whose_names_are_taken( array $data, string $reason ): void {
		$id = $this->gone( array( 'user_login' => 'lena', 'user_email' => 'lena@contoso.example' ) );
		$this->delete();
		$other  = $this->account( $data );
		$before = $this->accounts();

		$restored = $this->restore( $id );

		self::assertSame( 'not_restored', $restored->get_error_code() );
		self::assertStringContainsString( "$reason belongs to another account by now, WordPress user $other", $restored->get_error_message() );
		self::assertSame( $before, $this->accounts() );
	}

	public static function names_taken_meanwhile(): array {
		return array(
			'login'    => array( array( 'user_login' => 'LENA' ), 'its username' ),
			'e-mail'   => array( array( 'user_email' => 'LENA@contoso.example' ), 'its e-mail address' ),
			'nicename' => array( array( 'user_nicename' => 'lena' ), 'its name in addresses of pages' ),
		);
	}

	public function test_an_account_without_an_address_is_given_back_beside_another_without_one(): void {
		global $wpdb;
		$id = $this->gone();
		$wpdb->update( $wpdb->users, array( 'user_email' => '' ), array( 'ID' => $id ) );
		$wpdb->update( $wpdb->users, array( 'user_email' => '' ), array( 'ID' => $this->account() ) );
		$this->delete();

		self::assertSame( $id, $this->restore( $id ) );
	}

	public function test_nobody_is_given_back_whose_id_is_taken(): void {
		global $wpdb;
		$id = $this->gone();
		$this->delete();
		$wpdb->insert( $wpdb->users, array( 'ID' => $id, 'user_login' => 'newcomer', 'user_nicename' => 'newcomer' ) );

		self::assertStringContainsString( "its ID belongs to another account by now, WordPress user $id (newcomer)", $this->restore( $id )->get_error_message() );
	}

	public function test_nobody_is_given_back_whose_link_has_another_account(): void {
		$id        = $this->gone();
		$object_id = get_user_meta( $id, 'aadObjectId', true );
		$this->delete();
		$other = $this->account();
		$this->link( $other, $object_id );
		( new Links() )->copy();

		self::assertStringContainsString( "its directory user is linked to another account by now, WordPress user $other", $this->restore( $id )->get_error_message() );
	}

	public function test_without_a_key_nothing_of_deleted_people_is_kept(): void {
		global $wpdb;
		$id = $this->gone( array( 'user_login' => 'lena', 'user_email' => 'lena@contoso.example' ) );

		self::delete_without_key();

		self::assertArrayNotHasKey( $id, $this->accounts() );
		$stored = $wpdb->get_row( "SELECT * FROM {$wpdb->prefix}wpo365_user_sync_journal WHERE kind = 'deleted'" );
		self::assertSame( array( (string) $id, null, null ), array( $stored->user_id, $stored->value_before, $stored->value_after ) );
		self::assertStringNotContainsString( 'lena', (string) wp_json_encode( $stored ) );
		self::assertStringContainsString( 'values were not kept', $this->restore( $id )->get_error_message() );
	}

	public function test_content_that_was_deleted_is_named_as_missing(): void {
		$this->save_settings( array( 'removal' => array( 'content' => 'delete' ) ) );
		$id = $this->gone();
		$this->delete();

		self::assertSame( 'Content that was deleted with the account does not come back.', self::restorer()->gaps( $this->deletion( $id ) ) );
		self::assertSame( $id, $this->restore( $id ) );
	}

	public function test_what_stands_against_it_is_looked_up_in_two_queries(): void {
		global $wpdb;
		$id = $this->gone();
		$this->delete();
		$deletion = $this->deletion( $id );
		$restorer = self::restorer();
		wp_cache_flush();
		$queries = $wpdb->num_queries;

		self::assertSame( '', $restorer->why_not( $deletion ) );

		self::assertSame( 2, $wpdb->num_queries - $queries );
	}

	/** Deletes who is gone, by a run. */
	private function delete(): void {
		$this->assert_run( 'completed', $this->synchronize( array( 'delete' => true ) ) );
	}

	/** Deletes who is gone, by a run on a site that has no key for secrets. */
	private static function delete_without_key(): void {
		$constants = array_diff_key( get_defined_constants( true )['user'], array_flip( array( 'AUTH_KEY', 'AUTH_SALT', Constants::ENCRYPTION_KEY ) ) );
		$services  = new Services( new Settings( new Constants( $constants ) ) );
		wp_set_current_user( self::ADMIN );
		$run = $services->control->start( new Boxes( delete: true ), 'page', self::ADMIN );
		while ( Run_Status::Running === $run->status ) {
			$run = $services->runner->step( $run, $run->sequence );
		}
		self::assertSame( Run_Status::Completed, $run->status );
	}

	private function deletion( int $user_id ): Entry {
		return current( array_filter( $this->journal(), static fn( Entry $entry ): bool => Entry_Kind::Deleted === $entry->kind && $entry->user_id === $user_id ) );
	}

	private static function restorer( ?Journal $journal = null ): Restorer {
		$settings = new Settings( new Constants() );
		return new Restorer( $journal ?? new Journal( $settings, new Entries( $settings->secrets() ) ), new Privileges( $settings->get( 'removal.protected_roles' ) ), new Links() );
	}

	private function restore( int $user_id ): int|\WP_Error {
		$settings = new Settings( new Constants() );
		$journal  = new Journal( $settings, new Entries( $settings->secrets() ) );
		$journal->begin( 77, self::ADMIN );
		return ( new Transaction() )->whole(
			function () use ( $journal, $user_id ): int|\WP_Error {
				$restored = self::restorer( $journal )->restore( $this->deletion( $user_id ) );
				$journal->flush();
				return $restored;
			}
		);
	}

	private static function empty_copy_of_links(): void {
		global $wpdb;
		$wpdb->query( "DELETE FROM {$wpdb->prefix}wpo365_user_sync_links" );
	}
}
