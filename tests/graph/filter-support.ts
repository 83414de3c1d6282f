import { unsupportedQuery } from './errors';
import type { Filter, Operator } from './filter';
import type { FilterKind, ObjectType } from './properties';

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

const UNSUPPORTED = 'Unsupported or invalid query filter clause specified';

/** Default: 15 values in a list; an advanced query takes more. */
const MOST_VALUES = 15;

/**
 * Throws where Graph would refuse the filter.
 *
 * @param filter   Parsed.
 * @param advanced Whether ConsistencyLevel: eventual and $count=true came along.
 * @param type     What is filtered.
 */
export function checkFilter(
	filter: Filter,
	advanced: boolean,
	type: ObjectType
): void {
	const demand = ( support: Support, why = UNSUPPORTED ) => {
		if ( support === 'never' || ( support === 'advanced' && ! advanced ) ) {
			throw unsupportedQuery( why );
		}
	};
	switch ( filter.op ) {
		case 'and':
		case 'or':
			checkFilter( filter.left, advanced, type );
			checkFilter( filter.right, advanced, type );
			return;
		case 'not':
			demand( 'advanced', 'Unsupported Query.' );
			checkFilter( filter.filter, advanced, type );
			return;
		case 'count':
			kindOf( filter.property, type );
			demand( 'advanced', 'Unsupported Query.' );
			return;
		case 'any':
			kindOf( filter.property, type );
			// Inside, the variable stands for the collection.
			checkFilter( renamed( filter ), advanced, type );
			return;
		case 'in':
			demand(
				OPERATORS[ kindOf( filter.property, type ) ].in ?? 'never'
			);
			if ( filter.values.length > MOST_VALUES && ! advanced ) {
				throw unsupportedQuery(
					`Too many child clauses specified in search filter expression containing 'OR' operators: ${ filter.values.length }. Max allowed: ${ MOST_VALUES }.`
				);
			}
			return;
		case 'compare':
			demand(
				compareSupport( filter, kindOf( filter.property, type ) ),
				filter.property.toLowerCase() === 'id'
					? 'The request uses a filter property that is not indexed'
					: UNSUPPORTED
			);
	}
}

function renamed( { property, variable, filter }: AnyFilter ): Filter {
	switch ( filter.op ) {
		case 'and':
		case 'or':
			return {
				...filter,
				left: renamed( {
					op: 'any',
					property,
					variable,
					filter: filter.left,
				} ),
				right: renamed( {
					op: 'any',
					property,
					variable,
					filter: filter.right,
				} ),
			};
		case 'compare':
		case 'in':
			if ( filter.property !== variable ) {
				throw unsupportedQuery( UNSUPPORTED );
			}
			return { ...filter, property };
		default:
			throw unsupportedQuery( UNSUPPORTED );
	}
}

type AnyFilter = Extract< Filter, { op: 'any' } >;

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
	return (
		( value === null ? supported.null : supported[ operator ] ) ?? 'never'
	);
}

function kindOf( property: string, type: ObjectType ): FilterKind {
	const [ first = '' ] = property.split( '/' );
	if ( first.startsWith( 'extension_' ) ) {
		return 'plain';
	}
	const name = type.spelling.get( first.toLowerCase() );
	const kind = name && type.properties[ name ]?.filter;
	if ( ! kind ) {
		throw unsupportedQuery(
			`Could not find a property named '${ property }' on type 'microsoft.graph.${ type.name }'.`
		);
	}
	return kind;
}
