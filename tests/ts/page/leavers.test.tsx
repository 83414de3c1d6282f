import { screen, waitFor, within } from '@testing-library/react';

import type { Row } from '../../../assets-src/api/types';
import type { JsonObject } from '../../../assets-src/api/settings-types';
import { makeRow, makeRun } from '../support/make';
import { serveFakeSite } from '../support/page';

const { makeSite, openPage } = serveFakeSite();

type Site = ReturnType< typeof makeSite >;

const set = ( site: Site, section: string, values: JsonObject ) =>
	Object.assign( site.settings.settings[ section ] as JsonObject, values );

/** Makes a site whose last run left these rows. */
function siteWith( ...rows: Row[] ) {
	const site = makeSite();
	site.rows = rows;
	site.runs = [ makeRun() ];
	return site;
}

/** Has the last run wait for a decision about 12 accounts. */
function hold( site: Site, action: 'delete' | 'deactivate' ) {
	site.runs = [
		makeRun( {
			status: 'held',
			phase: 'absent',
			options: { create: false, update: false, delete: true },
			held: { action, count: 12 },
		} ),
	];
}

/** Opens the dialog that a button over the table opens for all rows that are shown. */
async function ask( site: Site, table: Row[ 'table' ], button: string ) {
	const page = openPage( {}, `&table=${ table }` );
	await page.user.click(
		await screen.findByRole( 'checkbox', { name: 'Select all' } )
	);
	await page.user.click( screen.getByRole( 'button', { name: button } ) );
	expect( site.count( 'POST /results/actions' ) ).toBe( 0 );
	return { ...page, dialog: await screen.findByRole( 'dialog' ) };
}

const actions = ( site: Site ) =>
	site.requests
		.filter( ( { path } ) => path === '/results/actions' )
		.map( ( { body } ) => body );

const leaver = ( id: number, change: Partial< Row > = {} ) =>
	makeRow( {
		id,
		table: 'wordpress_only',
		login: `leaver${ id }`,
		user_id: id,
		actions: [ 'delete', 'deactivate' ],
		...change,
	} );

describe( 'the buttons for people who leave and come back', () => {
	it.each( [
		{
			action: 'deactivate',
			button: 'Deactivate selected',
			title: 'Deactivate 2 WordPress users?',
			confirm: 'Deactivate',
			says: /can’t sign in.*sessions end.*application passwords are deleted.*content stay/,
			row: leaver,
		},
		{
			action: 'reactivate',
			button: 'Reactivate selected',
			title: 'Reactivate 2 WordPress users?',
			confirm: 'Reactivate',
			says: /can sign in again and get back the roles they had/,
			row: ( id: number ) => leaver( id, { actions: [ 'reactivate' ] } ),
		},
		{
			action: 'unlink',
			button: 'Unlink selected',
			title: 'Unlink 2 WordPress users from the directory?',
			confirm: 'Unlink',
			says: /not linked by name again until you link them/,
			row: ( id: number ) =>
				makeRow( {
					id,
					table: 'matched',
					user_id: id,
					actions: [ 'update', 'unlink' ],
				} ),
		},
	] )(
		'ask what they mean, and act only then: $button',
		async ( { action, button, title, confirm, says, row } ) => {
			const rows = [ row( 1 ), row( 2 ) ];
			const site = siteWith( ...rows );
			const { user, dialog } = await ask(
				site,
				( rows[ 0 ] as Row ).table,
				button
			);

			expect( dialog ).toHaveAccessibleName( title );
			expect( dialog ).toHaveTextContent( says );
			expect(
				within( dialog )
					.getAllByRole( 'button' )
					.slice( -2 )
					.map( ( { textContent } ) => textContent )
			).toEqual( [ 'Cancel', confirm ] );
			await user.click(
				within( dialog ).getByRole( 'button', { name: 'Cancel' } )
			);
			expect( actions( site ) ).toEqual( [] );

			await user.click( screen.getByRole( 'button', { name: button } ) );
			await user.click(
				await screen.findByRole( 'button', { name: confirm } )
			);
			await screen.findByText( 'Done for 2 of 2 selected users.' );
			expect( actions( site ) ).toEqual( [ { action, ids: [ 1, 2 ] } ] );
		}
	);

	it( 'are pressed in vain for rows that don’t offer them', async () => {
		siteWith( leaver( 1, { actions: [ 'delete' ] } ) );
		const { user } = openPage( {}, '&table=wordpress_only' );
		await user.click(
			await screen.findByRole( 'checkbox', { name: 'Select all' } )
		);

		for ( const name of [ 'Deactivate selected', 'Reactivate selected' ] ) {
			expect( screen.getByRole( 'button', { name } ) ).toHaveAttribute(
				'aria-disabled',
				'true'
			);
		}
		expect(
			screen.getByRole( 'button', { name: 'Delete selected' } )
		).toBeEnabled();
	} );

	it( 'say what became of users, who can be filtered by it', async () => {
		const site = siteWith(
			leaver( 1, { status: 'deactivated', actions: [ 'reactivate' ] } ),
			leaver( 2 )
		);
		openPage( {}, '&table=wordpress_only&status=deactivated' );

		expect(
			await screen.findByRole( 'checkbox', { name: 'leaver1' } )
		).toBeEnabled();
		expect( screen.queryByText( 'leaver2' ) ).toBeNull();
		expect( site.queries ).toContainEqual(
			expect.stringContaining( 'status=deactivated' )
		);
	} );
} );

