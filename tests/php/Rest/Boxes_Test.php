<?php
/**
 * What a ticked box, or an action, asks of whoever is at the keyboard.
 */

declare( strict_types=1 );

namespace WPO365\User_Sync\Tests\Rest;

use WPO365\User_Sync\Tests\Support\Rest_Answer;
use WPO365\User_Sync\Tests\Support\Simulator;
use WPO365\User_Sync\Tests\Support\Test_Case;

final class Boxes_Test extends Test_Case {

	use Routes;

	private const CAPABILITIES = array(
		'create' => 'create_users',
		'update' => 'edit_users',
		'delete' => 'delete_users',
	);

	protected function setUp(): void {
		parent::setUp();
		Simulator::tenant( array( 'users' => 10, 'awkward' => false ) );
	}

	/**
	 * @dataProvider boxes
	 */
	public function test_start( string $box, string $lacking ): void {
		$user   = $this->somebody_who_lacks( $lacking );
		$before = $this->everything();

		$answer = $this->rest( 'POST', '/runs', array( $box => true ), $user );

		if ( self::CAPABILITIES[ $box ] === $lacking ) {
			$this->assert_refused( $answer, $lacking );
			self::assertEquals( $before, $this->everything() );
		} else {
			self::assertSame( 201, $answer->status, $answer->text() );
		}
	}

	/**
	 * @return array<string, array{string, string}> Box and the capability that is lacking.
	 */
	public static function boxes(): array {
		$cases = array();
		foreach ( array_keys( self::CAPABILITIES ) as $box ) {
			foreach ( self::CAPABILITIES as $capability ) {
				$cases[ "{$box} without {$capability}" ] = array( $box, $capability );
			}
		}
		return $cases;
	}

	/**
	 * @dataProvider boxes
	 */
	public function test_step_and_resume( string $box, string $lacking ): void {
		$user = $this->somebody_who_lacks( $lacking );
		$run  = $this->rest( 'POST', '/runs', array( $box => true ) )->data;
		self::assertSame( 200, $this->rest( 'POST', "/runs/{$run['id']}/pause" )->status );
		$before  = $this->everything();
		$refused = self::CAPABILITIES[ $box ] === $lacking;

		$answer = $this->rest( 'POST', "/runs/{$run['id']}/resume", array(), $user );
		$refused ? $this->assert_refused( $answer, $lacking ) : self::assertSame( 200, $answer->status, $answer->text() );
		if ( $refused ) {
			self::assertEquals( $before, $this->everything() );
			$this->rest( 'POST', "/runs/{$run['id']}/resume" );
			$before = $this->everything();
		}

		$answer = $this->rest( 'POST', "/runs/{$run['id']}/step", array( 'sequence' => 0 ), $user );
		$refused ? $this->assert_refused( $answer, $lacking ) : self::assertSame( array( 200, 1 ), array( $answer->status, $answer->data['sequence'] ), $answer->text() );
		if ( $refused ) {
			self::assertEquals( $before, $this->everything() );
			self::assertSame( array(), Simulator::log() );
		}
	}

	/**
	 * @dataProvider boxes
	 */
	public function test_pause_and_cancel_are_for_everybody_who_may_manage( string $box, string $lacking ): void {
		$user = $this->somebody_who_lacks( $lacking );
		$run  = $this->rest( 'POST', '/runs', array( $box => true ) )->data;

		foreach ( array( 'pause' => 'paused', 'cancel' => 'cancelled' ) as $verb => $status ) {
			$answer = $this->rest( 'POST', "/runs/{$run['id']}/{$verb}", array(), $user );
			self::assertSame( array( 200, $status ), array( $answer->status, $answer->data['status'] ?? '' ), $answer->text() );
		}
	}

