<?php
/**
 * What expires in the middle of a run: access tokens, page tokens, permissions.
 */

declare( strict_types=1 );

namespace WPO365\User_Sync\Tests\Sync\Listing;

use WPO365\User_Sync\Tests\Support\Simulator;
use WPO365\User_Sync\Tests\Support\Steers_Runs;
use WPO365\User_Sync\Tests\Support\Test_Case;

final class Expired_Test extends Test_Case {

	use Steers_Runs;

	protected function setUp(): void {
		parent::setUp();
		Simulator::tenant( array( 'users' => 60, 'awkward' => false ) );
	}

	/**
	 * @dataProvider ends_of_a_token
	 */
	public function test_an_expired_token_is_renewed_once( callable $end ): void {
		$end();

		$run = $this->synchronize( array( 'create' => true ) );

		self::assertSame( 'completed', $run['status'], wp_json_encode( $run ) );
		self::assertCount( 2, Simulator::log( 'token' ), 'One token, and one renewed.' );
		$statuses = array_column( array_merge( Simulator::log( 'users' ), Simulator::log( 'count' ) ), 'status' );
		self::assertCount( 1, array_keys( $statuses, 401, true ) );
		$this->assert_everybody_once( $run );
	}

	/**
	 * @return array<string, array{callable(): void}> What ends the access token before the second page.
	 */
	public static function ends_of_a_token(): array {
		return array(
			'a 401'                      => array( static fn() => Simulator::fault( array( 'kind' => 'expired_token', 'on' => 'users', 'nth' => 2 ) ) ),
			'a 401 without a body'       => array( static fn() => Simulator::fault( array( 'kind' => 'status', 'status' => 401, 'body' => 'empty', 'on' => 'users', 'nth' => 2 ) ) ),
			'a 401 for the first page'   => array( static fn() => Simulator::fault( array( 'kind' => 'expired_token', 'on' => 'users' ) ) ),
			'a 401 for the number'       => array( static fn() => Simulator::fault( array( 'kind' => 'expired_token', 'on' => 'count' ) ) ),
		);
	}

	public function test_a_token_that_was_revoked_is_renewed(): void {
		Simulator::fault( array( 'kind' => 'throttle', 'retry_after' => 1, 'on' => 'users', 'nth' => 2 ) );
		$run = $this->synchronize( array( 'create' => true ) );
		Simulator::control( 'POST', '/tokens/revoke' );

		$run = $this->drive( $run );

		self::assertSame( 'completed', $run['status'], wp_json_encode( $run ) );
		self::assertCount( 2, Simulator::log( 'token' ) );
	}

	public function test_a_token_is_used_for_a_whole_run_and_the_next(): void {
		$this->synchronize();
		$GLOBALS['wp_rest_server'] = null; // The next request is another process.
		$this->synchronize();

		self::assertCount( 1, Simulator::log( 'token' ) );
	}

	public function test_no_token_is_good_enough(): void {
		Simulator::fault( array( 'kind' => 'expired_token', 'on' => 'users', 'nth' => 2, 'times' => null ) );

		$run = $this->synchronize( array( 'create' => true ) );

		self::assertSame( 'failed', $run['status'], wp_json_encode( $run ) );
		self::assertSame( 'unauthorized', $run['error']['code'], wp_json_encode( $run ) );
		self::assertSame( 25, $run['counts']['created'] );
		self::assertSame( array( 200, 401, 401 ), array_column( Simulator::log( 'users' ), 'status' ) );

		Simulator::control( 'DELETE', '/faults' );
		$this->assert_completes( $this->resumed( $run ) );
	}

	public function test_the_secret_has_expired(): void {
		$app = Simulator::control( 'GET' )['options']['app'];
		Simulator::fault( array( 'kind' => 'throttle', 'retry_after' => 1, 'on' => 'users', 'nth' => 2 ) );
		$run = $this->synchronize( array( 'create' => true ) );
		Simulator::control( 'POST', '/tokens/revoke' );
		Simulator::control( 'PATCH', '/app', array( 'secrets' => array_map( static fn( array $secret ): array => array( 'expires' => '2024-01-31T00:00:00Z' ) + $secret, $app['secrets'] ) ) );

		$run = $this->drive( $run );

		$text = (string) wp_json_encode( $run );
		self::assertSame( 'failed', $run['status'], $text );
		self::assertSame( 'unauthorized', $run['error']['code'], $text );
		self::assertStringContainsString( 'AADSTS7000222', $run['error']['message'], $text );
		self::assertStringNotContainsString( WPO_USER_SYNC_CLIENT_SECRET, $text );

		Simulator::control( 'PATCH', '/app', array( 'secrets' => $app['secrets'] ) );
		$this->assert_completes( $this->resumed( $run ) );
	}

	public function test_a_permission_that_is_taken_away_ends_the_run(): void {
		Simulator::control( 'PATCH', '/app', array( 'roles' => array() ) );

		$run = $this->synchronize( array( 'create' => true ) );

		self::assertSame( 'failed', $run['status'], wp_json_encode( $run ) );
		self::assertSame( 'forbidden', $run['error']['code'], wp_json_encode( $run ) );
		self::assertSame( 0, $run['counts']['received'] );

		Simulator::control( 'PATCH', '/app', array( 'roles' => array( 'User.Read.All' ) ) );
		Simulator::control( 'POST', '/tokens/revoke' );
		$this->assert_completes( $this->resumed( $run ) );
	}

