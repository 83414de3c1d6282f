import { Card, CardBody, Spinner } from '@wordpress/components';
import { useDispatch, useSelect } from '@wordpress/data';
import { useRef } from '@wordpress/element';

import { isActive, isGoing } from '../../store/run';
import { store } from '../../store/page-store';
import { LoadError } from '../common/load-error';
import { ClosingHint } from './closing-hint';
import { OptionsForm } from './options-form';
import { RunPanel } from './run-panel';
import { ScheduleLine } from './schedule-line';
import { CommandError } from './run-trouble';
import { useAnnouncements } from './use-announcements';
import { useFocusRescue } from '../common/use-focus-rescue';
import { useFollowing } from './use-following';
import { useLeaveWarning } from './use-leave-warning';
import type { Place } from '../common/use-place';
import { useRefreshOnReturn } from './use-refresh-on-return';
import { useStanding } from './use-standing';

/**
 * Starts runs and shows the newest one.
 *
 * @param props            Properties.
 * @param props.onOpen     Opens a table.
 * @param props.onSettings Opens a section of the settings.
 */
export function SyncSection( {
	onOpen,
	onSettings,
}: {
	onOpen: ( place: Place ) => void;
	onSettings: ( section: string ) => void;
} ) {
	const area = useRef< HTMLDivElement >( null );
	const heading = useRef< HTMLHeadingElement >( null );
	const { invalidateResolution } = useDispatch( store );
	const { run, error } = useSelect( ( select ) => {
		const { getRun, getResolutionError } = select( store );
		return {
			run: getRun(),
			error: getResolutionError( 'getRun', [] ),
		};
	}, [] );
	const standing = useStanding();

	useAnnouncements( run );
	useLeaveWarning( standing.isDriven && ! standing.mayClose );
	useFocusRescue( area, heading );
	useRefreshOnReturn();
	useFollowing();

	return (
		<Card className="wpo365-card" ref={ area }>
			<CardBody>
				<CommandError />
				<ScheduleLine onSettings={ onSettings } />
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
							standing={ standing }
							onOpen={ onOpen }
						/>
					) }
				</div>
				{ isGoing( run ) && ! standing.isInterrupted && (
					<ClosingHint standing={ standing } />
				) }
			</CardBody>
		</Card>
	);
}
