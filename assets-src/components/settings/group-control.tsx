import { ComboboxControl } from '@wordpress/components';
import { useDebounce } from '@wordpress/compose';
import { useEffect, useState } from '@wordpress/element';
import { __, _n, sprintf } from '@wordpress/i18n';

import { api } from '../../api/client';
import type { Group, Schema } from '../../api/settings-types';
import { formatNumber } from '../../words/format';
import { useTask } from './use-task';

const GUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

interface Props {
	/** Schema of the object id. */
	schema: Schema | undefined;
	/** Object id; empty where none is chosen yet. */
	id: string;
	onChange: ( id: string ) => void;
	/** What the server found wrong with it. */
	error?: string | null | undefined;
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

/**
 * Lists groups to choose from, each once. One that was found by its object id is called by
 * it too, since the list shows only what fits the typed text.
 *
 * @param groups The groups, the ones that were found last.
 * @param typed  What was searched for.
 */
function optionsOf( groups: readonly Group[], typed: string ) {
	return uniqueById( groups ).map( ( group ) => ( {
		value: group.id,
		label:
			group.name !== null && group.id === typed.toLowerCase()
				? `${ labelOf( group ) }, ${ group.id }`
				: labelOf( group ),
	} ) );
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
export function GroupControl( { schema, id, onChange, error }: Props ) {
	const [ typed, setTyped ] = useState( '' );
	const { start: lookUp, ...known } = useTask< Group[] >();
	const { start: find, ...found } = useTask< Group[] >();

	useEffect( () => {
		if ( GUID.test( id ) ) {
			lookUp( () => api.groups( [ id ] ) );
		}
	}, [ id, lookUp ] );

	const search = useDebounce( ( text: string ) => {
		const words = text.trim();
		setTyped( words );
		if ( words !== '' ) {
			find( () =>
				GUID.test( words )
					? api.groups( [ words ] )
					: api.findGroups( words )
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
				label={ schema?.title ?? '' }
				help={
					chosen && ! isGone
						? sprintf(
								/* translators: %s: object id of a group. */
								__( 'Object ID: %s', 'wpo365-user-sync' ),
								id
							)
						: ( schema?.description ?? '' )
				}
				value={ id === '' ? null : id }
				options={ optionsOf( options, typed ) }
				onFilterValueChange={ search }
				onChange={ ( next ) => {
					setTyped( '' );
					onChange( next ?? '' );
				} }
			/>
			{ isGone && (
				<p className="wpo365-setting__error">
					{ __(
						'This group is not in the directory: it was deleted, or belongs to another tenant. It gives no user a role.',
						'wpo365-user-sync'
					) }
				</p>
			) }
			{ problem && (
				<p className="wpo365-setting__error">{ problem.message }</p>
			) }
			{ error && (
				<p className="wpo365-setting__error" role="alert">
					{ error }
				</p>
			) }
		</div>
	);
}
