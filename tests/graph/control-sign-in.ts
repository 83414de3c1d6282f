import type { RequestHandler } from 'msw';
import { checkOptions, control, ControlError } from './control-route';
import type { JsonObject } from './json';
import { deadGrants } from './login-errors';
import { defaultOptions } from './options';
import { defaultSignIn, idTokenKinds } from './sign-in';
import type { Simulator } from './simulator';

const CHOICES: Record< string, readonly string[] > = {
	consent: [ 'granted', 'ask', 'declined', 'admin_required' ],
	admin_consent: [ 'granted', 'ask', 'declined' ],
	redeem: [ 'ok', ...deadGrants ],
	refresh: [ 'ok', ...deadGrants ],
	id_token: idTokenKinds,
};

function checkChoices( body: JsonObject ): void {
	for ( const [ name, choices ] of Object.entries( CHOICES ) ) {
		const value = body[ name ];
		if ( value !== undefined && ! choices.includes( String( value ) ) ) {
			throw new ControlError(
				`'${ name }' must be one of: ${ choices.join( ', ' ) }.`
			);
		}
	}
}

/**
 * Makes the control routes for the application, sign-in, tokens and keys.
 *
 * @param simulator What is steered.
 */
export function controlSignIn( simulator: Simulator ): RequestHandler[] {
	return [
		control( 'patch', '/app', ( body ) => {
			checkOptions( body, defaultOptions().app );
			Object.assign( simulator.options.app, body );
			return simulator.options.app;
		} ),
		control( 'get', '/sign-in', () => simulator.signIn ),
		control( 'patch', '/sign-in', ( body ) => {
			checkOptions( body, defaultSignIn() );
			checkChoices( body );
			Object.assign( simulator.signIn, body );
			return simulator.signIn;
		} ),
		control( 'post', '/tokens/revoke', ( body ) => {
			checkOptions( body, { access: true, refresh: true } );
			const { access = true, refresh = true } = body;
			if ( access ) {
				simulator.tokens.revokeAll();
			}
			if ( refresh ) {
				simulator.grants.revokeAll();
			}
			return { access, refresh };
		} ),
		control( 'post', '/keys/rotate', ( body ) => {
			checkOptions( body, { drop: true } );
			return { kid: simulator.keys.rotate( body.drop === true ).kid };
		} ),
	];
}
