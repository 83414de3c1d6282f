/**
 * The plugin's REST routes as the page sees them, in memory: just enough of the contract
 * to test what a browser does with it. The routes themselves are tested in PHP, which
 * keeps the answers that these are made from.
 */
import { HttpResponse, delay, http, type HttpHandler } from 'msw';

import type {
	ActionResult,
	HeldSummary,
	JournalEntry,
	Row,
	RowAction,
	Run,
	RunOptions,
	SiteUser,
	UndoPreview,
} from '../../../assets-src/api/types';
import type { Group } from '../../../assets-src/api/settings-types';
import {
	errors,
	keptActions,
	keptConnection,
	keptDirectory,
	keptPeople,
	keptSites,
	keptTestMails,
} from './answers';
import { makeAccount, makeCheck, makeSettings } from './fake-settings';
import { makeRow, makeRun, makeSchedule } from './make';

type Answer = () => Response | Promise< Response >;

interface Request {
	method: string;
	path: string;
	body: unknown;
}

export interface FakeSiteOptions {
	/** Rows that a run writes. */
	rows?: Row[];
	/** Users the directory says it has; null where it does not say. */
	expected?: number | null;
	/** Users read with each step. */
	perStep?: number;
	/** How many removals are held, where *Delete users* is ticked. */
	hold?: number;
	/** How long a step takes, in milliseconds: without it a long run keeps jsdom too busy. */
	stepTime?: number;
	now?: () => Date;
}

/**
 * Makes an answer such as WordPress makes of a `WP_Error`.
 *
 * @param status  HTTP status.
 * @param code    The error's code.
 * @param message The error's sentence.
 * @param data    More data, for example `retry_after`.
 */
export function wpError(
	status: number,
	code: string,
	message = `Sentence for ${ code }.`,
	data: object = {}
): Response {
	return HttpResponse.json(
		{ code, message, data: { status, ...data } },
		{ status }
	);
}

/**
 * Makes an error that the plugin really answers with.
 *
 * @param code The error's code.
 */
export function keptError( code: keyof typeof errors ): Response {
	const error = errors[ code ];
	return HttpResponse.json( error, { status: error.data.status } );
}

export class FakeSite {
	runs: Run[] = [];
	rows: Row[] = [];
	settings = makeSettings();
	checks = [ makeCheck() ];
	account = makeAccount();
	schedule = makeSchedule();
	/** Groups of the directory. */
	groups: Group[] = [];
	/** WordPress users by id. */
	people: Record< number, string > = { 1: 'Ada Admin', 5: 'Eve Editor' };
	/** What is answered about one person. */
	onPerson: ( write: boolean ) => Response | Promise< Response > = (
		write
	) => HttpResponse.json( write ? keptPeople.created() : keptPeople.new() );
	/** What reached the plugin's routes, in order. */
	readonly requests: Request[] = [];
	/** Queries of the requests for rows, in order. */
	readonly queries: string[] = [];
	/** Answers to the next steps, before steps work again. */
	readonly stepAnswers: Answer[] = [];
	/** Answers to the next requests of any kind. */
	readonly answers: Answer[] = [];
	/** What a held list stands for. */
	held: HeldSummary = {
		because: 'The list is held because these are many.',
		content: { deleted: false, heir: 'Ada Archive' },
		causes: { gone: 10, never_linked: 2 },
		roles: { subscriber: 11, '': 1 },
		owns: {
			subscriber: {
				users: 3,
				posts: { post: 12, page: 1 },
				comments: 2,
				orders: 0,
			},
		},
		with_content: 3,
		with_orders: 0,
	};
	/** What undoing any run would come to. */
	undo: UndoPreview = { count: 0, skipped: 0, entries: [] };
	/** What the runs did to accounts. */
	journal: JournalEntry[] = [];
	/** What an action on a row answers; the row's new status by default. */
	onAction: ( action: RowAction, row: Row ) => Partial< ActionResult > =
		() => ( {} );

	private readonly options: Required< FakeSiteOptions >;
	readonly handlers: HttpHandler[];

