import { screen, waitFor, within } from '@testing-library/react';

import type { JsonObject } from '../../../assets-src/api/settings-types';
import { reportOf } from '../../../assets-src/components/connection/overall-status';
import { makeCheck } from '../support/fake-settings';
import { wpError } from '../support/fake-site';
import { serveFakeSite } from '../support/page';

const { makeSite, openPage } = serveFakeSite();

const STAFF = '11112222-3333-4444-5555-666677778888';

const button = ( name: string ) => screen.findByRole( 'button', { name } );

describe( 'the connection', () => {
	it( 'shows what is wrong, what it means and what to do', async () => {
		const site = makeSite();
		site.checks = [
			makeCheck(),
			makeCheck( {
				id: 'secret',
				label: 'Client secret',
				status: 'error',
				message: 'The secret has expired. Create a new one.',
				action: {
					label: 'Open the secrets',
					url: 'https://entra.microsoft.com/secrets',
				},
				details: { request_id: 'abc-1' },
			} ),
		];
		openPage();

		const label = await screen.findByText( 'Client secret', {
			selector: 'strong',
		} );
		const line = label.closest( 'li' ) as HTMLElement;
		expect( line ).toHaveTextContent( 'Error' );
		expect( line ).toHaveTextContent(
			'The secret has expired. Create a new one.'
		);
		expect( line ).toHaveTextContent( 'abc-1' );
		expect(
			within( line ).getByRole( 'link', { name: /Open the secrets/ } )
		).toHaveAttribute( 'href', 'https://entra.microsoft.com/secrets' );
		expect( screen.getByText( '1 thing to put right' ) ).toBeVisible();
	} );

	it( 'is tested on demand', async () => {
		const site = makeSite();
		site.checks = [ makeCheck( { status: 'unknown' } ) ];
		const { user } = openPage();
		expect( await screen.findByText( 'Not tested yet' ) ).toBeVisible();

		site.checks = [ makeCheck() ];
		await user.click( await button( 'Test connection' ) );

		expect(
			await screen.findByText( 'Works', {
				selector: 'header *, .components-card__header *',
			} )
		).toBeVisible();
		expect( site.count( 'POST /connection/test' ) ).toBe( 1 );
	} );

	it( 'shows why a test could not be made', async () => {
		const site = makeSite();
		const { user } = openPage();
		await button( 'Copy report' );

		site.answers.push( () => wpError( 500, 'broken', 'The test broke.' ) );
		await user.click( await button( 'Test connection' ) );

		expect(
			await screen.findByText( 'The test broke.', { selector: 'p' } )
		).toBeVisible();
	} );

	it( 'forgets all tokens', async () => {
		const site = makeSite();
		const { user } = openPage();

		await user.click( await button( 'Delete all tokens' ) );

		await waitFor( () =>
			expect( site.count( 'DELETE /connection/tokens' ) ).toBe( 1 )
		);
	} );

	it( 'offers to connect with delegated permissions only, and says who is connected', async () => {
		const site = makeSite();
		const { unmount } = openPage();
		await screen.findByText( 'Works' );
		expect(
			screen.queryByRole( 'button', { name: 'Connect with Microsoft' } )
		).toBeNull();
		unmount();

		const connection = site.settings.settings.connection as JsonObject;
		connection.permission_type = 'delegated';
		site.account.connected = {
			name: 'Ada of Lakeside',
			since: '2026-01-31T12:00:00Z',
			scopes: [ 'User.Read.All' ],
			is_guest: false,
			ended: '',
		};
		openPage();

		expect( await button( 'Connect with Microsoft' ) ).toBeEnabled();
		expect(
			screen.getByText( /^Connected as Ada of Lakeside since/ )
		).toBeVisible();
		expect(
			screen.getByText( 'Permissions: User.Read.All' )
		).toBeVisible();
	} );

	it( 'shows why a sign-in can’t begin', async () => {
		const site = makeSite();
		const connection = site.settings.settings.connection as JsonObject;
		connection.permission_type = 'delegated';
		const { user } = openPage();
		await button( 'Copy report' );

		const connect = await button( 'Connect with Microsoft' );
		site.answers.push( () =>
			wpError( 409, 'not_configured', 'Enter the tenant first.' )
		);
		await user.click( connect );

		expect(
			await screen.findByText( 'Enter the tenant first.', {
				selector: 'p',
			} )
		).toBeVisible();
	} );

	it( 'copies a report without markup', async () => {
		const site = makeSite();
		site.checks = [ makeCheck( { details: { request_id: 'abc-1' } } ) ];
		const { user } = openPage();

		await user.click( await button( 'Copy report' ) );

		expect( await button( 'Copied.' ) ).toBeVisible();
		// jsdom's clipboard can't be read in this environment: its text is checked apart.
		expect( reportOf( site.checks ) ).toBe(
			'tenant: ok\n  The tenant was found in the chosen cloud.\n  request_id: abc-1'
		);
	} );

	it( 'shows the redirect address exactly, in the steps', async () => {
		makeSite();
		openPage();

		expect(
			await screen.findByText(
				'http://site.test/wp-admin/admin-post.php?action=wpo365_user_sync_connect'
			)
		).toBeInTheDocument();
	} );
} );

