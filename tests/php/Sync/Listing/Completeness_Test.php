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

	/**
	 * @dataProvider failures
	 *
	 * @param array<string, mixed> $fault What happens to the second page.
	 */
	public function test_nobody_is_removed_when_a_page_can_not_be_read( array $fault, string $error ): void {
		Simulator::tenant( array( 'users' => 80, 'awkward' => false ) );
		$gone = $this->gone();
		Simulator::fault( $fault + array( 'on' => 'users', 'match' => '$skiptoken', 'times' => null ) );

		$run = $this->run_through( array( 'delete' => true ) );

		self::assert_run( 'failed', $run, $error );
		$this->assert_stay( $gone );
		self::assertSame( 0, $run['counts']['wordpress_only'] );
		self::assertSame( array(), $this->rows( 'wordpress_only' ) );

		Simulator::control( 'DELETE', '/faults' );
		self::assert_run( 'completed', $this->resume( $run ) );
		$this->assert_removed( $gone );
	}

	public static function failures(): array {
		return array(
			'forbidden'                => array( array( 'kind' => 'status', 'status' => 403 ), 'forbidden' ),
			'bad request'              => array( array( 'kind' => 'status', 'status' => 400 ), 'listing_incomplete' ),
			'not found'                => array( array( 'kind' => 'status', 'status' => 404 ), 'listing_incomplete' ),
			'not implemented'          => array( array( 'kind' => 'status', 'status' => 501 ), 'bad_response' ),
			'500 again and again'      => array( array( 'kind' => 'status', 'status' => 500 ), 'unreachable' ),
			'429 again and again'      => array( array( 'kind' => 'throttle' ), 'throttled' ),
			'connection closed'        => array( array( 'kind' => 'reset' ), 'unreachable' ),
			'connection closed midway' => array( array( 'kind' => 'truncate' ), 'unreachable' ),
			'a page of HTML'           => array( array( 'kind' => 'html' ), 'bad_response' ),
			'half of the JSON'         => array( array( 'kind' => 'broken_json' ), 'bad_response' ),
			'an error with status 200' => array( array( 'kind' => 'error_in_200' ), 'bad_response' ),
			'no list'                  => array( array( 'kind' => 'body', 'json' => array( 'value' => null ) ), 'bad_response' ),
			'an empty object'          => array( array( 'kind' => 'body', 'json' => array( 'x' => 1 ) ), 'bad_response' ),
			'a person without an id'   => array( array( 'kind' => 'body', 'json' => array( 'value' => array( array( 'displayName' => 'Nobody' ) ) ) ), 'bad_response' ),
			'a link elsewhere'         => array( array( 'kind' => 'link', 'to' => 'foreign_host' ), 'link_refused' ),
			'a link to itself'         => array( array( 'kind' => 'repeat_link' ), 'link_repeated' ),
			'a link to the page before' => array( array( 'kind' => 'repeat_link', 'cycle' => 2, 'nth' => 2 ), 'link_repeated' ),
			'redirect'                 => array( array( 'kind' => 'redirect' ), 'bad_response' ),
		);
	}

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
			'an empty answer, count unknown' => array(
				array( 'users' => 60 ),
				array(
					array( 'kind' => 'empty_listing', 'on' => 'users' ),
					array( 'kind' => 'status', 'status' => 400, 'on' => 'count' ),
				),
				array(),
			),
			'an empty answer'                => array( array( 'users' => 60 ), array( array( 'kind' => 'empty_listing', 'on' => 'users' ) ), array() ),
			'a filter that nobody passes'    => array( array( 'users' => 60 ), array(), array( 'scope' => array( 'filter' => "department eq 'Nowhere'" ) ) ),
		);
	}
}
