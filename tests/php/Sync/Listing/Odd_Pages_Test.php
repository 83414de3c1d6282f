<?php
/**
 * Pages as Graph may send them, short, empty or with rows twice: nobody is lost, and nobody doubled.
 */

declare( strict_types=1 );

namespace WPO365\User_Sync\Tests\Sync\Listing;

use WPO365\User_Sync\Tests\Support\Simulator;
use WPO365\User_Sync\Tests\Support\Steers_Runs;
use WPO365\User_Sync\Tests\Support\Test_Case;

final class Odd_Pages_Test extends Test_Case {

	use Steers_Runs;

	private int $gone;

	protected function setUp(): void {
		parent::setUp();
		Simulator::tenant( array( 'users' => 60, 'awkward' => false ) );
		$this->gone = $this->create_users( 1, 'gone' )[0];
		$this->link( $this->gone, '11111111-2222-4333-8444-555555555555' );
	}

	/**
	 * @dataProvider odd_pages
	 * @param list<array<string, mixed>> $faults
	 */
	public function test_odd_pages_lose_and_double_nobody( array $faults ): void {
		foreach ( $faults as $fault ) {
			Simulator::fault( $fault + array( 'on' => 'users', 'without' => 'id in' ) );
		}

		$run = $this->synchronize( array( 'create' => true, 'delete' => true ) );

		self::assertSame( 'completed', $run['status'], wp_json_encode( $run ) );
		self::assertSame( 60, $run['counts']['created'], wp_json_encode( $run ) );
		self::assertSame( 60, $run['expected'] );
		self::assertSame( 1, $run['counts']['deleted'], wp_json_encode( $run ) );
		$this->assert_everybody_once( $run );
	}

	/**
	 * @return array<string, array{list<array<string, mixed>>}>
	 */
	public static function odd_pages(): array {
		return array(
			'a short page'            => array( array( array( 'kind' => 'short_page', 'rows' => 3, 'nth' => 2 ) ) ),
			'short pages only'        => array( array( array( 'kind' => 'short_page', 'rows' => 7, 'times' => null ) ) ),
			'an empty page'           => array( array( array( 'kind' => 'empty_page', 'nth' => 2 ) ) ),
			'the first page empty'    => array( array( array( 'kind' => 'empty_page' ) ) ),
			'empty pages in a row'    => array( array( array( 'kind' => 'empty_page', 'nth' => 2, 'times' => 4 ) ) ),
			'rows twice'              => array( array( array( 'kind' => 'duplicate_rows', 'nth' => 2, 'times' => null ) ) ),
			'rows twice, short pages' => array( array( array( 'kind' => 'duplicate_rows', 'nth' => 2, 'times' => null ), array( 'kind' => 'short_page', 'rows' => 9, 'times' => null ) ) ),
			'blanks behind the answer' => array( array( array( 'kind' => 'padding', 'bytes' => 100000, 'times' => null ) ) ),
		);
	}
}
