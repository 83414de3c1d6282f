<?php
/**
 * Rows of an undo.
 *
 * @package WPO365\User_Sync
 */

declare( strict_types=1 );

namespace WPO365\User_Sync\Sync\Undo;

use WPO365\User_Sync\Accounts\Account;
use WPO365\User_Sync\Results\Outcome;
use WPO365\User_Sync\Results\Result;
use WPO365\User_Sync\Results\Table;

/**
 * Makes the row of an account: one each, by its user id, since an undo may give a link from one account to another.
 */
final class Undo_Row {

	/**
	 * Names what a row is known by.
	 */
	public static function subject( int $user_id ): string {
		return "wp-$user_id";
	}

	/**
	 * Makes the row of an account.
	 *
	 * @param Outcome $outcome What came of it.
	 */
	public static function of( Undo_Plan $plan, Outcome $outcome ): Result {
		$image = $plan->image;
		return Result::of_record(
			$plan->user_id,
			(object) ( array( 'user_login' => $plan->login ) + (array) $image?->record ),
			$plan->object_id,
			// What belongs to people whom the directory knew is shown beside them.
			$outcome->with( table: $outcome->table ?? ( '' === $plan->object_id || null === $image || Undo_Action::Remove === $plan->action ? Table::Wordpress_Only : Table::Matched ) ),
			$image?->meta[ Account::USER_PRINCIPAL_NAME ][0] ?? '',
			null !== $image && ( null === $plan->deletion || $plan->does_something() ),
		);
	}

	/**
	 * Makes the row of an account of which nothing may be read.
	 */
	public static function unknown( int $user_id, Outcome $outcome ): Result {
		return Result::of_record( $user_id, \WP_User::get_data_by( 'id', $user_id ) ?: null, '', $outcome );
	}
}
