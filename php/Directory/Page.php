<?php
/**
 * A page of the listing.
 *
 * @package WPO365\User_Sync
 */

declare( strict_types=1 );

namespace WPO365\User_Sync\Directory;

use WPO365\User_Sync\Graph\Client;
use WPO365\User_Sync\Graph\Graph_Error;
use WPO365\User_Sync\Graph\Graph_Exception;

/**
 * Holds one page. It may be short or even empty and still have a next one: only the absence of the link ends a listing.
 */
final class Page {

	/**
	 * @param string|null $next_link Address of the next page, checked, to be used byte for byte; null on the last one.
	 */
	public function __construct(
		public readonly array $users,
		public readonly ?string $next_link
	) {
	}

	/**
	 * Reads an answer as a page. The link is checked here already, so that a bad one is never kept for a later try.
	 *
	 * @param Client               $client Checks the link.
	 * @param array<string, mixed> $body   The answer.
	 * @param bool                 $expanded Whether the manager was asked for: who has none has no such property.
	 * @throws Graph_Exception When it is no page, or its link leads elsewhere.
	 */
	public static function from_body( Client $client, array $body, bool $expanded = false ): self {
		$rows = $body['value'] ?? null;
		$next = $body['@odata.nextLink'] ?? null;
		if ( ! is_array( $rows ) || ! array_is_list( $rows ) || ( null !== $next && ! is_string( $next ) ) ) {
			throw new Graph_Exception( Graph_Error::Bad_Response, '', 200 );
		}
		$users = array();
		foreach ( $rows as $row ) {
			$users[] = Directory_User::from_graph( ( is_array( $row ) ? $row : array() ) + ( $expanded ? array( User_Fields::MANAGER => null ) : array() ) );
		}
		return new self( $users, null === $next ? null : $client->check_link( $next ) );
	}
}
