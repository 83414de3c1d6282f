<?php
/**
 * A run as it is stored.
 *
 * @package WPO365\User_Sync
 */

declare( strict_types=1 );

namespace WPO365\User_Sync\Sync\Run;

use WPO365\User_Sync\Database\Database;
use WPO365\User_Sync\Database\Database_Failed;
use WPO365\User_Sync\Json;

/**
 * Turns records of the table of runs into runs, and back.
 */
final class Run_Record {

	/**
	 * Gives the columns that saving a run sets.
	 *
	 * @return array<string, int|string|null>
	 */
	public static function columns( Run $run ): array {
		return array(
			'active'      => $run->status->is_active() ? 1 : null,
			'status'      => $run->status->value,
			'phase'       => $run->phase->value,
			'counts'      => Json::encode( $run->counts ),
			'received'    => $run->received,
			'expected'    => $run->expected,
			'resume_at'   => $run->resume_at,
			'held'        => null === $run->held ? '' : Json::encode( $run->held ),
			'error'       => null === $run->error ? '' : Json::encode( $run->error ),
			'updated_at'  => time(),
			'finished_at' => $run->finished_at,
			'tenant_id'   => $run->tenant_id,
			'state'       => Json::encode( $run->memory->to_array() ),
			'rest'        => array() === $run->rest ? '' : Json::encode( $run->rest ),
		);
	}

	/**
	 * Reads runs.
	 *
	 * @param string $sql     A SELECT of whole records.
	 * @param mixed  ...$args For its placeholders.
	 * @return list<Run>
	 * @throws Database_Failed Where the database refuses it: no answer must not look like no run.
	 */
	public static function read( string $sql, mixed ...$args ): array {
		return array_map( static fn( object $row ): Run => self::hydrate( (array) $row ), Database::rows( $sql, ...$args ) );
	}

	/**
	 * @param array<string, string|null> $row Record.
	 */
	private static function hydrate( array $row ): Run {
		$decode = static fn( string $json ): array => '' === $json ? array() : (array) json_decode( $json, true );
		$int    = static fn( ?string $value ): ?int => null === $value ? null : (int) $value;
		$counts = $decode( $row['counts'] ) + array_fill_keys( Run::COUNTS, 0 );

		$counts['received'] = (int) $row['received'];
		return new Run(
			id: (int) $row['id'],
			kind: Run_Kind::tryFrom( $row['kind'] ) ?? Run_Kind::Full,
			status: Run_Status::from( $row['status'] ),
			phase: Phase::from( $row['phase'] ),
			sequence: (int) $row['sequence'],
			options: Boxes::from_array( $decode( $row['options'] ) ),
			counts: $counts,
			received: (int) $row['received'],
			expected: $int( $row['expected'] ),
			resume_at: $int( $row['resume_at'] ),
			held: $decode( $row['held'] ) ?: null,
			error: $decode( $row['error'] ) ?: null,
			origin: $row['origin'],
			started_by: (int) $row['started_by'],
			started_at: (int) $row['started_at'],
			updated_at: (int) $row['updated_at'],
			finished_at: $int( $row['finished_at'] ),
			tenant_id: $row['tenant_id'],
			fingerprint: $row['fingerprint'],
			memory: Run_Memory::from_array( $decode( $row['state'] ) ),
			rest: $decode( $row['rest'] ),
			deaths: (int) $row['deaths'],
			stalls: (int) ( $row['stalls'] ?? 0 ),
			touched: $decode( $row['touched'] ?? '' ),
		);
	}
}
