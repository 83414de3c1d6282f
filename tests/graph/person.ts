import { HttpResponse } from 'msw';
import { requirePermission, requireUserListing } from './access';
import { list } from './collection';
import { badRequest, notFound } from './errors';
import type { Exchange } from './exchange';
import { userType } from './properties';
import { graph, type Route } from './route';
import { PROFILE_PERMISSIONS, project, selectUser } from './select';
import { findUser, userAnswer } from './users';

/** What hangs on one user, and what stands beside the users. */
export const personRoutes: readonly Route[] = [
	graph( 'me', 'get', '/me', me ),
	graph( 'manager', 'get', '/users/:id/manager', manager ),
	graph(
		'deleted_users',
		'get',
		'/directory/deletedItems/microsoft.graph.user',
		deletedUsers
	),
	graph(
		'deleted_user',
		'get',
		'/directory/deletedItems/microsoft.graph.user/:id',
		deletedUser
	),
];

function me( exchange: Exchange ): Response {
	const { token, simulator } = exchange;
	if ( token?.kind !== 'delegated' ) {
		throw badRequest(
			'/me request is only valid with delegated authentication flow.'
		);
	}
	const person = simulator.directory.byId( token.userId ?? '' );
	if ( ! person ) {
		throw notFound( token.userId ?? '' );
	}
	return userAnswer( exchange, person );
}

function manager( exchange: Exchange ): Response {
	requireUserListing( exchange );
	const { id } = findUser( exchange );
	const found = exchange.simulator.directory.manager( id );
	if ( ! found ) {
		throw notFound( 'manager' );
	}
	return HttpResponse.json( {
		'@odata.context': `${ exchange.origin }/v1.0/$metadata#directoryObjects/$entity`,
		'@odata.type': '#microsoft.graph.user',
		...project( found, selectUser( exchange ) ),
	} );
}

function deletedUsers( exchange: Exchange ): Response {
	requireUserListing( exchange );
	const bin = exchange.simulator.directory.bin();
	const selection = selectUser( exchange );
	return list(
		exchange,
		{ type: userType, length: bin.length, at: ( at ) => bin[ at ] },
		{
			context: `users${ selection.context }`,
			row: ( person ) => project( person, selection ),
		}
	);
}

function deletedUser( exchange: Exchange ): Response {
	requirePermission( exchange, PROFILE_PERMISSIONS );
	const { params, simulator, origin } = exchange;
	const id = params.id ?? '';
	const found = simulator.directory
		.bin()
		.find( ( person ) => person.id === id.toLowerCase() );
	if ( ! found ) {
		throw notFound( id );
	}
	return HttpResponse.json( {
		'@odata.context': `${ origin }/v1.0/$metadata#directoryObjects/$entity`,
		'@odata.type': '#microsoft.graph.user',
		...project( found, selectUser( exchange ) ),
	} );
}
