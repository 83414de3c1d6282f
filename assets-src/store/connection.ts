import { toApiError, type ApiError } from '../api/error';
import type { Account, Check } from '../api/settings-types';
import type { Dispatch, StoreDeps } from './types';

type Task = 'test' | 'connect' | 'forget';

export interface ConnectionState {
	/** Null until the server was asked. */
	checks: Check[] | null;
	account: Account | null;
	/** The task whose answer is awaited. */
	task: Task | null;
	error: ApiError | null;
}

type ConnectionAction =
	| { type: 'CONNECTION_CHECKS'; checks: Check[] }
	| { type: 'CONNECTION_ACCOUNT'; account: Account }
	| { type: 'CONNECTION_TASK'; task: Task }
	| { type: 'CONNECTION_DONE'; error: ApiError | null };

const INITIAL: ConnectionState = {
	checks: null,
	account: null,
	task: null,
	error: null,
};

export function connectionReducer(
	state: ConnectionState = INITIAL,
	action: ConnectionAction
): ConnectionState {
	switch ( action.type ) {
		case 'CONNECTION_CHECKS':
			return { ...state, checks: action.checks };
		case 'CONNECTION_ACCOUNT':
			return { ...state, account: action.account };
		case 'CONNECTION_TASK':
			return { ...state, task: action.task, error: null };
		case 'CONNECTION_DONE':
			return { ...state, task: null, error: action.error };
	}
	return state;
}

interface State {
	connection: ConnectionState;
}

export const connectionSelectors = {
	getChecks: ( state: State ) => state.connection.checks,
	getAccount: ( state: State ) => state.connection.account,
	getConnectionTask: ( state: State ) => state.connection.task,
	getConnectionError: ( state: State ) => state.connection.error,
};

type Thunk< R > = ( args: { dispatch: Dispatch } ) => R;

/** Has checklist and account read again by whoever shows them. */
export const refreshConnection =
	(): Thunk< void > =>
	( { dispatch } ) => {
		dispatch.invalidateResolutionForStoreSelector( 'getChecks' );
		dispatch.invalidateResolutionForStoreSelector( 'getAccount' );
	};

export function createConnectionSlice( { api }: StoreDeps ) {
	const received = ( checks: Check[] ): ConnectionAction => ( {
		type: 'CONNECTION_CHECKS',
		checks,
	} );

	const perform =
		< T >(
			task: Task,
			work: () => Promise< T >,
			onDone: ( dispatch: Dispatch, answer: T ) => void
		): Thunk< Promise< T | null > > =>
		async ( { dispatch } ) => {
			const begun: ConnectionAction = { type: 'CONNECTION_TASK', task };
			dispatch( begun );
			let answer: T | null = null;
			let error: ApiError | null = null;
			try {
				answer = await work();
				onDone( dispatch, answer );
			} catch ( thrown ) {
				error = toApiError( thrown );
			}
			const done: ConnectionAction = { type: 'CONNECTION_DONE', error };
			dispatch( done );
			return answer;
		};

	const takeChecks = ( dispatch: Dispatch, checks: Check[] ) => {
		dispatch( received( checks ) );
		dispatch.invalidateResolutionForStoreSelector( 'getAccount' );
	};

	const actions = {
		refreshConnection,
		testConnection: () => perform( 'test', api.testConnection, takeChecks ),
		deleteTokens: () => perform( 'forget', api.deleteTokens, takeChecks ),
		/** Begins a sign-in. Returns the address to send the browser to, or null. */
		beginSignIn: () => perform( 'connect', api.authorize, () => undefined ),
	};

	const resolvers = {
		getChecks:
			(): Thunk< Promise< void > > =>
			async ( { dispatch } ) => {
				dispatch( received( await api.checks() ) );
			},
		getAccount:
			(): Thunk< Promise< void > > =>
			async ( { dispatch } ) => {
				const action: ConnectionAction = {
					type: 'CONNECTION_ACCOUNT',
					account: await api.account(),
				};
				dispatch( action );
			},
	};

	return { actions, resolvers };
}
