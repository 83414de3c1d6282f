import type { Schedule } from '../api/types';
import type { Dispatch, StoreDeps } from './types';

export interface ScheduleState {
	/** Null until the server was asked. */
	schedule: Schedule | null;
}

interface ScheduleAction {
	type: 'SCHEDULE_RECEIVED';
	schedule: Schedule;
}

const INITIAL: ScheduleState = { schedule: null };

export function scheduleReducer(
	state: ScheduleState = INITIAL,
	action: ScheduleAction
): ScheduleState {
	return action.type === 'SCHEDULE_RECEIVED'
		? { schedule: action.schedule }
		: state;
}

interface State {
	schedule: ScheduleState;
}

export const scheduleSelectors = {
	getSchedule: ( state: State ) => state.schedule.schedule,
};

type Thunk< R > = ( args: { dispatch: Dispatch } ) => R;

/** Has the schedule read again by whoever shows it. */
export const refreshSchedule =
	(): Thunk< void > =>
	( { dispatch } ) => {
		dispatch.invalidateResolutionForStoreSelector( 'getSchedule' );
	};

export function createScheduleSlice( { api }: StoreDeps ) {
	const resolvers = {
		getSchedule:
			(): Thunk< Promise< void > > =>
			async ( { dispatch } ) => {
				const action: ScheduleAction = {
					type: 'SCHEDULE_RECEIVED',
					schedule: await api.schedule(),
				};
				dispatch( action );
			},
	};

	return { actions: { refreshSchedule }, resolvers };
}
