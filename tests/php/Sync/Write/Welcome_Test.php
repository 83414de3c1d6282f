<?php

declare( strict_types=1 );

namespace WPO365\User_Sync\Tests\Sync\Write;

use WPO365\User_Sync\Tests\Support\Meddles;
use WPO365\User_Sync\Tests\Support\Php_Process;
use WPO365\User_Sync\Tests\Support\Simulator;
use WPO365\User_Sync\Tests\Support\Test_Case;

/**
 * Welcome e-mails: only where they are switched on, after the commit, and never twice, whatever breaks.
 */
final class Welcome_Test extends Test_Case {

	use Meddles;

	/** @var list<string> */
	private array $addresses = array();

	protected function setUp(): void {
		parent::setUp();
		Simulator::tenant( array( 'users' => 6, 'awkward' => false ) );
		$this->addresses = array_column( Simulator::people(), 'mail' );
		$this->save_settings( array( 'notifications' => array( 'welcome_email' => true ) ) );
	}

	public function test_switched_off_nobody_is_mailed(): void {
		$this->save_settings( array( 'notifications' => array( 'welcome_email' => false ) ) );
		$this->synchronize();
		$this->act( 'create', array( $this->rows( 'directory_only' )[0]['id'] ) );
		$this->synchronize( array( 'create' => true, 'update' => true ) );
		self::assertSame( 7, count_users()['total_users'] );
		self::assertSame( array(), $this->mails );
	}

	public function test_everybody_who_was_created_gets_one_and_the_administrator_none(): void {
		self::assert_run( 'completed', $this->synchronize( array( 'create' => true ) ) );
		self::assertEqualsCanonicalizing( $this->addresses, array_column( $this->mails, 'to' ) );
		foreach ( $this->mails as $mail ) {
			self::assertStringContainsString( 'action=rp', $mail['message'], 'WordPress\' own notification, with its link.' );
		}
	}

	public function test_it_is_sent_when_another_connection_sees_the_user(): void {
		$seen     = array();
		$database = $this->connection();
		add_filter(
			'pre_wp_mail',
			static function ( $done, array $mail ) use ( &$seen, $database ) {
				global $wpdb;
				$of     = $database->real_escape_string( $mail['to'] );
				$seen[] = $database->query( "SELECT COUNT(*) FROM {$wpdb->users} u JOIN {$wpdb->usermeta} m ON m.user_id = u.ID AND m.meta_key = 'aadObjectId' JOIN {$wpdb->prefix}wpo365_user_sync_results r ON r.user_id = u.ID AND r.status = 'created' WHERE u.user_email = '{$of}'" )->fetch_row()[0];
				return $done;
			},
			5,
			2
		);

		$this->synchronize( array( 'create' => true ) );

		self::assertSame( array_fill( 0, 6, '1' ), $seen, 'User, link and row are committed.' );
	}

	public function test_who_is_created_by_hand_gets_one(): void {
		$this->synchronize();
		$row = $this->rows( 'directory_only' )[2];
		$this->act( 'create', array( $row['id'] ) );
		$this->synchronize( array( 'create' => true, 'update' => true ) );
		self::assertEqualsCanonicalizing( $this->addresses, array_column( $this->mails, 'to' ), 'Everybody one, whoever created them.' );
	}

	public function test_all_who_are_created_by_hand_get_one_however_slow_the_mail_server_is(): void {
		Simulator::tenant( array( 'users' => 30, 'awkward' => false ) );
		$this->synchronize();
		add_filter(
			'pre_wp_mail',
			static function ( mixed $done ): mixed {
				usleep( 60_000 );
				return $done;
			},
			5
		);

		$this->act( 'create', array_column( $this->rows( 'directory_only' ), 'id' ) );

		self::assertCount( 30, $this->mails );
	}

	public function test_who_has_no_address_or_was_not_created_gets_none(): void {
		Simulator::tenant( array( 'users' => 60 ) );
		$this->synchronize( array( 'create' => true ) );
		$created = array_filter( $this->all_rows( 'directory_only' ), static fn( array $row ): bool => 'created' === $row['status'] );
		$without = array_filter( $created, static fn( array $row ): bool => '' === get_userdata( $row['user_id'] )->user_email );
		self::assertGreaterThan( 0, count( $without ), 'Somebody has no address.' );
		$expected = array_map( static fn( array $row ): string => get_userdata( $row['user_id'] )->user_email, array_diff_key( $created, $without ) );
		self::assertEqualsCanonicalizing( $expected, array_column( $this->mails, 'to' ) );
	}

