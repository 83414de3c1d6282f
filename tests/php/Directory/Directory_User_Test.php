<?php

declare( strict_types=1 );

namespace WPO365\User_Sync\Tests\Directory;

use PHPUnit\Framework\TestCase;
use WPO365\User_Sync\Directory\Directory_User;
use WPO365\User_Sync\Graph\Graph_Error;
use WPO365\User_Sync\Graph\Graph_Exception;

final class Directory_User_Test extends TestCase {

	public function test_reads_a_row(): void {
		$user = Directory_User::from_graph(
			array(
				'@odata.type'       => '#microsoft.graph.user',
				'id'                => 'AbC-1',
				'userPrincipalName' => 'Ann@Lakeside.example',
				'mail'              => 'ann@lakeside.example',
				'displayName'       => 'Ann O\'Neil 🎓',
				'givenName'         => 'Ann',
				'surname'           => '',
				'accountEnabled'    => false,
				'userType'          => null,
				'department'        => 'Art',
				'businessPhones'    => array( '1', '2' ),
			)
		);
		self::assertSame( 'AbC-1', $user->id );
		self::assertSame( 'Ann@Lakeside.example', $user->user_principal_name );
		self::assertSame( 'Ann O\'Neil 🎓', $user->display_name );
		self::assertNull( $user->surname );
		self::assertFalse( $user->account_enabled );
		self::assertNull( $user->user_type );
		self::assertSame( array( 'department' => 'Art', 'businessPhones' => array( '1', '2' ) ), $user->properties );
	}

	/**
	 * @dataProvider rows_without_id
	 */
	public function test_a_row_without_an_id_is_no_answer_of_graph( array $row ): void {
		try {
			Directory_User::from_graph( $row );
			self::fail( 'Accepted.' );
		} catch ( Graph_Exception $failure ) {
			self::assertSame( Graph_Error::Bad_Response, $failure->error );
		}
	}

	public static function rows_without_id(): array {
		return array(
			'absent' => array( array( 'mail' => 'a@b.example' ) ),
			'empty'  => array( array( 'id' => '' ) ),
			'null'   => array( array( 'id' => null ) ),
			'number' => array( array( 'id' => 17 ) ),
		);
	}

	public function test_odd_values_are_unknown_values(): void {
		$user = Directory_User::from_graph( array( 'id' => 'a', 'mail' => array( 'x' ), 'displayName' => 17, 'accountEnabled' => 'false', 'userPrincipalName' => null ) );
		self::assertNull( $user->mail );
		self::assertNull( $user->display_name );
		self::assertNull( $user->account_enabled, 'Unknown is not disabled.' );
		self::assertSame( '', $user->user_principal_name );
	}

	public function test_survives_being_kept_as_json(): void {
		$user = Directory_User::from_graph( array( 'id' => 'a', 'mail' => 'm@x.example', 'accountEnabled' => true, 'userType' => 'Guest', 'manager' => array( 'displayName' => 'Bö 🎓' ), 'city' => null ) );
		$back = Directory_User::from_array( json_decode( (string) wp_json_encode( $user->to_array() ), true ) );
		self::assertEquals( $user, $back );
		self::assertSame( $user->properties, $back->properties );
	}

	/**
	 * @dataProvider addresses
	 */
	public function test_gives_the_address( ?string $mail, string $upn, ?string $address ): void {
		self::assertSame( $address, Directory_User::from_graph( array( 'id' => 'a', 'mail' => $mail, 'userPrincipalName' => $upn ) )->email() );
	}

	public static function addresses(): array {
		return array(
			'mail wins'                    => array( 'm@x.example', 'u@x.example', 'm@x.example' ),
			'UPN without a mail'           => array( null, 'u@x.example', 'u@x.example' ),
			'no guest name'                => array( null, 'u_home.example#EXT#@x.example', null ),
			'no guest name in lower case'  => array( null, 'u_home.example#ext#@x.example', null ),
			'a guest with a mail'          => array( 'u@home.example', 'u_home.example#EXT#@x.example', 'u@home.example' ),
			'nothing'                      => array( null, '', null ),
			'blank mail'                   => array( '  ', 'u@x.example', 'u@x.example' ),
		);
	}
}
