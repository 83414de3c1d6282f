<?php
/**
 * Constants of wp-config.php.
 *
 * @package WPO365\User_Sync
 */

declare( strict_types=1 );

namespace WPO365\User_Sync\Settings;

/**
 * Reads the constants with which wp-config.php overrules the stored settings.
 */
final class Constants {

	/**
	 * Which constant stands for which setting.
	 */
	public const SETTINGS = array(
		'connection.cloud'         => 'WPO_USER_SYNC_CLOUD',
		'connection.tenant'        => 'WPO_USER_SYNC_TENANT_ID',
		'connection.client_id'     => 'WPO_USER_SYNC_CLIENT_ID',
		'connection.client_secret' => 'WPO_USER_SYNC_CLIENT_SECRET',
	);

	/**
	 * @param array<string, mixed>|null $values By name; null to read the defined constants.
	 */
	public function __construct( private readonly ?array $values = null ) {
	}

	/**
	 * Gives a constant's value; null where it is not defined.
	 *
	 * @param string $name Its name.
	 */
	public function value( string $name ): mixed {
		if ( null !== $this->values ) {
			return $this->values[ $name ] ?? null;
		}
		return defined( $name ) ? constant( $name ) : null;
	}

	/**
	 * Gives a constant that holds a text, or a number, without blanks around it.
	 *
	 * @param string $name Its name.
	 * @return string|null Null where it is not defined, or holds what can't be a text: a list, an object, true or false.
	 */
	public function text( string $name ): ?string {
		$value = $this->value( $name );
		return is_string( $value ) || is_int( $value ) ? trim( (string) $value ) : null;
	}

	/**
	 * Tells whether a constant is defined with something that can't be a text, and so counts as not defined.
	 *
	 * @param string $name Its name.
	 */
	public function is_unusable( string $name ): bool {
		return null !== $this->value( $name ) && null === $this->text( $name );
	}

	/**
	 * Gives a whole number within bounds; the default where the constant is absent or anything else.
	 *
	 * @param string $name          Its name.
	 * @param int    $max           The largest that is accepted; the smallest is 1.
	 * @param int    $default_value The default.
	 */
	public function number( string $name, int $max, int $default_value ): int {
		$options = array(
			'options' => array(
				'min_range' => 1,
				'max_range' => $max,
			),
		);
		$value   = $this->value( $name );
		$number  = is_int( $value ) || is_string( $value ) ? filter_var( $value, FILTER_VALIDATE_INT, $options ) : false;
		return false === $number ? $default_value : $number;
	}
}
