<?php
/**
 * Where a nextLink may lead, and where it never takes a token.
 */

declare( strict_types=1 );

namespace WPO365\User_Sync\Tests\Sync\Listing;

use WPO365\User_Sync\Tests\Support\Simulator;
use WPO365\User_Sync\Tests\Support\Steers_Runs;
use WPO365\User_Sync\Tests\Support\Test_Case;

final class Links_Test extends Test_Case {

	use Steers_Runs;

	/**
	 * @dataProvider links
	 * @param array<string, string> $link
	 */
	public function test_a_link_that_leads_elsewhere_is_refused_and_not_called( array $link ): void {
		Simulator::tenant( array( 'users' => 60, 'awkward' => false ) );
		$gone = $this->create_users( 1 )[0];
		$this->link( $gone, '11111111-2222-4333-8444-555555555555' );
		$host = preg_replace( '~^https?://~', '', (string) getenv( 'WPO365_TEST_GRAPH' ) );
		Simulator::fault( array( 'kind' => 'link', 'on' => 'users' ) + str_replace( '{graph}', $host, $link ) );
		$called = array();
		add_filter(
			'http_request_args',
			static function ( array $args, string $url ) use ( &$called ): array {
				$called[] = $url;
				return $args;
			},
			10,
			2
		);

		$run = $this->synchronize( array( 'create' => true, 'delete' => true ) );

		$text = (string) wp_json_encode( $run );
		self::assertSame( 'failed', $run['status'], $text );
		self::assertSame( 'link_refused', $run['error']['code'], $text );
		self::assertSame( 0, $run['counts']['deleted'], $text );
		self::assertSame( 0, $run['counts']['received'], 'A page with such a link is not believed. ' . $text );
		self::assertSame( array( 'token', 'count', 'users_delta', 'users' ), array_values( array_filter( array_column( Simulator::log(), 'route' ) ) ), 'Somebody was called.' );
		self::assertCount( 4, $called, implode( "\n", $called ) );
		self::assertSame( array(), array_filter( array_column( Simulator::log(), 'elsewhere' ) ) );
		self::assertStringNotContainsString( 'skiptoken', $text, 'No link leaves the server.' );

		$run = $this->drive( $this->resumed( $run ) );
		self::assertSame( 'completed', $run['status'], wp_json_encode( $run ) );
		self::assertSame( 60, $run['counts']['created'], wp_json_encode( $run ) );
		$this->assert_everybody_once( $run );
	}

	/**
	 * @return array<string, array{array<string, string>}> What the fault `link` takes; {graph} is the simulator's host and port.
	 */
	public static function links(): array {
		return array(
			'another host'                => array( array( 'to' => 'foreign_host' ) ),
			'the host as user name'       => array( array( 'to' => 'userinfo' ) ),
			'a relative link'             => array( array( 'to' => 'relative' ) ),
			'an empty text'               => array( array( 'url' => '' ) ),
			'a header smuggled in'        => array( array( 'url' => "http://{graph}/v1.0/users?\$skiptoken=x\r\nHost: evil.example" ) ),
		);
	}

	public function test_a_stored_link_is_checked_again(): void {
		Simulator::tenant( array( 'users' => 60, 'awkward' => false ) );
		Simulator::fault( array( 'kind' => 'throttle', 'retry_after' => 1, 'on' => 'users', 'nth' => 2 ) );
		$run   = $this->synchronize();
		$state = $this->record( $run['id'] )['state'];
		self::assertStringStartsWith( (string) getenv( 'WPO365_TEST_GRAPH' ), $state['link'] );
		$this->set_run( $run['id'], array( 'state' => array( 'link' => str_replace( '127.0.0.1', 'localhost', $state['link'] ) ) + $state ) );
		Simulator::clear_log();

		$run = $this->settle( $this->waited( $run ) );

		self::assertSame( 'failed', $run['status'], wp_json_encode( $run ) );
		self::assertSame( 'link_refused', $run['error']['code'], wp_json_encode( $run ) );
		self::assertSame( array(), Simulator::log() );
	}

