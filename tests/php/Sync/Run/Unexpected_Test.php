<?php
/**
 * Code of others that dies where nobody expects it: while people are looked up, planned, or judged. The run ends, with everybody else done.
 */

declare( strict_types=1 );

namespace WPO365\User_Sync\Tests\Sync\Run;

use WPO365\User_Sync\Tests\Support\Meddles;
use WPO365\User_Sync\Tests\Support\Php_Process;
use WPO365\User_Sync\Tests\Support\Simulator;
use WPO365\User_Sync\Tests\Support\Test_Case;

final class Unexpected_Test extends Test_Case {

	use Meddles;

	private string $log = '';

	protected function setUp(): void {
		parent::setUp();
		$this->log = (string) tempnam( sys_get_temp_dir(), 'wpo365' );
		ini_set( 'error_log', $this->log );
		$this->save_settings( array( 'removal' => array( 'limit_percent' => null, 'limit_count' => null ) ) );
	}

	protected function tearDown(): void {
		ini_restore( 'error_log' );
		unlink( $this->log );
		parent::tearDown();
	}

	public function test_a_filter_that_throws_while_people_are_looked_up_fails_one_person_alone(): void {
		Simulator::tenant( array( 'users' => 60, 'awkward' => false ) );
		$unlucky = Simulator::people()[30];
		$account = $this->account( array( 'user_email' => $unlucky['mail'] ) );
		add_filter( 'sanitize_user', static fn( string $login ): string => $login === $unlucky['userPrincipalName'] ? self::stop() : $login );

		$run = $this->synchronize( array( 'create' => true, 'delete' => true ) );

		self::assert_run( 'completed', $run );
		self::assertSame( array( 60, 59, 1 ), array( $run['counts']['received'], $run['counts']['created'], $run['counts']['failed'] ) );
		$row = $this->row_of_person( $unlucky['id'] );
		self::assertSame( 'failed', $row['status'] );
		self::assertStringContainsString( 'left out', $row['reason'] );
		$this->assert_stay( $account );
		$log = (string) file_get_contents( $this->log );
		self::assertStringContainsString( 'RuntimeException', $log );
		self::assertStringNotContainsString( 'hunter2', $log );
	}

	public function test_a_filter_that_ends_the_process_while_people_are_looked_up_fails_one_person_alone(): void {
		Simulator::tenant( array( 'users' => 30, 'awkward' => false ) );
		$unlucky = Simulator::people()[10];
		$this->rest( 'POST', '/runs', array( 'create' => true ) );

		$run = $this->drive_in_processes( 'add_filter( "sanitize_user", static function ( $login ) { if ( ' . var_export( $unlucky['userPrincipalName'], true ) . ' === $login ) { exit; } return $login; } );' );

		self::assert_run( 'completed', $run );
		self::assertSame( array( 29, 1 ), array( $run['counts']['created'], $run['counts']['failed'] ), (string) wp_json_encode( $run ) );
		self::assertSame( 'failed', $this->row_of_person( $unlucky['id'] )['status'] );
	}

	public function test_a_filter_that_throws_while_a_match_by_name_is_decided_fails_one_person_alone(): void {
		Simulator::tenant( array( 'users' => 5, 'awkward' => false ) );
		$people   = Simulator::people();
		$accounts = array_map( fn( array $person ): int => $this->account( array( 'user_email' => $person['mail'] ) ), $people );
		$planned  = 0;
		add_filter(
			'pre_user_last_name',
			static function ( string $name ) use ( $people, &$planned ): string {
				if ( $name === $people[2]['surname'] ) {
					++$planned;
					throw new \Error();
				}
				return $name;
			}
		);

		$run = $this->synchronize( array( 'update' => true, 'delete' => true ) );

		self::assert_run( 'completed', $run );
		self::assertGreaterThan( 1, $planned );
		self::assertSame( 'failed', $this->row_of_person( $people[2]['id'] )['status'] );
		self::assertSame( array(), $this->linked_to( $people[2]['id'] ) );
		self::assertSame( array( $accounts[3] ), $this->linked_to( $people[3]['id'] ) );
		$this->assert_stay( ...$accounts );
	}

