<?php

declare( strict_types=1 );

namespace WPO365\User_Sync\Tests\Connection\Checks;

use WPO365\User_Sync\Tests\Support\Signs_In;

/**
 * Every error that Microsoft documents, and connections that fail: what arrives, and which line of the checklist it belongs to.
 */
trait Errors {

	use Signs_In;

	/** @return array<string, array{int, int, string, string, string, 5?: string}> */
	public static function login_errors(): array {
		$rows = array(
			array( 7000215, 401, 'invalid_client', 'secret', 'Value, not its Secret ID' ),
			array( 7000222, 401, 'invalid_client', 'secret', 'has expired' ),
			array( 7000218, 401, 'invalid_client', 'secret', 'received no client secret' ),
			array( 700027, 401, 'invalid_client', 'secret', 'certificate' ),
			array( 700016, 400, 'unauthorized_client', 'application', 'not found in this tenant' ),
			array( 7000112, 400, 'unauthorized_client', 'application', 'disabled' ),
			array( 90002, 400, 'invalid_request', 'tenant', 'not found in this cloud' ),
			array( 90038, 400, 'invalid_request', 'tenant', 'another cloud' ),
			array( 900023, 400, 'invalid_request', 'tenant', 'neither a Directory' ),
			array( 70011, 400, 'invalid_scope', 'token', 'scope' ),
			array( 1002012, 400, 'invalid_scope', 'token', 'scope' ),
			array( 65001, 400, 'invalid_grant', 'consent', 'Nobody has consented', 'consent_required' ),
			array( 65004, 400, 'invalid_grant', 'consent', 'declined' ),
			array( 90094, 400, 'invalid_grant', 'consent', 'consent of an administrator' ),
			array( 90095, 400, 'invalid_grant', 'consent', 'consent of an administrator' ),
			array( 50074, 400, 'invalid_grant', 'account', 'multi-factor', 'basic_action' ),
			array( 50076, 400, 'invalid_grant', 'account', 'multi-factor', 'basic_action' ),
			array( 50079, 400, 'interaction_required', 'account', 'multi-factor' ),
			array( 53003, 400, 'invalid_grant', 'token', 'Conditional Access' ),
			array( 530032, 400, 'access_denied', 'token', 'Conditional Access' ),
			array( 700082, 400, 'invalid_grant', 'account', '90 days', 'bad_token' ),
			array( 70008, 400, 'invalid_grant', 'account', 'sign-in has expired' ),
			array( 700081, 400, 'invalid_grant', 'account', 'sign-in has expired' ),
			array( 700084, 400, 'invalid_grant', 'account', 'single-page' ),
			array( 50173, 400, 'invalid_grant', 'account', 'revoked', 'bad_token' ),
			array( 70043, 400, 'invalid_grant', 'account', 'frequency', 'bad_token' ),
			array( 50057, 400, 'invalid_grant', 'account', 'disabled' ),
			array( 54005, 400, 'invalid_grant', 'account', 'already used' ),
			array( 501481, 400, 'invalid_grant', 'account', 'did not begin on this site' ),
			array( 700005, 400, 'invalid_grant', 'account', 'another tenant' ),
			array( 50194, 400, 'invalid_request', 'tenant', 'no tenant was named' ),
			array( 9001023, 400, 'invalid_request', 'tenant', 'no tenant was named' ),
			array( 50105, 400, 'invalid_grant', 'account', 'not assigned' ),
			array( 50011, 400, 'invalid_request', 'account', 'redirect address' ),
			array( 500112, 400, 'invalid_client', 'account', 'address of this site' ),
			array( 50196, 400, 'invalid_grant', 'throttling', 'too many sign-ins' ),
			array( 90055, 400, 'invalid_request', 'throttling', 'busy' ),
			array( 500011, 400, 'invalid_resource', 'token', 'not available to this tenant' ),
			array( 50034, 400, 'invalid_grant', 'account', 'does not exist' ),
			array( 50055, 400, 'invalid_grant', 'account', 'password', 'user_password_expired' ),
			array( 50058, 400, 'login_required', 'account', 'Nobody is signed in' ),
			array( 70000, 400, 'invalid_grant', 'account', 'not accepted any more' ),
			// Numbers that are not known here fall back to what the answer says beside them.
			array( 99999, 401, 'invalid_client', 'secret', 'did not accept the sign-in of the application' ),
			array( 99998, 400, 'invalid_grant', 'account', 'connection with Microsoft has ended' ),
			array( 99997, 400, 'invalid_grant', 'account', 'one more step', 'additional_action' ),
			array( 99996, 400, 'invalid_grant', 'account', 'has a message', 'message_only' ),
			array( 99995, 400, 'invalid_grant', 'consent', 'Nobody has consented', 'consent_required' ),
		);
		return array_combine( array_map( static fn ( array $row ): string => "AADSTS$row[0]", $rows ), $rows );
	}

