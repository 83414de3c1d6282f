<?php
/**
 * Application permissions.
 *
 * @package WPO365\User_Sync
 */

declare( strict_types=1 );

namespace WPO365\User_Sync\Connection\Sign_In;

use WPO365\User_Sync\Graph\Endpoints;
use WPO365\User_Sync\Graph\Graph_Exception;
use WPO365\User_Sync\Graph\Token_Source;
use WPO365\User_Sync\Graph\Transport;
use WPO365\User_Sync\Settings\Settings;

/**
 * Gives tokens with application permissions (client credentials).
 *
 * A token is issued even where no permission was granted: having one proves nothing. It is kept, encrypted, until five
 * minutes before its end: the sign-in service refuses applications that ask for a new one with every request.
 */
final class Client_Credentials implements Token_Source {

	/**
	 * Seconds before its end from which a token is not used any more.
	 */
	public const MARGIN = 300;

	/**
	 * Name under which the token is kept.
	 */
	private const NAME = 'application_token';

	/**
	 * The present token, the Unix time until which it is used, and the connection it was issued for.
	 *
	 * @var array{token: string, until: int, connection: string}|null
	 */
	private ?array $present = null;

	public function __construct(
		private readonly Settings $settings,
		private readonly Transport $transport = new Transport()
	) {
	}

	/**
	 * Does nothing: the application's tokens are the same for everybody.
	 *
	 * @param int $user_id The user.
	 */
	public function act_for( int $user_id ): void {
	}

	/**
	 * Gives a token that is good for at least some minutes.
	 *
	 * @throws Graph_Exception When there is none to be had.
	 */
	public function token(): string {
		$this->present ??= $this->settings->secrets()->recall( self::NAME );
		$usable          = null !== $this->present && time() < $this->present['until'] && $this->connection() === $this->present['connection'];
		return $usable ? $this->present['token'] : $this->renew();
	}

	/**
	 * Gives a new token.
	 *
	 * @throws Graph_Exception When there is none to be had.
	 */
	public function renew(): string {
		$now           = time();
		$answer        = ( new Login( $this->settings, $this->transport ) )->redeem(
			array(
				'grant_type' => 'client_credentials',
				'scope'      => Endpoints::from( $this->settings )->cloud->scope(),
			)
		);
		$this->present = array(
			'token'      => $answer['access_token'],
			'until'      => $now + $answer['expires_in'] - self::MARGIN,
			'connection' => $this->connection(),
		);
		// Without a key the token lives as long as the request does.
		if ( $this->settings->secrets()->is_available() ) {
			$this->settings->secrets()->keep( self::NAME, $this->present );
		}
		return $this->present['token'];
	}

	/**
	 * Forgets the token, so that the next one carries what was granted meanwhile.
	 *
	 * @param Settings $settings The settings.
	 */
	public static function forget( Settings $settings ): void {
		$settings->secrets()->forget( self::NAME );
	}

	/**
	 * Identifies the connection, with the secret; only ever stored encrypted, together with the token.
	 */
	private function connection(): string {
		return $this->settings->connection_hash( (string) $this->settings->get( 'connection.client_secret' ) );
	}
}
