/**
 * The shapes that the plugin's REST routes answer with.
 *
 * All times are UTC in the form `2026-01-31T12:00:00Z`, or null; ids are integers.
 */

/** What a run is allowed to do; with everything off it only looks. */
export interface RunOptions {
	create: boolean;
	update: boolean;
	delete: boolean;
}

export type Phase = 'groups' | 'listing' | 'matching' | 'absent' | 'done';

export type Origin = 'page' | 'cli' | 'cron';

export interface Counts {
	/** Distinct object ids read from the directory so far. */
	received: number;
	directory_only: number;
	wordpress_only: number;
	matched: number;
	created: number;
	updated: number;
	deleted: number;
	deactivated: number;
	reactivated: number;
	conflicts: number;
	skipped: number;
	failed: number;
}

/** Removals, or losses of roles, that wait for a person to type their number. */
export interface Held {
	action: 'delete' | 'deactivate' | 'roles';
	count: number;
}

/** Why a list of removals is held, and what it stands for. */
export interface HeldSummary {
	/** A sentence. */
	because: string;
	content: {
		deleted: boolean;
		/** Name of who receives the content; null where nobody does. */
		heir: string | null;
		/** Accounts whose content goes to their managers instead; left out where there are none. */
		managers?: number;
	};
	/** Accounts by why their people are absent. */
	causes: Record< string, number >;
	/** Accounts by role; the empty name stands for no role. */
	roles: Record< string, number >;
	/** What accounts own, by role; the empty name stands for no role. Users counts those who own anything. */
	owns: Record< string, Belongings & { users: number } >;
	with_content: number;
	with_orders: number;
}

export interface RunError {
	code: string;
	message: string;
	/** For support: facts by name. */
	details: Record< string, unknown >;
}

/** What a run has cost so far. */
export interface RunReport {
	/** Requests to Microsoft Graph. */
	requests: number;
	/** Pages of people and of members of groups. */
	pages: number;
	/** For how long Microsoft Graph asked to wait. */
	throttled_seconds: number;
	/** Null where nothing was asked. */
	latency_ms: {
		median: number | null;
		p95: number | null;
	};
	/** Time worked, without waits. */
	seconds: Record< Exclude< Phase, 'done' >, number >;
	/** Null where nothing was done yet. */
	people_per_second: number | null;
}

interface RunBase {
	id: number;
	/** An action by hand stands in the history, too. */
	kind: 'full' | 'changes' | 'undo' | 'action';
	phase: Phase;
	/** Grows by one with each step that did something. */
	sequence: number;
	options: RunOptions;
	counts: Counts;
	/** How many users the directory says it has; null where it did not say. */
	expected: number | null;
	report: RunReport;
	origin: Origin;
	/** The WordPress user who started the run; 0 where nobody was signed in. */
	started_by: number;
	started_at: string;
	updated_at: string;
	finished_at: string | null;
}

export interface RunningRun extends RunBase {
	status: 'running';
	resume_at: null;
	held: null;
	error: RunError | null;
}

export interface WaitingRun extends RunBase {
	status: 'waiting';
	resume_at: string;
	held: null;
	/** Why it waits, where the server says so. */
	error: RunError | null;
}

export interface PausedRun extends RunBase {
	status: 'paused';
	resume_at: null;
	held: null;
	error: RunError | null;
}

export interface HeldRun extends RunBase {
	status: 'held';
	resume_at: null;
	held: Held;
	error: RunError | null;
}

export interface CompletedRun extends RunBase {
	status: 'completed';
	resume_at: null;
	held: null;
	/** What the run had to do without: groups that could not be read, for example. */
	error: RunError | null;
}

export interface CancelledRun extends RunBase {
	status: 'cancelled';
	resume_at: null;
	held: null;
	error: RunError | null;
}

export interface FailedRun extends RunBase {
	status: 'failed';
	resume_at: null;
	held: null;
	error: RunError;
}

/** One field tells what a run is doing, and what else it carries. */
export type Run =
	| RunningRun
	| WaitingRun
	| PausedRun
	| HeldRun
	| CompletedRun
	| CancelledRun
	| FailedRun;

export type RunStatus = Run[ 'status' ];

/** When the site itself does what, and whether it is able to. */
export interface Schedule {
	/** When the next full run is due, in the past where it is overdue; null where none is. */
	next_full: string | null;
	/** The same for runs of changes. */
	next_changes: string | null;
	/** When the site last went on by itself; null where it never did. */
	last_tick: string | null;
	/** Whether the site goes on by itself: seen within the last hour, no longer, or never yet. */
	ticks: 'working' | 'late' | 'unknown';
	/** Why something does not go on by itself, and what to do: sentences, or null. */
	reason: string | null;
	/** Scheduled runs that failed one after the other. */
	failures: number;
	/** Whether a full run was due longer ago than one interval. */
	late: boolean;
	/** The WordPress user in whose name scheduled runs act. */
	run_as: number | null;
}

