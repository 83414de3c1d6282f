<?php
/**
 * Reading users.
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
 * Reads users from the directory: the listing page by page, their number, single ones, and who exists.
 */
final class User_Reader {

	/**
	 * Values that one "in" may hold.
	 *
	 * @see https://learn.microsoft.com/graph/aad-advanced-queries
	 */
	private const IN_LIMIT = 15;

	/**
	 * Pages that an answer about so many people may have: one for each of them, and some that are empty.
	 */
	private const PAGES = 20;

	public function __construct(
		private readonly Client $client,
		private readonly Settings $settings
	) {
	}

	/**
	 * Asks how many users the listing will hold.
	 *
	 * @return int|null Null where the service can't say.
	 * @throws Graph_Exception When listing would fail as well, or may succeed later.
	 */
	public function expected(): ?int {
		$filter = $this->filter();
		try {
			return Count::of( $this->client, '/users', '' === $filter ? array() : array( '$filter' => $filter ) );
		} catch ( Graph_Exception $failure ) {
			if ( in_array( $failure->error, array( Graph_Error::Bad_Request, Graph_Error::Not_Found, Graph_Error::Not_Supported ), true ) ) {
				return null;
			}
			throw $failure;
		}
	}

	/**
	 * Reads a page of the listing.
	 *
	 * @param string|null $link The last page's link; null for the first page.
	 * @param int         $top  Users a page, 1 to 999; counts for the first page, the link remembers it.
	 * @param string[]    $refused Properties to do without.
	 * @throws Graph_Exception When the page can't be read, or leads elsewhere.
	 */
	public function page( ?string $link, int $top, array $refused = array() ): Page {
		$filter = $this->filter();
		// Graph does not remember headers: without it, the second page of an advanced query is a 400.
		$headers = Filter::is_advanced( $filter ) ? array( 'ConsistencyLevel' => 'eventual' ) : array();
		if ( null !== $link ) {
			return Page::from_body( $this->client, $this->client->get( $link, array(), $headers ), User_Fields::is_expanded( $link ) );
		}
		// Graph expands nothing in an advanced query.
		$query = $this->query( $refused, array() === $headers ) + array( '$top' => (string) $top );
		if ( '' !== $filter ) {
			$query['$filter'] = $filter;
		}
		if ( array() !== $headers ) {
			$query['$count'] = 'true';
		}
		return Page::from_body( $this->client, $this->client->get( '/users', $query, $headers ), isset( $query['$expand'] ) );
	}

	/**
	 * Asks which of some users exist in the directory, in or out of scope.
	 *
	 * What is no GUID can't be asked about, so it counts as existing: nobody is removed for a damaged link.
	 *
	 * @param list<string> $object_ids    Object ids.
	 * @param bool         $within_filter Whether only those to whom the filter of the scope applies count.
	 * @return list<string> Those that exist, spelled as they were given.
	 * @throws Graph_Exception When the directory can't be asked.
	 */
	public function existing( array $object_ids, bool $within_filter = false ): array {
		$found = $this->find( $object_ids, array( '$select' => 'id' ), $within_filter ? $this->filter() : '' );
		return array_values( array_filter( $object_ids, static fn( string $id ): bool => isset( $found[ strtolower( $id ) ] ) || ! Guid::is_valid( $id ) ) );
	}

	/**
	 * Asks which of some users are in the directory and disabled there, in or out of scope.
	 *
	 * @param list<string> $object_ids Object ids.
	 * @return list<string> Those that are, spelled as they were given.
	 * @throws Graph_Exception When the directory can't be asked.
	 */
	public function disabled( array $object_ids ): array {
		$found = $this->find( $object_ids, array( '$select' => 'id,accountEnabled' ), '' );
		return array_values( array_filter( $object_ids, static fn( string $id ): bool => false === ( $found[ strtolower( $id ) ] ?? null )?->account_enabled ) );
	}

