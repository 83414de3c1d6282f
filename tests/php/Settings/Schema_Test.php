<?php

declare( strict_types=1 );

namespace WPO365\User_Sync\Tests\Settings;

use WPO365\User_Sync\Settings\Cloud;
use WPO365\User_Sync\Settings\Schema;
use WPO365\User_Sync\Tests\Support\Test_Case;

final class Schema_Test extends Test_Case {

	/**
	 * @dataProvider parts
	 */
	public function test_every_setting_has_a_title( array $schema ): void {
		self::assertNotSame( '', $schema['title'] ?? '' );
		self::assertNotSame( '', $schema['description'] ?? null, 'Help that there is none of is left out.' );
	}

	public static function parts(): array {
		return self::parts_of( '', array( 'properties' => Schema::schema()['properties'] ) );
	}

	/**
	 * @dataProvider parts
	 */
	public function test_every_choice_has_a_title( array $schema ): void {
		self::assertSame( $schema['enum'] ?? array(), array_keys( $schema['choices'] ?? array() ) );
		self::assertNotContains( '', $schema['choices'] ?? array() );
	}

	/**
	 * @dataProvider parts
	 */
	public function test_a_section_stands_in_a_panel_that_there_is( array $schema ): void {
		self::assertArrayHasKey( $schema['panel'] ?? 'connection', Schema::schema()['properties'] );
	}

	/** @return array<string, array{array<string, mixed>}> */
	private static function parts_of( string $path, array $schema ): array {
		$parts = '' === $path ? array() : array( $path => array( $schema ) );
		foreach ( ( $schema['properties'] ?? array() ) + array_filter( array( '*' => $schema['items'] ?? null ) ) as $key => $part ) {
			$parts += self::parts_of( ltrim( "$path.$key", '.' ), $part );
		}
		return $parts;
	}

	public function test_every_cloud_can_be_chosen(): void {
		self::assertSame( array_column( Cloud::cases(), 'value' ), Schema::schema()['properties']['connection']['properties']['cloud']['enum'] );
	}

	public function test_words_follow_the_language_while_a_request_goes_on(): void {
		$title = static fn(): string => Schema::schema()['properties']['removal']['properties']['content']['choices']['delete'];
		self::assertSame( 'Is deleted', $title() );
		$before = Schema::defaults();
		add_filter( 'gettext', static fn( string $text ): string => "[$text]" );
		self::assertSame( '[Is deleted]', $title() );
		self::assertSame( $before, Schema::defaults() );
	}

	public function test_every_section_is_an_argument_that_says_what_it_is(): void {
		$arguments = rest_get_server()->get_data_for_route( '/wpo365-user-sync/v1/settings', rest_get_server()->get_routes( 'wpo365-user-sync/v1' )['/wpo365-user-sync/v1/settings'], 'help' )['endpoints'][1]['args'];
		foreach ( array_keys( Schema::schema()['properties'] ) as $section ) {
			self::assertNotSame( '', $arguments[ $section ]['title'] ?? '', $section );
			self::assertNotSame( '', $arguments[ $section ]['description'] ?? '', $section );
		}
	}
}
