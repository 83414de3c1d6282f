<?php
/**
 * What the routes of the directory answer with.
 *
 * @package WPO365\User_Sync
 */

declare( strict_types=1 );

namespace WPO365\User_Sync\Rest;

/**
 * JSON schemas of these answers; none of them belongs to a collection that WordPress would know.
 */
final class Directory_Schema {

	/**
	 * Describes a group.
	 *
	 * @return array<string, mixed>
	 */
	public static function group(): array {
		return self::schema(
			'group',
			array(
				'id'      => array( 'type' => 'string' ),
				'name'    => array( 'type' => array( 'string', 'null' ) ),
				'members' => array( 'type' => array( 'integer', 'null' ) ),
			)
		);
	}

	/**
	 * Describes a filter's trial.
	 *
	 * @return array<string, mixed>
	 */
	public static function filter(): array {
		return self::schema(
			'filter',
			array(
				'users' => array( 'type' => 'array', 'items' => self::person() ),
				'count' => array( 'type' => array( 'integer', 'null' ) ),
			)
		);
	}

	/**
	 * Describes a preview.
	 *
	 * @return array<string, mixed>
	 */
	public static function preview(): array {
		$text  = array( 'type' => 'string' );
		$value = array(
			'meta_key' => $text, // phpcs:ignore WordPress.DB.SlowDBQuery.slow_db_query_meta_key -- no query.
			'label'    => $text,
			'value'    => $text,
		);
		return self::schema(
			'preview',
			array(
				'user'    => self::person(),
				'values'  => array( 'type' => 'array', 'items' => array( 'type' => 'object', 'properties' => $value ) ),
				'refused' => array( 'type' => 'array', 'items' => $text ),
			)
		);
	}

	/**
	 * @return array<string, mixed>
	 */
	private static function person(): array {
		$text = array( 'type' => array( 'string', 'null' ) );
		return array(
			'type'       => 'object',
			'properties' => array(
				'object_id'           => array( 'type' => 'string' ),
				'user_principal_name' => array( 'type' => 'string' ),
				'display_name'        => $text,
				'email'               => $text,
				'user_type'           => $text,
				'account_enabled'     => array( 'type' => array( 'boolean', 'null' ) ),
			),
		);
	}

	/**
	 * @param string                              $name       What is described.
	 * @param array<string, array<string, mixed>> $properties Schema of each property.
	 * @return array<string, mixed>
	 */
	private static function schema( string $name, array $properties ): array {
		return array(
			'$schema'    => 'http://json-schema.org/draft-04/schema#',
			'title'      => "wpo365-user-sync-$name",
			'type'       => 'object',
			'properties' => $properties,
		);
	}
}
