import { HttpResponse } from 'msw';
import { may, requirePermission, requireUserListing } from './access';
import { type Collection, count, list } from './collection';
import { badRequest, forbidden, notFound, unsupportedQuery } from './errors';
import type { Exchange } from './exchange';
import { type Group, type Member, type MemberKind } from './group-directory';
import type { JsonObject } from './json';
import { isEventual } from './paging';
import { directoryObjectType, groupType, userType } from './properties';
import { graph, type Route } from './route';
import { project, readsProfiles, select } from './select';
import { countAnswer, findUser } from './users';

/** Permissions that read groups and their members. */
export const GROUP_PERMISSIONS: readonly string[] = [
	'GroupMember.Read.All',
	'GroupMember.ReadWrite.All',
	'Group.Read.All',
	'Group.ReadWrite.All',
	'Directory.Read.All',
	'Directory.ReadWrite.All',
];

/** Groups and their members. */
export const groupRoutes: readonly Route[] = [
	graph( 'group_count', 'get', '/groups/$count', countGroups ),
	graph( 'groups', 'get', '/groups', listGroups ),
	graph( 'group', 'get', '/groups/:id', readGroup ),
	graph( 'members', 'get', '/groups/:id/members', direct ),
	graph( 'member_count', 'get', '/groups/:id/members/$count', direct ),
	graph( 'members', 'get', '/groups/:id/members/:cast', direct ),
	graph( 'member_count', 'get', '/groups/:id/members/:cast/$count', direct ),
	graph(
		'transitive_members',
		'get',
		'/groups/:id/transitiveMembers',
		nested
	),
	graph(
		'member_count',
		'get',
		'/groups/:id/transitiveMembers/$count',
		nested
	),
	graph(
		'transitive_members',
		'get',
		'/groups/:id/transitiveMembers/:cast',
		nested
	),
	graph(
		'member_count',
		'get',
		'/groups/:id/transitiveMembers/:cast/$count',
		nested
	),
	graph( 'member_of', 'get', '/users/:id/transitiveMemberOf', groupsOf ),
	graph(
		'member_of',
		'get',
		'/users/:id/transitiveMemberOf/:cast',
		groupsOf
	),
];

function allGroups( exchange: Exchange ): Collection {
	requirePermission( exchange, GROUP_PERMISSIONS );
	const groups = exchange.simulator.groups.list();
	return {
		type: groupType,
		length: groups.length,
		at: ( position ) => groups[ position ],
		size: groups.length,
	};
}

function listGroups( exchange: Exchange ): Response {
	const groups = allGroups( exchange );
	const selection = select( exchange, groupType );
	return list( exchange, groups, {
		context: `groups${ selection.context }`,
		row: ( group ) => project( group, selection ),
	} );
}

function countGroups( exchange: Exchange ): Response {
	return countAnswer( exchange, count( exchange, allGroups( exchange ) ) );
}

function readGroup( exchange: Exchange ): Response {
	const group = findGroup( exchange );
	const selection = select( exchange, groupType );
	return HttpResponse.json( {
		'@odata.context': `${ exchange.origin }/v1.0/$metadata#groups${ selection.context }/$entity`,
		...project( group, selection ),
	} );
}

const GUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

function findGroup( exchange: Exchange ): Group {
	requirePermission( exchange, GROUP_PERMISSIONS );
	const id = exchange.params.id ?? '';
	if ( ! GUID.test( id ) ) {
		throw badRequest( `Invalid object identifier '${ id }'.` );
	}
	const group = exchange.simulator.groups.byId( id );
	if ( ! group ) {
		throw notFound( id );
	}
	return group;
}

function direct( exchange: Exchange ): Response {
	const { id } = findGroup( exchange );
	return members( exchange, exchange.simulator.groups.members( id ) );
}

function nested( exchange: Exchange ): Response {
	const { id } = findGroup( exchange );
	return members(
		exchange,
		exchange.simulator.groups.transitiveMembers( id )
	);
}

