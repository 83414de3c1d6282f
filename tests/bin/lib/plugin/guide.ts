import MarkdownIt from 'markdown-it';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DIST_PLUGIN, ROOT } from '../paths';

/** Name of the setup guide in the plugin. */
export const GUIDE = 'setup.html';

const STYLE = `
body { max-width: 60em; margin: 2em auto; padding: 0 1em; font: 16px/1.5 system-ui, sans-serif; color: #1e1e1e; }
table { border-collapse: collapse; } th, td { border: 1px solid #c3c4c7; padding: .5em; text-align: left; vertical-align: top; }
code { background: #f0f0f1; padding: 0 .2em; } pre { background: #f0f0f1; padding: 1em; overflow-x: auto; } pre code { padding: 0; }
h2 { margin-top: 2em; }`;

/**
 * Makes the page that ships with the plugin from docs/setup.md: it is read where neither the
 * repository nor Microsoft's pages can be reached.
 */
export async function writeGuide(): Promise< void > {
	const source = await readFile( join( ROOT, 'docs', 'setup.md' ), 'utf8' );
	await writeFile( join( DIST_PLUGIN, GUIDE ), guidePage( source ) );
}

/**
 * Returns the guide as a page of HTML. Headings have ids, by which the plugin links to them.
 *
 * @param markdown The guide.
 */
export function guidePage( markdown: string ): string {
	const body = new MarkdownIt()
		.render( markdown )
		.replace(
			/<h2>(.*?)<\/h2>/g,
			( _, words: string ) =>
				`<h2 id="${ idOf( words ) }">${ words }</h2>`
		);
	return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>WPO365 User Sync: connecting a tenant</title>
<style>${ STYLE }
</style>
</head>
<body>
${ body }</body>
</html>
`;
}

function idOf( words: string ): string {
	return words
		.toLowerCase()
		.replace( /[^a-z0-9]+/g, '-' )
		.replace( /^-|-$/g, '' );
}
