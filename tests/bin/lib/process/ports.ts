import { createServer } from 'node:net';

/** Gives the first port from a number upwards that nobody listens on; 0 means any. */
export async function freePort( from = 0 ): Promise< number > {
	for ( let port = from; port < from + 100; port++ ) {
		const free = await listen( port );
		if ( free ) {
			return free;
		}
	}
	throw new Error( `All ports from ${ from } to ${ from + 99 } are taken.` );
}

function listen( port: number ): Promise< number | null > {
	return new Promise( ( done ) => {
		const server = createServer();
		server.once( 'error', () => done( null ) );
		server.listen( port, () => {
			const address = server.address();
			const number =
				address && typeof address === 'object' ? address.port : null;
			server.close( () => done( number ) );
		} );
	} );
}
