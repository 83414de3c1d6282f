<?php
/**
 * People who would get the same login or e-mail address.
 *
 * @package WPO365\User_Sync
 */

declare( strict_types=1 );

namespace WPO365\User_Sync\Sync\Matching;

use WPO365\User_Sync\Accounts\New_Account;
use WPO365\User_Sync\Accounts\Same_Name;

/**
 * A part's people are looked up together, before anything is written about one of them: the second of two namesakes has to be looked up again.
 */
final class Namesakes {

	/** @var array<string, true> Keys of the names of those who came before. */
	private array $seen = array();

	/**
	 * Tells whether somebody shares a name with a person before; asked at each person's turn.
	 */
	public function include( Findings $found ): bool {
		$person = $found->person;
		$names  = array();
		foreach ( array( $person->user_principal_name, New_Account::login( $person ), (string) $person->mail, (string) $found->former?->login(), (string) $found->former?->email() ) as $name ) {
			if ( '' !== $name ) {
				$names[ Same_Name::key( $name ) ] = true;
			}
		}
		$shared      = array() !== array_intersect_key( $names, $this->seen );
		$this->seen += $names;
		return $shared;
	}
}
