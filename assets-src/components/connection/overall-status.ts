import { __, _n, sprintf } from '@wordpress/i18n';

import type { Check, CheckStatus } from '../../api/settings-types';
import type { Tone } from '../../words/labels';

export const checkStatuses: Record<
	CheckStatus,
	{ label: () => string; tone: Tone }
> = {
	ok: { label: () => __( 'OK', 'wpo365-user-sync' ), tone: 'success' },
	warning: {
		label: () => __( 'Warning', 'wpo365-user-sync' ),
		tone: 'warning',
	},
	error: { label: () => __( 'Error', 'wpo365-user-sync' ), tone: 'error' },
	unknown: {
		label: () => __( 'Not known', 'wpo365-user-sync' ),
		tone: 'neutral',
	},
};

/**
 * Says in a few words how it stands with the connection.
 *
 * @param checks The checklist.
 */
export function overallStatus( checks: readonly Check[] ): {
	tone: Tone;
	label: string;
} {
	const count = ( status: CheckStatus ) =>
		checks.filter( ( check ) => check.status === status ).length;
	const errors = count( 'error' );

	if ( errors > 0 ) {
		return {
			tone: 'error',
			label: sprintf(
				/* translators: %d: number of lines of a checklist. */
				_n(
					'%d thing to put right',
					'%d things to put right',
					errors,
					'wpo365-user-sync'
				),
				errors
			),
		};
	}
	if ( count( 'ok' ) + count( 'warning' ) < checks.length ) {
		return {
			tone: 'neutral',
			label: __( 'Not tested yet', 'wpo365-user-sync' ),
		};
	}
	return count( 'warning' ) > 0
		? {
				tone: 'warning',
				label: __( 'Works, with warnings', 'wpo365-user-sync' ),
			}
		: { tone: 'success', label: __( 'Works', 'wpo365-user-sync' ) };
}

/**
 * Writes the checklist as plain text for whoever gives support. The server keeps secrets
 * and personal data out of it.
 *
 * @param checks The checklist.
 */
export function reportOf( checks: readonly Check[] ): string {
	return checks
		.map( ( { id, status, message, details } ) =>
			[
				`${ id }: ${ status }`,
				`  ${ message }`,
				...Object.entries( details ).map(
					( [ key, value ] ) =>
						`  ${ key }: ${
							typeof value === 'string'
								? value
								: JSON.stringify( value )
						}`
				),
			].join( '\n' )
		)
		.join( '\n' );
}
