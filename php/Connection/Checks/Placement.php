<?php
/**
 * Where a failure belongs.
 *
 * @package WPO365\User_Sync
 */

declare( strict_types=1 );

namespace WPO365\User_Sync\Connection\Checks;

use WPO365\User_Sync\Graph\Graph_Error;
use WPO365\User_Sync\Graph\Graph_Exception;

/**
 * Finds the line of the checklist on which a failure has to be shown.
 */
final class Placement {

	/**
	 * Lines for the numbers of the sign-in service.
	 *
	 * @see \WPO365\User_Sync\Connection\Sign_In\Aadsts
	 */
	private const NUMBERS = array(
		'tenant'      => array( 90002, 90038, 900023, 50194, 9001023 ),
		'application' => array( 700016, 7000112 ),
		'secret'      => array( 7000215, 7000222, 7000218, 700027 ),
		'token'       => array( 70011, 1002012, 500011, 53003, 530032 ),
		'consent'     => array( 65001, 65004, 90094, 90095 ),
		'account'     => array( 50011, 50034, 50055, 50057, 50058, 50074, 50076, 50079, 50105, 50173, 500112, 54005, 501481, 70000, 70008, 70043, 700005, 700081, 700082, 700084 ),
		'throttling'  => array( 50196, 90055 ),
	);

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
		foreach ( self::NUMBERS as $id => $numbers ) {
			if ( in_array( $failure->details['aadsts'] ?? 0, $numbers, true ) ) {
				return Check_Id::from( $id );
			}
		}
		$by_code = self::CODES[ strtolower( $failure->details['graph_code'] ?? '' ) ] ?? null;
		if ( null !== $by_code ) {
			return Check_Id::from( $by_code );
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
