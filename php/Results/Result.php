<?php
/**
 * One row of results.
 *
 * @package WPO365\User_Sync
 */

declare( strict_types=1 );

namespace WPO365\User_Sync\Results;

use WPO365\User_Sync\Accounts\Account;
use WPO365\User_Sync\Accounts\Cause;
use WPO365\User_Sync\Directory\Directory_User;

/**
 * What is known and done about one person.
 */
final class Result {

	/**
	 * @param string                                              $subject The person in this run: the object id, or wp-{user id} for a WordPress user without a directory user.
	 * @param list<array{field: string, from: mixed, to: mixed}> $changes What was, or would be, changed.
	 * @param array<string, mixed>                                $person  The directory user, kept while the row is pending.
	 * @param int                                                 $updated_at Unix time.
	 * @param Cause                                               $cause   Why a WordPress user has no directory user.
	 * @param string[]                                            $roles   Roles on this site, of a WordPress user without a directory user.
	 * @param array{orders: int|null, comments: int, posts: array<string, int>}|null $owns What such a user owns.
	 */
	public function __construct(
		public readonly string $subject,
		public Table $table,
		public readonly string $object_id = '',
		public int $user_id = 0,
		public readonly string $user_principal_name = '',
		public string $email = '',
		public readonly string $display_name = '',
		public string $login = '',
		public Status $status = Status::Logged,
		public Pending $pending = Pending::Nothing,
		public string $reason = '',
		public array $changes = array(),
		public array $person = array(),
		public readonly int $id = 0,
		public readonly int $run_id = 0,
		public readonly int $updated_at = 0,
		public Cause $cause = Cause::None,
		public array $roles = array(),
		public ?array $owns = null,
	) {}

	/**
	 * Begins the row of a directory user, with the address that a new account would get.
	 */
	public static function of_person( Directory_User $person, Table $table ): self {
		return new self(
			subject: $person->id,
			table: $table,
			object_id: $person->id,
			user_principal_name: $person->user_principal_name,
			email: (string) $person->email(),
			display_name: (string) $person->display_name,
		);
	}

	/**
	 * Begins the row of a WordPress user without a directory user.
	 */
	public static function of_account( Account $account ): self {
		return new self(
			subject: "wp-{$account->id}",
			table: Table::Wordpress_Only,
			object_id: $account->object_id,
			user_id: $account->id,
			user_principal_name: $account->user_principal_name,
			email: $account->email,
			// WordPress stores names with HTML's special characters escaped; a row holds the name itself.
			display_name: wp_specialchars_decode( $account->display_name ),
			login: $account->login,
			roles: $account->roles,
		);
	}
}
