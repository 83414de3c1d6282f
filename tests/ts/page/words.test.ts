import { addSample, secondsLeft } from '../../../assets-src/sync/time-left';
import {
	NOTHING,
	formatNumber,
	formatTime,
	roughDuration,
} from '../../../assets-src/words/format';
import { TABLES } from '../../../assets-src/api/types';
import { checkStatuses } from '../../../assets-src/components/connection/overall-status';
import {
	describeOptions,
	originLabels,
	phaseLabels,
	rowName,
	rowStatuses,
	runStatuses,
	stepLabels,
	stepStatuses,
	tableLabels,
} from '../../../assets-src/words/labels';
import { summarize } from '../../../assets-src/words/summary';
import { closedSets } from '../support/answers';
import { makeRow, makeRun } from '../support/make';

describe( 'closed sets', () => {
	it.each( [
		[ 'statuses of runs', closedSets.run.status, runStatuses ],
		[ 'phases', closedSets.run.phase, phaseLabels ],
		[ 'origins', closedSets.run.origin, originLabels ],
		[ 'tables', closedSets.row.table, tableLabels ],
		[ 'statuses of rows', closedSets.row.status, rowStatuses ],
		[ 'steps of a person', closedSets.step.id, stepLabels ],
		[ 'statuses of steps', closedSets.step.status, stepStatuses ],
		[ 'statuses of checks', closedSets.check.status, checkStatuses ],
	] )( 'have words for each member: %s', ( _name, members, words ) => {
		expect( new Set( Object.keys( words ) ) ).toEqual( new Set( members ) );
	} );

	it( 'have the tables in the order of the server', () => {
		expect( TABLES ).toEqual( closedSets.row.table );
	} );
} );

describe( 'numbers and times', () => {
	it( 'keep nothing and zero apart', () => {
		expect( formatNumber( 0 ) ).toBe( '0' );
		expect( formatNumber( null ) ).toBe( NOTHING );
		expect( formatTime( null ) ).toBe( NOTHING );
	} );

	it.each( [
		[ 5, 'less than a minute' ],
		[ 89, 'about 1 minute' ],
		[ 600, 'about 10 minutes' ],
		[ 7_200, 'about 2 hours' ],
	] )(
		'are rough where they are estimates: %d seconds',
		( seconds, words ) => {
			expect( roughDuration( seconds ) ).toBe( words );
		}
	);
} );

describe( 'the time left', () => {
	const listing = ( received: number, expected: number | null = 1_000 ) =>
		makeRun( {
			status: 'running',
			phase: 'listing',
			expected,
			counts: { received },
		} );

	it( 'follows the pace of the last minute', () => {
		const samples = [
			{ at: 0, received: 0 },
			{ at: 10_000, received: 200 },
		];
		expect( secondsLeft( samples, listing( 200 ) ) ).toBe( 40 );
	} );

	it.each( [
		[ 'after one sample', [ { at: 0, received: 5 } ], listing( 5 ) ],
		[
			'after a moment',
			[
				{ at: 0, received: 0 },
				{ at: 1_000, received: 50 },
			],
			listing( 50 ),
		],
		[
			'without progress',
			[
				{ at: 0, received: 50 },
				{ at: 30_000, received: 50 },
			],
			listing( 50 ),
		],
		[
			'where the directory did not say how many it has',
			[
				{ at: 0, received: 0 },
				{ at: 30_000, received: 50 },
			],
			listing( 50, null ),
		],
	] )( 'is not guessed %s', ( _name, samples, run ) => {
		expect( secondsLeft( samples, run ) ).toBeNull();
	} );

	it( 'is not negative where the directory grew meanwhile', () => {
		const samples = [
			{ at: 0, received: 0 },
			{ at: 10_000, received: 1_100 },
		];
		expect( secondsLeft( samples, listing( 1_100 ) ) ).toBe( 0 );
	} );

	it( 'forgets old samples, and all where the listing begins again', () => {
		const samples = [
			{ at: 0, received: 0 },
			{ at: 50_000, received: 500 },
		];
		expect( addSample( samples, listing( 700 ), 70_000 ) ).toEqual( [
			{ at: 50_000, received: 500 },
			{ at: 70_000, received: 700 },
		] );
		expect( addSample( samples, listing( 25 ), 70_000 ) ).toEqual( [
			{ at: 70_000, received: 25 },
		] );
	} );
} );

