import { combineReducers, createReduxStore } from '@wordpress/data';

import {
	connectionReducer,
	connectionSelectors,
	createConnectionSlice,
} from './connection';
import {
	createHistorySlice,
	historyReducer,
	historySelectors,
} from './history';
import {
	createResultsSlice,
	resultsReducer,
	resultsSelectors,
} from './results';
import { createRunSlice, runReducer, runSelectors } from './run';
import {
	createScheduleSlice,
	scheduleReducer,
	scheduleSelectors,
} from './schedule';
import {
	createSettingsSlice,
	settingsReducer,
	settingsSelectors,
} from './settings';
import type { StoreDeps } from './types';

export const STORE_NAME = 'wpo365-user-sync';

/**
 * Makes the page's store; whoever calls it registers it.
 *
 * @param deps The API, the clock, and a way to wait.
 */
export function createPageStore( deps: StoreDeps ) {
	const run = createRunSlice( deps );
	const results = createResultsSlice( deps );
	const history = createHistorySlice( deps );
	const schedule = createScheduleSlice( deps );
	const settings = createSettingsSlice( deps );
	const connection = createConnectionSlice( deps );

	return createReduxStore( STORE_NAME, {
		reducer: combineReducers( {
			run: runReducer,
			results: resultsReducer,
			history: historyReducer,
			schedule: scheduleReducer,
			settings: settingsReducer,
			connection: connectionReducer,
		} ),
		actions: {
			...run.actions,
			...results.actions,
			...history.actions,
			...schedule.actions,
			...settings.actions,
			...connection.actions,
		},
		selectors: {
			...runSelectors,
			...resultsSelectors,
			...historySelectors,
			...scheduleSelectors,
			...settingsSelectors,
			...connectionSelectors,
		},
		resolvers: {
			...run.resolvers,
			...results.resolvers,
			...history.resolvers,
			...schedule.resolvers,
			...settings.resolvers,
			...connection.resolvers,
		},
	} );
}
