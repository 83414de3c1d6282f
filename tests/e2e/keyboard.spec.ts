/**
 * Everything without a mouse: the focus is always to be seen, and always somewhere sensible.
 */
import type { Locator } from '@playwright/test';
import { driveRun } from '../bin/lib/drive-run';
import { expect, test } from './support/fixtures';
import { LINKS, type SyncPage } from './support/sync-page';
import { alone, logins } from './support/users';

const MOST_STOPS = 80;

/** Presses Tab until a control has the focus, and checks that this can be seen. */
async function tabTo(
	{ page }: SyncPage,
	target: Locator,
	key: 'Tab' | 'Shift+Tab' = 'Tab'
): Promise< void > {
	for ( let stops = 0; stops < MOST_STOPS; stops++ ) {
		await page.keyboard.press( key );
		const isThere = await target.evaluate(
			( node ) => node === node.ownerDocument.activeElement
		);
		if ( isThere ) {
			await expectToBeSeen( target );
			return;
		}
	}
	throw new Error( `${ MOST_STOPS } times ${ key } do not lead there.` );
}

/** Checks that the focused control looks otherwise than without the focus. */
async function expectToBeSeen( focused: Locator ): Promise< void > {
	const withFocus = await picture( focused );
	await focused.evaluate( ( node: HTMLElement ) => node.blur() );
	const without = await picture( focused );
	await focused.focus();
	expect( withFocus.equals( without ), 'the focus can be seen' ).toBe(
		false
	);
}

/** Takes a picture of a control with what is just around it. */
async function picture( control: Locator ): Promise< Buffer > {
	const box = await control.boundingBox();
	if ( ! box ) {
		throw new Error( 'The control is nowhere.' );
	}
	return control.page().screenshot( {
		animations: 'disabled',
		clip: {
			x: Math.max( 0, box.x - 4 ),
			y: Math.max( 0, box.y - 4 ),
			width: box.width + 8,
			height: box.height + 8,
		},
	} );
}

test( 'a run is started, and a table opened, with the keyboard alone', async ( {
	sync,
	site,
} ) => {
	await sync.open();
	const { keyboard } = sync.page;
	await tabTo(
		sync,
		sync.page.getByRole( 'link', { name: 'Skip to main content' } )
	);
	await keyboard.press( 'Enter' );
	await tabTo( sync, sync.box( 'Create users' ) );
	await keyboard.press( 'Space' );
	await expect( sync.box( 'Create users' ) ).toBeChecked();
	await tabTo( sync, sync.button( 'Start synchronization' ) );
	await keyboard.press( 'Enter' );
	await sync.runIs( 'Completed' );
	expect( await logins( site ) ).toHaveLength( 31 );

	// The button went away when the run began; the focus went to the run.
	await expect( sync.run.getByRole( 'heading' ) ).toBeFocused();
	await tabTo( sync, sync.link( 'directory_only' ) );
	await keyboard.press( 'Enter' );
	const table = await sync.table( 'directory_only' );
	await expect(
		table.region.getByRole( 'heading', { name: LINKS.directory_only } )
	).toBeFocused();
	await tabTo( sync, table.search );
	await tabTo( sync, table.button( 'Next page' ) );
	await keyboard.press( 'Enter' );
	await expect(
		table.region.getByRole( 'combobox', { name: 'Current page' } )
	).toHaveValue( '2' );
} );

test( 'a row is selected and deleted, the dialog keeps and gives back the focus', async ( {
	sync,
	site,
} ) => {
	await site.reset( { users: [ alone( 'petra' ), alone( 'milo' ) ] } );
	await driveRun( site, {} );
	await sync.open( '&table=wordpress_only' );
	const table = await sync.table( 'wordpress_only' );
	const { keyboard } = sync.page;
	const remove = table.button( 'Delete selected' );

	await tabTo( sync, table.row( 'petra' ).getByRole( 'checkbox' ) );
	await keyboard.press( 'Space' );
	await expect( remove ).toBeEnabled();
	await tabTo( sync, remove, 'Shift+Tab' );
	await keyboard.press( 'Enter' );

	const dialog = sync.dialog( 'Delete 1 WordPress user?' );
	await expect( dialog ).toBeVisible();
	for ( let stops = 0; stops < 6; stops++ ) {
		await keyboard.press( 'Tab' );
		await expect( dialog.locator( ':focus' ) ).toHaveCount( 1 );
	}
	await keyboard.press( 'Escape' );
	await expect( dialog ).toBeHidden();
	await expect( remove ).toBeFocused();
	expect( await logins( site ) ).toHaveLength( 3 );

	await keyboard.press( 'Enter' );
	await tabTo(
		sync,
		dialog.getByRole( 'button', { name: 'Delete', exact: true } )
	);
	await keyboard.press( 'Enter' );
	await expect( table.region ).toContainText(
		'Done for 1 of 1 selected user.'
	);
	expect( await logins( site ) ).toEqual( [ 'admin', 'milo' ] );
	await expect( sync.page.locator( 'body' ) ).not.toBeFocused();
	await expect( table.region.locator( ':focus' ) ).toHaveCount( 1 );
} );

test( 'the number of a held run is typed and sent with Enter', async ( {
	sync,
	site,
} ) => {
	await site.reset( { users: [ alone( 'petra' ), alone( 'milo' ) ] } );
	await driveRun( site, { delete: true } );
	await sync.open();
	const { keyboard } = sync.page;
	await tabTo( sync, sync.run.getByRole( 'button', { name: 'Approve' } ) );
	await keyboard.press( 'Enter' );
	const dialog = sync.dialog( 'Delete 2 WordPress users?' );
	const field = dialog.getByLabel( 'Number of users' );
	await tabTo( sync, field );
	await keyboard.type( '2' );
	await keyboard.press( 'Enter' );
	await sync.runIs( 'Completed' );
	expect( await logins( site ) ).toEqual( [ 'admin' ] );
	await expect( sync.run.getByRole( 'heading' ) ).toBeFocused();
} );
