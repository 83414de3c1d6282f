import { __, _n, _x, sprintf } from '@wordpress/i18n';

import type {
	Origin,
	PersonStepId,
	PersonStepStatus,
	Phase,
	Row,
	RowAction,
	RowStatus,
	Run,
	RunOptions,
	RunStatus,
	Table,
} from '../api/types';
import { NOTHING, formatNumber } from './format';

/** How much attention a status asks for; decides the colour of its badge. */
export type Tone = 'neutral' | 'info' | 'success' | 'warning' | 'error';

/** The links at the end of the page, word for word as people know them. */
export const tableLabels: Record< Table, () => string > = {
	directory_only: () =>
		__(
			'Office 365 Azure AD users without a corresponding WordPress user',
			'wpo365-user-sync'
		),
	wordpress_only: () =>
		__(
			'WordPress users without a corresponding Office 365 Azure AD user',
			'wpo365-user-sync'
		),
	matched: () =>
		__(
			'Existing WordPress users with a corresponding Office 365 Azure AD user',
			'wpo365-user-sync'
		),
};

export const phaseLabels: Record< Phase, () => string > = {
	groups: () => __( 'Reading groups', 'wpo365-user-sync' ),
	listing: () => __( 'Reading users from the directory', 'wpo365-user-sync' ),
	matching: () =>
		__( 'Comparing with the WordPress users', 'wpo365-user-sync' ),
	absent: () =>
		__(
			'Looking for WordPress users who are not in the directory',
			'wpo365-user-sync'
		),
	done: () => __( 'Done', 'wpo365-user-sync' ),
};

export const runStatuses: Record<
	RunStatus,
	{ label: () => string; tone: Tone }
> = {
	running: {
		label: () => _x( 'Running', 'run', 'wpo365-user-sync' ),
		tone: 'info',
	},
	waiting: {
		label: () => _x( 'Waiting', 'run', 'wpo365-user-sync' ),
		tone: 'warning',
	},
	paused: {
		label: () => _x( 'Paused', 'run', 'wpo365-user-sync' ),
		tone: 'neutral',
	},
	held: {
		label: () =>
			_x( 'Waiting for your approval', 'run', 'wpo365-user-sync' ),
		tone: 'warning',
	},
	completed: {
		label: () => _x( 'Completed', 'run', 'wpo365-user-sync' ),
		tone: 'success',
	},
	failed: {
		label: () => _x( 'Failed', 'run', 'wpo365-user-sync' ),
		tone: 'error',
	},
	cancelled: {
		label: () => _x( 'Cancelled', 'run', 'wpo365-user-sync' ),
		tone: 'neutral',
	},
};

export const rowStatuses: Record<
	RowStatus,
	{ label: () => string; tone: Tone }
> = {
	logged: {
		label: () => _x( 'Logged', 'user', 'wpo365-user-sync' ),
		tone: 'neutral',
	},
	held: {
		label: () => _x( 'Held', 'user', 'wpo365-user-sync' ),
		tone: 'warning',
	},
	created: {
		label: () => _x( 'Created', 'user', 'wpo365-user-sync' ),
		tone: 'success',
	},
	updated: {
		label: () => _x( 'Updated', 'user', 'wpo365-user-sync' ),
		tone: 'success',
	},
	unchanged: {
		label: () => _x( 'Unchanged', 'user', 'wpo365-user-sync' ),
		tone: 'neutral',
	},
	deleted: {
		label: () => _x( 'Deleted', 'user', 'wpo365-user-sync' ),
		tone: 'success',
	},
	deactivated: {
		label: () => _x( 'Deactivated', 'user', 'wpo365-user-sync' ),
		tone: 'success',
	},
	reactivated: {
		label: () => _x( 'Reactivated', 'user', 'wpo365-user-sync' ),
		tone: 'success',
	},
	skipped: {
		label: () => _x( 'Skipped', 'user', 'wpo365-user-sync' ),
		tone: 'neutral',
	},
	conflict: {
		label: () => _x( 'Conflict', 'user', 'wpo365-user-sync' ),
		tone: 'warning',
	},
	failed: {
		label: () => _x( 'Failed', 'user', 'wpo365-user-sync' ),
		tone: 'error',
	},
};

