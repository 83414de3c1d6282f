import { unsupportedQuery } from './errors';
import type { Exchange } from './exchange';
import type { JsonObject } from './json';
import { isAdvanced } from './paging';
import { userType } from './properties';
import { project, type Selection } from './select';

interface Expansion {
	/** For `@odata.context`, the selection included. */
	context: string;
	row: ( person: JsonObject ) => JsonObject;
}

/**
 * Reads `$expand`: `manager`, with or without a `$select` of its own. Who has no manager has no such member.
 *
 * @param exchange  The request.
 * @param selection Of the users.
 */
export function managerExpansion(
	exchange: Exchange,
	selection: Selection
): Expansion {
	const text = exchange.query.get( '$expand' );
	if ( text === undefined ) {
		return { context: selection.context, row: () => ( {} ) };
	}
	const match = /^manager(?:\(\$select=([\w, ]+)\))?$/i.exec( text );
	if ( ! match ) {
		throw unsupportedQuery(
			`Could not find a property named '${ text }' on type 'microsoft.graph.user'.`
		);
	}
	if ( isAdvanced( exchange ) ) {
		throw unsupportedQuery( 'Expand is not supported with this query.' );
	}
	const wanted = match[ 1 ]?.split( ',' ).map( ( name ) => name.trim() );
	const names = wanted ?? userType.byDefault;
	const own = selection.context.slice( 1, -1 );
	const inner = `manager(${ ( wanted ?? [] ).join( ',' ) })`;
	return {
		context: `(${ own === '' ? '' : `${ own },` }${ inner })`,
		row: ( { id } ) => {
			const { directory } = exchange.simulator;
			const manager = directory.manager( String( id ) );
			return manager
				? {
						manager: {
							'@odata.type': '#microsoft.graph.user',
							...project( manager, { ...selection, names } ),
						},
					}
				: {};
		},
	};
}
