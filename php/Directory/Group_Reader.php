<?php
/**
 * Reads groups of the directory.
 *
 * @package WPO365\User_Sync
 */

declare( strict_types=1 );

namespace WPO365\User_Sync\Directory;

use WPO365\User_Sync\Graph\Client;
use WPO365\User_Sync\Graph\Graph_Error;
use WPO365\User_Sync\Graph\Graph_Exception;

/**
 * Lists members group by group: a run makes no call per user.
 */
final class Group_Reader {

	/** Groups that a search shows at most: each costs a request for its number of members. */
	private const FOUND = 10;

	/** Pages that the groups of one person may have. */
	private const PAGES = 20;

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
				self::members_of( $group_id ),
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

	/**
	 * Reads in which groups a person is, directly or through other groups.
	 *
	 * Without a cast to groups, which the index alone answers: it lags. Rows of kinds that may not be read hold their ID nevertheless.
	 *
	 * @see https://learn.microsoft.com/graph/api/user-list-transitivememberof
	 *
	 * @param string $object_id Object id of the person.
	 * @return list<string> Object ids in lower case.
	 * @throws Graph_Exception Where they can't be read: that means unknown, not none.
	 */
	public function of_person( string $object_id ): array {
		$ids   = array();
		$link  = '/users/' . rawurlencode( $object_id ) . '/transitiveMemberOf';
		$query = array(
			'$select' => 'id',
			'$top'    => '999',
		);
		for ( $pages = 0; null !== $link; $pages++ ) {
			if ( $pages >= self::PAGES ) {
				throw new Graph_Exception( Graph_Error::Bad_Response );
			}
			$page  = Page::from_body( $this->client, $this->client->get( $link, $query ) );
			$query = array();
			$link  = $page->next_link;
			array_push( $ids, ...array_map( static fn( Directory_User $group ): string => strtolower( $group->id ), $page->users ) );
		}
		return array_values( array_unique( $ids ) );
	}

	/**
	 * Finds groups by the beginning of their name.
	 *
	 * @param string $name Beginning of the name, as the person types it.
	 * @return list<array{id: string, name: string, members: int|null}>
	 * @throws Graph_Exception Where groups can't be read.
	 */
	public function search( string $name ): array {
		$body = $this->client->get(
			'/groups',
			array(
				'$filter' => 'startswith(displayName,' . Filter::quote( $name ) . ')',
				'$select' => 'id,displayName',
				'$top'    => (string) self::FOUND,
			)
		);
		return array_map( $this->describe( ... ), array_filter( (array) ( $body['value'] ?? array() ), 'is_array' ) );
	}

	/**
	 * Reads one group.
	 *
	 * @return array{id: string, name: string, members: int|null}|null Null where the directory does not know it: deleted, or of another tenant.
	 * @throws Graph_Exception Where groups can't be read.
	 */
	public function one( string $group_id ): ?array {
		try {
			return $this->describe( $this->client->get( '/groups/' . rawurlencode( $group_id ), array( '$select' => 'id,displayName' ) ) );
		} catch ( Graph_Exception $failure ) {
			if ( Graph_Error::Not_Found === $failure->error ) {
				return null;
			}
			throw $failure;
		}
	}

	/**
	 * @param array<string, mixed> $group Group as Graph tells it.
	 * @return array{id: string, name: string, members: int|null}
	 */
	private function describe( array $group ): array {
		$id = (string) ( $group['id'] ?? '' );
		return array(
			'id'      => $id,
			'name'    => (string) ( $group['displayName'] ?? '' ),
			'members' => $this->count( $id ),
		);
	}

	/**
	 * Counts the people of a group, those of nested groups included.
	 *
	 * @return int|null Null where the service can't say.
	 * @throws Graph_Exception Where it may be able to say so later.
	 */
	public function count( string $group_id ): ?int {
		try {
			return Count::of( $this->client, self::members_of( $group_id ) );
		} catch ( Graph_Exception $failure ) {
			if ( $failure->is_retryable() ) {
				throw $failure;
			}
			return null;
		}
	}

	/**
	 * Gives the path of a group's people, those of nested groups included.
	 */
	private static function members_of( string $group_id ): string {
		return '/groups/' . rawurlencode( $group_id ) . '/transitiveMembers/microsoft.graph.user';
	}
}
