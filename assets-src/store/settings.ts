import { toApiError, type ApiError } from '../api/error';
import type { JsonObject, SettingsDocument } from '../api/settings-types';
import { refreshConnection } from './connection';
import { refreshSchedule } from './schedule';
import type { Dispatch, StoreDeps } from './types';

export interface SettingsState {
	/** Null until the server was asked. */
	document: SettingsDocument | null;
	isSaving: boolean;
	error: ApiError | null;
}

type SettingsAction =
	| { type: 'SETTINGS_RECEIVED'; document: SettingsDocument }
	| { type: 'SETTINGS_SAVING' }
	| { type: 'SETTINGS_SAVED'; error: ApiError | null };

const INITIAL: SettingsState = {
	document: null,
	isSaving: false,
	error: null,
};

export function settingsReducer(
	state: SettingsState = INITIAL,
	action: SettingsAction
): SettingsState {
	switch ( action.type ) {
		case 'SETTINGS_RECEIVED':
			return { ...state, document: action.document };
		case 'SETTINGS_SAVING':
			return { ...state, isSaving: true, error: null };
		case 'SETTINGS_SAVED':
			return { ...state, isSaving: false, error: action.error };
	}
	return state;
}

interface State {
	settings: SettingsState;
}

export const settingsSelectors = {
	getSettings: ( state: State ) => state.settings.document,
	isSavingSettings: ( state: State ) => state.settings.isSaving,
	getSettingsError: ( state: State ) => state.settings.error,
};

type Thunk< R > = ( args: { dispatch: Dispatch } ) => R;

export function createSettingsSlice( { api }: StoreDeps ) {
	const received = ( document: SettingsDocument ): SettingsAction => ( {
		type: 'SETTINGS_RECEIVED',
		document,
	} );

	const reload = async ( dispatch: Dispatch ) => {
		try {
			dispatch( received( await api.settings() ) );
		} catch {
			// The sentence about the save says more than this one would.
		}
	};

	const actions = {
		/**
		 * Saves a part of the settings: all of it, or nothing where anything is wrong.
		 *
		 * @param part The part.
		 */
		saveSettings:
			( part: JsonObject ): Thunk< Promise< boolean > > =>
			async ( { dispatch } ) => {
				const saving: SettingsAction = { type: 'SETTINGS_SAVING' };
				dispatch( saving );
				let error: ApiError | null = null;
				try {
					dispatch( received( await api.saveSettings( part ) ) );
				} catch ( thrown ) {
					error = toApiError( thrown );
				}
				if ( error?.code === 'settings_changed_meanwhile' ) {
					// What was typed stays in the form, on top of what is stored now.
					await reload( dispatch );
				}
				const saved: SettingsAction = { type: 'SETTINGS_SAVED', error };
				dispatch( saved );
				dispatch( refreshConnection() );
				dispatch( refreshSchedule() );
				return error === null;
			},
	};

	const resolvers = {
		getSettings:
			(): Thunk< Promise< void > > =>
			async ( { dispatch } ) => {
				dispatch( received( await api.settings() ) );
			},
	};

	return { actions, resolvers };
}