	/**
	 * @dataProvider moments
	 *
	 * @param string $statement Just before which the connection to the database breaks.
	 */
	public function test_a_part_that_is_done_again_mails_nobody_twice_and_nobody_who_is_not_there( string $statement, int $nth ): void {
		$broken = $this->break_connection( $statement, $nth );

		$run = $this->run_through( array( 'create' => true ) );

		self::assertSame( 1, $broken() );
		self::assert_run( 'completed', $run );
		$mailed = array_column( $this->mails, 'to' );
		self::assertSame( array_values( array_unique( $mailed ) ), $mailed );
		$created = array_column( array_filter( $this->all_rows( 'directory_only' ), static fn( array $row ): bool => 'created' === $row['status'] ), 'email' );
		self::assertEqualsCanonicalizing( $created, $mailed );
		self::assertGreaterThanOrEqual( 5, count( $mailed ), (string) wp_json_encode( $run ) );
	}

	public static function moments(): array {
		return array(
			'before the third account'  => array( 'INSERT INTO `wp_users`', 3 ),
			'before its meta'           => array( 'INSERT INTO `wp_usermeta` (user_id', 3 ),
			'before the rows'           => array( 'INSERT INTO `wp_wpo365_user_sync_results`', 1 ),
		);
	}

	public function test_a_process_that_dies_while_mailing_loses_one_mail_at_most_and_doubles_none(): void {
		$file  = (string) tempnam( sys_get_temp_dir(), 'mails' );
		$log   = 'add_filter( "pre_wp_mail", static function ( $done, $mail ) { file_put_contents( ' . var_export( $file, true ) . ', $mail["to"] . "\n", FILE_APPEND ); if ( STOP && ++$GLOBALS["mails"] > 2 ) { echo "here"; sleep( 600 ); } return true; }, 1, 2 );';
		$run   = $this->rest( 'POST', '/runs', array( 'create' => true ) )->data;
		$step  = '$request = new WP_REST_Request( "POST", "/wpo365-user-sync/v1/runs/' . $run['id'] . '/step" ); $request->set_body_params( array( "sequence" => 0 ) ); rest_do_request( $request );';
		$dying = Php_Process::start( '$GLOBALS["mails"] = 0;' . str_replace( 'STOP', 'true', $log ) . $step, array(), self::ADMIN );
		$dying->wait_for( 'here' );
		$dying->kill();
		wp_cache_flush();
		self::assertSame( 7, count_users()['total_users'], 'They were committed before.' );
		$this->set_run( $run['id'], array( 'lock_expires' => 1 ) );

		Php_Process::run( str_replace( 'STOP', 'false', $log ) . str_replace( 'rest_do_request( $request );', '$answer = rest_do_request( $request ); while ( "running" === $answer->get_data()["status"] ) { $request->set_body_params( array( "sequence" => $answer->get_data()["sequence"] ) ); $answer = rest_do_request( $request ); }', $step ), array(), self::ADMIN );

		$mailed = array_filter( explode( "\n", (string) file_get_contents( $file ) ) );
		unlink( $file );
		self::assert_run( 'completed', $this->rest( 'GET', '/runs/current' )->data );
		self::assertEqualsCanonicalizing( $this->addresses, $mailed, 'Each was handed over once.' );
	}

	public function test_two_drivers_mail_nobody_twice(): void {
		// While the first mail is sent, a rival takes the others, which were on the same list.
		$settled = 0;
		add_filter(
			'pre_wp_mail',
			function ( $done ) use ( &$settled ) {
				global $wpdb;
				if ( 0 === $settled ) {
					$settled = $this->elsewhere( "UPDATE {$wpdb->prefix}wpo365_user_sync_results SET pending = '' WHERE pending = 'mail'" );
				}
				return $done;
			},
			5
		);

		self::assert_run( 'completed', $this->synchronize( array( 'create' => true ) ) );

		self::assertSame( 5, $settled );
		self::assertCount( 1, $this->mails, 'The others are the rival\'s.' );
	}
}
