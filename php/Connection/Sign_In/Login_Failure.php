<?php
/**
 * Error answers of the sign-in service.
 *
 * @package WPO365\User_Sync
 */

declare( strict_types=1 );

namespace WPO365\User_Sync\Connection\Sign_In;

use WPO365\User_Sync\Graph\Graph_Error;
use WPO365\User_Sync\Graph\Graph_Exception;
use WPO365\User_Sync\Graph\Graph_Failure;
use WPO365\User_Sync\Graph\Response;
use WPO365\User_Sync\Settings\Guid;

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
	 * Values of `error` with which the authorize endpoint says what others say with a status.
	 */
	private const TEMPORARY = array( 'server_error', 'temporarily_unavailable' );

	/**
	 * Makes the exception.
	 *
	 * @param Response $response  The answer.
	 * @param bool     $by_person Whether a person's sign-in was refused, who can sign in again.
	 */
	public static function of( Response $response, bool $by_person = false ): Graph_Exception {
		$body  = $response->json();
		$error = $body['error'] ?? null;
		if ( ! is_string( $error ) ) {
			return Graph_Failure::of( $response );
		}
		$number = self::number( $body );
		$kind   = self::kind( $response->status, $error, $number, $by_person );
		return new Graph_Exception(
			$kind,
			self::sentence( $body, $number, $kind ),
			$response->status,
			$response->retry_after(),
			self::details( $response, $body, $number ),
			is_string( $body['claims'] ?? null ) && strlen( $body['claims'] ) < 2000 && is_array( json_decode( $body['claims'], true ) ) ? $body['claims'] : ''
		);
	}

	/**
	 * Classifies the answer.
	 *
	 * @param int      $status    HTTP status.
	 * @param string   $error     The OAuth error.
	 * @param int|null $number    The AADSTS number.
	 * @param bool     $by_person Whether a person's sign-in was refused.
	 */
	private static function kind( int $status, string $error, ?int $number, bool $by_person ): Graph_Error {
		return match ( true ) {
			429 === $status, Aadsts::is_busy( $number )                   => Graph_Error::Throttled,
			in_array( $status, array( 500, 502, 503, 504 ), true ), in_array( $error, self::TEMPORARY, true ) => Graph_Error::Server_Error,
			$status >= 500                                                => Graph_Error::Bad_Response,
			$by_person && in_array( $error, self::INTERACTIVE, true )     => Graph_Error::Sign_In_Needed,
			default                                                       => Graph_Error::Unauthorized,
		};
	}

	/**
	 * Finds the sentence: by number, else by the suberror, else a general one with the number to search for.
	 *
	 * @param array<string, mixed> $body   The answer.
	 * @param int|null             $number The AADSTS number.
	 * @param Graph_Error          $kind   The class of the answer.
	 */
	private static function sentence( array $body, ?int $number, Graph_Error $kind ): string {
		$suberror = $body['suberror'] ?? null;
		$sentence = Aadsts::sentence( $number ) ?? Aadsts::by_suberror( is_string( $suberror ) ? $suberror : '' );
		if ( null === $sentence || Graph_Error::Server_Error === $kind ) {
			// Of a refusal without a sentence of its own it is known at least who refused: not Microsoft Graph.
			$sentence = Graph_Error::Unauthorized === $kind
				? __( 'Microsoft’s sign-in service did not accept the sign-in of the application. Check tenant, application and secret in the settings.', 'wpo365-user-sync' )
				: $kind->sentence();
		}
		return null === $number ? $sentence : "$sentence (AADSTS$number)";
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
			'request_id' => is_string( $trace ) && Guid::is_valid( $trace ) ? $trace : '',
			'date'       => is_string( $time ) && 1 === preg_match( '/^[\w ,:-]{1,40}$/', $time ) ? $response->presentable( $time ) : '',
			'graph_code' => is_string( $code ) && 1 === preg_match( '/^\w{1,60}$/', $code ) ? $response->presentable( $code ) : '',
			'aadsts'     => $number ?? '',
		);
		return array_filter( $details, static fn( int|string $value ): bool => '' !== $value );
	}
}
