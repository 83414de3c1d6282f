<?php

declare( strict_types=1 );

namespace WPO365\User_Sync\Tests\Journal;

use WPO365\User_Sync\Tests\Support\Leavers;
use WPO365\User_Sync\Tests\Support\Simulator;
use WPO365\User_Sync\Tests\Support\Test_Case;

/**
 * What the journal costs: a few queries a part of a run, none a person.
 */
final class Price_Test extends Test_Case {

	use Leavers;

	private const STAY  = 5;
	private const LEAVE = 40;

	protected function setUp(): void {
		parent::setUp();
		$this->removal( array( 'mode' => 'deactivate', 'limit_percent' => null, 'limit_count' => null ) );
		$this->people( self::STAY + self::LEAVE );
		self::assert_run( 'completed', $this->synchronize( array( 'create' => true ) ) );
	}

	public function test_accounts_that_are_changed_one_after_the_other_are_read_together_for_it(): void {
		$with    = $this->prices( 30 );
		$without = $this->prices( 0 );

		foreach ( $with as $what => $queries ) {
			self::assertLessThan( self::LEAVE, $queries - $without[ $what ], "$what: less than one query a person on top" );
		}
	}

	public function test_a_deactivation_takes_at_most_20_queries(): void {
		self::assertLessThan( 20 * self::LEAVE, $this->prices( 30 )['deactivated'] - $this->price_of_looking() );
	}

	/**
	 * Deactivates people, lets them in again and gives them other names.
	 *
	 * @return array<string, int> Queries by what was done.
	 */
	private function prices( int $journal_days ): array {
		$this->save_settings( array( 'history' => array( 'journal_days' => $journal_days ) ) );
		$this->people( self::STAY );
		$queries['deactivated'] = $this->price( array( 'delete' => true ), 'deactivated', self::LEAVE );
		$this->people( self::STAY + self::LEAVE );
		$queries['reactivated'] = $this->price( array( 'update' => true ), 'reactivated', self::LEAVE );
		$this->save_settings( array( 'core_fields' => array( 'display_name' => array( 'format' => $journal_days > 0 ? 'surname_given' : 'given_surname' ) ) ) );
		$queries['updated'] = $this->price( array( 'update' => true ), 'updated', self::STAY + self::LEAVE );
		return $queries;
	}

	private function price_of_looking(): int {
		$this->people( self::STAY );
		return $this->price( array(), 'wordpress_only', self::LEAVE + 1 );
	}

	/**
	 * @param array<string, bool> $boxes Boxes to tick.
	 * @param string              $what  The count that tells how many were handled.
	 */
	private function price( array $boxes, string $what, int $people ): int {
		global $wpdb;
		$queries = $wpdb->num_queries;
		$run     = $this->synchronize( $boxes );
		self::assert_run( 'completed', $run );
		self::assertSame( $people, $run['counts'][ $what ] );
		return $wpdb->num_queries - $queries;
	}

	private function people( int $number ): void {
		Simulator::tenant( array( 'users' => $number, 'awkward' => false ) );
	}
}
