import { toApiError, type ApiError } from '../api/error';
import type { Run, RunOptions } from '../api/types';
import { drive, type Outcome, type Retry } from '../sync/driver';
import { addSample, type Sample } from '../sync/time-left';
import { refreshHistory } from './history';
import { refreshResults } from './results';
import { refreshSchedule } from './schedule';
import type { Dispatch, StoreDeps } from './types';

export type Command =
	'start' | 'pause' | 'resume' | 'cancel' | 'decide' | 'undo';

/** What the driver of this tab does. */
export type Driving =
	| { type: 'idle' }
	| { type: 'stepping' }
	| { type: 'retrying'; retry: Retry }
	/** Somebody else drives the run, and this tab only looks. */
	| { type: 'watching' }
	| { type: 'stopped'; error: ApiError };

export interface RunState {
	/** Undefined until the server was asked; null where none ever ran. */
	run: Run | null | undefined;
	driving: Driving;
	/** The command whose answer is awaited. */
	command: Command | null;
	/** Why the last command did not work. */
	commandError: ApiError | null;
	samples: readonly Sample[];
}

type RunAction =
	| { type: 'RUN_RECEIVED'; run: Run | null; at: number }
	| { type: 'RUN_DRIVING'; driving: Driving }
	| { type: 'RUN_COMMAND_SENT'; command: Command }
	| { type: 'RUN_COMMAND_DONE'; error: ApiError | null }
	| { type: 'RUN_ERROR_DISMISSED' };

/** A run that nobody has stepped for so long lost its driver, in milliseconds. */
const ABANDONED_AFTER = 60_000;

const IDLE: Driving = { type: 'idle' };
const WATCHING: Driving = { type: 'watching' };

const INITIAL: RunState = {
	run: undefined,
	driving: IDLE,
	command: null,
	commandError: null,
	samples: [],
};

/**
 * Tells whether an answer is older than what is known: with several requests under
 * way, answers may overtake each other.
 *
 * @param known    The run as known.
 * @param received The run as answered.
 */
function isOutdated( known: Run | null | undefined, received: Run ): boolean {
	if ( ! known || known.id !== received.id ) {
		return !! known && known.id > received.id;
	}
	if ( known.sequence !== received.sequence ) {
		return known.sequence > received.sequence;
	}
	return known.updated_at > received.updated_at;
}

/**
 * Returns what a tab that does not drive does now: what stopped it says nothing any more
 * where somebody else goes on with the run.
 *
 * @param state    The state before.
 * @param received The run as answered.
 */
function drivingAfter( { run, driving }: RunState, received: Run ): Driving {
	if ( driving.type !== 'stopped' && driving.type !== 'watching' ) {
		return driving;
	}
	if ( run?.id !== received.id || ! isGoing( received ) ) {
		return IDLE;
	}
	return received.sequence > run.sequence ? WATCHING : driving;
}

export function runReducer(
	state: RunState = INITIAL,
	action: RunAction
): RunState {
	switch ( action.type ) {
		case 'RUN_RECEIVED': {
			const { run, at } = action;
			if ( run === null ) {
				return { ...state, run, samples: [] };
			}
			if ( isOutdated( state.run, run ) ) {
				return state;
			}
			const samples = state.run?.id === run.id ? state.samples : [];
			return {
				...state,
				run,
				samples: addSample( samples, run, at ),
				driving: drivingAfter( state, run ),
			};
		}
		case 'RUN_DRIVING':
			return { ...state, driving: action.driving };
		case 'RUN_COMMAND_SENT':
			return { ...state, command: action.command, commandError: null };
		case 'RUN_COMMAND_DONE':
			return { ...state, command: null, commandError: action.error };
		case 'RUN_ERROR_DISMISSED':
			return { ...state, commandError: null };
	}
	return state;
}

interface State {
	run: RunState;
}

export const runSelectors = {
	getRun: ( state: State ) => state.run.run,
	getDriving: ( state: State ) => state.run.driving,
	getCommand: ( state: State ) => state.run.command,
	getCommandError: ( state: State ) => state.run.commandError,
	getSamples: ( state: State ) => state.run.samples,
};

