import '@testing-library/jest-dom';
import { configure } from '@testing-library/react';

// A machine with other things to do is slow, not wrong.
configure( { asyncUtilTimeout: 5_000 } );

/** What browsers have and jsdom lacks, so far as the page needs it. */
if ( typeof window !== 'undefined' ) {
	window.matchMedia ??= ( query: string ): MediaQueryList => ( {
		matches: false,
		media: query,
		onchange: null,
		addEventListener: () => undefined,
		removeEventListener: () => undefined,
		addListener: () => undefined,
		removeListener: () => undefined,
		dispatchEvent: () => false,
	} );
	window.ResizeObserver ??= class {
		observe(): void {}
		unobserve(): void {}
		disconnect(): void {}
	};
	window.IntersectionObserver ??= class implements IntersectionObserver {
		readonly root = null;
		readonly rootMargin = '';
		readonly scrollMargin = '';
		readonly thresholds = [];
		observe(): void {}
		unobserve(): void {}
		disconnect(): void {}
		takeRecords(): IntersectionObserverEntry[] {
			return [];
		}
	};
	Element.prototype.scrollIntoView ??= () => undefined;
}
