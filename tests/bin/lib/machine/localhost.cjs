/**
 * Lets Node find "localhost" where the system can't: a bare Debian has no /etc/hosts. Loaded by
 * bootstrap.mjs into every process of the tools, because wp-env knows its site by no other name.
 */
const dns = require( 'node:dns' );

const LOOPBACK = { address: '127.0.0.1', family: 4 };
const { lookup } = dns;

dns.lookup = ( name, options, callback = options ) => {
	if ( name !== 'localhost' ) {
		return lookup( name, options, callback );
	}
	process.nextTick( () =>
		options.all
			? callback( null, [ LOOPBACK ] )
			: callback( null, LOOPBACK.address, LOOPBACK.family )
	);
};

const { lookup: promised } = dns.promises;
dns.promises.lookup = async ( name, options ) => {
	if ( name !== 'localhost' ) {
		return promised( name, options );
	}
	return options?.all ? [ LOOPBACK ] : LOOPBACK;
};
