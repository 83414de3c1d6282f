import { toApiError, type ApiError } from '../api/error';
import {
	TABLES,
	type ActionResult,
	type ResultsPage,
	type ResultsQuery,
	type Row,
	type RowAction,
	type Table,
} from '../api/types';
import { refreshHistory } from './history';
import type { Dispatch, StoreDeps } from './types';

/** What became of an action on selected rows, each result beside its row. */
export interface Report {
	action: RowAction;
	entries: Array< { row: Row; result: ActionResult } >;
}

export interface ResultsState {
	/** Rows in each table; null until the server was asked. */
	totals: Record< Table, number > | null;
	pages: Record< string, ResultsPage >;
	/** The action whose answer is awaited. */
	acting: RowAction | 'truncate' | null;
	error: ApiError | null;
	report: Report | null;
}

type ResultsAction =
	| { type: 'RESULTS_TOTALS'; totals: Record< Table, number > }
	| { type: 'RESULTS_PAGE'; key: string; page: ResultsPage }
	| { type: 'RESULTS_ACTING'; acting: RowAction | 'truncate' }
	| { type: 'RESULTS_ACTED'; report: Report | null; error: ApiError | null }
	| { type: 'RESULTS_DISMISSED' }
	| { type: 'RUN_COMMAND_SENT' };

const INITIAL: ResultsState = {
	totals: null,
	pages: {},
	acting: null,
	error: null,
	report: null,
};

export function resultsReducer(
	state: ResultsState = INITIAL,
	action: ResultsAction
): ResultsState {
	switch ( action.type ) {
		case 'RESULTS_TOTALS':
			return { ...state, totals: action.totals };
		case 'RESULTS_PAGE':
			return {
				...state,
				pages: { ...state.pages, [ action.key ]: action.page },
			};
		case 'RESULTS_ACTING':
			return {
				...state,
				acting: action.acting,
				report: null,
				error: null,
			};
		case 'RESULTS_ACTED':
			return {
				...state,
				acting: null,
				report: action.report,
				error: action.error,
			};
		// What became of rows says nothing any more once the run goes on or a new one begins.
		case 'RUN_COMMAND_SENT':
		case 'RESULTS_DISMISSED':
			return { ...state, report: null, error: null };
	}
	return state;
}

function keyOf( query: ResultsQuery ): string {
	const { table, page, per_page, search, orderby, order, status } = query;
	return JSON.stringify( [
		table,
		page,
		per_page,
		search,
		orderby,
		order,
		status,
	] );
}

interface State {
	results: ResultsState;
}

export const resultsSelectors = {
	getTotals: ( state: State ) => state.results.totals,
	/**
	 * Returns a page of rows; null until it is loaded.
	 *
	 * @param state The store's state.
	 * @param query Which rows.
	 */
	getResults: ( state: State, query: ResultsQuery ) =>
		state.results.pages[ keyOf( query ) ] ?? null,
	getActing: ( state: State ) => state.results.acting,
	getResultsError: ( state: State ) => state.results.error,
	getReport: ( state: State ) => state.results.report,
};

type Thunk< R > = ( args: { dispatch: Dispatch } ) => R;

/** Has tables and totals read again by whoever shows them. */
export const refreshResults =
	(): Thunk< void > =>
	( { dispatch } ) => {
		dispatch.invalidateResolutionForStoreSelector( 'getResults' );
		dispatch.invalidateResolutionForStoreSelector( 'getTotals' );
	};

export function createResultsSlice( { api }: StoreDeps ) {
	const send =
		(
			acting: RowAction | 'truncate',
			work: () => Promise< Report | null >
		): Thunk< Promise< boolean > > =>
		async ( { dispatch } ) => {
			const begun: ResultsAction = { type: 'RESULTS_ACTING', acting };
			dispatch( begun );
			let report: Report | null = null;
			let error: ApiError | null = null;
			try {
				report = await work();
			} catch ( thrown ) {
				error = toApiError( thrown );
			}
			const done: ResultsAction = {
				type: 'RESULTS_ACTED',
				report,
				error,
			};
			dispatch( done );
			// Also after an error: the answer may have got lost, not the work.
			dispatch( refreshResults() );
			dispatch( refreshHistory() );
			return error === null;
		};

	const actions = {
		refreshResults,

		/**
		 * Acts on selected rows.
		 *
		 * @param action What to do.
		 * @param rows   The rows, 1 to 100.
		 */
		actOnRows: ( action: RowAction, rows: readonly Row[] ) =>
			send( action, async () => {
				const ids = rows.map( ( row ) => row.id );
				const results = await api.act( action, ids );
				const byId = new Map( rows.map( ( row ) => [ row.id, row ] ) );
				return {
					action,
					entries: results.flatMap( ( result ) => {
						const row = byId.get( result.id );
						return row ? [ { row, result } ] : [];
					} ),
				};
			} ),

		truncateResults: () =>
			send( 'truncate', async () => {
				await api.truncate();
				return null;
			} ),

		dismissReport: (): ResultsAction => ( { type: 'RESULTS_DISMISSED' } ),
	};

	const resolvers = {
		getTotals:
			(): Thunk< Promise< void > > =>
			async ( { dispatch } ) => {
				const [ directoryOnly, wordpressOnly, matched ] =
					await Promise.all( [
						api.countRows( TABLES[ 0 ] ),
						api.countRows( TABLES[ 1 ] ),
						api.countRows( TABLES[ 2 ] ),
					] );
				const action: ResultsAction = {
					type: 'RESULTS_TOTALS',
					totals: {
						directory_only: directoryOnly,
						wordpress_only: wordpressOnly,
						matched,
					},
				};
				dispatch( action );
			},

		getResults:
			( query: ResultsQuery ): Thunk< Promise< void > > =>
			async ( { dispatch } ) => {
				const action: ResultsAction = {
					type: 'RESULTS_PAGE',
					key: keyOf( query ),
					page: await api.results( query ),
				};
				dispatch( action );
			},
	};

	return { actions, resolvers };
}
