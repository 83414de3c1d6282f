<?php

declare( strict_types=1 );

namespace WPO365\User_Sync\Tests\Connection\Checks;

use WPO365\User_Sync\Connection\Checks\Check_Id;
use WPO365\User_Sync\Connection\Sign_In\Aadsts;
use WPO365\User_Sync\Tests\Support\Simulator;
use WPO365\User_Sync\Tests\Support\Test_Case;

/**
 * Which line of the checklist turns red, and that no two causes share one message.
 */
final class Error_Tables_Test extends Test_Case {

	use Errors;

	protected function setUp(): void {
		parent::setUp();
		Simulator::tenant( array( 'users' => 60 ) );
	}

	public function test_every_number_with_a_sentence_belongs_to_a_line_of_the_checklist(): void {
		preg_match_all( '/^\t\t\t([\d, ]+?) +=> array/m', (string) file_get_contents( __DIR__ . '/../../../../php/Connection/Sign_In/Aadsts.php' ), $rows );
		$numbers = array_map( intval( ... ), explode( ',', implode( ',', $rows[1] ) ) );
		self::assertGreaterThan( 40, count( $numbers ) );
		self::assertSame( array_unique( $numbers ), $numbers );
		foreach ( $numbers as $number ) {
			self::assertNotNull( Check_Id::tryFrom( (string) Aadsts::line( $number ) ), "AADSTS$number" );
			self::assertNotEmpty( Aadsts::sentence( $number ) );
		}
		self::assertSame( array( null, null ), array( Aadsts::line( 1 ), Aadsts::sentence( null ) ) );
	}

	/**
	 * @dataProvider login_errors
	 */
	public function test_an_error_of_the_sign_in_service_turns_its_line_red( int $number, int $status, string $error, string $id, string $words, string $suberror = '' ): void {
		$line = $this->line_for_login_error( $number, $status, $error, $id, $suberror );
		self::assertSame( 'throttling' === $id ? 'warning' : 'error', $line['status'], (string) wp_json_encode( $line ) );
		self::assertStringContainsString( $words, $line['message'] );
		self::assertStringEndsWith( "(AADSTS$number)", $line['message'], 'The number can be searched for.' );
		self::assertSame( $number, $line['details']['aadsts'] );
		self::assertSame( '0a0a0a0a-1111-4222-8333-444444444444', $line['details']['request_id'] );
		self::assertStringNotContainsString( 'Service text', (string) wp_json_encode( $line ) );
	}

	/**
	 * @dataProvider graph_errors
	 */
	public function test_an_error_of_graph_turns_its_line_red( int $status, string $code, string $id, string $words, array $headers = array() ): void {
		$line = $this->line_for_graph_error( $status, $code, $id, $headers );
		self::assertSame( 'throttling' === $id ? 'warning' : 'error', $line['status'], (string) wp_json_encode( $line ) );
		self::assertStringContainsString( $words, $line['message'] );
		self::assertStringNotContainsString( 'Service text', (string) wp_json_encode( $line ) );
		self::assertSame( '0b0b0b0b-1111-4222-8333-444444444444', $line['details']['request_id'] );
	}

	/**
	 * @dataProvider outages
	 */
	public function test_a_connection_that_fails_says_how( string $error, string $words ): void {
		foreach ( array( '/oauth2/', '/v1.0/' ) as $part ) {
			$line = $this->line_for_outage( $error, $part );
			self::assertSame( 'error', $line['status'], (string) wp_json_encode( $line ) );
			self::assertStringContainsString( $words, $line['message'] );
			self::assertStringContainsString( '127.0.0.1', $line['message'], 'It names the host.' );
			self::assertStringNotContainsString( 'Transport text', (string) wp_json_encode( $line ) );
		}
	}

	/**
	 * All that the two tables, broken connections and wrong settings can say.
	 */
	public function test_no_two_causes_of_any_kind_share_a_message(): void {
		$messages = array();
		foreach ( self::graph_errors() as $name => $row ) {
			$messages[ $name ] = $this->line_for_graph_error( $row[0], $row[1], $row[2], $row[4] ?? array() )['message'];
		}
		foreach ( self::outages() as $name => $row ) {
			$messages[ $name ] = $this->line_for_outage( $row[0], '/v1.0/' )['message'];
		}
		foreach ( self::login_errors() as $name => $row ) {
			$messages[ $name ] = preg_replace( '/ \(AADSTS\d+\)$/', '', $this->line_for_login_error( $row[0], $row[1], $row[2], $row[3], $row[5] ?? '' )['message'] );
		}
		$shared = array();
		foreach ( $messages as $name => $message ) {
			$shared[ $message ][] = $name;
		}
		self::assertSame(
			array(
				// The same cause under several names.
				array( 'bad request', 'unknown property' ),
				array( 'expired page', 'sync state', 'gone' ),
				array( 'identity disabled', 'AADSTS7000112' ),
				array( 'internal error', 'bad gateway', 'service not available', 'gateway time-out' ),
				array( 'certificate', 'no TLS at all' ),
				array( 'AADSTS70011', 'AADSTS1002012' ),
				array( 'AADSTS65001', 'AADSTS99995' ),
				array( 'AADSTS90094', 'AADSTS90095' ),
				array( 'AADSTS50074', 'AADSTS50076', 'AADSTS50079' ),
				array( 'AADSTS53003', 'AADSTS530032' ),
				array( 'AADSTS70008', 'AADSTS700081' ),
				array( 'AADSTS50194', 'AADSTS9001023' ),
			),
			array_values( array_filter( $shared, static fn( array $names ): bool => count( $names ) > 1 ) )
		);
	}

	/**
	 * @dataProvider login_errors
	 */
	public function test_an_error_of_the_sign_in_service_turns_no_other_line_red( int $number, int $status, string $error, string $id, string $words, string $suberror = '' ): void {
		$this->line_for_login_error( $number, $status, $error, $id, $suberror );
		// Whatever ends a person's sign-in is told about the account as well.
		self::assertSame( array(), array_values( array_diff( $this->red_besides( $id ), 'invalid_grant' === $error ? array( 'account' ) : array() ) ) );
	}

	/**
	 * @dataProvider graph_errors
	 */
	public function test_an_error_of_graph_turns_no_other_line_red( int $status, string $code, string $id, string $words, array $headers = array() ): void {
		$this->line_for_graph_error( $status, $code, $id, $headers );
		self::assertSame( array(), $this->red_besides( $id ) );
	}

	/**
	 * Lists the lines that are red besides one.
	 *
	 * @return list<string>
	 */
	private function red_besides( string $id ): array {
		$lines = array_filter( $this->rest( 'GET', '/connection' )->data, static fn( array $line ): bool => 'error' === $line['status'] );
		return array_values( array_diff( array_column( $lines, 'id' ), array( $id ) ) );
	}
}
