import { Button, Notice } from '@wordpress/components';
import { useDispatch, useSelect } from '@wordpress/data';
import { useState } from '@wordpress/element';
import { __ } from '@wordpress/i18n';

import type { HeldRun } from '../../api/types';
import { store } from '../../store/page-store';
import { heldWords } from '../../words/held';
import { ApproveDialog, RejectDialog } from './held-dialogs';
import { HeldSums, useHeldSummary } from './held-summary';
import { PlaceLink } from '../common/place-link';
import { useRemoval } from '../common/use-removal';
import { CancelButton } from './run-controls';
import type { Place } from '../common/use-place';

interface Props {
	run: HeldRun;
	onOpen: ( place: Place ) => void;
}

/**
 * Shows what a held run waits for, and lets decide about it.
 *
 * @param props Properties.
 */
export function HeldPanel( { run, onOpen }: Props ) {
	const { count } = run.held;
	const words = heldWords( run.held );
	const [ asking, setAsking ] = useState< 'approve' | 'reject' | null >(
		null
	);
	const summary = useHeldSummary(
		run.held.action === 'roles' ? null : run.id
	);
	const removal = useRemoval();
	// A list with a deletion on it is called a list of deletions.
	const isMixed =
		run.held.action === 'delete' &&
		( removal?.mode === 'deactivate' ||
			removal?.disabled === 'deactivate' ||
			( summary?.with_orders ?? 0 ) > 0 );
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
					<strong>{ words.wish }</strong>
				</p>
				<p>{ words.reason }</p>
				{ isMixed && (
					<p>
						{ __(
							'Some accounts may only be deactivated: each row of the list says what becomes of the account.',
							'wpo365-user-sync'
						) }
					</p>
				) }
				{ summary && <HeldSums summary={ summary } /> }
				<p>
					<PlaceLink
						place={ { table: words.table, status: 'held' } }
						onOpen={ onOpen }
					>
						{ __( 'Show the list', 'wpo365-user-sync' ) }
					</PlaceLink>
				</p>
				{ ( summary?.causes.disabled ?? 0 ) > 0 && (
					<p>
						<PlaceLink
							place={ { table: 'matched', status: 'held' } }
							onOpen={ onOpen }
						>
							{ __(
								'Show users who are disabled in the directory',
								'wpo365-user-sync'
							) }
						</PlaceLink>
					</p>
				) }
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
					held={ run.held }
					content={ summary?.content ?? null }
					onConfirm={ () => decide( 'approve' ) }
					onCancel={ close }
				/>
			) }
			{ asking === 'reject' && (
				<RejectDialog
					held={ run.held }
					onConfirm={ () => decide( 'reject' ) }
					onCancel={ close }
				/>
			) }
		</>
	);
}
