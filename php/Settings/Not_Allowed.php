<?php
/**
 * Settings that somebody may not save.
 *
 * @package WPO365\User_Sync
 */

declare( strict_types=1 );

namespace WPO365\User_Sync\Settings;

/**
 * Reports that the user lacks a capability that a setting needs on top of those of the settings.
 */
final class Not_Allowed extends \RuntimeException {

	public function __construct( private readonly \WP_Error $refusal ) {
		parent::__construct( $refusal->get_error_message() );
	}

	/**
	 * Gives the error for a REST answer.
	 */
	public function to_wp_error(): \WP_Error {
		return $this->refusal;
	}
}
