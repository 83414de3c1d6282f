<?php

declare( strict_types=1 );

namespace WPO365\User_Sync\Tests\Graph;

use PHPUnit\Framework\TestCase;
use WPO365\User_Sync\Graph\Blank_Out;

final class Blank_Out_Test extends TestCase {

	/**
	 * @dataProvider texts
	 */
	public function test_what_looks_like_a_secret_is_blanked_and_nothing_else( string $said, string $passed_on ): void {
		self::assertSame( $passed_on, Blank_Out::text( $said ) );
	}

	/**
	 * @return array<string, array{string, string}> What is said, and what of it is passed on.
	 */
	public static function texts(): array {
		$jwt = 'eyJ0eXAiOiJKV1QiLCJhbGciOiJSUzI1NiJ9.eyJhdWQiOiJodHRwczovL2dyYXBoIiwic3ViIjoiYSJ9.c2lnbmF0dXJlLW9mLXNvbWVib2R5';
		return array(
			'a JWT'                    => array( "Token $jwt refused.", 'Token *** refused.' ),
			'the beginning of a JWT'   => array( 'Token eyJ0eXAiOiJKV1 refused.', 'Token *** refused.' ),
			'a bearer'                 => array( 'Sent: Authorization: Bearer abc.123-x; try again', 'Sent: Authorization: Bearer ***; try again' ),
			'a named secret'           => array( 'client_secret=short&grant_type=x', 'client_secret=***&grant_type=x' ),
			'a named secret in JSON'   => array( '{"refresh_token":"short","x":1}', '{"refresh_token":"***","x":1}' ),
			'a secret of Entra'        => array( 'Got aBc8Q~dEf2hIjKlMnOpQrStUvWxYz0123456789_ here', 'Got *** here' ),
			'an opaque refresh token'  => array( '0.AXoAb3c1.AgABAAEAAAD4gBcD5eFgHiJkLmNoPqRsT9', '***' ),
			'a property'               => array( "Could not find a property named 'onPremisesExtensionAttributes/extensionAttribute15'.", "Could not find a property named 'onPremisesExtensionAttributes/extensionAttribute15'." ),
			'an extension property'    => array( "Property 'extension_0123456789abcdef0123456789abcdef_shoeSize' is unknown", "Property 'extension_0123456789abcdef0123456789abcdef_shoeSize' is unknown" ),
			'an id'                    => array( 'Group 11112222-3333-4444-5555-666677778888.', 'Group 11112222-3333-4444-5555-666677778888.' ),
			'a code'                   => array( 'Authentication_RequestFromNonPremiumTenantOrB2CTenant', 'Authentication_RequestFromNonPremiumTenantOrB2CTenant' ),
			'a filter'                 => array( "Invalid filter clause: createdDateTime ge 2024-01-31T00:00:00Z and mail eq 'anna.berg@contoso.example'", "Invalid filter clause: createdDateTime ge 2024-01-31T00:00:00Z and mail eq 'anna.berg@contoso.example'" ),
			'words about tokens'       => array( 'The bearer token is missing; a basic profile needs an access token.', 'The bearer token is missing; a basic profile needs an access token.' ),
		);
	}

	public function test_what_was_sent_is_blanked_however_short_and_however_spelled(): void {
		self::assertSame( 'a *** b *** c ***', Blank_Out::text( 'a se cret/ b se%20cret%2F c se+cret%2F', array( '', 'se cret/' ) ) );
	}
}
