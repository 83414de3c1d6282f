<?php
/**
 * Signing in.
 *
 * @package WPO365\User_Sync
 */

declare( strict_types=1 );

namespace WPO365\User_Sync\Connection\Sign_In;

use WPO365\User_Sync\Graph\Endpoints;
use WPO365\User_Sync\Graph\Graph_Error;
use WPO365\User_Sync\Graph\Graph_Exception;
use WPO365\User_Sync\Graph\Response;
use WPO365\User_Sync\Graph\Transport;
use WPO365\User_Sync\Settings\Secret_Refused;
use WPO365\User_Sync\Settings\Settings;

/**
 * Connects an administrator with Microsoft: authorization code with PKCE.
 *
 * @see https://learn.microsoft.com/entra/identity-platform/v2-oauth2-auth-code-flow
 */
final class Sign_In {

	/**
	 * The action of admin-post.php to which Microsoft sends the browser back.
	 */
	public const ACTION = 'wpo365_user_sync_connect';

	/**
	 * Permissions of Microsoft Graph that are asked for.
	 */
	private const PERMISSIONS = array( 'User.Read.All', 'GroupMember.Read.All' );

	public function __construct(
		private readonly Settings $settings,
		private readonly Transport $transport = new Transport()
	) {
	}

	/**
	 * Gives the redirect address, exactly as it has to be registered.
	 */
	public static function redirect_uri(): string {
		return admin_url( 'admin-post.php?action=' . self::ACTION );
	}

	/**
	 * Tells whether Microsoft would send people back to this site: https, or this machine.
	 *
	 * @see https://learn.microsoft.com/entra/identity-platform/reply-url
	 */
	public static function can_return(): bool {
		return 1 === preg_match( '~^(https://|http://(localhost|127\.0\.0\.1)[:/])~', self::redirect_uri() );
	}

	/**
	 * Gives the scope that is asked for.
	 *
	 * @param Settings $settings The settings.
	 */
	public static function scope( Settings $settings ): string {
		$cloud = Endpoints::from( $settings )->cloud;
		return 'openid profile offline_access ' . implode( ' ', array_map( $cloud->permission( ... ), self::PERMISSIONS ) );
	}

	/**
	 * Begins a sign-in.
	 *
	 * @param int $user_id The administrator, who is signed in to WordPress.
	 * @return string Address to send the browser to.
	 * @throws Graph_Exception When the connection is not set up, or this site can't take the answer.
	 * @throws Secret_Refused  Where secrets can't be stored.
	 */
	public function begin( int $user_id ): string {
		if ( ! $this->settings->is_configured() || 'delegated' !== $this->settings->get( 'connection.permission_type' ) ) {
			throw new Graph_Exception( Graph_Error::Not_Configured, __( 'Enter tenant, application and secret in the settings, choose delegated permissions and save, before you connect.', 'wpo365-user-sync' ) );
		}
		Network_Connection::check( $this->settings, $user_id );
		if ( ! self::can_return() ) {
			throw new Graph_Exception( Graph_Error::Not_Configured, __( 'Microsoft sends people back to addresses with https only. Set this site up with https, then connect.', 'wpo365-user-sync' ) );
		}
		$verifier = Jwt::encode( random_bytes( 48 ) );
		$state    = Jwt::encode( random_bytes( 32 ) );
		$nonce    = Jwt::encode( random_bytes( 32 ) );
		( new Pending_Sign_In( $this->settings ) )->keep( $user_id, $state, $verifier, $nonce );
		return $this->address(
			array(
				'state'                 => $state,
				'nonce'                 => $nonce,
				'code_challenge'        => Jwt::encode( hash( 'sha256', $verifier, true ) ),
				'code_challenge_method' => 'S256',
				'claims'                => ( new Grants( $this->settings ) )->of( $user_id )?->claims ?? '',
			)
		);
	}

	/**
	 * Ends a sign-in with what Microsoft sent the browser back with.
	 *
	 * @param int                  $user_id The administrator, who is signed in to WordPress.
	 * @param array<string, mixed> $query   Parameters of the address.
	 * @throws Graph_Exception When it did not succeed.
	 * @throws Secret_Refused  Where secrets can't be stored.
	 */
	public function complete( int $user_id, #[\SensitiveParameter] array $query ): void {
		$pending = ( new Pending_Sign_In( $this->settings ) )->take( $user_id, $query['state'] ?? null );
		if ( isset( $query['error'] ) ) {
			throw self::declined( $query );
		}
		$code = $query['code'] ?? null;
		if ( ! is_string( $code ) || '' === $code ) {
			throw Pending_Sign_In::not_ours();
		}
		$answer = ( new Login( $this->settings, $this->transport ) )->redeem(
			array(
				'grant_type'    => 'authorization_code',
				'code'          => $code,
				'redirect_uri'  => self::redirect_uri(),
				'code_verifier' => $pending['verifier'],
				'scope'         => self::scope( $this->settings ),
			)
		);
		$token  = $answer['id_token'] ?? null;
		$claims = ( new Id_Token( $this->settings, $this->transport ) )->validate( is_string( $token ) ? $token : '', $pending['nonce'] );
		$grant  = Grant::from_sign_in( $answer, $claims );
		if ( '' === $grant->refresh_token ) {
			throw new Graph_Exception( Graph_Error::Sign_In_Needed, __( 'Microsoft gave no lasting sign-in (offline_access). Add that permission to the app registration and connect again.', 'wpo365-user-sync' ) );
		}
		( new Grants( $this->settings ) )->keep( $user_id, $grant );
	}

	/**
	 * Builds the address of Microsoft's sign-in page.
	 *
	 * @param array<string, string> $query What belongs to this sign-in.
	 */
	private function address( array $query ): string {
		$query += array(
			'client_id'     => (string) $this->settings->get( 'connection.client_id' ),
			'response_type' => 'code',
			// Not form_post: browsers do not send WordPress' cookies with a POST from another site.
			'response_mode' => 'query',
			'redirect_uri'  => self::redirect_uri(),
			'scope'         => self::scope( $this->settings ),
			'prompt'        => 'select_account',
		);
		$tenant = (string) $this->settings->get( 'connection.tenant' );
		return Endpoints::from( $this->settings )->login_url( $tenant, '/oauth2/v2.0/authorize?' ) . http_build_query( array_filter( $query, strlen( ... ) ), '', '&', PHP_QUERY_RFC3986 );
	}

	/**
	 * Explains an error that Microsoft sent the browser back with.
	 *
	 * @param array<string, mixed> $query Parameters of the address.
	 */
	public static function declined( array $query ): Graph_Exception {
		$body = array_filter( array_intersect_key( $query, array_flip( array( 'error', 'error_description', 'error_codes', 'suberror' ) ) ), is_string( ... ) );
		if ( 'access_denied' === ( $body['error'] ?? '' ) && ! str_contains( $body['error_description'] ?? '', 'AADSTS' ) ) {
			return new Graph_Exception( Graph_Error::Sign_In_Needed, __( 'The sign-in was cancelled. Press “Connect with Microsoft” when you want to try again.', 'wpo365-user-sync' ), 0, null, array( 'graph_code' => 'access_denied' ) );
		}
		return Login_Failure::of( new Response( 400, array(), (string) wp_json_encode( $body ) ), true );
	}
}
