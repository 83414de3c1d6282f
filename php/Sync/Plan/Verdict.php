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

	/** Nobody is there: create an account. */
	case Create;

	/** Nobody is there, and nobody can be created. */
	case Uncreatable;

	/** Nobody is there, and nobody is wanted: the account is disabled in the directory. */
	case Disabled;

	/** Several answers are possible, or the answer is dangerous: a person has to decide. */
	case Conflict;
}