describe( 'the settings', () => {
	const unfold = async ( page: ReturnType< typeof openPage > ) => {
		await page.user.click( await button( 'Settings' ) );
		await screen.findByLabelText( 'Directory (tenant) ID' );
	};

	it( 'stay folded until they are wanted, and are open after a sign-in', async () => {
		makeSite();
		const { unmount } = openPage();
		expect( await button( 'Settings' ) ).toHaveAttribute(
			'aria-expanded',
			'false'
		);
		expect( screen.queryByLabelText( 'Directory (tenant) ID' ) ).toBeNull();
		unmount();

		openPage( {}, '&tab=settings' );
		expect(
			await screen.findByLabelText( 'Directory (tenant) ID' )
		).toHaveValue( 'school.example' );
	} );

	it( 'send what was changed, and nothing else', async () => {
		const site = makeSite();
		const page = openPage();
		await unfold( page );
		expect( await button( 'Save settings' ) ).toHaveAttribute(
			'aria-disabled',
			'true'
		);

		const tenant = screen.getByLabelText( 'Directory (tenant) ID' );
		await page.user.clear( tenant );
		await page.user.type( tenant, 'other.example' );
		await page.user.click( await button( 'Deleting users' ) );
		await page.user.clear( screen.getByLabelText( /share of the users/ ) );
		await page.user.click( await button( 'Save settings' ) );

		expect( await screen.findByText( 'Saved.' ) ).toBeVisible();
		expect( site.requests ).toContainEqual( {
			method: 'POST',
			path: '/settings',
			body: {
				connection: { tenant: 'other.example' },
				removal: { limit_percent: null },
			},
		} );
	} );

	it( 'never show a secret, keep it unless it is replaced, and forget it on demand', async () => {
		const site = makeSite();
		const page = openPage();
		await unfold( page );
		const secret = screen.getByLabelText( 'Client secret' );
		expect( secret ).toHaveValue( '' );
		expect( secret ).toHaveAttribute( 'type', 'password' );

		await page.user.type( secret, 'x' );
		await page.user.clear( secret );
		expect( await button( 'Save settings' ) ).toHaveAttribute(
			'aria-disabled',
			'true'
		);

		await page.user.type( secret, 'new-value' );
		await page.user.click( await button( 'Save settings' ) );
		await screen.findByText( 'Saved.' );
		expect( secret ).toHaveValue( '' );
		await page.user.click( await button( 'Remove the stored secret' ) );
		await page.user.click( await button( 'Save settings' ) );
		await screen.findByText( 'Saved.' );

		const sent = site.requests
			.filter(
				( { method, path } ) =>
					`${ method } ${ path }` === 'POST /settings'
			)
			.map( ( { body } ) => body );
		expect( sent ).toEqual( [
			{ connection: { client_secret: 'new-value' } },
			{ connection: { client_secret: '' } },
		] );
	} );

	it( 'that wp-config.php decides are shown as set there', async () => {
		const site = makeSite();
		site.settings.locked = [
			'connection.tenant',
			'connection.client_secret',
		];
		const page = openPage();
		await unfold( page );

		const tenant = screen.getByLabelText( 'Directory (tenant) ID' );
		expect( tenant ).toBeDisabled();
		expect( tenant ).toHaveAccessibleDescription( 'Set in wp-config.php.' );
		expect( screen.getByLabelText( 'Client secret' ) ).toBeDisabled();
		expect(
			screen.queryByRole( 'button', { name: 'Remove the stored secret' } )
		).toBeNull();
		expect(
			screen.getByLabelText( 'Application (client) ID' )
		).toBeEnabled();
	} );

	it( 'name what is wrong beside the very setting, and unfold it', async () => {
		const site = makeSite();
		const page = openPage();
		await unfold( page );
		await page.user.click( await button( 'Roles' ) );
		await page.user.click( await button( 'Add a group' ) );
		await page.user.click( await button( 'Roles' ) );

		site.answers.push( () =>
			wpError( 400, 'invalid_setting', 'That is no Object ID.', {
				field: 'roles.mappings.0.group_id',
			} )
		);
		await page.user.click( await button( 'Save settings' ) );

		expect( await screen.findByRole( 'alert' ) ).toHaveTextContent(
			'That is no Object ID.'
		);
		expect( screen.getByLabelText( 'Group' ) ).toBeVisible();
		expect( screen.queryByText( 'Saved.' ) ).toBeNull();
	} );

	it( 'map groups to roles; groups are found by name, with their size', async () => {
		const site = makeSite();
		site.groups = [ { id: STAFF, name: 'Staff', members: 12 } ];
		const page = openPage();
		await unfold( page );
		await page.user.click( await button( 'Roles' ) );
		await page.user.click( await button( 'Add a group' ) );
		await page.user.type( screen.getByLabelText( 'Group' ), 'sta' );
		await page.user.click(
			await screen.findByRole( 'option', { name: 'Staff (12 members)' } )
		);
		await page.user.selectOptions(
			screen.getByLabelText( 'Role' ),
			'editor'
		);
		await page.user.click( await button( 'Save settings' ) );
		await screen.findByText( 'Saved.' );

		expect( site.requests ).toContainEqual( {
			method: 'POST',
			path: '/settings',
			body: {
				roles: { mappings: [ { group_id: STAFF, role: 'editor' } ] },
			},
		} );
	} );

	it( 'take a pasted object id, and warn of a group that is gone', async () => {
		const site = makeSite();
		const page = openPage();
		await unfold( page );
		await page.user.click( await button( 'Scope' ) );
		await page.user.click( await button( 'Add a group' ) );
		await page.user.click( screen.getByLabelText( 'Group' ) );
		await page.user.paste( STAFF );
		await page.user.click(
			await screen.findByRole( 'option', { name: STAFF } )
		);

		expect(
			await screen.findByText( /This group is not in the directory/ )
		).toBeVisible();
		await page.user.click( await button( 'Save settings' ) );
		await screen.findByText( 'Saved.' );
		expect( site.requests ).toContainEqual( {
			method: 'POST',
			path: '/settings',
			body: { scope: { group_ids: [ STAFF ] } },
		} );
	} );

	it( 'try a filter before it is saved', async () => {
		const site = makeSite();
		const page = openPage();
		await unfold( page );
		await page.user.click( await button( 'Scope' ) );
		await page.user.type(
			screen.getByLabelText( 'Filter' ),
			'accountEnabled eq true'
		);
		await page.user.click( await button( 'Test filter' ) );

		expect(
			await screen.findByText(
				'The filter lists 42 users; the first of them:'
			)
		).toBeVisible();
		expect(
			screen.getByText( 'Ben Zander — ben.zander0@lakeside.example' )
		).toBeVisible();

		site.answers.push( () =>
			wpError( 400, 'bad_request', 'No such property.' )
		);
		await page.user.click( await button( 'Test filter' ) );
		expect( await screen.findByText( 'No such property.' ) ).toBeVisible();
		expect(
			screen.queryByText( 'Ben Zander — ben.zander0@lakeside.example' )
		).toBeNull();
	} );

	it( 'map properties to fields, and preview them before they are saved', async () => {
		const site = makeSite();
		const page = openPage();
		await unfold( page );
		await page.user.click( await button( 'User fields' ) );
		await page.user.click( await button( 'Add a field' ) );
		await page.user.type(
			screen.getByLabelText( 'Property in Microsoft Graph' ),
			'department'
		);
		const field = {
			property: 'department',
			meta_key: '',
			label: 'Department',
			type: 'auto',
			separator: ', ',
			policy: 'always',
			when_empty: 'clear',
		};
		await page.user.type(
			screen.getByLabelText( 'Show the values of' ),
			'zoe'
		);
		await page.user.click( await button( 'Preview' ) );

		expect( await screen.findByText( 'Administration' ) ).toBeVisible();
		expect(
			screen.getByText( /does not give these properties: hobbies/ )
		).toBeVisible();
		expect( site.requests ).toContainEqual( {
			method: 'POST',
			path: '/directory/preview',
			body: { user: 'zoe', fields: [ field ] },
		} );

		await page.user.click( await button( 'Save settings' ) );
		await screen.findByText( 'Saved.' );
		expect( site.requests ).toContainEqual( {
			method: 'POST',
			path: '/settings',
			body: { fields: [ field ] },
		} );
	} );

	it( 'keep what was typed when they are folded', async () => {
		makeSite();
		const page = openPage();
		await unfold( page );
		await page.user.type(
			screen.getByLabelText( 'Directory (tenant) ID' ),
			'x'
		);

		await page.user.click( await button( 'Settings' ) );
		await page.user.click( await button( 'Settings' ) );

		expect( screen.getByLabelText( 'Directory (tenant) ID' ) ).toHaveValue(
			'school.examplex'
		);
	} );
} );
