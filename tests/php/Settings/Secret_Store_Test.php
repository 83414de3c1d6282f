<?php

declare( strict_types=1 );

namespace WPO365\User_Sync\Tests\Settings;

use WPO365\User_Sync\Settings\Constants;
use WPO365\User_Sync\Settings\Secret_Refused;
use WPO365\User_Sync\Settings\Secret_Store;
use WPO365\User_Sync\Tests\Support\Test_Case;

final class Secret_Store_Test extends Test_Case {

	private const SALTS = array(
		'AUTH_KEY'  => 'q8K!vZ1#pL5@wN9$xR3%yT7^',
		'AUTH_SALT' => 'm2J&bC6*hD4(gF8)kS0_lA1+',
	);

	public function test_keeps_and_gives_back(): void {
		$store = $this->store( self::SALTS );
		$store->keep( 'thing', array( 'value' => 'sécret & <b>', 'n' => 1 ) );
		self::assertSame( array( 'value' => 'sécret & <b>', 'n' => 1 ), $store->recall( 'thing' ) );
		self::assertFalse( $store->is_unreadable( 'thing' ) );
		$store->forget( 'thing' );
		self::assertNull( $store->recall( 'thing' ) );
		self::assertFalse( $store->is_unreadable( 'thing' ) );
	}

	public function test_the_database_holds_nothing_in_clear_and_autoloads_nothing(): void {
		global $wpdb;
		$this->store( self::SALTS )->keep( 'thing', array( 'value' => 'open sesame' ) );
		$row = $wpdb->get_row( "SELECT option_value, autoload FROM $wpdb->options WHERE option_name = 'wpo365_user_sync_secret_thing'" );
		self::assertStringNotContainsString( 'sesame', $row->option_value . base64_decode( $row->option_value ) );
		self::assertContains( $row->autoload, array( 'off', 'no' ) );
	}

	public function test_the_same_secret_never_looks_the_same(): void {
		$store = $this->store( self::SALTS );
		self::assertNotSame( $store->seal( array( 'a' ) ), $store->seal( array( 'a' ) ) );
	}

	public function test_what_was_changed_is_not_opened(): void {
		$store  = $this->store( self::SALTS );
		$sealed = base64_decode( $store->seal( array( 'value' => 'x' ) ) );
		for ( $at = 0, $length = strlen( $sealed ); $at < $length; $at++ ) {
			$changed        = $sealed;
			$changed[ $at ] = chr( ord( $changed[ $at ] ) ^ 1 );
			self::assertNull( $store->open( base64_encode( $changed ) ), "byte $at" );
		}
		self::assertNull( $store->open( '' ) );
		self::assertNull( $store->open( 'no base64!' ) );
	}

	public function test_changed_salts_are_recognised(): void {
		$this->store( self::SALTS )->keep( 'thing', array( 'value' => 'x' ) );
		$store = $this->store( array( 'AUTH_SALT' => 'other 0123456789 other' ) + self::SALTS );
		self::assertNull( $store->recall( 'thing' ) );
		self::assertTrue( $store->is_unreadable( 'thing' ) );
	}

	public function test_the_own_key_wins_over_the_salts(): void {
		$key = array( 'WPO_USER_SYNC_ENCRYPTION_KEY' => 'a key of my own, 2026' );
		$this->store( $key + self::SALTS )->keep( 'thing', array( 'value' => 'x' ) );
		self::assertSame( array( 'value' => 'x' ), $this->store( $key )->recall( 'thing' ) );
		self::assertTrue( $this->store( self::SALTS )->is_unreadable( 'thing' ) );
	}

	/**
	 * @dataProvider poor_keys
	 */
	public function test_without_a_good_key_nothing_is_stored( array $constants ): void {
		$store = $this->store( $constants );
		self::assertFalse( $store->is_available() );
		try {
			$store->keep( 'thing', array( 'value' => 'x' ) );
			self::fail( 'Stored.' );
		} catch ( Secret_Refused $refused ) {
			self::assertStringContainsString( 'WPO_USER_SYNC_ENCRYPTION_KEY', $refused->getMessage() );
		}
		self::assertFalse( get_option( 'wpo365_user_sync_secret_thing' ) );
	}

	public static function poor_keys(): array {
		return array(
			'nothing'                  => array( array() ),
			'the sample\'s phrase'     => array( array( 'AUTH_KEY' => 'put your unique phrase here', 'AUTH_SALT' => 'put your unique phrase here' ) ),
			'one of two is missing'    => array( array( 'AUTH_KEY' => self::SALTS['AUTH_KEY'] ) ),
			'both are alike'           => array( array( 'AUTH_KEY' => self::SALTS['AUTH_KEY'], 'AUTH_SALT' => self::SALTS['AUTH_KEY'] ) ),
			'a translated phrase'      => array( array( 'AUTH_KEY' => 'Füge hier deine Zeichenkette ein', 'AUTH_SALT' => 'füge hier deine Zeichenkette ein' ) ),
			'too short'                => array( array( 'WPO_USER_SYNC_ENCRYPTION_KEY' => 'short' ) ),
			'an own key that is short, in spite of salts' => array( array( 'WPO_USER_SYNC_ENCRYPTION_KEY' => 'short' ) + self::SALTS ),
			'no text'                  => array( array( 'WPO_USER_SYNC_ENCRYPTION_KEY' => 12345678901234567 ) ),
		);
	}

	public function test_forgets_everything_that_begins_alike(): void {
		$store = $this->store( self::SALTS );
		foreach ( array( 'grant_1', 'grant_22', 'grantX', 'other' ) as $name ) {
			$store->keep( $name, array( 1 ) );
		}
		$store->forget_all( 'grant_' );
		self::assertNull( $store->recall( 'grant_1' ) );
		self::assertNull( $store->recall( 'grant_22' ) );
		self::assertSame( array( 1 ), $store->recall( 'grantX' ), 'An underscore is no wildcard.' );
		self::assertSame( array( 1 ), $store->recall( 'other' ) );
	}

	/** @param array<string, mixed> $constants */
	private function store( array $constants ): Secret_Store {
		return new Secret_Store( new Constants( $constants ) );
	}
}
