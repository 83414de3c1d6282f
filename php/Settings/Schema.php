<?php
/**
 * The settings' schema.
 *
 * @package WPO365\User_Sync
 */

declare( strict_types=1 );

namespace WPO365\User_Sync\Settings;

/**
 * Describes every setting once, as a JSON schema: titles, help, defaults, validation, REST arguments and the form come from here.
 *
 * A setting is a row in its section (Connection_Settings, Scope_Settings, …); the form shows it where the row stands.
 */
final class Schema {

	/**
	 * The defaults, as the rows give them: no words in them, so they are the same in every language.
	 *
	 * @var array<string, mixed>|null
	 */
	private static ?array $defaults = null;

	/**
	 * Gives the whole schema.
	 *
	 * @return array<string, mixed>
	 */
	public static function schema(): array {
		$schema = array(
			'$schema'    => 'http://json-schema.org/draft-04/schema#',
			'title'      => 'wpo365-user-sync-settings',
			'type'       => 'object',
			'properties' => self::sections(),
		);
		array_walk_recursive( $schema, self::ask_the_site( ... ) );
		return $schema;
	}

	/**
	 * Gives the values that stand where nothing is stored. Asked for with each setting that is read, so they don't wait for a hundred translations.
	 *
	 * @return array<string, mixed>
	 */
	public static function defaults(): array {
		self::$defaults ??= array_map( self::defaults_of( ... ), self::sections() );

		$defaults = self::$defaults;
		array_walk_recursive( $defaults, self::ask_the_site( ... ) );
		return $defaults;
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
			$item += self::defaults_of( Field_Settings::extra_field() );
			foreach ( array( 'meta_key', 'label' ) as $key ) {
				$item[ $key ] = '' === $item[ $key ] ? $item['property'] : $item[ $key ];
			}
		}
		return $item;
	}

	/**
	 * Gives the sections.
	 *
	 * @return array<string, array<string, mixed>>
	 */
	private static function sections(): array {
		return array(
			'connection'    => Connection_Settings::connection(),
			'scope'         => Scope_Settings::scope(),
			'matching'      => Scope_Settings::matching(),
			'roles'         => Role_Settings::roles(),
			'fields'        => Field_Settings::extra_fields(),
			'core_fields'   => Field_Settings::core_fields(),
			'removal'       => Removal_Settings::removal(),
			'schedule'      => Schedule_Settings::schedule(),
			'background'    => Type::flag(
				__( 'Go on when the page is closed', 'wpo365-user-sync' ),
				__( 'The site itself goes on with a synchronization whose page has been closed for a minute. Scheduled synchronizations always do.', 'wpo365-user-sync' ),
				true
			) + array( 'panel' => 'schedule' ),
			'notifications' => Notification_Settings::notifications(),
			'history'       => Type::group(
				__( 'History', 'wpo365-user-sync' ),
				__( 'What is kept of past synchronizations.', 'wpo365-user-sync' ),
				array(
					'days'         => Type::number( __( 'Keep past synchronizations for this number of days', 'wpo365-user-sync' ), __( 'The newest 20 are kept in any case.', 'wpo365-user-sync' ), 90, 1, 3650 ),
					'journal_days' => Type::number( __( 'Keep what was changed for this number of days', 'wpo365-user-sync' ), __( 'What is kept can be undone, and deleted users can be restored. 0 keeps nothing.', 'wpo365-user-sync' ), 30, 0, 3650 ),
				)
			),
		);
	}

	/**
	 * Gives the defaults of a part of the schema.
	 *
	 * @param array<string, mixed> $schema The part.
	 */
	private static function defaults_of( array $schema ): mixed {
		return 'object' === $schema['type'] ? array_map( self::defaults_of( ... ), $schema['properties'] ) : $schema['default'];
	}

	/**
	 * Puts a value in the place of a default that depends on the site.
	 *
	 * @param mixed $value What stands there.
	 */
	private static function ask_the_site( mixed &$value ): void {
		$value = $value instanceof \Closure ? $value() : $value;
	}
}
