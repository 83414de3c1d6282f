<?php
/**
 * The settings' schema.
 *
 * @package WPO365\User_Sync
 */

declare( strict_types=1 );

namespace WPO365\User_Sync\Settings;

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
				'matching'      => self::matching(),
				'roles'         => self::roles(),
				'fields'        => Type::items( self::field() ),
				'core_fields'   => self::core_fields(),
				'removal'       => self::removal(),
				'notifications' => Type::group( array( 'welcome_email' => Type::flag( false ) ) ),
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
		return Type::group(
			array(
				'cloud'           => Type::choice( array_column( Cloud::cases(), 'value' ), Cloud::Global->value ),
				'tenant'          => Type::text( '', array( 'pattern' => self::TENANT ) ),
				'client_id'       => Type::text( '', array( 'pattern' => '^$|' . self::GUID ) ),
				'client_secret'   => array(
					'type'      => array( 'string', 'null' ),
					'maxLength' => 500,
					'default'   => null,
					'writeOnly' => true,
				),
				'permission_type' => Type::choice( array( 'application', 'delegated' ), 'application' ),
			)
		);
	}

	/**
	 * Who is synchronized.
	 *
	 * @return array<string, mixed>
	 */
	private static function scope(): array {
		return Type::group(
			array(
				'ignore_guests'       => Type::flag( false ),
				'group_ids'           => Type::items( Type::text( '', array( 'pattern' => self::GUID ) ), array(), 100 ),
				'filter'              => Type::text( '', array( 'maxLength' => 1500 ) ),
				'remove_out_of_scope' => Type::flag( false ),
			)
		);
	}

	/**
	 * When an account that was never linked may be linked without a question.
	 *
	 * @return array<string, mixed>
	 */
	private static function matching(): array {
		return Type::group(
			array(
				'first_link'    => Type::choice( array( 'automatic', 'confirm' ), Registration::was_open() ? 'confirm' : 'automatic' ),
				// A setting of its own: whoever chose `automatic` for names did not choose to hand roles to unknown passwords.
				'confirm_roles' => Type::flag( true ),
			)
		);
	}

	/**
	 * Roles from groups.
	 *
	 * @return array<string, mixed>
	 */
	private static function roles(): array {
		return Type::group(
			array(
				'default_role'          => Type::text( (string) get_option( 'default_role' ) ),
				'default_role_always'   => Type::flag( true ),
				'scenario'              => Type::choice( array( 'managed', 'replace', 'add', 'skip' ), 'managed' ),
				'mappings'              => Type::items(
					Type::group(
						array(
							'group_id' => Type::text( '', array( 'pattern' => self::GUID ) ),
							'role'     => Type::text( '', array( 'minLength' => 1 ) ),
						),
						array( 'group_id', 'role' )
					)
				),
				'update_administrators' => Type::flag( false ),
				// Said with each request that needs it, never stored: a confirmation of yesterday confirms nothing of today.
				'confirm_privileged'    => Type::flag( false ),
			)
		);
	}

	/**
	 * An extra field.
	 *
	 * @return array<string, mixed>
	 */
	private static function field(): array {
		return Type::group(
			array(
				'property'   => Type::text( '', array( 'pattern' => self::PROPERTY, 'maxLength' => 200 ) ),
				'meta_key'   => Type::text( '', array( 'maxLength' => 255 ) ), // phpcs:ignore WordPress.DB.SlowDBQuery.slow_db_query_meta_key -- no query.
				'label'      => Type::text( '', array( 'maxLength' => 200 ) ),
				'type'       => Type::choice( array( 'auto', 'text', 'number', 'boolean', 'list', 'date' ), 'auto' ),
				'separator'  => Type::text( ', ', array( 'maxLength' => 20 ), false ),
				'policy'     => Type::policy(),
				'when_empty' => Type::choice( array( 'clear', 'keep' ), 'clear' ),
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
		$name = Type::group(
			array(
				'policy'     => Type::policy(),
				'when_empty' => Type::choice( array( 'clear', 'keep' ), 'keep' ),
			)
		);
		return Type::group(
			array(
				'first_name'   => $name,
				'last_name'    => $name,
				// An account without an address could not even reset its password, so the address is never cleared.
				'user_email'   => Type::group(
					array(
						'policy'     => Type::policy(),
						'when_empty' => Type::choice( array( 'keep' ), 'keep' ),
					)
				),
				'display_name' => Type::group(
					array(
						'format' => Type::choice( array( 'directory', 'given_surname', 'surname_given', 'keep' ), 'directory' ),
						'policy' => Type::policy(),
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
		return Type::group(
			array(
				'mode'            => Type::choice( array( 'delete', 'deactivate' ), 'delete' ),
				'candidates'      => Type::choice( array( 'all', 'linked' ), 'all' ),
				'content'         => Type::choice( array( 'reassign', 'delete' ), 'reassign' ),
				'reassign_to'     => Type::number_or_null( null, 1 ),
				'protected_roles' => Type::items( Type::text( '', array( 'minLength' => 1 ) ), array( 'administrator' ) ),
				'limit_percent'   => Type::number_or_null( 10, 0, 100 ),
				'limit_count'     => Type::number_or_null( 100, 0 ),
			)
		);
	}
}
