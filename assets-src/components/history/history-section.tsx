import {
	Button,
	Card,
	CardBody,
	CardHeader,
	Spinner,
} from '@wordpress/components';
import { useDispatch, useSelect } from '@wordpress/data';
import { useState } from '@wordpress/element';
import { __ } from '@wordpress/i18n';

import type { Run } from '../../api/types';
import { store } from '../../store/page-store';
import { HistoryChart } from './history-chart';
import { HistoryRow, labels } from './history-row';
import { LoadError } from '../common/load-error';

/** How many rows are shown first. */
const FIRST = 10;

/** How many runs are read first: the chart shows more of them, and no actions by hand. */
const READ = 30;

const MOST = 100;

/** Lists past runs and actions by hand, newest first. */
export function HistorySection() {
	const [ wanted, setWanted ] = useState( READ );
	const { newest, page, names, error } = useSelect(
		( select ) => {
			const { getRun, getRuns, getNames, getResolutionError } =
				select( store );
			return {
				newest: getRun(),
				page: getRuns( wanted ),
				names: getNames(),
				error: getResolutionError( 'getRuns', [ wanted ] ),
			};
		},
		[ wanted ]
	);
	const { refreshHistory } = useDispatch( store );
	// A run under way changes faster than the list is read.
	const runs = ( page?.runs ?? [] ).map( ( run ) =>
		run.id === newest?.id ? newest : run
	);
	const isShort = wanted === READ;

	return (
		<Card className="wpo365-card">
			<CardHeader>
				<h2 id="wpo365-history-title">
					{ __( 'Past synchronizations', 'wpo365-user-sync' ) }
				</h2>
			</CardHeader>
			<CardBody>
				{ !! error && (
					<LoadError
						error={ error }
						onRetry={ () => void refreshHistory() }
					/>
				) }
				{ ! error && page === null && <Spinner /> }
				{ page?.total === 0 && (
					<p>
						{ __( 'No synchronization yet.', 'wpo365-user-sync' ) }
					</p>
				) }
				{ page && page.total > 0 && (
					<>
						<HistoryChart runs={ runs } />
						<HistoryTable
							runs={ isShort ? runs.slice( 0, FIRST ) : runs }
							names={ names }
						/>
					</>
				) }
				{ page && isShort && page.total > FIRST && (
					<Button
						__next40pxDefaultSize
						variant="tertiary"
						onClick={ () => setWanted( MOST ) }
					>
						{ __( 'Show more', 'wpo365-user-sync' ) }
					</Button>
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
