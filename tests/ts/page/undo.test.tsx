import { screen, waitFor, within } from '@testing-library/react';

import type { Run, UndoEntry } from '../../../assets-src/api/types';
import { wpError } from '../support/fake-site';
import { makeRun } from '../support/make';
import { serveFakeSite } from '../support/page';

const { makeSite, openPage } = serveFakeSite();

const UPDATING = { create: false, update: true, delete: false };

const entry = ( change: Partial< UndoEntry > = {} ): UndoEntry => ( {
	user_id: 7,
	login: 'anna',
	display_name: 'Anna Adams',
	action: 'change',
	changes: [ { field: 'last_name', from: 'Berg', to: 'Adams' } ],
	reason: '',
	...change,
} );

/** Makes a site whose newest run has updated two accounts, one of which can't be undone. */
function siteWith( change: Partial< Run > = {} ) {
	const site = makeSite();
	site.runs = [
		makeRun( {
			id: 4,
			options: UPDATING,
			counts: { updated: 2 },
			...change,
		} as Run ),
	];
	site.undo = {
		count: 1,
		skipped: 1,
		entries: [
			entry(),
			entry( {
				user_id: 8,
				login: 'ben',
				display_name: 'Ben',
				action: 'none',
				changes: [],
				reason: 'Changed since by the user Eve.',
			} ),
		],
	};
	return site;
}

const lastRun = () =>
	screen.findByRole( 'region', { name: 'Last synchronization' } );

/** Opens the dialog of the newest run. */
async function openDialog( user: ReturnType< typeof openPage >[ 'user' ] ) {
	await user.click(
		within( await lastRun() ).getByRole( 'button', {
			name: 'Undo this run',
		} )
	);
	return screen.findByRole( 'dialog', { name: 'Undo this run?' } );
}

const undoButton = () =>
	within( screen.getByRole( 'dialog' ) ).getByRole( 'button', {
		name: 'Undo',
	} );

/** Types the number of users and presses *Undo*. */
async function confirm(
	user: ReturnType< typeof openPage >[ 'user' ],
	number = '1'
) {
	await user.type(
		await screen.findByRole( 'textbox', { name: 'Number of users' } ),
		number
	);
	await user.click( undoButton() );
}

const bodies = ( site: ReturnType< typeof makeSite >, path: string ) =>
	site.requests
		.filter( ( request ) => request.path === path )
		.map( ( { body } ) => body );

