<?php
/**
 * Which fields of an account follow the directory.
 *
 * @package WPO365\User_Sync
 */

declare( strict_types=1 );

namespace WPO365\User_Sync\Sync\Plan;

use WPO365\User_Sync\Accounts\Account;
use WPO365\User_Sync\Accounts\Field_Map;
use WPO365\User_Sync\Accounts\New_Account;
use WPO365\User_Sync\Accounts\Same_Name;
use WPO365\User_Sync\Directory\Directory_User;
use WPO365\User_Sync\Settings\Core_Fields;

/**
 * Compares values in the form in which WordPress would store them: otherwise a name with an ampersand would differ for ever.
 */
final class Field_Policy {

	/**
	 * @param array<string, array<string, string>> $core_fields Setting `core_fields`.
	 */
	public function __construct(
		private readonly array $core_fields,
		private readonly Field_Map $map,
	) {}

	/**
	 * Gives the values for a new account: names, and mapped fields.
	 *
	 * @return array{names: array<string, string>, meta: array<string, string>} Not slashed, without empty values.
	 */
	public function for_new( Directory_User $person ): array {
		$names = $this->names( $person );
		if ( '' === $names['display_name'] ) {
			$name                  = trim( $person->given_name . ' ' . $person->surname );
			$names['display_name'] = '' !== $name ? $name : $person->user_principal_name;
		}
		return array(
			'names' => array_filter( $names, static fn( string $value ): bool => '' !== $value ),
			'meta'  => $this->map->for_new( $person ),
		);
	}

	/**
	 * Compares an account with its directory user.
	 *
	 * @param \Closure(): bool $email_locked Whether the e-mail address must not be touched: privileged accounts. Asked only where it matters.
	 * @param bool             $taken        Whether another account has the new e-mail address.
	 */
	public function changes( Directory_User $person, Account $account, \Closure $email_locked, bool $taken ): Field_Changes {
		$waits   = false;
		$changes = array();
		$reasons = array();
		$stored  = $account->core_fields();
		foreach ( $this->names( $person ) as $field => $to ) {
			$from = $stored[ $field ];
			$to   = New_Account::stored( $field, $to );
			if ( $from === $to || ! $this->is_wanted( $field, $from, $to ) ) {
				continue;
			}
			if ( 'display_name' === $field && mb_strlen( $to ) > New_Account::MAX_DISPLAY_NAME ) {
				$reasons[] = __( 'The display name is too long for WordPress (250 characters) and stays as it is.', 'wpo365-user-sync' );
				continue;
			}
			$changes[] = compact( 'field', 'from', 'to' );
		}

		$email = (string) $person->mail;
		if ( ! Same_Name::equal( $email, $account->email ) && $this->is_wanted( 'user_email', $account->email, $email ) ) {
			$problem = self::email_problem( $email, $email_locked() );
			if ( '' === $problem && $taken ) {
				$waits = true;
			} elseif ( '' === $problem ) {
				$changes[] = array(
					'field' => 'user_email',
					'from'  => $account->email,
					'to'    => $email,
				);
			} else {
				$reasons[] = $problem;
			}
		}
		return new Field_Changes( $changes, $this->map->changes( $person, $account->id ), implode( ' ', $reasons ), $waits );
	}

	/**
	 * Gives what the directory has for each core field but the e-mail address, which other accounts may have: it is decided about apart.
	 *
	 * @return array<string, string> By field of WordPress; not slashed.
	 */
	private function names( Directory_User $person ): array {
		$names = array_map( static fn( array $field ): string => (string) $person->{$field['person']}, array_diff_key( Core_Fields::ALL, array( 'user_email' => true ) ) );
		return array_replace( $names, array( 'display_name' => $this->display_name( $person ) ) );
	}

	/**
	 * Gives the display name in the format that the settings name; empty where it stays as it is.
	 */
	private function display_name( Directory_User $person ): string {
		return match ( $this->core_fields['display_name']['format'] ) {
			'given_surname' => trim( $person->given_name . ' ' . $person->surname ),
			'surname_given' => implode( ', ', array_filter( array( $person->surname, $person->given_name ) ) ),
			'keep'          => '',
			default         => (string) $person->display_name,
		};
	}

	private function is_wanted( string $field, string $from, string $to ): bool {
		$policy = $this->core_fields[ $field ];
		return Field_Map::is_wanted( $policy['policy'], $policy['when_empty'] ?? 'keep', $from, $to );
	}

	private static function email_problem( string $email, bool $locked ): string {
		if ( $locked ) {
			return __( 'The e-mail address of an administrator is not touched; change it by hand if it should follow the directory.', 'wpo365-user-sync' );
		}
		$unfit = New_Account::email_unfit( $email );
		return '' === $unfit ? '' : $unfit . ' ' . __( 'The old one stays.', 'wpo365-user-sync' );
	}
}
