<?php
/**
 * Undoing on the command line.
 */

declare( strict_types=1 );

namespace WPO365\User_Sync\Tests\Cli;

use WPO365\User_Sync\Tests\Support\Simulator;
use WPO365\User_Sync\Tests\Support\Test_Case;
use WPO365\User_Sync\Tests\Support\Types_Commands;
use WPO365\User_Sync\Tests\Support\Undoes;

final class Undo_Command_Test extends Test_Case {

	use Undoes;
	use Types_Commands;

	protected function setUp(): void {
		parent::setUp();
		Simulator::tenant( array( 'users' => 5, 'awkward' => false ) );
	}

	public function test_without_a_number_it_only_shows_what_would_happen(): void {
		$run    = $this->synchronize( array( 'create' => true ) );
		$before = $this->accounts();

		self::assertSame( 0, $this->type( array( 'undo', (string) $run['id'] ) ), $this->complaints );

		self::assertStringContainsString( 'Users that would be changed: 5, left alone: 0.', $this->output );
		self::assertStringContainsString( "wp wpo365-user-sync undo {$run['id']} 5\n", $this->output );
		self::assertSame( $before, $this->accounts() );
		self::assertSame( $this->preview( $run['id'] ), $this->json( array( 'undo', (string) $run['id'], '--format=json' ) ) );
		$this->type( array( 'undo', (string) $run['id'], '--format=count' ) );
		self::assertSame( "5\n", $this->output );
	}

	public function test_with_the_number_it_is_undone(): void {
		$run = $this->synchronize( array( 'create' => true ) );

		self::assertSame( 1, $this->type( array( 'undo', (string) $run['id'], '4' ) ) );
		self::assertStringContainsString( 'type 5', $this->complaints );
		self::assertSame( 0, $this->type( array( 'undo', (string) $run['id'], '5' ) ), $this->complaints );

		self::assertStringContainsString( 'Changed back: 0, deleted: 5, restored: 0, left alone: 0, failed: 0.', $this->output );
		self::assertSame( array( 'undo', 'cli' ), array( $this->current_run()['kind'], $this->current_run()['origin'] ) );
		self::assertSame( array( self::ADMIN ), array_keys( $this->accounts() ) );
		self::assertSame( 4, $this->type( array( 'undo', (string) $run['id'], '5' ) ), 'Nothing is left to undo.' );
		self::assertSame( 4, $this->type( array( 'undo', (string) $run['id'] ) ) );
	}

	public function test_one_account_and_who_may(): void {
		$run  = $this->synchronize( array( 'create' => true ) );
		$user = $this->rows( 'directory_only' )[2]['user_id'];

		self::assertSame( 1, $this->type( array( 'undo', (string) $run['id'], '5' ), 0 ) );
		self::assertStringContainsString( '--user=', $this->complaints );
		self::assertSame( 1, $this->type( array( 'undo', '9999', '5' ) ) );
		self::assertSame( 0, $this->type( array( 'undo', (string) $run['id'], '1', "--for=$user" ) ), $this->complaints );

		$this->assert_removed( $user );
		self::assertCount( 5, $this->accounts() );
	}
}
