<?php

declare( strict_types=1 );

namespace WPO365\User_Sync\Tests\Sync\Matching;

use WPO365\User_Sync\Tests\Support\Scene;
use WPO365\User_Sync\Tests\Support\Simulator;
use WPO365\User_Sync\Tests\Support\Test_Case;

/**
 * Two people of one page who would get the same login or address: as if they came on different pages.
 */
final class Same_Page_Test extends Test_Case {

	use Scene;

	private const MAIL = "o'neil@contoso.example";

	protected function setUp(): void {
		parent::setUp();
		Simulator::tenant( array( 'users' => 0, 'awkward' => false ) );
	}

	/**
	 * @dataProvider pages
	 */
	public function test_one_address_is_given_to_one_person( int $between ): void {
		$first = $this->person( 'first', array( 'mail' => self::MAIL ) );
		for ( $number = 0; $number < $between; $number++ ) {
			$this->person( "between{$number}" );
		}
		$second = $this->person( 'second', array( 'mail' => strtoupper( self::MAIL ) ) );

		$run = $this->synchronize( array( 'create' => true ) );

		self::assertSame( array( $between + 2, $between + 1, 1 ), array( $run['counts']['received'], $run['counts']['created'], $run['counts']['failed'] ) );
		self::assertSame( 'created', $this->row_of_person( $first['id'] )['status'] );
		$row = $this->row_of_person( $second['id'] );
		self::assertSame( array( 'failed', null ), array( $row['status'], $row['user_id'] ) );
		self::assertStringContainsString( 'first@lakeside.example', $row['reason'], 'It names who has the address.' );
		global $wpdb;
		self::assertSame( '1', $wpdb->get_var( $wpdb->prepare( "SELECT COUNT(*) FROM {$wpdb->users} WHERE user_email = %s", self::MAIL ) ) );
	}

	public static function pages(): array {
		return array(
			'one page'        => array( 0 ),
			'different pages' => array( 30 ),
		);
	}

	public function test_one_login_is_given_to_one_person(): void {
		$this->person( 'first', array( 'userPrincipalName' => "anno'neil@contoso.example", 'mail' => null ) );
		$second = $this->person( 'second', array( 'userPrincipalName' => 'annoneil@contoso.example', 'mail' => null ) );

		$run = $this->synchronize( array( 'create' => true ) );

		self::assertSame( array( 1, 1 ), array( $run['counts']['created'], $run['counts']['failed'] ) );
		self::assertStringContainsString( 'annoneil@contoso.example belongs to WordPress user', $this->row_of_person( $second['id'] )['reason'] );
	}

	public function test_of_two_linked_people_one_gets_the_new_address(): void {
		$people   = array( $this->person( 'first', array( 'mail' => self::MAIL ) ), $this->person( 'second', array( 'mail' => self::MAIL ) ) );
		$accounts = array_map(
			function ( array $person ): int {
				$account = $this->account();
				$this->link( $account, $person['id'] );
				return $account;
			},
			$people
		);

		$run = $this->synchronize( array( 'update' => true ) );

		clean_user_cache( $accounts[0] );
		clean_user_cache( $accounts[1] );
		self::assertSame( self::MAIL, get_userdata( $accounts[0] )->user_email );
		self::assertNotSame( self::MAIL, get_userdata( $accounts[1] )->user_email );
		self::assertSame( 1, $run['counts']['conflicts'] );
	}

	public function test_a_page_without_namesakes_costs_no_query_more(): void {
		for ( $number = 0; $number < 10; $number++ ) {
			$person = $this->person( "p{$number}" );
			$this->link( $this->account( array( 'user_email' => "p{$number}@lakeside.example" ) ), $person['id'] );
		}
		$looked = 0;
		add_filter(
			'query',
			static function ( string $sql ) use ( &$looked ): string {
				$looked += (int) str_contains( $sql, 'AS name FROM' );
				return $sql;
			}
		);

		$this->synchronize( array( 'update' => true ) );

		self::assertSame( 2, $looked );
	}
}
