import { randomUUID } from 'node:crypto';
import { HttpResponse } from 'msw';
import { checkApp, checkTenant } from './client';
import { grantedScopes } from './delegated';
import type { Exchange } from './exchange';
import { described, LoginError } from './login-errors';
import {
	adminConsentPage,
	approvalPage,
	consentPage,
	errorPage,
	formPostPage,
	signInPage,
} from './pages';

/**
 * Answers the authorize endpoint: a page, or a redirect with a code or an error.
 *
 * @param exchange The request.
 */
export function authorize( exchange: Exchange ): Response {
	try {
		checkTenant( exchange );
		checkApp( exchange, ask( exchange, 'client_id' ) );
		checkRedirect( exchange );
	} catch ( error ) {
		// Where nobody can be trusted there is no redirect: the error stays on the service's page.
		return shown( exchange, error );
	}
	try {
		return authorized( exchange );
	} catch ( error ) {
		if ( error instanceof LoginError ) {
			return back( exchange, {
				error:
					error.error === 'invalid_grant'
						? 'consent_required'
						: error.error,
				error_description: described( exchange, error ).text,
			} );
		}
		throw error;
	}
}

function authorized( exchange: Exchange ): Response {
	const { signIn, grants, clock } = exchange.simulator;
	if ( ask( exchange, 'response_type' ) !== 'code' ) {
		throw new LoginError(
			400,
			'unsupported_response_type',
			700051,
			'response_type is not enabled for the application.'
		);
	}
	if ( signIn.authorize_error !== null ) {
		return back( exchange, {
			error: signIn.authorize_error,
			error_description: `AADSTS50058: ${ signIn.authorize_error }`,
		} );
	}
	const choice = ask( exchange, 'sim_account' );
	if ( choice === 'cancel' ) {
		return back( exchange, {
			error: 'access_denied',
			error_subcode: 'cancel',
			error_description: 'the user canceled the authentication',
		} );
	}
	const account = choice || signIn.account;
	if ( ! account ) {
		if ( ask( exchange, 'prompt' ) === 'none' ) {
			return back( exchange, {
				error: 'login_required',
				error_description:
					'AADSTS50058: A silent sign-in request was sent but no user is signed in.',
			} );
		}
		return signInPage( exchange );
	}
	const person = exchange.simulator.directory.find( account );
	if ( ! person || person.accountEnabled === false ) {
		return signInPage(
			exchange,
			person
				? 'Your account has been locked. Contact your support person to unlock it.'
				: `We could not find an account with that user name.`
		);
	}
	const refused = consent( exchange );
	if ( refused ) {
		return refused;
	}
	const scope = ask( exchange, 'scope' );
	grantedScopes( exchange, scope );
	return back( exchange, {
		code: grants.issueCode( {
			redirectUri: ask( exchange, 'redirect_uri' ),
			challenge: ask( exchange, 'code_challenge' ),
			method: ask( exchange, 'code_challenge_method' ),
			nonce: ask( exchange, 'nonce' ),
			scope,
			userId: person.id,
			issued: clock.now(),
			redeemed: false,
		} ),
		session_state: randomUUID(),
	} );
}

function consent( exchange: Exchange ): Response | undefined {
	const { consent: how } = exchange.simulator.signIn;
	const choice = ask( exchange, 'sim_consent' );
	if ( how === 'admin_required' ) {
		return choice === 'cancel'
			? back( exchange, {
					error: 'access_denied',
					error_description:
						'AADSTS90094: An administrator needs to grant the permissions.',
				} )
			: approvalPage( exchange );
	}
	if ( how === 'declined' || choice === 'cancel' ) {
		return back( exchange, {
			error: 'access_denied',
			error_subcode: 'cancel',
			error_description:
				'AADSTS65004: User declined to consent to access the app.',
		} );
	}
	const wanted = how === 'ask' || ask( exchange, 'prompt' ) === 'consent';
	return wanted && choice !== 'accept' ? consentPage( exchange ) : undefined;
}

