import { useDispatch, useSelect } from '@wordpress/data';
import { useEffect } from '@wordpress/element';
import { __, sprintf } from '@wordpress/i18n';
import { addQueryArgs } from '@wordpress/url';
import type { MouseEvent } from 'react';

import { getConfig, serverNow } from '../../api/config';
import type { Schedule } from '../../api/types';
import { store } from '../../store/page-store';
import { formatTime } from '../../words/format';
import { userLabel } from '../../words/labels';
import { RunNow } from './run-now';
import { ScheduleTrouble, isOn } from './schedule-trouble';

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
	const { loadNames } = useDispatch( store );
	const { schedule, names } = useSelect( ( select ) => {
		const { getSchedule, getNames } = select( store );
		return { schedule: getSchedule(), names: getNames() };
	}, [] );
	const id = schedule?.run_as ?? null;
	useEffect( () => {
		if ( id !== null ) {
			void loadNames( [ id ] );
		}
	}, [ id, loadNames ] );
	if ( ! schedule ) {
		return null;
	}
	const isScheduled = isOn( schedule );
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
						? sentences(
								schedule,
								id === null
									? null
									: ( names[ id ] ?? userLabel( id ) )
							).join( ' ' )
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

function nextRun( time: string ): string {
	return Date.parse( time ) < serverNow()
		? sprintf(
				/* translators: %s: date and time. */
				__( 'A run has been due since %s.', 'wpo365-user-sync' ),
				formatTime( time )
			)
		: sprintf(
				/* translators: %s: date and time. */
				__( 'Next run: %s.', 'wpo365-user-sync' ),
				formatTime( time )
			);
}

function sentences( schedule: Schedule, who: string | null ): string[] {
	const { next_full: full, next_changes: changes } = schedule;
	return [
		full !== null && nextRun( full ),
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
				who
			),
	].filter( ( sentence ) => sentence !== false );
}
