<?php
/**
 * Words of the settings' schema.
 *
 * @package WPO365\User_Sync
 */

declare( strict_types=1 );

namespace WPO365\User_Sync\Settings;

/**
 * Makes the pieces that the settings' schema is put together from.
 */
final class Type {

	/**
	 * An object.
	 *
	 * @param array<string, mixed> $properties Its properties.
	 * @param list<string>         $required   Those an entry of a list must have.
	 * @return array<string, mixed>
	 */
	public static function group( array $properties, array $required = array() ): array {
		$schema = array(
			'type'                 => 'object',
			'additionalProperties' => false,
			'properties'           => $properties,
		);
		// Draft 4 allows no empty list here.
		return array() === $required ? $schema : $schema + compact( 'required' );
	}

	/**
	 * A list.
	 *
	 * @param array<string, mixed> $items         Schema of an entry.
	 * @param list<mixed>          $default_value The default.
	 * @param int                  $max           The most entries.
	 * @return array<string, mixed>
	 */
	public static function items( array $items, array $default_value = array(), int $max = 200 ): array {
		return array(
			'type'        => 'array',
			'items'       => $items,
			'maxItems'    => $max,
			'uniqueItems' => true,
			'default'     => $default_value,
		);
	}

	/**
	 * One of some words.
	 *
	 * @param list<string> $values        The words.
	 * @param string       $default_value The default.
	 * @return array<string, mixed>
	 */
	public static function choice( array $values, string $default_value ): array {
		return array(
			'type'    => 'string',
			'enum'    => $values,
			'default' => $default_value,
		);
	}

	/**
	 * When a field is written.
	 *
	 * @return array<string, mixed>
	 */
	public static function policy(): array {
		return self::choice( array( 'always', 'if_empty', 'on_create' ), 'always' );
	}

	/**
	 * A text.
	 *
	 * @param string               $default_value The default.
	 * @param array<string, mixed> $more          Further rules.
	 * @param bool                 $trim          Whether blanks around it are taken off.
	 * @return array<string, mixed>
	 */
	public static function text( string $default_value, array $more = array(), bool $trim = true ): array {
		return array(
			'type'    => 'string',
			'default' => $default_value,
		) + $more + ( $trim ? array() : array( 'verbatim' => true ) );
	}

	/**
	 * Yes or no.
	 *
	 * @param bool $default_value The default.
	 * @return array<string, mixed>
	 */
	public static function flag( bool $default_value ): array {
		return array(
			'type'    => 'boolean',
			'default' => $default_value,
		);
	}

	/**
	 * A whole number, or null.
	 *
	 * @param int|null $default_value The default.
	 * @param int      $minimum       The smallest.
	 * @param int|null $maximum       The largest.
	 * @return array<string, mixed>
	 */
	public static function number_or_null( ?int $default_value, int $minimum, ?int $maximum = null ): array {
		return array(
			'type'    => array( 'integer', 'null' ),
			'minimum' => $minimum,
			'default' => $default_value,
		) + ( null === $maximum ? array() : compact( 'maximum' ) );
	}
}
