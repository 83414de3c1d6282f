<?php
/**
 * What a run has cost, told.
 *
 * @package WPO365\User_Sync
 */

declare( strict_types=1 );

namespace WPO365\User_Sync\Sync\Run;

use WPO365\User_Sync\Graph\Traffic;

/**
 * Makes the report of a run from what it remembers.
 */
final class Report {

	/** Phases that take time. */
	private const PHASES = array( Phase::Groups, Phase::Listing, Phase::Matching, Phase::Absent );

	/**
	 * Gives the report.
	 *
	 * @return array<string, mixed>
	 */
	public static function of( Run $run ): array {
		$memory  = $run->memory;
		$names   = array_column( self::PHASES, 'value' );
		$seconds = array_map( static fn( string $phase ): float => round( (float) ( $memory->seconds[ $phase ] ?? 0 ), 2 ), array_combine( $names, $names ) );
		$worked  = array_sum( $memory->seconds );
		return array(
			'requests'          => array_sum( $memory->latencies ),
			'pages'             => $memory->pages_read,
			'throttled_seconds' => $memory->throttled,
			'latency_ms'        => array(
				'median' => Traffic::latency( $memory->latencies, 0.5 ),
				'p95'    => Traffic::latency( $memory->latencies, 0.95 ),
			),
			'seconds'           => $seconds,
			'people_per_second' => $worked > 0 ? round( $run->received / $worked, 1 ) : null,
		);
	}

	/**
	 * Describes the report.
	 *
	 * @return array<string, mixed>
	 */
	public static function schema(): array {
		$integer = array( 'type' => 'integer' );
		$milli   = array( 'type' => array( 'integer', 'null' ) );
		$object  = static fn( array $properties ): array => array( 'type' => 'object', 'properties' => $properties );
		return $object(
			array(
				'requests'          => $integer,
				'pages'             => $integer,
				'throttled_seconds' => $integer,
				'latency_ms'        => $object( array( 'median' => $milli, 'p95' => $milli ) ),
				'seconds'           => $object( array_fill_keys( array_column( self::PHASES, 'value' ), array( 'type' => 'number' ) ) ),
				'people_per_second' => array( 'type' => array( 'number', 'null' ) ),
			)
		) + array( 'description' => __( 'What the run has cost: requests, waits, and time that was worked.', 'wpo365-user-sync' ) );
	}
}
