<?php
/**
 * The statuses of a run and how they may follow each other.
 *
 * @package WPO365\User_Sync
 */

declare( strict_types=1 );

namespace WPO365\User_Sync\Sync\Run;

/**
 * Closed set of statuses: one field, no booleans.
 */
enum Run_Status: string {

	case Running   = 'running';
	case Waiting   = 'waiting';
	case Paused    = 'paused';
	case Held      = 'held';
	case Completed = 'completed';
	case Failed    = 'failed';
	case Cancelled = 'cancelled';

	/**
	 * Tells whether a run in this status keeps another one from starting.
	 */
	public function is_active(): bool {
		return match ( $this ) {
			self::Running, self::Waiting, self::Paused, self::Held => true,
			self::Completed, self::Failed, self::Cancelled => false,
		};
	}

	/**
	 * Tells whether a step works on a run in this status.
	 */
	public function is_steppable(): bool {
		return self::Running === $this || self::Waiting === $this;
	}

	/**
	 * Lists the statuses that a person may bring about from this one.
	 *
	 * @return self[]
	 */
	public function manual_targets(): array {
		return match ( $this ) {
			self::Running, self::Waiting => array( self::Paused, self::Running, self::Cancelled ),
			self::Paused => array( self::Running, self::Cancelled ),
			self::Held => array( self::Cancelled ),
			self::Failed => array( self::Running, self::Cancelled ),
			self::Completed, self::Cancelled => array(),
		};
	}
}
