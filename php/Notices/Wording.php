<?php
/**
 * What notices say about runs.
 *
 * @package WPO365\User_Sync
 */

declare( strict_types=1 );

namespace WPO365\User_Sync\Notices;

use WPO365\User_Sync\Sync\Removal\Role_Removal;
use WPO365\User_Sync\Sync\Run\Run;

/**
 * Makes sentences and numbers of a run. No people in them: mails go where nobody knows who reads them.
 */
final class Wording {

	/**
	 * Says what a held run waits for.
	 */
	public static function held( Run $run ): string {
		$count    = $run->held['count'] ?? 0;
		$sentence = match ( $run->held['action'] ?? '' ) {
			/* translators: %d: number of users. */
			Role_Removal::ACTION => _n( 'A synchronization would take roles from %d user. That is more than the settings allow without asking, so it waits.', 'A synchronization would take roles from %d users. That is more than the settings allow without asking, so it waits.', $count, 'wpo365-user-sync' ),
			/* translators: %d: number of users. */
			'deactivate'         => _n( 'A synchronization would deactivate %d user. It may not do so without asking, so it waits.', 'A synchronization would deactivate %d users. It may not do so without asking, so it waits.', $count, 'wpo365-user-sync' ),
			/* translators: %d: number of users. */
			default              => _n( 'A synchronization would remove %d user. It may not do so without asking, so it waits.', 'A synchronization would remove %d users. It may not do so without asking, so it waits.', $count, 'wpo365-user-sync' ),
		};
		return implode(
			"\n\n",
			array_filter(
				array(
					sprintf( $sentence, $count ),
					$run->memory->held_for,
					__( 'Nobody on the list is touched before you have decided. Open the page, look at the list, then approve or reject it.', 'wpo365-user-sync' ),
					'cron' === $run->origin
						? __( 'The next full scheduled synchronization makes a new list in its place; the same list is announced once.', 'wpo365-user-sync' )
						: __( 'No other synchronization starts before that.', 'wpo365-user-sync' ),
				)
			)
		);
	}

	/**
	 * Says why a run failed.
	 */
	public static function failed( Run $run ): string {
		return __( 'A synchronization has failed. What it had done stays done.', 'wpo365-user-sync' ) . "\n\n" . ( $run->error['message'] ?? '' );
	}

	/**
	 * Says that a run has changed users.
	 */
	public static function changed( Run $run ): string {
		$count = self::changes( $run );
		/* translators: %d: number of users. */
		return sprintf( _n( 'A scheduled synchronization has created, updated, deactivated, reactivated or deleted %d user.', 'A scheduled synchronization has created, updated, deactivated, reactivated or deleted %d users.', $count, 'wpo365-user-sync' ), $count ) . ' ' . __( 'Nothing has to be done. The page shows who they are.', 'wpo365-user-sync' );
	}

	/**
	 * Counts the users that a run has changed.
	 */
	public static function changes( Run $run ): int {
		return array_sum( array_intersect_key( $run->counts, array_flip( array( 'created', 'updated', 'deleted', 'deactivated', 'reactivated' ) ) ) );
	}

	/**
	 * Says that what was told of is over.
	 */
	public static function over( Cause $cause ): string {
		return match ( $cause ) {
			Cause::Held       => __( 'The list that waited for a decision is settled. Nothing has to be done.', 'wpo365-user-sync' ),
			Cause::Failed     => __( 'A synchronization has completed again. Nothing has to be done.', 'wpo365-user-sync' ),
			Cause::Late       => __( 'A full synchronization has completed. Nothing has to be done.', 'wpo365-user-sync' ),
			Cause::Credential => __( 'The sign-in works again. Nothing has to be done.', 'wpo365-user-sync' ),
			Cause::Changed    => '',
		};
	}

	/**
	 * Says that a test mail is one.
	 */
	public static function test(): string {
		return __( 'This is a test. Mails about synchronizations arrive at this address. Nothing has to be done.', 'wpo365-user-sync' );
	}

	/**
	 * Lists the numbers of a run.
	 */
	public static function numbers( Run $run ): string {
		$labels = array(
			'received'    => __( 'Directory users read', 'wpo365-user-sync' ),
			'created'     => __( 'Created', 'wpo365-user-sync' ),
			'updated'     => __( 'Updated', 'wpo365-user-sync' ),
			'deleted'     => __( 'Deleted', 'wpo365-user-sync' ),
			'deactivated' => __( 'Deactivated', 'wpo365-user-sync' ),
			'reactivated' => __( 'Reactivated', 'wpo365-user-sync' ),
			'conflicts'   => __( 'Conflicts', 'wpo365-user-sync' ),
			'skipped'     => __( 'Skipped', 'wpo365-user-sync' ),
			'failed'      => __( 'Failed', 'wpo365-user-sync' ),
		);
		/* translators: 1: number of a synchronization, 2: date and time. */
		$lines = array( sprintf( __( 'Synchronization %1$d, begun %2$s:', 'wpo365-user-sync' ), $run->id, wp_date( 'Y-m-d H:i T', $run->started_at ) ) );
		foreach ( $labels as $name => $label ) {
			$lines[] = sprintf( '- %s: %s', $label, number_format_i18n( $run->counts[ $name ] ) );
		}
		return implode( "\n", $lines );
	}
}
