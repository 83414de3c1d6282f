import { screen, within } from '@testing-library/react';

import type {
	JsonObject,
	Schema,
} from '../../../assets-src/api/settings-types';
import { CONTROLS } from '../../../assets-src/components/settings/setting-control';
import { keptTestMails } from '../support/answers';
import { wpError } from '../support/fake-site';
import { serveFakeSite } from '../support/page';

const { makeSite, openPage } = serveFakeSite();

const STAFF = '11112222-3333-4444-5555-666677778888';

const button = ( name: string ) => screen.findByRole( 'button', { name } );

/** Opens the page with the settings and one of their sections unfolded. */
async function openSection( name: string ) {
	const page = openPage( {}, '&tab=settings' );
	await page.user.click( await button( name ) );
	return page;
}

const saved = ( { requests }: ReturnType< typeof makeSite > ) =>
	requests.filter(
		( { method, path } ) => method === 'POST' && path === '/settings'
	);

describe( 'the settings', () => {
	it( 'save a filter only after its test, and the very filter that was tested', async () => {
		const site = makeSite();
		const page = await openSection( 'Scope' );
		const filter = screen.getByLabelText( 'Filter' );
		await page.user.type( filter, 'accountEnabled eq true' );
		expect(
			screen.getByText(
				'Test the filter under “Scope” before it is saved.'
			)
		).toBeVisible();
		await page.user.click( await button( 'Save settings' ) );
		await page.user.type( filter, '{Enter}' );
		expect( saved( site ) ).toEqual( [] );

		await page.user.click( await button( 'Test filter' ) );
		expect( await screen.findByText( /lists 42 users/ ) ).toBeVisible();
		await page.user.type( filter, ' or' );
		expect( screen.queryByText( /lists 42 users/ ) ).toBeNull();
		await page.user.click( await button( 'Save settings' ) );
		expect( saved( site ) ).toEqual( [] );

		await page.user.type( filter, '{Backspace}{Backspace}{Backspace}' );
		await page.user.click( await button( 'Save settings' ) );
		await screen.findByText( 'Saved.' );
		expect( saved( site ) ).toMatchObject( [
			{ body: { scope: { filter: 'accountEnabled eq true' } } },
		] );
		// No filter needs no test.
		await page.user.type( filter, 'x' );
		expect( await button( 'Save settings' ) ).toHaveAttribute(
			'aria-disabled',
			'true'
		);
		await page.user.clear( filter );
		await page.user.click( await button( 'Save settings' ) );
		await screen.findByText( 'Saved.' );
		expect( saved( site ) ).toHaveLength( 2 );
	} );

	it( 'warn of a role that is gone, and keep it until another is chosen', async () => {
		const site = makeSite();
		site.groups = [ { id: STAFF, name: 'Staff', members: 12 } ];
		( site.settings.settings.roles as JsonObject ).mappings = [
			{ group_id: STAFF, role: 'house_teacher' },
		];
		const page = await openSection( 'Roles' );
		expect(
			await screen.findByText( /This role no longer exists on this site/ )
		).toBeVisible();
		expect( screen.getByLabelText( 'Role' ) ).toHaveValue(
			'house_teacher'
		);
		expect(
			await screen.findByText( `Object ID: ${ STAFF }` )
		).toBeVisible();
		await page.user.selectOptions(
			screen.getByLabelText( 'Role' ),
			'editor'
		);
		expect(
			screen.queryByText( /no longer exists on this site/ )
		).toBeNull();
	} );

	it( 'offer a group for its pasted object id', async () => {
		const site = makeSite();
		site.groups = [ { id: STAFF, name: 'Staff', members: 12 } ];
		const page = await openSection( 'Roles' );
		await page.user.click( await button( 'Add a group' ) );
		await page.user.click( screen.getByLabelText( 'Group' ) );
		await page.user.paste( STAFF.toUpperCase() );
		await page.user.click(
			await screen.findByRole( 'option', {
				name: `Staff (12 members), ${ STAFF }`,
			} )
		);
		expect( await screen.findByDisplayValue( 'Staff (12 members)' ) ).toBe(
			screen.getByLabelText( 'Group' )
		);
	} );

	it( 'say at the very part of a list what is wrong, in the words of the form', async () => {
		const site = makeSite();
		const page = await openSection( 'User fields' );
		await page.user.click( await button( 'Add a field' ) );
		await page.user.click( await button( 'Add a field' ) );
		site.answers.push( () =>
			wpError(
				400,
				'invalid_setting',
				'fields.1.meta_key: "deleted" is reserved (roles.confirm_privileged).',
				{ field: 'fields.1.meta_key' }
			)
		);
		await page.user.click( await button( 'Save settings' ) );
		const problem = await screen.findByRole( 'alert' );
		expect( problem ).toHaveTextContent(
			'User meta key: "deleted" is reserved.'
		);
		const [ first, second ] = screen.getAllByLabelText( 'User meta key' );
		const wrong = problem.closest(
			'.wpo365-setting--wrong'
		) as HTMLElement;
		expect( within( wrong ).getByLabelText( 'User meta key' ) ).toBe(
			second
		);
		expect( wrong ).not.toContainElement( first as HTMLElement );
	} );

	it( 'show what somebody else saved meanwhile, and keep what was typed', async () => {
		const site = makeSite();
		const page = await openSection( 'Deleting users' );
		const percent = screen.getByLabelText( /\(percent\)/ );
		await page.user.clear( percent );
		await page.user.type( percent, '7' );
		site.settings = structuredClone( site.settings );
		( site.settings.settings.removal as JsonObject ).content = 'delete';
		site.answers.push( () =>
			wpError( 409, 'settings_changed_meanwhile', 'Somebody was first.' )
		);
		await page.user.click( await button( 'Save settings' ) );
		expect(
			await screen.findByText( 'Somebody was first.' )
		).toBeVisible();
		expect(
			await screen.findByLabelText( 'Content of deleted users' )
		).toHaveValue( 'delete' );
		expect( percent ).toHaveValue( 7 );

		await page.user.click( await button( 'Save settings' ) );
		await screen.findByText( 'Saved.' );
		expect( saved( site ).at( -1 ) ).toMatchObject( {
			body: { removal: { limit_percent: 7 } },
		} );
	} );

	it( 'label a usual property, unless somebody labelled it', async () => {
		makeSite();
		const page = await openSection( 'User fields' );
		await page.user.click( await button( 'Add a field' ) );
		const property = screen.getByLabelText( 'Property in Microsoft Graph' );
		const label = screen.getByLabelText( 'Label' );
		await page.user.type( property, 'jobTitle' );
		expect( label ).toHaveValue( 'Job title' );
		await page.user.clear( property );
		await page.user.type( property, 'manager.displayName' );
		expect( label ).toHaveValue( 'Manager' );
		await page.user.clear( label );
		await page.user.type( label, 'Head' );
		await page.user.clear( property );
		await page.user.type( property, 'city' );
		expect( label ).toHaveValue( 'Head' );
	} );
} );

