import { ComboboxControl } from '@wordpress/components';
import { useDebounce } from '@wordpress/compose';
import { useEffect } from '@wordpress/element';
import { __, _n, sprintf } from '@wordpress/i18n';

import { api } from '../../api/client';
import type { Group } from '../../api/settings-types';
import { formatNumber } from '../../words/format';
import { useTask } from './use-task';

const GUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

interface Props {
	/** Object id; empty where none is chosen yet. */
	id: string;
	onChange: ( id: string ) => void;
}

function labelOf( { id, name, members }: Group ): string {
	if ( name === null ) {
		return id;
	}
	if ( members === null ) {
		return name;
	}
	return sprintf(
		/* translators: 1: name of a group, 2: number of its members. */
		_n(
			'%1$s (%2$s member)',
			'%1$s (%2$s members)',
			members,
			'wpo365-user-sync'
		),
		name,
		formatNumber( members )
	);
}

function uniqueById( groups: readonly Group[] ): Group[] {
	return [
		...new Map( groups.map( ( group ) => [ group.id, group ] ) ).values(),
	];
}

/**
 * Chooses a group of the directory: by typing the beginning of its name, or by pasting its
 * object id.
 *
 * @param props Properties.
 */
export function GroupControl( { id, onChange }: Props ) {
	const { start: lookUp, ...known } = useTask< Group[] >();
	const { start: find, ...found } = useTask< Group[] >();

	useEffect( () => {
		if ( GUID.test( id ) ) {
			lookUp( () => api.groups( [ id ] ) );
		}
	}, [ id, lookUp ] );

	const search = useDebounce( ( text: string ) => {
		const typed = text.trim();
		if ( typed !== '' ) {
			find( () =>
				GUID.test( typed )
					? api.groups( [ typed ] )
					: api.findGroups( typed )
			);
		}
	}, 300 );

	const groups = [ ...( known.result ?? [] ), ...( found.result ?? [] ) ];
	const chosen = groups.find( ( group ) => group.id === id );
	const options =
		id === '' || chosen
			? groups
			: [ { id, name: null, members: null }, ...groups ];
	const isGone = chosen?.name === null;
	const problem = found.error ?? known.error;

	return (
		<div>
			<ComboboxControl
				__next40pxDefaultSize
				__nextHasNoMarginBottom
				label={ __( 'Group', 'wpo365-user-sync' ) }
				help={ __(
					'Type the beginning of its name, or paste its Object ID.',
					'wpo365-user-sync'
				) }
				value={ id === '' ? null : id }
				options={ uniqueById( options ).map( ( group ) => ( {
					value: group.id,
					label: labelOf( group ),
				} ) ) }
				onFilterValueChange={ search }
				onChange={ ( next ) => onChange( next ?? '' ) }
			/>
			{ isGone && (
				<p className="wpo365-setting__error">
					{ __(
						'The directory does not know this group: it was deleted, or belongs to another tenant. It gives nobody a role.',
						'wpo365-user-sync'
					) }
				</p>
			) }
			{ problem && (
				<p className="wpo365-setting__error">{ problem.message }</p>
			) }
		</div>
	);
}
