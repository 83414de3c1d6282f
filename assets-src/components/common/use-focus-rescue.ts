import { useEffect, useRef, type RefObject } from '@wordpress/element';

/**
 * Moves the focus to a fallback when the focused control disappears, so that keyboard
 * users are not thrown back to the top of the page.
 *
 * @param area     Where controls come and go.
 * @param fallback What gets the focus instead.
 */
export function useFocusRescue(
	area: RefObject< HTMLElement | null >,
	fallback: RefObject< HTMLElement | null >
): void {
	const last = useRef< Element | null >( null );

	useEffect( () => {
		const node = area.current;
		const remember = ( event: FocusEvent ) => {
			last.current =
				event.target instanceof Element ? event.target : null;
		};
		const forget = ( event: FocusEvent ) => {
			// Without a next element the control may have been removed: keep it in mind.
			if ( event.relatedTarget !== null ) {
				last.current = null;
			}
		};
		node?.addEventListener( 'focusin', remember );
		node?.addEventListener( 'focusout', forget );
		return () => {
			node?.removeEventListener( 'focusin', remember );
			node?.removeEventListener( 'focusout', forget );
		};
	}, [ area ] );

	// On purpose after every render: any of them may have removed the control.
	useEffect( () => {
		const { activeElement, body } = document;
		if (
			last.current &&
			! last.current.isConnected &&
			( activeElement === null || activeElement === body )
		) {
			last.current = null;
			fallback.current?.focus( { preventScroll: true } );
		}
	} );
}
