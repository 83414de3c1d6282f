import { Notice } from '@wordpress/components';
import { useDispatch, useSelect } from '@wordpress/data';
import { __, sprintf } from '@wordpress/i18n';

import type { Run } from '../../api/types';
import { store } from '../../store/page-store';
import { ErrorNotice } from '../common/error-notice';
import { WaitingNotice } from './waiting-notice';

interface Props {
	run: Run;
	isInterrupted: boolean;
}

/**
 * Says what stands in a run's way, and what to do about it.
 *
 * @param props Properties.
 */
export function RunTrouble( { run, isInterrupted }: Props ) {
	const driving = useSelect( ( select ) => select( store ).getDriving(), [] );

	if ( run.error && run.status !== 'waiting' ) {
		return (
			<ErrorNotice
				{ ...run.error }
				status={ run.status === 'failed' ? 'error' : 'warning' }
			/>
		);
	}
	if ( driving.type === 'stopped' ) {
		const { message, code, details } = driving.error;
		return (
			<ErrorNotice message={ message } code={ code } details={ details }>
				<p>
					{ __(
						'Nothing is lost: press “Resume” to go on where the synchronization stopped.',
						'wpo365-user-sync'
					) }
				</p>
			</ErrorNotice>
		);
	}
	if ( driving.type === 'retrying' ) {
		return (
			<Notice
				status="warning"
				isDismissible={ false }
				politeness="polite"
			>
				{ sprintf(
					/* translators: %d: number of the next try. */
					__(
						'No answer from this site. Trying again (try %d); nothing is lost meanwhile.',
						'wpo365-user-sync'
					),
					driving.retry.attempt
				) }
			</Notice>
		);
	}
	if ( isInterrupted ) {
		return (
			<Notice
				status="warning"
				isDismissible={ false }
				politeness="polite"
			>
				{ __(
					'The page that drove this synchronization was closed. Press “Resume” to go on where it stopped; what was done is kept.',
					'wpo365-user-sync'
				) }
			</Notice>
		);
	}
	if ( run.status === 'waiting' ) {
		return <WaitingNotice run={ run } />;
	}
	return null;
}

/** Shows why the last button did not work. */
export function CommandError() {
	const error = useSelect(
		( select ) => select( store ).getCommandError(),
		[]
	);
	const { dismissCommandError } = useDispatch( store );

	return error === null ? null : (
		<ErrorNotice
			message={ error.message }
			code={ error.code }
			details={ error.details }
			onDismiss={ () => void dismissCommandError() }
		/>
	);
}
