<?php

declare( strict_types=1 );

namespace WPO365\User_Sync\Tests\Sync\Plan;

use WPO365\User_Sync\Tests\Support\Meddles;
use WPO365\User_Sync\Tests\Support\Simulator;
use WPO365\User_Sync\Tests\Support\Test_Case;

/**
 * With a permission that is too small Graph gives null for all but the basic fields: that is unknown, not empty.
 */
final class Basic_Profiles_Test extends Test_Case {

	use Meddles;

	public function test_values_that_graph_does_not_show_are_not_cleared(): void {
		Simulator::tenant( array( 'users' => 2, 'awkward' => false ) );
		$person  = Simulator::people()[0];
		$account = $this->linked( $person );
		$this->save_settings( array( 'fields' => array( array( 'property' => 'department' ), array( 'property' => 'givenName', 'meta_key' => 'given' ) ) ) );
		Simulator::change( $person['id'], array( 'department' => 'Sales' ) );
		$this->synchronize( array( 'update' => true ) );
		self::assertSame( 'Sales', get_user_meta( $account, 'department', true ) );

		Simulator::change( $person['id'], array( 'givenName' => 'Changed' ) );
		$hidden = 0;
		add_filter(
			'http_response',
			static function ( array $response ) use ( &$hidden ): array {
				$response['body'] = preg_replace( '/"(department|accountEnabled|userType)":("[^"]*"|true|false)/', '"$1":null', $response['body'], -1, $count );
				$hidden          += $count;
				return $response;
			}
		);
		self::assert_run( 'completed', $this->synchronize( array( 'update' => true ) ) );

		self::assertGreaterThanOrEqual( 3, $hidden );
		self::assertSame( 'Changed', get_user_meta( $account, 'given', true ), 'What Graph does show is updated.' );
		self::assertSame( 'Sales', get_user_meta( $account, 'department', true ) );
	}
}
