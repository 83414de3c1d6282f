<?php

declare( strict_types=1 );

namespace WPO365\User_Sync\Tests\Accounts;

use WPO365\User_Sync\Tests\Support\Meddles;
use WPO365\User_Sync\Tests\Support\Simulator;
use WPO365\User_Sync\Tests\Support\Test_Case;

/**
 * Somebody without a user principal name takes nobody's name away.
 */
final class Nameless_People_Test extends Test_Case {

	use Meddles;

	public function test_links_without_a_name_are_left_alone(): void {
		Simulator::tenant( array( 'users' => 2, 'awkward' => false ) );
		$people   = Simulator::people();
		$nameless = $this->linked( $people[0] );
		$other    = $this->account();
		$this->link( $other, wp_generate_uuid4() );
		add_filter(
			'http_response',
			static function ( array $response ) use ( $people ): array {
				$response['body'] = str_replace( (string) wp_json_encode( $people[0]['userPrincipalName'] ), 'null', $response['body'] );
				return $response;
			}
		);
		// Meanwhile the other account's owner signs in, and is given a name by the plugin that does sign-ins.
		$this->before_request( '/users?', static fn() => update_user_meta( $other, 'userPrincipalName', 'other@lakeside.example' ) );

		self::assert_run( 'completed', $this->synchronize( array( 'update' => true ) ) );

		self::assertSame( '', $this->row_of_person( $people[0]['id'] )['user_principal_name'] );
		self::assertSame( 'other@lakeside.example', $this->stored_link( $other )['userPrincipalName'] ?? null );
		self::assertSame( $people[0]['id'], $this->stored_link( $nameless )['aadObjectId'] );
	}
}
