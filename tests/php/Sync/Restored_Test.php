<?php

declare( strict_types=1 );

namespace WPO365\User_Sync\Tests\Sync;

use WPO365\User_Sync\Settings\Constants;
use WPO365\User_Sync\Settings\Settings;
use WPO365\User_Sync\Tests\Support\Asks_About_People;
use WPO365\User_Sync\Tests\Support\Leavers;
use WPO365\User_Sync\Tests\Support\Rewinds;
use WPO365\User_Sync\Tests\Support\Simulator;
use WPO365\User_Sync\Tests\Support\Test_Case;
use WPO365\User_Sync\Tests\Support\Undoes;

/**
 * Who comes back to the directory gets the account from before.
 */
final class Restored_Test extends Test_Case {

	use Asks_About_People;
	use Rewinds;
	use Leavers;
	use Undoes;

	/** @var array<string, mixed> Somebody who has left and come back. */
	private array $lena;

	/** The account that she had. */
	private int $account;

	/** @var array<int, array<string, array<string, list<string>>>> All accounts before she left. */
	private array $before;

	protected function setUp(): void {
		parent::setUp();
		Simulator::tenant( array( 'users' => 3, 'awkward' => false ) );
		$this->save_settings( array( 'removal' => array( 'limit_percent' => null, 'candidates' => 'linked' ) ) );
		$this->lena = $this->person( 'lena', array( 'jobTitle' => 'Teacher' ) );
		$this->synchronize( array( 'create' => true ) );
		$this->account = $this->row_of_person( $this->lena['id'] )['user_id'];
		wp_set_password( 'her own password', $this->account );
		update_user_meta( $this->account, 'description', 'written by herself' );
		$this->before = $this->accounts();

		Simulator::remove( $this->lena['id'] );
		$this->assert_run( 'completed', $this->synchronize( array( 'delete' => true ) ) );
		$this->assert_removed( $this->account );
	}

	public function test_a_run_restores_who_comes_back(): void {
		$this->come_back();
		$gone = $this->accounts();
		$last = $this->last_entry();

		$run = $this->synchronize( array( 'create' => true ) );

		$row = $this->row_of_person( $this->lena['id'] );
		self::assert_run( 'completed', $run );
		self::assertSame( 1, $run['counts']['created'] );
		self::assertSame( array( 'directory_only', 'created', $this->account, 'lena@lakeside.example' ), array( $row['table'], $row['status'], $row['user_id'], $row['login'] ) );
		self::assertStringContainsString( "is restored: WordPress user {$this->account} (lena@lakeside.example)", $row['reason'] );
		self::assertSame( $this->before, $this->accounts() );
		$this->assert_journal_tells_all( $gone, $last );
	}

	public function test_the_next_run_finds_the_restored_account_as_ever(): void {
		$this->come_back();
		$this->synchronize( array( 'create' => true ) );

		$this->synchronize( array( 'create' => true, 'update' => true, 'delete' => true ) );

		$row = $this->row_of_person( $this->lena['id'] );
		self::assertSame( array( 'matched', 'unchanged', $this->account ), array( $row['table'], $row['status'], $row['user_id'] ) );
		$this->assert_stay( $this->account );
	}

	public function test_what_let_her_in_before_does_not_come_back_by_a_run_but_by_an_undo(): void {
		$this->come_back();
		$this->synchronize( array( 'create' => true ) );
		$this->signed_in( $this->account );
		$before = $this->accounts();
		Simulator::remove( $this->lena['id'] );
		$deletion = $this->synchronize( array( 'delete' => true ) );
		$this->come_back();

		$return = $this->synchronize( array( 'create' => true ) );

		self::assertSame( $this->account, $this->row_of_person( $this->lena['id'] )['user_id'] );
		self::assertSame( array( array(), array(), '' ), array( \WP_Session_Tokens::get_instance( $this->account )->get_all(), \WP_Application_Passwords::get_user_application_passwords( $this->account ), get_userdata( $this->account )->user_activation_key ) );
		self::assertSame( $this->before[ $this->account ]['core'], $this->accounts()[ $this->account ]['core'] );
		$this->undo( $return['id'] );
		$this->undo( $deletion['id'] );
		self::assertSame( $before, $this->accounts() );
	}

	public function test_looking_says_so_and_writes_nothing(): void {
		$this->come_back();
		$this->map_a_role();
		$gone = $this->accounts();

		$this->synchronize();

		$row = $this->row_of_person( $this->lena['id'] );
		self::assertSame( array( 'directory_only', 'logged', null, array() ), array( $row['table'], $row['status'], $row['user_id'], $row['changes'] ) );
		self::assertStringContainsString( "is restored: WordPress user {$this->account}", $row['reason'] );
		self::assertSame( $gone, $this->accounts() );
	}

	public function test_looking_says_why_it_can_not_be_restored(): void {
		global $wpdb;
		$wpdb->insert( $wpdb->users, array( 'ID' => $this->account, 'user_login' => 'newcomer', 'user_nicename' => 'newcomer' ) );
		$this->come_back();

		$this->synchronize();

		self::assertStringContainsString( 'can’t be restored: its ID belongs to another account by now', $this->row_of_person( $this->lena['id'] )['reason'] );
	}

