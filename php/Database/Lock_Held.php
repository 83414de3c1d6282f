<?php
/**
 * Signals that somebody else holds a lock.
 *
 * @package WPO365\User_Sync
 */

declare( strict_types=1 );

namespace WPO365\User_Sync\Database;

/**
 * Worth another try in some seconds.
 */
final class Lock_Held extends \RuntimeException {}
