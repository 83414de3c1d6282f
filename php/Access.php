<?php
/**
 * The plugin's capabilities: names, mapping, check.
 *
 * @package WPO365\User_Sync
 */

declare( strict_types=1 );

namespace WPO365\User_Sync;

use WP_Error;

/**
 * Answers who may do what.
 */
final class Access {

	/** Needed for the page and every route; mapped to {@see self::MAPPED_TO}. */
	public const MANAGE = 'manage_wpo365_user_sync';

	public const MAPPED_TO = 'manage_options';

	/** Who may do one of these could take over the site, or its users: such an account is privileged, and so is a role that gives it. */
	public const PRIVILEGED = array( 'manage_options', 'edit_users', 'promote_users', 'delete_users' );

	/** What a box of a run, or an action on a row, needs on top. */
	private const FOR_ACTION = array(
		'create'     => 'create_users',
		'update'     => 'edit_users',
		'link'       => 'edit_users',
		'unlink'     => 'edit_users',
		'reactivate' => 'edit_users',
		'delete'     => 'delete_users',
		'deactivate' => 'delete_users',
	);

	/**
	 * Maps the plugin's capability to one that administrators have.
	 *
	 * @param string[] $caps Primitive capabilities needed so far.
	 * @param mixed    $cap  Capability asked for; careless callers ask for none.
	 * @return string[]
	 */
	public static function map_meta_cap( array $caps, mixed $cap ): array {
		return self::MANAGE === $cap ? array( self::MAPPED_TO ) : $caps;
	}

	/**
	 * Checks that the current user may manage the plugin.
	 *
	 * @return bool|WP_Error 401 signed out, 403 lacking the capability.
	 */
	public static function check_manage(): bool|WP_Error {
		if ( current_user_can( self::MANAGE ) ) {
			return true;
		}
		return new WP_Error(
			'rest_forbidden',
			is_user_logged_in()
				? __( 'Your account may not use WPO365 User Sync. Ask an administrator of this site.', 'wpo365-user-sync' )
				: __( 'You are signed out. Sign in to WordPress again, then reload this page.', 'wpo365-user-sync' ),
			array( 'status' => rest_authorization_required_code() )
		);
	}

	/**
	 * Tells what somebody lacks who is not there.
	 *
	 * @param int      $user_id The user.
	 * @param string[] $actions Any of create, update, link, delete.
	 * @return string Name of a capability; empty where none is lacking.
	 */
	public static function lacking( int $user_id, array $actions ): string {
		foreach ( array( self::MANAGE, ...array_map( static fn( string $action ): string => self::FOR_ACTION[ $action ], $actions ) ) as $capability ) {
			if ( ! user_can( $user_id, $capability ) ) {
				return $capability;
			}
		}
		return '';
	}

	/**
	 * Checks that the current user may do every action named.
	 *
	 * @param string[] $actions Any of create, update, link, delete.
	 * @return bool|WP_Error 403 that names what is lacking.
	 */
	public static function check_actions( array $actions ): bool|WP_Error {
		foreach ( $actions as $action ) {
			$capability = self::FOR_ACTION[ $action ];
			if ( ! current_user_can( $capability ) ) {
				return new WP_Error(
					'rest_forbidden',
					sprintf(
						/* translators: %s: name of a WordPress capability, for example delete_users. */
						__( 'Your account lacks the capability %s, which this needs. Ask an administrator of this site.', 'wpo365-user-sync' ),
						$capability
					),
					array( 'status' => rest_authorization_required_code() )
				);
			}
		}
		return true;
	}
}
