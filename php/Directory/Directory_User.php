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

/**
 * Holds one user as Microsoft Graph listed them.
 */
final class Directory_User {

	/**
	 * Takes the values.
	 *
	 * @param string               $id                  Object id, in the case that Graph uses.
	 * @param string               $user_principal_name UPN; empty where Graph gave none.
	 * @param string|null          $mail                Address; null for people without a mailbox.
	 * @param string|null          $display_name        Name.
	 * @param string|null          $given_name          First name.
	 * @param string|null          $surname             Last name.
	 * @param bool|null            $account_enabled     Null means unknown, which is not "disabled".
	 * @param string|null          $user_type           "Member", "Guest", or null for some old accounts.
	 * @param array<string, mixed> $properties          Further properties, raw, by their name in Graph.
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
		public readonly array $properties
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
			throw new Graph_Exception( Graph_Error::Bad_Response, __( 'Microsoft Graph listed a user without an id. Try again, and tell Microsoft\'s support if it happens again.', 'wpo365-user-sync' ), 200 );
		}
		$enabled = $row['accountEnabled'] ?? null;
		$others  = array_filter( array_diff_key( $row, User_Fields::CORE ), static fn( string|int $name ): bool => ! str_starts_with( (string) $name, '@odata.' ), ARRAY_FILTER_USE_KEY );
		return new self(
			$id,
			self::text( $row, 'userPrincipalName' ) ?? '',
			self::text( $row, 'mail' ),
			self::text( $row, 'displayName' ),
			self::text( $row, 'givenName' ),
			self::text( $row, 'surname' ),
			is_bool( $enabled ) ? $enabled : null,
			self::text( $row, 'userType' ),
			$others
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
		foreach ( User_Fields::CORE as $property => $name ) {
			$values[ $property ] = $this->$name;
		}
		return $values;
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
