<?php

declare( strict_types=1 );

namespace WPO365\User_Sync\Tests\Sync\Listing;

use WPO365\User_Sync\Tests\Support\Scene;
use WPO365\User_Sync\Tests\Support\Simulator;
use WPO365\User_Sync\Tests\Support\Test_Case;

/**
 * Nobody is removed unless the listing is complete; an empty one is an error.
 */
final class Completeness_Test extends Test_Case {

	use Scene;

	public function test_nobody_is_removed_when_the_listing_ends_early(): void {
		Simulator::tenant( array( 'users' => 60, 'awkward' => false ) );
		$people = Simulator::people();
		$last   = $this->account();
		$this->link( $last, end( $people )['id'] );
		$gone = $this->gone();
		Simulator::fault( array( 'kind' => 'end_early', 'on' => 'users', 'nth' => 2 ) );

		$run = $this->synchronize( array( 'delete' => true ) );

		self::assert_run( 'failed', $run, 'listing_incomplete' );
		self::assertSame( array( 'received' => 50, 'expected' => 60 ), $run['error']['details'] );
		self::assertSame( array(), $this->rows( 'wordpress_only' ) );
		$this->assert_stay( $last, $gone );

		$run = $this->resume( $run );

		self::assert_run( 'completed', $run );
		self::assertSame( array( 60, 60 ), array( $run['counts']['received'], $run['expected'] ) );
		$this->assert_stay( $last );
		$this->assert_removed( $gone );
	}

	/**
	 * @dataProvider numbers
	 */
	public function test_one_percent_or_one_person_short_is_complete_and_no_more( int $received, ?int $expected, bool $complete ): void {
		Simulator::tenant( array( 'users' => $received, 'awkward' => false ) );
		Simulator::fault( array( 'on' => 'count' ) + ( null === $expected ? array( 'kind' => 'status', 'status' => 400 ) : array( 'kind' => 'count', 'count' => $expected ) ) );
		$gone = $this->gone();

		$run = $this->synchronize( array( 'delete' => true ) );

		self::assertSame( array( $received, $expected ), array( $run['counts']['received'], $run['expected'] ) );
		self::assert_run( $complete ? 'completed' : 'failed', $run, $complete ? null : 'listing_incomplete' );
		self::assertSame( ! $complete, $this->exists( $gone ) );
	}

	public static function numbers(): array {
		return array(
			'as many as expected'          => array( 60, 60, true ),
			'more than expected'           => array( 60, 30, true ),
			'the number is unknown'        => array( 60, null, true ),
			'one of 41 missing'            => array( 40, 41, true ),
			'two of 41 missing'            => array( 39, 41, false ),
			'one of 99 missing'            => array( 98, 99, true ),
			'two of 99 missing'            => array( 97, 99, false ),
			'one of 100 missing: 1 %'      => array( 99, 100, true ),
			'two of 100 missing'           => array( 98, 100, false ),
			'one of 199 missing'           => array( 198, 199, true ),
			'two of 199 missing: over 1 %' => array( 197, 199, false ),
			'two of 200 missing: 1 %'      => array( 198, 200, true ),
			'three of 200 missing'         => array( 197, 200, false ),
		);
	}

	/**
	 * @dataProvider incomplete_listings
	 * @param list<array<string, mixed>> $faults
	 */
	public function test_an_incomplete_listing_removes_nobody_and_resume_lists_anew( array $faults, string $code ): void {
		Simulator::tenant( array( 'users' => 60, 'awkward' => false ) );
		$gone = $this->gone();
		foreach ( $faults as $fault ) {
			Simulator::fault( $fault );
		}

		$run = $this->synchronize( array( 'create' => true, 'delete' => true ) );

		$text = (string) wp_json_encode( $run );
		self::assertSame( 'failed', $run['status'], $text );
		self::assertSame( $code, $run['error']['code'], $text );
		self::assertSame( 'listing', $run['phase'], $text );
		$this->assert_stay( $gone );
		self::assertSame( array(), $this->rows( 'wordpress_only' ), 'Nobody is even named as absent.' );

		Simulator::clear_log();
		$run = $this->resumed( $run );
		self::assertSame( 'groups', $run['phase'], 'Tenant and groups are read anew as well.' );
		$run = $this->drive( $run );
		self::assertSame( 'completed', $run['status'], wp_json_encode( $run ) );
		self::assertSame( array( null, 'exact', 'exact' ), array_slice( array_column( Simulator::log( 'users' ), 'link' ), 0, 3 ), 'The listing began with the first page.' );
		self::assertCount( 1, Simulator::log( 'count' ), 'The number is asked for anew.' );
		self::assertSame( 60, $run['expected'] );
		self::assertSame( 1, $run['counts']['deleted'], wp_json_encode( $run ) );
		$this->assert_everybody_once( $run );
	}

	/**
	 * @return array<string, array{list<array<string, mixed>>, string}> Faults, and the code that the run fails with.
	 */
	public static function incomplete_listings(): array {
		return array(
			'no user at all'                       => array( array( array( 'kind' => 'empty_listing', 'on' => 'users' ) ), 'listing_empty' ),
			'no user at all, and none expected'    => array( array( array( 'kind' => 'empty_listing', 'on' => 'users' ), array( 'kind' => 'count', 'count' => 0, 'on' => 'count' ) ), 'listing_empty' ),
			'no user at all, and no number'        => array( array( array( 'kind' => 'empty_listing', 'on' => 'users' ), array( 'kind' => 'status', 'status' => 404, 'on' => 'count' ) ), 'listing_empty' ),
			'two of 60 are missing'                => array( array( array( 'kind' => 'count', 'count' => 62, 'on' => 'count' ) ), 'listing_incomplete' ),
		);
	}

	/**
	 * @dataProvider empty_listings
	 *
	 * @param array<string, mixed> $tenant   Options of the tenant.
	 * @param array<string, mixed> $faults   Faults.
	 * @param array<string, mixed> $settings Settings.
	 */
	public function test_an_empty_listing_is_an_error( array $tenant, array $faults, array $settings ): void {
		Simulator::tenant( $tenant + array( 'awkward' => false ) );
		array_map( Simulator::fault( ... ), $faults );
		$this->save_settings( $settings );
		$gone  = $this->gone();
		$plain = $this->account();

		$run = $this->synchronize( array( 'create' => true, 'update' => true, 'delete' => true ) );

		self::assert_run( 'failed', $run, 'listing_empty' );
		self::assertSame( array(), $this->rows( 'wordpress_only' ) );
		$this->assert_stay( $gone, $plain );
	}

	public static function empty_listings(): array {
		return array(
			'nobody in the tenant'           => array( array( 'users' => 0 ), array(), array() ),
			'a filter that nobody passes'    => array( array( 'users' => 60 ), array(), array( 'scope' => array( 'filter' => "department eq 'Nowhere'" ) ) ),
		);
	}
}
