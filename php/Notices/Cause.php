<?php
/**
 * What notices are about.
 *
 * @package WPO365\User_Sync
 */

declare( strict_types=1 );

namespace WPO365\User_Sync\Notices;

/**
 * Closed set of causes, as in the setting `notifications.on`.
 */
enum Cause: string {

	case Held       = 'held';
	case Failed     = 'failed';
	case Late       = 'late';
	case Changed    = 'changed';
	case Credential = 'credential';

	/**
	 * Gives the end of a mail's subject.
	 */
	public function headline(): string {
		return match ( $this ) {
			self::Held       => __( 'A list waits for your decision', 'wpo365-user-sync' ),
			self::Failed     => __( 'A synchronization has failed', 'wpo365-user-sync' ),
			self::Late       => __( 'The synchronization is late', 'wpo365-user-sync' ),
			self::Changed    => __( 'Users were changed', 'wpo365-user-sync' ),
			self::Credential => __( 'The sign-in needs attention', 'wpo365-user-sync' ),
		};
	}

	/**
	 * Gives the end of the subject of the mail that says that it is over.
	 */
	public function over(): string {
		return match ( $this ) {
			self::Held       => __( 'Settled: no list waits any longer', 'wpo365-user-sync' ),
			self::Failed     => __( 'Settled: the synchronization works again', 'wpo365-user-sync' ),
			self::Late       => __( 'Settled: the synchronization is no longer late', 'wpo365-user-sync' ),
			self::Changed    => $this->headline(),
			self::Credential => __( 'Settled: the sign-in works', 'wpo365-user-sync' ),
		};
	}
}
