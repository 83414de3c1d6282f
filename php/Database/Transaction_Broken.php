<?php
/**
 * Signals that a transaction was ended by somebody else.
 *
 * @package WPO365\User_Sync
 */

declare( strict_types=1 );

namespace WPO365\User_Sync\Database;

/**
 * The part has to be replayed; what of it was written stays harmless.
 */
final class Transaction_Broken extends \RuntimeException {}
