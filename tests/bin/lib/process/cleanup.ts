/**
 * What has to be ended when this process ends, however it ends.
 */
type Work = () => void | Promise< void >;

const pending = new Set< Work >();
let listening = false;

/**
 * Remembers work to be done before this process goes.
 *
 * @return A function that does the work now, once.
 */
export function beforeExit( work: Work ): () => Promise< void > {
	listen();
	pending.add( work );
	return async () => {
		if ( pending.delete( work ) ) {
			await work();
		}
	};
}

/** Does everything that was remembered, the newest first. */
export async function cleanUp(): Promise< void > {
	for ( const work of [ ...pending ].reverse() ) {
		pending.delete( work );
		await work();
	}
}

function listen(): void {
	if ( listening ) {
		return;
	}
	listening = true;
	for ( const signal of [ 'SIGINT', 'SIGTERM', 'SIGHUP' ] as const ) {
		process.once( signal, () => {
			void cleanUp().finally( () => process.exit( 130 ) );
		} );
	}
}
