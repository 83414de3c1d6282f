import { __ } from '@wordpress/i18n';

import type { Run } from '../../api/types';

/** A number that every run has. */
export interface Series {
	name: string;
	label: () => string;
	value: ( run: Run ) => number;
}

/** What the chart and its table tell of each run. */
export const series: Series[] = [
	{
		name: 'created',
		label: () => __( 'Created', 'wpo365-user-sync' ),
		value: ( { counts } ) => counts.created,
	},
	{
		name: 'updated',
		label: () => __( 'Updated', 'wpo365-user-sync' ),
		value: ( { counts } ) => counts.updated,
	},
	{
		name: 'removed',
		label: () => __( 'Removed', 'wpo365-user-sync' ),
		value: ( { counts } ) => counts.deleted + counts.deactivated,
	},
	{
		name: 'failed',
		label: () => __( 'Failed', 'wpo365-user-sync' ),
		value: ( { counts } ) => counts.failed,
	},
];
