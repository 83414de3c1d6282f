<?php
/**
 * Every way in, tried with a deactivated account by a real request to the site.
 */

declare( strict_types=1 );

namespace WPO365\User_Sync\Tests\Gate;

use WPO365\User_Sync\Gate\Sign_In_Guard;
use WPO365\User_Sync\Tests\Support\Test_Case;

final class Ways_In_Test extends Test_Case {

	private const SENTENCE = 'This account is deactivated. Ask the administrator of this site if you need it again.';

	private const PASSWORD = 'right horse battery';

	/** What other plugins do: they take passwords of their own, tokens, and sign people in by themselves; and application passwords need no HTTPS here. */
	private const OTHER_PLUGINS = <<<'PHP'
	<?php
	add_filter( 'wp_is_application_passwords_available', '__return_true' );
	add_filter( 'pre_wp_mail', '__return_true' );
	add_filter( 'authenticate', static fn( $user, $login, $password ) => 'a code from the phone' === $password ? get_user_by( 'login', $login ) : $user, 99999, 3 );
	add_filter( 'determine_current_user', static fn( $user_id ) => $_SERVER['HTTP_X_TOKEN_OF'] ?? $user_id, 99999 );
	add_action(
		'init',
		static function (): void {
			if ( isset( $_GET['single_sign_on'] ) ) {
				wp_set_auth_cookie( (int) $_GET['single_sign_on'] );
				exit;
			}
		}
	);
	add_action( 'wp_ajax_who_am_i', static fn() => wp_send_json( get_current_user_id() ) );
	add_action( 'wp_ajax_nopriv_who_am_i', static fn() => wp_send_json( 'nobody' ) );
	PHP;

	private string $plugin;

	private int $user;

	private string $login = 'anna';

	protected function setUp(): void {
		parent::setUp();
		$this->plugin = WPMU_PLUGIN_DIR . '/ways-in.php';
		wp_mkdir_p( WPMU_PLUGIN_DIR );
		file_put_contents( $this->plugin, preg_replace( '/^\t/m', '', self::OTHER_PLUGINS ) );
		$this->user = $this->create_user( array( 'user_login' => $this->login, 'user_email' => 'anna@lakeside.example', 'user_pass' => self::PASSWORD, 'role' => 'editor' ) );
	}

	protected function tearDown(): void {
		unlink( $this->plugin );
		parent::tearDown();
	}

	public function test_the_sign_in_form(): void {
		self::assertSame( 302, $this->sign_in( self::PASSWORD )['status'] );
		$this->deactivate();

		$answer = $this->sign_in( self::PASSWORD );

		self::assertSame( array( 200, array() ), array( $answer['status'], $answer['sessions'] ) );
		$this->assert_says_why( $answer['body'] );
	}

	public function test_the_sign_in_form_with_the_e_mail_address(): void {
		$this->deactivate();
		$this->assert_says_why( $this->sign_in( self::PASSWORD, 'anna@lakeside.example' )['body'] );
	}

	public function test_people_who_do_not_know_the_password_are_told_what_they_ever_were(): void {
		$before = self::errors( $this->sign_in( 'wrong' )['body'] );
		self::assertStringContainsString( 'is incorrect', $before );
		$this->deactivate();

		self::assertSame( $before, self::errors( $this->sign_in( 'wrong' )['body'] ) );
	}

	public function test_another_plugin_that_takes_passwords_of_its_own(): void {
		self::assertSame( 302, $this->sign_in( 'a code from the phone' )['status'] );
		$this->deactivate();

		$answer = $this->sign_in( 'a code from the phone' );

		self::assertSame( array( 200, array() ), array( $answer['status'], $answer['sessions'] ) );
		$this->assert_says_why( $answer['body'] );
	}

	public function test_wp_signon(): void {
		$credentials = array( 'user_login' => $this->login, 'user_password' => self::PASSWORD );
		add_filter( 'send_auth_cookies', '__return_false' );
		self::assertInstanceOf( \WP_User::class, wp_signon( $credentials ) );
		$this->deactivate();

		$error = wp_signon( $credentials );

		self::assertWPError( $error );
		self::assertSame( array( Sign_In_Guard::CODE, self::SENTENCE ), array( $error->get_error_code(), $error->get_error_message() ) );
	}