	public function test_an_expired_page_restarts_the_listing_and_keeps_what_is_done(): void {
		$register = 0;
		add_action(
			'user_register',
			static function () use ( &$register ): void {
				++$register;
			}
		);
		Simulator::fault( array( 'kind' => 'expired_page_token', 'on' => 'users' ) );

		$run = $this->synchronize( array( 'create' => true ) );

		self::assertSame( 'completed', $run['status'], wp_json_encode( $run ) );
		self::assertSame( 60, $run['counts']['created'], wp_json_encode( $run ) );
		self::assertSame( 60, $register, 'Nobody was created twice.' );
		self::assertSame( array( false, true, false, true, true ), $this->pages() );
		$this->assert_everybody_once( $run );
	}

	/**
	 * @dataProvider other_words_for_expired
	 * @param array<string, mixed> $fault
	 */
	public function test_other_words_for_an_expired_page( array $fault ): void {
		Simulator::fault( $fault + array( 'on' => 'users', 'nth' => 2 ) );

		$run = $this->synchronize( array( 'create' => true ) );

		self::assertSame( 'completed', $run['status'], wp_json_encode( $run ) );
		self::assertSame( array( false, true, false, true, true ), $this->pages() );
		$this->assert_everybody_once( $run );
	}

	/**
	 * @return array<string, array{array<string, mixed>}>
	 */
	public static function other_words_for_expired(): array {
		return array(
			'a page token that is not found' => array( array( 'kind' => 'status', 'status' => 404, 'code' => 'DirectoryPageTokenNotFoundException' ) ),
			'gone'                           => array( array( 'kind' => 'status', 'status' => 410, 'code' => 'resyncRequired' ) ),
			'gone, without a body'           => array( array( 'kind' => 'status', 'status' => 410, 'body' => 'empty' ) ),
			'the code in lower case'         => array( array( 'kind' => 'status', 'status' => 400, 'code' => 'directory_expiredpagetoken' ) ),
			'no code at all'                 => array( array( 'kind' => 'status', 'status' => 400, 'code' => '' ) ),
			'BadRequest'                     => array( array( 'kind' => 'status', 'status' => 400, 'code' => 'BadRequest', 'message' => 'Invalid Skip Token' ) ),
			'a bad query'                    => array( array( 'kind' => 'status', 'status' => 400, 'code' => 'Request_UnsupportedQuery' ) ),
			'not found'                      => array( array( 'kind' => 'status', 'status' => 404 ) ),
			'405 without a body'             => array( array( 'kind' => 'status', 'status' => 405, 'body' => 'empty' ) ),
			'status 409'                     => array( array( 'kind' => 'status', 'status' => 409 ) ),
			'status 423'                     => array( array( 'kind' => 'status', 'status' => 423 ) ),
			'451 with HTML'                  => array( array( 'kind' => 'status', 'status' => 451, 'body' => 'html' ) ),
		);
	}

	/**
	 * @dataProvider refusals_without_end
	 * @param array<string, mixed> $fault
	 */
	public function test_pages_that_always_expire_do_not_restart_for_ever( array $fault ): void {
		$gone = $this->create_users( 1 )[0];
		$this->link( $gone, '11111111-2222-4333-8444-555555555555' );
		Simulator::fault( $fault + array( 'on' => 'users', 'times' => null ) );

		$run = $this->drive( $this->start( array( 'create' => true, 'delete' => true ) ) );

		self::assertSame( 'failed', $run['status'], wp_json_encode( $run ) );
		self::assertSame( 'listing_incomplete', $run['error']['code'], wp_json_encode( $run ) );
		self::assertSame( 25, $run['counts']['created'], wp_json_encode( $run ) );
		self::assertNotFalse( get_userdata( $gone ) );
		self::assertSame( 8, $this->times_asked(), 'Four listings of two pages.' );

		Simulator::control( 'DELETE', '/faults' );
		Simulator::clear_log();
		$run = $this->resumed( $run );
		$this->assert_completes( $run );
		self::assertFalse( $this->pages()[0], 'The listing began with the first page.' );
	}

	/**
	 * @return array<string, array{array<string, mixed>}>
	 */
	public static function refusals_without_end(): array {
		return array(
			'expired'        => array( array( 'kind' => 'expired_page_token' ) ),
			'no code at all' => array( array( 'kind' => 'status', 'status' => 400, 'code' => '', 'match' => 'skiptoken' ) ),
			'not found'      => array( array( 'kind' => 'status', 'status' => 404, 'match' => 'skiptoken' ) ),
		);
	}

	/**
	 * Tells of each page that was asked for whether it came after another.
	 *
	 * @return list<bool>
	 */
	private function pages(): array {
		return array_map( static fn( array $entry ): bool => str_contains( $entry['query'], 'skiptoken' ), Simulator::log( 'users' ) );
	}

	/**
	 * @param array<string, mixed> $run A run that was resumed.
	 */
	private function assert_completes( array $run ): void {
		$run = $this->drive( $run );
		self::assertSame( 'completed', $run['status'], wp_json_encode( $run ) );
		self::assertSame( 60, $run['counts']['created'], wp_json_encode( $run ) );
		$this->assert_everybody_once( $run );
	}
}
