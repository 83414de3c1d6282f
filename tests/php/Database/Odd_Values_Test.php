<?php

declare( strict_types=1 );

namespace WPO365\User_Sync\Tests\Database;

use WPO365\User_Sync\Tests\Support\Meddles;
use WPO365\User_Sync\Tests\Support\Simulator;
use WPO365\User_Sync\Tests\Support\Test_Case;

/**
 * One value that can't be read, encoded or stored is mended or left out, and the person's row says so; everybody else is synchronized.
 */
final class Odd_Values_Test extends Test_Case {

	use Meddles;

	/** @var list<array<string, mixed>> */
	private array $people = array();

	protected function setUp(): void {
		parent::setUp();
		Simulator::tenant( array( 'users' => 4, 'awkward' => false ) );
		$this->people = Simulator::people();
	}

	/**
	 * @dataProvider texts
	 *
	 * @param string $sent What stands in the JSON of the answer.
	 */
	public function test_a_text_that_is_none_is_mended( string $sent, string $stored ): void {
		Simulator::change( $this->people[1]['id'], array( 'givenName' => 'PLACE' ) );
		$this->send_instead( '"PLACE"', '"' . $sent . '"' );

		$run = $this->synchronize( array( 'create' => true ) );

		self::assert_run( 'completed', $run );
		self::assertSame( array( 4, 4 ), array( $run['counts']['received'], $run['counts']['created'] ) );
		$row = $this->row_of_person( $this->people[1]['id'] );
		self::assertStringContainsString( 'givenName', $row['reason'] );
		self::assertSame( $stored, get_userdata( $row['user_id'] )->first_name );
		self::assertStringNotContainsString( 'givenName', $this->row_of_person( $this->people[2]['id'] )['reason'] );
	}

	public static function texts(): array {
		return array(
			'Latin-1'                          => array( "Andr\xE9", "Andr\u{FFFD}" ),
			'cut off in the middle'            => array( "Ada \xF0\x9F\x98", "Ada \u{FFFD}\u{FFFD}\u{FFFD}" ),
			'half of a character, escaped'     => array( 'Ada \ud83d', "Ada \u{FFFD}" ),
			'the other half, escaped'          => array( 'Ada \ude00 Byron', "Ada \u{FFFD} Byron" ),
			'half of a character, then a name' => array( 'Ada \ud83d\u0042', "Ada \u{FFFD}B" ),
		);
	}

	public function test_whole_characters_beside_a_half_one_stay(): void {
		Simulator::change( $this->people[1]['id'], array( 'givenName' => 'PLACE' ) );
		Simulator::change( $this->people[2]['id'], array( 'givenName' => 'OTHER' ) );
		$this->send_instead( '"PLACE"', '"\ud83d"' );
		$this->send_instead( '"OTHER"', '"Ada \ud83d\ude00 \\\\ud83d"' );

		self::assert_run( 'completed', $this->synchronize( array( 'create' => true ) ) );

		self::assertSame( 'Ada 😀 \ud83d', get_userdata( $this->row_of_person( $this->people[2]['id'] )['user_id'] )->first_name );
	}

	/**
	 * @dataProvider ways_to_be_known
	 *
	 * @param string $link linked, by name, or empty: somebody new.
	 */
	public function test_a_number_without_end_is_left_out( string $link, string $status ): void {
		$this->save_settings( array( 'fields' => array( array( 'property' => 'employeeId', 'type' => 'number' ), array( 'property' => 'department' ) ) ) );
		Simulator::change( $this->people[1]['id'], array( 'employeeId' => 'PLACE', 'department' => 'Kitchen' ) );
		$this->send_instead( '"PLACE"', '1e999' );
		$account = match ( $link ) {
			'linked'  => $this->linked( $this->people[1] ),
			'by name' => $this->account( array( 'user_email' => $this->people[1]['mail'] ) ),
			default   => 0,
		};
		$account && update_user_meta( $account, 'employeeId', '17' );

		$run = $this->synchronize( array( 'create' => true, 'update' => true ) );

		self::assert_run( 'completed', $run );
		self::assertSame( 4, $run['counts']['received'] );
		$row = $this->row_of_person( $this->people[1]['id'] );
		self::assertSame( $status, $row['status'], (string) wp_json_encode( $row ) );
		self::assertStringContainsString( 'employeeId', $row['reason'] );
		self::assertSame( $account ? '17' : '', get_user_meta( $row['user_id'], 'employeeId', true ), 'Unknown is not empty.' );
		self::assertSame( 'Kitchen', get_user_meta( $row['user_id'], 'department', true ) );
	}

	public static function ways_to_be_known(): array {
		return array(
			'linked'       => array( 'linked', 'updated' ),
			'by name'      => array( 'by name', 'updated' ),
			'somebody new' => array( '', 'created' ),
		);
	}

	public function test_a_text_that_stands_for_a_number_without_end_is_no_number(): void {
		$this->save_settings( array( 'fields' => array( array( 'property' => 'employeeId', 'type' => 'number' ) ) ) );
		Simulator::change( $this->people[1]['id'], array( 'employeeId' => '1e999' ) );

		self::assert_run( 'completed', $this->synchronize( array( 'create' => true ) ) );

		self::assertSame( '', get_user_meta( $this->row_of_person( $this->people[1]['id'] )['user_id'], 'employeeId', true ) );
	}

