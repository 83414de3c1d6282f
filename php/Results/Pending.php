<?php
/**
 * What the run still has to decide or do about a row.
 *
 * @package WPO365\User_Sync
 */

declare( strict_types=1 );

namespace WPO365\User_Sync\Results;

/**
 * Closed set; never leaves the server.
 */
enum Pending: string {

	case Nothing = '';

	/** A match by name, staged until the whole directory has been read. */
	case Claim = 'claim';

	/** An e-mail address that another account has as yet, staged until the whole directory has been read. */
	case Address = 'address';

	/** Somebody whose names an account of somebody else has, staged until it is known whether that one is still in the directory. */
	case Taken = 'taken';

	/** A removal that is decided once everybody who may be removed is known. */
	case Removal = 'removal';

	/** The same, of an account that is deactivated. */
	case Deactivation = 'deactivate';

	/** The same, of somebody about whom everything else was written. */
	case Deactivation_Besides = 'deactiv+';

	/** Roles that are taken away once everybody who would lose some is known. */
	case Roles = 'roles';

	/** The same, of somebody about whom everything else was written. */
	case Roles_Besides = 'roles+';

	/** Nothing any longer: roles or the account were left, or the account was deactivated, and everything else was written, which counts as an update. */
	case Written = 'written';

	/** A welcome e-mail that is sent when the creation is committed. */
	case Mail = 'mail';

	/**
	 * Lists what waits until everybody is known who may be removed.
	 *
	 * @return list<self>
	 */
	public static function removals(): array {
		return array( self::Removal, self::Deactivation, self::Deactivation_Besides );
	}

	/**
	 * Tells whether the row says what was found, and not yet what is decided.
	 */
	public function is_staged(): bool {
		return in_array( $this, array( self::Claim, self::Address, self::Taken ), true );
	}
}
