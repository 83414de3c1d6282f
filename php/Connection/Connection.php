<?php
/**
 * Whether the connection can be used.
 *
 * @package WPO365\User_Sync
 */

declare( strict_types=1 );

namespace WPO365\User_Sync\Connection;

use WPO365\User_Sync\Connection\Checks\Notes;
use WPO365\User_Sync\Connection\Sign_In\Client_Credentials;
use WPO365\User_Sync\Connection\Sign_In\Delegated;
use WPO365\User_Sync\Connection\Sign_In\Grants;
use WPO365\User_Sync\Connection\Sign_In\Login;
use WPO365\User_Sync\Connection\Sign_In\Network_Connection;
use WPO365\User_Sync\Graph\Endpoints;
use WPO365\User_Sync\Graph\Graph_Exception;
use WPO365\User_Sync\Settings\Settings;

/**
 * Knows whether a connection looks usable, and forgets what belongs to it.
 */
final class Connection {

	public function __construct( private readonly Settings $settings ) {
	}

	/**
	 * Says why a user's run could not even begin.
	 *
	 * @param int $user_id Who would start it.
	 * @return \WP_Error|null 409 not_configured; null where the connection looks usable.
	 */
	public function refusal( int $user_id ): ?\WP_Error {
		try {
			$this->check( $user_id );
			return null;
		} catch ( Graph_Exception $problem ) {
			return new \WP_Error( 'not_configured', $problem->getMessage(), array( 'status' => 409 ) );
		}
	}

	/**
	 * Checks what can be seen without a call.
	 *
	 * @param int $user_id Who would start a run.
	 * @throws Graph_Exception When it could not even begin.
	 */
	private function check( int $user_id ): void {
		if ( ! $this->settings->is_configured() ) {
			throw Login::not_configured( $this->settings );
		}
		Endpoints::from( $this->settings );
		Network_Connection::check( $this->settings, $user_id );
		if ( 'delegated' === $this->settings->get( 'connection.permission_type' ) ) {
			Delegated::usable( ( new Grants( $this->settings ) )->of( $user_id ) );
		}
	}

	/**
	 * Forgets all tokens: those of the application and those of everybody who connected.
	 */
	public function forget_tokens(): void {
		Client_Credentials::forget( $this->settings );
		( new Grants( $this->settings ) )->forget_all();
	}

	/**
	 * Drops the application's token and what was found out, after settings of the connection were saved.
	 *
	 * @param list<string> $sections Names of the sections that were saved.
	 */
	public function settings_saved( array $sections ): void {
		if ( in_array( 'connection', $sections, true ) ) {
			Client_Credentials::forget( $this->settings );
			( new Notes( $this->settings ) )->clear();
			Site_Identity::note();
		}
	}
}
