<?php

declare( strict_types=1 );

namespace WPO365\User_Sync\Tests\Connection\Sign_In;

use WPO365\User_Sync\Settings\Update;
use WPO365\User_Sync\Tests\Support\Php_Process;
use WPO365\User_Sync\Tests\Support\Test_Case;

/**
 * The sign-in against an OpenID provider that nobody here wrote: oidc-provider from npm.
 */
final class Oidc_Provider_Test extends Test_Case {

	private const TENANT = '6b5f2c1e-9d34-4a87-8c60-1f2e3d4c5b6a';
	private const CLIENT = '0c9a7e52-3b18-4f6d-a1c4-7e85d2906b3f';

	/** @var resource */
	private $process;

	/** @var array<int, resource> */
	private array $pipes = array();

	/** @var array{url: string, secret: string, account: string} */
	private array $provider = array();

	protected function setUp(): void {
		parent::setUp();
		$command       = array( 'node', dirname( __DIR__, 2 ) . '/Support/oidc-provider.mjs', self::TENANT, self::CLIENT, admin_url( 'admin-post.php?action=wpo365_user_sync_connect' ) );
		$this->process = proc_open( $command, array( array( 'pipe', 'r' ), array( 'pipe', 'w' ), array( 'file', '/dev/null', 'w' ) ), $this->pipes );
		$line          = (string) fgets( $this->pipes[1] );
		self::assertStringStartsWith( '{', $line, 'The provider did not start.' );
		$this->provider = json_decode( $line, true, 512, JSON_THROW_ON_ERROR );
	}

	protected function tearDown(): void {
		array_map( 'fclose', $this->pipes );
		proc_close( $this->process );
		parent::tearDown();
	}

	public function test_connects_and_renews(): void {
		$result = $this->live(
			<<<'CODE'
			$sign_in->complete( 1, $browse( $sign_in->begin( 1 ) ) );
			$first  = $grants->of( 1 );
			$tokens = new WPO365\User_Sync\Connection\Sign_In\Delegated( $settings, 1 );
			$used   = $tokens->token();
			$new    = $tokens->renew();
			$second = $grants->fresh( 1 );
			$result = array(
				'name'           => $first->name,
				'scopes'         => $first->scopes,
				'is used'        => $used === $first->access_token,
				'is new'         => $new !== $used,
				'is kept'        => $new === $second->access_token,
				'is rotated'     => $second->refresh_token !== $first->refresh_token,
				'renewed again'  => $tokens->renew() !== $new,
			);
			CODE
		);
		self::assertSame( $this->provider['account'], $result['name'] );
		self::assertContains( 'https://graph.microsoft.com/User.Read.All', $result['scopes'] );
		self::assertSame( array( true, true, true, true, true ), array_values( array_diff_key( $result, array( 'name' => 1, 'scopes' => 1 ) ) ), (string) wp_json_encode( $result ) );
	}

	public function test_a_code_is_good_once(): void {
		$result = $this->live(
			<<<'CODE'
			$query = $browse( $sign_in->begin( 1 ) );
			// The thief redeems the code first, without the verifier; the provider refuses both.
			$answer = wp_remote_post( WPO_USER_SYNC_LOGIN_URL . '/' . WPO_USER_SYNC_TENANT_ID . '/oauth2/v2.0/token', array( 'body' => array( 'grant_type' => 'authorization_code', 'code' => $query['code'], 'redirect_uri' => WPO365\User_Sync\Connection\Sign_In\Sign_In::redirect_uri(), 'code_verifier' => str_repeat( 'a', 43 ), 'client_id' => WPO_USER_SYNC_CLIENT_ID, 'client_secret' => WPO_USER_SYNC_CLIENT_SECRET ) ) );
			$result = array( 'thief' => json_decode( $answer['body'], true )['error'] );
			$sign_in->complete( 1, $query );
			try {
				$sign_in->complete( 1, $query );
			} catch ( WPO365\User_Sync\Graph\Graph_Exception $failure ) {
				$result['again'] = $failure->details['cause'];
			}
			CODE
		);
		self::assertSame( array( 'thief' => 'invalid_grant', 'again' => 'state' ), $result );
	}

	public function test_a_refused_sign_in_says_so(): void {
		$result = $this->live(
			<<<'CODE'
			try {
				$sign_in->complete( 1, array( 'code' => 'made-up' ) + $browse( $sign_in->begin( 1 ) ) );
			} catch ( WPO365\User_Sync\Graph\Graph_Exception $failure ) {
				$result = array( $failure->error->value, $failure->details['graph_code'], $grants->of( 1 ) );
			}
			CODE
		);
		self::assertSame( array( 'sign_in_needed', 'invalid_grant', null ), $result );
	}

	/**
	 * Runs code in a process whose sign-in service is the provider.
	 *
	 * @return array<mixed> What the code left in $result.
	 */
	private function live( string $code ): array {
		$frame = <<<'CODE'
			// A browser: it keeps cookies and follows redirects until one leads to this site.
			$browse = static function ( string $url ): array {
				$curl = curl_init();
				for ( $hops = 0; $hops < 10 && ! str_starts_with( $url, admin_url() ); $hops++ ) {
					curl_setopt_array( $curl, array( CURLOPT_URL => $url, CURLOPT_COOKIEFILE => '', CURLOPT_RETURNTRANSFER => true ) );
					$page = curl_exec( $curl );
					$url  = (string) curl_getinfo( $curl, CURLINFO_REDIRECT_URL );
					if ( '' === $url ) {
						throw new RuntimeException( "No way on: $page" );
					}
				}
				parse_str( (string) wp_parse_url( $url, PHP_URL_QUERY ), $query );
				return $query;
			};
			$settings = new WPO365\User_Sync\Settings\Settings();
			WPO365\User_Sync\Settings\Update::of( $settings, array( 'connection' => array( 'permission_type' => 'delegated' ) ) );
			$sign_in = new WPO365\User_Sync\Connection\Sign_In\Sign_In( $settings );
			$grants  = new WPO365\User_Sync\Connection\Sign_In\Grants( $settings );
			CODE;
		$output = Php_Process::run(
			$frame . $code . 'echo wp_json_encode( $result );',
			array(
				'WPO_USER_SYNC_LOGIN_URL'     => $this->provider['url'],
				'WPO_USER_SYNC_TENANT_ID'     => self::TENANT,
				'WPO_USER_SYNC_CLIENT_ID'     => self::CLIENT,
				'WPO_USER_SYNC_CLIENT_SECRET' => $this->provider['secret'],
			)
		);
		return json_decode( $output, true, 512, JSON_THROW_ON_ERROR );
	}
}
