import { createInterpolateElement } from '@wordpress/element';
import { __ } from '@wordpress/i18n';

import { getConfig } from '../config';

/** Says what becomes of the content of deleted users. */
export function ContentFate() {
	const { content, user } = getConfig();

	return (
		<>
			<p>
				{ content.mode === 'delete'
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
								name: (
									<strong>
										{ content.name ?? user.name }
									</strong>
								),
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
