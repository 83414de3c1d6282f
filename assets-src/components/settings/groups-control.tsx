import { __ } from '@wordpress/i18n';

import { GroupControl } from './group-control';
import { ListControl } from './list-control';
import { errorWithin } from './paths';
import type { ControlProps } from './setting-control';

/**
 * Chooses several groups of the directory.
 *
 * @param props Properties.
 */
export function GroupsControl( {
	words,
	value,
	error,
	onChange,
}: ControlProps ) {
	// The server has checked what it stored against its schema.
	const ids = ( Array.isArray( value ) ? value : [] ) as string[];

	return (
		<ListControl
			legend={ words.label }
			help={ words.help }
			entries={ ids }
			addLabel={ __( 'Add a group', 'wpo365-user-sync' ) }
			removeLabel={ __( 'Remove group', 'wpo365-user-sync' ) }
			makeEntry={ () => '' }
			onChange={ onChange }
			renderEntry={ ( id, change, index ) => (
				<GroupControl
					id={ id }
					error={ errorWithin( error, String( index ) )?.message }
					onChange={ change }
				/>
			) }
		/>
	);
}
