<?php
/**
 * What a run has cost, as each Run tells it.
 */

declare( strict_types=1 );

namespace WPO365\User_Sync\Tests\Sync\Run;

use WPO365\User_Sync\Tests\Support\Scene;
use WPO365\User_Sync\Tests\Support\Simulator;
use WPO365\User_Sync\Tests\Support\Test_Case;

final class Report_Test extends Test_Case {

	use Scene;

	protected function setUp(): void {
		parent::setUp();
		Simulator::tenant( array( 'users' => 60, 'awkward' => false ) );
	}

	public function test_a_run_that_has_just_begun_has_cost_nothing(): void {
		self::assertSame(
			array(
				'requests'          => 0,
				'pages'             => 0,
				'throttled_seconds' => 0,
				'latency_ms'        => array( 'median' => null, 'p95' => null ),
				'seconds'           => array( 'groups' => 0, 'listing' => 0, 'matching' => 0, 'absent' => 0 ),
				'people_per_second' => null,
			),
			$this->start()['report']
		);
	}

	public function test_requests_and_pages_are_those_that_the_directory_has_seen(): void {
		$group = Simulator::group( 'Staff', array_column( Simulator::people( 0, 30 ), 'id' ) );
		$this->save_settings( array( 'roles' => array( 'mappings' => array( array( 'group_id' => $group, 'role' => 'editor' ) ) ) ) );
		$this->gone();
		Simulator::clear_log();

		$report = $this->run_through( array( 'create' => true, 'update' => true, 'delete' => true ) )['report'];

		$graph = array_filter( Simulator::log(), static fn( array $request ): bool => str_starts_with( $request['path'], '/v1.0/' ) );
		self::assertSame( count( $graph ), $report['requests'], (string) wp_json_encode( array_column( $graph, 'path' ) ) );
		self::assertSame( 3 + 1, $report['pages'], '60 people, 25 a page, and one page of members.' );
	}

	public function test_what_an_interrupted_part_has_cost_counts_once(): void {
		Simulator::clear_log();
		Simulator::fault( array( 'kind' => 'status', 'status' => 503, 'on' => 'users', 'nth' => 2 ) );
		$run = $this->run_through( array( 'create' => true ) );

		$graph = array_filter( Simulator::log(), static fn( array $request ): bool => str_starts_with( $request['path'], '/v1.0/' ) );
		self::assertSame( array( count( $graph ), 3, 0 ), array( $run['report']['requests'], $run['report']['pages'], $run['report']['throttled_seconds'] ) );
	}

	public function test_what_directory_and_phases_take_is_measured(): void {
		Simulator::fault( array( 'kind' => 'slow', 'ms' => 300, 'on' => 'users', 'times' => null ) );

		$report = $this->run_through( array() )['report'];

		self::assertGreaterThan( 250, $report['latency_ms']['p95'] );
		self::assertLessThan( 1500, $report['latency_ms']['p95'] );
		self::assertGreaterThanOrEqual( $report['latency_ms']['median'], $report['latency_ms']['p95'] );
		self::assertGreaterThan( 0.85, $report['seconds']['listing'] );
		self::assertLessThan( $report['seconds']['listing'], $report['seconds']['groups'] );
		self::assertEqualsWithDelta( 60 / array_sum( $report['seconds'] ), $report['people_per_second'], 2.0 ); // Each of the seconds is rounded.
	}

	public function test_pauses_that_microsoft_asks_for_are_summed_up(): void {
		Simulator::fault( array( 'kind' => 'throttle', 'retry_after' => 40, 'on' => 'users' ) );
		Simulator::fault( array( 'kind' => 'throttle', 'retry_after' => 70, 'on' => 'users', 'nth' => 3 ) );

		$report = $this->run_through( array() )['report'];

		self::assertGreaterThanOrEqual( 110, $report['throttled_seconds'] );
		self::assertLessThanOrEqual( 113, $report['throttled_seconds'] );
	}

	public function test_an_action_by_hand_has_an_empty_report(): void {
		$this->synchronize();
		$this->act( 'create', array( $this->rows( 'directory_only' )[0]['id'] ) );

		self::assertSame( 0, $this->rest( 'GET', '/runs' )->data[0]['report']['requests'] );
	}
}
