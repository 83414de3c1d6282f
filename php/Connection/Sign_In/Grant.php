<?php
/**
 * A person's sign-in.
 *
 * @package WPO365\User_Sync
 */

declare( strict_types=1 );

namespace WPO365\User_Sync\Connection\Sign_In;

/**
 * Holds what a sign-in with delegated permissions gave. It is stored encrypted, and never shown.
 */
final class Grant {

	/**
	 * @param string       $refresh_token Gets new access tokens; empty once the sign-in has ended.
	 * @param string       $access_token  The present token.
	 * @param int          $until         Unix time until which the access token is used.
	 * @param list<string> $scopes        What the token is good for, as the sign-in service said.
	 * @param string       $name          Who signed in, to be shown to administrators.
	 * @param bool         $is_guest      Whether the account is a guest of the tenant.
	 * @param int          $since         Unix time of the sign-in.
	 * @param string       $ended         Sentence that says why the sign-in has ended; empty while it is good.
	 * @param string       $claims        What Microsoft wants to see at the next sign-in, a JSON text; mostly empty.
	 */
	public function __construct(
		public readonly string $refresh_token,
		public readonly string $access_token,
		public readonly int $until,
		public readonly array $scopes,
		public readonly string $name,
		public readonly bool $is_guest,
		public readonly int $since,
		public readonly string $ended = '',
		public readonly string $claims = ''
	) {
	}

	/**
	 * Makes a grant from the answer to a sign-in.
	 *
	 * @param array<string, mixed> $answer Answer of the token endpoint.
	 * @param array<string, mixed> $claims Validated claims of the id_token.
	 */
	public static function from_sign_in( array $answer, array $claims ): self {
		$name = $claims['preferred_username'] ?? $claims['name'] ?? '';
		$name = is_string( $name ) ? $name : '';
		// Guests sign in at their own provider, which Microsoft names in "idp".
		$is_guest = isset( $claims['idp'] ) && $claims['idp'] !== $claims['iss'] || str_contains( strtoupper( $name ), '#EXT#' );
		return ( new self( '', '', 0, array(), $name, $is_guest, time() ) )->renewed( $answer );
	}

	/**
	 * Gives the grant with new tokens. Where the answer has no refresh token the old one stays good.
	 *
	 * @param array<string, mixed> $answer Answer of the token endpoint.
	 */
	public function renewed( array $answer ): self {
		$refresh = $answer['refresh_token'] ?? null;
		$scope   = $answer['scope'] ?? null;
		return new self(
			is_string( $refresh ) && '' !== $refresh ? $refresh : $this->refresh_token,
			$answer['access_token'],
			time() + $answer['expires_in'] - Client_Credentials::MARGIN,
			is_string( $scope ) ? array_values( array_filter( explode( ' ', $scope ) ) ) : $this->scopes,
			$this->name,
			$this->is_guest,
			$this->since
		);
	}

	/**
	 * Gives the grant after its end: without tokens, with the reason.
	 *
	 * @param string $sentence Why it has ended.
	 * @param string $claims   What Microsoft wants to see at the next sign-in.
	 */
	public function ended( string $sentence, string $claims ): self {
		return new self( '', '', 0, $this->scopes, $this->name, $this->is_guest, $this->since, $sentence, $claims );
	}

	/**
	 * Tells whether the access token can be used for some minutes yet.
	 */
	public function is_fresh(): bool {
		return '' !== $this->access_token && time() < $this->until;
	}

	/**
	 * Gives the values, to be kept.
	 *
	 * @return array<string, mixed>
	 */
	public function to_array(): array {
		return get_object_vars( $this );
	}

	/**
	 * Restores a grant.
	 *
	 * @param array<string, mixed> $values What to_array() gave.
	 */
	public static function from_array( array $values ): self {
		return new self( ...$values );
	}
}
