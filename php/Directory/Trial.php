<?php
/**
 * Trying things out on the directory.
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
 * Shows what a filter or a mapping would read, before it is saved.
 */
final class Trial {

	/**
	 * Users that a trial of a filter shows.
	 */
	private const SHOWN = '5';

	/**
	 * @param User_Reader $reader Finds refused properties.
	 */
	public function __construct(
		private readonly Client $client,
		private readonly User_Reader $reader
	) {
	}

	/**
	 * Tries a filter.
	 *
	 * @param string $filter The value of $filter; empty for everybody.
	 * @return array{count: int|null, users: list<Directory_User>} How many it lists, null where Graph can't say, and the first of them.
	 * @throws Graph_Exception When Graph refuses it, or can't be asked.
	 */
	public function filter( string $filter ): array {
		$only    = '' === $filter ? array() : array( '$filter' => $filter );
		$query   = array(
			'$select' => implode( ',', array_keys( User_Fields::core() ) ),
			'$top'    => self::SHOWN,
		) + $only;
		$headers = array();
		if ( Filter::is_advanced( $filter ) ) {
			$query['$count'] = 'true';
			$headers         = array( 'ConsistencyLevel' => 'eventual' );
		}
		$page = Page::from_body( $this->client, $this->client->get( '/users', $query, $headers ) );
		try {
			$text = $this->client->text( '/users/$count', $only, array( 'ConsistencyLevel' => 'eventual' ) );
		} catch ( Graph_Exception $failure ) {
			if ( $failure->is_retryable() ) {
				throw $failure;
			}
			$text = '';
		}
		return array(
			'count' => 1 === preg_match( '/^\d{1,9}$/D', $text ) ? (int) $text : null,
			'users' => $page->users,
		);
	}

	/**
	 * Reads one user with some fields.
	 *
	 * @param list<array{property: string}> $fields The fields, as in the settings.
	 * @param string                        $person Object id, UPN or address; empty for anybody.
	 * @return array{user: Directory_User|null, refused: list<string>} Null where nobody fits; properties that Graph refused.
	 * @throws Graph_Exception When the directory can't be asked.
	 */
	public function fields( array $fields, string $person ): array {
		$refused = array();
		try {
			$page = $this->someone( $fields, $refused, $person );
		} catch ( Graph_Exception $failure ) {
			$refused = in_array( $failure->error, array( Graph_Error::Bad_Request, Graph_Error::Not_Supported ), true ) ? $this->reader->refused( $fields ) : array();
			if ( array() === $refused ) {
				throw $failure;
			}
			$page = $this->someone( $fields, $refused, $person );
		}
		return array(
			'user'    => $page->users[0] ?? null,
			'refused' => $refused,
		);
	}

	/**
	 * Reads a page with one user.
	 *
	 * @param list<array{property: string}> $fields  The fields.
	 * @param list<string>                  $refused Properties to do without.
	 * @param string                        $person  Object id, UPN or address; empty for anybody.
	 * @throws Graph_Exception When it can't be read.
	 */
	private function someone( array $fields, array $refused, string $person ): Page {
		$query = User_Fields::query( $fields, $refused ) + array( '$top' => '1' );
		if ( '' !== $person ) {
			$text             = Filter::quote( $person );
			$query['$filter'] = Guid::is_valid( $person ) ? "id eq $text" : "userPrincipalName eq $text or mail eq $text";
		}
		return Page::from_body( $this->client, $this->client->get( '/users', $query ) );
	}
}