	/** @return array<string, array{int, string, string, string, 4?: array<string, string>}> */
	public static function graph_errors(): array {
		return array(
			'bad request'            => array( 400, 'Request_BadRequest', 'list_users', 'did not understand' ),
			'unsupported query'      => array( 400, 'Request_UnsupportedQuery', 'list_users', 'does not support this combination' ),
			'unknown property'       => array( 400, 'BadRequest', 'list_users', 'did not understand' ),
			'expired page'           => array( 400, 'Directory_ExpiredPageToken', 'list_users', 'link is not accepted any longer' ),
			'too many groups'        => array( 400, 'Directory_ResultSizeLimitExceeded', 'list_users', 'too long' ),
			'sync state'             => array( 400, 'syncStateNotFound', 'list_users', 'link is not accepted any longer' ),
			'token refused'          => array( 401, 'InvalidAuthenticationToken', 'token', 'did not accept the sign-in' ),
			'challenge'              => array( 401, 'InvalidAuthenticationToken', 'account', 'policies have changed', array( 'www-authenticate' => 'Bearer realm="", error="insufficient_claims", claims="e30="' ) ),
			'not provisioned'        => array( 401, 'Unauthorized', 'tenant', 'not set up for Microsoft Graph' ),
			'denied'                 => array( 403, 'Authorization_RequestDenied', 'list_users', 'may not list users' ),
			'licence'                => array( 403, 'Authentication_RequestFromNonPremiumTenantOrB2CTenant', 'full_profiles', 'P1 or P2' ),
			'conditional access'     => array( 403, 'insufficient_claims', 'token', 'Conditional Access' ),
			'identity not found'     => array( 403, 'Authorization_IdentityNotFound', 'application', 'not known in this tenant any more' ),
			'identity disabled'      => array( 403, 'Authorization_IdentityDisabled', 'application', 'disabled in this tenant' ),
			'not found'              => array( 404, 'Request_ResourceNotFound', 'list_users', 'does not know' ),
			'gone'                   => array( 410, '', 'list_users', 'link is not accepted any longer' ),
			'throttled'              => array( 429, 'TooManyRequests', 'throttling', 'asked for a pause', array( 'retry-after' => '12' ) ),
			'internal error'         => array( 500, 'UnknownError', 'network', 'temporary error' ),
			'bad gateway'            => array( 502, 'UnknownError', 'network', 'temporary error' ),
			'service not available'  => array( 503, 'serviceNotAvailable', 'network', 'temporary error' ),
			'gateway time-out'       => array( 504, 'UnknownError', 'network', 'temporary error' ),
			'not implemented'        => array( 501, 'NotImplemented', 'list_users', 'can’t deliver' ),
			'a page of HTML'         => array( 200, '', 'network', 'proxy' ),
		);
	}

