import { act, screen, waitFor, within } from '@testing-library/react';

import type { Row } from '../../../assets-src/api/types';
import { BUTTONS } from '../../../assets-src/components/results/row-actions';
import { keptRows } from '../support/answers';
import { wpError } from '../support/fake-site';
import { makeRow, makeRun } from '../support/make';
import { serveFakeSite } from '../support/page';

const { makeSite, openPage } = serveFakeSite();

const DIRECTORY_ONLY =
	'Office 365 Azure AD users without a corresponding WordPress user';
const WORDPRESS_ONLY =
	'WordPress users without a corresponding Office 365 Azure AD user';
const MATCHED =
	'Existing WordPress users with a corresponding Office 365 Azure AD user';

/** Makes a site whose last run is completed and left these rows. */
function siteWith( rows: Row[] ) {
	const site = makeSite();
	site.rows = rows;
	site.runs = [ makeRun() ];
	return site;
}

const people = ( count: number, change: Partial< Row > = {} ) =>
	Array.from( { length: count }, ( _, index ) =>
		makeRow( { id: index + 1, ...change } )
	);

const tableRows = async () =>
	within( await screen.findByRole( 'table', { name: '' } ) )
		.getAllByRole( 'row' )
		.slice( 1 );

const tick = ( name: string ) => screen.findByRole( 'checkbox', { name } );
/** Expects that exactly these rows were asked for. */
const expectAction = (
	site: ReturnType< typeof makeSite >,
	body: { action: string; ids: number[] }
) =>
	expect( site.requests ).toContainEqual( {
		method: 'POST',
		path: '/results/actions',
		body,
	} );
const lastQuery = ( site: { queries: string[] } ) =>
	new URLSearchParams( site.queries.at( -1 ) );

describe( 'the three links', () => {
	it( 'have exactly these names, with the number of rows beside them', async () => {
		siteWith( [ ...people( 3 ), makeRow( { id: 4, table: 'matched' } ) ] );
		openPage();

		const link = await screen.findByRole( 'link', {
			name: DIRECTORY_ONLY,
		} );
		await waitFor( () =>
			expect( link.parentElement ).toHaveTextContent( '(3)' )
		);
		expect(
			screen.getByRole( 'link', { name: WORDPRESS_ONLY } ).parentElement
		).toHaveTextContent( '(0)' );
		expect(
			screen.getByRole( 'link', { name: MATCHED } ).parentElement
		).toHaveTextContent( '(1)' );
	} );

	it( 'show no number, rather than zero, until it is known', async () => {
		const site = siteWith( [] );
		site.answers.push(
			...Array.from( { length: 6 }, () => () => wpError( 500, 'broken' ) )
		);
		openPage();

		const link = await screen.findByRole( 'link', {
			name: DIRECTORY_ONLY,
		} );
		expect( link.parentElement ).toHaveTextContent( '(—)' );
	} );

	it( 'open their table on the page, keep it in the address, and go back', async () => {
		siteWith( people( 2 ) );
		const { user } = openPage();

		await user.click(
			await screen.findByRole( 'link', { name: DIRECTORY_ONLY } )
		);
		expect( await tableRows() ).toHaveLength( 2 );
		expect( window.location.search ).toBe(
			'?page=wpo365-user-sync&table=directory_only'
		);
		expect(
			screen.getByRole( 'heading', { name: DIRECTORY_ONLY } )
		).toHaveFocus();

		await user.click( screen.getByRole( 'link', { name: MATCHED } ) );
		expect( await screen.findByText( 'No rows.' ) ).toBeVisible();

		act( () => {
			window.history.back();
		} );
		expect(
			await screen.findByRole( 'heading', { name: DIRECTORY_ONLY } )
		).toBeVisible();
	} );

	it( 'are opened by the address', async () => {
		siteWith( [ makeRow( { table: 'matched' } ) ] );
		openPage( {}, '&table=matched' );

		expect(
			await screen.findByRole( 'heading', { name: MATCHED } )
		).toBeVisible();
		expect( await tableRows() ).toHaveLength( 1 );
	} );

	it( 'leave a click for a new tab to the browser', async () => {
		siteWith( people( 1 ) );
		const { user } = openPage();
		const link = await screen.findByRole( 'link', {
			name: DIRECTORY_ONLY,
		} );
		link.addEventListener( 'click', ( event ) => event.preventDefault() );

		await user.keyboard( '{Control>}' );
		await user.click( link );
		await user.keyboard( '{/Control}' );

		expect(
			screen.queryByRole( 'heading', { name: DIRECTORY_ONLY } )
		).toBeNull();
	} );
} );

