<?php
/**
 * Numbers of the directory.
 *
 * @package WPO365\User_Sync
 */

declare( strict_types=1 );

namespace WPO365\User_Sync\Directory;

use WPO365\User_Sync\Graph\Client;
use WPO365\User_Sync\Graph\Graph_Exception;

/**
 * Asks Microsoft Graph how many there are. The number comes from an index that lags by minutes.
 */
final class Count {

	/**
	 * Asks for a number, which Graph answers as plain text.
	 *
	 * @param string                $path  Path of the list, for example "/users".
	 * @param array<string, string> $query Query of the list.
	 * @return int|null Null where the answer is no number.
	 * @throws Graph_Exception When the directory can't be asked, or refuses.
	 */
	public static function of( Client $client, string $path, array $query = array() ): ?int {
		$text = $client->text( $path . '/$count', $query, array( 'ConsistencyLevel' => 'eventual' ) );
		return 1 === preg_match( '/^\d{1,9}$/D', $text ) ? (int) $text : null;
	}
}
