<?php
/**
 * A page of a delta query.
 *
 * @package WPO365\User_Sync
 */

declare( strict_types=1 );

namespace WPO365\User_Sync\Directory;

use WPO365\User_Sync\Graph\Client;
use WPO365\User_Sync\Graph\Graph_Error;
use WPO365\User_Sync\Graph\Graph_Exception;

/**
 * Holds one page of what has changed. It may be empty and still have a next one; only the last has the link from which the next round starts, and it has no other.
 */
final class Change_Page {

	/**
	 * @param list<array<string, mixed>> $rows      Rows, each with an id.
	 * @param string|null                $next_link Address of the next page, checked; null on the last one.
	 * @param string                     $link      Where the next round starts, checked; empty but on the last page.
	 */
	private function __construct(
		public readonly array $rows,
		public readonly ?string $next_link,
		public readonly string $link,
	) {}

	/**
	 * Reads an answer as a page. The links are checked here already, so that a bad one is never kept.
	 *
	 * @param array<string, mixed> $body The answer.
	 * @throws Graph_Exception When it is no page, has both links or none, or a link leads elsewhere.
	 */
	public static function from_body( Client $client, array $body ): self {
		$rows = $body['value'] ?? null;
		$next = $body['@odata.nextLink'] ?? null;
		$link = $body['@odata.deltaLink'] ?? null;
		$one  = null === $next ? $link : $next;
		if ( ! is_array( $rows ) || ! array_is_list( $rows ) || ! is_string( $one ) || ( null !== $next && null !== $link ) ) {
			throw new Graph_Exception( Graph_Error::Bad_Response, '', 200 );
		}
		foreach ( $rows as $row ) {
			if ( ! is_array( $row ) || ! is_string( $row['id'] ?? null ) || '' === $row['id'] ) {
				throw new Graph_Exception( Graph_Error::Bad_Response, '', 200 );
			}
		}
		return new self( $rows, null === $next ? null : $client->check_link( $next ), null === $link ? '' : $client->check_link( $link ) );
	}
}
