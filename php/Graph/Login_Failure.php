<?php
/**
 * Error answers of the sign-in service.
 *
 * @package WPO365\User_Sync
 */

declare( strict_types=1 );

namespace WPO365\User_Sync\Graph;

/**
 * Turns an error answer of the sign-in service into an exception.
 *
 * Goes by `error` and `suberror`; the AADSTS number only picks a better sentence, since Microsoft may change the numbers.
 *
 * @see https://learn.microsoft.com/entra/identity-platform/reference-error-codes
 */
final class Login_Failure {

	/**
	 * Values of `error` after which only a person who signs in can help.
	 */
	private const INTERACTIVE = array( 'invalid_grant', 'interaction_required', 'login_required', 'consent_required' );

	/**
	 * Makes the exception.
	 *
	 * @param Response $response The answer.
	 */
	public static function of( Response $response ): Graph_Exception {
		$body  = $response->json();
		$error = $body['error'] ?? null;
		if ( ! is_string( $error ) ) {
			return Graph_Failure::of( $response );
		}
		$number = self::number( $body );
		$kind   = self::kind( $response->status, $error );
		return new Graph_Exception(
			$kind,
			Aadsts::sentence( $number ) ?? $kind->sentence(),
			$response->status,
			Retry_After::seconds( $response->header( 'retry-after' ) ),
			self::details( $response, $body, $number )
		);
	}

	/**
	 * Classifies the answer.
	 *
	 * @param int    $status HTTP status.
	 * @param string $error  The OAuth error.
	 */
	private static function kind( int $status, string $error ): Graph_Error {
		return match ( true ) {
			429 === $status                                => Graph_Error::Throttled,
			$status >= 500                                 => in_array( $status, array( 500, 502, 503, 504 ), true ) ? Graph_Error::Server_Error : Graph_Error::Bad_Response,
			in_array( $error, self::INTERACTIVE, true )    => Graph_Error::Sign_In_Needed,
			default                                        => Graph_Error::Unauthorized,
		};
	}

	/**
	 * Reads the AADSTS number: from the list of codes, else from the description.
	 *
	 * @param array<string, mixed> $body The answer.
	 */
	private static function number( array $body ): ?int {
		$codes = $body['error_codes'] ?? null;
		if ( is_array( $codes ) && is_numeric( $codes[0] ?? null ) ) {
			return (int) $codes[0];
		}
		$text = $body['error_description'] ?? null;
		return is_string( $text ) && 1 === preg_match( '/^AADSTS(\d+)/', $text, $match ) ? (int) $match[1] : null;
	}

	/**
	 * Picks what Microsoft's support asks for.
	 *
	 * @param Response             $response The answer.
	 * @param array<string, mixed> $body     Its body.
	 * @param int|null             $number   The AADSTS number.
	 * @return array{request_id?: string, date?: string, graph_code?: string, aadsts?: int}
	 */
	private static function details( Response $response, array $body, ?int $number ): array {
		$trace   = $body['trace_id'] ?? '';
		$time    = $body['timestamp'] ?? $response->header( 'date' );
		$code    = $body['suberror'] ?? $body['error'] ?? '';
		$details = array(
			'request_id' => is_string( $trace ) && Tenant::is_guid( $trace ) ? $trace : '',
			'date'       => is_string( $time ) && 1 === preg_match( '/^[\w ,:-]{1,40}$/', $time ) ? $time : '',
			'graph_code' => is_string( $code ) && 1 === preg_match( '/^\w{1,60}$/', $code ) ? $code : '',
			'aadsts'     => $number ?? '',
		);
		return array_filter( $details, static fn( int|string $value ): bool => '' !== $value );
	}
}