	public function test_a_link_is_followed_byte_for_byte(): void {
		Simulator::tenant( array( 'users' => 60, 'awkward' => false ) );

		$run = $this->synchronize();

		self::assertSame( 'completed', $run['status'], wp_json_encode( $run ) );
		self::assertSame( array( null, 'exact', 'exact' ), array_column( Simulator::log( 'users' ), 'link' ) );

		// What HTTP libraries like to tidy up.
		$path = '/v1.0/users?%24skiptoken=a%2fb%2Fc+d%20e~%7E=\'%27&x=(1)&&empty=';
		Simulator::fault( array( 'kind' => 'link', 'on' => 'users', 'url' => getenv( 'WPO365_TEST_GRAPH' ) . $path ) );
		$this->synchronize();
		self::assertSame( $path, array_column( Simulator::log( 'users' ), 'url' )[4] );
	}

	/**
	 * @dataProvider circles
	 */
	public function test_a_listing_that_goes_round_in_circles_is_ended( int $cycle, int $most ): void {
		Simulator::tenant( array( 'users' => 150, 'awkward' => false ) );
		$gone = $this->create_users( 1 )[0];
		$this->link( $gone, '11111111-2222-4333-8444-555555555555' );
		Simulator::fault( array( 'kind' => 'repeat_link', 'cycle' => $cycle, 'on' => 'users', 'nth' => 3, 'times' => null ) );

		$run = $this->synchronize( array( 'create' => true, 'delete' => true ) );

		$text = (string) wp_json_encode( $run );
		self::assertSame( 'failed', $run['status'], $text );
		self::assertSame( 'link_repeated', $run['error']['code'], $text );
		self::assertSame( 0, $run['counts']['deleted'], $text );
		self::assertLessThanOrEqual( $most, $this->times_asked(), $text );

		Simulator::control( 'DELETE', '/faults' );
		$run = $this->drive( $this->resumed( $run ) );
		self::assertSame( 'completed', $run['status'], wp_json_encode( $run ) );
		self::assertSame( 150, $run['counts']['created'], wp_json_encode( $run ) );
		self::assertSame( 1, $run['counts']['deleted'], wp_json_encode( $run ) );
		$this->assert_everybody_once( $run );
	}

	/**
	 * @return array<string, array{int, int}> Pages back, and pages that are read at most.
	 */
	public static function circles(): array {
		return array(
			'the same link again'  => array( 1, 3 ),
			'a circle of two'      => array( 2, 4 ),
		);
	}

	public function test_a_question_about_absent_people_goes_round_in_no_circle_either(): void {
		Simulator::tenant( array( 'users' => 20, 'awkward' => false ) );
		$people = Simulator::people();
		foreach ( array_slice( $people, 0, 6 ) as $number => $person ) {
			$this->link( $this->create_users( 1, "gone{$number}x" )[0], $person['id'] );
		}
		Simulator::fault( array( 'kind' => 'omit', 'users' => array_column( array_slice( $people, 0, 6 ), 'id' ), 'on' => 'users', 'without' => 'id in', 'times' => null ) );
		Simulator::fault( array( 'kind' => 'count', 'count' => 14, 'on' => 'count', 'times' => null ) );
		Simulator::fault( array( 'kind' => 'short_page', 'rows' => 1, 'on' => 'users', 'match' => 'id in', 'times' => null ) );
		Simulator::fault( array( 'kind' => 'repeat_link', 'on' => 'users', 'match' => 'id in', 'nth' => 2, 'times' => null ) );

		$run = $this->synchronize( array( 'delete' => true ) );

		self::assertSame( 'failed', $run['status'], wp_json_encode( $run ) );
		self::assertSame( 'bad_response', $run['error']['code'], wp_json_encode( $run ) );
		self::assertSame( 0, $run['counts']['deleted'] );
		self::assertLessThan( 8, $this->times_asked() );
	}
}
