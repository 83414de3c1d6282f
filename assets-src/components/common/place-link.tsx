import type { MouseEvent, ReactNode } from 'react';

import { addressOf, type Place } from './use-place';

interface Props {
	place: Place;
	onOpen: ( place: Place ) => void;
	isCurrent?: boolean;
	children: ReactNode;
}

/**
 * A link to a table on this page. A plain click opens it without loading the page
 * again; a click that asks for a new tab or window is left to the browser.
 *
 * @param props Properties.
 */
export function PlaceLink( {
	place,
	onOpen,
	isCurrent = false,
	children,
}: Props ) {
	const open = ( event: MouseEvent ) => {
		const { metaKey, ctrlKey, shiftKey, altKey, button } = event;
		if ( metaKey || ctrlKey || shiftKey || altKey || button !== 0 ) {
			return;
		}
		event.preventDefault();
		onOpen( place );
	};

	return (
		<a
			href={ addressOf( place ) }
			aria-current={ isCurrent ? 'true' : undefined }
			onClick={ open }
		>
			{ children }
		</a>
	);
}
