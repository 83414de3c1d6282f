import '@testing-library/jest-dom';
import { configure } from '@testing-library/react';
import { Socket } from 'node:net';

const LOOPBACK = [ 'localhost', '127.0.0.1', '::1', '::' ];

// No test asks another machine, also where a request slips past msw.
const { connect } = Socket.prototype;
Socket.prototype.connect = function ( this: Socket, ...given: unknown[] ) {
	const [ first, second ] = given.flat() as [ unknown, unknown ];
	const host =
		typeof first === 'object' && first !== null && 'host' in first
			? first.host
			: typeof second === 'string' && second;
	if ( typeof host === 'string' && ! LOOPBACK.includes( host ) ) {
		throw new Error( `A test asks another machine: ${ host }.` );
	}
	return Reflect.apply( connect, this, given ) as Socket;
} as typeof connect;

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
