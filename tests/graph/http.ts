import {
	createServer,
	type IncomingMessage,
	type Server,
	type ServerResponse,
} from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import { transportOf } from './fault-answers';
import { RAW_URL } from './pipeline';
import type { Simulator } from './simulator';

/** Addresses of a simulator that is being served. */
export interface Served {
	/** What Graph and sign-in are configured with. */
	origin: string;
	/** The second listener: the same tenant, where nothing should ever arrive. */
	elsewhere: string;
	close: () => Promise< void >;
}

export interface ServeOptions {
	/** Port, or 0 for any free one. */
	port?: number;
	/** Called with one line for each request. */
	trace?: ( line: string ) => void;
}

/**
 * Serves a simulator over HTTP on 127.0.0.1.
 *
 * @param simulator What is served.
 * @param options   Port and trace.
 */
export async function serve(
	simulator: Simulator,
	{ port = 0, trace }: ServeOptions = {}
): Promise< Served > {
	const servers: Server[] = [];
	const open = async ( wanted: number ) => {
		const server = createServer( ( incoming, outgoing ) => {
			void exchange( simulator, incoming, outgoing, trace );
		} );
		await listen( server, wanted );
		servers.push( server );
		return `http://127.0.0.1:${ ( server.address() as AddressInfo ).port }`;
	};
	simulator.origin = await open( port );
	simulator.elsewhere = await open( 0 );
	return {
		origin: simulator.origin,
		elsewhere: simulator.elsewhere,
		close: async () => {
			await Promise.all( servers.map( close ) );
		},
	};
}

function listen( server: Server, port: number ): Promise< void > {
	return new Promise( ( resolve, reject ) => {
		server.once( 'error', reject );
		server.listen( port, '127.0.0.1', resolve );
	} );
}

function close( server: Server ): Promise< void > {
	return new Promise( ( resolve ) => {
		server.close( () => resolve() );
		server.closeAllConnections();
	} );
}

async function exchange(
	simulator: Simulator,
	incoming: IncomingMessage,
	outgoing: ServerResponse,
	trace: ServeOptions[ 'trace' ]
): Promise< void > {
	const started = performance.now();
	try {
		const response = await simulator.answer( await asRequest( incoming ) );
		const packed =
			simulator.options.gzip &&
			/\bgzip\b/.test( String( incoming.headers[ 'accept-encoding' ] ) );
		await send( outgoing, response, packed );
		trace?.(
			`${ incoming.method } ${ incoming.url } ${
				response.status
			} ${ Math.round( performance.now() - started ) }ms`
		);
	} catch ( error ) {
		if ( error instanceof URIError ) {
			outgoing.writeHead( 400, { 'Content-Type': 'text/plain' } );
			outgoing.end( 'The URL is not correctly percent-encoded.' );
			return;
		}
		process.stderr.write(
			`${ incoming.method } ${ incoming.url } ${ String( error ) }\n`
		);
		if ( ! outgoing.headersSent ) {
			outgoing.writeHead( 500, { 'Content-Type': 'text/plain' } );
		}
		outgoing.end( 'The simulator failed: see its output.' );
	}
}

async function asRequest( incoming: IncomingMessage ): Promise< Request > {
	const headers = new Headers();
	for ( const [ name, value ] of Object.entries( incoming.headers ) ) {
		for ( const one of [ value ?? [] ].flat() ) {
			headers.append( name, one );
		}
	}
	const raw = incoming.url ?? '/';
	headers.set( RAW_URL, raw );
	const method = incoming.method ?? 'GET';
	const chunks: Buffer[] = [];
	for await ( const chunk of incoming ) {
		chunks.push( chunk as Buffer );
	}
	return new Request(
		`http://${ incoming.headers.host ?? 'unknown' }${ raw }`,
		{
			method,
			headers,
			...( method === 'GET' || method === 'HEAD'
				? {}
				: { body: Buffer.concat( chunks ) } ),
		}
	);
}

async function send(
	outgoing: ServerResponse,
	response: Response,
	packed: boolean
): Promise< void > {
	const transport = transportOf( response );
	if ( transport?.kind === 'reset' ) {
		outgoing.socket?.resetAndDestroy();
		return;
	}
	const plain = Buffer.from( await response.arrayBuffer() );
	const body = packed ? gzipSync( plain ) : plain;
	outgoing.statusCode = response.status;
	response.headers.forEach( ( value, name ) => {
		outgoing.setHeader( name, value );
	} );
	outgoing.setHeader( 'Content-Length', body.length );
	if ( packed ) {
		outgoing.setHeader( 'Content-Encoding', 'gzip' );
	}
	switch ( transport?.kind ) {
		case 'truncate': {
			const bytes = transport.bytes ?? Math.floor( body.length / 2 );
			outgoing.write( body.subarray( 0, bytes ), () =>
				outgoing.destroy()
			);
			return;
		}
		case 'drip':
			await drip( outgoing, body, transport.ms );
			return;
		default:
			outgoing.end( body );
	}
}

const DROPS = 20;

/** Sends a body bit by bit. */
async function drip(
	outgoing: ServerResponse,
	body: Buffer,
	ms: number
): Promise< void > {
	const size = Math.ceil( body.length / DROPS );
	for ( let at = 0; at < body.length && ! outgoing.destroyed; at += size ) {
		outgoing.write( body.subarray( at, at + size ) );
		await sleep( ms / DROPS );
	}
	outgoing.end();
}