/**
 * Reads an option of the query, '' where it is missing.
 *
 * @param exchange The request.
 * @param name     Of the option.
 */
function ask( exchange: Exchange, name: string ): string {
	return exchange.query.get( name ) ?? '';
}

function checkRedirect( exchange: Exchange ): void {
	const { app } = exchange.simulator.options;
	const sent = ask( exchange, 'redirect_uri' );
	if ( ! app.redirect_uris.some( ( known ) => matches( sent, known ) ) ) {
		throw new LoginError(
			400,
			'invalid_request',
			50011,
			`The redirect URI '${ sent }' specified in the request does not match the redirect URIs configured for the application '${ app.client_id }'. Make sure the redirect URI sent in the request matches one added to your application. Navigate to ${ exchange.origin }/redirectUriMismatchError to learn more about how to fix this.`
		);
	}
}

/** The port of a loopback address does not count; everything else does, capitals included. */
function matches( sent: string, known: string ): boolean {
	const loopback =
		/^(http:\/\/(?:localhost|127\.0\.0\.1))(?::\d+)?(?=[/?]|$)/;
	return sent.replace( loopback, '$1' ) === known.replace( loopback, '$1' );
}

function shown( exchange: Exchange, error: unknown ): Response {
	if ( ! ( error instanceof LoginError ) ) {
		throw error;
	}
	return errorPage( described( exchange, error ).text );
}

/** Sends the browser back to the application. */
function back(
	exchange: Exchange,
	answer: Record< string, string >
): Response {
	const target = ask( exchange, 'redirect_uri' );
	const state = exchange.query.get( 'state' );
	const fields = { ...answer, ...( state === undefined ? {} : { state } ) };
	switch ( ask( exchange, 'response_mode' ) ) {
		case 'form_post':
			return formPostPage( target, fields );
		case 'fragment':
			return redirect( `${ target }#${ new URLSearchParams( fields ) }` );
		default:
			return redirect( withQuery( target, fields ) );
	}
}

const redirect = ( to: string ) =>
	new HttpResponse( null, { status: 302, headers: { Location: to } } );

const withQuery = ( target: string, fields: Record< string, string > ) =>
	`${ target }${ target.includes( '?' ) ? '&' : '?' }${ new URLSearchParams(
		fields
	) }`;

/**
 * Answers both admin consent endpoints. `admin_consent=True` stands there in the failure too, as the service has it.
 *
 * @param exchange The request.
 */
export function adminConsent( exchange: Exchange ): Response {
	const { options, signIn } = exchange.simulator;
	try {
		checkTenant( exchange );
		checkApp( exchange, ask( exchange, 'client_id' ) );
		checkRedirect( exchange );
	} catch ( error ) {
		return shown( exchange, error );
	}
	const answer = signIn.admin_consent;
	const choice = ask( exchange, 'sim_consent' );
	if ( answer === 'ask' && choice === '' ) {
		return adminConsentPage( exchange );
	}
	const state = exchange.query.get( 'state' );
	const common = {
		admin_consent: 'True',
		...( state === undefined ? {} : { state } ),
	};
	const target = ask( exchange, 'redirect_uri' );
	if ( answer === 'declined' || choice === 'cancel' ) {
		const v2 = exchange.rawUrl.includes( '/v2.0/' );
		return redirect(
			withQuery( target, {
				...common,
				error: v2 ? 'consent_required' : 'permission_denied',
				error_description:
					'AADSTS65004: The resource owner or authorization server denied the request.',
			} )
		);
	}
	const { app } = options;
	app.roles = [ ...new Set( [ ...app.roles, ...signIn.admin_roles ] ) ];
	app.scopes = [ ...new Set( [ ...app.scopes, ...signIn.admin_roles ] ) ];
	return redirect(
		withQuery( target, {
			...common,
			tenant: options.tenant_id,
			scope: ask( exchange, 'scope' ),
		} )
	);
}
