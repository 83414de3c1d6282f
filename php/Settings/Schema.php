<?php
/**
 * The settings' schema.
 *
 * @package WPO365\User_Sync
 */

declare( strict_types=1 );

namespace WPO365\User_Sync\Settings;

use WPO365\User_Sync\Graph\Cloud;

/**
 * Describes every setting once, as a JSON schema: defaults, validation, REST arguments and the form come from here.
 */
final class Schema {

	/**
	 * A GUID, or nothing.
	 */
	private const GUID = '^[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}$';

	/**
	 * A GUID or a DNS name of at least two parts, or nothing.
	 */
	private const TENANT = '^$|^[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}$|^([A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z][A-Za-z0-9-]{0,61}[A-Za-z0-9]$';

	/**
	 * A path to a property of a Graph user, such as "department" or "businessPhones.0".
	 */
	private const PROPERTY = '^[A-Za-z][A-Za-z0-9_]*(\.[A-Za-z0-9_]+)*$';

	/**
	 * Gives the whole schema.
	 *
	 * @return array<string, mixed>
	 */
	public static function schema(): array {
		return array(
			'$schema'    => 'http://json-schema.org/draft-04/schema#',
			'title'      => 'wpo365-user-sync-settings',
			'type'       => 'object',
			'properties' => array(
				'connection'    => self::connection(),
				'scope'         => self::scope(),
				'matching'      => self::group( array( 'first_link' => self::choice( array( 'automatic', 'confirm' ), get_option( 'users_can_register' ) ? 'confirm' : 'automatic' ) ) ),
				'roles'         => self::roles(),
				'fields'        => self::items( self::field() ),
				'core_fields'   => self::core_fields(),
				'removal'       => self::removal(),
				'notifications' => self::group( array( 'welcome_email' => self::flag( false ) ) ),
			),
		);
	}

	/**
	 * Gives the value that stands where nothing is stored.
	 *
	 * @param array<string, mixed>|null $schema A part of the schema; all of it by default.
	 */
	public static function defaults( ?array $schema = null ): mixed {
		$schema ??= self::schema();
		if ( 'object' === $schema['type'] ) {
			return array_map( self::defaults( ... ), $schema['properties'] );
		}
		return $schema['default'];
	}

	/**
	 * Gives the fixed default of every key that an entry of a list leaves out.
	 *
	 * @param string               $list_name The list.
	 * @param array<string, mixed> $item      The entry.
	 * @return array<string, mixed>
	 */
	public static function fill( string $list_name, array $item ): array {
		if ( 'fields' === $list_name ) {
			$item += self::defaults( self::field() );
			foreach ( array( 'meta_key', 'label' ) as $key ) {
				$item[ $key ] = '' === $item[ $key ] ? $item['property'] : $item[ $key ];
			}
		}
		return $item;
	}

	/**
	 * The app registration.
	 *
	 * @return array<string, mixed>
	 */
	private static function connection(): array {
		return self::group(
			array(
				'cloud'           => self::choice( array_column( Cloud::cases(), 'value' ), Cloud::Global->value ),
				'tenant'          => self::text( '', array( 'pattern' => self::TENANT ) ),
				'client_id'       => self::text( '', array( 'pattern' => '^$|' . self::GUID ) ),
				'client_secret'   => array(
					'type'      => array( 'string', 'null' ),
					'maxLength' => 500,
					'default'   => null,
					'writeOnly' => true,
				),
				'permission_type' => self::choice( array( 'application', 'delegated' ), 'application' ),
			)
		);
	}

	/**
	 * Who is synchronized.
	 *
	 * @return array<string, mixed>
	 */
	private static function scope(): array {
		return self::group(
			array(
				'ignore_guests'       => self::flag( false ),
				'group_ids'           => self::items( self::text( '', array( 'pattern' => self::GUID ) ), array(), 100 ),
				'filter'              => self::text( '', array( 'maxLength' => 1500 ) ),
				'remove_out_of_scope' => self::flag( false ),
			)
		);
	}

	/**
	 * Roles from groups.
	 *
	 * @return array<string, mixed>
	 */
	private static function roles(): array {
		return self::group(
			array(
				'default_role'          => self::text( (string) get_option( 'default_role' ) ),
				'default_role_always'   => self::flag( true ),
				'scenario'              => self::choice( array( 'managed', 'replace', 'add', 'skip' ), 'managed' ),
				'mappings'              => self::items(
					self::group(
						array(
							'group_id' => self::text( '', array( 'pattern' => self::GUID ) ),
							'role'     => self::text( '', array( 'minLength' => 1 ) ),
						),
						array( 'group_id', 'role' )
					)
				),
				'update_administrators' => self::flag( false ),
				// Said with each request that needs it, never stored: a confirmation of yesterday confirms nothing of today.
				'confirm_privileged'    => self::flag( false ),
			)
		);
	}

