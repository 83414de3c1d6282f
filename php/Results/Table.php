<?php
/**
 * The three tables of results, by their names in the contract.
 *
 * @package WPO365\User_Sync
 */

declare( strict_types=1 );

namespace WPO365\User_Sync\Results;

/**
 * Closed set of tables.
 */
enum Table: string {

	case Directory_Only = 'directory_only';
	case Wordpress_Only = 'wordpress_only';
	case Matched        = 'matched';
}
