/**
 * What the site does by itself, and what its page says about that: runs without their tab, the
 * schedule, e-mails, and copies of the site.
 */
import type { Locator, Page } from '@playwright/test';
import { driveRun, type Run } from '../bin/lib/site/drive-run';
import { CONNECTION, expect, test, type Site } from './support/fixtures';
import { SyncPage } from './support/sync-page';
import type { Tenant } from './support/tenant';
import { alone, logins } from './support/users';

const NAMESPACE = '/wpo365-user-sync/v1';

/** The route of a step, its path being part of the query. */
const STEP = /(%2F|\/)step\b/;

/** Does what a server's crontab does; answers when WP-Cron has done what was due. */
async function callCron( site: Site ): Promise< void > {
	await fetch( `${ site.url }/wp-cron.php` );
}

/** Has ten minutes pass, and WP-Cron called. */
async function tick( site: Site ): Promise< void > {
	await site.abandon();
	await callCron( site );
}

async function currentRun( site: Site ): Promise< Run > {
	return ( await site.must< Run >( 'GET', `${ NAMESPACE }/runs/current` ) )
		.data;
}

/**
 * Keeps the steps of a tab from the site, and waits until it has none under way.
 *
 * @return Lets them through.
 */
async function holdSteps( page: Page ): Promise< () => void > {
	let release = () => {};
	const isReleased = new Promise< void >( ( resolve ) => {
		release = resolve;
	} );
	await new Promise< void >( ( isHeld ) => {
		void page.route( STEP, async ( route ) => {
			isHeld();
			await isReleased;
			await route.continue();
		} );
	} );
	return release;
}

/** Checks that everybody has one account, and nobody else but the administrator any. */
async function expectEverybodyOnce(
	site: Site,
	tenant: Tenant,
	people: number
): Promise< void > {
	const { counts } = await currentRun( site );
	expect( counts ).toMatchObject( {
		received: people,
		created: people,
		failed: 0,
		skipped: 0,
	} );
	expect( await logins( site ) ).toEqual(
		[
			'admin',
			...( await tenant.people( people ) ).map(
				( { userPrincipalName } ) => userPrincipalName
			),
		].sort()
	);
}

/** The first lines of the page, about the schedule. */
const scheduleLine = ( page: Page ) => page.locator( '.wpo365-schedule' );

/** The hint whether a run goes on without its page. */
const hint = ( page: Page, words: string ): Locator =>
	page.locator( '.wpo365-hint' ).filter( { hasText: words } );

test( 'the tab is closed in the middle of 2,000 people: the site creates the others, each once', async ( {
	sync,
	site,
	tenant,
	admin,
} ) => {
	const people = 2_000;
	await tenant.restart( { users: people } );
	// A server that calls WP-Cron; so the page knows that it may be closed.
	await tick( site );
	await tenant.crawl();
	await sync.open();
	await sync.start( 'Create users' );
	await sync.runIsUnderWay( people );
	await expect( hint( admin, 'You may close this page.' ) ).toBeVisible();

	const context = admin.context();
	// From here on no step reaches the site, so that none is left that the tab has sent in its last moment.
	await admin.route( STEP, ( route ) => route.abort() );
	await expect( sync.run ).toContainText( 'Trying again' );
	await admin.close();
	await tenant.recover();
	await site.abandon();
	expect( ( await currentRun( site ) ).status ).toBe( 'running' );
	await expect
		.poll(
			async () => {
				await callCron( site );
				return ( await currentRun( site ) ).status;
			},
			{ timeout: 60_000 }
		)
		.toBe( 'completed' );
	await expectEverybodyOnce( site, tenant, people );

	const next = new SyncPage( await context.newPage() );
	await next.open();
	await next.runIs( 'Completed' );
	await expect( next.run ).toContainText(
		'2,000 WordPress users were created.'
	);
} );

test( 'two tabs and the site drive one run, and create everybody once', async ( {
	sync,
	site,
	tenant,
	admin,
} ) => {
	const people = 2_000;
	await tenant.restart( { users: people } );
	await sync.open();
	const second = new SyncPage( await admin.context().newPage() );
	await second.open();
	await tenant.crawl();
	await sync.start( 'Create users' );
	await sync.runIsUnderWay( people );
	await second.page.reload();
	await second.runIsUnderWay( people );

	// Neither tab gets through for a while, so that the site takes over.
	const letThrough = await Promise.all( [
		holdSteps( admin ),
		holdSteps( second.page ),
	] );
	await tenant.recover();
	await site.abandon();
	const { sequence } = await currentRun( site );
	const ticking = callCron( site );
	await expect
		.poll( async () => ( await currentRun( site ) ).sequence )
		.toBeGreaterThan( sequence );
	expect( ( await currentRun( site ) ).status ).toBe( 'running' );
	letThrough.forEach( ( release ) => release() );

	await sync.runIs( 'Completed' );
	await second.runIs( 'Completed' );
	await ticking;
	await expectEverybodyOnce( site, tenant, people );
} );

