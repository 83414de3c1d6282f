/**
 * fast-check, with the same cases each time on CI. Where a property fails, it prints seed and path:
 * `fc.assert( property, { seed, path } )` is that case again.
 */
import fc from 'fast-check';

fc.configureGlobal( {
	numRuns: 150,
	...( process.env.CI ? { seed: 20260131 } : {} ),
} );

export default fc;
