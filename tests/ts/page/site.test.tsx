import { screen, waitFor } from '@testing-library/react';

import { keptSites } from '../support/answers';
import { wpError } from '../support/fake-site';
import { serveFakeSite } from '../support/page';

const { makeSite, openPage } = serveFakeSite();

const button = ( name: string ) => screen.findByRole( 'button', { name } );

const answered = ( { requests }: ReturnType< typeof makeSite > ) =>
	requests
		.filter( ( { path } ) => path === '/site' )
		.map( ( { method, body } ) => [ method, body ] );

describe( 'a site whose address has changed', () => {
	it( 'is asked about, and its moving is believed', async () => {
		const site = makeSite();
		const { user } = openPage( { site: keptSites.unknown() } );
		expect(
			await screen.findByText(
				'This site was connected as lakeside.example, and is now https://staging.lakeside.example.'
			)
		).toBeVisible();
		await user.click( await button( 'This is the site' ) );

		await waitFor( () =>
			expect(
				screen.queryByRole( 'button', { name: 'This is the site' } )
			).toBeNull()
		);
		expect( answered( site ) ).toEqual( [ [ 'POST', { is: 'site' } ] ] );
	} );

	it( 'says that it is a copy until somebody takes that back', async () => {
		const site = makeSite();
		const { user } = openPage( { site: keptSites.unknown() } );
		await user.click( await button( 'This is a copy' ) );
		expect(
			await screen.findByText( /This is a copy of the site/, {
				selector: '.wpo365-notice p',
			} )
		).toBeVisible();
		expect(
			screen.queryByRole( 'button', { name: 'This is a copy' } )
		).toBeNull();
		await user.click( await button( 'This is the site' ) );

		await waitFor( () =>
			expect( answered( site ) ).toEqual( [
				[ 'POST', { is: 'copy' } ],
				[ 'POST', { is: 'site' } ],
			] )
		);
	} );

	it( 'is asked about again where the answer was not taken', async () => {
		const site = makeSite();
		const { user } = openPage( { site: keptSites.unknown() } );
		const copy = await button( 'This is a copy' );
		site.answers.push( () => wpError( 500, 'broken', 'It broke.' ) );
		await user.click( copy );

		expect(
			await screen.findByText( 'It broke.', {
				selector: '.wpo365-notice p',
			} )
		).toBeVisible();
		expect( await button( 'This is a copy' ) ).toBeEnabled();
	} );

	it( 'is not asked about where nothing is in doubt', async () => {
		makeSite();
		openPage();
		await button( 'Start synchronization' );

		expect(
			screen.queryByRole( 'button', { name: 'This is the site' } )
		).toBeNull();
	} );
} );
