import '@testing-library/jest-dom';

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
