<?php

declare( strict_types=1 );

namespace WPO365\User_Sync\Tests\Database;

use WPO365\User_Sync\Database\Lock_Held;
use WPO365\User_Sync\Database\Named_Lock;
use WPO365\User_Sync\Database\Record_Lock;
use WPO365\User_Sync\Tests\Support\Steers_Runs;
use WPO365\User_Sync\Tests\Support\Test_Case;

/**
 * One at a time, whoever comes; and nobody waits for the dead.
 */
final class Locks_Test extends Test_Case {

	use Steers_Runs;

	private const LIFETIME = 60;

	/**
	 * @dataProvider ends
	 */
	public function test_a_lock_by_name_is_held_until_its_end( int $seconds, bool $is_held ): void {
		global $wpdb;
		$wpdb->insert( $wpdb->options, array( 'option_name' => 'wpo365_user_sync_lock_x', 'option_value' => ( time() + $seconds ) . ' rival', 'autoload' => 'off' ) );
		if ( $is_held ) {
			$this->expectException( Lock_Held::class );
		}

		self::assertSame( 'done', $this->by_name()->hold( static fn(): string => 'done' ) );
		self::assertNull( $this->value() );
	}

	/**
	 * @dataProvider ends
	 */
	public function test_a_lock_of_a_record_is_held_until_its_end( int $seconds, bool $is_held ): void {
		$run  = $this->rest( 'POST', '/runs', array() )->data;
		$lock = new Record_Lock( 'runs', self::LIFETIME, 'stalls' );
		$this->set_run( $run['id'], array( 'lock_owner' => 'rival', 'lock_expires' => time() + $seconds ) );

		$owner = $lock->acquire( $run['id'] );

		self::assertSame( $is_held, '' === $owner );
		self::assertSame( $is_held ? 'rival' : $owner, $this->record( $run['id'] )['lock_owner'] );
		self::assertSame( $is_held ? '0' : '1', (string) $this->record( $run['id'] )['stalls'] );
		$lock->release( $run['id'], 'somebody else' );
		self::assertSame( $is_held ? 'rival' : $owner, $this->record( $run['id'] )['lock_owner'] );
	}

	public static function ends(): array {
		return array(
			'now'                                         => array( 2, true ),
			'in its lifetime'                             => array( self::LIFETIME, true ),
			'by a clock that is a little ahead'           => array( 2 * self::LIFETIME - 2, true ),
			'over'                                        => array( -2, false ),
			'written by a clock that was an hour ahead'   => array( HOUR_IN_SECONDS, false ),
		);
	}

	public function test_the_lock_is_released_when_the_work_fails(): void {
		try {
			$this->by_name()->hold( static function (): void {
				throw new \LogicException( 'broken' );
			} );
			self::fail( 'The failure is passed on.' );
		} catch ( \LogicException ) {
			self::assertSame( 'done', $this->by_name()->hold( static fn(): string => 'done' ) );
		}
	}

	public function test_a_lock_that_somebody_took_over_is_left_to_them(): void {
		global $wpdb;
		$this->by_name()->hold( static fn() => $wpdb->update( $wpdb->options, array( 'option_value' => 'of a rival' ), array( 'option_name' => 'wpo365_user_sync_lock_x' ) ) );

		self::assertSame( 'of a rival', $this->value() );
	}

	private function by_name(): Named_Lock {
		return new Named_Lock( 'x', self::LIFETIME, 0 );
	}

	private function value(): ?string {
		global $wpdb;
		return $wpdb->get_var( "SELECT option_value FROM {$wpdb->options} WHERE option_name = 'wpo365_user_sync_lock_x'" );
	}
}
