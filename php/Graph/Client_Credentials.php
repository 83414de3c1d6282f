<?php
/**
 * Application permissions.
 *
 * @package WPO365\User_Sync
 */

declare( strict_types=1 );

namespace WPO365\User_Sync\Graph;

use WPO365\User_Sync\Settings\Settings;

/**
 * Gives tokens with application permissions (client credentials).
 *
 * A token is issued even where no permission was granted: having one proves nothing.
 */
final class Client_Credentials implements Token_Source {

	/**
	 * Seconds before its end from which a token is not used any more.
	 */
	private const MARGIN = 300;

	/**
	 * The present token.
	 *
	 * @var string
	 */
	private string $token = '';

	/**
	 * Unix time until which it is used.
	 *
	 * @var int
	 */
	private int $until = 0;

	/**
	 * Takes what it needs.
	 *
	 * @param Settings  $settings  The settings.
	 * @param Transport $transport Sends the request.
	 */
	public function __construct(
		private readonly Settings $settings,
		private readonly Transport $transport = new Transport()
	) {
	}

	/**
	 * Gives a token that is good for at least some minutes.
	 *
	 * @throws Graph_Exception When there is none to be had.
	 */
	public function token(): string {
		return time() < $this->until ? $this->token : $this->renew();
	}

	/**
	 * Gives a new token.
	 *
	 * @throws Graph_Exception When there is none to be had.
	 */
	public function renew(): string {
		$now         = time();
		$answer      = ( new Login( $this->settings, $this->transport ) )->redeem(
			array(
				'grant_type' => 'client_credentials',
				'scope'      => Endpoints::from( $this->settings )->cloud->scope(),
			)
		);
		$this->token = $answer['access_token'];
		$this->until = $now + $answer['expires_in'] - self::MARGIN;
		return $this->token;
	}
}