	constructor( options: FakeSiteOptions = {} ) {
		this.options = {
			rows: [],
			expected: 60,
			perStep: 25,
			hold: 0,
			stepTime: 0,
			now: () => new Date(),
			...options,
		};
		const route = ( path: string ) =>
			`*/wp-json/wpo365-user-sync/v1${ path }`;
		this.handlers = [
			http.all( route( '/*' ), async ( { request } ) => {
				const answer = await this.answer( request );
				return answer;
			} ),
			http.get( '*/wp-json/wp/v2/users', ( { request } ) =>
				HttpResponse.json( this.findPeople( new URL( request.url ) ) )
			),
		];
	}

	get run(): Run | undefined {
		return this.runs[ 0 ];
	}

	/** Counts requests whose method and path fit, for example `POST /runs/1/step`. */
	count( methodAndPath: string ): number {
		return this.requests.filter(
			( { method, path } ) => `${ method } ${ path }` === methodAndPath
		).length;
	}

	/** Changes the newest run. */
	patch( change: object ): Run {
		const run = {
			...this.runs[ 0 ],
			...change,
			updated_at: this.time(),
		} as Run;
		this.runs[ 0 ] = run;
		return run;
	}

	private time(): string {
		return this.options
			.now()
			.toISOString()
			.replace( /\.\d+Z$/, 'Z' );
	}

	private async answer( request: globalThis.Request ): Promise< Response > {
		const url = new URL( request.url );
		const path = url.pathname.replace( /^.*\/v1/, '' );
		const method =
			request.headers.get( 'X-HTTP-Method-Override' ) ?? request.method;
		const text = await request.text();
		const body: unknown = text === '' ? null : JSON.parse( text );
		this.requests.push( { method, path, body } );

		const scripted = this.answers.shift();
		if ( scripted ) {
			return scripted();
		}
		const [ , collection, id, verb ] = path.split( '/' );
		if ( collection === 'results' ) {
			return this.answerResults( method, url.searchParams, id, body );
		}
		if ( collection === 'settings' ) {
			return HttpResponse.json( this.settings );
		}
		if ( collection === 'schedule' ) {
			return HttpResponse.json( this.schedule );
		}
		if ( collection === 'directory' ) {
			return this.answerDirectory( id, url.searchParams );
		}
		if ( collection === 'people' ) {
			return this.onPerson( ( body as { write: boolean } ).write );
		}
		if ( collection === 'connection' ) {
			return this.answerConnection( id );
		}
		if ( collection === 'site' ) {
			const { is } = body as { is: 'site' | 'copy' };
			return HttpResponse.json( keptSites[ is ]() );
		}
		if ( collection === 'notifications' ) {
			return HttpResponse.json( keptTestMails.sent() );
		}
		if ( collection === 'runs' ) {
			return id === undefined
				? this.answerRuns(
						method,
						url.searchParams,
						body as RunOptions
					)
				: this.answerRun( id, verb, body, url.searchParams );
		}
		return wpError( 404, 'rest_no_route' );
	}

	private answerDirectory(
		route: string | undefined,
		args: URLSearchParams
	): Response {
		if ( route === 'filter' ) {
			return HttpResponse.json( {
				...keptDirectory.filter(),
				count: 42,
			} );
		}
		if ( route === 'preview' ) {
			return HttpResponse.json( keptDirectory.preview() );
		}
		const search = args.get( 'search' )?.toLowerCase();
		const ids = [ ...args ]
			.filter( ( [ key ] ) => key.startsWith( 'ids' ) )
			.map( ( [ , value ] ) => value );
		return HttpResponse.json(
			search === undefined
				? ids.map(
						( id ) =>
							this.groups.find(
								( group ) => group.id === id
							) ?? { ...keptDirectory.unknown()[ 0 ], id }
					)
				: this.groups.filter( ( { name } ) =>
						name?.toLowerCase().startsWith( search )
					)
		);
	}

	private answerConnection( route: string | undefined ): Response {
		switch ( route ) {
			case 'account':
				return HttpResponse.json( this.account );
			case 'authorize':
				return HttpResponse.json( keptConnection.signIn() );
			default:
				return HttpResponse.json( this.checks );
		}
	}

