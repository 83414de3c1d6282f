<?php
/**
 * Writes about one person, all or nothing.
 *
 * @package WPO365\User_Sync
 */

declare( strict_types=1 );

namespace WPO365\User_Sync\Sync\Write;

use WPO365\User_Sync\Accounts\Refused;
use WPO365\User_Sync\Database\Database_Failed;
use WPO365\User_Sync\Database\Engines;
use WPO365\User_Sync\Database\Transaction;
use WPO365\User_Sync\Database\Transaction_Broken;
use WPO365\User_Sync\Error_Log;
use WPO365\User_Sync\Results\Outcome;
use WP_Error;

/**
 * A refusal by WordPress, or a handler of another plugin that throws, ends in a failed row and not in a stopped run.
 */
final class Attempt {

	/** Whether WordPress' tables can roll back; asked only once something has failed. */
	private ?bool $can_roll_back = null;

	public function __construct( private readonly Transaction $transaction ) {}

	/**
	 * Runs one person's writes.
	 *
	 * @param callable(): (int|WP_Error) $work The writes.
	 * @param callable(): string         $left Reads again after a failure and says what is changed nevertheless; an empty string: nothing.
	 * @return int|Outcome What the work returns; an outcome, which says why, where it has failed.
	 * @throws Transaction_Broken Where what was begun could not be taken back.
	 * @throws Database_Failed    Where the database refused a statement of ours.
	 */
	public function run( callable $work, callable $left ): int|Outcome {
		try {
			return $this->transaction->for_one(
				static function () use ( $work ): int {
					$result = $work();
					if ( is_wp_error( $result ) ) {
						throw new Refused( $result->get_error_message() );
					}
					return $result;
				}
			);
		} catch ( Transaction_Broken | Database_Failed $broken ) {
			throw $broken;
		} catch ( Refused $refused ) {
			return Outcome::failed( trim( wp_strip_all_tags( $refused->getMessage() ) . ' ' . $this->read_again( $left ) ) );
		} catch ( \Throwable $thrown ) {
			$changed = $this->read_again( $left ) ?: __( 'Nothing was changed for this person.', 'wpo365-user-sync' );
			Error_Log::note( $thrown );
			/* translators: %s: name of a PHP class. */
			return Outcome::failed( sprintf( __( 'Another plugin’s code stopped with an error (%s). The server’s PHP log tells where.', 'wpo365-user-sync' ), $thrown::class ) . ' ' . $changed );
		}
	}

	/**
	 * Tables that can't roll back keep what was begun, whatever the database says about the savepoint.
	 *
	 * @param callable(): string $left As for run().
	 * @return string What is changed nevertheless; empty: nothing.
	 */
	private function read_again( callable $left ): string {
		try {
			$changed = $left();
		} catch ( Database_Failed $failed ) {
			throw $failed;
		} catch ( \Throwable ) {
			return __( 'What has become of this person could not be read afterwards: see under Users.', 'wpo365-user-sync' );
		}
		$this->can_roll_back ??= array() === Engines::of_core();
		if ( '' === $changed && ! $this->can_roll_back ) {
			return __( 'The tables of this site can’t take back what was begun, so some of it may have been changed: see under Users.', 'wpo365-user-sync' );
		}
		return $changed;
	}
}