describe( 'the dialog before Delete', () => {
	it( 'says for how long a deletion can be undone', async () => {
		const site = siteWith( leaver( 1 ) );
		set( site, 'history', { journal_days: 14 } );
		const { dialog } = await ask(
			site,
			'wordpress_only',
			'Delete selected'
		);

		await waitFor( () =>
			expect( dialog ).toHaveTextContent(
				'A deletion can be undone for 14 days, under “Past synchronizations”.'
			)
		);
		expect( dialog ).not.toHaveTextContent( 'can’t be' );
	} );

	it( 'says that deleted content is lost in any case', async () => {
		const site = siteWith( leaver( 1 ) );
		set( site, 'removal', { content: 'delete' } );
		const { dialog } = await ask(
			site,
			'wordpress_only',
			'Delete selected'
		);

		await waitFor( () =>
			expect( dialog ).toHaveTextContent(
				'Deleted content can’t be brought back.'
			)
		);
	} );

	it( 'says to whom content goes where it is the manager', async () => {
		const site = siteWith( leaver( 1 ) );
		set( site, 'removal', { content: 'manager' } );
		const { dialog } = await ask(
			site,
			'wordpress_only',
			'Delete selected'
		);

		await waitFor( () =>
			expect( dialog ).toHaveTextContent(
				'go to the account of each user’s manager; where there is none, to Ada Admin.'
			)
		);
	} );

	it.each( [
		[ 'without a key for secrets', { canRestore: false }, 30, /AUTH_KEY/ ],
		[ 'without a journal', {}, 0, /nothing of what was changed is kept/ ],
	] )(
		'says that deleted users can’t be restored: %s',
		async ( _what, config, days, why ) => {
			const site = siteWith( leaver( 1 ) );
			set( site, 'history', { journal_days: days } );
			const { user } = openPage( config, '&table=wordpress_only' );
			await user.click(
				await screen.findByRole( 'checkbox', { name: 'Select all' } )
			);
			await user.click(
				screen.getByRole( 'button', { name: 'Delete selected' } )
			);
			const dialog = await screen.findByRole( 'dialog' );

			await waitFor( () => expect( dialog ).toHaveTextContent( why ) );
			expect( dialog ).toHaveTextContent(
				'Deleted users can’t be restored.'
			);
			expect( dialog ).not.toHaveTextContent( 'can be undone' );
		}
	);
} );

