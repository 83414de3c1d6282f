<?php
/**
 * Too late.
 *
 * @package WPO365\User_Sync
 */

declare( strict_types=1 );

namespace WPO365\User_Sync\Settings;

/**
 * Reports that the settings were saved by somebody else between reading and writing, in a translated sentence that says what to do.
 */
final class Changed_Meanwhile extends \RuntimeException {

	public function __construct() {
		parent::__construct( __( 'Somebody else saved settings at the same moment, so nothing of yours was saved. Look at the settings as they are now, then save again.', 'wpo365-user-sync' ) );
	}

	/**
	 * Gives the error for a REST answer.
	 */
	public function to_wp_error(): \WP_Error {
		return new \WP_Error( 'settings_changed_meanwhile', $this->getMessage(), array( 'status' => 409 ) );
	}
}