	private findPeople( url: URL ): Array< Partial< SiteUser > > {
		const search = url.searchParams.get( 'search' )?.toLowerCase() ?? '';
		const included = [ ...url.searchParams ]
			.filter( ( [ key ] ) => key.startsWith( 'include' ) )
			.map( ( [ , value ] ) => Number( value ) );
		return Object.entries( this.people )
			.map( ( [ id, name ] ) => {
				const first = name.split( ' ' )[ 0 ]?.toLowerCase() ?? '';
				return {
					id: Number( id ),
					name,
					username: first,
					email: `${ first }@members.example`,
					roles: [ 'editor' ],
				};
			} )
			.filter(
				( { id, name } ) =>
					name.toLowerCase().includes( search ) &&
					( included.length === 0 || included.includes( id ) )
			);
	}

	private answerRuns(
		method: string,
		args: URLSearchParams,
		options: RunOptions
	): Response {
		if ( method === 'GET' ) {
			const perPage = Number( args.get( 'per_page' ) ?? 10 );
			return HttpResponse.json( this.runs.slice( 0, perPage ), {
				headers: {
					'X-WP-Total': String( this.runs.length ),
					'X-WP-TotalPages': '1',
				},
			} );
		}
		const run = makeRun( {
			id: ( this.run?.id ?? 0 ) + 1,
			status: 'running',
			phase: 'listing',
			options,
			expected: this.options.expected,
			started_at: this.time(),
			updated_at: this.time(),
		} );
		this.rows = [];
		this.runs.unshift( run );
		return HttpResponse.json( run, { status: 201 } );
	}

	private async answerRun(
		id: string,
		verb: string | undefined,
		body: unknown,
		args: URLSearchParams
	): Promise< Response > {
		const run = this.run;
		if ( id === 'current' ) {
			return HttpResponse.json( run ?? null );
		}
		if ( ! run ) {
			return keptError( 'unknown_run' );
		}
		switch ( verb ) {
			case 'step': {
				await delay( this.options.stepTime );
				const scripted = this.stepAnswers.shift();
				return scripted
					? scripted()
					: HttpResponse.json(
							this.step(
								// Somebody may have paused it meanwhile.
								this.run ?? run,
								( body as { sequence: number } ).sequence
							)
						);
			}
			case 'pause':
				return HttpResponse.json( this.patch( { status: 'paused' } ) );
			case 'resume':
				return HttpResponse.json(
					this.patch( { status: 'running', error: null } )
				);
			case 'cancel':
				return HttpResponse.json( this.finish( 'cancelled' ) );
			case 'journal':
				return this.answerJournal( Number( id ), args );
			case 'undo':
				return this.answerUndo(
					body as { preview?: boolean; count?: number }
				);
			case 'held':
				return HttpResponse.json( this.held );
			case 'approve':
				return this.decide(
					run,
					body as { action: string; count: number }
				);
		}
		return wpError( 404, 'rest_no_route' );
	}

	private answerJournal( id: number, args: URLSearchParams ): Response {
		const search = args.get( 'search' )?.toLowerCase() ?? '';
		return this.paged(
			this.journal.filter(
				( entry ) =>
					entry.run_id === id &&
					JSON.stringify( entry ).toLowerCase().includes( search )
			),
			args
		);
	}

	private answerUndo( {
		preview,
		count,
	}: {
		preview?: boolean;
		count?: number;
	} ): Response {
		if ( preview ) {
			return HttpResponse.json( this.undo );
		}
		if ( count !== this.undo.count ) {
			return wpError( 409, 'undo_count_differs' );
		}
		const run = makeRun( {
			id: ( this.run?.id ?? 0 ) + 1,
			kind: 'undo',
			status: 'running',
			phase: 'matching',
			started_at: this.time(),
			updated_at: this.time(),
		} );
		this.runs.unshift( run );
		return HttpResponse.json( run, { status: 201 } );
	}

	private finish( status: 'completed' | 'cancelled' ): Run {
		this.rows = this.options.rows;
		const inTable = ( table: Row[ 'table' ] ) =>
			this.rows.filter( ( row ) => row.table === table ).length;
		return this.patch( {
			status,
			phase: 'done',
			held: null,
			finished_at: this.time(),
			counts: {
				...( this.run as Run ).counts,
				directory_only: inTable( 'directory_only' ),
				wordpress_only: inTable( 'wordpress_only' ),
				matched: inTable( 'matched' ),
			},
		} );
	}

