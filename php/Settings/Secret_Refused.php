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
final class Secret_Refused extends \RuntimeException {

	/**
	 * Says it.
	 */
	public function __construct() {
		/* translators: %s: name of a constant */
		parent::__construct( sprintf( __( 'Nothing secret can be stored, because this site has no key to encrypt it with. Give AUTH_KEY and AUTH_SALT in wp-config.php long random values, or set %s there.', 'wpo365-user-sync' ), Secret_Store::CONSTANT ) );
	}
}
