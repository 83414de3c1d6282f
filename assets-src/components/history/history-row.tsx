import { Button } from '@wordpress/components';
import { useInstanceId } from '@wordpress/compose';
import { useState } from '@wordpress/element';
import { __ } from '@wordpress/i18n';
import { chevronDown, chevronUp } from '@wordpress/icons';

import type { Run } from '../../api/types';
import { NOTHING, formatTime } from '../../words/format';
import {
	describeTask,
	originLabels,
	runStatuses,
	userLabel,
} from '../../words/labels';
import { outcomeText } from '../../words/outcome';
import { Badge } from '../common/badge';
import { RunDetails } from './run-details';

/** The columns' headings; on a narrow screen they stand before each value. */
export const labels = {
	started: () => __( 'Started', 'wpo365-user-sync' ),
	by: () => __( 'By', 'wpo365-user-sync' ),
	task: () => __( 'Task', 'wpo365-user-sync' ),
	status: () => __( 'Status', 'wpo365-user-sync' ),
	outcome: () => __( 'Outcome', 'wpo365-user-sync' ),
};

function startedBy( run: Run, names: Record< number, string > ): string {
	if ( ! run.started_by ) {
		return originLabels[ run.origin ]();
	}
	return names[ run.started_by ] ?? userLabel( run.started_by );
}

/**
 * Shows one run of the past, and more of it where it is opened.
 *
 * @param props       Properties.
 * @param props.run   The run.
 * @param props.names Names of the people who started runs.
 */
export function HistoryRow( {
	run,
	names,
}: {
	run: Run;
	names: Record< number, string >;
} ) {
	const { label, tone } = runStatuses[ run.status ];
	const [ isOpen, setIsOpen ] = useState( false );
	const detailsId = useInstanceId( HistoryRow, 'wpo365-run-details' );
	return (
		<>
			<tr>
				<td data-label={ labels.started() }>
					<Button
						className="wpo365-history__toggle"
						variant="link"
						icon={ isOpen ? chevronUp : chevronDown }
						iconPosition="right"
						iconSize={ 16 }
						aria-expanded={ isOpen }
						aria-controls={ isOpen ? detailsId : undefined }
						onClick={ () => setIsOpen( ! isOpen ) }
					>
						{ formatTime( run.started_at ) }
					</Button>
				</td>
				<td data-label={ labels.by() }>{ startedBy( run, names ) }</td>
				<td data-label={ labels.task() }>{ describeTask( run ) }</td>
				<td data-label={ labels.status() }>
					<Badge tone={ tone }>{ label() }</Badge>
				</td>
				<td data-label={ labels.outcome() }>
					{ outcomeText( run ) || NOTHING }
					{ run.error && (
						<p className="wpo365-hint">{ run.error.message }</p>
					) }
				</td>
			</tr>
			{ isOpen && (
				<tr id={ detailsId } className="wpo365-history__details">
					<td
						className="wpo365-history__cell"
						colSpan={ Object.keys( labels ).length }
					>
						<RunDetails run={ run } />
					</td>
				</tr>
			) }
		</>
	);
}
