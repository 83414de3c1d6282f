<?php

declare( strict_types=1 );

namespace WPO365\User_Sync\Tests\Sync\Listing;

use WPO365\User_Sync\Tests\Support\Meddles;
use WPO365\User_Sync\Tests\Support\Simulator;
use WPO365\User_Sync\Tests\Support\Test_Case;

/**
 * A directory that is read again is complete by what was read this time; rows of the first reading prove nothing.
 */
final class Listed_Anew_Test extends Test_Case {

	use Meddles;

	/** @var list<array<string, mixed>> */
	private array $people = array();

	/** @var list<int> */
	private array $gone = array();

	protected function setUp(): void {
		parent::setUp();
		Simulator::tenant( array( 'users' => 60, 'awkward' => false ) );
		$this->people = Simulator::people();
		$this->gone   = $this->gone_users( 7 );
	}

	/**
	 * @dataProvider second_readings
	 *
	 * @param array<string, mixed> $fault What becomes of the second reading.
	 */
	public function test_after_an_incomplete_listing( array $fault, string $code, ?int $received ): void {
		$run = $this->incomplete();

		Simulator::fault( $fault );
		$run = $this->resume( $run );

		self::assert_run( 'failed', $run, $code );
		self::assertSame( $received, $run['error']['details']['received'] ?? null, (string) wp_json_encode( $run ) );
		self::assertNull( $run['held'] );
		$this->assert_stay( ...$this->gone );
		Simulator::control( 'DELETE', '/faults' );
		$run = $this->approve( $this->resume( $run ) );
		self::assert_run( 'completed', $run );
		self::assertSame( 60, $run['counts']['received'] );
		$this->assert_removed( ...$this->gone );
	}

	public static function second_readings(): array {
		return array(
			'empty'            => array( array( 'kind' => 'empty_listing', 'on' => 'users' ), 'listing_empty', null ),
			'only its first page' => array( array( 'kind' => 'end_early', 'on' => 'users' ), 'listing_incomplete', 25 ),
		);
	}

	/**
	 * @dataProvider second_readings
	 *
	 * @param array<string, mixed> $fault What becomes of the second reading.
	 */
	public function test_after_a_listing_that_has_become_too_old( array $fault, string $code, ?int $received ): void {
		$run = $this->synchronize( array( 'delete' => true ) );
		$this->age( $run['id'], 'listed_at', DAY_IN_SECONDS + 1 );
		$run = $this->approve( $run );
		self::assert_run( 'failed', $run, 'listing_incomplete' );

		Simulator::fault( $fault );
		$run = $this->resume( $run );

		self::assert_run( 'failed', $run, $code );
		self::assertSame( $received, $run['error']['details']['received'] ?? null, (string) wp_json_encode( $run ) );
		$this->assert_stay( ...$this->gone );
	}

	/**
	 * @dataProvider second_readings
	 *
	 * @param array<string, mixed> $fault What becomes of the second reading.
	 */
	public function test_after_a_page_whose_link_had_expired( array $fault, string $code, ?int $received ): void {
		Simulator::fault( array( 'kind' => 'expired_page_token', 'on' => 'users', 'nth' => 2 ) );
		Simulator::fault( array( 'nth' => 4 ) + $fault );

		$run = $this->synchronize( array( 'delete' => true ) );

		self::assert_run( 'failed', $run, $code );
		self::assertSame( $received, $run['error']['details']['received'] ?? null, (string) wp_json_encode( $run ) );
		$this->assert_stay( ...$this->gone );
	}

	public function test_two_readings_do_not_complete_each_other(): void {
		$run    = $this->incomplete();
		$halves = array_chunk( array_column( $this->people, 'id' ), 30 );
		foreach ( $halves as $missing ) {
			Simulator::fault( array( 'kind' => 'omit', 'users' => $missing, 'on' => 'users', 'times' => null ) );
			$run = $this->resume( $run );
			self::assert_run( 'failed', $run, 'listing_incomplete' );
			self::assertSame( array( 'received' => 30, 'expected' => 60 ), $run['error']['details'] );
			Simulator::control( 'DELETE', '/faults' );
		}
		$this->assert_stay( ...$this->gone );
	}

	public function test_who_is_in_rows_of_the_first_reading_only_may_have_left(): void {
		$run = $this->incomplete();
		Simulator::remove( $this->people[0]['id'] );

		$run = $this->resume( $run );

		self::assert_run( 'held', $run );
		self::assertSame( array( 59, 60 ), array( $run['expected'], $run['counts']['received'] ) );
	}

	/**
	 * @return array<string, mixed> A Run that has failed for too few people.
	 */
	private function incomplete(): array {
		Simulator::fault( array( 'kind' => 'count', 'count' => 80, 'on' => 'count' ) );
		$run = $this->synchronize( array( 'delete' => true ) );
		self::assert_run( 'failed', $run, 'listing_incomplete' );
		self::assertSame( array( 'received' => 60, 'expected' => 80 ), $run['error']['details'] );
		return $run;
	}
}
