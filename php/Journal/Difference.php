<?php
/**
 * What has become of an account.
 *
 * @package WPO365\User_Sync
 */

declare( strict_types=1 );

namespace WPO365\User_Sync\Journal;

use WPO365\User_Sync\Accounts\Account;
use WPO365\User_Sync\Accounts\Deactivation;
use WPO365\User_Sync\Accounts\Stored_Roles;

/**
 * Compares an account as it was with what it is now, field by field. Pure.
 */
final class Difference {

	/** Columns of `users` that are keys to the account. */
	private const SECRET = array( 'user_pass', 'user_activation_key' );

	/**
	 * @param string[] $open Keys of user meta whose values may be read: mapped fields and names. Of every other key of other plugins nobody knows what it holds.
	 */
	public function __construct( private readonly array $open ) {}

	/**
	 * Lists what differs.
	 *
	 * @return list<array{kind: Entry_Kind, field: string, before: list<string|null>|null, after: list<string>|null, is_secret: bool}>
	 */
	public function between( Image $before, Image $after ): array {
		$differences = array();
		foreach ( array( 'core', 'meta' ) as $part ) {
			$was = $before->values()[ $part ];
			$is  = $after->values()[ $part ];
			foreach ( array_keys( $was + $is ) as $field ) {
				$field = (string) $field;
				$from  = $was[ $field ] ?? null;
				$to    = $is[ $field ] ?? null;
				if ( $from !== $to ) {
					$differences[] = array(
						'kind'      => 'core' === $part ? Entry_Kind::Core : self::kind( $field, $to ),
						'field'     => $field,
						'before'    => $from,
						'after'     => $to,
						'is_secret' => 'core' === $part ? in_array( $field, self::SECRET, true ) : ! $this->is_open( $field ),
					);
				}
			}
		}
		return $differences;
	}

	/**
	 * Tells what a change of user meta means.
	 *
	 * @param list<string|null>|null $after What is stored now.
	 */
	public static function kind( string $key, ?array $after ): Entry_Kind {
		return match ( true ) {
			in_array( $key, Account::KEYS, true )                    => array( '' ) === ( $after ?? array( '' ) ) ? Entry_Kind::Unlink : Entry_Kind::Link,
			Deactivation::ACTIVE === $key                            => array( Deactivation::DEACTIVATED ) === $after ? Entry_Kind::Deactivated : Entry_Kind::Reactivated,
			in_array( $key, self::role_keys(), true )                => Entry_Kind::Role,
			default                                                  => Entry_Kind::Meta,
		};
	}

	/**
	 * Names the keys of user meta that say what an account may do on this site.
	 *
	 * @return list<string>
	 */
	public static function role_keys(): array {
		global $wpdb;
		return array( Stored_Roles::key(), $wpdb->get_blog_prefix() . 'user_level', Account::ledger_key() );
	}

	private function is_open( string $key ): bool {
		return in_array( $key, array( ...Account::KEYS, Deactivation::ACTIVE, ...self::role_keys(), ...$this->open ), true ) || str_starts_with( $key, 'wpo365_user_sync_' );
	}
}
