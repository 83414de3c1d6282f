import { __ } from '@wordpress/i18n';

import { wordsOf, type ControlProps } from './control-props';
import { GroupControl } from './group-control';
import { ListControl } from './list-control';
import { errorWithin } from './paths';

/**
 * Chooses several groups of the directory.
 *
 * @param props Properties.
 */
export function GroupsControl( props: ControlProps ) {
	const { schema, value, error, onChange } = props;
	const { label: legend, help } = wordsOf( props );
	// The server has checked what it stored against its schema.
	const ids = ( Array.isArray( value ) ? value : [] ) as string[];

	return (
		<ListControl
			legend={ legend }
			help={ help }
			entries={ ids }
			addLabel={ __( 'Add a group', 'wpo365-user-sync' ) }
			removeLabel={ __( 'Remove group', 'wpo365-user-sync' ) }
			makeEntry={ () => '' }
			onChange={ onChange }
			renderEntry={ ( id, change, index ) => (
				<GroupControl
					schema={ schema.items }
					id={ id }
					error={ errorWithin( error, String( index ) )?.message }
					onChange={ change }
				/>
			) }
		/>
	);
}
