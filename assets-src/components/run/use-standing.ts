import { useSelect } from '@wordpress/data';

import { serverNow } from '../../api/config';
import { isAbandoned, isGoing } from '../../store/run';
import { store } from '../../store/page-store';

/** Who goes on with the newest run. */
export interface Standing {
	/** Whether this tab does. */
	isDriven: boolean;
	/** Whether it should go on, and nobody has stepped it for a while. */
	isInterrupted: boolean;
	/** Whether it goes on without this page. */
	mayClose: boolean;
	/** Whether the settings keep the site from going on by itself. */
	isBackgroundOff: boolean;
	/** Why the site does not go on by itself, as it says. */
	reason: string | null;
}

/** Returns who goes on with the newest run, this tab, another one, or the site itself. */
export function useStanding(): Standing {
	return useSelect( ( select ) => {
		const { getRun, getDriving, getCommand, getSchedule, getSettings } =
			select( store );
		const run = getRun();
		const driving = getDriving().type;
		const schedule = getSchedule();
		// What the schedule began goes on by itself in any case.
		const background =
			run?.origin === 'cron' || getSettings()?.settings.background;
		const isLeft =
			driving === 'idle' ||
			driving === 'stopped' ||
			( driving === 'watching' &&
				!! run &&
				isAbandoned( run, serverNow() ) );
		const isInterrupted = isGoing( run ) && isLeft && getCommand() === null;
		return {
			isDriven: driving === 'stepping' || driving === 'retrying',
			isInterrupted,
			mayClose:
				( driving === 'watching' && ! isInterrupted ) ||
				( background === true &&
					schedule?.ticks === 'working' &&
					// Ticks come, and must not do this: the user may be gone in whose name.
					schedule.reason === null ),
			isBackgroundOff: background === false,
			reason: schedule?.reason ?? null,
		};
	}, [] );
}
