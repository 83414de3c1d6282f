/**
 * @jest-environment node
 */
import { readFileSync, readdirSync } from 'node:fs';
import { dirname, join, posix } from 'node:path';
import ts from 'typescript';
import { ROOT } from '../../bin/lib/paths';

const LIB = join( ROOT, 'tests/bin/lib' );

/** Reads the rooms in their order from the guide for developers. */
function readRooms(): string[] {
	const guide = readFileSync( join( ROOT, 'docs/development.md' ), 'utf8' );
	const block = /in `tests\/bin\/lib\/`[^\n]*\n\n((?: {4}[^\n]+\n)+)/.exec(
		guide
	)?.[ 1 ];
	return ( block ?? '' )
		.split( '\n' )
		.map( ( line ) => line.trim().split( /\s/ )[ 0 ] ?? '' )
		.filter( Boolean );
}

describe( 'what the commands share', () => {
	const rooms = readRooms();
	const files = readdirSync( LIB, { recursive: true, encoding: 'utf8' } )
		.map( ( file ) => file.replaceAll( '\\', '/' ) )
		.filter( ( file ) => /\.(ts|cjs)$/.test( file ) );
	const place = ( path: string ) =>
		rooms.findIndex( ( room ) => `${ path }.ts`.startsWith( room ) );

	it( 'stands in rooms that the guide lists', () => {
		expect( rooms ).toContain( 'process/' );
		expect( files.filter( ( file ) => place( file ) === -1 ) ).toEqual(
			[]
		);
	} );

	it( 'imports from its own room and those before it only', () => {
		const wrong = files.flatMap( ( file ) =>
			ts
				.preProcessFile( readFileSync( join( LIB, file ), 'utf8' ) )
				.importedFiles.map( ( { fileName } ) => fileName )
				.filter( ( name ) => name.startsWith( '.' ) )
				.map( ( name ) => posix.join( dirname( file ), name ) )
				.filter( ( other ) => place( other ) > place( file ) )
				.map( ( other ) => `${ file } > ${ other }` )
		);
		expect( wrong ).toEqual( [] );
	} );
} );
