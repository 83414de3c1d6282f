import { Card, CardBody, Spinner } from '@wordpress/components';
import { useDispatch, useSelect } from '@wordpress/data';
import { useRef } from '@wordpress/element';
import { __ } from '@wordpress/i18n';

import { isActive } from '../../store/run';
import { store } from '../../store/page-store';
import { LoadError } from '../common/load-error';
import { OptionsForm } from './options-form';
import { RunPanel } from './run-panel';
import { CommandError } from './run-trouble';
import { useAnnouncements } from './use-announcements';
import { useFocusRescue } from '../common/use-focus-rescue';
import { useLeaveWarning } from './use-leave-warning';
import type { Place } from '../common/use-place';
import { useRefreshOnReturn } from './use-refresh-on-return';

/**
 * Starts runs and shows the newest one.
 *
 * @param props        Properties.
 * @param props.onOpen Opens a table.
 */
export function SyncSection( {
	onOpen,
}: {
	onOpen: ( place: Place ) => void;
} ) {
	const area = useRef< HTMLDivElement >( null );
	const heading = useRef< HTMLHeadingElement >( null );
	const { invalidateResolution } = useDispatch( store );
	const { run, error, isDriven, isInterrupted } = useSelect( ( select ) => {
		const { getRun, getDriving, getCommand, getResolutionError } =
			select( store );
		const newest = getRun();
		const driving = getDriving().type;
		const isGoing =
			newest?.status === 'running' || newest?.status === 'waiting';
		return {
			run: newest,
			error: getResolutionError( 'getRun', [] ),
			isDriven: driving === 'stepping' || driving === 'retrying',
			isInterrupted:
				isGoing &&
				( driving === 'idle' || driving === 'stopped' ) &&
				getCommand() === null,
		};
	}, [] );

	useAnnouncements( run );
	useLeaveWarning( isDriven );
	useFocusRescue( area, heading );
	useRefreshOnReturn();

	return (
		<Card className="wpo365-card" ref={ area }>
			<CardBody>
				<CommandError />
				<div className="wpo365-sync">
					{ run === undefined && ! error && <Spinner /> }
					{ run === undefined && !! error && (
						<LoadError
							error={ error }
							onRetry={ () =>
								void invalidateResolution( 'getRun', [] )
							}
						/>
					) }
					{ run !== undefined && ! isActive( run ) && (
						<OptionsForm />
					) }
					{ run && (
						<RunPanel
							ref={ heading }
							run={ run }
							isInterrupted={ isInterrupted }
							onOpen={ onOpen }
						/>
					) }
				</div>
				{ isDriven && (
					<p className="wpo365-hint">
						{ __(
							'Keep this page open while the synchronization is running. If the page is closed, the synchronization waits and can be resumed here.',
							'wpo365-user-sync'
						) }
					</p>
				) }
			</CardBody>
		</Card>
	);
}
