<?php
/**
 * What a run waits for: throttling, outages of the service, broken connections.
 */

declare( strict_types=1 );

namespace WPO365\User_Sync\Tests\Sync\Run;

use WPO365\User_Sync\Tests\Support\Simulator;
use WPO365\User_Sync\Tests\Support\Steers_Runs;
use WPO365\User_Sync\Tests\Support\Test_Case;

final class Waiting_Test extends Test_Case {

	use Steers_Runs;

	/**
	 * @dataProvider temporary_failures
	 * @param array<string, mixed> $fault
	 */
	public function test_a_temporary_failure_makes_the_run_wait_and_then_go_on( array $fault, ?int $pause ): void {
		Simulator::tenant( array( 'users' => 60, 'awkward' => false ) );
		// The second page, so that something is done already.
		Simulator::fault( $fault + array( 'on' => 'users', 'nth' => 2 ) );
		$run = $this->start( array( 'create' => true ) );

		$run  = $this->step_to_the_end( $run );
		$text = (string) wp_json_encode( $run );

		self::assertSame( 'waiting', $run['status'], $text );
		self::assertSame( 'listing', $run['phase'], $text );
		self::assertNull( $run['error'], $text );
		self::assertNull( $run['finished_at'], $text );
		self::assertSame( 25, $run['counts']['received'], $text );
		self::assertSame( 25, $run['counts']['created'], $text );
		$answered = array_column( Simulator::log( 'users' ), 'time' )[1] / 1000;
		// Rounded up to a second; the answer came between the simulator's note of it and now.
		self::assertGreaterThanOrEqual( (int) ceil( $answered + ( $pause ?? 1.5 ) ), strtotime( $run['resume_at'] ), $text );
		self::assertLessThanOrEqual( (int) ceil( microtime( true ) + ( $pause ?? 2.5 ) ), strtotime( $run['resume_at'] ), $text );

		$run = $this->drive( $run );

		self::assertSame( 'completed', $run['status'], wp_json_encode( $run ) );
		self::assertSame( 60, $run['counts']['created'], wp_json_encode( $run ) );
		self::assertSame( 4, $this->times_asked(), 'One page was asked for twice, and nothing else.' );
		self::assertSame( array(), array_filter( Simulator::log(), static fn( array $entry ): bool => $entry['early'] || 'altered' === $entry['link'] ), 'Asked too early, or a changed link.' );
		$this->assert_everybody_once( $run );
	}

	/**
	 * @return array<string, array{array<string, mixed>, int|null}> Fault, and whole seconds of the pause; null where the service names none.
	 */
	public static function temporary_failures(): array {
		return array(
			'429, whole seconds'        => array( array( 'kind' => 'throttle', 'retry_after' => 7 ), 7 ),
			'429, without Retry-After'  => array( array( 'kind' => 'throttle' ), null ),
			'500 with JSON'             => array( array( 'kind' => 'status', 'status' => 500 ), null ),
			'503 with HTML'             => array( array( 'kind' => 'status', 'status' => 503, 'body' => 'html', 'retry_after' => 9 ), 9 ),
			'504 without a body'        => array( array( 'kind' => 'status', 'status' => 504, 'body' => 'empty', 'retry_after' => 4 ), 4 ),
			'200 without a body'        => array( array( 'kind' => 'status', 'status' => 200, 'body' => 'empty' ), null ),
			'200 with HTML'             => array( array( 'kind' => 'html' ), null ),
			'200 with half of the JSON' => array( array( 'kind' => 'broken_json' ), null ),
			'connection reset'          => array( array( 'kind' => 'reset' ), null ),
			'answer cut off'            => array( array( 'kind' => 'truncate' ), null ),
		);
	}

	public function test_an_http_date_is_waited_for(): void {
		Simulator::tenant( array( 'users' => 10, 'awkward' => false ) );
		Simulator::fault( array( 'kind' => 'throttle', 'on' => 'users', 'retry_after_date' => 40 ) );
		$before = microtime( true );

		$run = $this->synchronize();

		self::assertSame( 'waiting', $run['status'], wp_json_encode( $run ) );
		$resume = strtotime( $run['resume_at'] );
		self::assertGreaterThanOrEqual( (int) ceil( $before + 40 ), $resume );
		// A date has whole seconds, and so has the plugin's clock: up to two are rounded.
		self::assertLessThanOrEqual( (int) ceil( microtime( true ) + 42 ), $resume );
		self::assertSame( 'completed', $this->drive( $run )['status'] );
	}

	public function test_a_date_that_has_passed_means_at_once(): void {
		Simulator::tenant( array( 'users' => 10, 'awkward' => false ) );
		Simulator::fault( array( 'kind' => 'throttle', 'on' => 'users', 'retry_after' => 'Wed, 21 Oct 2015 07:28:00 GMT' ) );

		$run = $this->synchronize();

		self::assertSame( 'waiting', $run['status'], wp_json_encode( $run ) );
		self::assertLessThanOrEqual( time() + 1, strtotime( $run['resume_at'] ) );
		self::assertSame( 'completed', $this->drive( $run )['status'] );
	}