/**
 * Tells whether a run still has work to do or a decision to wait for.
 *
 * @param run The run.
 */
export function isActive( run: Run | null | undefined ): boolean {
	return (
		!! run &&
		[ 'running', 'waiting', 'paused', 'held' ].includes( run.status )
	);
}

/**
 * Tells whether a run goes on, or should: whoever drives it has something to do.
 *
 * @param run The run.
 */
export function isGoing( run: Run | null | undefined ): boolean {
	return run?.status === 'running' || run?.status === 'waiting';
}

/**
 * Tells whether a run was to change anything; one that was only to look has left nothing to see or to undo.
 *
 * @param run The run.
 */
export function isWriting( { kind, options }: Run ): boolean {
	return (
		kind === 'undo' ||
		kind === 'action' ||
		options.create ||
		options.update ||
		options.delete
	);
}

/**
 * Tells whether a run should go on but nobody drives it any more.
 *
 * @param run The run.
 * @param now Milliseconds since 1970.
 */
export function isAbandoned( run: Run, now: number ): boolean {
	if ( ! isGoing( run ) ) {
		return false;
	}
	const times = [ run.updated_at, run.resume_at ].flatMap( ( time ) =>
		time === null ? [] : [ Date.parse( time ) ]
	);
	return now - Math.max( ...times ) > ABANDONED_AFTER;
}

function afterDriving( outcome: Outcome, isJoining: boolean ): Driving {
	if ( outcome.type !== 'stopped' ) {
		return IDLE;
	}
	return isJoining && outcome.error.status === 403
		? WATCHING
		: { type: 'stopped', error: outcome.error };
}

type Thunk< R > = ( args: {
	dispatch: Dispatch;
	select: {
		getRun: () => Run | null | undefined;
		getDriving: () => Driving;
	};
} ) => R;

/**
 * Makes the actions and resolvers of a run: read it, start and stop it, and drive it.
 *
 * @param deps The API, the clock, and a way to wait.
 */
