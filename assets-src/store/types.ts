import type { Api } from '../api/client';

/** What the store needs from outside; tests bring their own. */
export interface StoreDeps {
	api: Api;
	sleep: ( milliseconds: number, signal: AbortSignal ) => Promise< void >;
	/** Milliseconds since 1970 by the server's clock. */
	now: () => number;
}

/** Dispatches a plain action, or runs a thunk and returns what it returns. */
export interface Dispatch {
	< R >( thunk: ( args: never ) => R ): R;
	( action: { type: string } ): unknown;
	invalidateResolutionForStoreSelector: ( selector: string ) => unknown;
}
