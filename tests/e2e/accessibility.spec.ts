/**
 * What assistive software is told, narrow screens, and languages from right to left.
 */
import { source as axe, type AxeResults } from 'axe-core';
import type { Page } from '@playwright/test';
import { driveRun } from '../bin/lib/site/drive-run';
import { expect, test } from './support/fixtures';
import { LINKS, type SyncPage, type Table } from './support/sync-page';
import { accountOf, alone, linkedTo } from './support/users';

const STANDARDS = [ 'wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa' ];

/** Checks our part of the screen, wp-admin around it left out, against WCAG. */
async function expectAccessible( page: Page, what: string ): Promise< void > {
	// Half-faded colours are nobody's: whatever fades in, or changes its colour, has to have come to its end.
	await page.waitForFunction( () =>
		document
			.getAnimations()
			.every(
				( { playState, effect } ) =>
					playState !== 'running' ||
					effect?.getComputedTiming().endTime === Infinity
			)
	);
	await page.evaluate( axe );
	const violations = await page.evaluate( async ( standards ) => {
		const modal = '.components-modal__frame';
		const scope = document.querySelector( modal )
			? modal
			: '#wpo365-user-sync';
		const results = await (
			window as unknown as {
				axe: {
					run: ( on: string, how: object ) => Promise< AxeResults >;
				};
			}
		 ).axe.run( scope, { runOnly: standards } );
		return results.violations.map( ( { id, nodes } ) => ( {
			id,
			nodes: nodes.map( ( { html, failureSummary } ) => [
				html,
				failureSummary,
			] ),
		} ) );
	}, STANDARDS );
	expect( violations, what ).toEqual( [] );
}

/** Checks that nothing has to be scrolled sideways. */
async function expectNarrow( page: Page, what: string ): Promise< void > {
	const overflow = await page.evaluate( () => ( {
		page:
			document.documentElement.scrollWidth -
			document.documentElement.clientWidth,
		parts: [
			// What moves in a progress bar is cut off by the bar.
			...document.querySelectorAll(
				'#wpo365-user-sync :not(.wpo365-progress *)'
			),
		].flatMap( ( node ) => {
			const { right, left, width } = node.getBoundingClientRect();
			const isSeen =
				width > 1 && getComputedStyle( node ).clipPath === 'none';
			return isSeen && ( right > window.innerWidth + 1 || left < -1 )
				? [ `${ node.tagName } ${ node.className }` ]
				: [];
		} ),
	} ) );
	expect( overflow, what ).toEqual( { page: 0, parts: [] } );
}

/** Opens everything that can be unfolded. */
async function unfold( sync: SyncPage ): Promise< void > {
	await sync.connection.getByText( 'All other checks' ).click();
	await sync.connection
		.getByText( 'How to register the application in Microsoft Entra' )
		.click();
	for ( const section of [
		'Scope',
		'Roles',
		'User fields',
		'Deleting users',
		'Schedule',
		'Notifications',
		'History',
	] ) {
		await sync.openSettings( section );
	}
	await sync
		.section( 'Schedule' )
		.getByRole( 'combobox', { name: 'Synchronize', exact: true } )
		.selectOption( { label: 'Every week' } );
	await sync.button( 'Add a field' ).click();
	for ( const add of await sync.button( 'Add a group' ).all() ) {
		await add.click();
	}
	await sync.button( 'Add address' ).click();
	await sync.button( 'Send a test e-mail' ).click();
	await expect(
		sync.section( 'Notifications' ).getByRole( 'status' )
	).not.toBeEmpty();
}

test( 'the links are called exactly as people know them, their counts stand outside', async ( {
	sync,
	site,
} ) => {
	await driveRun( site, {} );
	await sync.open();
	await expect(
		sync.page
			.locator( '#wpo365-user-sync' )
			.getByRole( 'listitem' )
			.getByRole( 'link', { name: /Azure AD/ } )
	).toHaveCount( 3 );
	for ( const [ table, name ] of Object.entries( LINKS ) ) {
		const link = sync.link( table as Table );
		await expect( link ).toHaveAccessibleName( name );
		await expect( link ).toHaveText( name );
	}
	await sync.openTable( 'matched' );
	await expect( sync.link( 'matched' ) ).toHaveAttribute(
		'aria-current',
		'true'
	);
} );

