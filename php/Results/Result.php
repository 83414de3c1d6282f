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
 * What is known and done about one person. Rows are made here, read by {@see Repository}, and never change: what came of a person is an {@see Outcome}, from which the next row is made.
 */
final class Result {

	/**
	 * @param string                                              $subject The person in this run: the object id, or wp-{user id} for a WordPress user without a directory user.
	 * @param list<array{field: string, from: mixed, to: mixed}> $changes What was, or would be, changed.
	 * @param array<string, mixed>                                $person  The directory user, kept while the row is pending.
	 * @param int                                                 $updated_at Unix time.
	 * @param Cause                                               $cause   Why a WordPress user has no directory user, or must not sign in.
	 * @param string[]                                            $roles   Roles on this site, of a WordPress user who may be removed.
	 * @param array{orders: int|null, comments: int, posts: array<string, int>}|null $owns What such a user owns.
	 * @param int                                                 $heir    Manager's account that receives the content when this user is removed; 0: as for everybody on the list.
	 * @param bool                                                $is_linked Whether the account of a directory user carries the object id.
	 * @param bool                                                $deactivated Whether the account is deactivated.
	 */
	public function __construct(
		public readonly string $subject,
		public readonly Table $table,
		public readonly string $object_id = '',
		public readonly int $user_id = 0,
		public readonly string $user_principal_name = '',
		public readonly string $email = '',
		public readonly string $display_name = '',
		public readonly string $login = '',
		public readonly Status $status = Status::Logged,
		public readonly Pending $pending = Pending::Nothing,
		public readonly string $reason = '',
		public readonly array $changes = array(),
		public readonly array $person = array(),
		public readonly int $id = 0,
		public readonly int $run_id = 0,
		public readonly int $updated_at = 0,
		public readonly Cause $cause = Cause::None,
		public readonly array $roles = array(),
		public readonly ?array $owns = null,
		public readonly int $heir = 0,
		public readonly bool $is_linked = false,
		public readonly bool $deactivated = false,
	) {}

	/**
	 * Makes the row of a directory user, with the address that a new account would get.
	 *
	 * @param Outcome      $outcome What came of the person.
	 * @param Account|null $account The account that it is about.
	 */
	public static function of_person( Directory_User $person, Outcome $outcome, ?Account $account = null ): self {
		return ( new self(
			subject: $person->id,
			table: Table::Directory_Only,
			object_id: $person->id,
			user_id: $account->id ?? 0,
			user_principal_name: $person->user_principal_name,
			email: (string) $person->email(),
			display_name: (string) $person->display_name,
			login: $account->login ?? '',
			updated_at: time(),
			cause: null !== $account && false === $person->account_enabled ? Cause::Disabled : Cause::None,
			deactivated: $account->is_deactivated ?? false,
		) )->after( $outcome );
	}

	/**
	 * Makes the row of a WordPress user without a directory user.
	 *
	 * @param Outcome                                                           $outcome What came of the user.
	 * @param Cause                                                             $cause   Why nobody is there.
	 * @param array{orders: int|null, comments: int, posts: array<string, int>} $owns    What the user owns.
	 */
	public static function of_account( Account $account, Outcome $outcome, Cause $cause, array $owns ): self {
		return ( new self(
			subject: "wp-{$account->id}",
			table: Table::Wordpress_Only,
			object_id: $account->object_id,
			user_id: $account->id,
			user_principal_name: $account->user_principal_name,
			email: $account->email,
			// WordPress stores names with HTML's special characters escaped; a row holds the name itself.
			display_name: wp_specialchars_decode( $account->display_name ),
			login: $account->login,
			cause: $cause,
			roles: $account->roles,
			owns: $owns,
			deactivated: $account->is_deactivated,
		) )->after( $outcome );
	}

	/**
	 * Makes the row of such a user about whom no code of others may be asked.
	 *
	 * @param object|null $user                The database's record; null where there is none.
	 * @param string      $object_id           Whom the account is linked to.
	 * @param string      $user_principal_name UPN of the link; may be empty.
	 * @param bool        $is_there            Whether the account exists.
	 */
	public static function of_record( int $user_id, ?object $user, string $object_id, Outcome $outcome, string $user_principal_name = '', bool $is_there = true ): self {
		return ( new self(
			subject: "wp-{$user_id}",
			table: Table::Wordpress_Only,
			object_id: $object_id,
			user_id: $is_there ? $user_id : 0,
			user_principal_name: $user_principal_name,
			email: $user->user_email ?? '',
			display_name: wp_specialchars_decode( $user->display_name ?? '' ),
			login: $user->user_login ?? '',
		) )->after( $outcome );
	}

	/**
	 * Gives the row of the same person after something was done.
	 */
	public function after( Outcome $outcome ): self {
		$values = array_filter( get_object_vars( $outcome ), static fn( mixed $value ): bool => null !== $value );
		if ( 0 === $outcome->user_id ) {
			unset( $values['user_id'], $values['login'] );
		}
		$values['deactivated'] = Status::Deactivated === $outcome->status || ( $this->deactivated && Status::Reactivated !== $outcome->status );
		return new self( ...array_replace( get_object_vars( $this ), $values ) );
	}

	/**
	 * Gives the same row with who receives the content.
	 *
	 * @param int $user_id Manager's account; 0: as for everybody on the list.
	 */
	public function inherited_by( int $user_id ): self {
		return new self( ...array_replace( get_object_vars( $this ), array( 'heir' => $user_id ) ) );
	}

	/**
	 * Gives the same row with what the account has and owns: it may be removed.
	 *
	 * @param string[]                                                          $roles Roles on this site.
	 * @param array{orders: int|null, comments: int, posts: array<string, int>} $owns  What the user owns.
	 */
	public function owning( array $roles, array $owns ): self {
		return new self( ...array_replace( get_object_vars( $this ), compact( 'roles', 'owns' ) ) );
	}

	/**
	 * Gives what the row says now, as what an outcome begins with that changes only a part of it.
	 */
	public function outcome(): Outcome {
		return new Outcome( $this->status, $this->reason, $this->changes, $this->pending, $this->person );
	}
}
