import { HttpResponse } from 'msw';
import type { Exchange } from './exchange';
import type { Person } from './people';

const escape = ( text: string ) =>
	text
		.replaceAll( '&', '&amp;' )
		.replaceAll( '<', '&lt;' )
		.replaceAll( '>', '&gt;' )
		.replaceAll( '"', '&quot;' );

function html( title: string, body: string, status = 200 ): Response {
	return new HttpResponse(
		`<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>${ escape(
			title
		) }</title></head><body><h1>${ escape( title ) }</h1>${ body }</body></html>`,
		{ status, headers: { 'Content-Type': 'text/html; charset=utf-8' } }
	);
}

const paragraph = ( text: string ) => `<p>${ escape( text ) }</p>`;

const button = ( name: string, value: string, label: string ) =>
	`<p><button name="${ name }" value="${ escape( value ) }">${ escape(
		label
	) }</button></p>`;

/** A form that sends the same request again, with the choice added. */
function form( exchange: Exchange, choice: string, buttons: string ): string {
	const hidden = exchange.query.names
		.filter( ( name ) => name !== choice )
		.map(
			( name ) =>
				`<input type="hidden" name="${ escape( name ) }" value="${ escape(
					exchange.query.get( name ) ?? ''
				) }">`
		);
	return `<form method="get">${ hidden.join( '' ) }${ buttons }</form>`;
}

/**
 * Shows the sign-in page: one button per account, a field for any other, and Cancel.
 *
 * @param exchange The request.
 * @param problem  What was wrong with the last choice.
 */
export function signInPage( exchange: Exchange, problem = '' ): Response {
	const { directory, options } = exchange.simulator;
	const firstOrdinary = directory.at( directory.awkwardOnes().length );
	const accounts = [ firstOrdinary, directory.find( 'guest' ) ].filter(
		( person ): person is Person => person !== undefined
	);
	const hint = exchange.query.get( 'login_hint' ) ?? '';
	return html(
		`Sign in to ${ options.name }`,
		( problem === '' ? '' : `<p role="alert">${ escape( problem ) }</p>` ) +
			form(
				exchange,
				'sim_account',
				accounts
					.map( ( { id, userPrincipalName } ) =>
						button(
							'sim_account',
							id,
							`Sign in as ${ userPrincipalName }`
						)
					)
					.join( '' ) + button( 'sim_account', 'cancel', 'Cancel' )
			) +
			form(
				exchange,
				'sim_account',
				`<p><label>User name <input name="sim_account" value="${ escape(
					hint
				) }"></label> <button>Sign in</button></p>`
			)
	);
}

/**
 * Shows the consent page.
 *
 * @param exchange The request.
 */
export function consentPage( exchange: Exchange ): Response {
	return html(
		'Permissions requested',
		paragraph( exchange.query.get( 'scope' ) ?? '' ) +
			form(
				exchange,
				'sim_consent',
				button( 'sim_consent', 'accept', 'Accept' ) +
					button( 'sim_consent', 'cancel', 'Cancel' )
			)
	);
}

/**
 * Shows what somebody sees who may not consent.
 *
 * @param exchange The request.
 */
export function approvalPage( exchange: Exchange ): Response {
	return html(
		'Need admin approval',
		paragraph(
			'AADSTS90094: This application needs permission to access resources in your organization that only an admin can grant.'
		) +
			form(
				exchange,
				'sim_consent',
				button(
					'sim_consent',
					'cancel',
					'Return to the application without granting consent'
				)
			)
	);
}

/**
 * Shows the page on which an administrator consents for everybody.
 *
 * @param exchange The request.
 */
export function adminConsentPage( exchange: Exchange ): Response {
	return html(
		'Permissions requested for your organization',
		paragraph( exchange.simulator.signIn.admin_roles.join( ', ' ) ) +
			form(
				exchange,
				'sim_consent',
				button( 'sim_consent', 'accept', 'Accept' ) +
					button( 'sim_consent', 'cancel', 'Cancel' )
			)
	);
}

/**
 * Shows an error that never reaches the application.
 *
 * @param text With its number.
 */
export function errorPage( text: string ): Response {
	return html(
		'Sorry, but we’re having trouble signing you in',
		paragraph( text ),
		400
	);
}

/**
 * Posts the answer to the application, as `response_mode=form_post` wants.
 *
 * @param target Where to.
 * @param fields The answer.
 */
export function formPostPage(
	target: string,
	fields: Record< string, string >
): Response {
	const inputs = Object.entries( fields )
		.map(
			( [ name, value ] ) =>
				`<input type="hidden" name="${ escape( name ) }" value="${ escape(
					value
				) }">`
		)
		.join( '' );
	return html(
		'Working...',
		`<form method="post" action="${ escape(
			target
		) }">${ inputs }<button>Continue</button></form><script>document.forms[0].submit()</script>`
	);
}
