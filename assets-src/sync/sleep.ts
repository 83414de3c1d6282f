/**
 * Waits, or ends early without an error when the signal is aborted.
 *
 * @param milliseconds How long to wait.
 * @param signal       Ends the wait.
 */
export function sleep(
	milliseconds: number,
	signal: AbortSignal
): Promise< void > {
	return new Promise( ( resolve ) => {
		if ( signal.aborted ) {
			resolve();
			return;
		}
		const finish = () => {
			clearTimeout( timer );
			signal.removeEventListener( 'abort', finish );
			resolve();
		};
		const timer = setTimeout( finish, milliseconds );
		signal.addEventListener( 'abort', finish );
	} );
}
