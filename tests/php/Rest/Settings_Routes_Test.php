<?php

declare( strict_types=1 );

namespace WPO365\User_Sync\Tests\Rest;

use WPO365\User_Sync\Settings\Schema;
use WPO365\User_Sync\Tests\Support\Test_Case;

final class Settings_Routes_Test extends Test_Case {

	public function test_gives_settings_schema_and_what_is_locked(): void {
		$answer = $this->rest( 'GET', '/settings' );
		self::assertSame( 200, $answer->status );
		self::assertSame( array( 'settings', 'schema', 'locked' ), array_keys( $answer->data ) );
		self::assertSame( array( 'connection.tenant', 'connection.client_id', 'connection.client_secret' ), $answer->data['locked'] );
		self::assertSame( array( 'set' => true ), $answer->data['settings']['connection']['client_secret'] );
		self::assertSame( array_keys( Schema::schema()['properties'] ), array_keys( $answer->data['settings'] ) );
		self::assertSame( 10, $answer->data['schema']['properties']['removal']['properties']['limit_percent']['default'] );
	}

	public function test_saves_and_gives_all_back(): void {
		$answer = $this->rest( 'POST', '/settings', array( 'removal' => array( 'limit_percent' => 3 ), 'roles' => array( 'default_role' => 'author' ) ) );
		self::assertSame( 200, $answer->status, $answer->text() );
		self::assertSame( 3, $answer->data['settings']['removal']['limit_percent'] );
		self::assertSame( 'author', $this->rest( 'GET', '/settings' )->data['settings']['roles']['default_role'] );
	}

	public function test_takes_the_settings_as_it_gives_them(): void {
		$answer = $this->rest( 'POST', '/settings', array( 'settings' => array( 'removal' => array( 'limit_percent' => 4 ) ) ) );
		self::assertSame( 200, $answer->status, $answer->text() );
		self::assertSame( 4, $this->rest( 'GET', '/settings' )->data['settings']['removal']['limit_percent'] );
	}

	public function test_takes_all_of_them_back_unchanged(): void {
		$given  = $this->rest( 'GET', '/settings' )->data['settings'];
		$answer = $this->rest( 'POST', '/settings', $given );
		self::assertSame( 200, $answer->status, $answer->text() );
		self::assertSame( $given, $answer->data['settings'] );
	}

	/**
	 * @dataProvider wrong_input
	 */
	public function test_wrong_input_is_named( array $body, string $name ): void {
		$before = $this->rest( 'GET', '/settings' )->data;
		$answer = $this->rest( 'POST', '/settings', $body );
		self::assertSame( 400, $answer->status, $answer->text() );
		self::assertStringContainsString( $name, $answer->data['message'] );
		self::assertArrayHasKey( $name, $answer->data['data']['params'] );
		self::assertSame( $before, $this->rest( 'GET', '/settings' )->data );
	}

	public static function wrong_input(): array {
		return array(
			'unknown section' => array( array( 'removal' => array( 'limit_percent' => 3 ), 'sync' => 1 ), 'sync' ),
			'no object'       => array( array( 'removal' => array( 'limit_percent' => 3 ), 'settings' => 'none' ), 'settings' ),
			'unknown inside'  => array( array( 'settings' => array( 'removal' => array( 'limit_percent' => 3 ), 'sync' => 1 ) ), 'sync' ),
			'locked'          => array( array( 'connection' => array( 'tenant' => 'contoso.com' ) ), 'connection.tenant' ),
		);
	}
}
