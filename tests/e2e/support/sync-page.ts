import { expect, type Locator, type Page } from '@playwright/test';

export const SYNC_PAGE = '/wp-admin/users.php?page=wpo365-user-sync';

/** The links at the end of the page, word for word. */
export const LINKS = {
	directory_only:
		'Office 365 Azure AD users without a corresponding WordPress user',
	wordpress_only:
		'WordPress users without a corresponding Office 365 Azure AD user',
	matched:
		'Existing WordPress users with a corresponding Office 365 Azure AD user',
} as const;

export type Table = keyof typeof LINKS;
type Box = 'Create users' | 'Update users' | 'Delete users';

/** The page of the plugin, as people see and click it. */
export class SyncPage {
	constructor( readonly page: Page ) {}

	/** Loads the page, and waits until it knows how it stands. */
	async open( query = '' ): Promise< void > {
		await this.page.goto( SYNC_PAGE + query );
		await expect(
			this.page.getByRole( 'heading', { name: 'Past synchronizations' } )
		).toBeVisible();
	}

	box( name: Box ): Locator {
		return this.page.getByRole( 'checkbox', { name } );
	}

	button( name: string ): Locator {
		return this.page.getByRole( 'button', { name, exact: true } );
	}

	/** The newest run: how it goes, and what it came to. */
	get run(): Locator {
		return this.page.getByRole( 'region', {
			name: /^(This|Last) (synchronization|undo)$/,
		} );
	}

	async start( ...boxes: Box[] ): Promise< void > {
		for ( const name of boxes ) {
			await this.box( name ).check();
		}
		await this.button( 'Start synchronization' ).click();
	}

	/** Waits until the run stands at a status. */
	async runIs( status: string ): Promise< void > {
		await expect(
			this.run.getByText( status, { exact: true } )
		).toBeVisible( { timeout: 60_000 } );
	}

	/** Waits until a number of people has been read, and the run is still at it. */
	async runIsUnderWay( people: number ): Promise< void > {
		await expect( this.run ).toContainText(
			new RegExp(
				`[1-9][\\d,]* of ${ people.toLocaleString( 'en-US' ) } users read`
			),
			{ timeout: 60_000 }
		);
	}

	link( table: Table ): Locator {
		return this.page.getByRole( 'link', {
			name: LINKS[ table ],
			exact: true,
		} );
	}

	/** Waits until the three links have these numbers beside them. */
	async counts( counts: Record< Table, number > ): Promise< void > {
		for ( const [ table, count ] of Object.entries( counts ) ) {
			await expect(
				this.page
					.getByRole( 'listitem' )
					.filter( { has: this.link( table as Table ) } )
			).toHaveText( `${ LINKS[ table as Table ] } (${ count })` );
		}
	}

	async openTable( table: Table ): Promise< ResultsTable > {
		await this.link( table ).click();
		return this.table( table );
	}

	/** The table that is open. */
	async table( table: Table ): Promise< ResultsTable > {
		const open = new ResultsTable(
			this.page.getByRole( 'region', { name: LINKS[ table ] } )
		);
		await open.settled();
		return open;
	}

	/** How it stands with the connection: checklist and buttons. */
	get connection(): Locator {
		return this.page.locator( '.wpo365-card' ).filter( {
			has: this.page.getByRole( 'heading', {
				name: 'Connection to Microsoft 365',
			} ),
		} );
	}

	/** The line of the checklist that says this. */
	check( text: string | RegExp ): Locator {
		return this.connection
			.getByRole( 'listitem' )
			.filter( { hasText: text } );
	}

	/** Unfolds the settings, and one of their sections. */
	async openSettings( section?: string ): Promise< void > {
		for ( const name of [
			'Settings',
			...( section ? [ section ] : [] ),
		] ) {
			const fold = this.button( name );
			if ( ( await fold.getAttribute( 'aria-expanded' ) ) !== 'true' ) {
				await fold.click();
			}
		}
	}

	/** A section of the settings. */
	section( name: string ): Locator {
		return this.page.locator( '.components-panel__body' ).filter( {
			has: this.button( name ),
		} );
	}

	/** Saves the settings, and waits until they are. */
	async save(): Promise< void > {
		await this.button( 'Save settings' ).click();
		await expect( this.page.getByText( 'Saved.' ) ).toBeVisible();
	}

	dialog( name: string | RegExp ): Locator {
		return this.page.getByRole( 'dialog', { name } );
	}
}

/** One of the three tables. */
export class ResultsTable {
	constructor( readonly region: Locator ) {}

	/** Waits until the rows that were asked for are there. */
	async settled(): Promise< void > {
		await expect(
			this.region
				.locator( 'table[aria-busy="false"]' )
				.or( this.region.getByText( 'No rows.' ) )
		).toBeVisible();
	}

	/** The rows that are shown, without the headings. */
	get rows(): Locator {
		return this.region.locator( 'tbody' ).getByRole( 'row' );
	}

	/** The row of a user. */
	row( name: string ): Locator {
		return this.rows.filter( { hasText: name } );
	}

	/** What the rows are called: user principal names or logins. */
	titles(): Promise< string[] > {
		return this.region
			.locator( '.dataviews-title-field' )
			.allTextContents();
	}

	/** Shows rows of one status only. */
	async filter( status: string ): Promise< void > {
		await this.region
			.getByRole( 'button', { name: 'Status', exact: true } )
			.first()
			.click();
		await this.region
			.page()
			.getByRole( 'option', { name: status, exact: true } )
			.click();
		await this.region.page().keyboard.press( 'Escape' );
	}

	/** Opens all that is known about a user. */
	async details( name: string ): Promise< Locator > {
		await this.row( name )
			.getByRole( 'button', { name: 'Actions' } )
			.click();
		await this.region
			.page()
			.getByRole( 'menuitem', { name: 'Details' } )
			.click();
		return this.region.page().getByRole( 'dialog', { name: 'Details' } );
	}

	async select( ...names: string[] ): Promise< void > {
		for ( const name of names ) {
			await this.row( name ).getByRole( 'checkbox' ).check();
		}
	}

	button( name: string ): Locator {
		return this.region.getByRole( 'button', { name, exact: true } );
	}

	/** Words that a search finds rows by. */
	get search(): Locator {
		return this.region.getByRole( 'searchbox' );
	}
}
