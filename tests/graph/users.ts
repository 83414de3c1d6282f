import { HttpResponse } from 'msw';
import { requireUserListing } from './access';
import { type Collection, count, list } from './collection';
import { badRequest, notFound } from './errors';
import type { Exchange } from './exchange';
import { managerExpansion } from './manager';
import type { Person } from './people';
import { userType } from './properties';
import { graph, type Route } from './route';
import { project, selectUser } from './select';

/** Listing, counting and reading users. */
export const userRoutes: readonly Route[] = [
	graph( 'count', 'get', '/users/$count', countUsers ),
	graph( 'users', 'get', '/users', listUsers ),
	graph( 'user', 'get', '/users/:id', readUser ),
	{
		...graph( 'user', 'get', '', readUser ),
		// For names that would not be safe as a segment: /users('$x@y.example').
		path: /\/v1\.0\/users\((?:'|%27)(?<id>.+)(?:'|%27)\)$/,
	},
];

function everybody( { simulator }: Exchange ): Collection {
	const { directory } = simulator;
	const now = simulator.clock.now();
	return {
		type: userType,
		length: directory.length,
		at: ( position ) => directory.listed( position, now ),
		...( directory.delayed ? {} : { size: directory.size } ),
	};
}

function listUsers( exchange: Exchange ): Response {
	requireUserListing( exchange );
	const selection = selectUser( exchange );
	const expansion = managerExpansion( exchange, selection );
	return list( exchange, everybody( exchange ), {
		context: `users${ expansion.context }`,
		row: ( person ) => ( {
			...project( person, selection ),
			...expansion.row( person ),
		} ),
		...( selection.names.includes( 'signInActivity' )
			? { maxTop: 500 }
			: {} ),
	} );
}

function countUsers( exchange: Exchange ): Response {
	requireUserListing( exchange );
	return countAnswer( exchange, count( exchange, everybody( exchange ) ) );
}

/**
 * Answers a bare number.
 *
 * @param exchange The request.
 * @param number   How many.
 */
export function countAnswer( exchange: Exchange, number: number ): Response {
	const mark = exchange.simulator.options.count_bom ? '\uFEFF' : '';
	return new HttpResponse( mark + number, {
		headers: { 'Content-Type': 'text/plain' },
	} );
}

function readUser( exchange: Exchange ): Response {
	requireUserListing( exchange );
	return userAnswer( exchange, findUser( exchange ) );
}

/**
 * Answers one user.
 *
 * @param exchange The request.
 * @param person   Who was asked for.
 */
export function userAnswer( exchange: Exchange, person: Person ): Response {
	const selection = selectUser( exchange );
	const expansion = managerExpansion( exchange, selection );
	return HttpResponse.json( {
		'@odata.context': `${ exchange.origin }/v1.0/$metadata#users${ expansion.context }/$entity`,
		...project( person, selection ),
		...expansion.row( person ),
	} );
}

/**
 * Finds the user of the path by object id or user principal name, or throws 404.
 *
 * @param exchange The request.
 */
export function findUser( { params, simulator }: Exchange ): Person {
	// Between quotation marks one of them is written twice.
	const reference =
		params.id ?? ( params[ '0' ] ?? '' ).replaceAll( "''", "'" );
	if ( params.id?.startsWith( '$' ) ) {
		throw badRequest( `Invalid segment '${ params.id }'.` );
	}
	const { directory } = simulator;
	const person = directory.byId( reference ) ?? directory.byName( reference );
	if ( ! person ) {
		throw notFound( reference );
	}
	return person;
}