	public function test_a_plugin_that_has_its_own_form_and_asks_by_wp_authenticate_user(): void {
		$ask = fn( mixed ...$password ): mixed => apply_filters( 'wp_authenticate_user', get_userdata( $this->user ), ...$password ); // phpcs:ignore WordPress.NamingConventions -- WordPress' own hook.
		self::assertInstanceOf( \WP_User::class, $ask( self::PASSWORD ) );
		$this->deactivate();

		foreach ( array( array( self::PASSWORD ), array( '' ), array() ) as $password ) {
			self::assertWPError( $ask( ...$password ) );
		}
		self::assertInstanceOf( \WP_User::class, $ask( 'wrong' ), 'The password is looked at next.' );
	}

	/**
	 * @dataProvider endings
	 */
	public function test_a_cookie_from_before_leads_to_the_sign_in_form_that_says_why( bool $sessions_were_ended ): void {
		$cookies = $this->sign_in( self::PASSWORD )['sessions'];
		$page    = admin_url( 'profile.php' );
		self::assertSame( 200, $this->get( $page, $cookies )['status'] );
		$this->deactivate();
		if ( $sessions_were_ended ) {
			\WP_Session_Tokens::get_instance( $this->user )->destroy_all();
		}

		$answer = $this->get( $page, $cookies );

		self::assertSame( 302, $answer['status'] );
		self::assertStringStartsWith( wp_login_url(), $answer['location'] );
		parse_str( (string) wp_parse_url( $answer['location'], PHP_URL_QUERY ), $query );
		self::assertSame( $page, $query['redirect_to'] );
		self::assertContains( LOGGED_IN_COOKIE, $answer['cleared'], 'The browser forgets the session.' );
		$this->assert_says_why( $this->get( $answer['location'] )['body'] );
	}

	/** @return array<string, array{bool}> */
	public static function endings(): array {
		return array( 'of a session that was ended' => array( true ), 'of one that was not' => array( false ) );
	}

	public function test_a_cookie_from_before_does_not_come_back_to_life(): void {
		$cookies = $this->sign_in( self::PASSWORD )['sessions'];
		$this->deactivate();
		$this->get( admin_url( 'profile.php' ), $cookies );
		delete_user_meta( $this->user, 'wpo365_active' );

		self::assertSame( 302, $this->get( admin_url( 'profile.php' ), $cookies )['status'] );
	}

	public function test_the_sentence_is_not_taken_from_the_address(): void {
		$body = $this->get( add_query_arg( 'wpo365_user_sync_deactivated', rawurlencode( 'Call <b>0900</b> 555' ), wp_login_url() ) )['body'];
		$this->assert_says_why( $body );
		self::assertStringNotContainsString( '0900', self::errors( $body ) );
	}

	public function test_a_cookie_from_before_over_rest(): void {
		$cookies = $this->sign_in( self::PASSWORD )['sessions'];
		$nonce   = $this->nonce( $cookies );
		$me      = rest_url( 'wp/v2/users/me' );
		self::assertSame( 200, $this->get( $me, $cookies, array( 'X-WP-Nonce' => $nonce ) )['status'] );
		$this->deactivate();

		$answer = $this->get( $me, $cookies, array( 'X-WP-Nonce' => $nonce ) );

		self::assertSame( array( 403, self::SENTENCE ), array( $answer['status'], json_decode( $answer['body'], true )['message'] ?? $answer['body'] ) );
		self::assertSame( 200, $this->get( rest_url( 'wp/v2/types/post' ), $cookies )['status'], 'What everybody may read.' );
	}

	public function test_a_page_for_a_refused_cookie_is_not_kept_for_others(): void {
		$cookies = $this->sign_in( self::PASSWORD )['sessions'];
		self::assertStringNotContainsString( 'no-cache', $this->get( home_url( '/?nobody' ) )['cache'] );
		$this->deactivate();

		self::assertStringContainsString( 'no-cache', $this->get( home_url( '/' ), $cookies )['cache'] );
	}

