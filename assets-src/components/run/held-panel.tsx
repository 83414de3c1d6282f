import { Button, Notice } from '@wordpress/components';
import { useDispatch, useSelect } from '@wordpress/data';
import { useState } from '@wordpress/element';
import { __, _n, sprintf } from '@wordpress/i18n';

import type { HeldRun } from '../../api/types';
import { store } from '../../store/page-store';
import { formatNumber } from '../../words/format';
import { ApproveDialog, RejectDialog } from './held-dialogs';
import { HeldSums, useHeldSummary } from '../held-summary';
import { PlaceLink } from '../shared/place-link';
import { CancelButton } from './run-controls';
import type { Place } from '../shared/use-place';

interface Props {
	run: HeldRun;
	onOpen: ( place: Place ) => void;
}

const HELD: Place = { table: 'wordpress_only', status: 'held' };

/**
 * Shows what a held run wants to remove, and lets decide about it.
 *
 * @param props Properties.
 */
export function HeldPanel( { run, onOpen }: Props ) {
	const { count } = run.held;
	const [ asking, setAsking ] = useState< 'approve' | 'reject' | null >(
		null
	);
	const summary = useHeldSummary( run.id );
	const { decideHeld } = useDispatch( store );
	const isBusy = useSelect(
		( select ) => select( store ).getCommand() === 'decide',
		[]
	);
	const close = () => setAsking( null );
	const decide = ( action: 'approve' | 'reject' ) => {
		close();
		void decideHeld( action, count );
	};

	return (
		<>
			<Notice
				status="warning"
				isDismissible={ false }
				className="wpo365-notice"
			>
				<p>
					<strong>
						{ sprintf(
							/* translators: %s: number of users. */
							_n(
								'The run wants to delete %s WordPress user.',
								'The run wants to delete %s WordPress users.',
								count,
								'wpo365-user-sync'
							),
							formatNumber( count )
						) }
					</strong>
				</p>
				<p>
					{ __(
						'Nobody has been deleted. The run waits because these are many, or because some of them were never linked to the directory. Look at the list, then decide.',
						'wpo365-user-sync'
					) }
				</p>
				{ summary && <HeldSums summary={ summary } /> }
				<p>
					<PlaceLink place={ HELD } onOpen={ onOpen }>
						{ __( 'Show the list', 'wpo365-user-sync' ) }
					</PlaceLink>
				</p>
			</Notice>
			<div className="wpo365-buttons">
				<Button
					__next40pxDefaultSize
					variant="primary"
					isDestructive
					disabled={ isBusy }
					accessibleWhenDisabled
					onClick={ () => setAsking( 'approve' ) }
				>
					{ __( 'Approve', 'wpo365-user-sync' ) }
				</Button>
				<Button
					__next40pxDefaultSize
					variant="secondary"
					disabled={ isBusy }
					accessibleWhenDisabled
					onClick={ () => setAsking( 'reject' ) }
				>
					{ __( 'Reject', 'wpo365-user-sync' ) }
				</Button>
				<CancelButton />
			</div>
			{ asking === 'approve' && (
				<ApproveDialog
					count={ count }
					content={ summary?.content ?? null }
					onConfirm={ () => decide( 'approve' ) }
					onCancel={ close }
				/>
			) }
			{ asking === 'reject' && (
				<RejectDialog
					onConfirm={ () => decide( 'reject' ) }
					onCancel={ close }
				/>
			) }
		</>
	);
}
