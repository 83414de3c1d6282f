<?php
/**
 * People who were deactivated by mistake, and the undo of their return.
 */

declare( strict_types=1 );

namespace WPO365\User_Sync\Tests\Sync\Undo;

use WPO365\User_Sync\Journal\Entries;
use WPO365\User_Sync\Journal\Entry;
use WPO365\User_Sync\Journal\Entry_Kind;
use WPO365\User_Sync\Settings\Settings;
use WPO365\User_Sync\Tests\Support\Simulator;
use WPO365\User_Sync\Tests\Support\Test_Case;
use WPO365\User_Sync\Tests\Support\Undoes;

final class Deactivation_Test extends Test_Case {

	use Undoes;

	private const ROLES = 'a:1:{s:10:"subscriber";b:1;}';

	private int $user_id;

	/** @var array<string, mixed> A run, to which entries are added. */
	private array $run;

	protected function setUp(): void {
		parent::setUp();
		Simulator::tenant( array( 'users' => 2, 'awkward' => false ) );
		$this->user_id = $this->gone();
		$this->run     = $this->synchronize();
	}

	public function test_who_was_deactivated_is_let_in_again_with_roles_and_sessions(): void {
		$this->sign_in( $this->user_id );
		$before   = $this->accounts();
		$sessions = $before[ $this->user_id ]['meta']['session_tokens'];
		$this->change( Entry_Kind::Deactivated, 'wpo365_active', null, array( 'deactivated' ) );
		$this->change( Entry_Kind::Meta, 'wpo365_user_sync_deactivated', null, array( '{"at":1}' ) );
		$this->change( Entry_Kind::Role, 'wp_capabilities', array( self::ROLES ), array( 'a:0:{}' ) );
		$this->change( Entry_Kind::Meta, 'session_tokens', $sessions, null, true );
		$heard = array();
		add_action( 'wpo365_user_sync_user_reactivated', static function ( int $id ) use ( &$heard ): void { $heard[] = $id; } );

		$undo = $this->undo( $this->run['id'] );

		self::assertSame( $before, $this->accounts() );
		self::assertSame( array( 1, 0, 'reactivated' ), array( $undo['counts']['reactivated'], $undo['counts']['updated'], $this->row_of( $this->user_id )['status'] ) );
		self::assertSame( array( $this->user_id ), $heard );
		self::assertContains( array( 'field' => 'session_tokens', 'from' => null, 'to' => null ), $this->row_of( $this->user_id )['changes'], 'Secret.' );
		$fields = array_column( $this->row_of( $this->user_id )['changes'], 'field' );
		sort( $fields );
		self::assertSame( array( 'roles', 'session_tokens', 'wpo365_active' ), $fields, 'The notes are for code to read.' );
	}

	public function test_leavers_come_back_with_sessions_application_passwords_and_keys(): void {
		Simulator::tenant( array( 'users' => 10, 'awkward' => false ) );
		$this->save_settings( array( 'removal' => array( 'mode' => 'deactivate', 'disabled' => 'deactivate', 'limit_percent' => null ) ) );
		$linked = $this->create_linked_users( Simulator::people() );
		$gone = $this->gone_users( 3 );
		( new \WP_User( $gone[0] ) )->set_role( 'editor' );
		$this->sign_in( $gone[0] );
		get_password_reset_key( get_userdata( $gone[1] ) );
		\WP_Application_Passwords::create_new_application_password( $gone[1], array( 'name' => 'x' ) );
		Simulator::change( Simulator::people()[0]['id'], array( 'accountEnabled' => false ) );
		$this->synchronize( array( 'update' => true ) );
		$before = $this->accounts();
		$run = $this->synchronize( array( 'update' => true, 'delete' => true ) );
		self::assertSame( 5, $run['counts']['deactivated'], (string) wp_json_encode( $run ) );
		$after = $this->accounts();
		$undo = $this->undo( $run['id'] );
		self::assertSame( $before, $this->accounts() );
		self::assertSame( 5, $undo['counts']['reactivated'] );
		$this->undo( $undo['id'] );
		self::assertSame( $after, $this->accounts() );
		Simulator::change( Simulator::people()[0]['id'], array( 'accountEnabled' => true ) );
		$back = $this->synchronize( array( 'update' => true ) );
		self::assertSame( 1, $back['counts']['reactivated'] );
		$this->undo( $back['id'] );
		self::assertSame( $after, $this->accounts() );
	}

