/**
 * Names the simulated tenant that demo, tests and the README share.
 *
 * Nothing here is secret: the tenant exists only on loopback. All hosts end in the reserved `.example`.
 */
export const TENANT_ID = '6b5f2c1e-9d34-4a87-8c60-1f2e3d4c5b6a';
export const TENANT_NAME = 'Lakeside School';
export const TENANT_DOMAIN = 'lakeside.example';
/** The domain a tenant starts with; guests' user principal names end in it. */
export const INITIAL_DOMAIN = 'lakeside-ms.example';

export const CLIENT_ID = '0c9a7e52-3b18-4f6d-a1c4-7e85d2906b3f';
/** Looks like a real one: it holds the characters that break careless form encoding. */
export const CLIENT_SECRET = 'Sim8Q~lakeside.Secret_+value-%&=0001';
/** The secret's id, which people paste instead of its value. */
export const SECRET_ID = 'd4f1b6a0-52c7-4e39-b8d1-9a0c3e7f6521';
/** A second secret of the application, which ran out long ago. */
export const EXPIRED_SECRET = 'Old7Q~lakeside.Secret-expired';

/** The query of the address that Microsoft sends the browser back to. */
export const REDIRECT_PATH =
	'/wp-admin/admin-post.php?action=wpo365_user_sync_connect';

export const PORT = 8790;
export const USERS = 60;
export const SEED = 'lakeside';

/** Microsoft Graph's own application id, as it stands in tokens and messages. */
export const GRAPH_APP_ID = '00000003-0000-0000-c000-000000000000';
