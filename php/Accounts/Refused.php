<?php
/**
 * Signals that WordPress refused to store a person.
 *
 * @package WPO365\User_Sync
 */

declare( strict_types=1 );

namespace WPO365\User_Sync\Accounts;

/**
 * Its message is a sentence for the row.
 */
final class Refused extends \RuntimeException {}