describe( 'a table', () => {
	it( 'is paged by the server, with the page size of the site', async () => {
		const site = siteWith( people( 25 ) );
		const { user } = openPage( { pageSize: 7 }, '&table=directory_only' );

		expect( await tableRows() ).toHaveLength( 7 );
		await user.click( screen.getByRole( 'button', { name: 'Next page' } ) );
		await tick( 'person8@school.example' );
		expect( lastQuery( site ).get( 'page' ) ).toBe( '2' );
		expect( lastQuery( site ).get( 'per_page' ) ).toBe( '7' );
	} );

	it( 'is searched by the server', async () => {
		const site = siteWith( people( 25 ) );
		const { user } = openPage( {}, '&table=directory_only' );
		await tableRows();

		await user.type( screen.getByRole( 'searchbox' ), 'person17' );

		await waitFor( async () =>
			expect( await tableRows() ).toHaveLength( 1 )
		);
		expect( lastQuery( site ).get( 'search' ) ).toBe( 'person17' );
		expect( lastQuery( site ).get( 'page' ) ).toBe( '1' );
	} );

	it( 'is narrowed to the status of the address', async () => {
		const site = siteWith( [
			makeRow( {
				id: 1,
				table: 'wordpress_only',
				login: 'a',
				status: 'held',
			} ),
			makeRow( { id: 2, table: 'wordpress_only', login: 'b' } ),
		] );
		openPage( {}, '&table=wordpress_only&status=held' );

		expect( await tableRows() ).toHaveLength( 1 );
		expect( site.queries ).toContainEqual(
			expect.stringContaining( 'status=held' )
		);
	} );

	it( 'says status, reason and changes in words', async () => {
		const site = siteWith( [
			makeRow( {
				table: 'matched',
				status: 'updated',
				reason: 'Linked by object ID. Role editor from group Staff (11112222-3333-4444-5555-666677778888).',
				changes: [
					{ field: 'first_name', from: 'Ann', to: 'Anna' },
					{
						field: 'user_email',
						from: '',
						to: 'anna@school.example',
					},
					{ field: 'department', from: null, to: 'Physics' },
					{ field: 'roles', from: [], to: [ 'editor', 'gone' ] },
				],
			} ),
		] );
		site.settings.settings.fields = [
			{ property: 'department', meta_key: 'department', label: 'Team' },
		];
		openPage( {}, '&table=matched' );

		const [ row ] = await tableRows();
		expect( row ).toHaveTextContent( 'Team: (empty) → Physics' );
		expect( row ).toHaveTextContent( 'Roles: (empty) → Editor, gone' );
		expect( row ).toHaveTextContent( 'Updated' );
		expect( row ).toHaveTextContent(
			'Linked by object ID. Role editor from group Staff.'
		);
		expect( row ).toHaveTextContent( 'First name: Ann → Anna' );
		expect( row ).toHaveTextContent(
			'E-mail: (empty) → anna@school.example'
		);
	} );

	it( 'lets the items per page be chosen before anything was sorted', async () => {
		const site = siteWith( people( 60 ) );
		const { user } = openPage( {}, '&table=directory_only' );
		expect( await tableRows() ).toHaveLength( 10 );
		await user.click(
			screen.getByRole( 'button', { name: 'View options' } )
		);
		const hundred = await screen.findByRole( 'radio', { name: '100' } );
		await user.click( hundred );
		await waitFor( async () =>
			expect( await tableRows() ).toHaveLength( 60 )
		);
		expect( lastQuery( site ).get( 'per_page' ) ).toBe( '100' );
		expect( lastQuery( site ).get( 'orderby' ) ).toBe( 'id' );
	} );

	it( 'counts one conflict as one', async () => {
		const site = siteWith( [] );
		site.runs = [
			makeRun( { id: 2, counts: { received: 1, conflicts: 1 } } ),
			makeRun( { id: 1, counts: { received: 2, conflicts: 2 } } ),
		];
		openPage();
		const table = await screen.findByRole( 'table', {
			name: 'Past synchronizations',
		} );
		expect( table ).toHaveTextContent( '1 read · 1 conflict' );
		expect( table ).not.toHaveTextContent( '1 conflicts' );
		expect( table ).toHaveTextContent( '2 read · 2 conflicts' );
	} );

	it( 'shows names as text, whatever they contain', async () => {
		siteWith( [
			makeRow( { display_name: '<img src=x onerror=alert(1)>' } ),
		] );
		openPage( {}, '&table=directory_only' );

		expect(
			await screen.findByText( '<img src=x onerror=alert(1)>' )
		).toBeVisible();
	} );

	it( 'says why it can’t be loaded, and tries again', async () => {
		const site = siteWith( people( 2 ) );
		const { user } = openPage();
		const link = await screen.findByRole( 'link', {
			name: DIRECTORY_ONLY,
		} );
		await waitFor( () =>
			expect( link.parentElement ).toHaveTextContent( '(2)' )
		);

		site.answers.push( () =>
			wpError( 500, 'broken', 'The table is broken.' )
		);
		await user.click( link );
		expect(
			await screen.findByText( 'The table is broken.', { selector: 'p' } )
		).toBeVisible();
		await user.click( screen.getByRole( 'button', { name: 'Try again' } ) );

		expect( await tableRows() ).toHaveLength( 2 );
	} );
} );