	/** @return array<string, array{string, string}> */
	public static function outages(): array {
		return array(
			'no name'          => array( 'cURL error 6: Could not resolve host: Transport text', 'could not be resolved' ),
			'refused'          => array( 'cURL error 7: Failed to connect to Transport text port 443', 'was refused' ),
			'time-out'         => array( 'cURL error 28: Operation timed out Transport text', 'did not answer in time' ),
			'certificate'      => array( 'cURL error 60: SSL certificate problem: Transport text', 'certificates' ),
			'no TLS at all'    => array( 'cURL error 35: Transport text', 'certificates' ),
			'proxy'            => array( 'cURL error 5: Could not resolve proxy: Transport text', 'WP_PROXY_HOST' ),
			'broke off'        => array( 'cURL error 56: Recv failure: Transport text', 'broke off' ),
		);
	}

	/**
	 * Tests the connection while no answer arrives from a part of the service.
	 *
	 * @return array<string, mixed>
	 */
	private function line_for_outage( string $error, string $part ): array {
		$broken = static fn ( mixed $done, array $args, string $url ): mixed => str_contains( $url, $part ) ? new \WP_Error( 'http_request_failed', $error ) : $done;
		add_filter( 'pre_http_request', $broken, 10, 3 );
		$answer = $this->rest( 'POST', '/connection/test' );
		remove_filter( 'pre_http_request', $broken );
		return array_column( $answer->data, null, 'id' )['network'];
	}

	/** @return array<string, mixed> */
	private function line_for_login_error( int $number, int $status, string $error, string $id, string $suberror ): array {
		$body = array(
			'error'             => $error,
			'error_description' => "AADSTS$number: Service text",
			'error_codes'       => array( $number ),
			'timestamp'         => '2026-01-31 12:00:00Z',
			'trace_id'          => '0a0a0a0a-1111-4222-8333-444444444444',
		) + array_filter( compact( 'suberror' ) );
		return $this->line_when( '/oauth2/v2.0/token', $status, (string) wp_json_encode( $body ), array(), $id );
	}

	/**
	 * @param array<string, string> $headers
	 * @return array<string, mixed>
	 */
	private function line_for_graph_error( int $status, string $code, string $id, array $headers ): array {
		$body = 200 === $status ? '<html>Service text</html>' : (string) wp_json_encode( array( 'error' => array( 'code' => $code, 'message' => 'Service text' ) ) );
		return $this->line_when( '/v1.0/', $status, $body, $headers + array( 'request-id' => '0b0b0b0b-1111-4222-8333-444444444444' ), $id );
	}

	/**
	 * Tests the connection while one part of the service answers the same to everything. The answers are canned, because no
	 * tenant could be brought to give them all.
	 *
	 * @param array<string, string> $headers
	 * @return array<string, mixed>
	 */
	private function line_when( string $part, int $status, string $body, array $headers, string $id ): array {
		$canned = static fn ( mixed $done, array $args, string $url ): mixed => str_contains( $url, $part )
			? array(
				'response' => array( 'code' => $status, 'message' => '' ),
				'headers'  => $headers,
				'body'     => $body,
				'cookies'  => array(),
			)
			: $done;
		add_filter( 'pre_http_request', $canned, 10, 3 );
		// Sign-ins of persons die for reasons of their own.
		if ( 'account' === $id || str_contains( $body, 'invalid_grant' ) ) {
			remove_filter( 'pre_http_request', $canned );
			$this->begin_session();
			$this->delegated();
			self::assertTrue( $this->connect() );
			add_filter( 'pre_http_request', $canned, 10, 3 );
		} else {
			$this->rest( 'POST', '/settings', array( 'connection' => array( 'permission_type' => 'application' ) ) );
		}
		$answer = $this->rest( 'POST', '/connection/test' );
		remove_filter( 'pre_http_request', $canned );
		self::assertSame( 200, $answer->status, $answer->text() );
		return array_column( $answer->data, null, 'id' )[ $id ];
	}
}
