<?php

declare( strict_types=1 );

namespace WPO365\User_Sync\Tests\Directory;

use WPO365\User_Sync\Connection\Sign_In\Client_Credentials;
use WPO365\User_Sync\Directory\User_Reader;
use WPO365\User_Sync\Graph\Client;
use WPO365\User_Sync\Graph\Graph_Error;
use WPO365\User_Sync\Graph\Graph_Exception;
use WPO365\User_Sync\Settings\Settings;
use WPO365\User_Sync\Settings\Update;
use WPO365\User_Sync\Tests\Support\Simulator;
use WPO365\User_Sync\Tests\Support\Test_Case;

final class User_Reader_Test extends Test_Case {

	private Settings $settings;
	private User_Reader $reader;

	protected function setUp(): void {
		parent::setUp();
		Simulator::tenant( array( 'users' => 60 ) );
		$this->settings = new Settings();
		$this->reader   = new User_Reader( new Client( $this->settings, new Client_Credentials( $this->settings ) ), $this->settings );
	}

	public function test_lists_everybody_page_by_page(): void {
		$ids  = array();
		$page = $this->reader->page( null, 25 );
		self::assertCount( 25, $page->users );
		while ( true ) {
			foreach ( $page->users as $user ) {
				$ids[] = $user->id;
			}
			if ( null === $page->next_link ) {
				break;
			}
			$page = $this->reader->page( $page->next_link, 25 );
		}
		self::assertSame( array_column( Simulator::people(), 'id' ), $ids );
		$log = Simulator::log( 'users' );
		self::assertCount( 3, $log );
		self::assertSame( '$select=id%2CuserPrincipalName%2CaccountEnabled%2CuserType%2CgivenName%2Csurname%2Cmail%2CdisplayName&$top=25', $log[0]['query'] );
		self::assertArrayNotHasKey( 'consistencylevel', $log[0]['headers'] );
	}

	public function test_an_empty_page_with_a_link_is_not_the_end(): void {
		Simulator::fault( array( 'kind' => 'empty_page' ) );
		$page = $this->reader->page( null, 25 );
		self::assertSame( array(), $page->users );
		self::assertNotNull( $page->next_link );
		self::assertCount( 25, $this->reader->page( $page->next_link, 25 )->users );
	}

	/**
	 * @dataProvider bodies
	 */
	public function test_an_answer_that_is_no_page_is_an_error( mixed $json ): void {
		Simulator::fault( array( 'kind' => 'body', 'json' => $json ) );
		$this->expectExceptionObject( new Graph_Exception( Graph_Error::Bad_Response, '', 200 ) );
		$this->reader->page( null, 25 );
	}

	public static function bodies(): array {
		return array(
			'no value'                          => array( array( '@odata.context' => 'x' ) ),
			'value is null'                     => array( array( 'value' => null ) ),
			'value is an object'                => array( array( 'value' => array( 'id' => 'a' ) ) ),
			'value is an object of people'      => array( array( 'value' => array( 'first' => array( 'id' => 'x' ) ) ) ),
			'a list'                            => array( array( array( 'id' => 'x' ) ) ),
			'a text'                            => array( 'nothing here' ),
			'null'                              => array( null ),
			'an error beside a list'            => array( array( 'error' => array( 'code' => 'UnknownError' ), 'value' => array() ) ),
			'link is a number'                  => array( array( 'value' => array(), '@odata.nextLink' => 17 ) ),
			'link is a list'                    => array( array( 'value' => array(), '@odata.nextLink' => array() ) ),
		);
	}

	public function test_a_row_that_is_no_person_is_an_error(): void {
		Simulator::fault( array( 'kind' => 'body', 'json' => array( 'value' => array( 'x@example.org' ) ) ) );
		$this->expectException( Graph_Exception::class );
		$this->reader->page( null, 25 );
	}

	public function test_asks_how_many_there_are(): void {
		self::assertSame( 60, $this->reader->expected() );
		Simulator::control( 'PATCH', '/tenant', array( 'count_bom' => true ) );
		self::assertSame( 60, $this->reader->expected() );
		self::assertSame( array( 'eventual', 'eventual' ), array_column( array_column( Simulator::log( 'count' ), 'headers' ), 'consistencylevel' ) );
	}