	public function test_a_cookie_from_before_over_ajax(): void {
		$cookies = $this->sign_in( self::PASSWORD )['sessions'];
		$ask     = fn(): string => $this->get( admin_url( 'admin-ajax.php?action=who_am_i' ), $cookies )['body'];
		self::assertSame( (string) $this->user, $ask() );
		$this->deactivate();

		self::assertSame( '"nobody"', $ask() );
	}

	public function test_a_session_that_another_plugin_has_made(): void {
		$this->deactivate();
		$cookies = $this->get( home_url( "/?single_sign_on={$this->user}" ) )['sessions'];
		self::assertNotSame( array(), $cookies );

		self::assertSame( 302, $this->get( admin_url( 'profile.php' ), $cookies )['status'] );
	}

	public function test_a_token_of_another_plugin(): void {
		$get = fn(): array => $this->get( rest_url( 'wp/v2/users/me' ), array(), array( 'X-Token-Of' => (string) $this->user ) );
		self::assertSame( 200, $get()['status'] );
		$this->deactivate();

		$answer = $get();
		self::assertSame( array( 403, self::SENTENCE ), array( $answer['status'], json_decode( $answer['body'], true )['message'] ?? $answer['body'] ) );
	}

	public function test_an_application_password_over_rest(): void {
		list( $password ) = \WP_Application_Passwords::create_new_application_password( $this->user, array( 'name' => 'Phone' ) );
		$get = fn( string $password ): array => $this->get( rest_url( 'wp/v2/users/me' ), array(), array( 'Authorization' => 'Basic ' . base64_encode( "{$this->login}:$password" ) ) );
		self::assertSame( 200, $get( $password )['status'] );
		$wrong = $get( 'wrong' )['body'];
		$this->deactivate();

		$answer = $get( $password );

		self::assertSame( array( 403, self::SENTENCE ), array( $answer['status'], json_decode( $answer['body'], true )['message'] ?? $answer['body'] ) );
		self::assertSame( $wrong, $get( 'wrong' )['body'] );
	}

	public function test_an_application_password_that_another_plugin_looks_at(): void {
		list( $password ) = \WP_Application_Passwords::create_new_application_password( $this->user, array( 'name' => 'Phone' ) );
		add_filter( 'application_password_is_api_request', '__return_true' );
		add_filter( 'wp_is_application_passwords_available', '__return_true' );
		self::assertInstanceOf( \WP_User::class, wp_authenticate_application_password( null, $this->login, $password ) );
		$this->deactivate();

		$error = wp_authenticate_application_password( null, $this->login, $password );

		self::assertWPError( $error );
		self::assertSame( Sign_In_Guard::CODE, $error->get_error_code() );
	}

	/**
	 * @dataProvider kinds
	 */
	public function test_xml_rpc( bool $by_application_password ): void {
		list( $password ) = $by_application_password ? \WP_Application_Passwords::create_new_application_password( $this->user, array( 'name' => 'Phone' ) ) : array( self::PASSWORD );
		self::assertStringContainsString( '<name>blogName</name>', $this->blogs( $password ) );
		$wrong = $this->blogs( 'wrong' );
		$this->deactivate();

		$answer = $this->blogs( $password );

		self::assertStringNotContainsString( 'blogName', $answer );
		$this->assert_says_why( $answer );
		self::assertStringContainsString( '<int>403</int>', $answer );
		self::assertSame( $wrong, $this->blogs( 'wrong' ) );
	}

	/** @return array<string, array{bool}> */
	public static function kinds(): array {
		return array( 'with the password' => array( false ), 'with an application password' => array( true ) );
	}

	public function test_a_new_password_can_not_be_asked_for(): void {
		$ask = fn(): array => $this->post( network_site_url( 'wp-login.php?action=lostpassword' ), array( 'user_login' => $this->login ) );
		self::assertStringContainsString( 'checkemail=confirm', $ask()['location'] );
		self::assertNotSame( '', $this->key_of_user() );
		$GLOBALS['wpdb']->update( $GLOBALS['wpdb']->users, array( 'user_activation_key' => '' ), array( 'ID' => $this->user ) );
		$this->deactivate();

		$this->assert_says_why( $ask()['body'] );
		self::assertSame( '', $this->key_of_user() );
	}

