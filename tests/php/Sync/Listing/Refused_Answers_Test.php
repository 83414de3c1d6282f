<?php
/**
 * Answers that no second try would better: the run fails at once, and goes on when somebody has helped.
 */

declare( strict_types=1 );

namespace WPO365\User_Sync\Tests\Sync\Listing;

use WPO365\User_Sync\Tests\Support\Simulator;
use WPO365\User_Sync\Tests\Support\Steers_Runs;
use WPO365\User_Sync\Tests\Support\Test_Case;

final class Refused_Answers_Test extends Test_Case {

	use Steers_Runs;

	/**
	 * @dataProvider answers
	 * @param array<string, mixed> $fault
	 */
	public function test_the_run_fails_at_once_and_resumes_from_the_cursor( array $fault, string $code ): void {
		Simulator::tenant( array( 'users' => 60, 'awkward' => false ) );
		$gone = $this->create_users( 1 )[0];
		$this->link( $gone, '11111111-2222-4333-8444-555555555555' );
		Simulator::fault( $fault + array( 'on' => 'users', 'nth' => 2 ) );

		$run = $this->synchronize( array( 'create' => true, 'delete' => true ) );

		$text = (string) wp_json_encode( $run );
		self::assertSame( 'failed', $run['status'], $text );
		self::assertSame( $code, $run['error']['code'], $text );
		self::assertGreaterThan( 30, mb_strlen( $run['error']['message'] ), 'A sentence that says what to do. ' . $text );
		self::assertNull( $run['resume_at'], $text );
		self::assertSame( 25, $run['counts']['created'], $text );
		self::assertSame( 0, $run['counts']['deleted'], $text );
		self::assertSame( 2, $this->times_asked(), 'Nothing is asked a second time.' );
		self::assertSame( array(), $this->rows( 'wordpress_only' ), 'Nobody is even named as absent.' );
		$this->assert_nothing_left_the_host();
		self::assertSame( $run, $this->step( $run ), 'A failed run is not worked on.' );

		$run = $this->drive( $this->resumed( $run ) );

		self::assertSame( 'completed', $run['status'], wp_json_encode( $run ) );
		self::assertSame( 60, $run['counts']['created'], wp_json_encode( $run ) );
		self::assertSame( 1, $run['counts']['deleted'], wp_json_encode( $run ) );
		self::assertSame( array( 25, 25, 10 ), $this->rows_of_good_pages() );
		$this->assert_everybody_once( $run );
	}

	/**
	 * @return array<string, array{array<string, mixed>, string}> Fault, and the code that the run fails with.
	 */
	public static function answers(): array {
		$status = static fn( int $status, string $body = 'json' ): array => compact( 'status', 'body' ) + array( 'kind' => 'status' );
		return array(
			'status 403'                 => array( $status( 403 ), 'forbidden' ),
			'status 403 with HTML'       => array( $status( 403, 'html' ), 'forbidden' ),
			'status 403 that asks for a pause' => array( $status( 403 ) + array( 'retry_after' => 5 ), 'forbidden' ),
			'status 501 that asks for a pause' => array( $status( 501 ) + array( 'retry_after' => 5 ), 'bad_response' ),
			'status 505'                 => array( $status( 505 ), 'bad_response' ),
			'status 204'                 => array( $status( 204, 'empty' ), 'bad_response' ),
			'an error in 200'            => array( array( 'kind' => 'error_in_200' ), 'bad_response' ),
			'an outage in 200'           => array( array( 'kind' => 'error_in_200', 'code' => 'serviceNotAvailable' ), 'bad_response' ),
			'JSON: value is null'        => array( array( 'kind' => 'body', 'json' => array( 'value' => null ) ), 'bad_response' ),
			'JSON: somebody without id'  => array( array( 'kind' => 'body', 'json' => array( 'value' => array( array( 'userPrincipalName' => 'x@example.org' ) ) ) ), 'bad_response' ),
			'status 302'                 => array( array( 'kind' => 'redirect' ), 'bad_response' ),
		);
	}

	/**
	 * @dataProvider statuses_of_a_first_page
	 */
	public function test_a_refused_first_page_is_not_asked_for_again( int $status ): void {
		Simulator::tenant( array( 'users' => 10, 'awkward' => false ) );
		Simulator::fault( array( 'kind' => 'status', 'status' => $status, 'on' => 'users', 'times' => null ) );

		$run = $this->drive( $this->start( array( 'create' => true ) ) );

		self::assertSame( array( 'failed', 'bad_response' ), array( $run['status'], $run['error']['code'] ?? null ), (string) wp_json_encode( $run ) );
		self::assertSame( 1, $this->times_asked() );
	}

	/** @return array<string, array{int}> */
	public static function statuses_of_a_first_page(): array {
		return array(
			'status 400' => array( 400 ),
			'status 404' => array( 404 ),
			'status 405' => array( 405 ),
			'status 409' => array( 409 ),
		);
	}

	/**
	 * @dataProvider redirects
	 */
	public function test_the_secret_follows_no_redirect_either( int $status ): void {
		Simulator::tenant( array( 'users' => 10, 'awkward' => false ) );
		Simulator::fault( array( 'kind' => 'redirect', 'status' => $status, 'on' => 'token' ) );

		$run = $this->synchronize();

		self::assertSame( 'failed', $run['status'], wp_json_encode( $run ) );
		self::assertSame( 'bad_response', $run['error']['code'], wp_json_encode( $run ) );
		$this->assert_nothing_left_the_host();
		self::assertCount( 1, Simulator::log( 'token' ) );
	}

	/**
	 * @return array<string, array{int}>
	 */
	public static function redirects(): array {
		return array(
			'status 301' => array( 301 ),
			'status 302' => array( 302 ),
			'status 307' => array( 307 ),
			'status 308' => array( 308 ),
		);
	}

	public function test_a_filter_of_another_plugin_does_not_make_redirects_followed(): void {
		Simulator::tenant( array( 'users' => 10, 'awkward' => false ) );
		Simulator::fault( array( 'kind' => 'redirect', 'on' => 'users' ) );
		add_filter( 'http_request_redirection_count', static fn(): int => 5, PHP_INT_MAX );
		add_filter( 'http_request_args', static fn( array $args ): array => array( 'redirection' => 5 ) + $args, PHP_INT_MAX );

		$run = $this->synchronize();

		self::assertSame( 'failed', $run['status'], wp_json_encode( $run ) );
		$this->assert_nothing_left_the_host();
	}

	public function test_the_right_answer_under_another_content_type_counts(): void {
		Simulator::tenant( array( 'users' => 30, 'awkward' => false ) );
		Simulator::fault( array( 'kind' => 'content_type', 'on' => 'users', 'times' => null ) );

		$run = $this->synchronize();

		self::assertSame( 'completed', $run['status'], wp_json_encode( $run ) );
		self::assertSame( 30, $run['counts']['received'] );
		self::assertSame( 2, $this->times_asked() );
	}

	private function assert_nothing_left_the_host(): void {
		$away = array_filter( Simulator::log(), static fn( array $entry ): bool => $entry['elsewhere'] || 'unknown' === $entry['route'] );
		self::assertSame( array(), $away );
	}

	/** @return list<int> */
	private function rows_of_good_pages(): array {
		$good = array_filter( Simulator::log( 'users' ), static fn( array $entry ): bool => null !== $entry['rows'] && array() === $entry['faults'] && ! str_contains( urldecode( $entry['query'] ), 'id in' ) );
		return array_values( array_column( $good, 'rows' ) );
	}
}
