import type { Exchange } from './exchange';

const BASE: Record< string, number > = {
	users: 2,
	members: 3,
	transitive_members: 5,
	member_of: 2,
	get_member_groups: 2,
	check_member_groups: 4,
};

/**
 * Tells what a request costs in resource units, never below 1.
 *
 * Source: https://learn.microsoft.com/graph/throttling-limits
 *
 * @param exchange The request.
 */
export function unitsOf( { route, query }: Exchange ): number {
	const top = Number( query.get( '$top' ) ?? Number.NaN );
	const units =
		( BASE[ route ] ?? 1 ) -
		( query.get( '$select' ) === undefined ? 0 : 1 ) +
		( query.get( '$expand' ) === undefined ? 0 : 1 ) -
		( top < 20 ? 1 : 0 );
	return Math.max( 1, units );
}
