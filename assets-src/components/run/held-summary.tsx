import { useEffect, useState } from '@wordpress/element';
import { __, _n, sprintf } from '@wordpress/i18n';

import { api } from '../../api/client';
import type { Belongings, HeldSummary } from '../../api/types';
import { formatNumber } from '../../words/format';

/**
 * Returns what a held list stands for; null until it is known. Where it can't be had, the rows still say it one by one.
 *
 * @param id The run; null where nobody would be removed.
 */
export function useHeldSummary( id: number | null ): HeldSummary | null {
	const [ summary, setSummary ] = useState< HeldSummary | null >( null );
	useEffect( () => {
		if ( id === null ) {
			return;
		}
		let isWanted = true;
		api.heldSummary( id )
			.then( ( answer ) => isWanted && setSummary( answer ) )
			.catch( () => undefined );
		return () => {
			isWanted = false;
		};
	}, [ id ] );
	return summary;
}

/**
 * Names a reason for an absence.
 *
 * @param cause Its code.
 */
function causeLabel( cause: string ): string {
	const labels: Record< string, string > = {
		never_linked: __( 'never linked to the directory', 'wpo365-user-sync' ),
		unknown_tenant: __( 'linked without a tenant', 'wpo365-user-sync' ),
		other_tenant: __( 'linked to another tenant', 'wpo365-user-sync' ),
		gone: __( 'no longer in the directory', 'wpo365-user-sync' ),
		recycle_bin: __( 'in the directory’s recycle bin', 'wpo365-user-sync' ),
		disabled: __( 'disabled in the directory', 'wpo365-user-sync' ),
		out_of_scope: __( 'out of scope', 'wpo365-user-sync' ),
	};
	return labels[ cause ] ?? cause;
}

/**
 * Writes numbers with their names one after the other.
 *
 * @param numbers Numbers by code.
 * @param label   Names a code.
 */
function list(
	numbers: Record< string, number >,
	label: ( code: string ) => string
): string {
	return Object.entries( numbers )
		.map( ( [ code, count ] ) =>
			sprintf(
				/* translators: 1: what is counted, for example a role, 2: number of users. */
				__( '%1$s: %2$s', 'wpo365-user-sync' ),
				label( code ),
				formatNumber( count )
			)
		)
		.join( ', ' );
}

/**
 * Says what accounts own.
 *
 * @param owns By kind.
 */
function inWords( owns: Belongings ): string {
	const parts: string[] = Object.entries( owns.posts ).map(
		( [ type, count ] ) =>
			sprintf(
				/* translators: 1: number, 2: type of post, for example page. */
				__( '%1$s × %2$s', 'wpo365-user-sync' ),
				formatNumber( count ),
				type
			)
	);
	if ( owns.comments > 0 ) {
		parts.push(
			sprintf(
				/* translators: %s: number of comments. */
				_n(
					'%s comment',
					'%s comments',
					owns.comments,
					'wpo365-user-sync'
				),
				formatNumber( owns.comments )
			)
		);
	}
	if ( owns.orders ) {
		parts.push(
			sprintf(
				/* translators: %s: number of orders in the shop. */
				_n( '%s order', '%s orders', owns.orders, 'wpo365-user-sync' ),
				formatNumber( owns.orders )
			)
		);
	}
	return parts.join( ', ' );
}

/**
 * Sums up what a held list stands for.
 *
 * @param props         Properties.
 * @param props.summary What the server says.
 */
export function HeldSums( { summary }: { summary: HeldSummary } ) {
	const { because, causes, roles, owns } = summary;
	const roleLabel = ( role: string ) =>
		role || __( 'no role', 'wpo365-user-sync' );
	const lines = [
		because,
		sprintf(
			/* translators: %s: list of reasons with numbers of users. */
			__( 'Why they are absent: %s.', 'wpo365-user-sync' ),
			list( causes, causeLabel )
		),
		sprintf(
			/* translators: %s: list of roles with numbers of users. */
			__( 'Roles: %s.', 'wpo365-user-sync' ),
			list( roles, roleLabel )
		),
		sprintf(
			/* translators: %s: number of users. */
			_n(
				'%s of them owns posts, comments or orders.',
				'%s of them own posts, comments or orders.',
				summary.with_content,
				'wpo365-user-sync'
			),
			formatNumber( summary.with_content )
		),
	];
	if ( Object.keys( owns ).length > 0 ) {
		lines.push(
			sprintf(
				/* translators: %s: list such as "author (3 × post, 2 comments), editor (1 × page)". */
				__( 'What they own, by role: %s.', 'wpo365-user-sync' ),
				Object.entries( owns )
					.map( ( [ role, sums ] ) =>
						sprintf(
							/* translators: 1: a role, 2: what accounts with this role own. */
							__( '%1$s (%2$s)', 'wpo365-user-sync' ),
							roleLabel( role ),
							inWords( sums )
						)
					)
					.join( ', ' )
			)
		);
	}
	if ( summary.with_orders > 0 ) {
		lines.push(
			sprintf(
				/* translators: %s: number of users. */
				_n(
					'%s of them has orders in the shop.',
					'%s of them have orders in the shop.',
					summary.with_orders,
					'wpo365-user-sync'
				),
				formatNumber( summary.with_orders )
			)
		);
	}
	return (
		<ul className="wpo365-held-sums">
			{ lines.filter( Boolean ).map( ( line ) => (
				<li key={ line }>{ line }</li>
			) ) }
		</ul>
	);
}