export function createRunSlice( { api, sleep, now }: StoreDeps ) {
	let driver: AbortController | null = null;

	const setDriving = ( driving: Driving ): RunAction => ( {
		type: 'RUN_DRIVING',
		driving,
	} );

	/**
	 * Takes in a run that the server answered with, and reads again what changes when
	 * a run begins or ends.
	 *
	 * @param run The run; null where none ever ran.
	 */
	const receiveRun =
		( run: Run | null ): Thunk< void > =>
		( { dispatch, select } ) => {
			const before = select.getRun();
			dispatch( { type: 'RUN_RECEIVED', run, at: now() } as RunAction );
			const after = select.getRun();
			if (
				before !== undefined &&
				( before?.id !== after?.id ||
					isActive( before ) !== isActive( after ) ||
					( before?.status !== after?.status &&
						after?.status === 'held' ) )
			) {
				dispatch( refreshResults() );
				dispatch( refreshHistory() );
				dispatch( refreshSchedule() );
			}
		};

	const stopDriving =
		(): Thunk< void > =>
		( { dispatch } ) => {
			driver?.abort();
			driver = null;
			dispatch( setDriving( IDLE ) );
		};

	/**
	 * Steps the run that is known until it needs no more steps.
	 *
	 * @param isJoining Whether somebody else set it going: an account that may not step it then only looks.
	 */
	const driveRun =
		( isJoining = false ): Thunk< Promise< void > > =>
		async ( { dispatch, select } ) => {
			const run = select.getRun();
			if ( driver || ! run ) {
				return;
			}
			const own = new AbortController();
			driver = own;
			dispatch( setDriving( { type: 'stepping' } ) );
			const outcome = await drive( run, {
				api,
				sleep,
				now,
				signal: own.signal,
				onRun: ( next ) => {
					if ( ! own.signal.aborted ) {
						dispatch( receiveRun( next ) );
					}
				},
				onRetry: ( retry ) =>
					dispatch(
						setDriving(
							retry
								? { type: 'retrying', retry }
								: { type: 'stepping' }
						)
					),
			} );
			if ( driver !== own ) {
				return;
			}
			driver = null;
			dispatch( setDriving( afterDriving( outcome, isJoining ) ) );
			if ( outcome.type === 'gone' ) {
				dispatch( receiveRun( null ) );
			}
		};

	/**
	 * Goes on with a run that somebody drives, or drove until just now: after a reload, in a
	 * second tab, or beside the site itself. All of them together are no more than one.
	 */
	const followRun =
		(): Thunk< void > =>
		( { dispatch, select } ) => {
			const run = select.getRun();
			if (
				run &&
				isGoing( run ) &&
				select.getDriving().type === 'idle' &&
				! isAbandoned( run, now() )
			) {
				void dispatch( driveRun( true ) );
			}
		};

	const refreshRun =
		(): Thunk< Promise< void > > =>
		async ( { dispatch } ) => {
			dispatch( receiveRun( await api.currentRun() ) );
			dispatch( followRun() );
		};

	/**
	 * Sends a command, takes in the run it answers with, and drives that where needed.
	 *
	 * @param command The command's name.
	 * @param send    Sends it.
	 */
	const runCommand =
		(
			command: Command,
			send: () => Promise< Run >
		): Thunk< Promise< boolean > > =>
		async ( { dispatch } ) => {
			const sent: RunAction = { type: 'RUN_COMMAND_SENT', command };
			dispatch( sent );
			let error: ApiError | null = null;
			try {
				dispatch( receiveRun( await send() ) );
			} catch ( thrown ) {
				error = toApiError( thrown );
			}
			const done: RunAction = { type: 'RUN_COMMAND_DONE', error };
			dispatch( done );
			if ( error ) {
				// The command may have failed because the run is not what it seemed.
				await dispatch( refreshRun() ).catch( () => undefined );
			} else {
				void dispatch( driveRun() );
			}
			return error === null;
		};

	const commandOnCurrent =
		(
			command: Command,
			send: ( run: Run ) => Promise< Run >
		): Thunk< Promise< boolean > > =>
		async ( { dispatch, select } ) => {
			const run = select.getRun();
			if ( ! run ) {
				return false;
			}
			dispatch( stopDriving() );
			return dispatch( runCommand( command, () => send( run ) ) );
		};

	const actions = {
		refreshRun,
		stopDriving,

		startRun: ( options: RunOptions ) =>
			runCommand( 'start', () => api.startRun( options ) ),

		pauseRun: () =>
			commandOnCurrent( 'pause', ( { id } ) =>
				api.command( id, 'pause' )
			),

		resumeRun: () =>
			commandOnCurrent( 'resume', ( { id } ) =>
				api.command( id, 'resume' )
			),

		cancelRun: () =>
			commandOnCurrent( 'cancel', ( { id } ) =>
				api.command( id, 'cancel' )
			),

		/**
		 * Decides about a held run.
		 *
		 * @param action Whether the list is acted on.
		 * @param count  The number that was typed.
		 */
		decideHeld: ( action: 'approve' | 'reject', count: number ) =>
			commandOnCurrent( 'decide', ( { id } ) =>
				api.decide( id, action, count )
			),

		/**
		 * Undoes a run: the run that does it is driven like any other.
		 *
		 * @param id     The run.
		 * @param userId The one account to undo it for; null for all.
		 * @param count  The number that was typed.
		 * @throws {ApiError} Where it does not begin: the dialog says why.
		 */
		undoRun:
			(
				id: number,
				userId: number | null,
				count: number
			): Thunk< Promise< void > > =>
			async ( { dispatch } ) => {
				const sent: RunAction = {
					type: 'RUN_COMMAND_SENT',
					command: 'undo',
				};
				const done: RunAction = {
					type: 'RUN_COMMAND_DONE',
					error: null,
				};
				dispatch( sent );
				try {
					dispatch(
						receiveRun( await api.undo( id, userId, count ) )
					);
				} catch ( thrown ) {
					// The answer may have got lost, not the work.
					await dispatch( refreshRun() ).catch( () => undefined );
					throw toApiError( thrown );
				} finally {
					dispatch( done );
				}
				void dispatch( driveRun() );
			},

		dismissCommandError: (): RunAction => ( {
			type: 'RUN_ERROR_DISMISSED',
		} ),
	};
	return { actions, resolvers: { getRun: refreshRun } };
}
