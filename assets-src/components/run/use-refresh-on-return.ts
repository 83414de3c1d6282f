import { useDispatch } from '@wordpress/data';
import { useEffect } from '@wordpress/element';

import { store } from '../../store/page-store';

/** Looks at the run again when the tab comes to the front: another tab may have changed it. */
export function useRefreshOnReturn(): void {
	const { refreshRun } = useDispatch( store );

	useEffect( () => {
		const refresh = () => {
			if ( document.visibilityState === 'visible' ) {
				// What it shows stays right until the next try works.
				refreshRun().catch( () => undefined );
			}
		};
		document.addEventListener( 'visibilitychange', refresh );
		return () =>
			document.removeEventListener( 'visibilitychange', refresh );
	}, [ refreshRun ] );
}
