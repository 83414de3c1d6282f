import { SelectControl } from '@wordpress/components';
import { __ } from '@wordpress/i18n';

import { getConfig } from '../../api/config';
import { GroupControl } from './group-control';
import { ListControl } from './list-control';
import { errorWithin } from './paths';
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
export function MappingsControl( {
	words,
	value,
	error,
	onChange,
}: ControlProps ) {
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
			renderEntry={ ( mapping, change, index ) => (
				<>
					<GroupControl
						id={ mapping.group_id }
						error={
							errorWithin( error, `${ index }.group_id` )?.message
						}
						onChange={ ( id ) =>
							change( { ...mapping, group_id: id } )
						}
					/>
					<MappedRole
						role={ mapping.role }
						error={
							errorWithin( error, `${ index }.role` )?.message
						}
						onChange={ ( role ) => change( { ...mapping, role } ) }
					/>
				</>
			) }
		/>
	);
}

interface RoleProps {
	role: string;
	/** What the server found wrong with it. */
	error?: string | undefined;
	onChange: ( role: string ) => void;
}

function MappedRole( { role, error, onChange }: RoleProps ) {
	const isGone = ! ( role in getConfig().roles );
	return (
		<div>
			<SelectControl
				__next40pxDefaultSize
				__nextHasNoMarginBottom
				label={ __( 'Role', 'wpo365-user-sync' ) }
				value={ role }
				options={ roleOptions( role ) }
				onChange={ onChange }
			/>
			{ isGone && (
				<p className="wpo365-setting__error">
					{ __(
						'This site has no such role any longer, so the group gives nobody a role. Choose another one.',
						'wpo365-user-sync'
					) }
				</p>
			) }
			{ error && (
				<p className="wpo365-setting__error" role="alert">
					{ error }
				</p>
			) }
		</div>
	);
}
