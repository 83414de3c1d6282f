<?php
/**
 * Extra user fields.
 *
 * @package WPO365\User_Sync
 */

declare( strict_types=1 );

namespace WPO365\User_Sync\Accounts;

use WPO365\User_Sync\Directory\Directory_User;
use WPO365\User_Sync\Json;

/**
 * Turns properties of directory users into user meta, as the settings say.
 */
final class Field_Map {

	/**
	 * @param list<array{property: string, meta_key: string, label: string, type: string, separator: string, policy: string, when_empty: string}> $fields  Setting `fields`.
	 * @param \Closure(): string[] $refused Tells the properties that Graph refused in this run: their values are unknown.
	 */
	public function __construct(
		private readonly array $fields,
		private readonly \Closure $refused,
	) {}

	/**
	 * Gives the values for a new account.
	 *
	 * @return array<string, string> By meta key, without empty ones.
	 */
	public function for_new( Directory_User $person ): array {
		$values = array();
		foreach ( $this->known() as $field ) {
			$value = self::value( $person, $field );
			if ( '' !== $value ) {
				$values[ $field['meta_key'] ] = $value;
			}
		}
		return $values;
	}

	/**
	 * Compares an account's meta with the directory.
	 *
	 * @return list<array{field: string, from: string, to: string}> Field is the meta key.
	 */
	public function changes( Directory_User $person, int $user_id ): array {
		$changes = array();
		foreach ( $this->known() as $field ) {
			if ( in_array( strtok( $field['property'], '.' ), $person->unreadable, true ) ) {
				continue;
			}
			$stored = get_user_meta( $user_id, $field['meta_key'], true );
			$from   = is_scalar( $stored ) ? (string) $stored : Json::encode( $stored );
			$to     = self::value( $person, $field );
			// With a permission that is too small Graph gives null for all but basic fields, this one included: that is unknown, not empty.
			if ( '' === $to && null === $person->account_enabled ) {
				continue;
			}
			if ( $from !== $to && self::is_wanted( $field['policy'], $field['when_empty'], $from, $to ) ) {
				$changes[] = array(
					'field' => $field['meta_key'],
					'from'  => $from,
					'to'    => $to,
				);
			}
		}
		return $changes;
	}

	/**
	 * Tells whether a changed value is to be written to an existing account.
	 *
	 * @param string $policy     always, if_empty or on_create.
	 * @param string $when_empty clear or keep.
	 */
	public static function is_wanted( string $policy, string $when_empty, string $from, string $to ): bool {
		if ( '' === $to && 'keep' === $when_empty ) {
			return false;
		}
		return match ( $policy ) {
			'on_create' => false,
			'if_empty'  => '' === $from,
			default     => true,
		};
	}

	/**
	 * Gives a value in the form in which it is stored.
	 *
	 * @param array{property: string, type: string, separator: string} $field Field.
	 */
	public static function value( Directory_User $person, array $field ): string {
		$value = $person->to_array();
		foreach ( explode( '.', $field['property'] ) as $step ) {
			$value = is_array( $value ) ? ( $value[ $step ] ?? null ) : null;
		}
		return self::stored( $value, $field );
	}

	/**
	 * Gives any value the form in which it is stored.
	 *
	 * @param mixed                                  $value Value.
	 * @param array{type: string, separator: string} $field Field.
	 */
	public static function stored( mixed $value, array $field ): string {
		if ( null === $value || '' === $value || array() === $value ) {
			return '';
		}
		return match ( $field['type'] ) {
			'number'  => is_numeric( $value ) && is_finite( (float) $value ) ? (string) ( $value + 0 ) : '',
			'boolean' => self::boolean( $value ),
			'date'    => self::date( $value ),
			default   => self::text( $value, $field['separator'] ),
		};
	}

	/**
	 * @return list<array<string, string>> Fields whose values are known.
	 */
	private function known(): array {
		$refused = ( $this->refused )();
		return array_values( array_filter( $this->fields, static fn( array $field ): bool => ! in_array( strtok( $field['property'], '.' ), $refused, true ) ) );
	}

	private static function boolean( mixed $value ): string {
		$boolean = filter_var( $value, FILTER_VALIDATE_BOOLEAN, FILTER_NULL_ON_FAILURE );
		return null === $boolean ? '' : (string) (int) $boolean;
	}

	/**
	 * @return string Y-m-d, or an empty string where it is no date.
	 */
	private static function date( mixed $value ): string {
		return is_string( $value ) && 1 === preg_match( '/^(\d{4}-\d{2}-\d{2})(T|$)/', $value, $found ) && '0001-01-01' !== $found[1] ? $found[1] : '';
	}

	/**
	 * Markup is taken out, since themes print user meta without escaping it; line breaks stay.
	 */
	private static function text( mixed $value, string $separator ): string {
		if ( is_array( $value ) ) {
			$value = implode( $separator, array_map( static fn( mixed $item ): string => is_scalar( $item ) ? (string) $item : Json::encode( $item ), $value ) );
		}
		$text = is_bool( $value ) ? (string) (int) $value : (string) $value;
		do {
			// "a < " loses its end only the second time; what is stored must stay the same when it is stored again.
			$before = $text;
			$text   = wp_strip_all_tags( $before );
		} while ( $text !== $before );
		return $text;
	}
}
