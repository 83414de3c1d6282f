<?php

declare( strict_types=1 );

namespace WPO365\User_Sync\Tests\Connection\Sign_In;

use WPO365\User_Sync\Connection\Checks\Notes;
use WPO365\User_Sync\Connection\Sign_In\Grants;
use WPO365\User_Sync\Settings\Settings;
use WPO365\User_Sync\Tests\Support\Signs_In;
use WPO365\User_Sync\Tests\Support\Simulator;
use WPO365\User_Sync\Tests\Support\Test_Case;

final class Sign_In_Test extends Test_Case {

	use Signs_In;

	protected function setUp(): void {
		parent::setUp();
		Simulator::tenant( array( 'users' => 60 ) );
		$this->begin_session();
		$this->delegated();
	}

	public function test_connects(): void {
		self::assertFalse( $this->is_connected() );
		self::assertTrue( $this->connect() );

		$account = $this->rest( 'GET', '/connection/account' )->data;
		self::assertSame( $this->member()['userPrincipalName'], $account['connected']['name'] );
		self::assertContains( 'User.Read.All', array_map( 'basename', $account['connected']['scopes'] ) );
		self::assertMatchesRegularExpression( '/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/', $account['connected']['since'] );
		self::assertSame( admin_url( 'admin-post.php?action=wpo365_user_sync_connect' ), $account['redirect_uri'] );
		self::assertSame( 'ok', $this->line( 'account' )['status'] );
		self::assertSame( 'ok', $this->line( 'secret' )['status'] );
	}

	public function test_asks_for_no_more_than_it_needs_and_for_proof(): void {
		parse_str( (string) wp_parse_url( $this->authorize(), PHP_URL_QUERY ), $query );
		self::assertSame( 'openid profile offline_access https://graph.microsoft.com/User.Read.All https://graph.microsoft.com/GroupMember.Read.All', $query['scope'] );
		self::assertSame( array( 'S256', 'code', 'query' ), array( $query['code_challenge_method'], $query['response_type'], $query['response_mode'] ) );
		foreach ( array( 'state', 'nonce', 'code_challenge' ) as $name ) {
			self::assertMatchesRegularExpression( '/^[\w-]{43}$/', $query[ $name ], $name );
		}
		parse_str( (string) wp_parse_url( $this->authorize(), PHP_URL_QUERY ), $again );
		self::assertSame( array(), array_intersect_key( array_intersect_assoc( $query, $again ), array_flip( array( 'state', 'nonce', 'code_challenge' ) ) ), 'Nothing is used twice.' );
		$this->browse( $this->authorize() );
		self::assertTrue( $this->connect() );
		self::assertSame( array( 'authorization_code' ), array_column( array_column( Simulator::log( 'token' ), 'body' ), 'grant_type' ) );
	}

	public function test_a_state_is_good_once(): void {
		$query = $this->browse( $this->authorize() );
		$this->come_back( $query );
		self::assertTrue( $this->is_connected() );
		$this->rest( 'DELETE', '/connection/tokens' );
		Simulator::clear_log();
		$this->come_back( $query );
		self::assertFalse( $this->is_connected() );
		self::assertSame( array(), Simulator::log( 'token' ), 'The code was not even sent.' );
		self::assertSame( 'error', $this->line( 'account' )['status'] );
		self::assertFalse( get_option( Notes::OPTION ), 'A used state is an unknown one, and notes nothing.' );
	}

	/**
	 * @dataProvider forgeries
	 */
	public function test_a_forged_state_redeems_nothing( mixed $state ): void {
		$query          = $this->browse( $this->authorize() );
		$query['state'] = $state;
		Simulator::clear_log();
		$this->come_back( $query );
		self::assertFalse( $this->is_connected() );
		self::assertSame( array(), Simulator::log() );
	}

	public static function forgeries(): array {
		return array(
			'made up' => array( str_repeat( 'a', 43 ) ),
			'empty'   => array( '' ),
			'absent'  => array( null ),
			'a list'  => array( array( 'x' ) ),
			'consent' => array( 'consent.0123456789' ),
		);
	}

	public function test_a_state_belongs_to_the_session_that_began_it(): void {
		$query = $this->browse( $this->authorize() );
		$this->begin_session();
		$this->come_back( $query );
		self::assertFalse( $this->is_connected() );
	}

	public function test_a_state_belongs_to_the_person_who_began(): void {
		$query = $this->browse( $this->authorize() );
		$other = $this->create_user( array( 'role' => 'administrator' ) );
		$this->come_back( $query, $other );
		self::assertFalse( $this->is_connected( $other ) );
		self::assertFalse( $this->is_connected() );
	}

	public function test_a_state_ends_with_the_connection_it_was_made_for(): void {
		$query = $this->browse( $this->authorize() );
		$this->rest( 'POST', '/settings', array( 'connection' => array( 'cloud' => 'usgov' ) ) );
		Simulator::clear_log();
		$this->come_back( $query );
		self::assertSame( array(), Simulator::log( 'token' ) );
	}