	public function test_a_row_is_restored_by_hand(): void {
		$this->come_back();
		$this->synchronize();

		$done = $this->act( 'create', array( $this->row_of_person( $this->lena['id'] )['id'] ) )[0];

		self::assertSame( array( 'created', $this->account ), array( $done['status'], $done['user_id'] ) );
		self::assertSame( $this->before, $this->accounts() );
	}

	public function test_one_person_alone_is_restored(): void {
		$this->come_back();

		$looked  = $this->look( $this->lena['id'] );
		$written = $this->write( $this->lena['id'] );

		self::assertStringContainsString( "is restored: WordPress user {$this->account}", self::message( $looked, 'decide' ) );
		self::assertStringNotContainsString( 'is to be created', self::message( $looked, 'decide' ) );
		self::assertSame( "WordPress user {$this->account} (lena@lakeside.example) was restored.", self::message( $written, 'write' ) );
		self::assertSame( $this->before, $this->accounts() );
	}

	public function test_without_update_only_the_link_follows_the_directory(): void {
		$this->come_back( array( 'userPrincipalName' => 'lena.new@lakeside.example', 'mail' => 'lena.new@lakeside.example', 'givenName' => 'Magdalena' ) );

		$this->synchronize( array( 'create' => true ) );

		$expected = $this->before;
		$expected[ $this->account ]['meta']['userPrincipalName'] = array( 'lena.new@lakeside.example' );
		self::assertSame( $expected, $this->accounts() );
	}

	public function test_with_update_the_restored_account_is_updated_as_well(): void {
		$this->come_back( array( 'mail' => 'lena.new@lakeside.example', 'givenName' => 'Magdalena' ) );

		$this->synchronize( array( 'create' => true, 'update' => true ) );

		$row = $this->row_of_person( $this->lena['id'] );
		self::assertSame( array( 'directory_only', 'created', $this->account ), array( $row['table'], $row['status'], $row['user_id'] ) );
		self::assertSame( array( 'first_name', 'user_email' ), self::sorted( array_column( $row['changes'], 'field' ) ) );
		self::assertSame( array( 'Magdalena', 'lena.new@lakeside.example' ), array( get_userdata( $this->account )->first_name, get_userdata( $this->account )->user_email ) );
	}

	public function test_nobody_loses_a_role_unseen_by_being_restored(): void {
		$this->come_back();
		$this->map_a_role();

		$this->synchronize( array( 'create' => true, 'update' => true ) );

		$row   = $this->row_of_person( $this->lena['id'] );
		$roles = array( 'field' => 'roles', 'from' => array( 'subscriber' ), 'to' => array( 'subscriber', 'editor' ) );
		self::assertSame( array( 'created', array( $roles ) ), array( $row['status'], $row['changes'] ) );
		self::assertSame( array( 'subscriber', 'editor' ), array_values( get_userdata( $this->account )->roles ) );
	}

	public function test_somebody_created_anew_in_the_directory_is_another_person(): void {
		$again = $this->person( 'lena' );

		$this->synchronize( array( 'create' => true ) );

		$row = $this->row_of_person( $again['id'] );
		self::assertSame( 'created', $row['status'] );
		self::assertNotSame( $this->account, $row['user_id'] );
		self::assertStringNotContainsString( 'restored', $row['reason'] );
	}

	public function test_an_account_that_was_linked_to_another_tenant_is_nobodys_here(): void {
		$this->come_back();
		$this->rewrite_deletion( static fn( array $before ): array => array_replace_recursive( $before, array( 'meta' => array( 'aadTenantId' => array( wp_generate_uuid4() ) ) ) ) );

		$this->synchronize( array( 'create' => true ) );

		$row = $this->row_of_person( $this->lena['id'] );
		self::assertSame( 'created', $row['status'] );
		self::assertNotSame( $this->account, $row['user_id'] );
		self::assertStringNotContainsString( 'restored', $row['reason'] );
	}

	public function test_somebody_disabled_does_not_get_it_back(): void {
		$this->come_back( array( 'accountEnabled' => false ) );

		$this->synchronize( array( 'create' => true ) );

		self::assertSame( 'skipped', $this->row_of_person( $this->lena['id'] )['status'] );
		$this->assert_removed( $this->account );
	}

	public function test_where_the_id_is_taken_a_new_account_is_made_and_the_row_says_why(): void {
		global $wpdb;
		$wpdb->insert( $wpdb->users, array( 'ID' => $this->account, 'user_login' => 'newcomer', 'user_nicename' => 'newcomer' ) );
		$this->come_back();

		$this->synchronize( array( 'create' => true ) );

		$row = $this->row_of_person( $this->lena['id'] );
		self::assertSame( 'created', $row['status'] );
		self::assertNotSame( $this->account, $row['user_id'] );
		self::assertStringContainsString( 'can’t be restored: its ID belongs to another account by now', $row['reason'] );
		self::assertSame( 'lena@lakeside.example', get_userdata( $row['user_id'] )->user_login );
	}