test( 'the page says truthfully whether it may be closed', async ( {
	sync,
	site,
	tenant,
	admin,
} ) => {
	await tenant.crawl();
	await site.reset( {
		constants: { ...CONNECTION, WPO_USER_SYNC_BATCH_SIZE: 2 },
	} );
	await sync.open();
	await sync.start();
	await sync.runIs( 'Running' );
	await expect( hint( admin, 'Keep this page open.' ) ).toContainText(
		'nothing else has called wp-cron.php in the last hour'
	);

	await sync.button( 'Pause' ).click();
	await sync.runIs( 'Paused' );
	await tick( site );
	await sync.open();
	await sync.button( 'Resume' ).click();
	await expect( hint( admin, 'You may close this page.' ) ).toBeVisible();
	await expect( hint( admin, 'Keep this page open.' ) ).toBeHidden();

	await tenant.recover();
	await sync.runIs( 'Completed' );
	await expect( hint( admin, 'You may close this page.' ) ).toBeHidden();
} );

test( 'a schedule is set up, told, and done at once; its run stands in the history', async ( {
	sync,
	admin,
} ) => {
	await sync.open();
	await scheduleLine( admin )
		.getByRole( 'link', { name: 'Set up a schedule' } )
		.click();
	const section = sync.section( 'Schedule' );
	await section
		.getByRole( 'combobox', { name: 'Synchronize', exact: true } )
		.selectOption( { label: 'Every day' } );
	await section.getByLabel( 'Time', { exact: true } ).fill( '03:00' );
	await section
		.getByRole( 'checkbox', {
			name: 'Scheduled synchronizations create users',
		} )
		.check();
	await sync.save();
	await expect( scheduleLine( admin ) ).toContainText(
		/Next run: .* 3:00 am\. Scheduled runs act in the name of admin\./
	);

	await sync.open();
	await scheduleLine( admin )
		.getByRole( 'button', { name: 'Run now' } )
		.click();
	await sync.runIs( 'Completed' );
	await expect( sync.run ).toContainText(
		'30 WordPress users were created.'
	);
	const history = admin.getByRole( 'table', {
		name: 'Past synchronizations',
	} );
	await expect( history.locator( 'tbody tr' ) ).toHaveCount( 1 );
	await expect( history ).toContainText( '30 read · 30 created' );
	await history.getByRole( 'button' ).click();
	await expect( history.locator( '.wpo365-details' ) ).toContainText(
		'Requests to Microsoft Graph'
	);
} );

test( 'a test e-mail says what has become of it', async ( {
	sync,
	site,
	admin,
} ) => {
	await sync.open();
	await sync.openSettings( 'Notifications' );
	const outcome = sync.section( 'Notifications' ).getByRole( 'status' );
	await sync.button( 'Send a test e-mail' ).click();
	await expect( outcome ).toHaveText(
		/^WordPress has handed the e-mail over for \S+@\S+\. Look whether it arrives\.$/
	);
	const { data: mailed } = await site.must< string[] >(
		'GET',
		'/wpo365-test/v1/mails'
	);
	expect( mailed ).toHaveLength( 1 );
	await expect( outcome ).toContainText( mailed[ 0 ] ?? '-' );

	await site.change( { mail: false } );
	await sync.button( 'Send a test e-mail' ).click();
	await expect( outcome ).toContainText( 'was not sent.' );
	await expect( outcome ).toContainText(
		'Ask your host whether this site may send mails.'
	);
	await expect( admin.locator( '.wpo365-page' ) ).not.toContainText(
		'has handed the e-mail over'
	);
} );

test( 'a site under another address asks what it is, and as a copy only looks', async ( {
	sync,
	site,
	admin,
} ) => {
	await site.reset( { users: [ alone( 'petra' ) ] } );
	await driveRun( site, {} );
	await site.change( { home: `${ site.url }/copy` } );
	await sync.open();
	const question = admin
		.locator( '.wpo365-page' )
		.getByText( /This site was connected as .* now / );
	await expect( question ).toHaveText(
		`This site was connected as ${ new URL( site.url ).host }, and is now ${ site.url }/copy.`
	);
	await sync.start( 'Delete users' );
	await sync
		.dialog( /Delete users/ )
		.getByRole( 'button', { name: 'Delete', exact: true } )
		.click();
	await expect( admin.locator( '.wpo365-page' ) ).toContainText(
		'until then nobody is deleted here, and nothing starts by itself.'
	);
	await expect( sync.button( 'This is the site' ) ).toBeVisible();

	await sync.button( 'This is a copy' ).click();
	await expect( question ).toBeHidden();
	await sync.open();
	await expect( admin.locator( '.wpo365-page' ) ).toContainText(
		'This is a copy of the site that was connected'
	);
	await sync.start( 'Create users' );
	await expect( admin.locator( '.wpo365-page' ) ).toContainText(
		'Leave the boxes unticked; or, if this is the site itself, say so'
	);
	expect( await logins( site ) ).toEqual( [ 'admin', 'petra' ] );

	await sync.button( 'This is the site' ).click();
	await sync.button( 'Start synchronization' ).click();
	await sync.runIs( 'Completed' );
	await expect( sync.run ).toContainText(
		'30 WordPress users were created.'
	);
} );