	public function test_a_staged_person_who_can_not_be_read_any_more_fails_alone(): void {
		$accounts = array_map( fn( array $person ): int => $this->account( array( 'user_email' => $person['mail'] ) ), $this->people );
		$this->before_statement(
			"pending = 'claim'",
			function ( string $statement ): string {
				$this->elsewhere( "UPDATE wp_wpo365_user_sync_results SET person = '' WHERE object_id = '{$this->people[1]['id']}'" );
				return $statement;
			}
		);

		$run = $this->synchronize( array( 'update' => true, 'delete' => true ) );

		self::assert_run( 'completed', $run );
		self::assertSame( array( 1, 4 ), array( $run['counts']['failed'], $run['counts']['matched'] ) );
		self::assertSame( 'failed', $this->row_of_person( $this->people[1]['id'] )['status'] );
		$this->assert_stay( ...$accounts );
	}

	/**
	 * @dataProvider ids
	 */
	public function test_somebody_whose_id_is_no_guid_is_left_out_with_a_reason( string $id ): void {
		$account = $this->account( array( 'user_email' => $this->people[1]['mail'] ) );
		$this->send_instead( '"' . $this->people[1]['id'] . '"', (string) wp_json_encode( $id ) );

		$run = $this->synchronize( array( 'create' => true, 'update' => true, 'delete' => true ) );

		self::assert_run( 'completed', $run );
		self::assertSame( array( 4, 3, 1 ), array( $run['counts']['received'], $run['counts']['created'], $run['counts']['failed'] ) );
		$row = $this->rows( 'directory_only', array( 'status' => 'failed' ) )[0];
		self::assertSame( $this->people[1]['mail'], $row['email'] );
		self::assertStringContainsString( 'GUID', $row['reason'] );
		$this->assert_stay( $account );
		self::assertSame( array(), $this->stored_link( $account ) );
	}

	public static function ids(): array {
		return array(
			'serialized' => array( 'a:1:{i:0;s:1:"x";}' ),
			'a word'     => array( 'person' ),
			'long'       => array( str_repeat( 'x', 300 ) ),
			'an emoji'   => array( '😀' ),
		);
	}

	/**
	 * @dataProvider accounts
	 */
	public function test_a_upn_that_looks_serialized_is_read_as_it_is( bool $known ): void {
		$upn = 's:3:"abc";';
		Simulator::change( $this->people[1]['id'], array( 'userPrincipalName' => $upn ) );
		$account = $known ? $this->account( array( 'user_email' => $this->people[1]['mail'] ) ) : 0;

		self::assert_run( 'completed', $this->synchronize( array( 'create' => true, 'update' => true ) ) );

		$row = $this->row_of_person( $this->people[1]['id'] );
		self::assertSame( $known ? $account : $row['user_id'], $row['user_id'], (string) wp_json_encode( $row ) );
		self::assertSame( $upn, get_user_meta( (int) $row['user_id'], 'userPrincipalName', true ), (string) wp_json_encode( $row ) );
	}

	public static function accounts(): array {
		return array(
			'somebody new'  => array( false ),
			'a known one'   => array( true ),
		);
	}

	public function test_a_field_mapped_to_the_description_is_written_on_creation(): void {
		$this->save_settings( array( 'fields' => array( array( 'property' => 'department', 'meta_key' => 'description' ) ) ) );
		Simulator::change( $this->people[1]['id'], array( 'department' => 'Kitchen' ) );

		self::assert_run( 'completed', $this->synchronize( array( 'create' => true ) ) );

		$account = $this->row_of_person( $this->people[1]['id'] )['user_id'];
		self::assertSame( 'Kitchen', get_userdata( $account )->description );
		self::assertCount( 1, get_user_meta( $account, 'description' ) );
	}

	public function test_an_account_in_another_script_that_can_not_be_updated_is_told_in_our_words(): void {
		global $wpdb;
		$account = $this->linked( $this->people[1], array( 'first_name' => 'Former' ) );
		$wpdb->update( $wpdb->users, array( 'user_login' => 'Иван' ), array( 'ID' => $account ) );
		clean_user_cache( $account );

		self::assert_run( 'completed', $this->synchronize( array( 'update' => true ) ) );

		$row = $this->row_of_person( $this->people[1]['id'] );
		self::assertSame( 'failed', $row['status'] );
		self::assertStringContainsString( 'Иван', $row['reason'] );
		self::assertStringNotContainsString( 'Cannot create', $row['reason'] );
	}

	public function test_a_run_starts_and_ends_where_the_database_refuses_statements_without_a_key(): void {
		global $wpdb;
		$gone = $this->gone();
		$this->save_settings( array( 'removal' => array( 'limit_percent' => null, 'limit_count' => null ) ) );
		self::assert_run( 'completed', $this->synchronize() );
		$wpdb->query( 'SET SESSION sql_safe_updates = 1' );
		$wpdb->suppress_errors( true ); // WordPress' own statement for links of a deleted user has no key.
		try {
			$run = $this->synchronize( array( 'create' => true, 'update' => true, 'delete' => true ) );
			$this->rest( 'DELETE', '/results' );
		} finally {
			$wpdb->query( 'SET SESSION sql_safe_updates = 0' );
			$wpdb->suppress_errors( false );
		}

		self::assert_run( 'completed', $run );
		self::assertSame( array( 4, 1 ), array( $run['counts']['created'], $run['counts']['deleted'] ) );
		$this->assert_removed( $gone );
		self::assertSame( array(), $this->rows( 'directory_only' ) );
	}

	/** Changes what Graph sends. */
	private function send_instead( string $text, string $instead ): void {
		add_filter(
			'http_response',
			static function ( array $response ) use ( $text, $instead ): array {
				$response['body'] = str_replace( $text, $instead, $response['body'] );
				return $response;
			}
		);
	}
}