	public function test_a_state_is_good_for_ten_minutes(): void {
		global $wpdb;
		$query = $this->browse( $this->authorize() );
		self::assertSame( 1, $wpdb->query( "UPDATE $wpdb->options SET option_value = option_value - 601 WHERE option_name LIKE '\\_transient\\_timeout\\_wpo365\\_user\\_sync\\_signin%'" ) );
		wp_cache_flush();
		$this->come_back( $query );
		self::assertFalse( $this->is_connected() );
	}

	public function test_a_wrong_verifier_is_refused_by_the_service(): void {
		$first  = $this->browse( $this->authorize() );
		$second = $this->browse( $this->authorize() );
		$this->come_back( array( 'code' => $first['code'] ) + $second );
		self::assertFalse( $this->is_connected() );
		self::assertSame( 501481, $this->line( 'account' )['details']['aadsts'] );
	}

	public function test_a_code_that_was_redeemed_elsewhere_is_refused(): void {
		$query = $this->browse( $this->authorize() );
		Simulator::control( 'PATCH', '/sign-in', array( 'redeem' => 'expired' ) );
		$this->come_back( $query );
		self::assertFalse( $this->is_connected() );
		self::assertStringContainsString( 'expired', $this->line( 'account' )['message'] );
	}

	/**
	 * @dataProvider id_tokens
	 */
	public function test_a_bad_id_token_connects_nobody( string $kind, string $cause ): void {
		Simulator::control( 'PATCH', '/sign-in', array( 'id_token' => $kind ) );
		self::assertFalse( $this->connect() );
		self::assertSame( 'error', $this->line( 'account' )['status'] );
		self::assertSame( "id_token_$cause", $this->line( 'account' )['details']['cause'] );
		self::assertNull( ( new Grants( new Settings() ) )->of( self::ADMIN ), 'Nothing of it is kept.' );
	}

	public static function id_tokens(): array {
		return array(
			'alg: none'            => array( 'unsigned', 'algorithm' ),
			'a shared secret'      => array( 'hs256', 'algorithm' ),
			'another key'          => array( 'wrong_key', 'signature' ),
			'a key that is unknown' => array( 'unknown_key', 'signature' ),
			'changed claims'       => array( 'changed', 'signature' ),
			'another audience'     => array( 'wrong_audience', 'audience' ),
			'another tenant'       => array( 'wrong_tenant', 'tenant' ),
			'another issuer'       => array( 'wrong_issuer', 'issuer' ),
			'another nonce'        => array( 'wrong_nonce', 'nonce' ),
			'no nonce'             => array( 'no_nonce', 'nonce' ),
			'expired'              => array( 'expired', 'time' ),
			'not yet valid'        => array( 'not_yet_valid', 'time' ),
			'no token at all'      => array( 'malformed', 'format' ),
		);
	}

	public function test_an_answer_without_an_id_token_connects_nobody(): void {
		Simulator::control( 'PATCH', '/sign-in', array( 'omit' => array( 'id_token' ) ) );
		self::assertFalse( $this->connect() );
	}

	public function test_a_sign_in_that_does_not_last_connects_nobody(): void {
		Simulator::control( 'PATCH', '/sign-in', array( 'omit' => array( 'refresh_token' ) ) );
		self::assertFalse( $this->connect() );
		self::assertStringContainsString( 'offline_access', $this->line( 'account' )['message'] );
	}

	public function test_new_keys_are_fetched_once_a_minute_at_most(): void {
		self::assertTrue( $this->connect() );
		self::assertTrue( $this->connect() );
		self::assertCount( 1, Simulator::log( 'keys' ) );
		$this->rest( 'DELETE', '/connection/tokens' );
		Simulator::control( 'POST', '/keys/rotate', array( 'drop' => true ) );
		self::assertFalse( $this->connect(), 'Within the minute an unknown key is not looked for.' );
		self::assertCount( 1, Simulator::log( 'keys' ) );
		$this->age_keys();
		self::assertTrue( $this->connect() );
		self::assertCount( 2, Simulator::log( 'keys' ) );
	}

	/**
	 * @dataProvider refusals
	 */
	public function test_a_refusal_is_explained( array $sign_in, string $line, string $words ): void {
		Simulator::control( 'PATCH', '/sign-in', $sign_in );
		$url = $this->authorize();
		$this->come_back( $this->browse( $url . ( isset( $sign_in['consent'] ) ? '&sim_consent=cancel' : '' ) ) );
		self::assertFalse( $this->is_connected() );
		self::assertSame( 'error', $this->line( $line )['status'] );
		self::assertStringContainsString( $words, $this->line( $line )['message'] );
	}

	public static function refusals(): array {
		return array(
			'consent declined'       => array( array( 'consent' => 'declined' ), 'consent', 'declined' ),
			'an administrator wanted' => array( array( 'consent' => 'admin_required' ), 'consent', 'administrator' ),
			'service busy'           => array( array( 'authorize_error' => 'temporarily_unavailable' ), 'network', 'temporary' ),
			'sign-in needed'         => array( array( 'authorize_error' => 'login_required' ), 'account', 'Nobody is signed in' ),
		);
	}

