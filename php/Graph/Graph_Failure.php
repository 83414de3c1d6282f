<?php
/**
 * Error answers of Microsoft Graph.
 *
 * @package WPO365\User_Sync
 */

declare( strict_types=1 );

namespace WPO365\User_Sync\Graph;

/**
 * Turns an answer of Microsoft Graph that is not what was asked for into an exception.
 *
 * Goes by the status and the codes of the answer, never by its message. Codes are compared without regard to case.
 *
 * @see https://learn.microsoft.com/graph/errors
 */
final class Graph_Failure {

	/**
	 * Codes that mean: the token in the link is of no use any more, list again.
	 */
	private const EXPIRED = array( 'directory_expiredpagetoken', 'directorypagetokennotfoundexception', 'syncstatenotfound', 'resyncrequired' );

	/**
	 * Makes the exception.
	 *
	 * @param Response $response The answer.
	 * @param bool     $of_link  Whether a link was followed that Graph itself had sent.
	 */
	public static function of( Response $response, bool $of_link = false ): Graph_Exception {
		$body  = $response->json();
		$codes = is_array( $body['error'] ?? null ) ? self::codes( $body['error'], $response ) : array();
		$error = self::is_challenge( $response ) ? Graph_Error::Sign_In_Needed : self::error( $response->status, array_map( 'strtolower', $codes ), $of_link );
		return new Graph_Exception(
			$error,
			self::sentence( $error, array_map( 'strtolower', $codes ) ),
			$response->status,
			$response->retry_after(),
			self::details( $response, $codes ),
			said: Graph_Error::Bad_Request === $error ? self::said( $body, $response ) : ''
		);
	}

	/**
	 * Reads Graph's own words about a bad query.
	 *
	 * @param array<string, mixed>|null $body     The answer's body.
	 * @param Response                  $response The answer.
	 */
	private static function said( ?array $body, Response $response ): string {
		$message = $body['error']['message'] ?? '';
		// Blanked out before it is cut: half a token looks like less than one.
		return is_string( $message ) ? mb_substr( $response->presentable( wp_strip_all_tags( $message ) ), 0, 300 ) : '';
	}

	/**
	 * Makes the exception for an answer with a good status and a bad body. One that is no JSON at all was cut off or replaced on its way: the next may be whole.
	 *
	 * @param Response $response The answer.
	 */
	public static function bad_body( Response $response ): Graph_Exception {
		return new Graph_Exception( Graph_Error::Bad_Response, '', $response->status, null, self::details( $response, array() ), is_broken: ! $response->is_json() );
	}

	/**
	 * Makes the exception for an answer that is longer than any of Graph's.
	 *
	 * @param Response $response The answer.
	 */
	public static function too_long( Response $response ): Graph_Exception {
		return new Graph_Exception( Graph_Error::Bad_Response, '', $response->status, null, self::details( $response, array() ) );
	}

	/**
	 * Tells whether the tenant's policies ask for a new sign-in in the middle of a token's life.
	 *
	 * @see https://learn.microsoft.com/entra/identity-platform/claims-challenge
	 * @param Response $response The answer.
	 */
	private static function is_challenge( Response $response ): bool {
		return 401 === $response->status && 1 === preg_match( '/insufficient_claims|claims=/', $response->header( 'www-authenticate' ) );
	}

	/**
	 * Collects the codes, from the general to the most specific: inner errors are nested.
	 *
	 * @param array<string, mixed> $error    The error object.
	 * @param Response             $response The answer.
	 * @return list<string>
	 */
	private static function codes( array $error, Response $response ): array {
		$codes = array();
		for ( $depth = 0; $depth < 8; $depth++ ) {
			if ( is_string( $error['code'] ?? null ) && '' !== $error['code'] ) {
				$codes[] = substr( (string) preg_replace( '/[^\w.*-]/', '', $response->presentable( $error['code'] ) ), 0, 100 );
			}
			$inner = $error['innerError'] ?? $error['innererror'] ?? null;
			if ( ! is_array( $inner ) ) {
				break;
			}
			$error = $inner;
		}
		return $codes;
	}

