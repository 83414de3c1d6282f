import { join } from 'node:path';
import { beforeExit } from '../process/cleanup';
import { ROOT } from '../paths';
import { startService, until } from '../process/service';
import type { TestSite } from './test-site';

/**
 * Serves a site with PHP's own web server, with several workers, so that a request can
 * overtake another.
 *
 * @return A function that ends it.
 */
export async function serveSite(
	site: TestSite,
	environment: Record< string, string > = {}
): Promise< () => Promise< void > > {
	const { host } = new URL( site.url );
	const log = `${ site.path }.log`;
	const server = startService(
		'php',
		[
			'-d',
			'sendmail_path=/bin/true',
			'-S',
			host,
			'-t',
			site.path,
			join( ROOT, 'tests/php/Support/router.php' ),
		],
		log,
		{ PHP_CLI_SERVER_WORKERS: '4', ...environment }
	);
	const stop = beforeExit( server.stop );
	const ready = await until( () => answers( site.url ), 15_000, 100 );
	if ( ! ready ) {
		await stop();
		throw new Error( `${ site.url } does not answer; see ${ log }.` );
	}
	return stop;
}

/** Tells whether WordPress' login page comes. */
export async function answers( url: string ): Promise< boolean > {
	try {
		const response = await fetch( `${ url }/wp-login.php`, {
			signal: AbortSignal.timeout( 20_000 ),
		} );
		return response.ok;
	} catch {
		return false;
	}
}
