import { useEffect } from '@wordpress/element';

/**
 * Warns before the page is left.
 *
 * @param isNeeded Whether leaving would interrupt something.
 */
export function useLeaveWarning( isNeeded: boolean ): void {
	useEffect( () => {
		if ( ! isNeeded ) {
			return;
		}
		const warn = ( event: BeforeUnloadEvent ) => {
			event.preventDefault();
			// Some browsers still ask for a value, though none shows it.
			event.returnValue = true;
		};
		window.addEventListener( 'beforeunload', warn );
		return () => window.removeEventListener( 'beforeunload', warn );
	}, [ isNeeded ] );
}
