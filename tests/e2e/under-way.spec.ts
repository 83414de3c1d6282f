/**
 * A run that is caught in its middle: reloads, tabs, pauses, and drivers that go away.
 */
import { CONNECTION, expect, test, type Site } from './support/fixtures';
import { SyncPage } from './support/sync-page';
import type { Tenant } from './support/tenant';
import { logins } from './support/users';

const PEOPLE = 40;

/** The route of a step, its path being part of the query. */
const STEP = /(%2F|\/)step\b/;

/** Starts a run that creates people so slowly that it does not end by itself. */
async function startSlowRun(
	sync: SyncPage,
	site: Site,
	tenant: Tenant
): Promise< void > {
	await tenant.restart( { users: PEOPLE } );
	await tenant.crawl();
	await site.reset( {
		constants: { ...CONNECTION, WPO_USER_SYNC_BATCH_SIZE: 2 },
	} );
	await sync.open();
	await sync.start( 'Create users' );
	await sync.runIsUnderWay( PEOPLE );
}

/** Lets the run end, and checks that it created everybody once. */
async function finish(
	sync: SyncPage,
	site: Site,
	tenant: Tenant
): Promise< void > {
	await tenant.recover();
	await sync.runIs( 'Completed' );
	await expect( sync.run ).toContainText(
		`${ PEOPLE } WordPress users were created.`
	);
	expect( await logins( site ) ).toHaveLength( PEOPLE + 1 );
}

test( 'a reload in the middle warns, finds the run as it is, and goes on', async ( {
	sync,
	site,
	tenant,
} ) => {
	await startSlowRun( sync, site, tenant );
	const warnings: string[] = [];
	sync.page.on( 'dialog', ( dialog ) => {
		warnings.push( dialog.type() );
		void dialog.accept();
	} );

	await sync.page.reload();
	await sync.runIsUnderWay( PEOPLE );
	await sync.runIs( 'Running' );
	await expect( sync.run ).toContainText( 'create; started' );
	await expect( sync.button( 'Start synchronization' ) ).toBeHidden();
	expect( warnings ).toEqual( [ 'beforeunload' ] );

	await finish( sync, site, tenant );
	// Nothing is under way any more, so nothing is warned of.
	await sync.page.reload();
	await sync.runIs( 'Completed' );
	expect( warnings ).toHaveLength( 1 );
} );

test( 'a second tab shows the run, and both drive it without doubling anybody', async ( {
	sync,
	site,
	tenant,
	admin,
} ) => {
	await startSlowRun( sync, site, tenant );
	const second = new SyncPage( await admin.context().newPage() );
	await second.open();
	await second.runIsUnderWay( PEOPLE );

	await second.button( 'Pause' ).click();
	await second.runIs( 'Paused' );
	await sync.runIs( 'Paused' );
	await sync.button( 'Resume' ).click();
	await sync.runIs( 'Running' );

	// Whoever comes back to the other tab finds what happened meanwhile.
	await second.page.evaluate( () =>
		document.dispatchEvent( new Event( 'visibilitychange' ) )
	);
	await second.runIs( 'Running' );
	await finish( sync, site, tenant );
	await second.runIs( 'Completed' );
	await expect(
		second.page
			.getByRole( 'table', { name: 'Past synchronizations' } )
			.locator( 'tbody tr' )
	).toHaveCount( 1 );
} );

test( 'a run pauses, stays paused after a reload, resumes, and is cancelled', async ( {
	sync,
	site,
	tenant,
} ) => {
	await startSlowRun( sync, site, tenant );
	await sync.button( 'Pause' ).click();
	await sync.runIs( 'Paused' );
	const created = ( await logins( site ) ).length;

	await sync.open();
	await sync.runIs( 'Paused' );
	expect( await logins( site ) ).toHaveLength( created );

	await sync.button( 'Resume' ).click();
	await sync.runIs( 'Running' );
	await sync.button( 'Cancel' ).click();
	await sync.runIs( 'Cancelled' );
	await expect( sync.run ).toContainText(
		'The synchronization did not finish; what it had done until then is kept.'
	);
	expect( ( await logins( site ) ).length ).toBeGreaterThanOrEqual( created );
	await expect( sync.button( 'Start synchronization' ) ).toBeEnabled();
} );

test( 'a run that lost its page waits as interrupted until somebody resumes it', async ( {
	sync,
	site,
	tenant,
	admin,
} ) => {
	await startSlowRun( sync, site, tenant );
	await admin.close();
	await site.abandon();

	const next = new SyncPage( await admin.context().newPage() );
	await next.open();
	await next.runIs( 'Interrupted' );
	await expect( next.run ).toContainText(
		'The page or process that drove this synchronization has ended. Press “Resume” to go on where it stopped; what was done is kept.'
	);
	await next.button( 'Resume' ).click();
	await finish( next, site, tenant );
} );

test( 'a step without an answer is tried again, and the page says so', async ( {
	sync,
	site,
	tenant,
} ) => {
	await startSlowRun( sync, site, tenant );
	await sync.page.route( STEP, ( route ) => route.abort() );
	await expect( sync.run ).toContainText(
		'No answer from this site. Trying again (try 2); nothing is lost meanwhile.'
	);
	await sync.page.unroute( STEP );
	await finish( sync, site, tenant );
} );
