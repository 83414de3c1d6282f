<?php
/**
 * How often, and with which pauses, a run tries again.
 */

declare( strict_types=1 );

namespace WPO365\User_Sync\Tests\Sync\Run;

use WPO365\User_Sync\Tests\Support\Simulator;
use WPO365\User_Sync\Tests\Support\Steers_Runs;
use WPO365\User_Sync\Tests\Support\Test_Case;

final class Tries_Test extends Test_Case {

	use Steers_Runs;

	/**
	 * @dataProvider failures_without_end
	 * @param array<string, mixed> $fault
	 */
	public function test_the_tries_are_bounded( array $fault, string $code ): void {
		Simulator::tenant( array( 'users' => 60, 'awkward' => false ) );
		Simulator::fault( $fault + array( 'on' => 'users', 'nth' => 2, 'times' => null ) );

		$gone = $this->create_users( 1, 'gone' )[0];
		$this->link( $gone, '11111111-2222-4333-8444-555555555555' );

		$run = $this->drive( $this->start( array( 'create' => true, 'delete' => true ) ) );

		$text = (string) wp_json_encode( $run );
		self::assertSame( 'failed', $run['status'], $text );
		self::assertSame( $code, $run['error']['code'], $text );
		self::assertNotSame( '', $run['error']['message'], $text );
		self::assertNull( $run['resume_at'], $text );
		self::assertNotNull( $run['finished_at'], $text );
		self::assertSame( 25, $run['counts']['created'], 'What was done stays done. ' . $text );
		self::assertSame( 10, $this->times_asked(), 'The first page, one try and eight more.' );
		self::assertNotFalse( get_userdata( $gone ) );
		self::assertSame( array(), $this->rows( 'wordpress_only' ), 'Nobody is even named as absent.' );

		Simulator::control( 'DELETE', '/faults' );
		$run = $this->drive( $this->resumed( $run ) );
		self::assertSame( 'completed', $run['status'], wp_json_encode( $run ) );
		self::assertSame( 13, $this->times_asked(), 'It goes on from the second page, and asks about who is absent.' );
		self::assertSame( 1, $run['counts']['deleted'] );
		$this->assert_everybody_once( $run );
	}

	/**
	 * @return array<string, array{array<string, mixed>, string}> Fault, and the code that the run fails with.
	 */
	public static function failures_without_end(): array {
		return array(
			'throttled'        => array( array( 'kind' => 'throttle', 'retry_after' => 1 ), 'throttled' ),
			'no pause named'   => array( array( 'kind' => 'throttle' ), 'throttled' ),
			'unavailable'      => array( array( 'kind' => 'status', 'status' => 503 ), 'unreachable' ),
			'connection reset' => array( array( 'kind' => 'reset' ), 'unreachable' ),
			'half of the JSON' => array( array( 'kind' => 'broken_json' ), 'bad_response' ),
			'a page of HTML'   => array( array( 'kind' => 'html' ), 'bad_response' ),
			'an error of Graph' => array( array( 'kind' => 'status', 'status' => 500 ), 'unreachable' ),
			'cut off'          => array( array( 'kind' => 'truncate' ), 'unreachable' ),
		);
	}

	public function test_a_success_starts_the_count_of_tries_anew(): void {
		Simulator::tenant( array( 'users' => 75, 'awkward' => false ) );
		foreach ( array( 1, 10, 19 ) as $nth ) {
			Simulator::fault( array( 'kind' => 'throttle', 'retry_after' => 1, 'on' => 'users', 'nth' => $nth, 'times' => 8 ) );
		}

		$run = $this->drive( $this->start() );

		self::assertSame( 'completed', $run['status'], wp_json_encode( $run ) );
		self::assertSame( 27, $this->times_asked() );
	}

	/**
	 * @dataProvider named_pauses
	 * @param array<string, mixed> $named
	 */
	public function test_the_pause_grows_whatever_is_named( array $named, bool $first ): void {
		Simulator::tenant( array( 'users' => 10, 'awkward' => false ) );
		Simulator::fault( $named + array( 'kind' => 'status', 'status' => 503, 'on' => 'users', 'times' => 8 ) );
		$run    = $this->start();
		$pauses = array();
		for ( $try = 1; $try <= 8; $try++ ) {
			$run      = $this->settle( $run );
			$pauses[] = strtotime( $run['resume_at'] ) - time();
			$run      = $this->waited( $run );
		}

		foreach ( array( 2, 4, 8, 16, 32, 64, 128, 180 ) as $try => $seconds ) {
			if ( 0 === $try && $first ) {
				self::assertLessThanOrEqual( 2, $pauses[0], 'The first time Graph’s word counts.' );
				continue;
			}
			self::assertGreaterThanOrEqual( $seconds * 0.75, $pauses[ $try ], wp_json_encode( $pauses ) );
			self::assertLessThanOrEqual( $seconds * 1.25 + 2, $pauses[ $try ], wp_json_encode( $pauses ) );
		}
		self::assertSame( 'completed', $this->drive( $run )['status'] );
	}

	/**
	 * @return array<string, array{array<string, mixed>, bool}> What Graph names, and whether the first pause is its.
	 */
	public static function named_pauses(): array {
		return array(
			'nothing'          => array( array(), false ),
			'no second at all' => array( array( 'retry_after' => '0' ), true ),
			'one second'       => array( array( 'retry_after' => 1 ), true ),
			'a date just past' => array( array( 'retry_after' => 'Wed, 21 Oct 2015 07:28:00 GMT' ), true ),
		);
	}
}
