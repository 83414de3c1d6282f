import { __ } from '@wordpress/i18n';

import type { Run } from '../../api/types';
import { formatNumber, formatTime } from '../../words/format';
import { runStatuses } from '../../words/labels';
import { series } from './series';

interface Props {
	/** Oldest first, as in the chart. */
	runs: readonly Run[];
	/** Id of the element that names the table. */
	labelledBy: string;
}

/**
 * Shows the numbers of the chart.
 *
 * @param props Properties.
 */
export function ChartTable( { runs, labelledBy }: Props ) {
	const started = __( 'Started', 'wpo365-user-sync' );
	const status = __( 'Status', 'wpo365-user-sync' );
	return (
		<table className="wpo365-history" aria-labelledby={ labelledBy }>
			<thead>
				<tr>
					<th scope="col">{ started }</th>
					{ series.map( ( { name, label } ) => (
						<th key={ name } scope="col">
							{ label() }
						</th>
					) ) }
					<th scope="col">{ status }</th>
				</tr>
			</thead>
			<tbody>
				{ runs.map( ( run ) => (
					<tr key={ run.id }>
						<td data-label={ started }>
							{ formatTime( run.started_at ) }
						</td>
						{ series.map( ( { name, label, value } ) => (
							<td key={ name } data-label={ label() }>
								{ formatNumber( value( run ) ) }
							</td>
						) ) }
						<td data-label={ status }>
							{ runStatuses[ run.status ].label() }
						</td>
					</tr>
				) ) }
			</tbody>
		</table>
	);
}
