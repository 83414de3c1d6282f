<?php

declare( strict_types=1 );

namespace WPO365\User_Sync\Tests\Sync\Write;

use WPO365\User_Sync\Tests\Support\Meddles;
use WPO365\User_Sync\Tests\Support\Simulator;
use WPO365\User_Sync\Tests\Support\Test_Case;

/**
 * WordPress does not say that the database refused to change, delete or create a user. The row does.
 */
final class Silent_Failures_Test extends Test_Case {

	use Meddles;

	/** @var list<array<string, mixed>> */
	private array $people = array();

	protected function setUp(): void {
		parent::setUp();
		Simulator::tenant( array( 'users' => 3, 'awkward' => false ) );
		$this->people = Simulator::people();
	}

	public function test_an_update_that_was_not_stored(): void {
		$account = $this->linked( $this->people[0], array( 'display_name' => 'Former', 'user_email' => 'former@example.org', 'first_name' => 'Former' ) );
		$this->link( $account, $this->people[0]['id'], $this->people[0]['userPrincipalName'] );
		$before  = $this->stored_users( $account );
		$refused = $this->break_statements( 'UPDATE `wp_users` SET', null );

		$run = $this->synchronize( array( 'update' => true ) );

		self::assertGreaterThan( 0, $refused() );
		self::assert_run( 'completed', $run );
		$row = $this->row_of_person( $this->people[0]['id'] );
		self::assertSame( array( 'failed', 'matched' ), array( $row['status'], $row['table'] ), (string) wp_json_encode( $row ) );
		self::assertStringContainsString( 'did not store', $row['reason'] );
		self::assertSame( $before, $this->stored_users( $account ), 'Half of it was stored.' );
	}

	public function test_a_deletion_that_was_not_stored(): void {
		$gone    = $this->gone();
		$before  = $this->stored_users( $gone );
		$refused = $this->break_statements( 'DELETE FROM `wp_users`', null );

		$run = $this->synchronize( array( 'delete' => true ) );

		self::assertGreaterThan( 0, $refused() );
		self::assert_run( 'completed', $run );
		self::assertSame( array( 0, 1 ), array( $run['counts']['deleted'], $run['counts']['failed'] ) );
		$row = $this->row_of_user( $gone );
		self::assertSame( array( 'failed', 'WordPress did not delete this user: another plugin, or the database, may have prevented it. Delete the user under Users, or synchronize again.' ), array( $row['status'], $row['reason'] ) );
		self::assertSame( $before, $this->stored_users( $gone ), 'The account has lost its meta.' );
	}

	public function test_by_hand_a_deletion_that_was_not_stored(): void {
		$gone = $this->gone();
		self::assert_run( 'completed', $this->synchronize() );
		$before = $this->stored_users( $gone );
		$this->break_statements( 'DELETE FROM `wp_users`', null );

		$result = $this->act( 'delete', array( $this->row_of_user( $gone )['id'] ) )[0];

		self::assertSame( array( 'failed', 'WordPress did not delete this user: another plugin, or the database, may have prevented it. Delete the user under Users, or synchronize again.' ), array( $result['status'], $result['reason'] ) );
		self::assertSame( $before, $this->stored_users( $gone ) );
	}

	public function test_a_creation_that_was_not_stored_reaches_no_other_plugin(): void {
		$registered = array();
		add_action(
			'user_register',
			static function ( int $user_id ) use ( &$registered ): void {
				$registered[] = $user_id;
			}
		);
		$refused = $this->break_statements( 'INSERT INTO `wp_users`' );

		$run = $this->synchronize( array( 'create' => true ) );

		self::assertSame( 1, $refused() );
		self::assert_run( 'completed', $run );
		self::assertSame( array( 2, 1 ), array( $run['counts']['created'], $run['counts']['failed'] ) );
		self::assertCount( 2, $registered );
		self::assertNotContains( 0, $registered, 'Other plugins heard of a user 0.' );
		self::assertSame( array(), $this->linked_to( $this->people[0]['id'] ) );
	}

	public function test_a_mailer_that_throws_does_not_stop_the_run(): void {
		$this->save_settings( array( 'notifications' => array( 'welcome_email' => true ) ) );
		$tried = 0;
		add_filter(
			'pre_wp_mail',
			static function () use ( &$tried ): bool {
				++$tried;
				throw new \RuntimeException( 'No mail today: secret' );
			},
			1
		);
		$log = ini_set( 'error_log', $file = (string) tempnam( sys_get_temp_dir(), 'log' ) );

		$run = $this->synchronize( array( 'create' => true ) );

		ini_set( 'error_log', (string) $log );
		self::assert_run( 'completed', $run );
		self::assertSame( 3, $run['counts']['created'] );
		self::assertSame( 3, $tried, 'Everybody once.' );
		$said = (string) file_get_contents( $file );
		self::assertSame( 3, substr_count( $said, 'no welcome e-mail' ), $said );
		self::assertStringNotContainsString( 'secret', $said );
		unlink( $file );
	}
}
