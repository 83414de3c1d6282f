import type { Query } from './query';
import type { ActiveFault, Fault, FaultKind } from './faults';
import type { JsonObject } from './json';
import type { Simulator } from './simulator';
import type { AccessToken } from './tokens';

/** One request on its way through the simulator. */
export interface Exchange {
	readonly simulator: Simulator;
	readonly request: Request;
	/** Path and query byte for byte as they arrived. */
	readonly rawUrl: string;
	/** Scheme, host and port that were called. */
	readonly origin: string;
	readonly route: string;
	readonly params: Readonly< Record< string, string > >;
	readonly query: Query;
	readonly faults: readonly ActiveFault[];
	readonly requestId: string;
	readonly clientRequestId: string;
	/** Form or JSON of the body, read once. */
	readonly body: JsonObject | null;
	token: AccessToken | undefined;
	/** Resource units the answer costs. */
	units: number;
	link: 'exact' | 'altered' | null;
	rows: number | null;
}

/**
 * Finds a fault of a kind that acts on the request.
 *
 * @param exchange The request.
 * @param kind     Kind of fault.
 */
export function faultOf< Kind extends FaultKind[ 'kind' ] >(
	exchange: Exchange,
	kind: Kind
): Extract< Fault, { kind: Kind } > | undefined {
	return exchange.faults
		.map( ( { fault } ) => fault )
		.find(
			( fault ): fault is Extract< Fault, { kind: Kind } > =>
				fault.kind === kind
		);
}