describe( 'selected rows', () => {
	it.each( [
		[ 'directory_only', 'Create selected', 'create', {} ],
		[ 'matched', 'Update selected', 'update', {} ],
	] as const )( 'of %s: %s', async ( table, label, action, change ) => {
		const site = siteWith( people( 2, { table, ...change } ) );
		const { user } = openPage( {}, `&table=${ table }` );
		await tableRows();

		const button = screen.getByRole( 'button', { name: label } );
		expect( button ).toHaveAttribute( 'aria-disabled', 'true' );
		await user.click( await tick( 'person2@school.example' ) );
		expect( screen.getByText( '1 user selected' ) ).toBeVisible();
		await user.click( button );

		expect(
			await screen.findByText( 'Done for 1 of 1 selected user.' )
		).toBeVisible();
		expectAction( site, { action, ids: [ 2 ] } );
	} );

	const conflict = ( id: number, userId: number ) =>
		makeRow( {
			id,
			status: 'conflict',
			user_id: userId,
			login: `login${ userId }`,
			reason: `Reason of row ${ id }.`,
			actions: [ 'link' ],
		} );

	it( 'is linked only after a question that names person and account', async () => {
		const site = siteWith( [ conflict( 1, 1 ), conflict( 2, 5 ) ] );
		const { user } = openPage( {}, '&table=directory_only' );
		await user.click( await tick( 'person2@school.example' ) );
		const link = screen.getByRole( 'button', { name: 'Link selected' } );
		await user.click( link );

		const dialog = await screen.findByRole( 'dialog', {
			name: 'Link 1 directory user to a WordPress user?',
		} );
		const pair = await within( dialog ).findByRole( 'listitem' );
		for ( const text of [
			'Person 2',
			'person2@school.example',
			'Eve Editor · eve · eve@members.example · Editor',
			'Reason of row 2.',
		] ) {
			expect( pair ).toHaveTextContent( text );
		}
		await user.click(
			within( dialog ).getByRole( 'button', { name: 'Cancel' } )
		);
		expect( screen.queryByRole( 'dialog' ) ).toBeNull();
		expect( site.count( 'POST /results/actions' ) ).toBe( 0 );

		await user.click( link );
		const again = await screen.findByRole( 'dialog' );
		const yes = within( again ).getByRole( 'button', { name: 'Link' } );
		await within( again ).findByRole( 'listitem' );
		await user.click( yes );
		expect(
			await screen.findByText( 'Done for 1 of 1 selected user.' )
		).toBeVisible();
		expectAction( site, { action: 'link', ids: [ 2 ] } );
	} );

	it( 'are linked after a list of all of them, also of accounts that can’t be looked up', async () => {
		const site = siteWith( [
			conflict( 1, 1 ),
			conflict( 2, 5 ),
			conflict( 3, 77 ),
			makeRow( { id: 4 } ),
		] );
		const { user } = openPage( {}, '&table=directory_only' );
		await user.click( await tick( 'Select all' ) );
		await user.click(
			screen.getByRole( 'button', { name: 'Link selected' } )
		);

		const dialog = await screen.findByRole( 'dialog', {
			name: 'Link 3 directory users to WordPress users?',
		} );
		const pairs = await within( dialog ).findAllByRole( 'listitem' );
		expect( pairs ).toHaveLength( 3 );
		expect( pairs[ 0 ] ).toHaveTextContent( 'ada@members.example' );
		expect( pairs[ 1 ] ).toHaveTextContent( 'eve@members.example' );
		expect( pairs[ 2 ] ).toHaveTextContent( /login77.*Reason of row 3/ );
		await user.click(
			within( dialog ).getByRole( 'button', { name: 'Link' } )
		);
		await screen.findByText( 'Done for 3 of 3 selected users.' );
		expectAction( site, { action: 'link', ids: [ 1, 2, 3 ] } );
	} );

	it( 'from a row’s menu are linked only after the same question', async () => {
		const site = siteWith( [ conflict( 1, 5 ) ] );
		const { user } = openPage( {}, '&table=directory_only' );
		await tableRows();
		await user.click( screen.getByRole( 'button', { name: 'Actions' } ) );
		await user.click(
			await screen.findByRole( 'menuitem', { name: 'Link this user' } )
		);
		const dialog = await screen.findByRole( 'dialog' );
		expect(
			await within( dialog ).findByText( /eve@members\.example/ )
		).toBeVisible();
		expect( site.count( 'POST /results/actions' ) ).toBe( 0 );
	} );

	it( 'are deleted only after a question', async () => {
		const site = siteWith( [
			makeRow( { id: 1, table: 'wordpress_only', login: 'old.one' } ),
			makeRow( { id: 2, table: 'wordpress_only', login: 'old.two' } ),
		] );
		const { user } = openPage( {}, '&table=wordpress_only' );
		await user.click( await tick( 'Select all' ) );

		await user.click(
			screen.getByRole( 'button', { name: 'Delete selected' } )
		);
		const dialog = await screen.findByRole( 'dialog', {
			name: 'Delete 2 WordPress users?',
		} );
		expect( dialog ).toHaveTextContent( 'old.one, old.two' );
		expect( dialog ).toHaveTextContent( 'reassigned to Ada Admin' );
		expect( site.count( 'POST /results/actions' ) ).toBe( 0 );
		await user.click(
			within( dialog ).getByRole( 'button', { name: 'Delete' } )
		);

		expect(
			await screen.findByText( 'Done for 2 of 2 selected users.' )
		).toBeVisible();
		expectAction( site, { action: 'delete', ids: [ 1, 2 ] } );
	} );

	it( 'tell row by row what became of them', async () => {
		const site = siteWith( people( 2 ) );
		site.onAction = ( _action, row ) =>
			row.id === 2
				? { status: 'failed', reason: 'The e-mail address is taken.' }
				: {};
		const { user } = openPage( {}, '&table=directory_only' );
		await user.click( await tick( 'Select all' ) );
		await user.click(
			screen.getByRole( 'button', { name: 'Create selected' } )
		);

		const text = await screen.findByText(
			'Done for 1 of 2 selected users.'
		);
		const report = text.parentElement as HTMLElement;
		const [ first, second ] = within( report ).getAllByRole( 'listitem' );
		expect( first ).toHaveTextContent( 'person1@school.example Created' );
		expect( second ).toHaveTextContent(
			'person2@school.example Failed The e-mail address is taken.'
		);
		await waitFor( async () =>
			expect( ( await tableRows() )[ 1 ] ).toHaveTextContent( 'Failed' )
		);
	} );

	it( 'send only those that allow the action', async () => {
		const site = siteWith( [
			makeRow( { id: 1 } ),
			makeRow( {
				id: 2,
				status: 'conflict',
				user_id: 9,
				actions: [ 'link' ],
			} ),
		] );
		const { user } = openPage( {}, '&table=directory_only' );
		await user.click( await tick( 'Select all' ) );
		await user.click(
			screen.getByRole( 'button', { name: 'Create selected' } )
		);

		await screen.findByText( 'Done for 1 of 1 selected user.' );
		expectAction( site, { action: 'create', ids: [ 1 ] } );
	} );

	it( 'have a button for each action that the server names', () => {
		for ( const row of Object.values( keptRows ).flatMap( ( rows ) =>
			rows()
		) ) {
			expect( BUTTONS[ row.table ] ).toEqual(
				expect.arrayContaining( row.actions )
			);
		}
	} );

	it.each< [ string, Partial< Row > ] >( [
		[ 'a created user', { status: 'created', user_id: 5 } ],
		[ 'a skipped user', { status: 'skipped' } ],
		[
			'a conflict without a candidate',
			{ status: 'conflict', user_id: null },
		],
		[ 'a failed user', { status: 'failed' } ],
		[ 'a user for whom the server names no action', { actions: [] } ],
	] )( 'can’t be %s', async ( _name, change ) => {
		siteWith( [ makeRow( change ) ] );
		openPage( {}, '&table=directory_only' );
		await tableRows();

		expect(
			screen.queryByRole( 'checkbox', { name: 'Select all' } )
		).toBeNull();
	} );

	it( 'can’t be acted on while a run is active', async () => {
		const site = siteWith( people( 2 ) );
		site.runs = [ makeRun( { status: 'paused', phase: 'listing' } ) ];
		openPage( {}, '&table=directory_only' );
		await tableRows();

		expect(
			screen.queryByRole( 'checkbox', { name: 'Select all' } )
		).toBeNull();
		expect(
			screen.getByRole( 'button', { name: 'Truncate results' } )
		).toHaveAttribute( 'aria-disabled', 'true' );
	} );

	it( 'show the server’s sentence where nothing was done', async () => {
		const site = siteWith( people( 1 ) );
		const { user } = openPage( {}, '&table=directory_only' );
		await user.click( await tick( 'person1@school.example' ) );

		site.answers.push( () =>
			wpError( 409, 'run_active', 'A run is active.' )
		);
		await user.click(
			screen.getByRole( 'button', { name: 'Create selected' } )
		);

		expect(
			await screen.findByText( 'A run is active.', { selector: 'p' } )
		).toBeVisible();
	} );
} );

describe( 'Truncate results', () => {
	it( 'asks, empties the tables, and keeps the past runs', async () => {
		const site = siteWith( people( 3 ) );
		const { user } = openPage();
		const link = await screen.findByRole( 'link', {
			name: DIRECTORY_ONLY,
		} );
		await waitFor( () =>
			expect( link.parentElement ).toHaveTextContent( '(3)' )
		);

		await user.click(
			screen.getByRole( 'button', { name: 'Truncate results' } )
		);
		await user.click(
			await screen.findByRole( 'button', { name: 'Cancel' } )
		);
		expect( site.count( 'DELETE /results' ) ).toBe( 0 );

		await user.click(
			screen.getByRole( 'button', { name: 'Truncate results' } )
		);
		await user.click(
			await screen.findByRole( 'button', { name: 'Truncate' } )
		);

		await waitFor( () =>
			expect( link.parentElement ).toHaveTextContent( '(0)' )
		);
		expect( site.count( 'DELETE /results' ) ).toBe( 1 );
		expect(
			within(
				screen.getByRole( 'table', { name: 'Past synchronizations' } )
			).getAllByRole( 'row' )
		).toHaveLength( 2 );
	} );
} );