/** Buttons above a table, word for word. */
export const actionLabels: Record< RowAction, () => string > = {
	create: () => __( 'Create selected', 'wpo365-user-sync' ),
	update: () => __( 'Update selected', 'wpo365-user-sync' ),
	delete: () => __( 'Delete selected', 'wpo365-user-sync' ),
	link: () => __( 'Link selected', 'wpo365-user-sync' ),
	deactivate: () => __( 'Deactivate selected', 'wpo365-user-sync' ),
	reactivate: () => __( 'Reactivate selected', 'wpo365-user-sync' ),
	unlink: () => __( 'Unlink selected', 'wpo365-user-sync' ),
};

/** The same actions in the menu of a single row. */
export const singleActionLabels: Record< RowAction, () => string > = {
	create: () => __( 'Create this user', 'wpo365-user-sync' ),
	update: () => __( 'Update this user', 'wpo365-user-sync' ),
	delete: () => __( 'Delete this user', 'wpo365-user-sync' ),
	link: () => __( 'Link this user', 'wpo365-user-sync' ),
	deactivate: () => __( 'Deactivate this user', 'wpo365-user-sync' ),
	reactivate: () => __( 'Reactivate this user', 'wpo365-user-sync' ),
	unlink: () => __( 'Unlink this user', 'wpo365-user-sync' ),
};

export const kindLabels: Record< Run[ 'kind' ], () => string > = {
	full: () => __( 'Full synchronization', 'wpo365-user-sync' ),
	changes: () => __( 'Changes only', 'wpo365-user-sync' ),
	undo: () => __( 'Undo', 'wpo365-user-sync' ),
	action: () => __( 'Action by hand', 'wpo365-user-sync' ),
};

export const originLabels: Record< Origin, () => string > = {
	page: () => __( 'this page', 'wpo365-user-sync' ),
	cli: () => __( 'WP-CLI', 'wpo365-user-sync' ),
	cron: () => __( 'the schedule', 'wpo365-user-sync' ),
};

/** The steps of one person, in their order. */
export const stepLabels: Record< PersonStepId, () => string > = {
	read: () => __( 'Read the person', 'wpo365-user-sync' ),
	scope: () => __( 'Check the scope', 'wpo365-user-sync' ),
	match: () => __( 'Find the WordPress user', 'wpo365-user-sync' ),
	decide: () => __( 'Decide', 'wpo365-user-sync' ),
	write: () => __( 'Write', 'wpo365-user-sync' ),
};

export const stepStatuses: Record<
	PersonStepStatus,
	{ label: () => string; tone: Tone }
> = {
	ok: {
		label: () => _x( 'OK', 'step', 'wpo365-user-sync' ),
		tone: 'success',
	},
	skipped: {
		label: () => _x( 'Skipped', 'step', 'wpo365-user-sync' ),
		tone: 'neutral',
	},
	failed: {
		label: () => _x( 'Stops here', 'step', 'wpo365-user-sync' ),
		tone: 'error',
	},
};

