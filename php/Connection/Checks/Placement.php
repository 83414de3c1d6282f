<?php
/**
 * Where a failure belongs.
 *
 * @package WPO365\User_Sync
 */

declare( strict_types=1 );

namespace WPO365\User_Sync\Connection\Checks;

use WPO365\User_Sync\Connection\Sign_In\Aadsts;
use WPO365\User_Sync\Graph\Graph_Error;
use WPO365\User_Sync\Graph\Graph_Exception;

/**
 * Finds the line of the checklist on which a failure has to be shown.
 */
final class Placement {

	/**
	 * Lines for codes of Microsoft Graph, in lower case, and for codes of the sign-in service that came without a number.
	 */
	private const CODES = array(
		'authorization_identitynotfound' => 'application',
		'authorization_identitydisabled' => 'application',
		'insufficient_claims'            => 'token',
		'unauthorized'                   => 'tenant',
		'invalid_tenant'                 => 'tenant',
		'unauthorized_client'            => 'application',
		'invalid_client'                 => 'secret',
		'invalid_scope'                  => 'token',
		'invalid_resource'               => 'token',
		'consent_required'               => 'consent',
		'authentication_requestfromnonpremiumtenantorb2ctenant' => 'full_profiles',
	);

	/**
	 * Finds the line.
	 *
	 * @param Graph_Exception $failure The failure.
	 * @param Check_Id        $tried   The check that failed.
	 */
	public static function of( Graph_Exception $failure, Check_Id $tried ): Check_Id {
		if ( Graph_Error::Server_Error === $failure->error ) {
			return Check_Id::Network;
		}
		$line = Aadsts::line( $failure->details['aadsts'] ?? null ) ?? self::CODES[ strtolower( $failure->details['graph_code'] ?? '' ) ] ?? null;
		if ( null !== $line ) {
			return Check_Id::from( $line );
		}
		return match ( $failure->error ) {
			Graph_Error::Unreachable, Graph_Error::Bad_Response => Check_Id::Network,
			Graph_Error::Throttled                                                         => Check_Id::Throttling,
			Graph_Error::Unauthorized                                                      => Check_Id::Token,
			Graph_Error::Sign_In_Needed                                                    => Check_Id::Account,
			Graph_Error::Not_Configured                                                    => isset( $failure->details['cause'] ) ? Check_Id::Network : $tried,
			default                                                                        => $tried,
		};
	}
}
