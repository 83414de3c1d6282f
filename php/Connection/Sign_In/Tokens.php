<?php
/**
 * Tokens of the configured kind.
 *
 * @package WPO365\User_Sync
 */

declare( strict_types=1 );

namespace WPO365\User_Sync\Connection\Sign_In;

use WPO365\User_Sync\Graph\Token_Source;
use WPO365\User_Sync\Settings\Settings;

/**
 * Gives tokens of the kind that the settings name: the application's, or those of the person whose run it is.
 */
final class Tokens implements Token_Source {

	/**
	 * Whose run it is; null for whoever sends the request.
	 *
	 * @var int|null
	 */
	private ?int $user_id = null;

	/**
	 * The present source, with what it was made for.
	 *
	 * @var array{string, Token_Source}|null
	 */
	private ?array $source = null;

	public function __construct( private readonly Settings $settings ) {
	}

	/**
	 * Says whose run the next tokens are for.
	 *
	 * @param int $user_id The user.
	 */
	public function act_for( int $user_id ): void {
		$this->user_id = $user_id;
	}

	/**
	 * Gives a token that is good for at least some minutes.
	 *
	 * @throws \WPO365\User_Sync\Graph\Graph_Exception When there is none to be had.
	 */
	public function token(): string {
		return $this->source()->token();
	}

	/**
	 * Forgets the present token, which the service refused, and gives a new one.
	 *
	 * @throws \WPO365\User_Sync\Graph\Graph_Exception When there is none to be had.
	 */
	public function renew(): string {
		return $this->source()->renew();
	}

	/**
	 * Gives the source, the same one as long as kind and person are the same: it knows which token it gave last.
	 *
	 * @throws \WPO365\User_Sync\Graph\Graph_Exception When the person may not use the connection.
	 */
	private function source(): Token_Source {
		$user_id = $this->user_id ?? get_current_user_id();
		Network_Connection::check( $this->settings, $user_id );
		$kind    = 'delegated' === $this->settings->get( 'connection.permission_type' ) ? "delegated $user_id" : 'application';
		if ( null === $this->source || $kind !== $this->source[0] ) {
			$this->source = array( $kind, 'application' === $kind ? new Client_Credentials( $this->settings ) : new Delegated( $this->settings, $user_id ) );
		}
		return $this->source[1];
	}
}