test( 'progress and outcome are spoken politely', async ( {
	sync,
	tenant,
} ) => {
	await tenant.crawl();
	await sync.open();
	const polite = sync.page.locator( '#a11y-speak-polite' );
	await expect( polite ).toHaveAttribute( 'aria-live', 'polite' );
	await sync.start( 'Create users' );
	await expect( polite ).toContainText( 'Reading users from the directory' );
	await expect(
		sync.run.getByRole( 'progressbar', {
			name: 'Progress of the synchronization',
		} )
	).toBeVisible();
	await tenant.recover();
	await expect( polite ).toContainText(
		/^Completed\. .*30 WordPress users were created\./,
		{ timeout: 60_000 }
	);
	await expect( sync.page.locator( '#a11y-speak-assertive' ) ).toBeEmpty();
} );

/** Returns what looks at a state of the page: whether it is accessible, and fits. */
const checkOf = ( page: Page ) => async ( what: string ) => {
	await expectAccessible( page, what );
	await expectNarrow( page, what );
};

for ( const { name, width, height } of [
	{ name: 'a desktop', width: 1280, height: 900 },
	{ name: 'a phone', width: 390, height: 844 },
] ) {
	test( `all states of the page are accessible and fit ${ name }`, async ( {
		sync,
		site,
		tenant,
	} ) => {
		const check = checkOf( sync.page );
		await sync.page.setViewportSize( { width, height } );
		await tenant.restart( { users: 60, awkward: true } );
		await site.reset( {
			users: [
				...( await tenant.people() ).slice( -3 ).map( accountOf ),
				alone( 'petra' ),
			],
		} );
		await sync.open();
		await check( 'the start page' );

		await tenant.crawl();
		await sync.start( 'Create users', 'Delete users' );
		await check( 'the question before Delete users' );
		await sync
			.dialog( /Delete users/ )
			.getByRole( 'button', { name: 'Delete', exact: true } )
			.click();
		await sync.runIs( 'Running' );
		await check( 'a run under way' );
		await tenant.recover();
		await sync.runIs( 'Waiting for your approval' );
		await check( 'a held run' );
		await sync.run.getByRole( 'button', { name: 'Approve' } ).click();
		await sync
			.dialog( /WordPress user/ )
			.getByRole( 'textbox' )
			.waitFor();
		await check( 'the question for the number' );
		await sync.page.keyboard.press( 'Escape' );
		await sync.run.getByRole( 'button', { name: 'Reject' } ).click();
		await sync
			.dialog( 'Delete nobody?' )
			.getByRole( 'button', { name: 'Reject' } )
			.click();
		await sync.runIs( 'Completed' );

		for ( const table of Object.keys( LINKS ) as Table[] ) {
			await sync.openTable( table );
			await check( `the table ${ table }` );
		}
		await sync.button( 'Close table' ).click();
		await unfold( sync );
		await check( 'settings and checklist' );

		await driveRun( site, {} );
		await sync.open();
		await sync.page.getByText( 'Show these numbers as a table' ).click();
		await sync.page
			.getByRole( 'table', { name: 'Past synchronizations' } )
			.getByRole( 'button' )
			.first()
			.click();
		await check( 'the chart, its table, and a past run' );

		await site.must( 'POST', '/wpo365-user-sync/v1/settings', {
			schedule: { full: 'daily', changes: 60, create: true },
		} );
		await site.change( { home: `${ site.url }/copy` } );
		await sync.open();
		await expect( sync.button( 'Run now' ) ).toBeVisible();
		await check( 'a schedule, and the question about a new address' );
		await sync.button( 'This is a copy' ).click();
		await expect( sync.button( 'Run now' ) ).toBeHidden();
		await sync.start( 'Create users' );
		await expect( sync.page.locator( '.wpo365-page' ) ).toContainText(
			'This is a copy of the site that was connected, so here'
		);
		await check( 'a copy, and why nothing is written there' );
	} );

	test( `leavers, the journal and the undo are accessible and fit ${ name }`, async ( {
		sync,
		site,
		tenant,
	} ) => {
		const check = checkOf( sync.page );
		await sync.page.setViewportSize( { width, height } );
		const people = ( await tenant.people() ).slice( 0, 7 );
		await site.reset( { users: people.map( linkedTo ) } );
		await site.must( 'POST', '/wpo365-user-sync/v1/settings', {
			removal: { mode: 'deactivate', delete_after_days: 90 },
		} );
		for ( const { id } of people.slice( 0, 6 ) ) {
			await tenant.remove( id );
		}

		await sync.open();
		await sync.openSettings( 'Deleting users' );
		await check( 'settings that deactivate' );
		await sync.start( 'Create users', 'Delete users' );
		const question = sync.dialog( /Deactivate users/ );
		await question.waitFor();
		await check( 'the question before people are deactivated' );
		await question
			.getByRole( 'button', { name: 'Deactivate', exact: true } )
			.click();
		await sync.runIs( 'Waiting for your approval' );
		await sync.run.getByRole( 'link', { name: 'Show the list' } ).click();
		await sync.table( 'wordpress_only' );
		await check( 'a list of deactivations' );
		await sync.run.getByRole( 'button', { name: 'Approve' } ).click();
		const approval = sync.dialog( 'Deactivate 6 WordPress users?' );
		await approval.getByLabel( 'Number of users' ).fill( '6' );
		await check( 'the number of deactivations' );
		await approval.getByRole( 'button', { name: 'Approve' } ).click();
		await sync.runIs( 'Completed' );

		await sync.run
			.getByRole( 'button', { name: 'Show what was changed' } )
			.click();
		await expect( sync.run ).toContainText( 'Page 1 of' );
		await check( 'what a run has changed' );
		await sync.run.getByRole( 'button', { name: 'Undo this run' } ).click();
		const undo = sync.dialog( 'Undo this run?' );
		await undo.getByLabel( 'Number of users' ).waitFor();
		await check( 'the question before an undo' );
		await undo.getByLabel( 'Number of users' ).fill( '29' );
		await undo.getByRole( 'button', { name: 'Undo', exact: true } ).click();
		await expect( sync.run ).toHaveAccessibleName( 'Last undo' );
		await sync.runIs( 'Completed' );
		await sync.openTable( 'wordpress_only' );
		await sync.page
			.getByRole( 'table', { name: 'Past synchronizations' } )
			.getByRole( 'button' )
			.first()
			.click();
		await check( 'an undo, its rows, and its place in the history' );
	} );
}

test( 'the page mirrors itself in languages from right to left', async ( {
	sync,
	site,
	tenant,
} ) => {
	const person = await tenant.person( 0 );
	await site.reset( { rtl: true, users: [ accountOf( person ) ] } );
	await driveRun( site, {} );
	await sync.open( '&table=matched' );
	const table = await sync.table( 'matched' );
	await expect( sync.page.locator( 'html' ) ).toHaveAttribute( 'dir', 'rtl' );
	await expect(
		sync.page.locator( '#wpo365-user-sync-rtl-css' )
	).toHaveAttribute( 'href', /index-rtl\.css/ );
	await expect( table.row( person.userPrincipalName ) ).toContainText(
		`Outdated ← ${ person.givenName }`
	);
	await expectNarrow( sync.page, 'from right to left' );
	const [ heading, close ] = await Promise.all( [
		table.region.getByRole( 'heading' ).boundingBox(),
		sync.button( 'Close table' ).boundingBox(),
	] );
	expect( heading?.x ).toBeGreaterThan( close?.x ?? Infinity );
} );
