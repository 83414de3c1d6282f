<?php
/**
 * Reads groups of the directory.
 *
 * @package WPO365\User_Sync
 */

declare( strict_types=1 );

namespace WPO365\User_Sync\Directory;

use WPO365\User_Sync\Graph\Client;
use WPO365\User_Sync\Graph\Graph_Exception;

/**
 * Lists members group by group: never a call per user.
 */
final class Group_Reader {

	public function __construct( private readonly Client $client ) {}

	/**
	 * Reads a page of the people in a group, those of nested groups included.
	 *
	 * The cast to users works without ConsistencyLevel, so the answer comes from the default store and is fresh.
	 *
	 * @see https://learn.microsoft.com/graph/api/group-list-transitivemembers
	 *
	 * @param string      $group_id Object id of the group.
	 * @param string|null $link     The last page's link; null for the first page.
	 * @return array{ids: list<string>, next_link: string|null}
	 * @throws Graph_Exception Where the group can't be read: that means unknown, not empty.
	 */
	public function members( string $group_id, ?string $link ): array {
		$body = null === $link
			? $this->client->get(
				'/groups/' . rawurlencode( $group_id ) . '/transitiveMembers/microsoft.graph.user',
				array(
					'$select' => 'id',
					'$top'    => '999',
				)
			)
			: $this->client->get( $link );
		$page = Page::from_body( $this->client, $body );
		return array(
			'ids'       => array_map( static fn( Directory_User $user ): string => $user->id, $page->users ),
			'next_link' => $page->next_link,
		);
	}
}
