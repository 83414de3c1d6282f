/**
 * @jest-environment node
 */
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { dirname, join, posix } from 'node:path';
import ts from 'typescript';

const ROOT = join( __dirname, '../../assets-src' );

/** Files by path within assets-src, with the files that each of them imports. */
type Graph = Map< string, string[] >;

/** Finds the file that a relative import means; style sheets are no part of the graph. */
function fileOf( importer: string, specifier: string ): string | undefined {
	const path = posix.join( dirname( importer ), specifier );
	return [ '.ts', '.tsx', '/index.ts', '/index.tsx' ]
		.map( ( end ) => posix.normalize( path + end ) )
		.find( ( file ) => existsSync( join( ROOT, file ) ) );
}

/** Reads who imports whom: static and dynamic imports, exports from, and types. */
function readGraph(): Graph {
	const files = readdirSync( ROOT, { recursive: true, encoding: 'utf8' } )
		.map( ( file ) => file.replaceAll( '\\', '/' ) )
		.filter( ( file ) => /\.tsx?$/.test( file ) );
	return new Map(
		files.map( ( file ) => [
			file,
			ts
				.preProcessFile( readFileSync( join( ROOT, file ), 'utf8' ) )
				.importedFiles.map( ( { fileName } ) => fileName )
				.filter( ( name ) => name.startsWith( '.' ) )
				.flatMap( ( name ) => fileOf( file, name ) ?? [] ),
		] )
	);
}

/** Finds circles: the way from a file back to itself, once for each file that closes one. */
function circlesOf( graph: Graph ): string[] {
	const done = new Set< string >();
	const circles: string[] = [];
	const visit = ( file: string, way: string[] ) => {
		if ( way.includes( file ) ) {
			const circle = [ ...way.slice( way.indexOf( file ) ), file ];
			circles.push( circle.join( ' > ' ) );
		} else if ( ! done.has( file ) ) {
			graph
				.get( file )
				?.forEach( ( next ) => visit( next, [ ...way, file ] ) );
			done.add( file );
		}
	};
	[ ...graph.keys() ].forEach( ( file ) => visit( file, [] ) );
	return circles;
}

/** Reads the rooms in their order from the README: folders and files, a line each. */
function readRooms(): string[] {
	const readme = readFileSync( join( ROOT, 'README.md' ), 'utf8' );
	const block = /^## Rooms\n[^#]*?^```\n(.+?)^```$/ms.exec( readme )?.[ 1 ];
	return ( block ?? '' )
		.split( '\n' )
		.map( ( line ) => line.trim().split( /\s/ )[ 0 ] ?? '' )
		.filter( Boolean );
}

/** Finds the room of a file; `.` is the room of the files that stand in no folder. */
function roomOf( file: string, rooms: readonly string[] ): string | undefined {
	return rooms
		.filter( ( room ) =>
			room === '.'
				? ! file.includes( '/' )
				: `${ file }/`.startsWith( `${ room }/` )
		)
		.sort( ( a, b ) => b.length - a.length )[ 0 ];
}

/** Lists the imports of what stands in a room further down. */
function wrongWays( graph: Graph, rooms: readonly string[] ): string[] {
	const place = ( file: string ) =>
		rooms.indexOf( roomOf( file, rooms ) ?? '' );
	return [ ...graph ].flatMap( ( [ file, imported ] ) =>
		imported
			.filter( ( other ) => place( other ) > place( file ) )
			.filter( () => place( file ) !== -1 )
			.map( ( other ) => `${ file } > ${ other }` )
	);
}

describe( 'the files of the page', () => {
	const graph = readGraph();
	const rooms = readRooms();

	it( 'are all found, with what they import', () => {
		expect( graph.get( 'index.tsx' ) ).toContain( 'app.tsx' );
		expect( graph.get( 'store/page-store.ts' ) ).toContain(
			'store/index.ts'
		);
		// Only ever imported while the page is in use.
		expect( [ ...graph.values() ].flat() ).toContainEqual(
			expect.stringMatching( /data-views\.tsx$/ )
		);
	} );

	it( 'do not import each other in circles', () => {
		expect( circlesOf( graph ) ).toEqual( [] );
	} );

	it( 'stand in rooms that the README lists, and import from their own and those above only', () => {
		expect( rooms.length ).toBeGreaterThan( 1 );
		for ( const room of rooms ) {
			expect( existsSync( join( ROOT, room ) ) ).toBe( true );
		}
		expect(
			[ ...graph.keys() ].filter( ( file ) => ! roomOf( file, rooms ) )
		).toEqual( [] );
		expect( wrongWays( graph, rooms ) ).toEqual( [] );
	} );
} );

describe( 'the check of the files', () => {
	const graph: Graph = new Map( [
		[ 'index.ts', [ 'b/one.ts' ] ],
		[ 'b/one.ts', [ 'b/two.ts' ] ],
		[ 'b/two.ts', [ 'a/three.ts' ] ],
		[ 'a/three.ts', [ 'b/one.ts' ] ],
	] );

	it( 'finds a circle over several files', () => {
		expect( circlesOf( graph ) ).toEqual( [
			'b/one.ts > b/two.ts > a/three.ts > b/one.ts',
		] );
	} );

	it( 'finds an import of a room further down', () => {
		expect( wrongWays( graph, [ 'a', 'b', '.' ] ) ).toEqual( [
			'a/three.ts > b/one.ts',
		] );
		expect( wrongWays( graph, [ '.', 'b', 'a' ] ) ).toEqual( [
			'index.ts > b/one.ts',
			'b/two.ts > a/three.ts',
		] );
	} );
} );
