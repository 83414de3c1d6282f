/**
 * @jest-environment node
 */
import {
	benchmarkPage,
	type Figures,
	type Measurement,
} from '../../bin/lib/report/benchmark';

const NAMES = [
	'plain',
	'first',
	'unwritten',
	'raw',
	'again',
	'download',
	'deactivate',
	'reactivate',
	'undo',
	'delete',
	'restore',
] as const;

function figures( changed: Partial< Figures > ): Figures {
	const one: Measurement = {
		users: 1000,
		seconds: 10,
		queries: 18_500,
		memory: 2 ** 21,
	};
	return {
		...( Object.fromEntries(
			NAMES.map( ( name ) => [ name, one ] )
		) as unknown as Figures ),
		...changed,
	};
}

describe( 'the page of benchmarks', () => {
	it( 'has a row for everything that is measured, with people a second, queries a person and memory', () => {
		const page = benchmarkPage(
			figures( {
				deactivate: {
					users: 10_000,
					seconds: 50,
					queries: 187_700,
					memory: 3 * 2 ** 20,
				},
			} ),
			'2 cores'
		);
		expect( page ).toContain( 'Written by `npm run bench` on 2 cores.' );
		expect( page.match( /^\| .+ MiB \|$/gm ) ).toHaveLength( NAMES.length );
		expect( page ).toContain(
			'deactivated | 10000 | 50.00 | 200 | 18.77 | 3.0 MiB |'
		);
	} );

	it( 'tells how long a first synchronization takes with the journal', () => {
		const { first } = figures( {} );
		const page = benchmarkPage(
			figures( {
				first: { ...first, seconds: 10.7 },
				unwritten: { ...first, seconds: 10 },
			} ),
			''
		);
		expect( page ).toContain( '**107 %** of the time' );
	} );
} );