	public function test_where_the_service_can_not_count_the_number_is_unknown(): void {
		foreach ( array( array( 'status' => 400 ), array( 'status' => 404 ), array( 'status' => 501 ), array( 'kind' => 'html' ) ) as $fault ) {
			Simulator::fault( $fault + array( 'kind' => 'status' ) );
			self::assertNull( $this->reader->expected(), (string) wp_json_encode( $fault ) );
		}
	}

	/**
	 * @dataProvider failures
	 */
	public function test_where_listing_would_fail_too_counting_says_so( int $status, string $error ): void {
		Simulator::fault( array( 'kind' => 'status', 'status' => $status, 'times' => null ) );
		try {
			$this->reader->expected();
			self::fail( 'Counted.' );
		} catch ( Graph_Exception $failure ) {
			self::assertSame( $error, $failure->error->value );
		}
	}

	public static function failures(): array {
		return array(
			'401' => array( 401, 'unauthorized' ),
			'403' => array( 403, 'forbidden' ),
			'429' => array( 429, 'throttled' ),
			'503' => array( 503, 'server_error' ),
		);
	}

	public function test_a_simple_filter_is_no_advanced_query(): void {
		Update::of( $this->settings, array( 'scope' => array( 'filter' => 'accountEnabled eq true' ) ) );
		$page    = $this->reader->page( null, 5 );
		$enabled = count( array_filter( Simulator::people(), static fn ( array $person ): bool => true === $person['accountEnabled'] ) );
		self::assertSame( $enabled, $this->reader->expected() );
		self::assertCount( 5, $page->users );
		$request = Simulator::log( 'users' )[0];
		self::assertArrayNotHasKey( 'consistencylevel', $request['headers'] );
		self::assertStringNotContainsString( '$count', $request['query'] );
	}

	public function test_an_advanced_filter_carries_its_header_on_every_page(): void {
		Update::of( $this->settings, array( 'scope' => array( 'filter' => "userType ne 'Guest'" ) ) );
		for ( $page = $this->reader->page( null, 20 ); null !== $page->next_link; ) {
			$page = $this->reader->page( $page->next_link, 20 );
		}
		$log = Simulator::log( 'users' );
		self::assertGreaterThan( 1, count( $log ) );
		self::assertSame( array_fill( 0, count( $log ), 'eventual' ), array_column( array_column( $log, 'headers' ), 'consistencylevel' ) );
		self::assertStringContainsString( '$count=true', $log[0]['query'] );
	}

	public function test_asks_for_fifteen_at_a_time_who_exists(): void {
		$present = array_slice( array_column( Simulator::people(), 'id' ), 0, 30 );
		$gone    = array( 'ffffffff-0000-4000-8000-000000000001', 'ffffffff-0000-4000-8000-000000000002' );
		Simulator::clear_log();
		self::assertEqualsCanonicalizing( $present, $this->reader->existing( array_merge( $gone, $present ) ) );
		self::assertCount( 3, Simulator::log( 'users' ) );
		self::assertSame( array(), $this->reader->existing( array() ) );
		self::assertCount( 3, Simulator::log( 'users' ) );
	}

	public function test_a_damaged_link_is_no_evidence_and_spoils_no_request(): void {
		$gone = 'ffffffff-0000-4000-8000-000000000001';
		self::assertSame( array( 'damaged', "x') or (id ne '" ), $this->reader->existing( array( 'damaged', $gone, "x') or (id ne '" ) ) );
	}

	public function test_short_and_empty_pages_hide_nobody(): void {
		$present = array_slice( array_column( Simulator::people(), 'id' ), 0, 10 );
		Simulator::fault( array( 'kind' => 'empty_page' ) );
		Simulator::fault( array( 'kind' => 'short_page', 'rows' => 3, 'nth' => 2 ) );
		self::assertSame( $present, $this->reader->existing( $present ) );
	}

	public function test_reads_one_user(): void {
		$person = Simulator::people( 55, 1 )[0];
		$user   = $this->reader->one( $person['id'] );
		self::assertSame( $person['id'], $user->id );
		self::assertSame( $person['userPrincipalName'], $user->user_principal_name );
		self::assertSame( $person['accountEnabled'], $user->account_enabled );
		self::assertNull( $this->reader->one( 'ffffffff-0000-4000-8000-000000000001' ) );
		self::assertNull( $this->reader->one( '../groups' ) );
	}

	public function test_a_failure_is_not_an_absent_user(): void {
		Simulator::fault( array( 'kind' => 'status', 'status' => 403 ) );
		$this->expectException( Graph_Exception::class );
		$this->reader->one( Simulator::people( 0, 1 )[0]['id'] );
	}
}