	/**
	 * @dataProvider ends
	 */
	public function test_a_filter_that_dies_while_an_absent_account_is_judged_keeps_that_account_alone( string $end ): void {
		Simulator::tenant( array( 'users' => 3, 'awkward' => false ) );
		$gone = $this->gone_users( 4 );
		$this->rest( 'POST', '/runs', array( 'delete' => true ) );

		$run = $this->drive_in_processes( "add_filter( 'wpo365_user_sync_may_remove', static function ( \$may, \$id ) { if ( {$gone[1]} === \$id ) { {$end} } return \$may; }, 10, 2 );" );

		self::assert_run( 'completed', $run );
		self::assertSame( array( 3, 1 ), array( $run['counts']['deleted'], $run['counts']['failed'] ), (string) wp_json_encode( $run ) );
		$this->assert_stay( $gone[1] );
		$row = $this->row_of_user( $gone[1] );
		self::assertSame( 'failed', $row['status'] );
		self::assertStringContainsString( 'left out', $row['reason'] );
		self::assertSame( get_userdata( $gone[1] )->user_login, $row['login'] );
	}

	public static function ends(): array {
		return array(
			'throws' => array( 'throw new RuntimeException();' ),
			'exits'  => array( 'exit;' ),
		);
	}

	/**
	 * @dataProvider whole_parts
	 */
	public function test_a_part_that_keeps_dying_as_a_whole_ends_the_run_failed( string $code ): void {
		Simulator::tenant( array( 'users' => 5, 'awkward' => false ) );
		$this->rest( 'POST', '/runs', array( 'create' => true ) );

		$run = $this->drive_in_processes( $code );

		self::assert_run( 'failed', $run, 'results_lost' );
		self::assertStringContainsString( 'Resume', $run['error']['message'] );
		self::assertSame( 1, count_users()['total_users'] );
		$run = $this->resume( $run );
		self::assert_run( 'completed', $run );
		self::assertSame( 5, $run['counts']['created'] );
	}

	public static function whole_parts(): array {
		$on = static fn( string $text, string $end ): string => "add_filter( 'query', static function ( \$sql ) { if ( str_contains( \$sql, '{$text}' ) ) { {$end} } return \$sql; } );";
		return array(
			'when rows are written, exits'           => array( $on( 'INSERT INTO `wp_wpo365_user_sync_results`', 'exit;' ) ),
			'when rows are written, throws'          => array( $on( 'INSERT INTO `wp_wpo365_user_sync_results`', 'throw new Error();' ) ),
			'while Graph is asked, exits'            => array( 'add_filter( "pre_http_request", static function ( $answer, $args, $url ) { if ( str_contains( $url, "/users?" ) ) { exit; } return $answer; }, 10, 3 );' ),
			'while Graph is asked, throws'           => array( 'add_filter( "pre_http_request", static function ( $answer, $args, $url ) { if ( str_contains( $url, "/users?" ) ) { throw new Error(); } return $answer; }, 10, 3 );' ),
		);
	}

	public function test_by_hand_a_filter_that_throws_fails_one_person_alone(): void {
		Simulator::tenant( array( 'users' => 4, 'awkward' => false ) );
		$people = Simulator::people();
		self::assert_run( 'completed', $this->synchronize() );
		add_filter( 'sanitize_user', static fn( string $login ): string => $login === $people[1]['userPrincipalName'] ? self::stop() : $login );

		$results = $this->act( 'create', array_column( $this->rows( 'directory_only' ), 'id' ) );

		self::assertSame( array( 'created', 'failed', 'created', 'created' ), array_column( $results, 'status' ) );
		self::assertSame( 'failed', $this->row_of_person( $people[1]['id'] )['status'] );
		self::assertNull( $this->rest( 'POST', '/runs' )->data['code'] ?? null, 'The action is over.' );
	}

	public function test_by_hand_a_handler_that_exits_leaves_the_place_free(): void {
		Simulator::tenant( array( 'users' => 2, 'awkward' => false ) );
		self::assert_run( 'completed', $this->synchronize() );
		$ids = array_column( $this->rows( 'directory_only' ), 'id' );

		Php_Process::run( 'add_action( "user_register", static function () { exit( 0 ); } ); $request = new WP_REST_Request( "POST", "/wpo365-user-sync/v1/results/actions" ); $request->set_body_params( array( "action" => "create", "ids" => array( ' . implode( ',', $ids ) . ' ) ) ); rest_do_request( $request );', array(), self::ADMIN );

		wp_cache_flush();
		self::assertSame( 1, count_users()['total_users'] );
		$action = $this->rest( 'GET', '/runs' )->data[0];
		self::assertSame( array( 'failed', 'results_lost' ), array( $action['status'], $action['error']['code'] ) );
		self::assertSame( 201, $this->rest( 'POST', '/runs' )->status );
	}

	private static function stop(): never {
		throw new \RuntimeException( 'password: hunter2' );
	}
}
