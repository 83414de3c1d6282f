<?php
/**
 * Signals that a run is no longer this process' to change.
 *
 * @package WPO365\User_Sync
 */

declare( strict_types=1 );

namespace WPO365\User_Sync\Sync\Run;

/**
 * Somebody has paused or cancelled the run, or taken over its lock: the part is rolled back.
 */
final class Run_Taken extends \RuntimeException {}
