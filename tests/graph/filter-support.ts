import { unsupportedQuery } from './errors';
import type { Filter, Operator } from './filter';
import { type FilterKind, userProperties } from './properties';

/**
 * Which filters Graph takes by default, which only as an advanced query, and which never.
 *
 * Source: https://learn.microsoft.com/graph/aad-advanced-queries
 */
type Support = 'default' | 'advanced' | 'never';

const OPERATORS: Record<
	FilterKind,
	Partial< Record< Operator | 'in' | 'null', Support > >
> = {
	plain: {
		eq: 'default',
		ne: 'advanced',
		ge: 'default',
		le: 'default',
		in: 'default',
		startswith: 'default',
		null: 'advanced',
	},
	advanced: {
		eq: 'advanced',
		ne: 'advanced',
		ge: 'advanced',
		le: 'advanced',
		in: 'advanced',
		startswith: 'advanced',
		null: 'advanced',
	},
	flag: { eq: 'default', ne: 'advanced', in: 'default', null: 'advanced' },
	list: {
		eq: 'default',
		ne: 'advanced',
		ge: 'default',
		le: 'default',
		startswith: 'default',
	},
	id: { eq: 'default', ne: 'advanced', in: 'default' },
	no: {},
};

/** The only properties that `endsWith` works on. */
const ENDS_WITH = [
	'mail',
	'othermails',
	'userprincipalname',
	'proxyaddresses',
];

/**
 * Throws where Graph would refuse the filter.
 *
 * @param filter   Parsed.
 * @param advanced Whether ConsistencyLevel: eventual and $count=true came along.
 * @param kindOf   Finds how a property can be filtered; undefined for one that does not exist.
 */
export function checkFilter(
	filter: Filter,
	advanced: boolean,
	kindOf: ( property: string ) => FilterKind | undefined = userKind
): void {
	const needs = ( support: Support, why: string ) => {
		if ( support === 'never' || ( support === 'advanced' && ! advanced ) ) {
			throw unsupportedQuery( why );
		}
	};
	const unsupported = 'Unsupported or invalid query filter clause specified';
	switch ( filter.op ) {
		case 'and':
		case 'or':
			checkFilter( filter.left, advanced, kindOf );
			checkFilter( filter.right, advanced, kindOf );
			return;
		case 'not':
			needs( 'advanced', 'Unsupported Query.' );
			checkFilter( filter.filter, advanced, kindOf );
			return;
		case 'count':
			needs( 'advanced', 'Unsupported Query.' );
			return;
		case 'any': {
			const { property, variable } = filter;
			known( property, kindOf );
			checkFilter( filter.filter, advanced, ( name ) =>
				name === variable || name.startsWith( `${ variable }/` )
					? kindOf( property )
					: undefined
			);
			return;
		}
		case 'in':
			needs(
				OPERATORS[ known( filter.property, kindOf ) ].in ?? 'never',
				unsupported
			);
			if ( filter.values.length > 15 && ! advanced ) {
				throw unsupportedQuery(
					`Too many child clauses specified in search filter expression containing 'OR' operators: ${ filter.values.length }. Max allowed: 15.`
				);
			}
			return;
		case 'compare':
			needs(
				compareSupport( filter, known( filter.property, kindOf ) ),
				filter.property.toLowerCase() === 'id'
					? 'The request uses a filter property that is not indexed'
					: unsupported
			);
	}
}

function compareSupport(
	filter: Extract< Filter, { op: 'compare' } >,
	kind: FilterKind
): Support {
	const { operator, property, value } = filter;
	if ( operator === 'endswith' ) {
		return ENDS_WITH.includes( property.toLowerCase() )
			? 'advanced'
			: 'never';
	}
	const supported = OPERATORS[ kind ];
	if ( value === null ) {
		return supported.null ?? 'never';
	}
	return supported[ operator ] ?? 'never';
}

function known(
	property: string,
	kindOf: ( property: string ) => FilterKind | undefined
): FilterKind {
	const kind = kindOf( property );
	if ( kind === undefined ) {
		throw unsupportedQuery(
			`Could not find a property named '${ property }' on type 'microsoft.graph.user'.`
		);
	}
	return kind;
}

const KINDS = new Map(
	Object.entries( userProperties ).map( ( [ name, { filter } ] ) => [
		name.toLowerCase(),
		filter,
	] )
);

function userKind( property: string ): FilterKind | undefined {
	const [ first = '' ] = property.split( '/' );
	if ( first.startsWith( 'extension_' ) ) {
		return 'plain';
	}
	return KINDS.get( first.toLowerCase() );
}
