<?php
/**
 * Settings of the removals.
 *
 * @package WPO365\User_Sync
 */

declare( strict_types=1 );

namespace WPO365\User_Sync\Settings;

/**
 * Describes the settings that say what happens to users who left.
 */
final class Removal_Settings {

	/**
	 * Gives the section "removal".
	 *
	 * @return array<string, mixed>
	 */
	public static function removal(): array {
		$never = __( 'Deletions and deactivations of the last 24 hours that nobody was asked about count together. 0 always asks; empty never asks for this reason.', 'wpo365-user-sync' );
		return Type::group(
			__( 'Deleting users', 'wpo365-user-sync' ),
			__( 'What a synchronization with “Delete users” ticked does to WordPress users who are not in the directory.', 'wpo365-user-sync' ),
			array(
				'mode'              => Type::choice(
					__( 'Users who left', 'wpo365-user-sync' ),
					'',
					array(
						'delete'     => __( 'Are deleted', 'wpo365-user-sync' ),
						'deactivate' => __( 'Are deactivated', 'wpo365-user-sync' ),
					),
					'delete'
				),
				'delete_after_days' => Type::number_or_null(
					__( 'Delete deactivated users after this number of days', 'wpo365-user-sync' ),
					__( 'Counted from the deactivation. Empty: never. People who are in the directory, enabled or disabled, are not deleted.', 'wpo365-user-sync' ),
					null,
					array(
						'minimum' => 1,
						'maximum' => 3650,
						'when'    => array( 'removal.mode' => array( 'deactivate' ) ),
					)
				),
				'disabled'          => Type::choice(
					__( 'Users who are disabled in the directory', 'wpo365-user-sync' ),
					'',
					array(
						'keep'       => __( 'Are kept', 'wpo365-user-sync' ),
						'deactivate' => __( 'Are deactivated', 'wpo365-user-sync' ),
					),
					'keep'
				),
				'candidates'        => Type::choice(
					__( 'Delete users considers', 'wpo365-user-sync' ),
					'',
					array(
						'all'    => __( 'All WordPress users who are not in the directory', 'wpo365-user-sync' ),
						'linked' => __( 'Only those who were linked to the directory', 'wpo365-user-sync' ),
					),
					'all'
				),
				'content'           => Type::choice(
					__( 'Content of deleted users', 'wpo365-user-sync' ),
					'',
					array(
						'reassign' => __( 'Is reassigned', 'wpo365-user-sync' ),
						'delete'   => __( 'Is deleted', 'wpo365-user-sync' ),
						'manager'  => __( 'Goes to the manager, else it is reassigned', 'wpo365-user-sync' ),
					),
					'reassign'
				),
				'reassign_to'       => Type::number_or_null(
					__( 'Content is reassigned to', 'wpo365-user-sync' ),
					__( 'Empty: the user who starts the synchronization.', 'wpo365-user-sync' ),
					null,
					array(
						'minimum' => 1,
						'control' => 'user',
					)
				),
				'protected_roles'   => Type::items(
					__( 'Never delete or deactivate users with these roles', 'wpo365-user-sync' ),
					'',
					Type::role(),
					array(
						'default' => array( 'administrator' ),
						'control' => 'roles',
					)
				),
				'limit_percent'     => Type::number_or_null(
					__( 'Ask before more than this share of the users is deleted or deactivated (percent)', 'wpo365-user-sync' ),
					$never,
					10,
					array(
						'minimum' => 0,
						'maximum' => 100,
					)
				),
				'limit_count'       => Type::number_or_null( __( 'Ask before more than this number of users is deleted or deactivated', 'wpo365-user-sync' ), $never, 100, array( 'minimum' => 0 ) ),
			)
		);
	}
}
