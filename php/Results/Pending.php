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

	/** A removal that is decided once everybody who may be removed is known. */
	case Removal = 'removal';

	/** Roles that are taken away once everybody who would lose some is known. */
	case Roles = 'roles';

	/** The same, of somebody about whom everything else was written. */
	case Roles_Besides = 'roles+';

	/** Nothing any longer: roles were left, and everything else was written, which counts as an update. */
	case Written = 'written';

	/** A welcome e-mail that is sent when the creation is committed. */
	case Mail = 'mail';
}
