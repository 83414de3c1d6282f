<?php
/**
 * Other plugins' handlers that fail on one person: that one is left out, everybody else is done.
 */

declare( strict_types=1 );

namespace WPO365\User_Sync\Tests\Sync\Write;

use WPO365\User_Sync\Tests\Support\Php_Process;
use WPO365\User_Sync\Tests\Support\Simulator;
use WPO365\User_Sync\Tests\Support\Steers_Runs;
use WPO365\User_Sync\Tests\Support\Test_Case;

final class Handlers_Test extends Test_Case {

	use Steers_Runs;

	/** Steps the newest run until it no longer runs. */
	private const DRIVER = <<<'CODE'
	$call = static function ( string $method, string $route, array $params = array() ): WP_REST_Response {
		$request = new WP_REST_Request( $method, '/wpo365-user-sync/v1' . $route );
		$request->set_body_params( $params );
		return rest_do_request( $request );
	};
	while ( 'running' === ( $run = $call( 'GET', '/runs/current' )->get_data() )['status'] ) {
		$answer = $call( 'POST', "/runs/{$run['id']}/step", array( 'sequence' => $run['sequence'] ) );
		if ( 200 !== $answer->get_status() ) {
			echo wp_json_encode( $answer->get_data() );
			return;
		}
	}
	echo 'done';
	CODE;

	private string $log = '';

	protected function setUp(): void {
		parent::setUp();
		$this->log = (string) tempnam( sys_get_temp_dir(), 'wpo365' );
		ini_set( 'error_log', $this->log );
	}

	protected function tearDown(): void {
		ini_restore( 'error_log' );
		unlink( $this->log );
		parent::tearDown();
	}

	/**
	 * @dataProvider deaths
	 */
	public function test_a_handler_that_ends_the_process_does_not_stop_the_run( string $end, bool $locked ): void {
		Simulator::tenant( array( 'users' => 30, 'awkward' => false ) );
		$unlucky = Simulator::people()[10];
		$code    = 'add_action( "user_register", static function ( $id ) { if ( ' . var_export( $unlucky['mail'], true ) . ' === get_userdata( $id )->user_email ) { ' . $end . ' } } );' . self::DRIVER;
		$run     = $this->start( array( 'create' => true ) );

		$deaths = $this->drive_with( $code, $run['id'], $locked );

		wp_cache_flush();
		$run = $this->current_run();
		self::assertSame( 'completed', $run['status'], wp_json_encode( $run ) );
		self::assertSame( 3, $deaths, 'Twice with others, once alone.' );
		self::assertSame( array( 29, 1 ), array( $run['counts']['created'], $run['counts']['failed'] ), wp_json_encode( $run ) );
		$row = $this->rows( 'directory_only', array( 'status' => 'failed' ) )[0];
		self::assertSame( $unlucky['id'], $row['object_id'] );
		self::assertNull( $row['user_id'] );
		self::assertNotSame( '', $row['reason'] );
		self::assertFalse( get_user_by( 'email', $unlucky['mail'] ) );
		$this->assert_everybody_once( $run );
	}

	/**
	 * @return array<string, array{string, bool}> What the handler does, as PHP; whether the lock has to expire.
	 */
	public static function deaths(): array {
		return array(
			'exit'          => array( 'exit( 0 );', false ),
			'wp_die()'      => array( 'wp_die( "No." );', false ),
			'out of memory' => array( 'ini_set( "memory_limit", (string) ( memory_get_usage() + 4000000 ) ); $text = str_repeat( "x", 100000000 );', false ),
			'a fatal error' => array( 'eval( "class Stdclass {}" );', false ),
			'killed'        => array( 'posix_kill( getmypid(), 9 );', true ),
		);
	}

	public function test_a_handler_that_dies_on_two_people_of_a_page(): void {
		Simulator::tenant( array( 'users' => 30, 'awkward' => false ) );
		$unlucky = array_column( array_slice( Simulator::people(), 3, 2 ), 'mail' );
		$code    = 'add_action( "user_register", static function ( $id ) { if ( in_array( get_userdata( $id )->user_email, ' . var_export( $unlucky, true ) . ', true ) ) { exit; } } );' . self::DRIVER;
		$run     = $this->start( array( 'create' => true ) );

		$deaths = $this->drive_with( $code, $run['id'] );

		$run = $this->current_run();
		self::assertSame( 'completed', $run['status'], wp_json_encode( $run ) );
		self::assertSame( array( 28, 2 ), array( $run['counts']['created'], $run['counts']['failed'] ), wp_json_encode( $run ) );
		self::assertSame( 4, $deaths, 'For the second it is known already that people go one by one.' );
		$this->assert_everybody_once( $run );
	}

	public function test_a_handler_that_dies_on_an_update(): void {
		Simulator::tenant( array( 'users' => 30, 'awkward' => false ) );
		$this->synchronize( array( 'create' => true ) );
		$people = Simulator::people();
		foreach ( array_slice( $people, 0, 3 ) as $person ) {
			Simulator::change( $person['id'], array( 'givenName' => 'Changed' ) );
		}
		$code = 'add_action( "profile_update", static function ( $id ) { if ( ' . var_export( $people[1]['mail'], true ) . ' === get_userdata( $id )->user_email ) { exit; } } );' . self::DRIVER;
		$run  = $this->start( array( 'update' => true ) );

		self::assertSame( 3, $this->drive_with( $code, $run['id'] ) );

		wp_cache_flush();
		$run = $this->current_run();
		self::assertSame( array( 'completed', 2, 1 ), array( $run['status'], $run['counts']['updated'], $run['counts']['failed'] ), wp_json_encode( $run ) );
		self::assertSame( $people[1]['givenName'], get_user_by( 'email', $people[1]['mail'] )->first_name );
		self::assertSame( 'Changed', get_user_by( 'email', $people[2]['mail'] )->first_name );
	}

