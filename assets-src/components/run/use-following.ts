import { useDispatch, useSelect } from '@wordpress/data';
import { useCallback, useEffect } from '@wordpress/element';

import { store } from '../../store/page-store';

/** How often a page that does nothing itself looks whether a run was started elsewhere, in milliseconds. */
const CALM = 20_000;

/** How often it looks at a run that goes on without it, in milliseconds. */
const CLOSE = 5_000;

/** How often it asks whether the site still goes on by itself, in milliseconds. */
const SCHEDULE = 60_000;

/**
 * Calls something again and again while the tab is in front.
 *
 * @param call     What to call.
 * @param interval Milliseconds between two calls; null for no calls.
 */
function useBeat( call: () => void, interval: number | null ): void {
	useEffect( () => {
		if ( interval === null ) {
			return;
		}
		const beat = () => {
			if ( document.visibilityState === 'visible' ) {
				call();
			}
		};
		const timer = setInterval( beat, interval );
		return () => clearInterval( timer );
	}, [ call, interval ] );
}

/** Follows runs that the schedule, the command line or another tab set going. */
export function useFollowing(): void {
	const { refreshRun, refreshSchedule } = useDispatch( store );
	const pace = useSelect( ( select ) => {
		const { getDriving, getCommand } = select( store );
		const driving = getDriving().type;
		// A tab that drives sees each step itself.
		if (
			driving === 'stepping' ||
			driving === 'retrying' ||
			getCommand() !== null
		) {
			return null;
		}
		return driving === 'watching' ? CLOSE : CALM;
	}, [] );

	const follow = useCallback( () => {
		// What the page shows stays right until the next try works.
		refreshRun().catch( () => undefined );
	}, [ refreshRun ] );
	useBeat( follow, pace );
	useBeat( refreshSchedule, SCHEDULE );
}