describe( 'Undo this run', () => {
	it.each< [ string, Partial< Run > ] >( [
		[ 'completed', { status: 'completed' } ],
		[ 'cancelled', { status: 'cancelled' } ],
		[ 'failed', { status: 'failed' } ],
		[ 'a run of changes', { kind: 'changes' } ],
	] )( 'is offered for a run that wrote: %s', async ( _what, change ) => {
		siteWith( change );
		openPage();

		expect(
			within( await lastRun() ).getByRole( 'button', {
				name: 'Undo this run',
			} )
		).toBeEnabled();
	} );

	it( 'is offered for an undo, too', async () => {
		siteWith( {
			kind: 'undo',
			options: { create: false, update: false, delete: false },
		} );
		openPage();

		const run = await screen.findByRole( 'region', { name: 'Last undo' } );
		expect(
			within( run ).getByRole( 'button', { name: 'Undo this run' } )
		).toBeEnabled();
	} );

	it.each< [ string, string, Partial< Run > ] >( [
		[
			'only looked',
			'Last synchronization',
			{ options: { create: false, update: false, delete: false } },
		],
		[ 'goes on', 'This synchronization', { status: 'paused' } ],
		[
			'is held',
			'This synchronization',
			{ status: 'held', held: { action: 'delete', count: 3 } },
		],
	] )( 'is not offered for a run that %s', async ( _what, name, change ) => {
		siteWith( change );
		openPage();

		const run = await screen.findByRole( 'region', { name } );
		expect(
			within( run ).queryByRole( 'button', { name: 'Undo this run' } )
		).toBeNull();
	} );

	it( 'says how many accounts would be changed, how many are left, what would happen to each, and why not', async () => {
		const site = siteWith();
		const { user } = openPage();
		const dialog = await openDialog( user );

		expect(
			await within( dialog ).findByText( '1 account would be changed.' )
		).toBeVisible();
		expect( dialog ).toHaveTextContent(
			'1 account is left alone; the list says why.'
		);
		const [ first, second ] = within(
			within( dialog ).getByRole( 'list', { name: 'What would happen' } )
		)
			.getAllByRole( 'listitem' )
			.filter( ( { className } ) => className.includes( 'undo' ) );
		expect( first ).toHaveTextContent(
			/^anna · Anna Adams Will be changed back.*Last name: Berg → Adams$/
		);
		expect( second ).toHaveTextContent(
			/^ben · Ben Is left alone.*Changed since by the user Eve.$/
		);
		expect( bodies( site, '/runs/4/undo' ) ).toEqual( [
			{ preview: true },
		] );
	} );

	it.each< [ string, boolean, Partial< Run >, Partial< UndoEntry > ] >( [
		[
			'where the run created any, listed or not',
			true,
			{ counts: { created: 1 } } as Partial< Run >,
			{},
		],
		[ 'where one is listed', true, {}, { action: 'remove', changes: [] } ],
		[ 'and not where the run created nobody', false, {}, {} ],
	] )(
		'says that accounts which the run created are deleted %s',
		async ( _what, isSaid, change, first ) => {
			const site = siteWith( change );
			site.undo.entries = [ entry( first ) ];
			const { user } = openPage();
			const dialog = await openDialog( user );
			await within( dialog ).findByRole( 'textbox' );

			expect(
				/Accounts that this run created are deleted/.test(
					dialog.textContent ?? ''
				)
			).toBe( isSaid );
		}
	);

	it( 'says that the list is not all', async () => {
		const site = siteWith();
		site.undo.count = 2_000;
		const { user } = openPage();
		const dialog = await openDialog( user );

		expect(
			await within( dialog ).findByText(
				'The list shows the first 2 of 2,001 accounts.'
			)
		).toBeVisible();
	} );

	it( 'shows no value that the server keeps to itself', async () => {
		const site = siteWith();
		site.undo.entries = [
			entry( {
				changes: [ { field: 'user_pass', from: null, to: null } ],
			} ),
		];
		const { user } = openPage();
		const dialog = await openDialog( user );

		expect(
			( await within( dialog ).findByText( 'Password:' ) ).parentElement
		).toHaveTextContent( 'Password: Not shown' );
	} );

	it( 'begins only once the number was typed, and then drives the run that undoes to its end', async () => {
		const site = siteWith();
		const { user } = openPage();
		await openDialog( user );
		const field = await screen.findByRole( 'textbox', {
			name: 'Number of users',
		} );

		expect( undoButton() ).toHaveAttribute( 'aria-disabled', 'true' );
		await user.type( field, '2{Enter}' );
		expect( undoButton() ).toHaveAttribute( 'aria-disabled', 'true' );
		expect( bodies( site, '/runs/4/undo' ) ).toHaveLength( 1 );

		await user.clear( field );
		await confirm( user );

		expect(
			await screen.findByRole( 'region', { name: 'Last undo' } )
		).toHaveTextContent( 'No WordPress user was changed.' );
		expect( bodies( site, '/runs/4/undo' ) ).toEqual( [
			{ preview: true },
			{ count: 1 },
		] );
		expect( site.count( 'POST /runs/5/step' ) ).toBeGreaterThan( 0 );
		expect( screen.queryByRole( 'dialog' ) ).toBeNull();
		await waitFor( () =>
			expect(
				screen.getByRole( 'heading', { name: 'Last undo' } )
			).toHaveFocus()
		);
	} );

	it( 'says in the progress that it undoes, and not that it reads the directory', async () => {
		siteWith( {
			kind: 'undo',
			status: 'paused',
			phase: 'matching',
			expected: 40,
			counts: { received: 10, created: 3, skipped: 2 },
		} as Partial< Run > );
		openPage();

		const run = await screen.findByRole( 'region', { name: 'This undo' } );
		expect( run ).toHaveTextContent( 'Undoing what was done' );
		expect( run ).toHaveTextContent( '10 of 40 users done' );
		expect( within( run ).getByRole( 'progressbar' ) ).toHaveValue( 25 );
		expect(
			within( run )
				.getAllByRole( 'term' )
				.map( ( { textContent } ) => textContent )
		).toEqual( [ 'Restored', 'Changed back', 'Left alone' ] );
		expect( run ).not.toHaveTextContent( 'read' );
		expect( run ).not.toHaveTextContent( 'Only in the directory' );
	} );

	it( 'sends nothing on Cancel', async () => {
		const site = siteWith();
		const { user } = openPage();
		const dialog = await openDialog( user );
		await user.click(
			within( dialog ).getByRole( 'button', { name: 'Cancel' } )
		);

		expect( screen.queryByRole( 'dialog' ) ).toBeNull();
		expect( bodies( site, '/runs/4/undo' ) ).toEqual( [
			{ preview: true },
		] );
	} );

	it( 'looks again where what can be undone has changed meanwhile', async () => {
		const site = siteWith();
		const { user } = openPage();
		await openDialog( user );
		await screen.findByRole( 'textbox', { name: 'Number of users' } );
		site.undo = {
			count: 2,
			skipped: 0,
			entries: [ entry(), entry( { user_id: 9, login: 'cleo' } ) ],
		};
		await confirm( user );

		expect(
			await screen.findByText( /Nothing was undone: what can be undone/, {
				selector: '.components-notice *',
			} )
		).toBeVisible();
		expect(
			await screen.findByText( '2 accounts would be changed.' )
		).toBeVisible();
		expect(
			screen.getByRole( 'textbox', { name: 'Number of users' } )
		).toHaveValue( '' );

		await confirm( user, '2' );
		await screen.findByRole( 'region', { name: 'Last undo' } );
		expect( bodies( site, '/runs/4/undo' ) ).toEqual( [
			{ preview: true },
			{ count: 1 },
			{ preview: true },
			{ count: 2 },
		] );
	} );

	it.each( [
		[
			'an error',
			() => wpError( 409, 'nothing_to_undo', 'Nothing to undo.' ),
		],
		[
			'nobody',
			() => Response.json( { count: 0, skipped: 0, entries: [] } ),
		],
	] )(
		'says plainly where nothing can be undone: %s',
		async ( _what, answer ) => {
			const site = siteWith();
			const { user } = openPage();
			await lastRun();
			await screen.findByRole( 'table', {
				name: 'Past synchronizations',
			} );
			site.answers.push( answer );
			const dialog = await openDialog( user );

			expect(
				await within( dialog ).findByText( /^Nothing can be undone:/ )
			).toBeVisible();
			expect( within( dialog ).queryByRole( 'textbox' ) ).toBeNull();
			expect( undoButton() ).toHaveAttribute( 'aria-disabled', 'true' );
		}
	);

	it( 'shows why it could not look, and tries again', async () => {
		const site = siteWith();
		const { user } = openPage();
		await lastRun();
		await screen.findByRole( 'table', { name: 'Past synchronizations' } );
		site.answers.push( () => wpError( 500, 'broken', 'It broke.' ) );
		const dialog = await openDialog( user );

		expect(
			await within( dialog ).findByText( 'It broke.' )
		).toBeVisible();
		await user.click(
			within( dialog ).getByRole( 'button', { name: 'Try again' } )
		);
		expect(
			await within( dialog ).findByText( '1 account would be changed.' )
		).toBeVisible();
	} );

	it( 'shows in the dialog why it does not begin', async () => {
		const site = siteWith();
		const { user } = openPage();
		await openDialog( user );
		await screen.findByRole( 'textbox', { name: 'Number of users' } );
		site.answers.push( () =>
			wpError( 409, 'run_active', 'Another run is active.' )
		);
		await confirm( user );

		expect(
			await within( screen.getByRole( 'dialog' ) ).findByText(
				'Another run is active.'
			)
		).toBeVisible();
		expect( site.run?.id ).toBe( 4 );
	} );

	it( 'is offered for an older run and for an action by hand in their details, not while a run goes on', async () => {
		const site = siteWith( { status: 'paused', phase: 'matching' } );
		site.runs.push(
			makeRun( {
				id: 3,
				kind: 'action',
				options: UPDATING,
			} )
		);
		const { user } = openPage();
		const history = await screen.findByRole( 'table', {
			name: 'Past synchronizations',
		} );
		const rows = within( history ).getAllByRole( 'button', {
			expanded: false,
		} );
		await user.click( rows[ 1 ] as HTMLElement );

		expect(
			within( history ).getByRole( 'button', { name: 'Undo this run' } )
		).toHaveAttribute( 'aria-disabled', 'true' );
	} );
} );
