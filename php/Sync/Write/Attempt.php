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
use WPO365\User_Sync\Database\Transaction;
use WPO365\User_Sync\Database\Transaction_Broken;
use WPO365\User_Sync\Results\Result;
use WPO365\User_Sync\Results\Status;
use WP_Error;

/**
 * A refusal by WordPress, or a handler of another plugin that throws, ends in a failed row and not in a stopped run.
 */
final class Attempt {

	public function __construct( private readonly Transaction $transaction ) {}

	/**
	 * Runs one person's writes.
	 *
	 * @param Result                      $row  The person's row: becomes `failed`, with the reason, where the writes fail.
	 * @param callable(): (int|WP_Error) $work The writes.
	 * @return int|null What the work returns; null where the row has failed and nothing is written.
	 * @throws Transaction_Broken Where what was begun could not be taken back.
	 * @throws Database_Failed    Where the database refused a statement of ours.
	 */
	public function run( Result $row, callable $work ): ?int {
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
			$row->reason = wp_strip_all_tags( $refused->getMessage() );
		} catch ( \Throwable $thrown ) {
			$row->reason = sprintf(
				/* translators: %s: name of a PHP class. */
				__( 'Another plugin’s code stopped with an error (%s), so nothing was changed for this person. The server’s PHP log tells where.', 'wpo365-user-sync' ),
				$thrown::class
			);
			// Without its message, which may hold personal data.
			error_log( sprintf( 'WPO365 User Sync: %s in %s line %d', $thrown::class, $thrown->getFile(), $thrown->getLine() ) ); // phpcs:ignore WordPress.PHP.DevelopmentFunctions
		}
		$row->status = Status::Failed;
		return null;
	}
}
