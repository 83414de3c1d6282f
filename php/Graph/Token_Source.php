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
