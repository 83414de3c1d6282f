<?php
/**
 * What is to be done about a directory user.
 *
 * @package WPO365\User_Sync
 */

declare( strict_types=1 );

namespace WPO365\User_Sync\Sync\Plan;

/**
 * Closed set of verdicts.
 */
enum Verdict {

	/** The account is the person's: tag and update it. */
	case Matched;

	/** An account was found by name: wait until the whole directory has been read. */
	case Claim;

	/** An account was found by name, and the run does not read the whole directory: a full run decides. */
	case Later;

	/** The account is the person's, but another one has the new e-mail address: wait until it is known whether that one gets another. */
	case Waiting;

	/** The account is the person's, and another one keeps the new e-mail address: all else is written. */
	case Blocked;

	/** Nobody is there, but an account of somebody else has the names: wait until it is known whether it still is somebody else's. */
	case Taken;

	/** Nobody is there: create an account. */
	case Create;

	/** Nobody is there, and nobody can be created. */
	case Uncreatable;

	/** Nobody is there, and nobody is wanted: the account is disabled in the directory. */
	case Disabled;

	/** Several answers are possible, or the answer is dangerous: a person has to decide. */
	case Conflict;
}
