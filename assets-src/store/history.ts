import type { RunsPage } from '../api/types';
import type { Dispatch, StoreDeps } from './types';

export interface HistoryState {
	/** Null until the server was asked. */
	page: RunsPage | null;
	/** Names of WordPress users, by id. */
	names: Record< number, string >;
}

type HistoryAction =
	| { type: 'HISTORY_RUNS'; page: RunsPage }
	| { type: 'HISTORY_NAMES'; names: Record< number, string > };

const INITIAL: HistoryState = { page: null, names: {} };

export function historyReducer(
	state: HistoryState = INITIAL,
	action: HistoryAction
): HistoryState {
	switch ( action.type ) {
		case 'HISTORY_RUNS':
			return { ...state, page: action.page };
		case 'HISTORY_NAMES':
			return { ...state, names: { ...state.names, ...action.names } };
	}
	return state;
}

interface State {
	history: HistoryState;
}

export const historySelectors = {
	/**
	 * Returns the newest runs; while more of them are loaded, those that are known.
	 *
	 * @param state    The store's state.
	 * @param _perPage How many are wanted, at most 100.
	 */
	// eslint-disable-next-line @typescript-eslint/no-unused-vars -- for its resolver.
	getRuns: ( state: State, _perPage: number ) => state.history.page,
	getNames: ( state: State ) => state.history.names,
};

type Thunk< R > = ( args: {
	dispatch: Dispatch;
	select: { getNames: () => Record< number, string > };
} ) => R;

/** Has the list of runs read again by whoever shows it. */
export const refreshHistory =
	(): Thunk< void > =>
	( { dispatch } ) => {
		dispatch.invalidateResolutionForStoreSelector( 'getRuns' );
	};

export function createHistorySlice( { api }: StoreDeps ) {
	/**
	 * Looks up names of WordPress users. A name that can't be had is no reason for an
	 * error: whoever shows it shows the number instead.
	 *
	 * @param ids Their ids.
	 */
	const loadNames =
		( ids: readonly number[] ): Thunk< Promise< void > > =>
		async ( { dispatch, select } ) => {
			const known = select.getNames();
			const unknown = new Set(
				ids.filter( ( id ) => ! ( id in known ) )
			);
			if ( unknown.size === 0 ) {
				return;
			}
			const people = await api
				.userNames( [ ...unknown ].slice( 0, 100 ) )
				.catch( () => [] );
			const action: HistoryAction = {
				type: 'HISTORY_NAMES',
				names: Object.fromEntries(
					people.map( ( { id, name } ) => [ id, name ] )
				),
			};
			dispatch( action );
		};

	const resolvers = {
		getRuns:
			( perPage: number ): Thunk< Promise< void > > =>
			async ( { dispatch } ) => {
				const page = await api.runs( perPage );
				const action: HistoryAction = { type: 'HISTORY_RUNS', page };
				dispatch( action );
				await dispatch(
					loadNames(
						page.runs.flatMap( ( { started_by: id } ) =>
							id ? [ id ] : []
						)
					)
				);
			},
	};

	return { actions: { refreshHistory, loadNames }, resolvers };
}
