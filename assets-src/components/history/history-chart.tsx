import { __, sprintf } from '@wordpress/i18n';
import type { CSSProperties } from 'react';

import type { Run } from '../../api/types';
import { formatNumber, formatTime } from '../../words/format';
import { runStatuses } from '../../words/labels';
import { ChartTable } from './chart-table';
import { series, type Series } from './series';

/** How many runs the chart shows at most; it has room for so many, so that bars keep their width. */
const MOST = 20;

/** One run alone is no chart. */
const FEWEST = 2;

const NAME = 'wpo365-chart-title';

/** What stands for a status in the chart: its shape tells as much as its colour. */
const MARKS: Partial< Record< Run[ 'status' ], string > > = {
	completed: '✓',
	failed: '✕',
};

/**
 * Shows what the last runs did, one line for each kind of change, the newest run last.
 *
 * @param props      Properties.
 * @param props.runs Runs, undoings and actions by hand, newest first.
 */
export function HistoryChart( { runs }: { runs: readonly Run[] } ) {
	const shown = runs
		.filter( ( { kind } ) => kind === 'full' || kind === 'changes' )
		.slice( 0, MOST )
		.reverse();
	if ( shown.length < FEWEST ) {
		return null;
	}
	return (
		<figure className="wpo365-chart" aria-labelledby={ NAME }>
			<figcaption id={ NAME }>
				{ sprintf(
					/* translators: %s: number of synchronizations. */
					__(
						'What the last %s synchronizations did',
						'wpo365-user-sync'
					),
					formatNumber( shown.length )
				) }
			</figcaption>
			{ /* The table below says the same to those who can't see it. */ }
			<div className="wpo365-chart__lines" aria-hidden="true">
				{ series.map( ( line ) => (
					<Bars key={ line.name } line={ line } runs={ shown } />
				) ) }
				<Marks runs={ shown } />
			</div>
			<details className="wpo365-chart__table">
				<summary>
					{ __(
						'Show these numbers as a table',
						'wpo365-user-sync'
					) }
				</summary>
				<ChartTable runs={ shown } labelledBy={ NAME } />
			</details>
		</figure>
	);
}

function Bars( { line, runs }: { line: Series; runs: readonly Run[] } ) {
	const most = Math.max( ...runs.map( line.value ) );
	return (
		<div className={ `wpo365-chart__line is-${ line.name }` }>
			<span className="wpo365-chart__label">{ line.label() }</span>
			<span className="wpo365-chart__bars">
				{ runs.map( ( run ) => {
					const value = line.value( run );
					const share = most === 0 ? 0 : value / most;
					return (
						<span
							key={ run.id }
							className={
								value > 0
									? 'wpo365-chart__bar'
									: 'wpo365-chart__bar is-none'
							}
							style={
								{ '--share': String( share ) } as CSSProperties
							}
							title={ sprintf(
								/* translators: 1: date and time, 2: what is counted, for example "Created", 3: number of users. */
								__( '%1$s, %2$s: %3$s', 'wpo365-user-sync' ),
								formatTime( run.started_at ),
								line.label(),
								formatNumber( value )
							) }
						/>
					);
				} ) }
			</span>
			<span className="wpo365-chart__most">{ formatNumber( most ) }</span>
		</div>
	);
}

function Marks( { runs }: { runs: readonly Run[] } ) {
	return (
		<div className="wpo365-chart__line">
			<span className="wpo365-chart__label">
				{ __( 'Status', 'wpo365-user-sync' ) }
			</span>
			<span className="wpo365-chart__bars wpo365-chart__marks">
				{ runs.map( ( { id, status } ) => (
					<span
						key={ id }
						className={ `is-${ runStatuses[ status ].tone }` }
						title={ runStatuses[ status ].label() }
					>
						{ MARKS[ status ] ?? '–' }
					</span>
				) ) }
			</span>
			<span />
		</div>
	);
}
