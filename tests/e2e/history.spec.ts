/**
 * What is told about runs that are over: the chart, and all about one of them.
 */
import type { Locator } from '@playwright/test';
import { driveRun } from '../bin/lib/site/drive-run';
import { expect, test, type Site } from './support/fixtures';
import type { SyncPage } from './support/sync-page';
import type { Tenant } from './support/tenant';

const PEOPLE = 30;
const CHART = 'What the last 3 synchronizations did';

/** Looks, creates everybody, and brings them up to date. */
async function runThrice( site: Site, tenant: Tenant ): Promise< void > {
	await tenant.restart( { users: PEOPLE } );
	await driveRun( site, {} );
	await driveRun( site, { create: true } );
	await driveRun( site, { update: true } );
}

const chartOf = ( sync: SyncPage ) =>
	sync.page.getByRole( 'figure', { name: CHART } );

/** The bars of a line, the oldest run first. */
const barsOf = ( chart: Locator, name: string ) =>
	chart.locator( `.is-${ name } .wpo365-chart__bar` );

/** Tells how high the bars of a line are, in pixels. */
const heightsOf = ( chart: Locator, name: string ) =>
	barsOf( chart, name ).evaluateAll( ( bars ) =>
		bars.map( ( bar ) => bar.getBoundingClientRect().height )
	);

test( 'the chart shows what the last runs did, as bars and as a table', async ( {
	sync,
	site,
	tenant,
} ) => {
	await runThrice( site, tenant );
	await sync.open();
	const chart = chartOf( sync );

	const [ looked, created, updated ] = await heightsOf( chart, 'created' );
	expect( looked ).toBe( 0 );
	expect( created ).toBeGreaterThan( 20 );
	expect( updated ).toBe( 0 );

	await chart.getByText( 'Show these numbers as a table' ).click();
	await expect(
		chart
			.getByRole( 'row' )
			.filter( { hasText: String( PEOPLE ) } )
			.getByRole( 'cell' )
	).toHaveText( [ /2/, String( PEOPLE ), '0', '0', '0', 'Completed' ] );

	// Colours of one's own choice leave bars that are told from the page.
	await sync.page.emulateMedia( { forcedColors: 'active' } );
	const bar = barsOf( chart, 'created' ).nth( 1 );
	const colours = await bar.evaluate( ( node ) => [
		getComputedStyle( node ).backgroundColor,
		getComputedStyle( document.body ).backgroundColor,
	] );
	expect( colours[ 0 ] ).not.toBe( colours[ 1 ] );
} );

test( 'the chart begins on the right where one writes from there', async ( {
	sync,
	site,
	tenant,
} ) => {
	await site.reset( { rtl: true } );
	await runThrice( site, tenant );
	await sync.open();
	const [ oldest, newest ] = await Promise.all( [
		barsOf( chartOf( sync ), 'created' ).first().boundingBox(),
		barsOf( chartOf( sync ), 'created' ).last().boundingBox(),
	] );
	expect( oldest?.x ).toBeGreaterThan( newest?.x ?? Infinity );
} );

test( 'a past run opens by keyboard to what it came to and what it has cost', async ( {
	sync,
	site,
	tenant,
} ) => {
	await runThrice( site, tenant );
	await sync.open();
	const list = sync.page.getByRole( 'table', {
		name: 'Past synchronizations',
	} );
	const toggle = list.getByRole( 'row' ).nth( 2 ).getByRole( 'button' );
	await toggle.focus();
	await sync.page.keyboard.press( 'Enter' );
	await expect( toggle ).toHaveAttribute( 'aria-expanded', 'true' );
	await expect( list ).toContainText(
		`${ PEOPLE } WordPress users were created.`
	);
	await expect(
		list
			.locator( '.wpo365-details__entry' )
			.filter( { hasText: 'Requests to Microsoft Graph' } )
			.getByRole( 'definition' )
	).toHaveText( /^[1-9]\d*$/ );
} );