	public function test_a_key_that_was_mailed_before_sets_no_password(): void {
		$key = get_password_reset_key( get_userdata( $this->user ) );
		$this->deactivate();

		$this->assert_says_why( $this->reset( $key, 'another password' ) );

		wp_cache_flush();
		self::assertTrue( wp_check_password( self::PASSWORD, get_userdata( $this->user )->user_pass, $this->user ) );
		delete_user_meta( $this->user, 'wpo365_active' );
		self::assertStringContainsString( 'Your password has been reset.', $this->reset( $key, 'another password' ) );
	}

	public function test_everybody_else_comes_in(): void {
		$this->deactivate();
		update_user_meta( $this->user, 'wpo365_active', 'something else' );
		self::assertSame( 302, $this->sign_in( self::PASSWORD )['status'] );
	}

	/**
	 * @dataProvider administrators
	 *
	 * @param list<string> $others Roles of accounts that are not deactivated.
	 * @param list<string> $marked Roles of accounts that are.
	 */
	public function test_the_last_administrator_is_never_locked_out( array $others, array $marked, bool $comes_in ): void {
		update_user_meta( self::ADMIN, 'wpo365_active', 'deactivated' );
		$cookies = $this->cookies( self::ADMIN );
		foreach ( array( ...$others, ...$marked ) as $number => $role ) {
			$user = $this->create_user( array( 'role' => $role ) );
			if ( $number >= count( $others ) ) {
				update_user_meta( $user, 'wpo365_active', 'deactivated' );
			}
		}
		self::assertSame( $comes_in ? 200 : 302, $this->get( admin_url( 'users.php' ), $cookies )['status'] );
	}

	/** @return array<string, array{list<string>, list<string>, bool}> */
	public static function administrators(): array {
		return array(
			'nobody else'                       => array( array( 'editor' ), array(), true ),
			'another one'                       => array( array( 'administrator' ), array(), false ),
			'another one, deactivated, too'     => array( array( 'editor' ), array( 'administrator' ), true ),
			'one of two others is deactivated'  => array( array( 'administrator' ), array( 'administrator' ), false ),
		);
	}

	public function test_it_needs_no_table_of_the_plugin(): void {
		add_filter( 'query', static fn( string $sql ): string => str_contains( $sql, 'wpo365_user_sync_' ) ? 'SELECT * FROM not_there' : $sql );
		$this->deactivate();
		self::assertWPError( wp_authenticate( $this->login, self::PASSWORD ) );
	}

	private function deactivate(): void {
		update_user_meta( $this->user, 'wpo365_active', 'deactivated' );
	}

	private function assert_says_why( string $body ): void {
		self::assertSame( 1, substr_count( $body, self::SENTENCE ), $body );
	}

	/**
	 * Sends the sign-in form.
	 *
	 * @return array{status: int, body: string, location: string, sessions: array<string, string>, cleared: list<string>}
	 */
	private function sign_in( string $password, string $login = '' ): array {
		return $this->post( wp_login_url(), array( 'log' => $login ?: $this->login, 'pwd' => $password, 'testcookie' => '1' ), array( TEST_COOKIE => 'WP Cookie check' ) );
	}

	/**
	 * Opens the address of a mail, follows it, and sends the form.
	 */
	private function reset( string $key, string $password ): string {
		$url    = network_site_url( "wp-login.php?action=rp&key=$key&login={$this->login}" );
		$cookie = $this->get( $url )['cookies'];
		return $this->post( network_site_url( 'wp-login.php?action=resetpass' ), array( 'pass1' => $password, 'pass2' => $password, 'rp_key' => $key ), $cookie )['body'];
	}

	private function blogs( string $password ): string {
		$body = "<?xml version=\"1.0\"?><methodCall><methodName>wp.getUsersBlogs</methodName><params><param><value><string>{$this->login}</string></value></param><param><value><string>$password</string></value></param></params></methodCall>";
		return $this->post( site_url( 'xmlrpc.php' ), $body, array(), array( 'Content-Type' => 'text/xml' ) )['body'];
	}