	public function test_nothing_is_asked_before_the_pause_is_over(): void {
		Simulator::tenant( array( 'users' => 30, 'awkward' => false ) );
		Simulator::fault( array( 'kind' => 'throttle', 'on' => 'users', 'nth' => 2, 'retry_after' => 3600 ) );
		$run = $this->synchronize();
		self::assertSame( 'waiting', $run['status'], wp_json_encode( $run ) );
		Simulator::clear_log();
		$record = $this->record( $run['id'] );

		self::assertSame( $run, $this->step( $run ), 'A step before resume_at gives the run unchanged.' );
		self::assertSame( $run, $this->current_run() );
		self::assertSame( $record, $this->record( $run['id'] ) );
		$this->set_run( $run['id'], array( 'resume_at' => time() + 1 ) );
		self::assertSame( 'waiting', $this->step( $run )['status'] );
		self::assertSame( array(), Simulator::log() );

		$this->set_run( $run['id'], array( 'resume_at' => time() ) );
		self::assertSame( 'completed', $this->settle( $run )['status'] );
	}

	/**
	 * @dataProvider other_requests
	 * @param array<string, mixed> $fault
	 */
	public function test_every_request_may_be_waited_for( string $route, array $fault ): void {
		Simulator::tenant( array( 'users' => 10, 'awkward' => false ) );
		Simulator::fault( $fault + array( 'on' => $route ) );

		$run = $this->synchronize();

		self::assertSame( 'waiting', $run['status'], wp_json_encode( $run ) );
		$run = $this->drive( $run );
		self::assertSame( 'completed', $run['status'], wp_json_encode( $run ) );
		self::assertSame( 10, $run['counts']['received'] );
		self::assertSame( array(), array_filter( array_column( Simulator::log(), 'early' ) ) );
	}

	/**
	 * @return array<string, array{string, array<string, mixed>}> Route of the simulator, and a fault.
	 */
	public static function other_requests(): array {
		$busy = array( 'kind' => 'throttle', 'retry_after' => 3 );
		return array(
			'the number of users'         => array( 'count', $busy ),
			'the sign-in, throttled'      => array( 'token', $busy ),
			'the sign-in, unavailable'    => array( 'token', array( 'kind' => 'status', 'status' => 503, 'body' => 'html' ) ),
			'the sign-in, connection cut' => array( 'token', array( 'kind' => 'reset' ) ),
		);
	}

	public function test_the_question_about_absent_people_may_be_waited_for(): void {
		Simulator::tenant( array( 'users' => 10, 'awkward' => false ) );
		$gone = $this->create_users( 1 )[0];
		$this->link( $gone, '11111111-2222-4333-8444-555555555555' );
		Simulator::fault( array( 'kind' => 'throttle', 'retry_after' => 3, 'on' => 'users', 'match' => 'id in' ) );

		$run = $this->synchronize( array( 'delete' => true ) );

		self::assertSame( 'waiting', $run['status'], wp_json_encode( $run ) );
		self::assertSame( 'absent', $run['phase'] );
		self::assertNotFalse( get_userdata( $gone ) );
		$run = $this->drive( $run );
		self::assertSame( 'completed', $run['status'], wp_json_encode( $run ) );
		self::assertSame( 1, $run['counts']['deleted'] );
	}

	public function test_a_slow_answer_is_waited_for(): void {
		Simulator::tenant( array( 'users' => 30, 'awkward' => false ) );
		Simulator::fault( array( 'kind' => 'slow', 'ms' => 700, 'on' => 'users' ) );
		Simulator::fault( array( 'kind' => 'drip', 'ms' => 700, 'on' => 'users', 'nth' => 2 ) );

		$run = $this->drive( $this->start() );

		self::assertSame( 'completed', $run['status'], wp_json_encode( $run ) );
		self::assertSame( 30, $run['counts']['received'] );
		self::assertSame( 2, $this->times_asked() );
	}

	public function test_an_answer_that_is_too_slow_is_asked_for_again(): void {
		Simulator::tenant( array( 'users' => 30, 'awkward' => false ) );
		Simulator::fault( array( 'kind' => 'slow', 'ms' => 1500, 'on' => 'users' ) );
		// The same timeout, in less time: what the HTTP library is told last.
		add_action(
			'requests-requests.before_request',
			static function ( $url, $headers, $data, $type, array &$options ): void {
				self::assertSame( 30.0, (float) $options['timeout'] );
				$options['timeout'] = 0.4;
			},
			10,
			5
		);
		$run = $this->synchronize();
		remove_all_actions( 'requests-requests.before_request' );
		// The tenant notes the request when it has answered, which nobody reads any more.
		for ( $end = time() + 20; array() === Simulator::log( 'users' ); ) {
			self::assertLessThan( $end, time(), 'The slow answer never came.' );
		}

		self::assertSame( 'waiting', $run['status'], wp_json_encode( $run ) );
		$run = $this->drive( $run );
		self::assertSame( 'completed', $run['status'], wp_json_encode( $run ) );
		self::assertSame( 30, $run['counts']['received'] );
	}
}