const fieldLabels: Record< string, () => string > = {
	first_name: () => __( 'First name', 'wpo365-user-sync' ),
	last_name: () => __( 'Last name', 'wpo365-user-sync' ),
	display_name: () => __( 'Display name', 'wpo365-user-sync' ),
	user_email: () => __( 'E-mail', 'wpo365-user-sync' ),
	email: () => __( 'E-mail', 'wpo365-user-sync' ),
	user_login: () => __( 'Username', 'wpo365-user-sync' ),
	roles: () => __( 'Roles', 'wpo365-user-sync' ),
	aadObjectId: () => __( 'Link to the directory', 'wpo365-user-sync' ),
	nickname: () => __( 'Nickname', 'wpo365-user-sync' ),
	user_nicename: () => __( 'Name in addresses', 'wpo365-user-sync' ),
	user_pass: () => __( 'Password', 'wpo365-user-sync' ),
	user_activation_key: () =>
		__( 'Key to reset the password', 'wpo365-user-sync' ),
	session_tokens: () => __( 'Sessions', 'wpo365-user-sync' ),
	_application_passwords: () =>
		__( 'Application passwords', 'wpo365-user-sync' ),
	user_level: () => __( 'User level', 'wpo365-user-sync' ),
	wpo365_user_sync_roles: () =>
		__( 'Roles given by groups', 'wpo365-user-sync' ),
	wpo365_user_sync_manager: () => __( 'Manager', 'wpo365-user-sync' ),
	wpo365_user_sync_parted: () => __( 'Unlinked from', 'wpo365-user-sync' ),
	wpo365_active: () => __( 'Deactivation', 'wpo365-user-sync' ),
	wpo365_user_sync_deactivated: () =>
		__( 'Notes about the deactivation', 'wpo365-user-sync' ),
	userPrincipalName: () => __( 'User principal name', 'wpo365-user-sync' ),
	aadTenantId: () => __( 'Tenant', 'wpo365-user-sync' ),
};

/**
 * Returns the words for a field of a change; a field nobody named keeps its key.
 *
 * @param field The field's key.
 */
export function fieldLabel( field: string ): string {
	return fieldLabels[ field ]?.() ?? field;
}

/**
 * Says what a run may do.
 *
 * @param options The run's options.
 */
export function describeOptions( options: RunOptions ): string {
	const words = [
		options.create && __( 'create', 'wpo365-user-sync' ),
		options.update && __( 'update', 'wpo365-user-sync' ),
		options.delete && __( 'delete', 'wpo365-user-sync' ),
	].filter( ( word ) => word !== false );

	return words.length === 0
		? __( 'look only', 'wpo365-user-sync' )
		: // The blank is part of what stands between words in a language.
			// eslint-disable-next-line @wordpress/i18n-no-flanking-whitespace
			words.join( _x( ', ', 'between words', 'wpo365-user-sync' ) );
}

/**
 * Says what a run is to do: its kind where that says more than its options.
 *
 * @param run The run.
 */
export function describeTask( { kind, options }: Run ): string {
	return kind === 'undo'
		? _x( 'undo', 'task of a run', 'wpo365-user-sync' )
		: describeOptions( options );
}

/**
 * Says what a run is at.
 *
 * @param run The run.
 */
export function phaseLabel( { kind, phase }: Run ): string {
	return kind === 'undo' && phase !== 'done'
		? __( 'Undoing what was done', 'wpo365-user-sync' )
		: phaseLabels[ phase ]();
}

/**
 * Says how many rows are selected.
 *
 * @param count How many.
 */
export function selectedLabel( count: number ): string {
	return sprintf(
		/* translators: %d: number of users. */
		_n(
			'%d user selected',
			'%d users selected',
			count,
			'wpo365-user-sync'
		),
		count
	);
}

/**
 * Says how many users there are.
 *
 * @param count How many.
 */
export function usersLabel( count: number ): string {
	return sprintf(
		/* translators: %s: number of users. */
		_n( '%s user', '%s users', count, 'wpo365-user-sync' ),
		formatNumber( count )
	);
}

/**
 * Returns the words by which somebody is known best: who is in WordPress only, by the login.
 *
 * @param row The row.
 */
export function rowName( row: Row ): string {
	return (
		( row.table === 'wordpress_only' && row.login ) ||
		row.user_principal_name ||
		row.login ||
		row.email ||
		row.display_name ||
		NOTHING
	);
}

/**
 * Returns words for a WordPress user whose name is not known.
 *
 * @param id The user's id.
 */
export function userLabel( id: number ): string {
	/* translators: %d: id of a WordPress user whose name is not known. */
	return sprintf( __( 'User %d', 'wpo365-user-sync' ), id );
}