	/**
	 * Reads the nonce that a page of wp-admin gives to scripts.
	 *
	 * @param array<string, string> $cookies Cookies.
	 */
	private function nonce( array $cookies ): string {
		$answer = $this->get( admin_url( 'admin-ajax.php?action=rest-nonce' ), $cookies );
		self::assertSame( 200, $answer['status'] );
		return $answer['body'];
	}

	/**
	 * Gives the cookies of a session, as the sign-in form sets them.
	 *
	 * @return array<string, string>
	 */
	private function cookies( int $user_id ): array {
		$expires = time() + HOUR_IN_SECONDS;
		$token   = \WP_Session_Tokens::get_instance( $user_id )->create( $expires );
		return array( LOGGED_IN_COOKIE => wp_generate_auth_cookie( $user_id, $expires, 'logged_in', $token ), AUTH_COOKIE => wp_generate_auth_cookie( $user_id, $expires, 'auth', $token ) );
	}

	private function key_of_user(): string {
		return (string) $GLOBALS['wpdb']->get_var( "SELECT user_activation_key FROM {$GLOBALS['wpdb']->users} WHERE ID = {$this->user}" );
	}

	/** Reads what the sign-in form complains of. */
	private static function errors( string $body ): string {
		self::assertSame( 1, preg_match( '~<div id="login_error".*?</div>~s', $body, $found ), $body );
		return $found[0];
	}

	/**
	 * @param array<string, string> $cookies Cookies.
	 * @param array<string, string> $headers Headers.
	 * @return array{status: int, body: string, location: string, cache: string, cookies: array<string, string>, sessions: array<string, string>, cleared: list<string>}
	 */
	private function get( string $url, array $cookies = array(), array $headers = array() ): array {
		return $this->request( $url, array( 'method' => 'GET', 'cookies' => $cookies, 'headers' => $headers ) );
	}

	/**
	 * @param array<string, string>|string $body    Form, or text.
	 * @param array<string, string>        $cookies Cookies.
	 * @param array<string, string>        $headers Headers.
	 * @return array{status: int, body: string, location: string, cookies: array<string, string>, sessions: array<string, string>, cleared: list<string>}
	 */
	private function post( string $url, array|string $body, array $cookies = array(), array $headers = array() ): array {
		return $this->request( $url, array( 'method' => 'POST', 'body' => $body, 'cookies' => $cookies, 'headers' => $headers ) );
	}

	/**
	 * @param array<string, mixed> $args As wp_remote_request() takes them.
	 * @return array{status: int, body: string, location: string, cookies: array<string, string>, sessions: array<string, string>, cleared: list<string>}
	 */
	private function request( string $url, array $args ): array {
		$answer = wp_remote_request( $url, $args + array( 'redirection' => 0, 'timeout' => 30 ) );
		self::assertNotInstanceOf( \WP_Error::class, $answer );
		wp_cache_flush();
		$cookies = array();
		$cleared = array();
		foreach ( wp_remote_retrieve_cookies( $answer ) as $cookie ) {
			$cookies[ $cookie->name ] = $cookie->value;
			if ( '' === trim( $cookie->value ) ) {
				$cleared[] = $cookie->name;
			}
		}
		return array(
			'status'   => wp_remote_retrieve_response_code( $answer ),
			'body'     => wp_remote_retrieve_body( $answer ),
			'location' => (string) wp_remote_retrieve_header( $answer, 'location' ),
			'cache'    => (string) wp_remote_retrieve_header( $answer, 'cache-control' ),
			'cookies'  => $cookies,
			'sessions' => array_filter( array_intersect_key( $cookies, array( LOGGED_IN_COOKIE => 1, AUTH_COOKIE => 1 ) ), static fn( string $value ): bool => '' !== trim( $value ) ),
			'cleared'  => $cleared,
		);
	}

	private static function assertWPError( mixed $value ): void {
		self::assertInstanceOf( \WP_Error::class, $value );
	}
}
