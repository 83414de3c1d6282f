import { SelectControl } from '@wordpress/components';
import { __ } from '@wordpress/i18n';

import { getConfig } from '../../config';
import { GroupControl } from './group-control';
import { ListControl } from './list-control';
import { roleOptions } from './role-controls';
import type { ControlProps } from './setting-control';

interface Mapping {
	[ key: string ]: string;
	group_id: string;
	role: string;
}

/**
 * Pairs groups of the directory with roles.
 *
 * @param props Properties.
 */
export function MappingsControl( { words, value, onChange }: ControlProps ) {
	// The server has checked what it stored against its schema.
	const mappings = ( Array.isArray( value ) ? value : [] ) as Mapping[];

	return (
		<ListControl
			legend={ words.label }
			entries={ mappings }
			addLabel={ __( 'Add a group', 'wpo365-user-sync' ) }
			removeLabel={ __( 'Remove group', 'wpo365-user-sync' ) }
			makeEntry={ () => ( {
				group_id: '',
				role: Object.keys( getConfig().roles ).at( -1 ) ?? '',
			} ) }
			onChange={ onChange }
			renderEntry={ ( mapping, change ) => (
				<>
					<GroupControl
						id={ mapping.group_id }
						onChange={ ( id ) =>
							change( { ...mapping, group_id: id } )
						}
					/>
					<SelectControl
						__next40pxDefaultSize
						__nextHasNoMarginBottom
						label={ __( 'Role', 'wpo365-user-sync' ) }
						value={ mapping.role }
						options={ roleOptions( mapping.role ) }
						onChange={ ( role ) => change( { ...mapping, role } ) }
					/>
				</>
			) }
		/>
	);
}
