import { SelectControl } from '@wordpress/components';
import { __ } from '@wordpress/i18n';

import { getConfig } from '../../api/config';
import { wordsOf, type ControlProps } from './control-props';
import { GroupControl } from './group-control';
import { ListControl } from './list-control';
import { errorWithin } from './paths';
import { roleOptions } from './role-controls';

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
export function MappingsControl( props: ControlProps ) {
	const { schema, value, error, onChange } = props;
	const { label: legend, help } = wordsOf( props );
	const parts = schema.items?.properties;
	// The server has checked what it stored against its schema.
	const mappings = ( Array.isArray( value ) ? value : [] ) as Mapping[];

	return (
		<ListControl
			legend={ legend }
			help={ help }
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
						schema={ parts?.group_id }
						id={ mapping.group_id }
						error={
							errorWithin( error, `${ index }.group_id` )?.message
						}
						onChange={ ( id ) =>
							change( { ...mapping, group_id: id } )
						}
					/>
					<MappedRole
						label={ parts?.role?.title ?? '' }
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
	label: string;
	role: string;
	/** What the server found wrong with it. */
	error?: string | undefined;
	onChange: ( role: string ) => void;
}

function MappedRole( { label, role, error, onChange }: RoleProps ) {
	const isGone = ! ( role in getConfig().roles );
	return (
		<div>
			<SelectControl
				__next40pxDefaultSize
				__nextHasNoMarginBottom
				label={ label }
				value={ role }
				options={ roleOptions( role ) }
				onChange={ onChange }
			/>
			{ isGone && (
				<p className="wpo365-setting__error">
					{ __(
						'This role no longer exists on this site, so the group gives no user a role. Choose another role.',
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
