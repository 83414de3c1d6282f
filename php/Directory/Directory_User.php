<?php
/**
 * A user of the directory.
 *
 * @package WPO365\User_Sync
 */

declare( strict_types=1 );

namespace WPO365\User_Sync\Directory;

use WPO365\User_Sync\Graph\Graph_Error;
use WPO365\User_Sync\Graph\Graph_Exception;
use WPO365\User_Sync\Json;
use WPO365\User_Sync\Settings\Core_Fields;
use WPO365\User_Sync\Settings\Guid;

/**
 * Holds one user as Microsoft Graph listed them.
 */
final class Directory_User {

	/** Under which name to_array() keeps the list of what can't be read. */
	private const UNREADABLE = '@unreadable';

	/**
	 * @param string               $id                  Object id, in the case that Graph uses.
	 * @param string               $user_principal_name UPN; empty where Graph gave none.
	 * @param string|null          $mail                Address; null for people without a mailbox.
	 * @param string|null          $display_name        Name.
	 * @param string|null          $given_name          First name.
	 * @param string|null          $surname             Last name.
	 * @param bool|null            $account_enabled     Null means unknown, which is not "disabled".
	 * @param string|null          $user_type           "Member", "Guest", or null for some old accounts.
	 * @param array<string, mixed> $properties          Further properties, raw, by their name in Graph.
	 * @param string[]             $unreadable          Names of further properties whose value can't be read: unknown, which is not empty.
	 */
	public function __construct(
		public readonly string $id,
		public readonly string $user_principal_name,
		public readonly ?string $mail,
		public readonly ?string $display_name,
		public readonly ?string $given_name,
		public readonly ?string $surname,
		public readonly ?bool $account_enabled,
		public readonly ?string $user_type,
		public readonly array $properties,
		public readonly array $unreadable = array()
	) {
	}

	/**
	 * Reads a row of a listing. Anything odd becomes null; only the id must be there.
	 *
	 * @param array<string, mixed> $row The row.
	 * @throws Graph_Exception When it has no id (bad_response).
	 */
	public static function from_graph( array $row ): self {
		$id = $row['id'] ?? null;
		if ( ! is_string( $id ) || '' === $id ) {
			throw new Graph_Exception( Graph_Error::Bad_Response, __( 'Microsoft Graph listed a user without an ID. Try again, and tell Microsoft’s support if it happens again.', 'wpo365-user-sync' ), 200 );
		}
		if ( 1 !== preg_match( '/^[\x21-\x7E]{1,64}$/', $id ) ) {
			$id = hash( 'sha256', $id ); // It is no GUID, so nobody is linked to it; but its row needs a name that fits.
		}
		$enabled    = $row['accountEnabled'] ?? null;
		$unreadable = $row[ self::UNREADABLE ] ?? array();
		unset( $row[ self::UNREADABLE ] );
		$others  = array_filter( array_diff_key( $row, User_Fields::core() ), static fn( string|int $name ): bool => ! str_starts_with( (string) $name, '@odata.' ), ARRAY_FILTER_USE_KEY );
		foreach ( $others as $name => $value ) {
			if ( ! self::is_finite( $value ) ) {
				$others[ $name ] = null;
				$unreadable[]    = (string) $name;
			}
		}
		return new self(
			...array_map( static fn( string $property ): ?string => self::text( $row, $property ), array_column( Core_Fields::ALL, 'graph', 'person' ) ),
			id: $id,
			user_principal_name: self::text( $row, 'userPrincipalName' ) ?? '',
			account_enabled: is_bool( $enabled ) ? $enabled : null,
			user_type: self::text( $row, 'userType' ),
			properties: $others,
			unreadable: $unreadable,
		);
	}

	/**
	 * Restores a user that was kept.
	 *
	 * @param array<string, mixed> $values What to_array() gave.
	 */
	public static function from_array( array $values ): self {
		return self::from_graph( $values );
	}

	/**
	 * Gives the values, to be kept as JSON and restored by from_array().
	 *
	 * @return array<string, mixed>
	 */
	public function to_array(): array {
		$values = $this->properties;
		foreach ( User_Fields::core() as $property => $name ) {
			$values[ $property ] = $this->$name;
		}
		return $values + ( array() === $this->unreadable ? array() : array( self::UNREADABLE => $this->unreadable ) );
	}

	/**
	 * Tells who the manager is.
	 *
	 * @return string|null Object id; empty where there is none; null where that is not known: it was not asked for, or Graph did not show the whole profile.
	 */
	public function manager_id(): ?string {
		$id = $this->properties[ User_Fields::MANAGER ]['id'] ?? null;
		return match ( true ) {
			is_string( $id ) && Guid::is_valid( $id ) => $id,
			null === $this->account_enabled || in_array( User_Fields::MANAGER, $this->unreadable, true ) || ! array_key_exists( User_Fields::MANAGER, $this->properties ) => null,
			default => '',
		};
	}

	/**
	 * Lists the properties that could not be read as they were sent: numbers that are none, and texts in which invalid characters were replaced.
	 *
	 * @return string[] Names in Graph.
	 */
	public function flaws(): array {
		$flaws = array_fill_keys( $this->unreadable, true );
		foreach ( $this->to_array() as $name => $value ) {
			if ( is_string( $value ) ? str_contains( $value, "\u{FFFD}" ) : is_array( $value ) && str_contains( Json::encode( $value ), '\ufffd' ) ) {
				$flaws[ $name ] = true;
			}
		}
		unset( $flaws[ self::UNREADABLE ] );
		return array_map( 'strval', array_keys( $flaws ) );
	}

	/**
	 * Tells whether a value holds no number beyond what PHP knows: 1e999 becomes infinite, and nothing infinite can be kept.
	 */
	private static function is_finite( mixed $value ): bool {
		if ( is_array( $value ) ) {
			foreach ( $value as $item ) {
				if ( ! self::is_finite( $item ) ) {
					return false;
				}
			}
		}
		return ! is_float( $value ) || is_finite( $value );
	}

	/**
	 * Tells whether the UPN is the made-up name of somebody from another tenant; nobody receives mail there.
	 */
	public function is_guest_name(): bool {
		return str_contains( strtoupper( $this->user_principal_name ), '#EXT#' );
	}

	/**
	 * Gives the address for WordPress: mail, else the UPN where it can be one.
	 */
	public function email(): ?string {
		if ( null !== $this->mail ) {
			return $this->mail;
		}
		return str_contains( $this->user_principal_name, '@' ) && ! $this->is_guest_name() ? $this->user_principal_name : null;
	}

	/**
	 * Reads a text; empty ones count as none.
	 *
	 * @param array<string, mixed> $row  The row.
	 * @param string               $name Property.
	 */
	private static function text( array $row, string $name ): ?string {
		$value = $row[ $name ] ?? null;
		return is_string( $value ) && '' !== trim( $value ) ? trim( $value ) : null;
	}
}
