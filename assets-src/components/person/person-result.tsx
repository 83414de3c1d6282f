import { Button } from '@wordpress/components';
import { __ } from '@wordpress/i18n';

import { getConfig } from '../../api/config';
import type { PersonAnswer, Row } from '../../api/types';
import { stepLabels, stepStatuses } from '../../words/labels';
import { Badge } from '../common/badge';
import { RowDetails } from '../results/row-details';

interface Props {
	answer: PersonAnswer;
	isBusy: boolean;
	/** Called with the person's object id: what stands in the field may be another one by now. */
	onSynchronize: ( id: string ) => void;
}

/**
 * Shows the steps of one person and the row that comes of them.
 *
 * @param props Properties.
 */
export function PersonResult( { answer, isBusy, onSynchronize }: Props ) {
	const { steps, row } = answer;
	return (
		<>
			<ol className="wpo365-steps">
				{ steps.map( ( { id, status, message } ) => (
					<li key={ id } className="wpo365-steps__step">
						<strong>{ stepLabels[ id ]() }</strong>{ ' ' }
						<Badge tone={ stepStatuses[ status ].tone }>
							{ stepStatuses[ status ].label() }
						</Badge>
						<p>{ message }</p>
					</li>
				) ) }
			</ol>
			{ row && <RowDetails row={ row } /> }
			{ row && row.actions.length > 0 && (
				<Synchronize
					row={ row }
					isBusy={ isBusy }
					onSynchronize={ onSynchronize }
				/>
			) }
		</>
	);
}

function Synchronize( {
	row,
	isBusy,
	onSynchronize,
}: Omit< Props, 'answer' > & { row: Row } ) {
	const { can } = getConfig().user;
	const isAllowed = row.actions.every( ( action ) =>
		action === 'create' ? can.create : can.update
	);
	return (
		<p>
			<Button
				__next40pxDefaultSize
				variant="primary"
				isBusy={ isBusy }
				disabled={ isBusy || ! isAllowed }
				accessibleWhenDisabled
				onClick={ () => onSynchronize( row.object_id ?? '' ) }
			>
				{ __( 'Synchronize this person', 'wpo365-user-sync' ) }
			</Button>
			{ ! isAllowed && (
				<span className="wpo365-hint">
					{ __(
						'Your account may not do this on this site.',
						'wpo365-user-sync'
					) }
				</span>
			) }
		</p>
	);
}
