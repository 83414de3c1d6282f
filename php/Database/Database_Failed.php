<?php
/**
 * Signals that the database refused a statement.
 *
 * @package WPO365\User_Sync
 */

declare( strict_types=1 );

namespace WPO365\User_Sync\Database;

/**
 * Without the database's own message, which may hold personal data.
 */
final class Database_Failed extends \RuntimeException {}
