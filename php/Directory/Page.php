<?php
/**
 * A page of the listing.
 *
 * @package WPO365\User_Sync
 */

declare( strict_types=1 );

namespace WPO365\User_Sync\Directory;

/**
 * Holds one page. It may be short or even empty and still have a next one: only the absence of the link ends a listing.
 */
final class Page {

	/**
	 * Takes the page.
	 *
	 * @param list<Directory_User> $users     The users.
	 * @param string|null          $next_link Address of the next page, checked, to be used byte for byte; null on the last one.
	 */
	public function __construct(
		public readonly array $users,
		public readonly ?string $next_link
	) {
	}
}
