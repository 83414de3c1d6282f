import { screen, waitFor, within } from '@testing-library/react';
import { HttpResponse } from 'msw';

import { keptPeople } from '../support/answers';
import { keptError, wpError } from '../support/fake-site';
import { serveFakeSite } from '../support/page';

const { makeSite, openPage } = serveFakeSite();

const field = () => screen.findByRole( 'textbox', { name: 'Person' } );
const button = ( name: string ) => screen.findByRole( 'button', { name } );
const synchronize = () =>
	screen.queryByRole( 'button', { name: 'Synchronize this person' } );

/** Returns the item of a step. */
async function step( label: string ): Promise< HTMLElement > {
	const name = await screen.findByText( label, { selector: 'li strong' } );
	return name.closest( 'li' ) as HTMLElement;
}

describe( 'one person', () => {
	it( 'is looked up, and shows the five steps in words', async () => {
		const site = makeSite();
		const { user } = openPage();
		await user.type( await field(), ' ben@lakeside.example {Enter}' );

		expect( await step( 'Read the person' ) ).toHaveTextContent( 'OK' );
		expect( await step( 'Decide' ) ).toHaveTextContent(
			'A WordPress user is to be created.'
		);
		expect( await step( 'Write' ) ).toHaveTextContent( 'Skipped' );
		expect(
			screen
				.getAllByRole( 'listitem' )
				.filter( ( item ) =>
					item.classList.contains( 'wpo365-steps__step' )
				)
		).toHaveLength( 5 );
		expect(
			site.requests.filter( ( { path } ) => path === '/people' )
		).toEqual( [
			{
				method: 'POST',
				path: '/people',
				body: { who: 'ben@lakeside.example', write: false },
			},
		] );
	} );

	it( 'shows what would change', async () => {
		const site = makeSite();
		site.onPerson = () => HttpResponse.json( keptPeople.found() );
		const { user } = openPage();
		await user.type( await field(), '2{Enter}' );

		const changes = ( await screen.findByText( 'Last name:' ) ).closest(
			'ul'
		) as HTMLElement;
		expect( changes ).toHaveTextContent( '(empty) → Arnold' );
		expect( within( changes ).getAllByRole( 'listitem' ) ).toHaveLength(
			4
		);
	} );

	it( 'is synchronized by the object ID, whatever stands in the field', async () => {
		const site = makeSite();
		const { user } = openPage();
		await user.type( await field(), 'ben@lakeside.example{Enter}' );
		await button( 'Synchronize this person' );
		await user.clear( await field() );
		await user.type( await field(), 'somebody else' );
		const before = site.count( 'GET /runs' );

		await user.click( await button( 'Synchronize this person' ) );

		expect( await step( 'Write' ) ).toHaveTextContent(
			/WordPress user .* was created/
		);
		expect(
			site.requests.filter( ( { path } ) => path === '/people' )[ 1 ]
				?.body
		).toEqual( {
			who: keptPeople.new().row?.object_id,
			write: true,
		} );
		expect( synchronize() ).toBeNull();
		await waitFor( () =>
			expect( site.count( 'GET /runs' ) ).toBeGreaterThan( before )
		);
	} );

	it.each( [ 'unchanged', 'stopped', 'nobody' ] as const )(
		'has no button where nothing would be written: %s',
		async ( kind ) => {
			const site = makeSite();
			site.onPerson = () => HttpResponse.json( keptPeople[ kind ]() );
			const { user } = openPage();
			await user.type( await field(), '2{Enter}' );

			await step( 'Write' );
			expect( synchronize() ).toBeNull();
		}
	);

	it( 'says in words at which step it stops', async () => {
		const site = makeSite();
		site.onPerson = () => HttpResponse.json( keptPeople.stopped() );
		const { user } = openPage();
		await user.type( await field(), '2{Enter}' );

		const decide = await step( 'Decide' );
		expect( decide ).toHaveTextContent( 'Stops here' );
		expect( decide ).toHaveTextContent( 'disabled in the directory' );
	} );

	it( 'is not written by whoever may not create users', async () => {
		makeSite();
		const { user } = openPage( {
			user: {
				id: 1,
				name: 'Ada Admin',
				can: { create: false, update: true, delete: true },
			},
		} );
		await user.type( await field(), 'ben@lakeside.example{Enter}' );

		expect( await button( 'Synchronize this person' ) ).toHaveAttribute(
			'aria-disabled',
			'true'
		);
		expect(
			screen.getByText( 'Your account may not do this on this site.', {
				selector: 'span.wpo365-hint',
			} )
		).toBeVisible();
	} );

	it( 'tells errors beside the field, which is described by them', async () => {
		const site = makeSite();
		site.onPerson = () =>
			wpError( 400, 'rest_invalid_param', 'Invalid parameter(s): who', {
				params: { who: 'who: Enter an object ID.' },
			} );
		const { user } = openPage();
		const who = await field();
		await user.type( who, 'ben{Enter}' );

		await waitFor( () =>
			expect( who ).toHaveAccessibleDescription( /Enter an object ID\.$/ )
		);
		expect( who ).not.toHaveAccessibleDescription( /who:/ );
		site.onPerson = () => keptError( 'run_active' );
		await user.click( await button( 'Look up' ) );
		await waitFor( () =>
			expect( who ).toHaveAccessibleDescription( /is under way/ )
		);
	} );

	it( 'that the address names is looked up at once, and nothing is written', async () => {
		const site = makeSite();
		openPage( {}, '&person=12' );

		await step( 'Decide' );
		expect( await field() ).toHaveValue( '12' );
		expect(
			site.requests
				.filter( ( { path } ) => path === '/people' )
				.map( ( { body } ) => body )
		).toEqual( [ { who: '12', write: false } ] );
	} );

	it( 'is nobody where the address names nobody', async () => {
		const site = makeSite();
		openPage();

		await field();
		expect( await button( 'Look up' ) ).toHaveAttribute(
			'aria-disabled',
			'true'
		);
		expect( site.count( 'POST /people' ) ).toBe( 0 );
	} );
} );