	public function test_who_was_reactivated_is_deactivated_again(): void {
		$this->reactivated();
		$heard = array();
		add_action( 'wpo365_user_sync_user_deactivated', static function ( int $id, string $reason ) use ( &$heard ): void { $heard[ $id ] = $reason; }, 10, 2 );

		$undo = $this->undo( $this->run['id'] );

		self::assertSame( array( array( 'deactivated' ), array( 'a:0:{}' ) ), array( $this->accounts()[ $this->user_id ]['meta']['wpo365_active'], $this->accounts()[ $this->user_id ]['meta']['wp_capabilities'] ) );
		self::assertSame( array( 1, 'deactivated' ), array( $undo['counts']['deactivated'], $this->row_of( $this->user_id )['status'] ) );
		self::assertStringContainsString( 'undo', $heard[ $this->user_id ] );
	}

	/**
	 * @dataProvider kept
	 *
	 * @param callable(int): mixed $keep What keeps the account.
	 */
	public function test_who_may_not_be_removed_is_not_deactivated_again( callable $keep, string $reason ): void {
		$this->reactivated();
		$keep( $this->user_id );
		$before = $this->accounts();

		$preview = $this->preview( $this->run['id'] );

		self::assertSame( array( 0, 'none' ), array( $preview['count'], $preview['entries'][0]['action'] ) );
		self::assertStringContainsString( $reason, $preview['entries'][0]['reason'] );
		self::assertSame( 'nothing_to_undo', $this->rest( 'POST', "/runs/{$this->run['id']}/undo", array( 'count' => 0 ) )->code() );
		self::assertSame( $before, $this->accounts() );
	}

	/**
	 * @return array<string, array{callable(int): mixed, string}>
	 */
	public static function kept(): array {
		return array(
			'an administrator by now' => array( static fn( int $id ) => ( new \WP_User( $id ) )->set_role( 'administrator' ), 'wpo365_active' ),
			'the filter'              => array( static fn( int $id ) => add_filter( 'wpo365_user_sync_may_remove', static fn( bool $may, int $user_id ): bool => $may && $id !== $user_id, 10, 2 ), 'wpo365_active, roles (Another plugin' ),
		);
	}

	private function reactivated(): void {
		$this->change( Entry_Kind::Reactivated, 'wpo365_active', array( 'deactivated' ), null );
		$this->change( Entry_Kind::Role, 'wp_capabilities', array( 'a:0:{}' ), array( self::ROLES ) );
	}

	/**
	 * Changes an account as the run would have done it.
	 *
	 * @param list<string>|null $before Value before.
	 * @param list<string>|null $after  Value after.
	 */
	private function change( Entry_Kind $kind, string $key, ?array $before, ?array $after, bool $is_secret = false ): void {
		global $wpdb;
		$wpdb->delete( $wpdb->usermeta, array( 'user_id' => $this->user_id, 'meta_key' => $key ) );
		foreach ( $after ?? array() as $value ) {
			$wpdb->insert( $wpdb->usermeta, array( 'user_id' => $this->user_id, 'meta_key' => $key, 'meta_value' => $value ) );
		}
		clean_user_cache( $this->user_id );
		( new Entries( ( new Settings() )->secrets() ) )->add( array( new Entry( $this->run['id'], $this->user_id, '', $kind, $key, $before, $after, $is_secret ) ) );
	}
}
