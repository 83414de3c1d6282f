import { __ } from '@wordpress/i18n';

import type { Standing } from './use-standing';

function whyNot( { isBackgroundOff, reason }: Standing ): string {
	if ( isBackgroundOff ) {
		return __(
			'Going on in the background is switched off in the settings, so the synchronization waits when the page is closed, and can be resumed here.',
			'wpo365-user-sync'
		);
	}
	const waits = __(
		'If it is closed, the synchronization waits and can be resumed here.',
		'wpo365-user-sync'
	);
	return reason === null ? waits : `${ waits } ${ reason }`;
}

/**
 * Says whether a run goes on without this page, and why where it does not.
 *
 * @param props          Properties.
 * @param props.standing Who goes on with the run.
 */
export function ClosingHint( { standing }: { standing: Standing } ) {
	return (
		<p className="wpo365-hint">
			<strong>
				{ standing.mayClose
					? __( 'You may close this page.', 'wpo365-user-sync' )
					: __( 'Keep this page open.', 'wpo365-user-sync' ) }
			</strong>{ ' ' }
			{ standing.mayClose
				? __(
						'The synchronization goes on without it.',
						'wpo365-user-sync'
					)
				: whyNot( standing ) }
		</p>
	);
}