describe( 'a run with Delete users ticked, where the settings deactivate', () => {
	it( 'is announced as what it does, by the box and by the question', async () => {
		const site = makeSite();
		set( site, 'removal', {
			mode: 'deactivate',
			delete_after_days: 90,
			disabled: 'deactivate',
		} );
		const { user } = openPage();

		const box = await screen.findByRole( 'checkbox', {
			name: 'Delete users',
		} );
		await waitFor( () =>
			expect( box ).toHaveAccessibleDescription(
				/are deactivated instead of deleted/
			)
		);
		await user.click( box );
		await user.click(
			screen.getByRole( 'button', { name: 'Start synchronization' } )
		);
		const dialog = await screen.findByRole( 'dialog', {
			name: 'Deactivate users who are not in the directory?',
		} );
		expect( dialog ).toHaveTextContent( 'their content stays' );
		expect( dialog ).toHaveTextContent(
			'Users who are disabled in the directory are deactivated.'
		);
		expect( dialog ).toHaveTextContent(
			'were deactivated more than 90 days ago are deleted'
		);
		expect( site.count( 'POST /runs' ) ).toBe( 0 );
		await user.click(
			within( dialog ).getByRole( 'button', { name: 'Deactivate' } )
		);
		await waitFor( () => expect( site.run?.options.delete ).toBe( true ) );
	} );

	it( 'says nothing of content that is not deleted', async () => {
		const site = makeSite();
		set( site, 'removal', { mode: 'deactivate' } );
		const { user } = openPage();
		const box = await screen.findByRole( 'checkbox', {
			name: 'Delete users',
		} );
		await waitFor( () =>
			expect( box ).toHaveAccessibleDescription( /deactivated/ )
		);
		await user.click( box );
		await user.click(
			screen.getByRole( 'button', { name: 'Start synchronization' } )
		);

		expect( await screen.findByRole( 'dialog' ) ).not.toHaveTextContent(
			/reassign|Deleted users|are deleted/
		);
	} );

	it( 'is held with the word for it, and approved by the number', async () => {
		const site = makeSite();
		hold( site, 'deactivate' );
		const { user } = openPage();

		expect(
			await screen.findByText(
				'The synchronization is about to deactivate 12 WordPress users.'
			)
		).toBeVisible();
		const run = screen.getByRole( 'region', {
			name: 'This synchronization',
		} );
		// What the list stands for is summed up here, too.
		await within( run ).findByText(
			'The list is held because these are many.'
		);
		expect( run ).not.toHaveTextContent( 'No user has been deleted' );
		await user.click(
			within( run ).getByRole( 'button', { name: 'Approve' } )
		);
		const dialog = await screen.findByRole( 'dialog', {
			name: 'Deactivate 12 WordPress users?',
		} );
		expect( dialog ).not.toHaveTextContent( /delete|reassign/ );
		await user.type(
			within( dialog ).getByRole( 'textbox', {
				name: 'Number of users',
			} ),
			'12{Enter}'
		);
		await waitFor( () =>
			expect( site.requests ).toContainEqual( {
				method: 'POST',
				path: '/runs/1/approve',
				body: { action: 'approve', count: 12 },
			} )
		);
	} );
} );

describe( 'a held list of deletions', () => {
	const mixed = /may only be deactivated/;

	it( 'says that some on it may only be deactivated, where the settings deactivate', async () => {
		const site = makeSite();
		hold( site, 'delete' );
		set( site, 'removal', { disabled: 'deactivate' } );
		site.held = {
			...site.held,
			causes: { disabled: 2, gone: 10 },
			content: { deleted: false, heir: 'Ada Archive', managers: 3 },
		};
		const { user } = openPage();

		const run = await screen.findByRole( 'region', {
			name: 'This synchronization',
		} );
		expect( await within( run ).findByText( mixed ) ).toBeVisible();
		await waitFor( () =>
			expect( run ).toHaveTextContent( 'disabled in the directory: 2' )
		);
		expect(
			within( run ).getByRole( 'link', {
				name: 'Show users who are disabled in the directory',
			} )
		).toHaveAttribute(
			'href',
			expect.stringContaining( 'table=matched&status=held' )
		);
		await user.click(
			within( run ).getByRole( 'button', { name: 'Approve' } )
		);
		expect( await screen.findByRole( 'dialog' ) ).toHaveTextContent(
			'The content of 3 of them goes to their managers'
		);
	} );

	it( 'says nothing of deactivations where there are none', async () => {
		const site = makeSite();
		hold( site, 'delete' );
		openPage();

		const run = await screen.findByRole( 'region', {
			name: 'This synchronization',
		} );
		await within( run ).findByText(
			'The list is held because these are many.'
		);
		expect( within( run ).queryByText( mixed ) ).toBeNull();
		expect(
			within( run ).queryByRole( 'link', { name: /disabled/ } )
		).toBeNull();
	} );
} );

describe( 'the history', () => {
	it( 'counts deactivations among removals, and draws no undo', async () => {
		const site = makeSite();
		site.runs = [
			makeRun( {
				id: 3,
				kind: 'undo',
				counts: { received: 500, created: 499, skipped: 1 },
			} ),
			makeRun( { id: 2, counts: { deleted: 1, deactivated: 3 } } ),
			makeRun( { id: 1, counts: { reactivated: 2 } } ),
		];
		openPage();

		const figure = await screen.findByRole( 'figure', {
			name: 'What the last 2 synchronizations did',
		} );
		expect( figure ).not.toHaveTextContent( '500' );
		expect( figure.querySelector( '.is-removed' ) ).toHaveTextContent(
			/^Removed4$/
		);
		const history = screen.getByRole( 'table', {
			name: 'Past synchronizations',
		} );
		expect( history ).not.toHaveTextContent( '500 read' );
		expect( history ).toHaveTextContent( '499 restored · 1 left alone' );
		expect( history ).toHaveTextContent( '1 deleted · 3 deactivated' );
		expect( history ).toHaveTextContent( '2 reactivated' );
		expect(
			within( history ).getByRole( 'cell', { name: 'undo' } )
		).toBeVisible();
	} );
} );
