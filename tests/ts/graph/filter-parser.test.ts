/**
 * @jest-environment node
 */
import { GraphError } from '../../graph/errors';
import type { Filter, Literal, Operator } from '../../graph/filter';
import { parseFilter } from '../../graph/filter-parser';
import { checkFilter } from '../../graph/filter-support';
import { userType } from '../../graph/properties';
import fc from '../support/properties';

const OPERATORS = [ 'eq', 'ne', 'gt', 'ge', 'lt', 'le' ] as const;

const name = fc
	.stringMatching( /^[A-Za-z_][A-Za-z0-9_]{0,9}(\/[A-Za-z_]\w{0,5})?$/ )
	.filter(
		( word ) =>
			! /^(not|true|false|null|startswith|endswith)$|\/any$/i.test( word )
	);

const property = fc.oneof(
	fc.constantFrom( ...Object.keys( userType.properties ) ),
	name
);

const literal: fc.Arbitrary< Literal > = fc.oneof(
	fc.string( { unit: 'grapheme' } ),
	fc.constantFrom( "O'Brien", "''", "' or id eq '", 'null', '2026-01-31' ),
	fc.uuid(),
	fc
		.date( {
			min: new Date( '1900-01-01' ),
			max: new Date( '2100-01-01' ),
			noInvalidDate: true,
		} )
		.map( ( date ) => date.toISOString() ),
	fc.integer(),
	fc.integer().map( ( whole ) => whole / 4 ),
	fc.boolean(),
	fc.constant( null )
);

const operator: fc.Arbitrary< Operator > = fc.constantFrom( ...OPERATORS );

const comparison = fc.record( {
	op: fc.constant( 'compare' as const ),
	property,
	operator: fc.oneof(
		operator,
		fc.constantFrom( 'startswith' as const, 'endswith' as const )
	),
	value: literal,
} );

const list = fc.record( {
	op: fc.constant( 'in' as const ),
	property,
	// About as many as are allowed by default.
	values: fc.oneof(
		fc.array( literal, { minLength: 1, maxLength: 3 } ),
		fc.array( literal, { minLength: 14, maxLength: 17 } )
	),
} );

const { filter } = fc.letrec< { filter: Filter } >( ( tie ) => ( {
	filter: fc.oneof(
		{ depthSize: 'small', withCrossShrink: true },
		comparison,
		list,
		fc.record( {
			op: fc.constantFrom( 'and' as const, 'or' as const ),
			left: tie( 'filter' ),
			right: tie( 'filter' ),
		} ),
		fc.record( {
			op: fc.constant( 'not' as const ),
			filter: tie( 'filter' ),
		} ),
		fc.record( {
			op: fc.constant( 'any' as const ),
			property,
			variable: fc.constantFrom( 'x', 'p' ),
			filter: tie( 'filter' ),
		} ),
		fc.record( {
			op: fc.constant( 'count' as const ),
			property,
			operator,
			value: fc.nat(),
		} )
	),
} ) );

const BARE = /^(\d{4}-\d\d-\d\dT[\d:.]+Z|[0-9a-f]{8}-[0-9a-f-]{27})$/i;

function writtenLiteral( value: Literal ): string {
	return typeof value === 'string' && ! BARE.test( value )
		? `'${ value.replaceAll( "'", "''" ) }'`
		: String( value );
}

/** How tightly an operation binds; what binds less needs parentheses inside. */
function strength( { op }: Filter ): number {
	return { or: 1, and: 2 }[ op as string ] ?? 3;
}

/**
 * Writes a filter, with no more parentheses than OData's precedence needs.
 *
 * @param tree  The filter.
 * @param least How tightly it has to bind where it stands.
 */
function written( tree: Filter, least = 1 ): string[] {
	if ( strength( tree ) < least ) {
		return [ '(', ...written( tree ), ')' ];
	}
	switch ( tree.op ) {
		case 'and':
		case 'or':
			return [
				...written( tree.left, strength( tree ) ),
				tree.op,
				...written( tree.right, strength( tree ) + 1 ),
			];
		case 'not':
			return [ 'not', ...written( tree.filter, 3 ) ];
		case 'in':
			return [
				tree.property,
				'in',
				'(',
				...tree.values
					.flatMap( ( value ) => [ ',', writtenLiteral( value ) ] )
					.slice( 1 ),
				')',
			];
		case 'any':
			return [
				`${ tree.property }/any`,
				'(',
				tree.variable,
				':',
				...written( tree.filter ),
				')',
			];
		case 'count':
			return [
				`${ tree.property }/$count`,
				tree.operator,
				String( tree.value ),
			];
		case 'compare': {
			const value = writtenLiteral( tree.value );
			return tree.operator === 'startswith' ||
				tree.operator === 'endswith'
				? [ tree.operator, '(', tree.property, ',', value, ')' ]
				: [ tree.property, tree.operator, value ];
		}
	}
}

/** What a call answers or refuses; anything but a refusal of the service is a fault. */
function refused( call: () => unknown ): boolean {
	try {
		call();
		return false;
	} catch ( error ) {
		expect( error ).toBeInstanceOf( GraphError );
		expect( ( error as GraphError ).code ).toBe(
			'Request_UnsupportedQuery'
		);
		return true;
	}
}

describe( 'the filter parser', () => {
	it( 'reads every filter as it was meant: precedence, quotes and blanks', () => {
		fc.assert(
			fc.property(
				filter,
				fc.constantFrom( ' ', '  ', '\n' ),
				( tree, blank ) => {
					expect(
						parseFilter( written( tree ).join( blank ) )
					).toEqual( tree );
				}
			)
		);
	} );

	it( 'refuses whatever is cut off or goes on, and quotes that are not doubled', () => {
		fc.assert(
			fc.property( filter, ( tree ) => {
				const cut = written( tree ).slice( 0, -1 ).join( ' ' );
				expect( refused( () => parseFilter( cut ) ) ).toBe( true );
			} )
		);
		fc.assert(
			fc.property(
				filter,
				fc.constantFrom( ')', ',', ':', 'id', "'x'", '1', '(' ),
				( tree, more ) => {
					const long = [ ...written( tree ), more ].join( ' ' );
					expect( refused( () => parseFilter( long ) ) ).toBe( true );
				}
			)
		);
		fc.assert(
			fc.property( name, name, ( left, right ) => {
				const loose = `displayName eq '${ left }'${ right }'`;
				expect( refused( () => parseFilter( loose ) ) ).toBe( true );
			} )
		);
	} );

	it( 'never fails otherwise than by a refusal', () => {
		const scraps = fc
			.array(
				fc.oneof(
					fc.constantFrom(
						...[
							'(',
							')',
							',',
							':',
							"'",
							'not',
							'and',
							'or',
							'in',
						],
						...[ 'eq', 'null', 'id', 'x/any', 'x/$count', '-1' ]
					),
					fc.string( { unit: 'grapheme' } )
				)
			)
			.map( ( parts ) => parts.join( ' ' ) );
		fc.assert(
			fc.property( fc.oneof( scraps, fc.string() ), ( text ) => {
				refused( () => parseFilter( text ) );
			} )
		);
	} );
} );

describe( 'what a query may filter by', () => {
	it( 'is never less in an advanced query, and only ever refused', () => {
		fc.assert(
			fc.property( fc.oneof( comparison, list, filter ), ( tree ) => {
				const plain = refused( () =>
					checkFilter( tree, false, userType )
				);
				const advanced = refused( () =>
					checkFilter( tree, true, userType )
				);
				expect( advanced && ! plain ).toBe( false );
			} )
		);
	} );
} );