	public function test_what_can_not_be_read_any_more_is_not_restored_and_the_row_says_so(): void {
		global $wpdb;
		$wpdb->update( "{$wpdb->prefix}wpo365_user_sync_journal", array( 'value_before' => 'sealed with another key' ), array( 'kind' => 'deleted' ) );
		$this->come_back();

		$this->synchronize( array( 'create' => true ) );

		$row = $this->row_of_person( $this->lena['id'] );
		self::assertSame( 'created', $row['status'] );
		self::assertNotSame( $this->account, $row['user_id'] );
		self::assertStringContainsString( 'values were not kept', $row['reason'] );
	}

	public function test_where_restoring_fails_a_new_account_is_made_and_the_row_says_why(): void {
		$this->come_back();
		add_action( 'wpo365_user_sync_user_restored', array( self::class, 'break' ) );

		$this->synchronize( array( 'create' => true ) );

		$row = $this->row_of_person( $this->lena['id'] );
		self::assertSame( 'created', $row['status'] );
		self::assertNotSame( $this->account, $row['user_id'] );
		self::assertStringContainsString( 'stopped with an error (LogicException)', $row['reason'] );
		self::assertStringContainsString( 'gets a new one', $row['reason'] );
		$this->assert_removed( $this->account );
	}

	public function test_a_namesake_on_the_same_page_does_not_get_the_names_of_the_restored_account(): void {
		$this->come_back( array( 'userPrincipalName' => 'magdalena@lakeside.example', 'mail' => 'magdalena@lakeside.example' ) );
		$other = $this->person( 'lena' );

		$this->synchronize( array( 'create' => true ) );

		$row = $this->row_of_person( $other['id'] );
		self::assertSame( $this->account, $this->row_of_person( $this->lena['id'] )['user_id'] );
		self::assertSame( 'failed', $row['status'] );
		self::assertStringContainsString( "belongs to WordPress user {$this->account}", $row['reason'] );
	}

	public function test_a_page_is_looked_up_at_once_and_only_for_new_people(): void {
		$this->come_back();
		array_map( fn( string $name ): array => $this->person( $name ), array( 'mia', 'noa', 'ole' ) );
		$disabled = $this->person( 'disabled', array( 'accountEnabled' => false ) );
		$asked = array();
		add_filter(
			'query',
			static function ( string $query ) use ( &$asked ): string {
				if ( str_contains( $query, '_journal' ) && str_starts_with( $query, 'SELECT' ) ) {
					$asked[] = $query;
				}
				return $query;
			}
		);

		$this->synchronize();

		self::assertCount( 1, $asked );
		self::assertStringContainsString( $this->lena['id'], $asked[0] );
		self::assertStringNotContainsString( $disabled['id'], $asked[0] );
	}

	public function test_people_who_have_an_account_are_not_looked_up(): void {
		$this->come_back();
		$asked = false;
		add_filter(
			'query',
			function ( string $query ) use ( &$asked ): string {
				$asked = $asked || ( str_contains( $query, '_journal' ) && str_contains( $query, Simulator::people()[0]['id'] ) );
				return $query;
			}
		);
		$this->synchronize( array( 'create' => true ) );
		self::assertFalse( $asked );
	}

	/** Has a group give her another role than the one that she has. */
	private function map_a_role(): void {
		$group = Simulator::group( 'Editors', array( $this->lena['id'] ) );
		$this->save_settings( array( 'roles' => array( 'scenario' => 'replace', 'default_role_always' => false, 'mappings' => array( array( 'group_id' => $group, 'role' => 'editor' ) ), 'confirm_privileged' => true ) ) );
	}

	/** What another plugin's handler does. */
	public static function break(): never {
		throw new \LogicException( 'of another plugin' );
	}

	/**
	 * @param array<string, mixed> $changed What is different about her by now.
	 */
	private function come_back( array $changed = array() ): void {
		Simulator::control( 'POST', "/users/{$this->lena['id']}/restore" );
		if ( array() !== $changed ) {
			Simulator::change( $this->lena['id'], $changed );
		}
	}

	/**
	 * @param \Closure(array<string, mixed>): array<string, mixed> $change Changes what was kept of the account.
	 */
	private function rewrite_deletion( \Closure $change ): void {
		global $wpdb;
		$secrets = ( new Settings( new Constants() ) )->secrets();
		$table   = "{$wpdb->prefix}wpo365_user_sync_journal";
		$sealed  = $wpdb->get_var( "SELECT value_before FROM $table WHERE kind = 'deleted'" );
		self::assertSame( 1, $wpdb->update( $table, array( 'value_before' => $secrets->seal( $change( $secrets->open( $sealed ) ) ) ), array( 'kind' => 'deleted' ) ) );
	}

	/**
	 * @param list<string> $values Values.
	 * @return list<string>
	 */
	private static function sorted( array $values ): array {
		sort( $values );
		return $values;
	}
}