describe( 'the form of the settings', () => {
	it( 'shows a new setting from its row in the schema alone, and saves it', async () => {
		const site = makeSite();
		const { schema, settings } = site.settings;
		schema.properties!.mail = {
			type: 'object',
			title: 'Mail',
			description: 'What is mailed to people.',
			properties: {
				copies: { type: 'boolean', title: 'Send copies' },
				tone: {
					type: 'string',
					title: 'Tone',
					enum: [ 'kind', 'short' ],
					choices: { kind: 'Kind words', short: 'Few words' },
				},
				most: {
					type: [ 'integer', 'null' ],
					title: 'Most mails a day',
					minimum: 1,
				},
				sender: {
					type: 'string',
					title: 'Sender',
					description: 'Stands below each mail.',
				},
				later: { type: 'string', title: 'Later', control: 'none' },
			},
		};
		settings.mail = {
			copies: false,
			tone: 'kind',
			most: 5,
			sender: '',
			later: '',
		};
		const { user } = await openSection( 'Mail' );
		expect( screen.getByText( 'What is mailed to people.' ) ).toBeVisible();
		await user.click( screen.getByLabelText( 'Send copies' ) );
		await user.selectOptions( screen.getByLabelText( 'Tone' ), [
			'Few words',
		] );
		const most = screen.getByLabelText( 'Most mails a day' );
		expect( most ).toHaveAttribute( 'min', '1' );
		await user.clear( most );
		const sender = screen.getByLabelText( 'Sender' );
		expect( sender ).toHaveAccessibleDescription(
			'Stands below each mail.'
		);
		await user.type( sender, 'Zoë' );
		expect( screen.queryByLabelText( 'Later' ) ).toBeNull();

		await user.click( await button( 'Save settings' ) );
		await screen.findByText( 'Saved.' );
		expect( saved( site ).map( ( { body } ) => body ) ).toEqual( [
			{
				mail: {
					copies: true,
					tone: 'short',
					most: null,
					sender: 'Zoë',
				},
			},
		] );
	} );

	it( 'shows the panels and their settings in the order of the schema, guests of a panel last', async () => {
		makeSite();
		const { container } = await openSection( 'Scope' );
		const titles = container.querySelectorAll(
			'.components-panel__body-title'
		);
		expect( [ ...titles ].map( ( title ) => title.textContent ) ).toEqual( [
			'Connection',
			'Scope',
			'Roles',
			'User fields',
			'Deleting users',
			'Schedule',
			'Notifications',
			'History',
		] );
		const panel = titles[ 1 ]!.closest( '.components-panel__body' )!;
		expect(
			[ ...panel.querySelectorAll( 'label, legend' ) ].map(
				( label ) => label.textContent
			)
		).toEqual( [
			'Ignore guests',
			'Only members of these groups',
			'Filter',
			'Also remove people who are in the directory, but outside this scope',
			'When an account is found by its name for the first time',
			'List it as a conflict where groups would give it roles',
		] );
	} );

	it( 'asks after how many days deactivated users are deleted only where users are deactivated', async () => {
		const site = makeSite();
		const { user } = await openSection( 'Deleting users' );
		const days = 'Delete deactivated users after this number of days';
		expect( screen.queryByLabelText( days ) ).toBeNull();

		await user.selectOptions(
			screen.getByLabelText( 'Users who left' ),
			'deactivate'
		);
		await user.type( screen.getByLabelText( days ), '90' );
		await user.click( await button( 'Save settings' ) );
		await screen.findByText( 'Saved.' );
		expect( saved( site ) ).toMatchObject( [
			{
				body: {
					removal: { mode: 'deactivate', delete_after_days: 90 },
				},
			},
		] );
	} );

	it( 'choose who is told what', async () => {
		const site = makeSite();
		const { user } = await openSection( 'Notifications' );
		const held = screen.getByLabelText( 'A list waits for a decision' );
		expect( held ).toBeChecked();
		await user.click( held );
		await user.click(
			screen.getByLabelText(
				'A scheduled synchronization has changed users'
			)
		);
		await user.click( await button( 'Add address' ) );
		await user.type(
			screen.getByLabelText( 'E-mail address' ),
			'it@lakeside.example'
		);
		await user.click( await button( 'Save settings' ) );
		await screen.findByText( 'Saved.' );

		expect( saved( site ).map( ( { body } ) => body ) ).toEqual( [
			{
				notifications: {
					recipients: [ 'it@lakeside.example' ],
					on: [ 'failed', 'late', 'credential', 'changed' ],
				},
			},
		] );
	} );

	it( 'say what became of a test e-mail', async () => {
		const site = makeSite();
		const { user } = await openSection( 'Notifications' );
		await user.click( await button( 'Send a test e-mail' ) );
		const { to } = keptTestMails.sent();
		expect(
			await screen.findByText( new RegExp( `handed .* ${ to[ 0 ] }` ) )
		).toBeVisible();

		const refused = keptTestMails.refused();
		site.answers.push( () => Response.json( refused ) );
		await user.click( await button( 'Send a test e-mail' ) );
		expect(
			await screen.findByText(
				`The e-mail for ${ refused.to[ 0 ] } was not sent. ${ refused.reason }`
			)
		).toBeVisible();

		site.answers.push( () => wpError( 500, 'broken', 'It broke.' ) );
		await user.click( await button( 'Send a test e-mail' ) );
		expect( await screen.findByText( 'It broke.' ) ).toBeVisible();
	} );

	it( 'has every control that the schema names, and no other', () => {
		const named = ( schema: Schema ): string[] => [
			...( schema.control ? [ schema.control ] : [] ),
			...( schema.items ? named( schema.items ) : [] ),
			...Object.values( schema.properties ?? {} ).flatMap( named ),
		];
		const names = new Set( named( makeSite().settings.schema ) );
		names.delete( 'none' );
		expect( [ ...names ].sort() ).toEqual( Object.keys( CONTROLS ).sort() );
	} );
} );
