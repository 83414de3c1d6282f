import { Card, CardBody, CardHeader, Spinner } from '@wordpress/components';
import { useDispatch, useSelect } from '@wordpress/data';
import { __ } from '@wordpress/i18n';

import type { Run } from '../api/types';
import { store } from '../store/page-store';
import { HistoryRow, labels } from './history-row';
import { LoadError } from './load-error';

/** Lists past runs and manual actions, newest first. */
export function HistorySection() {
	const { runs, names, error } = useSelect( ( select ) => {
		const { getRuns, getNames, getResolutionError } = select( store );
		return {
			runs: getRuns(),
			names: getNames(),
			error: getResolutionError( 'getRuns', [] ),
		};
	}, [] );
	const { refreshHistory } = useDispatch( store );

	return (
		<Card className="wpo365-card">
			<CardHeader>
				<h2 id="wpo365-history-title">
					{ __( 'Past runs', 'wpo365-user-sync' ) }
				</h2>
			</CardHeader>
			<CardBody>
				{ !! error && (
					<LoadError
						error={ error }
						onRetry={ () => void refreshHistory() }
					/>
				) }
				{ ! error && runs === null && <Spinner /> }
				{ runs?.length === 0 && (
					<p>{ __( 'No run yet.', 'wpo365-user-sync' ) }</p>
				) }
				{ runs && runs.length > 0 && (
					<HistoryTable runs={ runs } names={ names } />
				) }
			</CardBody>
		</Card>
	);
}

interface TableProps {
	runs: readonly Run[];
	names: Record< number, string >;
}

function HistoryTable( { runs, names }: TableProps ) {
	return (
		<table
			className="wpo365-history"
			aria-labelledby="wpo365-history-title"
		>
			<thead>
				<tr>
					{ Object.entries( labels ).map( ( [ key, label ] ) => (
						<th key={ key } scope="col">
							{ label() }
						</th>
					) ) }
				</tr>
			</thead>
			<tbody>
				{ runs.map( ( run ) => (
					<HistoryRow key={ run.id } run={ run } names={ names } />
				) ) }
			</tbody>
		</table>
	);
}
