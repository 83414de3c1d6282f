import { Notice } from '@wordpress/components';
import { useDispatch, useSelect } from '@wordpress/data';
import { __, sprintf } from '@wordpress/i18n';

import type { Run } from '../../api/types';
import { store } from '../../store/page-store';
import { ErrorNotice } from '../common/error-notice';
import type { Standing } from './use-standing';
import { WaitingNotice } from './waiting-notice';

interface Props {
	run: Run;
	standing: Standing;
}

/**
 * Says what stands in a run's way, and what to do about it.
 *
 * @param props Properties.
 */
export function RunTrouble( { run, standing }: Props ) {
	const { isInterrupted, mayClose } = standing;
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
					{ mayClose
						? __(
								'Nothing is lost: this site goes on with the synchronization by itself within a few minutes, or at once if you press “Resume”.',
								'wpo365-user-sync'
							)
						: __(
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
				status={ mayClose ? 'info' : 'warning' }
				isDismissible={ false }
				politeness="polite"
			>
				{ mayClose
					? __(
							'No page drives this synchronization at the moment. This site goes on with it by itself within a few minutes, or at once if you press “Resume”.',
							'wpo365-user-sync'
						)
					: __(
							'The page or process that drove this synchronization has ended. Press “Resume” to go on where it stopped; what was done is kept.',
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
