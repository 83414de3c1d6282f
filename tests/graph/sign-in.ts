import type { DeadGrant } from './login-errors';

/** How sign-in behaves; `PATCH /_control/sign-in` takes any part of it. */
export interface SignIn {
	/** Who signs in without being asked (object id, UPN or key); null shows the page. */
	account: string | null;
	/** `ask` shows the consent page; `declined` and `admin_required` refuse. */
	consent: 'granted' | 'ask' | 'declined' | 'admin_required';
	/** Error that the authorize endpoint answers, for example `login_required`; null for none. */
	authorize_error: string | null;
	/** Why codes are refused, or `ok`. */
	redeem: 'ok' | DeadGrant;
	/** Why refresh tokens are refused, or `ok`. */
	refresh: 'ok' | DeadGrant;
	id_token: IdTokenKind;
	/** Members left out of the token answer, for example `refresh_token`. */
	omit: string[];
	/** What admin consent grants. */
	admin_roles: string[];
	admin_consent: 'granted' | 'ask' | 'declined';
}

export const idTokenKinds = [
	'valid',
	'unsigned',
	'hs256',
	'wrong_key',
	'unknown_key',
	'changed',
	'wrong_audience',
	'wrong_tenant',
	'wrong_issuer',
	'wrong_nonce',
	'no_nonce',
	'no_oid',
	'expired',
	'not_yet_valid',
	'malformed',
] as const;

export type IdTokenKind = ( typeof idTokenKinds )[ number ];

/** What everything starts with: the page is shown, and all goes well. */
export function defaultSignIn(): SignIn {
	return {
		account: null,
		consent: 'granted',
		authorize_error: null,
		redeem: 'ok',
		refresh: 'ok',
		id_token: 'valid',
		omit: [],
		admin_roles: [ 'User.Read.All', 'GroupMember.Read.All' ],
		admin_consent: 'ask',
	};
}