describe( 'the summary', () => {
	const counts = {
		received: 40,
		matched: 30,
		directory_only: 10,
		wordpress_only: 1,
	};

	it( 'says that a run only looked', () => {
		expect( summarize( makeRun( { counts } ) ) ).toEqual( [
			'40 users were read from the directory.',
			'With a WordPress user: 30. Without: 10.',
			'1 WordPress user is not in the directory.',
			'This synchronization only looked: no WordPress user was changed.',
		] );
	} );

	it( 'says what ticked boxes came to, zero too, and what was left alone', () => {
		const sentences = summarize(
			makeRun( {
				options: { create: true, update: false, delete: true },
				counts: { ...counts, created: 9, conflicts: 1, skipped: 2 },
			} )
		);
		expect( sentences.slice( 3 ) ).toEqual( [
			'9 WordPress users were created.',
			'0 WordPress users were deleted.',
			'1 user is a conflict and was left alone; the first table says why.',
			'2 users were skipped on purpose.',
		] );
	} );

	it( 'tells deactivations and reactivations, and no deletion where the settings deactivate', () => {
		const sentences = summarize(
			makeRun( {
				options: { create: false, update: true, delete: true },
				counts: {
					...counts,
					updated: 2,
					deactivated: 3,
					reactivated: 1,
				},
			} )
		);
		expect( sentences.slice( 3 ) ).toEqual( [
			'2 WordPress users were updated.',
			'3 WordPress users were deactivated.',
			'1 WordPress user was reactivated.',
		] );
	} );

	it( 'tells of an undo what it changed, and nothing of the directory, which it does not read', () => {
		const undo = { kind: 'undo' as const, status: 'completed' as const };
		expect(
			summarize(
				makeRun( {
					...undo,
					counts: {
						received: 10,
						created: 1,
						updated: 4,
						deleted: 2,
						skipped: 1,
						failed: 3,
					},
				} )
			)
		).toEqual( [
			'4 WordPress users were changed back.',
			'1 deleted WordPress user was restored.',
			'2 WordPress users were deleted.',
			'1 user was left alone; the row in the table says why.',
			'3 users failed; their rows in the tables say why.',
		] );
		expect( summarize( makeRun( undo ) ) ).toEqual( [
			'No WordPress user was changed.',
		] );
	} );

	it( 'claims nothing about who is missing where the run did not get to its end', () => {
		expect(
			summarize( makeRun( { status: 'cancelled', counts } ) )
		).toEqual( [
			'40 users were read from the directory.',
			'This synchronization only looked: no WordPress user was changed.',
		] );
	} );
} );

describe( 'words', () => {
	it( 'name the boxes of a run', () => {
		const none = { create: false, update: false, delete: false };
		expect( describeOptions( none ) ).toBe( 'look only' );
		expect(
			describeOptions( { ...none, create: true, delete: true } )
		).toBe( 'create, delete' );
	} );

	it( 'call people by what is known of them', () => {
		const nameless = {
			user_principal_name: '',
			email: '',
			login: '',
			display_name: '',
		};
		expect( rowName( makeRow( { id: 3 } ) ) ).toBe(
			'person3@school.example'
		);
		expect(
			rowName( makeRow( { table: 'wordpress_only', login: 'old' } ) )
		).toBe( 'old' );
		expect( rowName( makeRow( nameless ) ) ).toBe( NOTHING );
	} );
} );
