<?php
/**
 * Whether input fits the schema of the settings.
 *
 * @package WPO365\User_Sync
 */

declare( strict_types=1 );

namespace WPO365\User_Sync\Settings;

/**
 * Checks input against the schema and names the field that is wrong.
 */
final class Validator {

	/**
	 * Gives the input with the right types, or refuses it.
	 *
	 * @param mixed                $value  The input.
	 * @param array<string, mixed> $schema Its schema.
	 * @param string               $path   Where it stands.
	 * @throws Invalid_Setting When it can't be saved.
	 */
	public static function clean( mixed $value, array $schema, string $path = '' ): mixed {
		if ( 'object' === $schema['type'] ) {
			return self::clean_object( $value, $schema, $path );
		}
		if ( 'array' === $schema['type'] ) {
			$value = self::clean_list( $value, $schema, $path );
		}
		if ( is_string( $value ) && ! isset( $schema['verbatim'] ) ) {
			$value = trim( $value );
		}
		$result = rest_validate_value_from_schema( $value, $schema, $path );
		if ( is_wp_error( $result ) ) {
			throw new Invalid_Setting( $path, Rules::format( $path ) ?? $result->get_error_message() );
		}
		$value    = rest_sanitize_value_from_schema( $value, $schema, $path );
		$sentence = Rules::broken( $path, $value );
		if ( null !== $sentence ) {
			throw new Invalid_Setting( $path, $sentence );
		}
		return $value;
	}

	/**
	 * Checks a list and each entry. WordPress would take a text, a number or false for a list as well, and so empty what is stored.
	 *
	 * @param mixed                $value  The input.
	 * @param array<string, mixed> $schema Its schema.
	 * @param string               $path   Where it stands.
	 * @return list<mixed>
	 * @throws Invalid_Setting When it is none.
	 */
	private static function clean_list( mixed $value, array $schema, string $path ): array {
		if ( ! is_array( $value ) || ! array_is_list( $value ) ) {
			/* translators: %s: name of a setting */
			throw new Invalid_Setting( $path, sprintf( __( '%s must be a list.', 'wpo365-user-sync' ), $path ) );
		}
		foreach ( $value as $index => $item ) {
			$value[ $index ] = self::clean( $item, $schema['items'], "$path.$index" );
		}
		return $value;
	}

	/**
	 * Checks an object, decoded from JSON as an object or as an array: unknown keys, missing ones, and each value.
	 *
	 * @param mixed                $value  The input.
	 * @param array<string, mixed> $schema Its schema.
	 * @param string               $path   Where it stands.
	 * @return array<string, mixed>
	 * @throws Invalid_Setting When it can't be saved.
	 */
	private static function clean_object( mixed $value, array $schema, string $path ): array {
		$value = $value instanceof \stdClass ? (array) $value : $value;
		if ( ! is_array( $value ) || ( array() !== $value && array_is_list( $value ) ) ) {
			/* translators: %s: name of a setting */
			throw new Invalid_Setting( $path, sprintf( __( '%s must be an object.', 'wpo365-user-sync' ), '' === $path ? 'settings' : $path ) );
		}
		$clean = array();
		foreach ( $value as $key => $part ) {
			$field = '' === $path ? (string) $key : "$path.$key";
			if ( ! isset( $schema['properties'][ $key ] ) ) {
				/* translators: %s: name of a setting */
				throw new Invalid_Setting( $field, sprintf( __( 'There is no setting %s. Check its spelling.', 'wpo365-user-sync' ), $field ) );
			}
			$clean[ $key ] = self::clean( $part, $schema['properties'][ $key ], $field );
		}
		foreach ( $schema['required'] ?? array() as $key ) {
			if ( ! isset( $clean[ $key ] ) ) {
				/* translators: %s: name of a setting */
				throw new Invalid_Setting( "$path.$key", sprintf( __( '%s is missing.', 'wpo365-user-sync' ), "$path.$key" ) );
			}
		}
		return $clean;
	}
}
