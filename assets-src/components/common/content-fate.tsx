import { useDispatch, useSelect } from '@wordpress/data';
import { createInterpolateElement, useEffect } from '@wordpress/element';
import { __ } from '@wordpress/i18n';

import { getConfig } from '../../api/config';
import { store } from '../../store/page-store';
import { userLabel } from '../../words/labels';

interface Removal {
	content: 'reassign' | 'delete';
	reassign_to: number | null;
}

interface Fate {
	isDeleted: boolean;
	heir: string;
}

/**
 * Returns what becomes of content as the settings are now; until they are loaded, as they
 * were when the page was made.
 */
function useFate(): Fate {
	const { content, user } = getConfig();
	const { loadNames } = useDispatch( store );
	const { removal, names } = useSelect( ( select ) => {
		const { getSettings, getNames } = select( store );
		return {
			removal: getSettings()?.settings.removal as Removal | undefined,
			names: getNames(),
		};
	}, [] );
	const id = removal ? removal.reassign_to : content.id;

	useEffect( () => {
		if ( id !== null ) {
			void loadNames( [ id ] );
		}
	}, [ id, loadNames ] );

	return {
		isDeleted: ( removal?.content ?? content.mode ) === 'delete',
		heir: id === null ? user.name : ( names[ id ] ?? userLabel( id ) ),
	};
}

/** Says what becomes of the content of deleted users, as the settings are now. */
export function ContentFate() {
	return <FateInWords { ...useFate() } />;
}

/**
 * Says what becomes of the content of deleted users.
 *
 * @param props           Properties.
 * @param props.isDeleted Whether it is deleted with them.
 * @param props.heir      Name of who receives it otherwise.
 */
export function FateInWords( { isDeleted, heir }: Fate ) {
	return (
		<>
			<p>
				{ isDeleted
					? createInterpolateElement(
							__(
								'Their posts, pages and media are <strong>deleted with them</strong>, as the settings say.',
								'wpo365-user-sync'
							),
							{ strong: <strong /> }
						)
					: createInterpolateElement(
							/* translators: <name /> is the name of a WordPress user. */
							__(
								'Their posts, pages and media are reassigned to <name />.',
								'wpo365-user-sync'
							),
							{
								name: <strong>{ heir }</strong>,
							}
						) }
			</p>
			<p>
				{ __(
					'WordPress does not reassign comments, nor what other plugins keep about these users in tables of their own. A deleted user can’t be brought back.',
					'wpo365-user-sync'
				) }
			</p>
		</>
	);
}
