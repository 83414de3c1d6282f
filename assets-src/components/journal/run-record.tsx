import { Button } from '@wordpress/components';
import { useInstanceId } from '@wordpress/compose';
import { useState } from '@wordpress/element';
import { __ } from '@wordpress/i18n';

import type { Run } from '../../api/types';
import { isActive, isWriting } from '../../store/run';
import { JournalList } from './journal-list';
import { UndoButton } from './undo-button';

/**
 * Offers to look at all that a run changed, and to undo it.
 *
 * @param props     Properties.
 * @param props.run The run.
 */
export function RunRecord( { run }: { run: Run } ) {
	const [ isOpen, setIsOpen ] = useState( false );
	const listId = useInstanceId( RunRecord, 'wpo365-journal' );
	if ( ! isWriting( run ) ) {
		return null;
	}
	return (
		<>
			<div className="wpo365-buttons">
				{ ! isActive( run ) && (
					<UndoButton run={ run } account={ null } />
				) }
				<Button
					__next40pxDefaultSize
					variant="tertiary"
					aria-expanded={ isOpen }
					aria-controls={ isOpen ? listId : undefined }
					onClick={ () => setIsOpen( ! isOpen ) }
				>
					{ isOpen
						? __( 'Hide what was changed', 'wpo365-user-sync' )
						: __( 'Show what was changed', 'wpo365-user-sync' ) }
				</Button>
			</div>
			{ isOpen && (
				<div id={ listId }>
					<JournalList run={ run } />
				</div>
			) }
		</>
	);
}