export const TABLES = [
	'directory_only',
	'wordpress_only',
	'matched',
] as const;

export type Table = ( typeof TABLES )[ number ];

export type RowStatus =
	| 'logged'
	| 'held'
	| 'created'
	| 'updated'
	| 'unchanged'
	| 'deleted'
	| 'deactivated'
	| 'reactivated'
	| 'skipped'
	| 'conflict'
	| 'failed';

export interface Change {
	field: string;
	from: unknown;
	to: unknown;
}

export interface Belongings {
	/** By type. */
	posts: Record< string, number >;
	comments: number;
	/** Null where the shop could not count them. */
	orders: number | null;
}

export interface Row {
	id: number;
	table: Table;
	object_id: string | null;
	user_id: number | null;
	/** Empty, as are the three after it, where there is none. */
	user_principal_name: string;
	email: string;
	display_name: string;
	login: string;
	status: RowStatus;
	/** A sentence, or empty. */
	reason: string;
	changes: Change[];
	/** What a WordPress user without a directory user owns. */
	owns: Belongings | null;
	run_id: number;
	updated_at: string;
	/** What can be done with it by hand, as it stands. */
	actions: RowAction[];
}

/** The columns a table can be sorted by. */
export type RowColumn = Exclude< keyof Row, 'actions' >;

export interface ResultsQuery {
	table: Table;
	page: number;
	per_page: number;
	search: string;
	orderby: RowColumn;
	order: 'asc' | 'desc';
	/** Statuses to show; empty shows all. */
	status: readonly RowStatus[];
}

export interface ResultsPage {
	rows: Row[];
	/** Rows that fit the query on all pages. */
	total: number;
	pages: number;
}

export interface RunsPage {
	/** Newest first; actions by hand are among them. */
	runs: Run[];
	/** How many there are on all pages. */
	total: number;
}

/** A WordPress user as somebody sees them who may edit them. */
export interface SiteUser {
	id: number;
	name: string;
	username: string;
	email: string;
	/** Keys of the roles. */
	roles: string[];
}

export type RowAction =
	| 'create'
	| 'update'
	| 'delete'
	| 'link'
	| 'deactivate'
	| 'reactivate'
	| 'unlink';

/** What became of one row of an action, in the order the ids were sent. */
export interface ActionResult {
	id: number;
	status: RowStatus;
	/** A sentence, or empty. */
	reason: string;
	user_id: number | null;
}

/** What undoing would do to one account, and what stands against it. */
export interface UndoEntry {
	user_id: number;
	login: string;
	display_name: string;
	/** None: the account is left alone. */
	action: 'change' | 'remove' | 'restore' | 'none';
	changes: Change[];
	/** A sentence, or empty. */
	reason: string;
}

/** What undoing a run would come to. */
export interface UndoPreview {
	/** Accounts that would be changed: the number to be typed. */
	count: number;
	/** Accounts that would be left alone. */
	skipped: number;
	/** The first 100 of both. */
	entries: UndoEntry[];
}

/** A value of the journal: several where there are several rows of it, or names of roles. */
export type JournalValue = string | string[] | null;

/** One thing that was done to one account. */
export interface JournalEntry {
	id: number;
	run_id: number;
	user_id: number;
	/** As it is now, or as it was when the account was created or deleted. */
	login: string;
	/** Empty where the account was never linked. */
	object_id: string;
	kind:
		| 'created'
		| 'core'
		| 'meta'
		| 'role'
		| 'link'
		| 'unlink'
		| 'deactivated'
		| 'reactivated'
		| 'deleted';
	/** Column of the account, or key of its user meta. */
	field: string;
	before: JournalValue;
	after: JournalValue;
	/** Whether the values are secret; both are null then. */
	hidden: boolean;
	at: string;
	/** The WordPress user who did it, or in whose name; 0 where nobody was signed in. */
	by: number;
}

export interface JournalQuery {
	page: number;
	per_page: number;
	search: string;
}

export interface JournalPage {
	entries: JournalEntry[];
	/** Entries that fit the query on all pages. */
	total: number;
	pages: number;
}

export type PersonStepId = 'read' | 'scope' | 'match' | 'decide' | 'write';

/** Failed: the person comes no further. */
export type PersonStepStatus = 'ok' | 'skipped' | 'failed';

/** How far one person comes, and what writing would do: the row's `actions`. */
export interface PersonAnswer {
	steps: Array< {
		id: PersonStepId;
		status: PersonStepStatus;
		/** Sentences. */
		message: string;
	} >;
	/** Null where nobody was found; it may be stored nowhere (its id is 0 then). */
	row: Row | null;
}
