import type { Astray } from './faults';

/**
 * Bends a nextLink so that it leaves the address a token may be sent to. Where it can, it leads to a server that would answer,
 * so that a client that follows it is seen in the log (`elsewhere`).
 *
 * @param link      The right link.
 * @param to        Where it is to lead instead.
 * @param elsewhere Origin of the second listener.
 */
export function astray(
	link: string,
	to: Astray | undefined,
	elsewhere: string
): string {
	const url = new URL( link );
	const rest = link.slice( url.origin.length );
	const inside = rest.replace( /^\/v1\.0/, '' );
	switch ( to ) {
		case 'foreign_host':
			// The same machine under another name: it resolves everywhere, and it answers.
			return link.replace( url.hostname, 'localhost' );
		case 'other_port':
			return elsewhere + rest;
		case 'other_scheme':
			return link.replace(
				/^https?:/,
				url.protocol === 'http:' ? 'https:' : 'http:'
			);
		case 'userinfo':
			return `${ url.protocol }//${ url.host }@${
				new URL( elsewhere ).host
			}${ rest }`;
		case 'dot_segments':
			return `${ url.origin }/v1.0/../beta${ inside }`;
		case 'encoded_dot_segments':
			return `${ url.origin }/v1.0/%2e%2e/beta${ inside }`;
		case 'other_path':
			return `${ url.origin }/_other${ inside }`;
		case 'other_version':
			return `${ url.origin }/beta${ inside }`;
		case 'relative':
			return rest;
		default:
			return link;
	}
}
