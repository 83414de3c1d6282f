<?php
/**
 * People who would get the same login or e-mail address.
 *
 * @package WPO365\User_Sync
 */

declare( strict_types=1 );

namespace WPO365\User_Sync\Sync;

use WPO365\User_Sync\Directory\Directory_User;
use WPO365\User_Sync\Sync\Matching\Matcher;

/**
 * A part's people are looked up together, before anything is written about one of them: the second of two namesakes has to be looked up again.
 */
final class Namesakes {

	/**
	 * Finds those who share a name with somebody before them.
	 *
	 * @param Directory_User[] $people In the order in which they are worked on.
	 * @return array<string, true> By object id.
	 */
	public static function among( array $people ): array {
		$seen   = array();
		$shared = array();
		foreach ( $people as $person ) {
			$names = array();
			foreach ( array( $person->user_principal_name, Matcher::new_login( $person ), (string) $person->mail ) as $name ) {
				'' !== $name && $names[ Same_Name::key( $name ) ] = true;
			}
			if ( array_intersect_key( $names, $seen ) ) {
				$shared[ $person->id ] = true;
			}
			$seen += $names;
		}
		return $shared;
	}
}
