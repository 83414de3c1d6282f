/** Shows the page in jsdom, against a fake site. */
import apiFetch from '@wordpress/api-fetch';
import { RegistryProvider, createRegistry } from '@wordpress/data';
import { act, cleanup, render } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { setupServer } from 'msw/node';

import { App } from '../../../assets-src/app';
import type { Config } from '../../../assets-src/api/config';
import { store } from '../../../assets-src/store/page-store';
import { keptSites } from './answers';
import { FakeSite, type FakeSiteOptions } from './fake-site';

const PAGE = '/wp-admin/users.php?page=wpo365-user-sync';

const CONFIG: Config = {
	pageSize: 10,
	pageUrl: `http://site.test${ PAGE }`,
	guideUrl: 'http://site.test/wp-content/plugins/wpo365-user-sync/setup.html',
	serverTime: Math.floor( Date.now() / 1_000 ),
	user: {
		id: 1,
		name: 'Ada Admin',
		can: { create: true, update: true, delete: true },
	},
	roles: {
		administrator: 'Administrator',
		editor: 'Editor',
		subscriber: 'Subscriber',
	},
	isMultisite: false,
	site: keptSites.site(),
	content: { mode: 'reassign', id: null },
	canRestore: true,
	missing: [],
	repair: { isNeeded: false, url: 'http://site.test/repair' },
};

let isRootSet = false;

/** Starts an msw server for a file of tests. Returns it, with the site of the current test. */
export function serveFakeSite() {
	const server = setupServer();
	let open: Array< () => Promise< unknown > > = [];

	if ( ! isRootSet ) {
		isRootSet = true;
		apiFetch.use(
			apiFetch.createRootURLMiddleware( 'http://site.test/wp-json/' )
		);
	}
	beforeAll( () => server.listen( { onUnhandledRequest: 'error' } ) );
	afterEach( async () => {
		cleanup();
		for ( const close of open ) {
			await close();
		}
		open = [];
		server.resetHandlers();
	} );
	afterAll( () => server.close() );

	/** Makes a site and answers requests from it. */
	const makeSite = ( options: FakeSiteOptions = {} ) => {
		const site = new FakeSite( options );
		server.use( ...site.handlers );
		return site;
	};

	/** Shows the page as a browser that opens its address would. */
	const openPage = ( config: Partial< Config > = {}, query = '' ) => {
		window.wpo365UserSync = { ...CONFIG, ...config };
		window.history.replaceState( null, '', PAGE + query );
		const registry = createRegistry();
		registry.register( store );
		open.push( () =>
			act( () => registry.dispatch( store ).stopDriving() )
		);
		const view = render(
			<RegistryProvider value={ registry }>
				<App />
			</RegistryProvider>
		);
		return { ...view, registry, user: userEvent.setup() };
	};

	return { server, makeSite, openPage };
}
