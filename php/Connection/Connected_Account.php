<?php
/**
 * Who is connected.
 *
 * @package WPO365\User_Sync
 */

declare( strict_types=1 );

namespace WPO365\User_Sync\Connection;

use WPO365\User_Sync\Connection\Checks\Check_Id;
use WPO365\User_Sync\Connection\Checks\Remedy;
use WPO365\User_Sync\Connection\Sign_In\Grants;
use WPO365\User_Sync\Connection\Sign_In\Sign_In;
use WPO365\User_Sync\Settings\Settings;
use WPO365\User_Sync\Utc;

/**
 * Tells an administrator about their own sign-in, and what has to be registered for one.
 */
final class Connected_Account {

	public function __construct( private readonly Settings $settings ) {
	}

	/**
	 * Gives all of it. No token is among it.
	 *
	 * @param int $user_id The administrator.
	 * @return array{redirect_uri: string, can_store_secrets: bool, consent: array{label: string, url: string}|null, connected: array{name: string, since: string, scopes: list<string>, is_guest: bool, ended: string}|null}
	 */
	public function to_array( int $user_id ): array {
		$grant = ( new Grants( $this->settings ) )->of( $user_id );
		return array(
			'redirect_uri'      => Sign_In::redirect_uri(),
			'can_store_secrets' => $this->settings->secrets()->is_available(),
			'consent'           => ( new Remedy( $this->settings ) )->of( Check_Id::Consent ),
			'connected'         => null === $grant ? null : array(
				'name'     => $grant->name,
				'since'    => Utc::format( $grant->since ),
				'scopes'   => $grant->scopes,
				'is_guest' => $grant->is_guest,
				'ended'    => $grant->ended,
			),
		);
	}
}
