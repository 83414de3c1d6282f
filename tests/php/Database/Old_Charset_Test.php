<?php

declare( strict_types=1 );

namespace WPO365\User_Sync\Tests\Database;

use WPO365\User_Sync\Database\Tables;
use WPO365\User_Sync\Tests\Support\Meddles;
use WPO365\User_Sync\Tests\Support\Simulator;
use WPO365\User_Sync\Tests\Support\Test_Case;

/**
 * Sites from before WordPress 4.2 may have tables that can't hold four-byte characters: a first name or a field with one must not stop the run.
 */
final class Old_Charset_Test extends Test_Case {

	use Meddles;

	/** @var list<array<string, mixed>> */
	private array $people = array();

	protected function setUp(): void {
		parent::setUp();
		Simulator::tenant( array( 'users' => 3, 'awkward' => false ) );
		$this->people = Simulator::people();
		Simulator::change( $this->people[1]['id'], array( 'givenName' => 'Ada 👩‍🍳', 'department' => 'Kitchen 👩‍🍳' ) );
		$this->save_settings( array( 'fields' => array( array( 'property' => 'department' ) ) ) );
		$this->convert( 'utf8mb3 COLLATE utf8mb3_unicode_ci' );
	}

	protected function tearDown(): void {
		$this->convert( "{$GLOBALS['wpdb']->charset} COLLATE {$GLOBALS['wpdb']->collate}", true );
		parent::tearDown();
	}

	public function test_a_character_that_can_not_be_stored_fails_its_person_alone(): void {
		$run = $this->synchronize( array( 'create' => true ) );

		self::assert_run( 'completed', $run );
		self::assertSame( array( 2, 1 ), array( $run['counts']['created'], $run['counts']['failed'] ) );
		$row = $this->row_of_person( $this->people[1]['id'] );
		self::assertSame( array( 'failed', null ), array( $row['status'], $row['user_id'] ) );
		self::assertStringContainsString( 'utf8mb4', $row['reason'] );
		self::assertFalse( get_user_by( 'login', $this->people[1]['userPrincipalName'] ) );
	}

	/**
	 * @dataProvider properties
	 *
	 * @param array<string, string> $change What the directory says; the person's account has none of it.
	 */
	public function test_a_character_in_any_value_stops_nobody_else( array $change, string $box, bool $linked ): void {
		$person = $this->people[0];
		$linked ? $this->linked( $person ) : null;
		Simulator::change( $this->people[1]['id'], array( 'givenName' => 'Ada', 'department' => 'Kitchen' ) );
		Simulator::change( $person['id'], $change );
		$this->convert( 'utf8mb3 COLLATE utf8mb3_unicode_ci', true );

		$run = $this->synchronize( array( $box => true ) );

		self::assert_run( 'completed', $run );
		self::assertSame( 3, $run['counts']['received'] );
		$row = $this->row_of_person( $person['id'] );
		foreach ( array( 'mail' => 'email', 'userPrincipalName' => 'user_principal_name', 'displayName' => 'display_name' ) as $property => $column ) {
			isset( $change[ $property ] ) && self::assertSame( str_replace( '😀', "\u{FFFD}", $change[ $property ] ), $row[ $column ] );
		}
		foreach ( array( $this->people[1], $this->people[2] ) as $other ) {
			self::assertContains( $this->row_of_person( $other['id'] )['status'], array( 'created', 'logged' ) );
		}
		self::assertSame( 'create' === $box ? 2 : 0, $run['counts']['created'] - (int) ( 'created' === $row['status'] ) );
	}

	public static function properties(): array {
		$cases = array();
		foreach ( array( 'mail' => 'smile😀@lakeside.example', 'userPrincipalName' => 'smile😀@lakeside.example', 'displayName' => 'Smile 😀', 'department' => 'Smiles 😀', 'givenName' => 'Smile 😀' ) as $property => $value ) {
			$cases[ "{$property} of somebody new" ]    = array( array( $property => $value ), 'create', false );
			$cases[ "{$property} of somebody linked" ] = array( array( $property => $value ), 'update', true );
			$cases[ "{$property}, only looking" ]      = array( array( $property => $value ), 'delete', true );
		}
		return $cases;
	}

	public function test_an_update_that_can_not_be_stored_says_so(): void {
		$account = $this->linked( $this->people[1], array( 'user_login' => $this->people[1]['userPrincipalName'], 'first_name' => 'Former' ) );

		$this->synchronize( array( 'update' => true ) );

		$row = $this->row_of_person( $this->people[1]['id'] );
		self::assertSame( 'failed', $row['status'] );
		self::assertStringContainsString( 'utf8mb4', $row['reason'] );
		self::assertSame( 'Former', get_userdata( $account )->first_name );
	}

	public function test_rows_are_found_by_a_character_that_can_not_be_stored(): void {
		$this->convert( 'utf8mb3 COLLATE utf8mb3_unicode_ci', true );
		self::assert_run( 'completed', $this->synchronize() );

		self::assertSame( array(), $this->rows( 'directory_only', array( 'search' => '😀' ) ) );
	}

	private function convert( string $charset, bool $all = false ): void {
		global $wpdb;
		foreach ( array( $wpdb->users, $wpdb->usermeta, ...( $all ? Tables::names() : array() ) ) as $table ) {
			self::assertNotFalse( $wpdb->query( "ALTER TABLE {$table} CONVERT TO CHARACTER SET {$charset}" ), $wpdb->last_error );
		}
		( fn() => $this->table_charset = $this->col_meta = array() )->call( $wpdb );
	}
}
