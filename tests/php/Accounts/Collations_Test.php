<?php

declare( strict_types=1 );

namespace WPO365\User_Sync\Tests\Accounts;

use WPO365\User_Sync\Tests\Support\Scene;
use WPO365\User_Sync\Tests\Support\Simulator;
use WPO365\User_Sync\Tests\Support\Test_Case;

/**
 * Whatever the collation of the tables, the same accounts are found, and nobody else's.
 */
final class Collations_Test extends Test_Case {

	use Scene;

	protected function setUp(): void {
		parent::setUp();
		Simulator::tenant( array( 'users' => 0, 'awkward' => false ) );
	}

	protected function tearDown(): void {
		$this->convert( "{$GLOBALS['wpdb']->charset} COLLATE {$GLOBALS['wpdb']->collate}" );
		parent::tearDown();
	}

	/**
	 * @dataProvider collations
	 */
	public function test_the_same_accounts_are_found( string $charset ): void {
		$people   = array(
			'login' => $this->person( 'IRIS' ),
			'upn'   => $this->person( 'ida', array( 'mail' => null ) ),
			'mail'  => $this->person( 'Ilse', array( 'mail' => 'Ilse.Mail@Lakeside.example' ) ),
			'link'  => $this->person( 'ines' ),
			'meta'  => $this->person( 'Inga', array( 'mail' => 'inga.mail@lakeside.example' ) ),
		);
		$accounts = array(
			'login' => $this->account( array( 'user_login' => 'iris@lakeside.example', 'user_email' => 'IRIS@lakeside.example' ) ),
			'upn'   => $this->account( array( 'user_email' => 'IDA@LAKESIDE.EXAMPLE' ) ),
			'mail'  => $this->account( array( 'user_email' => 'ilse.mail@lakeside.example' ) ),
			'link'  => $this->account(),
			'meta'  => $this->account(),
		);
		$this->link( $accounts['link'], strtoupper( $people['link']['id'] ) );
		update_user_meta( $accounts['meta'], 'userPrincipalName', 'INGA@lakeside.example' );
		$lookalike = $this->account( array( 'user_email' => 'lookalike@lakeside.example' ) );
		$stranger  = $this->person( 'stranger', array( 'mail' => "loo\u{212A}alike@lakeside.example" ) );
		$this->convert( $charset );

		$run = $this->synchronize( array( 'create' => true, 'update' => true ) );

		self::assert_run( 'completed', $run );
		self::assertSame( array( 5, 0, 1 ), array( $run['counts']['matched'], $run['counts']['conflicts'], $run['counts']['failed'] ), (string) wp_json_encode( $this->all_rows( 'directory_only' ) ) );
		foreach ( $accounts as $step => $account ) {
			self::assertSame( $people[ $step ]['id'], $this->stored_link( $account )['aadObjectId'] ?? 'none', $step );
			self::assertSame( $people[ $step ]['userPrincipalName'], $this->stored_link( $account )['userPrincipalName'] ?? 'none', $step );
		}
		self::assertSame( array(), $this->stored_link( $lookalike ) );
		self::assertSame( 'failed', $this->row_of_person( $stranger['id'] )['status'] );
	}

	public static function collations(): array {
		$names = array( 'utf8mb4 COLLATE utf8mb4_unicode_520_ci', 'utf8mb4 COLLATE utf8mb4_general_ci', 'utf8mb4 COLLATE utf8mb4_bin', 'utf8mb4 COLLATE utf8mb4_turkish_ci', 'utf8mb3 COLLATE utf8mb3_bin' );
		return array_combine( $names, array_map( static fn( string $name ): array => array( $name ), $names ) );
	}

	/**
	 * @dataProvider collations
	 */
	public function test_a_upn_is_taken_off_its_former_owner( string $charset ): void {
		$this->person( 'iris' );
		$former   = $this->gone();
		$neighbor = $this->gone();
		update_user_meta( $former, 'userPrincipalName', 'IRIS@lakeside.example' );
		update_user_meta( $neighbor, 'userPrincipalName', 'irís@lakeside.example' );
		$this->convert( $charset );

		$this->synchronize( array( 'update' => true ) );

		self::assertArrayNotHasKey( 'userPrincipalName', $this->stored_link( $former ) );
		self::assertSame( 'irís@lakeside.example', $this->stored_link( $neighbor )['userPrincipalName'] );
	}

	private function convert( string $charset ): void {
		global $wpdb;
		foreach ( array( $wpdb->users, $wpdb->usermeta, "{$wpdb->prefix}wpo365_user_sync_links", "{$wpdb->prefix}wpo365_user_sync_results", "{$wpdb->prefix}wpo365_user_sync_work" ) as $table ) {
			self::assertNotFalse( $wpdb->query( "ALTER TABLE {$table} CONVERT TO CHARACTER SET {$charset}" ), $wpdb->last_error );
		}
		( fn() => $this->table_charset = $this->col_meta = array() )->call( $wpdb );
	}
}
