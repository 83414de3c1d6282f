<?php
/**
 * No key for secrets.
 *
 * @package WPO365\User_Sync
 */

declare( strict_types=1 );

namespace WPO365\User_Sync\Settings;

/**
 * Reports that nothing secret can be stored on this site, in a translated sentence that says what to do.
 */
final class Secret_Refused extends \RuntimeException {}
