import { HttpResponse } from 'msw';
import { requirePermission, requireUserListing } from './access';
import { EXTENSION } from './awkward';
import { list } from './collection';
import { badRequest, GraphError, notFound } from './errors';
import type { Exchange } from './exchange';
import { GROUP_PERMISSIONS } from './groups';
import type { JsonObject } from './json';
import { directoryObjectType, groupType, userType } from './properties';
import { graph, type Route } from './route';
import { project, select, selectUser } from './select';
import { findUser, userAnswer } from './users';

/** What hangs on one user, and what stands beside the users. */
export const personRoutes: readonly Route[] = [
	graph( 'me', 'get', '/me', me ),
	graph( 'manager', 'get', '/users/:id/manager', manager ),
	graph( 'member_of', 'get', '/users/:id/memberOf', memberOf ),
	graph( 'member_of', 'get', '/users/:id/memberOf/:cast', memberOf ),
	graph( 'member_of', 'get', '/users/:id/transitiveMemberOf', memberOf ),
	graph(
		'member_of',
		'get',
		'/users/:id/transitiveMemberOf/:cast',
		memberOf
	),
	graph(
		'get_member_groups',
		'post',
		'/users/:id/getMemberGroups',
		getMemberGroups
	),
	graph(
		'get_member_groups',
		'post',
		'/directoryObjects/:id/getMemberGroups',
		getMemberGroups
	),
	graph(
		'check_member_groups',
		'post',
		'/users/:id/checkMemberGroups',
		checkMemberGroups
	),
	graph(
		'check_member_groups',
		'post',
		'/directoryObjects/:id/checkMemberGroups',
		checkMemberGroups
	),
	graph(
		'deleted_users',
		'get',
		'/directory/deletedItems/microsoft.graph.user',
		deletedUsers
	),
	graph( 'organization', 'get', '/organization', organization ),
	graph(
		'extensions',
		'post',
		'/directoryObjects/getAvailableExtensionProperties',
		extensions
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

function memberOf( exchange: Exchange ): Response {
	requireUserListing( exchange );
	requirePermission( exchange, GROUP_PERMISSIONS );
	const { params, rawUrl, simulator } = exchange;
	const { id } = findUser( exchange );
	if ( params.cast && params.cast !== 'microsoft.graph.group' ) {
		throw badRequest(
			`Resource not found for the segment '${ params.cast }'.`
		);
	}
	const type = params.cast ? groupType : directoryObjectType;
	const selection = select( exchange, type );
	const names =
		selection.context === '' ? groupType.byDefault : selection.names;
	const groups = simulator.groups.groupsOf(
		id,
		rawUrl.includes( '/transitiveMemberOf' )
	);
	return list(
		exchange,
		{ type, length: groups.length, at: ( at ) => groups[ at ] },
		{
			context: `${ params.cast ? 'groups' : 'directoryObjects' }${ selection.context }`,
			row: ( group ) => ( {
				...( params.cast
					? {}
					: { '@odata.type': '#microsoft.graph.group' } ),
				...project( group, { ...selection, names } ),
			} ),
		}
	);
}

/** Ids of the groups of the user in the path, through others too. */
function groupIds( exchange: Exchange ): string[] {
	requireUserListing( exchange );
	requirePermission( exchange, GROUP_PERMISSIONS );
	const securityOnly = exchange.body?.securityEnabledOnly === true;
	return exchange.simulator.groups
		.groupsOf( findUser( exchange ).id, true )
		.filter( ( group ) => ! securityOnly || group.securityEnabled === true )
		.map( ( { id } ) => id );
}

function getMemberGroups( exchange: Exchange ): Response {
	const ids = groupIds( exchange );
	if ( ids.length > exchange.simulator.options.member_groups_limit ) {
		throw new GraphError(
			400,
			'Directory_ResultSizeLimitExceeded',
			'The number of groups exceeds the limit of this request.'
		);
	}
	return strings( exchange, ids );
}

function checkMemberGroups( exchange: Exchange ): Response {
	const asked = exchange.body?.groupIds;
	if ( ! Array.isArray( asked ) || asked.length > 20 ) {
		throw badRequest(
			'The collection of group ids must hold no more than 20.'
		);
	}
	const ids = groupIds( exchange );
	return strings(
		exchange,
		asked.map( String ).filter( ( id ) => ids.includes( id ) )
	);
}

function strings( exchange: Exchange, value: string[] ): Response {
	exchange.rows = value.length;
	return HttpResponse.json( {
		'@odata.context': `${ exchange.origin }/v1.0/$metadata#Collection(Edm.String)`,
		value,
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

function organization( exchange: Exchange ): Response {
	requirePermission( exchange, [
		'Organization.Read.All',
		'Directory.Read.All',
		'User.Read',
		'User.Read.All',
	] );
	const { options } = exchange.simulator;
	const domain = ( name: string, isInitial: boolean ): JsonObject => ( {
		capabilities: 'Email, OfficeCommunicationsOnline',
		isDefault: ! isInitial,
		isInitial,
		name,
		type: 'Managed',
	} );
	return HttpResponse.json( {
		'@odata.context': `${ exchange.origin }/v1.0/$metadata#organization`,
		value: [
			{
				id: options.tenant_id,
				displayName: options.name,
				tenantType: 'AAD',
				verifiedDomains: [
					domain( options.initial_domain, true ),
					domain( options.domain, false ),
				],
			},
		],
	} );
}

/** The directory extension that the tenant has registered. */
function extensions( exchange: Exchange ): Response {
	requireUserListing( exchange );
	return HttpResponse.json( {
		'@odata.context': `${ exchange.origin }/v1.0/$metadata#directoryObjects`,
		value: [
			{
				appDisplayName: exchange.simulator.options.app.name,
				name: EXTENSION,
				dataType: 'String',
				isSyncedFromOnPremises: false,
				targetObjects: [ 'User' ],
			},
		],
	} );
}
