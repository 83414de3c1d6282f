<?php

declare( strict_types=1 );

namespace WPO365\User_Sync\Tests\Database;

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
		$this->convert( "{$GLOBALS['wpdb']->charset} COLLATE {$GLOBALS['wpdb']->collate}" );
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

	private function convert( string $charset ): void {
		global $wpdb;
		foreach ( array( $wpdb->users, $wpdb->usermeta ) as $table ) {
			self::assertNotFalse( $wpdb->query( "ALTER TABLE {$table} CONVERT TO CHARACTER SET {$charset}" ), $wpdb->last_error );
		}
		( fn() => $this->table_charset = $this->col_meta = array() )->call( $wpdb );
	}
}
