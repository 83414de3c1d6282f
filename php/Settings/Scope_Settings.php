<?php
/**
 * Settings of the scope.
 *
 * @package WPO365\User_Sync
 */

declare( strict_types=1 );

namespace WPO365\User_Sync\Settings;

/**
 * Describes the settings that say who is synchronized, and how somebody is found for the first time.
 */
final class Scope_Settings {

	/**
	 * Gives the section "scope".
	 *
	 * @return array<string, mixed>
	 */
	public static function scope(): array {
		return Type::group(
			__( 'Scope', 'wpo365-user-sync' ),
			__( 'People outside this scope are never treated as having left. After a change, look first: a synchronization that deletes is refused until one with the new scope has completed.', 'wpo365-user-sync' ),
			array(
				'ignore_guests'       => Type::flag( __( 'Ignore guests', 'wpo365-user-sync' ) ),
				'group_ids'           => Type::items(
					__( 'Only members of these groups', 'wpo365-user-sync' ),
					__( 'Members of nested groups count. Without a group, everybody is in scope.', 'wpo365-user-sync' ),
					Type::group_id(),
					array(
						'maxItems' => 100,
						'control'  => 'groups',
					)
				),
				'filter'              => Type::text(
					__( 'Filter', 'wpo365-user-sync' ),
					__( 'An OData filter of Microsoft Graph, for example accountEnabled eq true.', 'wpo365-user-sync' ),
					array(
						'maxLength' => 1500,
						'control'   => 'filter',
					)
				),
				'remove_out_of_scope' => Type::flag(
					__( 'Also remove people who are in the directory, but outside this scope', 'wpo365-user-sync' ),
					__( 'A synchronization with “Delete users” ticked removes them. Otherwise they are kept, and their rows say why.', 'wpo365-user-sync' )
				),
			)
		);
	}

	/**
	 * Gives the section "matching".
	 *
	 * @return array<string, mixed>
	 */
	public static function matching(): array {
		return Type::group(
			__( 'Matching', 'wpo365-user-sync' ),
			__( 'What becomes of an account that is not linked to the directory yet.', 'wpo365-user-sync' ),
			array(
				'first_link'    => Type::choice(
					__( 'When an account is found by its name for the first time', 'wpo365-user-sync' ),
					'',
					array(
						'automatic' => __( 'Link it', 'wpo365-user-sync' ),
						'confirm'   => __( 'List it as a conflict, so that I link it by hand', 'wpo365-user-sync' ),
					),
					static fn(): string => Registration::was_open() ? 'confirm' : 'automatic'
				),
				// A setting of its own: choosing `automatic` for names does not mean handing roles to unknown passwords.
				'confirm_roles' => Type::flag(
					__( 'List it as a conflict where groups would give it roles', 'wpo365-user-sync' ),
					__( 'Anybody may have registered with the address of a colleague. The person who knows the password would have the roles.', 'wpo365-user-sync' ),
					true
				),
			),
			array( 'panel' => 'scope' )
		);
	}
}