	/**
	 * Classifies the answer.
	 *
	 * @param int          $status HTTP status.
	 * @param list<string> $codes  Codes in lower case.
	 * @param bool         $of_link Whether a link of Graph was followed: it alone can be to blame, whatever the code.
	 */
	private static function error( int $status, array $codes, bool $of_link ): Graph_Error {
		if ( $status >= 400 && $status < 500 ) {
			$is_dead = $of_link && ! in_array( $status, array( 401, 403, 429 ), true );
			if ( $is_dead || 410 === $status || array() !== array_intersect( $codes, self::EXPIRED ) ) {
				return Graph_Error::Expired_Page_Token;
			}
		}
		return match ( true ) {
			401 === $status                                        => Graph_Error::Unauthorized,
			403 === $status                                        => Graph_Error::Forbidden,
			404 === $status                                        => Graph_Error::Not_Found,
			429 === $status                                        => Graph_Error::Throttled,
			501 === $status                                        => Graph_Error::Not_Supported,
			in_array( $status, array( 500, 502, 503, 504 ), true ) => Graph_Error::Server_Error,
			$status >= 400 && $status < 500                        => Graph_Error::Bad_Request,
			// Redirects, unknown 5xx and a success that carries an error: none of them is Graph as documented.
			default                                                => Graph_Error::Bad_Response,
		};
	}

	/**
	 * Finds the sentence for the most specific code that is known.
	 *
	 * @param Graph_Error  $error The class of the answer.
	 * @param list<string> $codes Codes in lower case.
	 */
	private static function sentence( Graph_Error $error, array $codes ): string {
		if ( Graph_Error::Sign_In_Needed === $error ) {
			return __( 'The tenant’s policies have changed, and Microsoft asks for a new sign-in. Press “Connect with Microsoft”; with application permissions, ask the administrator of the tenant to allow this application.', 'wpo365-user-sync' );
		}
		foreach ( array_reverse( $codes ) as $code ) {
			$sentence = match ( $code ) {
				'authentication_requestfromnonpremiumtenantorb2ctenant' => __( 'Microsoft Graph refused, because the tenant has no Microsoft Entra ID P1 or P2 licence for one of the selected properties. Remove signInActivity from the extra fields.', 'wpo365-user-sync' ),
				'insufficient_claims'                => __( 'A Conditional Access policy of the tenant refused this connection. Ask the administrator of the tenant to allow this application, then use “Test connection”.', 'wpo365-user-sync' ),
				'authorization_identitynotfound'     => __( 'The application is not known in this tenant any more. Grant admin consent again in the Entra admin center, or check tenant and application in the settings.', 'wpo365-user-sync' ),
				'authorization_identitydisabled'     => __( 'The application is disabled in this tenant. Enable it in the Entra admin center under Enterprise applications.', 'wpo365-user-sync' ),
				'unauthorized'                       => __( 'This tenant is not set up for Microsoft Graph. Check that it is the tenant with your Microsoft 365 subscription.', 'wpo365-user-sync' ),
				'request_unsupportedquery'           => Graph_Error::Bad_Request === $error
					? __( 'Microsoft Graph does not support this combination of filter and fields. Check the filter and the extra fields in the settings.', 'wpo365-user-sync' )
					: null,
				'directory_resultsizelimitexceeded'  => __( 'Microsoft Graph refused, because the answer would be too long. Choose groups with fewer members.', 'wpo365-user-sync' ),
				default                              => null,
			};
			if ( null !== $sentence ) {
				return $sentence;
			}
		}
		return $error->sentence();
	}

	/**
	 * Picks what Microsoft's support asks for.
	 *
	 * @param Response     $response The answer.
	 * @param list<string> $codes    Codes.
	 * @return array{request_id?: string, date?: string, graph_code?: string}
	 */
	private static function details( Response $response, array $codes ): array {
		$id   = $response->header( 'request-id' );
		$date = $response->presentable( $response->header( 'date' ) );
		return array_filter(
			array(
				'request_id' => 1 === preg_match( '/^[0-9a-f-]{36}$/i', $id ) ? $id : '',
				'date'       => 1 === preg_match( '/^[\w ,:]{1,40}$/', $date ) ? $date : '',
				'graph_code' => array() === $codes ? '' : end( $codes ),
			),
			static fn( string $value ): bool => '' !== $value
		);
	}
}
