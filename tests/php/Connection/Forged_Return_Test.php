<?php
/**
 * What anybody can make a browser send to the address to which Microsoft returns.
 */

declare( strict_types=1 );

namespace WPO365\User_Sync\Tests\Connection;

use WPO365\User_Sync\Connection\Checks\Check_Id;
use WPO365\User_Sync\Connection\Checks\Check_Status;
use WPO365\User_Sync\Connection\Checks\Consent;
use WPO365\User_Sync\Connection\Checks\Notes;
use WPO365\User_Sync\Settings\Settings;
use WPO365\User_Sync\Tests\Support\Signs_In;
use WPO365\User_Sync\Tests\Support\Simulator;
use WPO365\User_Sync\Tests\Support\Test_Case;

final class Forged_Return_Test extends Test_Case {

	use Signs_In;

	protected function setUp(): void {
		parent::setUp();
		Simulator::tenant( array( 'users' => 10 ) );
		$this->begin_session();
		$this->delegated();
		// As after a test with an expired secret.
		( new Notes( new Settings() ) )->note( Check_Id::Secret, Check_Status::Error, 'The secret has expired.' );
	}

	/**
	 * @dataProvider forged
	 * @param array<string, mixed> $query
	 */
	public function test_an_unknown_state_notes_nothing( array $query ): void {
		$before = get_option( Notes::OPTION );
		Simulator::clear_log();

		$this->come_back( $query );

		self::assertSame( $before, get_option( Notes::OPTION ) );
		self::assertSame( 'error', $this->line( 'secret' )['status'] );
		self::assertSame( array(), Simulator::log() );
	}

	/**
	 * @return array<string, array{array<string, mixed>}>
	 */
	public static function forged(): array {
		$ends = array(
			'a code'         => array( 'code' => 'x' ),
			'a refusal'      => array( 'error' => 'access_denied' ),
			'no consent'     => array( 'error' => 'consent_required', 'error_description' => 'AADSTS65001: none' ),
			'the secret'     => array( 'error' => 'invalid_client', 'error_description' => 'AADSTS7000215: wrong' ),
			'an application' => array( 'error' => 'unauthorized_client', 'error_description' => 'AADSTS700016: unknown' ),
			'a server error' => array( 'error' => 'server_error' ),
			'a list'         => array( 'error' => array( 'x' ), 'error_description' => array( 'y' ) ),
			'nothing'        => array(),
		);
		$cases = array();
		foreach ( $ends as $what => $end ) {
			foreach ( array( 'unknown' => 'forged', 'list' => array( 'x' ), 'none' => null, 'empty' => '', 'consent' => 'consent.0123456789' ) as $how => $state ) {
				$cases[ "$what, $how state" ] = array( $end + ( null === $state ? array() : compact( 'state' ) ) );
			}
		}
		return $cases;
	}

	public function test_what_a_browser_brings_back_proves_nothing_about_the_secret(): void {
		$query = $this->browse( $this->authorize() );
		$this->come_back( array( 'state' => $query['state'], 'error' => 'access_denied' ) );
		self::assertSame( 'error', $this->line( 'secret' )['status'] );
		self::assertStringContainsString( 'cancelled', $this->line( 'account' )['message'] );

		$this->come_back( array( 'state' => Consent::state(), 'error' => 'access_denied' ) );
		self::assertSame( 'error', $this->line( 'secret' )['status'] );
	}
}
