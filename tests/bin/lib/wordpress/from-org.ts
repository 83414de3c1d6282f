import AdmZip from 'adm-zip';
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import type { CoreVersion } from './core';

const VERSIONS_URL = 'https://api.wordpress.org/core/version-check/1.7/';
const ANSWER_WITHIN_MS = 4000;
const DOWNLOAD_WITHIN_MS = 120_000;

interface Offers {
	offers: Array< { version: string; download: string } >;
}

/**
 * Downloads WordPress from wordpress.org into a folder.
 *
 * @return The folder with the core, or null where wordpress.org does not answer in time.
 */
export async function coreFromWordPressOrg(
	version: CoreVersion,
	work: string
): Promise< string | null > {
	const offers = await offeredVersions();
	if ( ! offers ) {
		return null;
	}
	// The first offer is the newest version; the last of each older branch follows.
	const offer = offers.offers.find(
		( { version: number } ) =>
			version === 'newest' ||
			number === version ||
			number.startsWith( `${ version }.` )
	);
	if ( ! offer ) {
		return null;
	}
	const zip = await download( offer.download );
	const checksum = ( await download( `${ offer.download }.sha1` ) )
		.toString()
		.trim();
	if ( createHash( 'sha1' ).update( zip ).digest( 'hex' ) !== checksum ) {
		throw new Error( `${ offer.download } arrived damaged; try again.` );
	}
	new AdmZip( zip ).extractAllTo( work );
	return join( work, 'wordpress' );
}

async function offeredVersions(): Promise< Offers | null > {
	try {
		const response = await fetch( VERSIONS_URL, {
			signal: AbortSignal.timeout( ANSWER_WITHIN_MS ),
		} );
		return response.ok ? ( ( await response.json() ) as Offers ) : null;
	} catch {
		return null;
	}
}

async function download( url: string ): Promise< Buffer > {
	const response = await fetch( url, {
		signal: AbortSignal.timeout( DOWNLOAD_WITHIN_MS ),
	} );
	if ( ! response.ok ) {
		throw new Error( `${ url } answered ${ response.status }.` );
	}
	return Buffer.from( await response.arrayBuffer() );
}
