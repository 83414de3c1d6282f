<?php
/**
 * Where tokens come from.
 *
 * @package WPO365\User_Sync
 */

declare( strict_types=1 );

namespace WPO365\User_Sync\Graph;

/**
 * Gives access tokens for Microsoft Graph.
 */
interface Token_Source {

	/**
	 * Says whose run the next tokens are for. Tokens of the application are the same for everybody.
	 *
	 * @param int $user_id The user.
	 */
	public function act_for( int $user_id ): void;

	/**
	 * Gives a token that is good for at least some minutes.
	 *
	 * @throws Graph_Exception When there is none to be had.
	 */
	public function token(): string;

	/**
	 * Forgets the present token, which the service refused, and gives a new one.
	 *
	 * @throws Graph_Exception When there is none to be had.
	 */
	public function renew(): string;
}