	/**
	 * An extra field.
	 *
	 * @return array<string, mixed>
	 */
	private static function field(): array {
		return self::group(
			array(
				'property'   => self::text( '', array( 'pattern' => self::PROPERTY, 'maxLength' => 200 ) ),
				'meta_key'   => self::text( '', array( 'maxLength' => 255 ) ), // phpcs:ignore WordPress.DB.SlowDBQuery.slow_db_query_meta_key -- no query.
				'label'      => self::text( '', array( 'maxLength' => 200 ) ),
				'type'       => self::choice( array( 'auto', 'text', 'number', 'boolean', 'list', 'date' ), 'auto' ),
				'separator'  => self::text( ', ', array( 'maxLength' => 20 ), false ),
				'policy'     => self::policy(),
				'when_empty' => self::choice( array( 'clear', 'keep' ), 'clear' ),
			),
			array( 'property' )
		);
	}

	/**
	 * The fields of WordPress itself.
	 *
	 * @return array<string, mixed>
	 */
	private static function core_fields(): array {
		$name = self::group(
			array(
				'policy'     => self::policy(),
				'when_empty' => self::choice( array( 'clear', 'keep' ), 'keep' ),
			)
		);
		return self::group(
			array(
				'first_name'   => $name,
				'last_name'    => $name,
				// An account without an address could not even reset its password, so the address is never cleared.
				'user_email'   => self::group(
					array(
						'policy'     => self::policy(),
						'when_empty' => self::choice( array( 'keep' ), 'keep' ),
					)
				),
				'display_name' => self::group(
					array(
						'format' => self::choice( array( 'directory', 'given_surname', 'surname_given', 'keep' ), 'directory' ),
						'policy' => self::policy(),
					)
				),
			)
		);
	}

	/**
	 * What happens to users who left.
	 *
	 * @return array<string, mixed>
	 */
	private static function removal(): array {
		return self::group(
			array(
				'mode'            => self::choice( array( 'delete', 'deactivate' ), 'delete' ),
				'candidates'      => self::choice( array( 'all', 'linked' ), 'all' ),
				'content'         => self::choice( array( 'reassign', 'delete' ), 'reassign' ),
				'reassign_to'     => self::number_or_null( null, 1 ),
				'protected_roles' => self::items( self::text( '', array( 'minLength' => 1 ) ), array( 'administrator' ) ),
				'limit_percent'   => self::number_or_null( 10, 0, 100 ),
				'limit_count'     => self::number_or_null( 100, 0 ),
			)
		);
	}

	/**
	 * An object.
	 *
	 * @param array<string, mixed> $properties Its properties.
	 * @param list<string>         $required   Those an entry of a list must have.
	 * @return array<string, mixed>
	 */
	private static function group( array $properties, array $required = array() ): array {
		$schema = array(
			'type'                 => 'object',
			'additionalProperties' => false,
			'properties'           => $properties,
		);
		// Draft 4 allows no empty list here.
		return array() === $required ? $schema : $schema + compact( 'required' );
	}

	/**
	 * A list.
	 *
	 * @param array<string, mixed> $items         Schema of an entry.
	 * @param list<mixed>          $default_value The default.
	 * @param int                  $max           The most entries.
	 * @return array<string, mixed>
	 */
	private static function items( array $items, array $default_value = array(), int $max = 200 ): array {
		return array(
			'type'        => 'array',
			'items'       => $items,
			'maxItems'    => $max,
			'uniqueItems' => true,
			'default'     => $default_value,
		);
	}

	/**
	 * One of some words.
	 *
	 * @param list<string> $values        The words.
	 * @param string       $default_value The default.
	 * @return array<string, mixed>
	 */
	private static function choice( array $values, string $default_value ): array {
		return array(
			'type'    => 'string',
			'enum'    => $values,
			'default' => $default_value,
		);
	}

	/**
	 * When a field is written.
	 *
	 * @return array<string, mixed>
	 */
	private static function policy(): array {
		return self::choice( array( 'always', 'if_empty', 'on_create' ), 'always' );
	}

	/**
	 * A text.
	 *
	 * @param string               $default_value The default.
	 * @param array<string, mixed> $more          Further rules.
	 * @param bool                 $trim          Whether blanks around it are taken off.
	 * @return array<string, mixed>
	 */
	private static function text( string $default_value, array $more = array(), bool $trim = true ): array {
		return array(
			'type'    => 'string',
			'default' => $default_value,
		) + $more + ( $trim ? array() : array( 'verbatim' => true ) );
	}

	/**
	 * Yes or no.
	 *
	 * @param bool $default_value The default.
	 * @return array<string, mixed>
	 */
	private static function flag( bool $default_value ): array {
		return array(
			'type'    => 'boolean',
			'default' => $default_value,
		);
	}

	/**
	 * A whole number, or null.
	 *
	 * @param int|null $default_value The default.
	 * @param int      $minimum       The smallest.
	 * @param int|null $maximum       The largest.
	 * @return array<string, mixed>
	 */
	private static function number_or_null( ?int $default_value, int $minimum, ?int $maximum = null ): array {
		return array(
			'type'    => array( 'integer', 'null' ),
			'minimum' => $minimum,
			'default' => $default_value,
		) + ( null === $maximum ? array() : compact( 'maximum' ) );
	}
}