/** The groups that somebody is in, those above them included; roles and administrative units are missing. */
function groupsOf( exchange: Exchange ): Response {
	requireUserListing( exchange );
	requirePermission( exchange, GROUP_PERMISSIONS );
	const { params, simulator } = exchange;
	if (
		params.cast !== undefined &&
		params.cast !== 'microsoft.graph.group'
	) {
		throw badRequest(
			`Resource not found for the segment '${ params.cast }'.`
		);
	}
	// As for members: the cast to groups is answered from the index alone.
	if ( params.cast !== undefined && ! isEventual( exchange ) ) {
		throw unsupportedQuery( 'Invalid search request.' );
	}
	const { id } = findUser( exchange );
	const groups = simulator.groups
		.list()
		.filter(
			( group ) =>
				mayListMembers( exchange, group ) &&
				simulator.groups
					.transitiveMembers( group.id )
					.some( ( member ) => member.id === id )
		);
	const selection = select( exchange, groupType );
	const type = { '@odata.type': '#microsoft.graph.group' };
	return list(
		exchange,
		{
			type: groupType,
			length: groups.length,
			at: ( position ) => groups[ position ],
		},
		{
			context: `directoryObjects${ selection.context }`,
			row: ( group ) => ( {
				...( params.cast === undefined ? type : {} ),
				...project( group, selection ),
			} ),
		}
	);
}

/**
 * Tells whether the token reads who is in a group: hidden memberships need a permission of their own.
 *
 * @param exchange The request.
 * @param group    The group.
 */
function mayListMembers( exchange: Exchange, group: Group ): boolean {
	return (
		group.visibility !== 'HiddenMembership' ||
		may( exchange, [ 'Member.Read.Hidden' ] )
	);
}

const CASTS: Record< string, MemberKind > = {
	'microsoft.graph.user': 'user',
	'microsoft.graph.group': 'group',
	'microsoft.graph.device': 'device',
	'microsoft.graph.orgContact': 'orgContact',
	'microsoft.graph.servicePrincipal': 'servicePrincipal',
};

function members( exchange: Exchange, all: readonly Member[] ): Response {
	const { params, query } = exchange;
	if ( ! mayListMembers( exchange, findGroup( exchange ) ) ) {
		throw forbidden();
	}
	const cast = params.cast === undefined ? undefined : CASTS[ params.cast ];
	if ( params.cast !== undefined && cast === undefined ) {
		throw badRequest(
			`Resource not found for the segment '${ params.cast }'.`
		);
	}
	// Seen in the service: the cast to users works without the header, the others do not, and a filter on any cast needs it.
	const advanced = isEventual( exchange );
	if ( cast !== undefined && cast !== 'user' && ! advanced ) {
		throw unsupportedQuery( 'Invalid search request.' );
	}
	if ( query.get( '$filter' ) !== undefined && ! advanced ) {
		throw unsupportedQuery(
			'The specified filter to the reference property query is currently not supported.'
		);
	}
	const collection = memberCollection(
		exchange,
		cast === undefined ? all : all.filter( ( { kind } ) => kind === cast ),
		cast
	);
	if ( exchange.route === 'member_count' ) {
		return countAnswer( exchange, count( exchange, collection ) );
	}
	const selection = select( exchange, collection.type );
	const plural = cast === undefined ? 'directoryObjects' : `${ cast }s`;
	return list( exchange, collection, {
		context: plural + selection.context,
		row: ( member ) => memberRow( exchange, member, selection, cast ),
	} );
}

function memberCollection(
	{ simulator }: Exchange,
	chosen: readonly Member[],
	cast: MemberKind | undefined
): Collection {
	const { directory, groups } = simulator;
	const types = { user: userType, group: groupType };
	return {
		type:
			cast === 'user' || cast === 'group'
				? types[ cast ]
				: directoryObjectType,
		length: chosen.length,
		at: ( position ) => {
			const member = chosen[ position ];
			if ( ! member ) {
				return undefined;
			}
			switch ( member.kind ) {
				case 'user':
					return directory.byId( member.id );
				case 'group':
					return groups.byId( member.id );
				default:
					return { ...member, displayName: `A ${ member.kind }` };
			}
		},
	};
}

function memberRow(
	exchange: Exchange,
	member: JsonObject,
	selection: ReturnType< typeof select >,
	cast: MemberKind | undefined
): JsonObject {
	const kind = kindOf( member );
	const type = kind === 'user' ? userType : groupType;
	const names = selection.context === '' ? type.byDefault : selection.names;
	const row: JsonObject =
		cast === undefined
			? { '@odata.type': `#microsoft.graph.${ kind }` }
			: {};
	// Rows of a type that the app may not read keep their id alone.
	if ( kind === 'user' && ! readsProfiles( exchange ) ) {
		const blank = Object.fromEntries(
			names.map( ( name ) => [ name, null ] )
		);
		return { ...row, ...blank, id: String( member.id ) };
	}
	return { ...row, ...project( member, { ...selection, names } ) };
}

function kindOf( member: JsonObject ): MemberKind {
	if ( 'userPrincipalName' in member ) {
		return 'user';
	}
	return 'securityEnabled' in member
		? 'group'
		: ( member.kind as MemberKind );
}
