<?php

declare( strict_types=1 );

namespace WPO365\User_Sync\Tests\Accounts;

use WPO365\User_Sync\Tests\Support\Browses;
use WPO365\User_Sync\Tests\Support\Meddles;
use WPO365\User_Sync\Tests\Support\Simulator;
use WPO365\User_Sync\Tests\Support\Test_Case;

/**
 * What handlers of others do to the request is undone after each person: who runs the synchronization stays who that is.
 */
final class Request_State_Test extends Test_Case {

	use Meddles;
	use Browses;

	/** What a plugin does that signs in whoever registers. */
	private const SIGN_IN = 'wp_set_current_user( $user_id ); wp_set_auth_cookie( $user_id, true ); setcookie( "seen", (string) $user_id );';

	private string $plugin = '';

	protected function setUp(): void {
		parent::setUp();
		Simulator::tenant( array( 'users' => 5, 'awkward' => false ) );
		$this->begin_session();
		$this->plugin = getenv( 'WPO365_TEST_SITE' ) . '/wp-content/mu-plugins/meddles-with-requests.php';
		wp_mkdir_p( dirname( $this->plugin ) );
	}

	protected function tearDown(): void {
		@unlink( $this->plugin );
		parent::tearDown();
	}

	/**
	 * @dataProvider handlers
	 */
	public function test_over_http_a_handler_neither_signs_anybody_in_nor_leads_anywhere( string $hook, string $code, bool $ends ): void {
		$run = $this->rest( 'POST', '/runs', array( 'create' => true, 'update' => true ) )->data;
		$this->install( "add_action( '{$hook}', static function ( \$user_id ) { {$code} }, 10, 1 );" );

		$answer = $this->post( "/runs/{$run['id']}/step", array( 'sequence' => $run['sequence'] ) );

		self::assertSame( array(), wp_remote_retrieve_cookies( $answer ), (string) wp_json_encode( $answer['headers']->getAll() ) );
		self::assertSame( '', wp_remote_retrieve_header( $answer, 'location' ) );
		self::assertSame( '', wp_remote_retrieve_header( $answer, 'x-theirs' ) );
		self::assertSame( 200, wp_remote_retrieve_response_code( $answer ), wp_remote_retrieve_body( $answer ) );
		self::assertNotSame( '', wp_remote_retrieve_header( $answer, 'x-wp-nonce' ), 'The headers of WordPress itself stay.' );
		if ( ! $ends ) {
			self::assertStringContainsString( 'application/json', wp_remote_retrieve_header( $answer, 'content-type' ) );
			$body = json_decode( wp_remote_retrieve_body( $answer ), true );
			self::assertSame( array( 'completed', 5 ), array( $body['status'] ?? '', $body['counts']['created'] ?? 0 ), wp_remote_retrieve_body( $answer ) );
		}
	}

	public static function handlers(): array {
		return array(
			'signs in whoever registers'           => array( 'user_register', self::SIGN_IN, false ),
			'signs in and leads elsewhere'         => array( 'user_register', self::SIGN_IN . ' wp_redirect( "https://elsewhere.example/" );', false ),
			'signs in, leads elsewhere, and exits' => array( 'user_register', self::SIGN_IN . ' wp_redirect( "https://elsewhere.example/" ); exit;', true ),
			'prints and sets headers'              => array( 'set_user_role', 'status_header( 418 ); header( "X-Theirs: 1" ); header( "Content-Type: text/plain" ); echo "Welcome!";', false ),
			'leaves a buffer open'                 => array( 'wpo365_user_sync_user_created', 'ob_start(); echo "Welcome!";', false ),
		);
	}

	public function test_over_http_by_hand_a_handler_signs_nobody_in(): void {
		self::assert_run( 'completed', $this->synchronize() );
		$this->install( 'add_action( "user_register", static function ( $user_id ) { ' . self::SIGN_IN . ' } );' );

		$answer = $this->post( '/results/actions', array( 'action' => 'create', 'ids' => array_column( $this->rows( 'directory_only' ), 'id' ) ) );

		self::assertSame( array(), wp_remote_retrieve_cookies( $answer ) );
		self::assertSame( array_fill( 0, 5, 'created' ), array_column( json_decode( wp_remote_retrieve_body( $answer ), true )['results'] ?? array(), 'status' ), wp_remote_retrieve_body( $answer ) );
	}

	public function test_everybody_is_worked_on_in_the_name_of_who_runs_it(): void {
		$gone   = $this->gone();
		$actors = array();
		add_action(
			'user_register',
			static function ( int $user_id ) use ( &$actors ): void {
				$actors[] = get_current_user_id();
				wp_set_current_user( $user_id );
				$_COOKIE['theirs'] = 'theirs';
			}
		);
		add_action( 'profile_update', static fn( int $user_id ) => wp_set_current_user( $user_id ) );
		add_action( 'deleted_user', static fn() => wp_set_current_user( 0 ) );
		$cookies = $_COOKIE;

		self::assert_run( 'completed', $this->synchronize( array( 'create' => true, 'update' => true, 'delete' => true ) ) );

		self::assertSame( array_fill( 0, 5, self::ADMIN ), $actors );
		self::assertSame( self::ADMIN, get_current_user_id() );
		self::assertSame( $cookies, $_COOKIE );
		$this->assert_removed( $gone );
	}

	/** Installs code that runs with each request. */
	private function install( string $code ): void {
		file_put_contents( $this->plugin, "<?php\n{$code}\n" );
	}

	/**
	 * Calls a route as the page does.
	 *
	 * @param array<string, mixed> $params Body.
	 * @return array<string, mixed> The answer.
	 */
	private function post( string $route, array $params ): array {
		wp_set_current_user( self::ADMIN );
		$answer = wp_remote_post(
			home_url( '/index.php?rest_route=/wpo365-user-sync/v1' . $route ),
			array(
				'headers'     => array(
					'Cookie'       => LOGGED_IN_COOKIE . '=' . rawurlencode( $_COOKIE[ LOGGED_IN_COOKIE ] ),
					'X-WP-Nonce'   => wp_create_nonce( 'wp_rest' ),
					'Content-Type' => 'application/json',
				),
				'body'        => (string) wp_json_encode( $params ),
				'redirection' => 0,
				'timeout'     => 30,
			)
		);
		self::assertIsArray( $answer );
		wp_cache_flush();
		return $answer;
	}
}