	/** Works for a slice: reads users, then compares, then looks for absent users. */
	private step( run: Run, sequence: number ): Run {
		if ( run.status !== 'running' && run.status !== 'waiting' ) {
			return run;
		}
		if ( sequence < run.sequence ) {
			return run;
		}
		const next = {
			sequence: run.sequence + 1,
			status: 'running',
			resume_at: null,
		};
		const { expected, perStep, hold } = this.options;
		if ( run.phase === 'listing' ) {
			const received = Math.min(
				run.counts.received + perStep,
				expected ?? Infinity
			);
			return this.patch( {
				...next,
				counts: { ...run.counts, received },
				phase: received === expected ? 'matching' : 'listing',
			} );
		}
		if ( run.phase === 'matching' ) {
			return this.patch( { ...next, phase: 'absent' } );
		}
		if ( run.options.delete && hold > 0 && run.counts.deleted === 0 ) {
			this.rows = this.options.rows;
			return this.patch( {
				...next,
				status: 'held',
				held: { action: 'delete', count: hold },
			} );
		}
		this.patch( next );
		return this.finish( 'completed' );
	}

	private decide(
		run: Run,
		{ action, count }: { action: string; count: number }
	): Response {
		if ( run.held?.count !== count ) {
			return keptError( 'held_count_differs' );
		}
		if ( action === 'reject' ) {
			return HttpResponse.json( this.finish( 'completed' ) );
		}
		return HttpResponse.json(
			this.patch( {
				status: 'running',
				held: null,
				counts: { ...run.counts, deleted: count },
			} )
		);
	}

	private answerResults(
		method: string,
		args: URLSearchParams,
		id: string | undefined,
		body: unknown
	): Response {
		if ( id === 'actions' ) {
			const { action, ids } = body as {
				action: RowAction;
				ids: number[];
			};
			return HttpResponse.json( {
				results: ids.map( ( rowId ) => this.act( action, rowId ) ),
			} );
		}
		if ( method === 'DELETE' ) {
			this.rows = [];
			return HttpResponse.json( { truncated: true } );
		}
		return this.page( args );
	}

	private act( action: RowAction, id: number ): ActionResult {
		const row = this.rows.find( ( candidate ) => candidate.id === id );
		if ( ! row ) {
			throw new Error( `There is no row ${ id }.` );
		}
		const done = {
			create: 'created',
			update: 'updated',
			delete: 'deleted',
			link: 'updated',
			deactivate: 'deactivated',
			reactivate: 'reactivated',
			unlink: 'updated',
		} as const;
		const result: ActionResult = {
			...( keptActions.create().results[ 0 ] as ActionResult ),
			id,
			status: done[ action ],
			user_id: row.user_id,
			...this.onAction( action, row ),
		};
		this.rows = this.rows.map( ( other ) =>
			other.id === id
				? {
						...other,
						status: result.status,
						reason: result.reason,
						actions: [],
					}
				: other
		);
		return result;
	}

	private page( args: URLSearchParams ): Response {
		this.queries.push( String( args ) );
		const status = args.get( 'status' )?.split( ',' );
		const search = args.get( 'search' )?.toLowerCase();
		const orderby = ( args.get( 'orderby' ) ?? 'id' ) as keyof Row;
		const direction = args.get( 'order' ) === 'desc' ? -1 : 1;
		const rows = this.rows
			.filter(
				( row ) =>
					row.table === args.get( 'table' ) &&
					( ! status || status.includes( row.status ) ) &&
					( ! search ||
						JSON.stringify( row ).toLowerCase().includes( search ) )
			)
			.sort(
				( a, b ) =>
					direction *
						String( a[ orderby ] ).localeCompare(
							String( b[ orderby ] ),
							undefined,
							{ numeric: true }
						) || a.id - b.id
			);
		return this.paged( rows, args );
	}

	private paged( items: object[], args: URLSearchParams ): Response {
		const perPage = Number( args.get( 'per_page' ) ?? 10 );
		const page = Number( args.get( 'page' ) ?? 1 );
		return HttpResponse.json(
			items.slice( ( page - 1 ) * perPage, page * perPage ),
			{
				headers: {
					'X-WP-Total': String( items.length ),
					'X-WP-TotalPages': String(
						Math.ceil( items.length / perPage )
					),
				},
			}
		);
	}
}

export { makeRow, makeRun };
