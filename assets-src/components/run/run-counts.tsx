import { __ } from '@wordpress/i18n';

import type { Run } from '../../api/types';
import { formatNumber } from '../../words/format';

interface Entry {
	label: string;
	value: number;
	isShown: boolean;
}

function entriesOf( { kind, counts, options }: Run ): Entry[] {
	const isCompared = kind !== 'undo';
	return [
		{
			label: __( 'Only in the directory', 'wpo365-user-sync' ),
			value: counts.directory_only,
			isShown: isCompared,
		},
		{
			label: __( 'In both', 'wpo365-user-sync' ),
			value: counts.matched,
			isShown: isCompared,
		},
		{
			label: __( 'Only in WordPress', 'wpo365-user-sync' ),
			value: counts.wordpress_only,
			isShown: isCompared,
		},
		{
			label: isCompared
				? __( 'Created', 'wpo365-user-sync' )
				: __( 'Restored', 'wpo365-user-sync' ),
			value: counts.created,
			isShown: isCompared && options.create,
		},
		{
			label: isCompared
				? __( 'Updated', 'wpo365-user-sync' )
				: __( 'Changed back', 'wpo365-user-sync' ),
			value: counts.updated,
			isShown: options.update,
		},
		{
			label: __( 'Deleted', 'wpo365-user-sync' ),
			value: counts.deleted,
			isShown: isCompared && options.delete,
		},
		{
			label: __( 'Deactivated', 'wpo365-user-sync' ),
			value: counts.deactivated,
			isShown: false,
		},
		{
			label: __( 'Reactivated', 'wpo365-user-sync' ),
			value: counts.reactivated,
			isShown: false,
		},
		{
			label: __( 'Conflicts', 'wpo365-user-sync' ),
			value: counts.conflicts,
			isShown: false,
		},
		{
			label: isCompared
				? __( 'Skipped', 'wpo365-user-sync' )
				: __( 'Left alone', 'wpo365-user-sync' ),
			value: counts.skipped,
			isShown: false,
		},
		{
			label: __( 'Failed', 'wpo365-user-sync' ),
			value: counts.failed,
			isShown: false,
		},
	].filter( ( { isShown, value } ) => isShown || value > 0 );
}

/**
 * Shows a run's counts: those of its ticked boxes always, the others where there are any.
 *
 * @param props     Properties.
 * @param props.run The run.
 */
export function RunCounts( { run }: { run: Run } ) {
	return (
		<dl className="wpo365-counts">
			{ entriesOf( run ).map( ( { label, value } ) => (
				<div key={ label } className="wpo365-counts__entry">
					<dt>{ label }</dt>
					<dd>{ formatNumber( value ) }</dd>
				</div>
			) ) }
		</dl>
	);
}
