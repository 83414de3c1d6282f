<?php
/**
 * Pieces of the settings' schema.
 *
 * @package WPO365\User_Sync
 */

declare( strict_types=1 );

namespace WPO365\User_Sync\Settings;

/**
 * Makes the pieces that the settings' schema is put together from: each with its title, a sentence of help, and its rules.
 *
 * Beside those of JSON schema there are keywords of our own. "choices": the titles of the values of "enum", by value. "suggestions": values that are offered
 * while somebody types, with a title each. "control": the control of the form, where the type alone does not tell; "none" for what the form does not show.
 * "when": the form shows the setting only where each of these others, by path, has one of these values. "panel": the section in whose panel of the form a
 * section stands. "verbatim": blanks around the text are part of it. A default may be a closure, for what depends on the site.
 */
final class Type {

	/**
	 * Makes an object.
	 *
	 * @param string               $title      Title.
	 * @param string               $help       A sentence of help, or nothing.
	 * @param array<string, mixed> $properties Its properties.
	 * @param array<string, mixed> $more       Further keywords; "required" lists those that an entry of a list must have.
	 * @return array<string, mixed>
	 */
	public static function group( string $title, string $help, array $properties, array $more = array() ): array {
		return self::words( $title, $help ) + $more + array(
			'type'                 => 'object',
			'additionalProperties' => false,
			'properties'           => $properties,
		);
	}

	/**
	 * Makes a list, empty by default.
	 *
	 * @param string               $title Title.
	 * @param string               $help  A sentence of help, or nothing.
	 * @param array<string, mixed> $items Schema of an entry.
	 * @param array<string, mixed> $more  Further keywords.
	 * @return array<string, mixed>
	 */
	public static function items( string $title, string $help, array $items, array $more = array() ): array {
		return self::words( $title, $help ) + $more + array(
			'type'        => 'array',
			'items'       => $items,
			'maxItems'    => 200,
			'uniqueItems' => true,
			'default'     => array(),
		);
	}

	/**
	 * Makes a choice of some words.
	 *
	 * @param string                $title         Title.
	 * @param string                $help          A sentence of help, or nothing.
	 * @param array<string, string> $choices       Title of each choice, by its value.
	 * @param string|\Closure       $default_value The default.
	 * @param array<string, mixed>  $more          Further keywords.
	 * @return array<string, mixed>
	 */
	public static function choice( string $title, string $help, array $choices, string|\Closure $default_value, array $more = array() ): array {
		return self::words( $title, $help ) + $more + array(
			'type'    => 'string',
			'enum'    => array_keys( $choices ),
			'choices' => $choices,
			'default' => $default_value,
		);
	}

	/**
	 * Makes a choice of some whole numbers.
	 *
	 * @param string             $title         Title.
	 * @param string             $help          A sentence of help, or nothing.
	 * @param array<int, string> $choices       Title of each choice, by its value.
	 * @param int                $default_value The default.
	 * @return array<string, mixed>
	 */
	public static function number_choice( string $title, string $help, array $choices, int $default_value ): array {
		return self::words( $title, $help ) + array(
			'type'    => 'integer',
			'enum'    => array_keys( $choices ),
			'choices' => $choices,
			'default' => $default_value,
		);
	}

	/**
	 * Makes a text, empty by default.
	 *
	 * @param string               $title Title.
	 * @param string               $help  A sentence of help, or nothing.
	 * @param array<string, mixed> $more  Further keywords.
	 * @return array<string, mixed>
	 */
	public static function text( string $title, string $help = '', array $more = array() ): array {
		return self::words( $title, $help ) + $more + array(
			'type'    => 'string',
			'default' => '',
		);
	}

	/**
	 * Makes a yes or no.
	 *
	 * @param string $title         Title.
	 * @param string $help          A sentence of help, or nothing.
	 * @param bool   $default_value The default.
	 * @return array<string, mixed>
	 */
	public static function flag( string $title, string $help = '', bool $default_value = false ): array {
		return self::words( $title, $help ) + array(
			'type'    => 'boolean',
			'default' => $default_value,
		);
	}

	/**
	 * Makes a whole number.
	 *
	 * @param string $title         Title.
	 * @param string $help          A sentence of help, or nothing.
	 * @param int    $default_value The default.
	 * @param int    $minimum       The least.
	 * @param int    $maximum       The most.
	 * @return array<string, mixed>
	 */
	public static function number( string $title, string $help, int $default_value, int $minimum, int $maximum ): array {
		return self::words( $title, $help ) + compact( 'minimum', 'maximum' ) + array(
			'type'    => 'integer',
			'default' => $default_value,
		);
	}

	/**
	 * Makes a whole number, or null.
	 *
	 * @param string               $title         Title.
	 * @param string               $help          A sentence of help, or nothing.
	 * @param int|null             $default_value The default.
	 * @param array<string, mixed> $more          Further keywords, such as "minimum".
	 * @return array<string, mixed>
	 */
	public static function number_or_null( string $title, string $help, ?int $default_value, array $more ): array {
		return self::words( $title, $help ) + $more + array(
			'type'    => array( 'integer', 'null' ),
			'default' => $default_value,
		);
	}

	/**
	 * Leaves out help that there is none of.
	 *
	 * @param string $title Title.
	 * @param string $help  A sentence of help, or nothing.
	 * @return array<string, string>
	 */
	private static function words( string $title, string $help ): array {
		return '' === $help ? compact( 'title' ) : array(
			'title'       => $title,
			'description' => $help,
		);
	}

	/**
	 * Gives the schema of a group's object id.
	 *
	 * @return array<string, mixed>
	 */
	public static function group_id(): array {
		return self::text(
			__( 'Group', 'wpo365-user-sync' ),
			__( 'Type the beginning of its name, or paste its object ID.', 'wpo365-user-sync' ),
			array( 'pattern' => Guid::PATTERN )
		);
	}

	/**
	 * Gives the schema of a role that must be named.
	 *
	 * @return array<string, mixed>
	 */
	public static function role(): array {
		return self::text( __( 'Role', 'wpo365-user-sync' ), '', array( 'minLength' => 1 ) );
	}
}