	/**
	 * @dataProvider decisions
	 */
	public function test_approve_and_reject( string $action, string $lacking ): void {
		$stranger = $this->create_users( 1 )[0];
		$user     = $this->somebody_who_lacks( $lacking );
		$run      = $this->synchronize( array( 'delete' => true ) );
		self::assertSame( array( 'held', 1 ), array( $run['status'], $run['held']['count'] ), wp_json_encode( $run ) );
		$before = $this->everything();

		$answer = $this->rest( 'POST', "/runs/{$run['id']}/approve", array( 'action' => $action, 'count' => 1 ), $user );

		if ( 'delete_users' === $lacking ) {
			$this->assert_refused( $answer, $lacking );
			self::assertEquals( $before, $this->everything() );
		} else {
			self::assertSame( 200, $answer->status, $answer->text() );
		}
		self::assertNotFalse( get_userdata( $stranger ) );
	}

	/**
	 * @return array<string, array{string, string}> Action, and capability that is lacking.
	 */
	public static function decisions(): array {
		$cases = array();
		foreach ( array( 'approve', 'reject' ) as $action ) {
			foreach ( self::CAPABILITIES as $capability ) {
				$cases[ "{$action} without {$capability}" ] = array( $action, $capability );
			}
		}
		return $cases;
	}

	/**
	 * @dataProvider actions
	 */
	public function test_actions_on_rows( string $action, string $lacking ): void {
		$person = Simulator::people()[0];
		$linked = $this->create_user( array( 'user_email' => 'else@example.org', 'first_name' => 'Else' ) );
		$this->link( $linked, $person['id'] );
		// A conflict with one candidate: only the user name is the same.
		$this->create_user( array( 'user_login' => Simulator::people()[1]['userPrincipalName'], 'user_email' => 'other@example.org' ) );
		$stranger = $this->create_users( 1 )[0];
		$user     = $this->somebody_who_lacks( $lacking );
		$run      = $this->synchronize();
		self::assertSame( 'completed', $run['status'], wp_json_encode( $run ) );
		$rows = array(
			'create' => array_column( $this->rows( 'directory_only', array( 'status' => 'logged' ) ), 'id' )[0],
			'update' => array_column( $this->rows( 'matched' ), 'id', 'user_id' )[ $linked ],
			'delete' => array_column( $this->rows( 'wordpress_only' ), 'id', 'user_id' )[ $stranger ],
			'link'   => array_column( $this->rows( 'directory_only', array( 'status' => 'conflict' ) ), 'id' )[0],
		);
		$before  = $this->everything();
		$needed  = self::CAPABILITIES[ 'link' === $action ? 'update' : $action ];
		Simulator::clear_log();

		$answer = $this->rest( 'POST', '/results/actions', array( 'action' => $action, 'ids' => array( $rows[ $action ] ) ), $user );

		if ( $needed === $lacking ) {
			$this->assert_refused( $answer, $lacking );
			self::assertEquals( $before, $this->everything() );
			self::assertSame( array(), Simulator::log() );
		} else {
			self::assertSame( 200, $answer->status, $answer->text() );
			self::assertNotSame( 'failed', $answer->data['results'][0]['status'], $answer->text() );
		}
	}

	/**
	 * @return array<string, array{string, string}> Action, and capability that is lacking.
	 */
	public static function actions(): array {
		$cases = array();
		foreach ( array( 'create', 'update', 'delete', 'link' ) as $action ) {
			foreach ( self::CAPABILITIES as $capability ) {
				$cases[ "{$action} without {$capability}" ] = array( $action, $capability );
			}
		}
		return $cases;
	}

	private function somebody_who_lacks( string $capability ): int {
		return $this->somebody_who_may( 'manage_options', ...array_diff( self::CAPABILITIES, array( $capability ) ) );
	}

	private function assert_refused( Rest_Answer $answer, string $capability ): void {
		self::assertSame( array( 403, 'rest_forbidden' ), array( $answer->status, $answer->code() ), $answer->text() );
		self::assertStringContainsString( $capability, $answer->data['message'], 'The sentence names what is lacking.' );
	}
}
