<?php
/**
 * What follows when Graph does not answer as hoped.
 *
 * @package WPO365\User_Sync
 */

declare( strict_types=1 );

namespace WPO365\User_Sync\Sync\Run;

use WPO365\User_Sync\Graph\Graph_Error;
use WPO365\User_Sync\Graph\Graph_Exception;

/**
 * Waits and tries again, begins the listing anew, or ends the run with a sentence.
 */
final class Retry {

	/** Tries in a row before a run fails. */
	public const TRIES = 8;

	/** Seconds of the first pause where Graph names none, doubled with every try, and the longest of them. */
	private const PAUSE         = 2;
	private const LONGEST_PAUSE = 180;

	/** Listings begun anew because Graph refused a page's link. */
	public const RESTARTS = 3;

	/**
	 * Changes a run according to a failure.
	 */
	public function apply( Run $run, Graph_Exception $failure ): void {
		if ( Graph_Error::Expired_Page_Token === $failure->error && $run->memory->restarts < self::RESTARTS && in_array( $run->phase, array( Phase::Groups, Phase::Listing ), true ) ) {
			$run->begin_pages_anew();
			++$run->memory->restarts;
			return;
		}
		$tries = $run->memory->tries + 1;
		if ( $failure->is_retryable() && $tries <= self::TRIES ) {
			$run->status         = Run_Status::Waiting;
			$run->memory->tries = $tries;
			// Rounded up: a request within the pause counts against the limit and prolongs it.
			$run->resume_at = (int) ceil( microtime( true ) + ( self::pause( $tries, $failure->retry_after ) ) );
			if ( Graph_Error::Throttled === $failure->error ) {
				$run->memory->throttled += $run->resume_at - time();
			}
			return;
		}
		$run->memory->tries = 0;
		$run->fail( self::code( $failure->error ), $failure->getMessage(), array( 'status' => $failure->status ) + $failure->details );
	}

	/**
	 * Tells the pause. Graph's word counts for the first refusal; from the second in a row on the pause is at least one that doubles, with jitter, so that many sites do not come back together.
	 *
	 * @param int|null $named Whole seconds that Graph asks for; null where it names none.
	 * @return float Seconds.
	 */
	private static function pause( int $tries, ?int $named ): float {
		if ( 1 === $tries && null !== $named ) {
			return $named;
		}
		$pause = min( self::LONGEST_PAUSE, self::PAUSE * 2 ** ( $tries - 1 ) );
		return max( (float) $named, $pause * ( 0.75 + wp_rand( 0, 500 ) / 1000 ) );
	}

	/**
	 * Tells the contract's code for a failure.
	 */
	public static function code( Graph_Error $error ): string {
		return match ( $error ) {
			Graph_Error::Throttled          => 'throttled',
			Graph_Error::Unreachable, Graph_Error::Server_Error => 'unreachable',
			Graph_Error::Unauthorized, Graph_Error::Not_Configured => 'unauthorized',
			Graph_Error::Forbidden          => 'forbidden',
			Graph_Error::Link_Refused       => 'link_refused',
			Graph_Error::Sign_In_Needed     => 'sign_in_needed',
			Graph_Error::Expired_Page_Token => 'listing_incomplete',
			Graph_Error::Not_Found, Graph_Error::Bad_Request, Graph_Error::Not_Supported, Graph_Error::Bad_Response => 'bad_response',
		};
	}
}
