<?php

declare( strict_types=1 );

namespace WPO365\User_Sync\Tests\Accounts;

use PHPUnit\Framework\TestCase;
use WPO365\User_Sync\Accounts\Field_Map;
use WPO365\User_Sync\Directory\Directory_User;
use WPO365\User_Sync\Directory\User_Fields;

/**
 * Extra fields: types, paths and policies.
 */
final class Field_Map_Test extends TestCase {

	/**
	 * @dataProvider values
	 */
	public function test_value( string $type, string $property, mixed $given, string $expected ): void {
		$person = Directory_User::from_graph( array( 'id' => 'x', explode( '.', $property )[0] => $given ) );
		self::assertSame(
			$expected,
			Field_Map::value(
				$person,
				array(
					'property'  => $property,
					'type'      => $type,
					'separator' => '; ',
				)
			)
		);
	}

	public static function values(): array {
		$attributes = array( 'extensionAttribute1' => 'North', 'extensionAttribute2' => null );
		return array(
			'auto: text'                       => array( 'auto', 'department', 'Sales', 'Sales' ),
			'auto: null'                       => array( 'auto', 'department', null, '' ),
			'auto: a list is joined'           => array( 'auto', 'businessPhones', array( '1', '2' ), '1; 2' ),
			'auto: an empty list'              => array( 'auto', 'businessPhones', array(), '' ),
			'auto: true'                       => array( 'auto', 'onPremisesSyncEnabled', true, '1' ),
			'auto: false is not empty'         => array( 'auto', 'onPremisesSyncEnabled', false, '0' ),
			'text: four bytes a character'     => array( 'text', 'jobTitle', 'Chef 👩‍🍳', 'Chef 👩‍🍳' ),
			'text: 1,000 characters'           => array( 'text', 'streetAddress', str_repeat( 'ä', 1000 ), str_repeat( 'ä', 1000 ) ),
			'text: lines stay'                 => array( 'text', 'streetAddress', "House 1\nStreet 2", "House 1\nStreet 2" ),
			'text: markup goes'                => array( 'text', 'jobTitle', '<b onclick="x()">Boss</b>', 'Boss' ),
			'text: less than is no markup'     => array( 'text', 'jobTitle', '3 < 4', '3 < 4' ),
			'text: percent and backslash stay' => array( 'text', 'jobTitle', '100%25 \\ "it\'s"', '100%25 \\ "it\'s"' ),
			'text: number'                     => array( 'text', 'employeeId', 42, '42' ),
			'number: integer'                  => array( 'number', 'employeeId', '0042', '42' ),
			'number: fraction'                 => array( 'number', 'employeeId', '4.5', '4.5' ),
			'number: not one'                  => array( 'number', 'employeeId', 'A4', '' ),
			'boolean: true'                    => array( 'boolean', 'onPremisesSyncEnabled', true, '1' ),
			'boolean: false'                   => array( 'boolean', 'onPremisesSyncEnabled', false, '0' ),
			'boolean: as text'                 => array( 'boolean', 'department', 'yes', '1' ),
			'boolean: not one'                 => array( 'boolean', 'department', 'Sales', '' ),
			'list: joined'                     => array( 'list', 'otherMails', array( 'a@example.org', 'b@example.org' ), 'a@example.org; b@example.org' ),
			'date: from date and time'         => array( 'date', 'employeeHireDate', '2024-02-29T00:00:00Z', '2024-02-29' ),
			'date: Graph\'s null'              => array( 'date', 'employeeHireDate', '0001-01-01T00:00:00Z', '' ),
			'date: not one'                    => array( 'date', 'department', 'Sales', '' ),
			'path: by name'                    => array( 'auto', 'onPremisesExtensionAttributes.extensionAttribute1', $attributes, 'North' ),
			'path: to null'                    => array( 'auto', 'onPremisesExtensionAttributes.extensionAttribute2', $attributes, '' ),
			'path: by number'                  => array( 'auto', 'businessPhones.0', array( '1', '2' ), '1' ),
			'path: beyond the end'             => array( 'auto', 'businessPhones.5', array( '1' ), '' ),
			'path: manager'                    => array( 'auto', 'manager.displayName', array( 'displayName' => 'Ada' ), 'Ada' ),
			'path: no manager'                 => array( 'auto', 'manager.displayName', null, '' ),
		);
	}

	/**
	 * @dataProvider policies
	 */
	public function test_policy( string $policy, string $when_empty, string $from, string $to, bool $expected ): void {
		self::assertSame( $expected, Field_Map::is_wanted( $policy, $when_empty, $from, $to ) );
	}

	public static function policies(): array {
		return array(
			'always writes'                      => array( 'always', 'keep', 'old', 'new', true ),
			'always clears'                      => array( 'always', 'clear', 'old', '', true ),
			'always keeps what was emptied'      => array( 'always', 'keep', 'old', '', false ),
			'if empty writes where nothing is'   => array( 'if_empty', 'clear', '', 'new', true ),
			'if empty keeps'                     => array( 'if_empty', 'clear', 'old', 'new', false ),
			'if empty never clears'              => array( 'if_empty', 'clear', 'old', '', false ),
			'on create never writes afterwards'  => array( 'on_create', 'clear', '', 'new', false ),
			'on create never clears'             => array( 'on_create', 'clear', 'old', '', false ),
		);
	}

	public function test_the_query_asks_for_nothing_that_is_not_mapped(): void {
		$core   = 'id,userPrincipalName,accountEnabled,userType,givenName,surname,mail,displayName';
		$fields = static fn( string ...$properties ): array => array_map( static fn( string $property ): array => array( 'property' => $property ), $properties );

		self::assertSame( array( '$select' => $core ), User_Fields::query( array() ) );
		self::assertSame(
			array(
				'$select' => $core . ',businessPhones,onPremisesExtensionAttributes,department',
				'$expand' => 'manager($select=id,displayName,mail)',
			),
			User_Fields::query( $fields( 'businessPhones.0', 'onPremisesExtensionAttributes.extensionAttribute1', 'onPremisesExtensionAttributes.extensionAttribute2', 'manager.displayName', 'manager.mail', 'mail', 'department' ) )
		);
		self::assertSame( array( '$select' => $core . ',department' ), User_Fields::query( $fields( 'skills', 'department', 'manager.mail' ), array( 'skills', 'manager' ) ) );
	}
}
