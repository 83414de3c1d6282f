<?php
/**
 * Wrong input.
 *
 * @package WPO365\User_Sync
 */

declare( strict_types=1 );

namespace WPO365\User_Sync\Settings;

/**
 * Reports input that can't be saved, with the field it stands in.
 */
final class Invalid_Setting extends \InvalidArgumentException {

	/**
	 * @param string $field   Path such as "removal.limit_percent".
	 * @param string $message Translated sentence.
	 */
	public function __construct( public readonly string $field, string $message ) {
		parent::__construct( $message );
	}

	/**
	 * Gives the error for a REST answer.
	 */
	public function to_wp_error(): \WP_Error {
		return new \WP_Error(
			'invalid_setting',
			$this->getMessage(),
			array(
				'status' => 400,
				'field'  => $this->field,
				'params' => array( $this->field => $this->getMessage() ),
			)
		);
	}
}
