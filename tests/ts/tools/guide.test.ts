import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { guidePage } from '../../bin/lib/plugin/guide';

const ROOT = join( __dirname, '../../..' );

describe( 'the setup guide that ships', () => {
	it( 'is a page with tables, and a heading for every link into it', async () => {
		const page = guidePage(
			await readFile( join( ROOT, 'docs/setup.md' ), 'utf8' )
		);
		expect( page ).toContain( '<h1>Connecting a tenant</h1>' );
		expect( page ).toContain(
			'<h2 id="firewall-and-proxy">Firewall and proxy</h2>'
		);
		expect( page ).toContain( '<td>1</td>' );
		expect( page ).toMatch( /<pre><code>define\( 'WP_PROXY_HOST'/ );
		// Nothing is loaded from anywhere: it has to be readable without a network.
		expect( page ).not.toMatch( /<(?:script|link|img)\b|url\(/ );
	} );

	it( 'names every server that the plugin calls', async () => {
		const guide = await readFile( join( ROOT, 'docs/setup.md' ), 'utf8' );
		const cloud = await readFile(
			join( ROOT, 'php/Settings/Cloud.php' ),
			'utf8'
		);
		// Of each cloud the servers for the sign-in and for Graph; the third is only a name in tokens.
		const servers = [
			...cloud.matchAll( /=> array\( '([\w.-]+)', '([\w.-]+)'/g ),
		].flatMap( ( [ , login, graph ] ) => [ login, graph ] );
		expect( new Set( servers ).size ).toBeGreaterThanOrEqual( 6 );
		for ( const name of servers ) {
			expect( guide ).toContain( `\`${ name }\`` );
		}
	} );
} );