	/**
	 * Reads some users, those to whom the filter of the scope applies.
	 *
	 * @param list<string> $object_ids Object ids.
	 * @param string[]     $refused    Properties to do without.
	 * @return array<string, Directory_User> By object id, as Graph spells it.
	 * @throws Graph_Exception When the directory can't be asked.
	 */
	public function some( array $object_ids, array $refused = array() ): array {
		$people = array();
		foreach ( array_intersect_key( $this->find( $object_ids, $this->query( $refused, ! Filter::is_advanced( $this->filter() ) ), $this->filter() ), array_flip( array_map( 'strtolower', $object_ids ) ) ) as $person ) {
			$people[ $person->id ] = $person;
		}
		ksort( $people );
		return $people;
	}

	/**
	 * Asks about users, so many a request as one "in" may hold. What is no GUID can't be asked about.
	 *
	 * @param list<string>          $object_ids Object ids.
	 * @param array<string, string> $wanted     Query options that say what is read of each.
	 * @param string                $filter     Filter that has to apply to them as well; may be empty.
	 * @return array<string, Directory_User> By object id in lower case.
	 * @throws Graph_Exception When the directory can't be asked.
	 */
	private function find( array $object_ids, array $wanted, string $filter ): array {
		$askable = array_values( array_filter( $object_ids, Guid::is_valid( ... ) ) );
		$headers = Filter::is_advanced( $filter ) ? array( 'ConsistencyLevel' => 'eventual' ) : array();
		$found   = array();
		foreach ( array_chunk( $askable, self::IN_LIMIT ) as $chunk ) {
			$query = array( '$filter' => ( '' === $filter ? '' : "($filter) and " ) . 'id in (' . implode( ',', array_map( Filter::quote( ... ), $chunk ) ) . ')' ) + $wanted + ( array() === $headers ? array() : array( '$count' => 'true' ) );
			foreach ( $this->all( $query, $headers ) as $user ) {
				$found[ strtolower( $user->id ) ] = $user;
			}
		}
		return $found;
	}

	/**
	 * Reads one user.
	 *
	 * @param string   $object_id Object id.
	 * @param string[] $refused   Properties to do without.
	 * @return Directory_User|null Null where the directory does not know the id.
	 * @throws Graph_Exception When the directory can't be asked.
	 */
	public function one( string $object_id, array $refused = array() ): ?Directory_User {
		return Guid::is_valid( $object_id ) ? $this->read( '/users/' . $object_id, $refused ) : null;
	}

	/**
	 * Reads one user by the user principal name.
	 *
	 * @param string   $name    User principal name.
	 * @param string[] $refused Properties to do without.
	 * @return Directory_User|null Null where the directory does not know the name.
	 * @throws Graph_Exception When the directory can't be asked.
	 */
	public function named( string $name, array $refused = array() ): ?Directory_User {
		// A dollar sign at the beginning would be taken for an option of the query.
		$path = str_starts_with( $name, '$' ) ? "/users('" . rawurlencode( str_replace( "'", "''", $name ) ) . "')" : '/users/' . rawurlencode( $name );
		return $this->read( $path, $refused );
	}

	/**
	 * Reads the users whose names point to accounts, a few of them: by the user principal name or the e-mail address. Graph compares more loosely than matching does.
	 *
	 * @param string[] $names     Username, e-mail address and user principal name of each account; empty ones are passed over.
	 * @param string[] $addresses E-mail address of each; empty ones are passed over.
	 * @return list<Directory_User> With the core fields alone.
	 * @throws Graph_Exception When the directory can't be asked.
	 */
	public function pointing_to( array $names, array $addresses ): array {
		$present    = static fn( array $values ): array => array_values( array_unique( array_filter( $values, static fn( string $value ): bool => '' !== $value ) ) );
		$names      = $present( $names );
		$conditions = array_map( static fn( string $address ): string => 'mail eq ' . Filter::quote( $address ), $present( $addresses ) );
		if ( array() !== $names ) {
			array_unshift( $conditions, 'userPrincipalName in (' . implode( ',', array_map( Filter::quote( ... ), $names ) ) . ')' );
		}
		return array() === $conditions ? array() : $this->all( array( '$filter' => implode( ' or ', $conditions ) ) + User_Fields::query( array() ) );
	}

