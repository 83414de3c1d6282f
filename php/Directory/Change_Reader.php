<?php
/**
 * Reading what has changed.
 *
 * @package WPO365\User_Sync
 */

declare( strict_types=1 );

namespace WPO365\User_Sync\Directory;

use WPO365\User_Sync\Graph\Client;
use WPO365\User_Sync\Graph\Graph_Error;
use WPO365\User_Sync\Graph\Graph_Exception;
use WPO365\User_Sync\Settings\Guid;
use WPO365\User_Sync\Settings\Settings;

/**
 * Asks with delta queries who has changed: whose properties, and whose memberships.
 *
 * Only the object ids are taken from the answers; people are read afresh. What a row says is not of one piece: a value that is absent is unchanged or was never set, old changes come again, the same person comes several times, and "@removed" proves nothing.
 *
 * @see https://learn.microsoft.com/graph/delta-query-overview
 */
final class Change_Reader {

	public function __construct(
		private readonly Client $client,
		private readonly Settings $settings,
	) {}

	/**
	 * Gets the link from which changes of people can be asked for from now on. A change of a property that is not selected does not surface, so all that a run reads is selected.
	 *
	 * @param string[] $refused Properties to do without.
	 * @throws Graph_Exception When the directory can't be asked, or refuses.
	 */
	public function users_from_now( array $refused = array() ): string {
		$query  = User_Fields::query( $this->settings->get( 'fields' ), $refused, 'manager' === $this->settings->get( 'removal.content' ) );
		$select = $query['$select'] . ( isset( $query['$expand'] ) ? ',' . User_Fields::MANAGER : '' );
		return $this->from_now( '/users/delta', $select );
	}

	/**
	 * Gets the link from which changes of memberships can be asked for from now on.
	 *
	 * Of all groups: whoever joins a group within a mapped one is a member of that, too.
	 *
	 * @throws Graph_Exception When the directory can't be asked, or refuses.
	 */
	public function members_from_now(): string {
		return $this->from_now( '/groups/delta', 'id,members' );
	}

	/**
	 * @throws Graph_Exception When the directory can't be asked, or refuses.
	 */
	private function from_now( string $path, string $select ): string {
		$query = array(
			'$select'     => $select,
			'$deltatoken' => 'latest',
		);
		$link  = Change_Page::from_body( $this->client, $this->client->get( $path, $query ) )->link;
		return '' === $link ? throw new Graph_Exception( Graph_Error::Bad_Response, '', 200 ) : $link;
	}

	/**
	 * Reads a page. The link remembers the query, so nothing is added to it.
	 *
	 * @throws Graph_Exception When the page can't be read, or leads elsewhere.
	 */
	public function page( string $link ): Change_Page {
		return Change_Page::from_body( $this->client, $this->client->get( $link ) );
	}

	/**
	 * Lists whom a page of users is about, in any way. What is no GUID can't be asked about and belongs to nobody.
	 *
	 * @return list<string> Object ids in lower case, each once.
	 */
	public static function people( Change_Page $page ): array {
		return self::guids( array_column( $page->rows, 'id' ) );
	}

	/**
	 * Lists who has come or gone according to a page of groups. A group with many changes is repeated, with other members each time.
	 *
	 * @return array{list<string>, bool} Object ids in lower case, each once; whether more may have changed than can be told: a group within a group has come or gone, or a whole group.
	 */
	public static function members( Change_Page $page ): array {
		$people = array();
		$more   = false;
		foreach ( $page->rows as $row ) {
			$more = $more || isset( $row['@removed'] );
			foreach ( array_filter( (array) ( $row['members@delta'] ?? array() ), 'is_array' ) as $member ) {
				$more     = $more || '#microsoft.graph.group' === ( $member['@odata.type'] ?? '' );
				$people[] = $member['id'] ?? '';
			}
		}
		return array( self::guids( $people ), $more );
	}

	/**
	 * @param array<mixed> $ids Ids.
	 * @return list<string>
	 */
	private static function guids( array $ids ): array {
		return array_values( array_unique( array_map( 'strtolower', array_filter( $ids, static fn( mixed $id ): bool => is_string( $id ) && Guid::is_valid( $id ) ) ) ) );
	}
}
