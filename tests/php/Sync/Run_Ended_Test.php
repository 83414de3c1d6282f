<?php

declare( strict_types=1 );

namespace WPO365\User_Sync\Tests\Sync;

use WPO365\User_Sync\Sync\Run\Run;
use WPO365\User_Sync\Tests\Support\Php_Process;
use WPO365\User_Sync\Tests\Support\Scene;
use WPO365\User_Sync\Tests\Support\Simulator;
use WPO365\User_Sync\Tests\Support\Test_Case;
use WPO365\User_Sync\Tests\Support\Unattended;

/**
 * The action wpo365_user_sync_run_ended fires once for each end of a run, when all of it is stored.
 */
final class Run_Ended_Test extends Test_Case {

	use Scene;
	use Unattended;

	/** @var list<array{int, string, string}> Run, its status, and its status in the database at that moment. */
	private array $ended = array();

	protected function setUp(): void {
		parent::setUp();
		Simulator::tenant( array( 'users' => 30, 'awkward' => false ) );
		add_action(
			'wpo365_user_sync_run_ended',
			function ( Run $run ): void {
				$record        = $this->record( $run->id );
				$this->ended[] = array( $run->id, $run->status->value, $record['status'] . $record['lock_owner'] );
			}
		);
	}

	public function test_it_fires_once_whoever_drives(): void {
		$page = $this->run_through( array( 'create' => true ) );
		$this->step( $page );
		$cron = $this->run_scheduled();

		self::assertSame( array( array( $page['id'], 'completed', 'completed' ), array( $cron['id'], 'completed', 'completed' ) ), $this->ended );
	}

	public function test_it_fires_for_a_failure_and_again_when_the_run_was_resumed(): void {
		Simulator::fault( array( 'kind' => 'status', 'status' => 400, 'on' => 'users' ) );
		$run = $this->synchronize();
		self::assertSame( array( 'failed' ), array_column( $this->ended, 1 ) );

		$this->resume( $run );

		self::assertSame( array( 'failed', 'completed' ), array_column( $this->ended, 1 ) );
	}

	public function test_it_fires_when_a_person_ends_a_run(): void {
		$this->gone_users( 12 );
		$paused = $this->start();
		$this->tell( $paused, 'pause' );
		$this->tell( $paused, 'cancel' );
		$held = $this->synchronize( array( 'delete' => true ) );
		self::assertSame( 'held', $held['status'] );
		self::assertSame( array( 'cancelled' ), array_column( $this->ended, 1 ), 'A held run has not ended.' );
		$this->rest( 'POST', "/runs/{$held['id']}/approve", array( 'action' => 'reject', 'count' => 12 ) );
		$held = $this->synchronize( array( 'delete' => true ) );
		$this->tell( $held, 'cancel' );

		self::assertSame( array( 'cancelled', 'completed', 'cancelled' ), array_column( $this->ended, 1 ) );
		self::assertSame( array_column( $this->ended, 1 ), array_column( $this->ended, 2 ), 'All is stored.' );
	}

	public function test_it_fires_for_a_list_whose_place_another_one_takes(): void {
		$this->gone_users( 12 );
		$held = $this->run_scheduled( array( 'delete' => true ) );
		$this->start_scheduled();

		self::assertSame( array( array( $held['id'], 'completed', 'completed' ) ), $this->ended );
	}

	public function test_it_does_not_fire_for_actions_by_hand(): void {
		$this->synchronize();
		$this->act( 'create', array( $this->rows( 'directory_only' )[0]['id'] ) );

		self::assertCount( 1, $this->ended );
	}

	/** @dataProvider handlers */
	public function test_a_handler_that_throws_or_exits_stops_nothing( string $handler ): void {
		$run  = $this->start( array( 'create' => true ) );
		$code = 'add_action( "wpo365_user_sync_run_ended", static function (): void { ' . $handler . ' } );
			$runs = new WPO365\User_Sync\Services( new WPO365\User_Sync\Settings\Settings() );
			do { $run = $runs->runs->newest(); $runs->runner->step( $run, $run->sequence ); } while ( "running" === $run->status->value );
			echo "on";';

		$said = Php_Process::run( $code, array(), self::ADMIN );

		self::assertSame( str_contains( $handler, 'exit' ) ? 'bye' : 'on', $said );
		$now = $this->current_run();
		self::assert_run( 'completed', $now );
		self::assertSame( '', $this->record( $run['id'] )['lock_owner'] );
		$this->assert_everybody_once( $now );
		self::assertSame( 201, $this->rest( 'POST', '/runs', array() )->status );
	}

	public static function handlers(): array {
		return array(
			'throws' => array( 'throw new RuntimeException();' ),
			'exits'  => array( 'echo "bye"; exit;' ),
		);
	}
}