	/**
	 * @param string   $path    Path of the user.
	 * @param string[] $refused Properties to do without.
	 * @throws Graph_Exception When the directory can't be asked.
	 */
	private function read( string $path, array $refused ): ?Directory_User {
		try {
			$query = $this->query( $refused );
			return Directory_User::from_graph( $this->client->get( $path, $query ) + ( isset( $query['$expand'] ) ? array( User_Fields::MANAGER => null ) : array() ) );
		} catch ( Graph_Exception $failure ) {
			if ( Graph_Error::Not_Found === $failure->error ) {
				return null;
			}
			throw $failure;
		}
	}

	/**
	 * Reads a short list of users, whatever pages it comes in.
	 *
	 * @param array<string, string> $query   Query options.
	 * @param array<string, string> $headers Headers, which Graph does not remember for the next page.
	 * @return list<Directory_User>
	 * @throws Graph_Exception When the directory can't be asked, or the list does not end.
	 */
	private function all( array $query, array $headers = array() ): array {
		$page = Page::from_body( $this->client, $this->client->get( '/users', $query, $headers ), isset( $query['$expand'] ) );
		$all  = $page->users;
		$seen = array();
		while ( null !== $page->next_link ) {
			if ( isset( $seen[ $page->next_link ] ) || count( $seen ) + 1 >= self::PAGES ) {
				throw new Graph_Exception( Graph_Error::Bad_Response );
			}
			$seen[ $page->next_link ] = true;

			$page = Page::from_body( $this->client, $this->client->get( $page->next_link, array(), $headers ), isset( $query['$expand'] ) );
			array_push( $all, ...$page->users );
		}
		return $all;
	}

	/**
	 * Finds out which mapped properties Graph refuses: a listing that asks for one of them fails as a whole.
	 *
	 * @param list<array{property: string}>|null $fields Fields to try; by default those of the settings.
	 * @return list<string> Names of properties; empty where the refusal has another cause.
	 * @throws Graph_Exception When the directory can't be asked.
	 */
	public function refused( ?array $fields = null ): array {
		$refused = array();
		foreach ( array_unique( array( ...User_Fields::extra( $fields ?? $this->settings->get( 'fields' ) ), ...( null === $fields && $this->keeps_managers() ? array( User_Fields::MANAGER ) : array() ) ) ) as $property ) {
			try {
				$this->client->get( '/users', array( '$top' => '1' ) + User_Fields::query( array( array( 'property' => $property ) ) ) );
			} catch ( Graph_Exception $failure ) {
				if ( ! in_array( $failure->error, array( Graph_Error::Bad_Request, Graph_Error::Not_Supported ), true ) ) {
					throw $failure;
				}
				$refused[] = $property;
			}
		}
		return $refused;
	}

	/**
	 * Gives the query options that read people.
	 *
	 * @param string[] $refused Properties to do without.
	 * @param bool     $expands Whether Graph expands something in this query.
	 * @return array<string, string>
	 */
	private function query( array $refused, bool $expands = true ): array {
		return User_Fields::query( $this->settings->get( 'fields' ), $refused, $expands && $this->keeps_managers() );
	}

	/**
	 * Tells whether managers are read, since they receive the content of people who leave.
	 */
	private function keeps_managers(): bool {
		return 'manager' === $this->settings->get( 'removal.content' );
	}

	/**
	 * Gives the filter of the listing; empty where there is none.
	 */
	private function filter(): string {
		return (string) $this->settings->get( 'scope.filter' );
	}
}
