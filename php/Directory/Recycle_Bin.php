<?php
/**
 * The directory's recycle bin.
 *
 * @package WPO365\User_Sync
 */

declare( strict_types=1 );

namespace WPO365\User_Sync\Directory;

use WPO365\User_Sync\Graph\Client;
use WPO365\User_Sync\Graph\Graph_Error;
use WPO365\User_Sync\Graph\Graph_Exception;
use WPO365\User_Sync\Settings\Guid;

/**
 * Tells until when deleted users can be restored in the directory. It takes the permission that whole profiles take, User.Read.All.
 *
 * @see https://learn.microsoft.com/graph/api/directory-deleteditems-get
 */
final class Recycle_Bin {

	/** Days for which the bin keeps users. */
	private const DAYS = 30;

	public function __construct( private readonly Client $client ) {}

	/**
	 * Asks about one user.
	 *
	 * @return int|null Unix time; null where the user is not there, or nothing says since when.
	 * @throws Graph_Exception When the bin can't be asked.
	 */
	public function until( string $object_id ): ?int {
		if ( ! Guid::is_valid( $object_id ) ) {
			return null;
		}
		try {
			$deleted = $this->client->get( '/directory/deletedItems/microsoft.graph.user/' . $object_id, array( '$select' => 'id,deletedDateTime' ) )['deletedDateTime'] ?? null;
		} catch ( Graph_Exception $failure ) {
			if ( Graph_Error::Not_Found === $failure->error ) {
				return null;
			}
			throw $failure;
		}
		$since = is_string( $deleted ) ? strtotime( $deleted ) : false;
		return false === $since ? null : $since + self::DAYS * DAY_IN_SECONDS;
	}
}
