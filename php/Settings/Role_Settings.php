<?php
/**
 * Settings of the roles.
 *
 * @package WPO365\User_Sync
 */

declare( strict_types=1 );

namespace WPO365\User_Sync\Settings;

/**
 * Describes the settings that say which roles people get.
 */
final class Role_Settings {

	/**
	 * Gives the section "roles".
	 *
	 * @return array<string, mixed>
	 */
	public static function roles(): array {
		return Type::group(
			__( 'Roles', 'wpo365-user-sync' ),
			__( 'The roles that users get when they are created, and from the groups of the directory.', 'wpo365-user-sync' ),
			array(
				'default_role'          => Type::text(
					__( 'Default role', 'wpo365-user-sync' ),
					'',
					array(
						'default' => static fn(): string => (string) get_option( 'default_role' ),
						'control' => 'role',
					)
				),
				'default_role_always'   => Type::flag(
					__( 'New users always receive the default role', 'wpo365-user-sync' ),
					__( 'Otherwise only new users to whom no group gives a role receive it.', 'wpo365-user-sync' ),
					true
				),
				'scenario'              => Type::choice(
					__( 'Roles of existing users', 'wpo365-user-sync' ),
					'',
					array(
						'managed' => __( 'Grant roles of groups and take them back; roles given by hand stay', 'wpo365-user-sync' ),
						'replace' => __( 'Exactly the roles of the groups', 'wpo365-user-sync' ),
						'add'     => __( 'Grant roles of groups, take none', 'wpo365-user-sync' ),
						'skip'    => __( 'Leave them as they are', 'wpo365-user-sync' ),
					),
					'managed'
				),
				'mappings'              => Type::items( __( 'Groups and their roles', 'wpo365-user-sync' ), '', self::mapping(), array( 'control' => 'mappings' ) ),
				'update_administrators' => Type::flag( __( 'Also change roles and e-mail of administrators', 'wpo365-user-sync' ) ),
				// Said with each request that needs it, never stored: a confirmation of yesterday confirms nothing of today.
				'confirm_privileged'    => Type::flag(
					__( 'I want the directory to give roles that may manage this site', 'wpo365-user-sync' ),
					__( 'Needed to save such a role. People who manage the group in the directory could then take over this site.', 'wpo365-user-sync' )
				),
			)
		);
	}

	/**
	 * Gives the schema of a group with its role.
	 *
	 * @return array<string, mixed>
	 */
	private static function mapping(): array {
		return Type::group(
			__( 'Group and role', 'wpo365-user-sync' ),
			'',
			array(
				'group_id' => Type::group_id(),
				'role'     => Type::role(),
			),
			array( 'required' => array( 'group_id', 'role' ) )
		);
	}
}
