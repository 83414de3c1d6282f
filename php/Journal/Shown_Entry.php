<?php
/**
 * What people get to see of an entry.
 *
 * @package WPO365\User_Sync
 */

declare( strict_types=1 );

namespace WPO365\User_Sync\Journal;

use WPO365\User_Sync\Accounts\Stored_Roles;
use WPO365\User_Sync\Settings\Core_Fields;

/**
 * An entry without its secrets, in the shape and the words in which it leaves the server.
 */
final class Shown_Entry {

	/** Whether there are values that are not shown. */
	public readonly bool $is_hidden;

	/** @var string|list<string>|null Former value. */
	public readonly string|array|null $before;

	/** @var string|list<string>|null Value that was written. */
	public readonly string|array|null $after;

	public function __construct( private readonly Entry $entry ) {
		$this->is_hidden = $entry->is_secret || $entry->is_lost;
		$this->before    = $this->value( $entry->before );
		$this->after     = $this->value( $entry->after );
	}

	/**
	 * Tells what was done, in words.
	 */
	public function what(): string {
		return match ( $this->entry->kind ) {
			Entry_Kind::Created     => __( 'Created', 'wpo365-user-sync' ),
			Entry_Kind::Core        => __( 'Changed', 'wpo365-user-sync' ),
			Entry_Kind::Meta        => __( 'Changed', 'wpo365-user-sync' ),
			Entry_Kind::Role        => __( 'Roles changed', 'wpo365-user-sync' ),
			Entry_Kind::Link        => __( 'Linked', 'wpo365-user-sync' ),
			Entry_Kind::Unlink      => __( 'Unlinked', 'wpo365-user-sync' ),
			Entry_Kind::Deactivated => __( 'Deactivated', 'wpo365-user-sync' ),
			Entry_Kind::Reactivated => __( 'Reactivated', 'wpo365-user-sync' ),
			Entry_Kind::Deleted     => __( 'Deleted', 'wpo365-user-sync' ),
		};
	}

	/**
	 * Names the field, in words where it has any.
	 */
	public function field(): string {
		$field = $this->entry->field;
		return match ( true ) {
			isset( Core_Fields::ALL[ $field ] ) => Core_Fields::titles( $field )['title'],
			'user_login' === $field             => __( 'Username', 'wpo365-user-sync' ),
			default                             => $field,
		};
	}

	/**
	 * Writes a former and a later value.
	 */
	public function change(): string {
		if ( $this->is_hidden ) {
			return __( 'The values are not shown.', 'wpo365-user-sync' );
		}
		/* translators: 1: former value, 2: value that was written. */
		return sprintf( __( '%1$s → %2$s', 'wpo365-user-sync' ), self::text( $this->before ), self::text( $this->after ) );
	}

	/**
	 * @param string|list<string>|null $value One of the values.
	 */
	private static function text( string|array|null $value ): string {
		$text = implode( ', ', (array) $value );
		return '' === $text ? '—' : $text;
	}

	/**
	 * @param array<mixed>|null $stored What is stored under the field.
	 * @return string|list<string>|null
	 */
	private function value( ?array $stored ): string|array|null {
		if ( $this->is_hidden || null === $stored ) {
			return null;
		}
		if ( Entry_Kind::Created === $this->entry->kind ) {
			return (string) ( $stored[0] ?? '' ); // Behind it stands what the account is compared with, which tells nobody anything.
		}
		$roles = Entry_Kind::Role === $this->entry->kind ? self::roles( (string) ( $stored[0] ?? '' ) ) : null;
		return $roles ?? ( 1 === count( $stored ) ? (string) reset( $stored ) : array_values( array_map( strval( ... ), $stored ) ) );
	}

	/**
	 * Reads the roles of what is stored.
	 *
	 * @return list<string>|null Their names; null where it is no list of roles.
	 */
	private static function roles( string $stored ): ?array {
		if ( null === Stored_Roles::read( $stored ) ) {
			return null;
		}
		$names = wp_roles()->role_names;
		return array_map( static fn( string $role ): string => isset( $names[ $role ] ) ? translate_user_role( $names[ $role ] ) : $role, Stored_Roles::granted( $stored ) );
	}
}
