<?php

declare( strict_types=1 );

namespace WPO365\User_Sync\Tests\Settings;

use WPO365\User_Sync\Accounts\Account;
use WPO365\User_Sync\Directory\Directory_User;
use WPO365\User_Sync\Directory\User_Fields;
use WPO365\User_Sync\Settings\Core_Fields;
use WPO365\User_Sync\Settings\Settings;
use WPO365\User_Sync\Tests\Support\Simulator;
use WPO365\User_Sync\Tests\Support\Test_Case;

/**
 * The one table of core fields: each field is asked for, read, written, compared and set as it says.
 */
final class Core_Fields_Test extends Test_Case {

	/**
	 * @dataProvider fields
	 * @param array{graph: string, person: string, account: string} $names
	 */
	public function test_a_field_follows_the_directory_from_graph_to_wordpress( string $field, array $names ): void {
		Simulator::tenant( array( 'users' => 1, 'awkward' => false ) );
		$id = Simulator::people()[0]['id'];
		foreach ( array( 'create' => 'ada@lakeside.example', 'update' => 'byron@lakeside.example' ) as $box => $value ) {
			Simulator::change( $id, array( $names['graph'] => $value ) );

			self::assertSame( 'completed', $this->synchronize( array( $box => true ) )['status'] );

			$user = get_user_by( 'login', Simulator::people()[0]['userPrincipalName'] );
			self::assertSame( $value, $user->$field );
			$account = Account::load( array( $user->ID ) )[ $user->ID ];
			self::assertSame( array( $value, $value ), array( $account->{$names['account']}, $account->core_fields()[ $field ] ) );
		}
		$row = $this->rows( 'matched' )[0];
		self::assertContains( array( 'field' => $field, 'from' => 'ada@lakeside.example', 'to' => 'byron@lakeside.example' ), $row['changes'] );
	}

	/**
	 * @dataProvider fields
	 * @param array{graph: string, person: string, account: string} $names
	 */
	public function test_a_field_is_asked_for_and_kept_of_the_person( string $field, array $names ): void {
		$person = Directory_User::from_graph( array( 'id' => 'x', $names['graph'] => 'Ada' ) );

		self::assertSame( 'Ada', $person->{$names['person']} );
		self::assertSame( array(), $person->properties );
		self::assertEquals( $person, Directory_User::from_array( $person->to_array() ) );
		self::assertContains( $names['graph'], explode( ',', User_Fields::query( array() )['$select'] ) );
	}

	public static function fields(): array {
		return array_map( static fn( string $field, array $names ): array => array( $field, $names ), array_keys( Core_Fields::ALL ), Core_Fields::ALL );
	}

	public function test_the_settings_are_of_these_fields(): void {
		$settings = ( new Settings() )->get( 'core_fields' );

		self::assertSame( array_keys( Core_Fields::ALL ), array_keys( $settings ) );
		self::assertSame( array_fill_keys( array_keys( $settings ), 'always' ), array_map( static fn( array $setting ): string => $setting['policy'], $settings ) );
	}
}
