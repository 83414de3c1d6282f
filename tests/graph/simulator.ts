import { getResponse, type RequestHandler } from 'msw';
import { Clock } from './clock';
import { controlHandlers } from './control';
import { DeltaTokens } from './delta';
import { Directory } from './directory';
import { FaultScript } from './faults';
import { Grants } from './grants';
import { GroupDirectory } from './group-directory';
import { SigningKeys } from './keys';
import { RequestLog } from './log';
import { defaultOptions, type TenantOptions } from './options';
import { PageTokens } from './paging';
import { handlersFor } from './pipeline';
import { defaultSignIn, type SignIn } from './sign-in';
import { AccessTokens } from './tokens';

/** The simulated tenant with everything around it. */
export interface Simulator {
	readonly clock: Clock;
	readonly log: RequestLog;
	readonly faults: FaultScript;
	/** msw handlers: the service and its control. */
	readonly handlers: RequestHandler[];
	options: TenantOptions;
	directory: Directory;
	groups: GroupDirectory;
	readonly keys: SigningKeys;
	grants: Grants;
	signIn: SignIn;
	tokens: AccessTokens;
	pages: PageTokens;
	deltas: DeltaTokens;
	/** Origin that is announced; '' where any is right. */
	origin: string;
	/** Origin of the second listener, where nothing should ever arrive. */
	elsewhere: string;
	/** Until when no request should come (tenant's clock), after a Retry-After. */
	quietUntil: number;
	/** Resource units spent in the current window. */
	spent: { since: number; units: number };
	/** Starts anew; what is not given is as it was at the start. */
	reset: ( options?: TenantPatch ) => void;
	quiet: ( until: number ) => void;
	/** Answers a request as the handlers do. */
	answer: ( request: Request ) => Promise< Response >;
}

export type TenantPatch = Partial< Omit< TenantOptions, 'app' > > & {
	app?: Partial< TenantOptions[ 'app' ] >;
};

/**
 * Makes a simulator.
 *
 * @param patch What is to differ from the tenant everything starts with.
 */
export function createSimulator( patch: TenantPatch = {} ): Simulator {
	const clock = new Clock();
	const state = ( change: TenantPatch ) => {
		const defaults = defaultOptions();
		const options: TenantOptions = {
			...defaults,
			...change,
			app: { ...defaults.app, ...change.app },
		};
		const directory = new Directory( {
			users: options.users,
			seed: options.seed,
			awkward: options.awkward,
			domain: options.domain,
			initialDomain: options.initial_domain,
			delay: options.replication_delay,
			now: () => clock.now(),
		} );
		return {
			options,
			directory,
			groups: new GroupDirectory( directory, options.seed ),
			grants: new Grants(),
			signIn: defaultSignIn(),
			tokens: new AccessTokens( clock ),
			pages: new PageTokens(),
			deltas: new DeltaTokens(),
			quietUntil: 0,
			spent: { since: 0, units: 0 },
		};
	};
	const simulator: Simulator = {
		clock,
		log: new RequestLog(),
		faults: new FaultScript(),
		handlers: [],
		keys: new SigningKeys(),
		origin: '',
		elsewhere: 'http://elsewhere.example',
		...state( patch ),
		reset( change = {} ) {
			clock.reset();
			this.log.clear();
			this.faults.clear();
			Object.assign(
				this,
				state( {
					...patch,
					...change,
					app: { ...patch.app, ...change.app },
				} )
			);
		},
		async answer( request ) {
			return (
				( await getResponse( this.handlers, request ) ) ??
				new Response( 'Not found.', {
					status: 404,
					headers: { 'Content-Type': 'text/plain' },
				} )
			);
		},
		quiet( until ) {
			this.quietUntil = Math.max( this.quietUntil, until );
		},
	};
	simulator.handlers.push(
		...controlHandlers( simulator ),
		...handlersFor( simulator )
	);
	return simulator;
}