	public function test_a_handler_that_dies_on_a_removal(): void {
		Simulator::tenant( array( 'users' => 10, 'awkward' => false ) );
		$gone = $this->create_users( 4, 'gone' );
		foreach ( $gone as $number => $user_id ) {
			$this->link( $user_id, "11111111-2222-4333-8444-00000000000{$number}" );
		}
		$code = "add_action( 'delete_user', static function ( \$id ) { if ( {$gone[1]} === \$id ) { exit; } } );" . self::DRIVER;
		$run  = $this->start( array( 'delete' => true ) );

		self::assertSame( 3, $this->drive_with( $code, $run['id'] ) );

		wp_cache_flush();
		$run = $this->current_run();
		self::assertSame( array( 'completed', 3, 1 ), array( $run['status'], $run['counts']['deleted'], $run['counts']['failed'] ), wp_json_encode( $run ) );
		self::assertNotFalse( get_userdata( $gone[1] ) );
	}

	/**
	 * @dataProvider throwers
	 */
	public function test_a_handler_that_throws_on_one_person( string $hook, callable $handler ): void {
		Simulator::tenant( array( 'users' => 30, 'awkward' => false ) );
		$unlucky = Simulator::people()[5];
		add_action(
			$hook,
			static function ( int $user_id ) use ( $unlucky, $handler ): void {
				if ( get_userdata( $user_id )->user_email === $unlucky['mail'] ) {
					$handler();
				}
			}
		);

		$run = $this->synchronize( array( 'create' => true ) );

		self::assertSame( 'completed', $run['status'], wp_json_encode( $run ) );
		self::assertSame( array( 29, 1 ), array( $run['counts']['created'], $run['counts']['failed'] ), wp_json_encode( $run ) );
		$row = $this->rows( 'directory_only', array( 'status' => 'failed' ) )[0];
		self::assertSame( array( $unlucky['id'], null ), array( $row['object_id'], $row['user_id'] ) );
		self::assertStringNotContainsString( 'hunter2', $row['reason'] . file_get_contents( $this->log ), 'The text of an exception may hold anything.' );
		self::assertNotSame( '', (string) file_get_contents( $this->log ), 'The log tells where.' );
		$this->assert_everybody_once( $run );
	}

	/**
	 * @return array<string, array{string, callable(): mixed}> Hook, and what its handler does.
	 */
	public static function throwers(): array {
		$cases = array();
		foreach ( array( 'user_register', 'set_user_role', 'wpo365_user_sync_user_created' ) as $hook ) {
			$cases[ "an exception in {$hook}" ] = array( $hook, static fn() => throw new \RuntimeException( 'password: hunter2' ) );
		}
		$cases['an error of PHP']  = array( 'user_register', static fn() => nothing_of_this_name() );
		$cases['a wrong argument'] = array( 'user_register', static fn() => strlen( array() ) );
		return $cases;
	}

	public function test_a_handler_that_throws_on_one_update_or_removal(): void {
		Simulator::tenant( array( 'users' => 10, 'awkward' => false ) );
		$this->synchronize( array( 'create' => true ) );
		$people = Simulator::people();
		Simulator::change( $people[0]['id'], array( 'givenName' => 'Changed' ) );
		Simulator::change( $people[1]['id'], array( 'givenName' => 'Changed' ) );
		Simulator::remove( $people[2]['id'], true );
		Simulator::remove( $people[3]['id'], true );
		// Accounts that were registered in the second in which the run begins stay.
		$GLOBALS['wpdb']->query( "UPDATE {$GLOBALS['wpdb']->users} SET user_registered = '2020-01-01 00:00:00' WHERE ID > 1" );
		$throw = static fn( array $person ): callable => static function ( int $user_id ) use ( $person ): void {
			if ( get_userdata( $user_id )->user_email === $person['mail'] ) {
				throw new \LogicException( 'No.' );
			}
		};
		add_action( 'profile_update', $throw( $people[0] ) );
		add_action( 'delete_user', $throw( $people[2] ) );

		$run = $this->synchronize( array( 'update' => true, 'delete' => true ) );

		self::assertSame( array( 'completed', 1, 1, 2 ), array( $run['status'], $run['counts']['updated'], $run['counts']['deleted'], $run['counts']['failed'] ), wp_json_encode( $run ) );
		wp_cache_flush();
		self::assertSame( $people[0]['givenName'], get_user_by( 'email', $people[0]['mail'] )->first_name, 'The update was taken back.' );
		self::assertSame( 'Changed', get_user_by( 'email', $people[1]['mail'] )->first_name );
		self::assertNotFalse( get_user_by( 'email', $people[2]['mail'] ) );
		self::assertFalse( get_user_by( 'email', $people[3]['mail'] ) );
	}

	/**
	 * Drives a run with processes, a new one each time one has died.
	 *
	 * @return int How many died.
	 */
	private function drive_with( string $code, int $run_id, bool $locked = false ): int {
		for ( $deaths = 0; $deaths < 10; $deaths++ ) {
			$process = Php_Process::start( $code, array( 'WP_DEBUG' => false ), self::ADMIN );
			$process->wait();
			if ( str_ends_with( $process->output(), 'done' ) ) {
				return $deaths;
			}
			self::assertStringNotContainsString( 'step_in_progress', $process->output() );
			if ( $locked ) {
				$this->expire_lock( $run_id );
			}
		}
		self::fail( 'The run does not end: ' . $process->output() . $process->errors() );
	}
}
