import { speak } from '@wordpress/a11y';
import { useEffect, useRef } from '@wordpress/element';

import type { Run } from '../../api/types';
import { phaseLabel, runStatuses } from '../../words/labels';
import { summarize } from '../../words/summary';
import { percentRead, receivedText } from './run-progress';

/**
 * Returns what a screen reader should say about a run: few words, and only when the
 * status, the phase or the quarter that has been read changes. What is wrong is spoken
 * by the notice that shows it.
 *
 * @param run The run.
 */
function announcement( run: Run ): string {
	switch ( run.status ) {
		case 'running':
			return [
				phaseLabel( run ),
				...( quarter( run ) > 0 ? [ receivedText( run ) ] : [] ),
			].join( ': ' );
		case 'completed':
			return [ runStatuses.completed.label(), ...summarize( run ) ].join(
				'. '
			);
		default:
			return runStatuses[ run.status ].label();
	}
}

function quarter( run: Run ): number {
	return Math.floor( ( percentRead( run ) ?? 0 ) / 25 );
}

/**
 * Tells screen readers, politely, how a run goes.
 *
 * @param run The newest run; undefined until it is loaded, null where there is none.
 */
export function useAnnouncements( run: Run | null | undefined ): void {
	const said = useRef< string | null >( null );

	useEffect( () => {
		if ( run === undefined ) {
			return;
		}
		const moment = run
			? [ run.id, run.status, run.phase, quarter( run ) ].join( ' ' )
			: '';
		// The page as it was found can be read; only what changes is spoken.
		if ( said.current !== null && said.current !== moment && run ) {
			speak( announcement( run ), 'polite' );
		}
		said.current = moment;
	}, [ run ] );
}
