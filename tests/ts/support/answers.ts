/**
 * What the server really answers: tests/fixtures, written and checked by PHPUnit.
 *
 * `tsc` fails here where an answer is not what the page takes it for.
 */
import type {
	ActionResult,
	CancelledRun,
	CompletedRun,
	FailedRun,
	HeldRun,
	JournalEntry,
	PausedRun,
	PersonAnswer,
	Row,
	Run,
	RunningRun,
	Schedule,
	WaitingRun,
} from '../../../assets-src/api/types';
import type { Site } from '../../../assets-src/api/config';
import type {
	Account,
	Check,
	FieldsPreview,
	FilterTrial,
	Group,
	Schema,
	SettingsDocument,
	TestMail,
} from '../../../assets-src/api/settings-types';
import actionsJson from '../../fixtures/actions.json';
import closedSets from '../../fixtures/closed-sets.json';
import connectionJson from '../../fixtures/connection.json';
import directoryJson from '../../fixtures/directory.json';
import errors from '../../fixtures/errors.json';
import historyJson from '../../fixtures/history.json';
import journalJson from '../../fixtures/journal.json';
import peopleJson from '../../fixtures/people.json';
import rowsJson from '../../fixtures/rows.json';
import runsJson from '../../fixtures/runs.json';
import scheduleJson from '../../fixtures/schedule.json';
import settingsJson from '../../fixtures/settings.json';
import sitesJson from '../../fixtures/sites.json';
import testMailsJson from '../../fixtures/test-mails.json';

/** A type as an imported JSON file has it: a word is any string. Words are compared in words.test.ts. */
type Wide< T > = T extends string
	? string
	: T extends object
		? string extends keyof T
			? T
			: { [ K in keyof T ]: Wide< T[ K ] > }
		: T;

/** Keys of an answer, at any depth, that a type does not have. */
type Extra< A, T > = A extends readonly ( infer I )[]
	? T extends readonly ( infer J )[]
		? Extra< I, J >
		: never
	: A extends object
		? T extends object
			? string extends keyof T
				? never
				: | Exclude< keyof A, keyof T >
					| {
							[ K in keyof A & keyof T ]: unknown extends T[ K ]
								? never
								: Extra< A[ K ], NonNullable< T[ K ] > >;
					  }[ keyof A & keyof T ]
			: never
		: never;

/**
 * Gives an answer its type. It has to have exactly the keys of the type, and values that fit.
 *
 * @return A function that takes the answer, and gives a copy that may be changed.
 */
function typed< T >() {
	return < A extends Wide< T > >(
		answer: [ Extra< A, T > ] extends [ never ]
			? A
			: { unknown: Extra< A, T > }
	): ( () => T ) => {
		return () => structuredClone( answer ) as unknown as T;
	};
}

/** Runs, by status; `incomplete` has completed and had to do without something. */
export const keptRuns = {
	running: typed< RunningRun >()( runsJson.running ),
	waiting: typed< WaitingRun >()( runsJson.waiting ),
	paused: typed< PausedRun >()( runsJson.paused ),
	held: typed< HeldRun >()( runsJson.held ),
	completed: typed< CompletedRun >()( runsJson.completed ),
	cancelled: typed< CancelledRun >()( runsJson.cancelled ),
	failed: typed< FailedRun >()( runsJson.failed ),
	incomplete: typed< CompletedRun >()( runsJson.incomplete ),
};

export const keptHistory = typed< Run[] >()( historyJson );

/** What a run did to accounts. */
export const keptJournal = typed< JournalEntry[] >()( journalJson );

/** Rows of each table, one of every status. */
export const keptRows = {
	directory_only: typed< Row[] >()(
		Object.values( rowsJson.directory_only )
	),
	wordpress_only: typed< Row[] >()(
		Object.values( rowsJson.wordpress_only )
	),
	matched: typed< Row[] >()( Object.values( rowsJson.matched ) ),
};

export const keptActions = {
	create: typed< { results: ActionResult[] } >()( actionsJson.create ),
	update: typed< { results: ActionResult[] } >()( actionsJson.update ),
	delete: typed< { results: ActionResult[] } >()( actionsJson.delete ),
};

// What settings there are, the schema says; and it says more than the form reads.
const settings = typed< Record< keyof SettingsDocument, unknown > >()( {
	...settingsJson,
	schema: settingsJson.schema satisfies Schema,
} );
export const keptSettings = () => settings() as SettingsDocument;

export const keptConnection = {
	untested: typed< Check[] >()( connectionJson.untested ),
	tested: typed< Check[] >()( connectionJson.tested ),
	disconnected: typed< Account >()( connectionJson.disconnected ),
	connected: typed< Account >()( connectionJson.connected ),
	signIn: typed< { url: string } >()( connectionJson.sign_in ),
};

export const keptSchedule = {
	off: typed< Schedule >()( scheduleJson.off ),
	daily: typed< Schedule >()( scheduleJson.daily ),
};

export const keptSites = {
	site: typed< Site >()( sitesJson.site ),
	unknown: typed< Site >()( sitesJson.unknown ),
	copy: typed< Site >()( sitesJson.copy ),
};

export const keptTestMails = {
	sent: typed< TestMail >()( testMailsJson.sent ),
	refused: typed< TestMail >()( testMailsJson.refused ),
};

export const keptDirectory = {
	groups: typed< Group[] >()( directoryJson.groups ),
	unknown: typed< Group[] >()( directoryJson.unknown ),
	filter: typed< FilterTrial >()( directoryJson.filter ),
	preview: typed< FieldsPreview >()( directoryJson.preview ),
};

/** What is answered about one person. */
export const keptPeople = {
	found: typed< PersonAnswer >()( peopleJson.found ),
	new: typed< PersonAnswer >()( peopleJson.new ),
	created: typed< PersonAnswer >()( peopleJson.created ),
	unchanged: typed< PersonAnswer >()( peopleJson.unchanged ),
	stopped: typed< PersonAnswer >()( peopleJson.stopped ),
	nobody: typed< PersonAnswer >()( peopleJson.nobody ),
};

export { closedSets, errors };
