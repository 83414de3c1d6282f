<?php
/**
 * After the days that the settings say nothing of the journal is left.
 */

declare( strict_types=1 );

namespace WPO365\User_Sync\Tests\Journal;

use WPO365\User_Sync\Tests\Support\Clock;
use WPO365\User_Sync\Tests\Support\Rewinds;
use WPO365\User_Sync\Tests\Support\Scene;
use WPO365\User_Sync\Tests\Support\Simulator;
use WPO365\User_Sync\Tests\Support\Test_Case;
use WPO365\User_Sync\Tests\Support\Ticks;

final class Old_Entries_Test extends Test_Case {

	use Rewinds;
	use Scene;
	use Ticks;

	protected function setUp(): void {
		parent::setUp();
		Simulator::tenant( array( 'users' => 5, 'awkward' => false ) );
		$this->count_cron_calls();
	}

	public function test_a_tick_takes_away_what_is_older_than_the_settings_say_and_nothing_else(): void {
		$this->save_settings( array( 'history' => array( 'journal_days' => 10 ) ) );
		$this->synchronize( array( 'create' => true ) );
		self::assertCount( 5, $this->journal() );
		Clock::move( 9 * DAY_IN_SECONDS );
		$anna = $this->person( 'anna' );
		$this->synchronize( array( 'create' => true ) );
		self::assertCount( 6, $this->journal() );
		Clock::move( DAY_IN_SECONDS + 60 );

		$this->tick();

		self::assertSame( array( $anna['id'] ), array_column( $this->journal(), 'object_id' ) );
		Clock::move( 9 * DAY_IN_SECONDS );
		$this->tick();
		self::assertSame( array(), $this->journal() );
	}

	public function test_where_no_tick_comes_the_next_run_takes_it_away(): void {
		$this->synchronize( array( 'create' => true ) );
		Clock::move( 30 * DAY_IN_SECONDS + 60 );

		$this->start();

		self::assertSame( array(), $this->journal() );
	}

	public function test_everything_goes_where_nothing_is_to_be_kept(): void {
		$this->synchronize( array( 'create' => true ) );
		$this->save_settings( array( 'history' => array( 'journal_days' => 0 ) ) );

		$this->tick();

		self::assertSame( array(), $this->journal() );
	}

	public function test_a_tick_takes_a_batch_away_and_a_start_many(): void {
		$this->fill( 11000 );

		$this->tick();
		self::assertSame( 6000, $this->size() );
		$this->start();
		self::assertSame( 0, $this->size() );
	}

	public function test_a_person_who_was_deleted_by_hand_stays_in_it_as_long_as_everybody(): void {
		$this->synchronize( array( 'create' => true ) );
		$this->delete_account( $this->journal()[0]->user_id );
		Clock::move( 29 * DAY_IN_SECONDS );

		$this->tick();

		self::assertCount( 5, $this->journal() );
	}

	/** Adds old entries, with few statements. */
	private function fill( int $count ): void {
		global $wpdb;
		foreach ( array_chunk( range( 1, $count ), 1000 ) as $chunk ) {
			$wpdb->query( "INSERT INTO {$wpdb->prefix}wpo365_user_sync_journal (run_id, user_id, kind, acted_at) VALUES " . implode( ',', array_map( static fn( int $id ): string => "(1, $id, 'meta', 1000)", $chunk ) ) );
		}
	}

	private function size(): int {
		return (int) $GLOBALS['wpdb']->get_var( "SELECT COUNT(*) FROM {$GLOBALS['wpdb']->prefix}wpo365_user_sync_journal" );
	}
}
