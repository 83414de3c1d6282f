import { useSelect } from '@wordpress/data';
import { __, sprintf } from '@wordpress/i18n';
import { addQueryArgs } from '@wordpress/url';
import type { MouseEvent } from 'react';

import { getConfig } from '../../api/config';
import type { Schedule } from '../../api/types';
import { store } from '../../store/page-store';
import { formatTime } from '../../words/format';
import { RunNow } from './run-now';
import { ScheduleTrouble } from './schedule-trouble';

interface Props {
	/** Opens a section of the settings. */
	onSettings: ( section: string ) => void;
}

/**
 * Says when the site synchronizes by itself and in whose name, and lets it do that now.
 *
 * @param props Properties.
 */
export function ScheduleLine( { onSettings }: Props ) {
	const schedule = useSelect(
		( select ) => select( store ).getSchedule(),
		[]
	);
	if ( ! schedule ) {
		return null;
	}
	const isScheduled =
		schedule.next_full !== null || schedule.next_changes !== null;

	const open = ( event: MouseEvent ) => {
		event.preventDefault();
		onSettings( 'schedule' );
	};
	return (
		<div className="wpo365-schedule">
			<ScheduleTrouble schedule={ schedule } />
			<div className="wpo365-schedule__line">
				<p>
					{ isScheduled
						? sentences( schedule ).join( ' ' )
						: __( 'No schedule.', 'wpo365-user-sync' ) }{ ' ' }
					<a
						href={ addQueryArgs( getConfig().pageUrl, {
							tab: 'settings',
						} ) }
						onClick={ open }
					>
						{ isScheduled
							? __( 'Change the schedule', 'wpo365-user-sync' )
							: __( 'Set up a schedule', 'wpo365-user-sync' ) }
					</a>
				</p>
				{ isScheduled && <RunNow /> }
			</div>
		</div>
	);
}

function sentences( schedule: Schedule ): string[] {
	const { next_full: full, next_changes: changes, run_as: who } = schedule;
	return [
		full !== null &&
			sprintf(
				/* translators: %s: date and time. */
				__( 'Next run: %s.', 'wpo365-user-sync' ),
				formatTime( full )
			),
		changes !== null &&
			sprintf(
				/* translators: %s: date and time. */
				__( 'Next run of changes: %s.', 'wpo365-user-sync' ),
				formatTime( changes )
			),
		who !== null &&
			sprintf(
				/* translators: %s: name of a user. */
				__(
					'Scheduled runs act in the name of %s.',
					'wpo365-user-sync'
				),
				who.name
			),
	].filter( ( sentence ) => sentence !== false );
}