	public function test_a_cancelled_sign_in_says_so(): void {
		$query = $this->browse( $this->authorize() );
		$this->come_back( array( 'state' => $query['state'], 'error' => 'access_denied', 'error_description' => 'the user canceled the authentication' ) );
		self::assertStringContainsString( 'cancelled', $this->line( 'account' )['message'] );
		self::assertFalse( $this->is_connected() );
	}

	public function test_a_tenant_given_as_a_domain_connects_too(): void {
		// The constant of the test site holds the GUID, so this needs a process of its own.
		$output = \WPO365\User_Sync\Tests\Support\Php_Process::run(
			<<<'CODE'
			$settings = new WPO365\User_Sync\Settings\Settings();
			$url      = ( new WPO365\User_Sync\Connection\Sign_In\Sign_In( $settings ) )->begin( 1 );
			$answer   = wp_remote_get( $url, array( 'redirection' => 0 ) );
			parse_str( (string) wp_parse_url( wp_remote_retrieve_header( $answer, 'location' ), PHP_URL_QUERY ), $query );
			( new WPO365\User_Sync\Connection\Callback( $settings ) )->connect( 1, $query );
			echo ( new WPO365\User_Sync\Connection\Sign_In\Grants( $settings ) )->of( 1 )?->name ?? wp_json_encode( ( new WPO365\User_Sync\Connection\Checks\Notes( $settings ) )->all() );
			CODE,
			array( 'WPO_USER_SYNC_TENANT_ID' => 'lakeside.example' )
		);
		self::assertSame( $this->member()['userPrincipalName'], $output );
	}

	public function test_nothing_begins_with_application_permissions(): void {
		$this->rest( 'POST', '/settings', array( 'connection' => array( 'permission_type' => 'application' ) ) );
		$answer = $this->rest( 'POST', '/connection/authorize' );
		self::assertSame( 409, $answer->status );
		self::assertSame( 'not_configured', $answer->code() );
	}

	public function test_delete_all_tokens_forgets_everybody(): void {
		self::assertTrue( $this->connect() );
		$other = $this->create_user( array( 'role' => 'administrator' ) );
		$this->begin_session( $other );
		self::assertTrue( $this->connect( $other ) );
		self::assertSame( 200, $this->rest( 'DELETE', '/connection/tokens' )->status );
		self::assertFalse( $this->is_connected() );
		self::assertFalse( $this->is_connected( $other ) );
		self::assertNull( $this->rest( 'GET', '/connection/account' )->data['connected'] );
		$this->begin_session();
		self::assertTrue( $this->connect(), 'And one can connect again.' );
	}

	public function test_a_sign_in_ends_with_the_user(): void {
		require_once ABSPATH . 'wp-admin/includes/user.php';
		$other = $this->create_user( array( 'role' => 'administrator' ) );
		$this->begin_session( $other );
		self::assertTrue( $this->connect( $other ) );
		wp_delete_user( $other );
		self::assertFalse( get_option( "wpo365_user_sync_secret_grant_$other" ) );
	}

	public function test_a_sign_in_does_not_outlive_its_connection(): void {
		self::assertTrue( $this->connect() );
		$this->rest( 'POST', '/settings', array( 'connection' => array( 'cloud' => 'usgov' ) ) );
		self::assertFalse( $this->is_connected() );
	}

	public function test_a_guest_is_told_that_guests_can_not_list_users(): void {
		$guests = array_filter( Simulator::people(), static fn ( array $person ): bool => 'Guest' === $person['userType'] && true === $person['accountEnabled'] && str_contains( $person['userPrincipalName'], '#EXT#' ) );
		Simulator::control( 'PATCH', '/sign-in', array( 'account' => reset( $guests )['id'] ) );
		$this->connect();
		self::assertSame( 'error', $this->line( 'account' )['status'] );
		self::assertStringContainsString( 'guest', $this->line( 'account' )['message'] );
	}

	public function test_the_consent_link_comes_back_without_a_sign_in(): void {
		$url = $this->rest( 'GET', '/connection/account' )->data['consent']['url'];
		Simulator::control( 'PATCH', '/sign-in', array( 'admin_consent' => 'declined' ) );
		$this->come_back( $this->browse( $url ) );
		self::assertSame( 'error', $this->line( 'consent' )['status'] );
		Simulator::control( 'PATCH', '/sign-in', array( 'admin_consent' => 'granted' ) );
		$this->come_back( $this->browse( $url ) );
		self::assertSame( 'unknown', $this->line( 'consent' )['status'], 'What comes back is not believed: the test finds out.' );
		self::assertFalse( $this->is_connected() );
	}

	private function age_keys(): void {
		global $wpdb;
		foreach ( $wpdb->get_col( "SELECT option_name FROM $wpdb->options WHERE option_name LIKE '\\_transient\\_wpo365\\_user\\_sync\\_keys%'" ) as $name ) {
			$kept        = get_option( $name );
			$kept['at'] -= 61;
			update_option( $name, $kept );
		}
	}
}
