import { api } from '../api/client';
import { serverNow } from '../api/config';
import { sleep } from '../sync/sleep';
import { createPageStore } from '.';

/** The store of the page as it runs in a browser. */
export const store = createPageStore( { api, sleep, now: serverNow } );
