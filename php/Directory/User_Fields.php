<?php
/**
 * Which properties of a directory user are read.
 *
 * @package WPO365\User_Sync
 */

declare( strict_types=1 );

namespace WPO365\User_Sync\Directory;

use WPO365\User_Sync\Settings\Core_Fields;

/**
 * Lists the properties that every run reads, and builds the list that is asked for.
 */
final class User_Fields {

	/** What is read besides the fields that accounts follow: property of Graph => its name in Directory_User. */
	private const IDENTITY = array(
		'id'                => 'id',
		'userPrincipalName' => 'user_principal_name',
		'accountEnabled'    => 'account_enabled',
		'userType'          => 'user_type',
	);

	/**
	 * A navigation property: it is expanded, not selected, but for delta queries.
	 */
	public const MANAGER = 'manager';

	/**
	 * Lists what every run reads. Without $select Graph leaves accountEnabled and userType out.
	 *
	 * @see https://learn.microsoft.com/graph/api/resources/user
	 *
	 * @return array<string, string> Property of Graph => its name in Directory_User.
	 */
	public static function core(): array {
		return self::IDENTITY + array_column( Core_Fields::ALL, 'person', 'graph' );
	}

	/**
	 * Lists the properties of Graph that mapped fields need: the first step of each path.
	 *
	 * @param list<array{property: string}> $fields Setting `fields`.
	 * @return list<string>
	 */
	public static function extra( array $fields ): array {
		$properties = array_map( static fn( array $field ): string => explode( '.', $field['property'] )[0], $fields );
		return array_values( array_unique( array_diff( $properties, array_keys( self::core() ) ) ) );
	}

	/**
	 * Gives the query options that read the core fields and the mapped ones, and nothing else.
	 *
	 * Single extension attributes can't be selected, only their container.
	 *
	 * @see https://learn.microsoft.com/graph/api/user-list
	 *
	 * @param list<array{property: string}> $fields  Setting `fields`.
	 * @param string[]                      $refused Properties that Graph refused.
	 * @param bool                          $manager Whether the manager is asked for, mapped or not.
	 * @return array<string, string> $select and, for the manager, $expand.
	 */
	public static function query( array $fields, array $refused = array(), bool $manager = false ): array {
		$extra = array_diff( array( ...self::extra( $fields ), ...( $manager ? array( self::MANAGER ) : array() ) ), $refused );
		$query = array( '$select' => implode( ',', array_merge( array_keys( self::core() ), array_diff( $extra, array( self::MANAGER ) ) ) ) );
		if ( in_array( self::MANAGER, $extra, true ) ) {
			$query['$expand'] = self::MANAGER . '($select=' . implode( ',', self::of_manager( $fields ) ) . ')';
		}
		return $query;
	}

	/**
	 * Tells whether a link goes on with a query for the manager: who has none then has no such property.
	 */
	public static function is_expanded( string $link ): bool {
		return str_contains( rawurldecode( $link ), '$expand=' . self::MANAGER );
	}

	/**
	 * @param list<array{property: string}> $fields Setting `fields`.
	 * @return list<string> Properties of the manager.
	 */
	private static function of_manager( array $fields ): array {
		$wanted = array( 'id' );
		foreach ( $fields as $field ) {
			$steps = explode( '.', $field['property'] );
			if ( self::MANAGER === $steps[0] && isset( $steps[1] ) ) {
				$wanted[] = $steps[1];
			}
		}
		return array_values( array_unique( $wanted ) );
	}
}
