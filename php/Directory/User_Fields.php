<?php
/**
 * The fields of a directory user.
 *
 * @package WPO365\User_Sync
 */

declare( strict_types=1 );

namespace WPO365\User_Sync\Directory;

/**
 * Lists the properties that every run reads, and builds the list that is asked for.
 */
final class User_Fields {

	/**
	 * The one table: property of Graph, its name in Directory_User. Without $select Graph leaves accountEnabled and userType out.
	 *
	 * @see https://learn.microsoft.com/graph/api/resources/user
	 */
	public const CORE = array(
		'id'                => 'id',
		'userPrincipalName' => 'user_principal_name',
		'mail'              => 'mail',
		'displayName'       => 'display_name',
		'givenName'         => 'given_name',
		'surname'           => 'surname',
		'accountEnabled'    => 'account_enabled',
		'userType'          => 'user_type',
	);

	/**
	 * Gives the value of $select: only what is used.
	 */
	public static function select(): string {
		return implode( ',', array_keys( self::CORE ) );
	}
}
