<?php
/**
 * Where entries of the journal are kept.
 *
 * @package WPO365\User_Sync
 */

declare( strict_types=1 );

namespace WPO365\User_Sync\Journal;

use WPO365\User_Sync\Database\Database;
use WPO365\User_Sync\Database\Tables;
use WPO365\User_Sync\Json;
use WPO365\User_Sync\Settings\Secret_Store;

/**
 * All SQL on the table of the journal. Secret values are encrypted; where there is no key, they are not kept.
 */
final class Entries {

	private const COLUMNS = array(
		'run_id'       => '%d',
		'user_id'      => '%d',
		'object_id'    => '%s',
		'kind'         => '%s',
		'field'        => '%s',
		'value_before' => '%s',
		'value_after'  => '%s',
		'keeping'      => '%s',
		'acted_at'     => '%d',
		'acted_by'     => '%d',
	);

	/** How the values of an entry are kept. */
	private const OPEN   = '';
	private const SEALED = 'sealed';
	private const LOST   = 'lost';

	/** Rows taken away by one statement. */
	private const AT_ONCE = 5000;

	public function __construct( private readonly Secret_Store $secrets ) {}

	/**
	 * Tells whether secret values can be kept: without a key deleted people can't be restored.
	 */
	public function keeps_secrets(): bool {
		return $this->secrets->is_available();
	}

	/**
	 * Adds entries, all in one statement.
	 *
	 * @param list<Entry> $entries Entries.
	 */
	public function add( array $entries ): void {
		Database::insert( Tables::name( 'journal' ), self::COLUMNS, array_map( $this->row( ... ), $entries ), mend: true );
	}

	/**
	 * Reads entries.
	 *
	 * @param string $condition SQL after WHERE, with ORDER BY and LIMIT.
	 * @param mixed  ...$args   For its placeholders.
	 * @return list<Entry>
	 */
	public function find( string $condition, mixed ...$args ): array {
		return array_map( $this->read( ... ), Database::rows( "SELECT * FROM %i WHERE $condition", Tables::name( 'journal' ), ...$args ) );
	}

	/**
	 * Takes away what is too old.
	 *
	 * @param int $days The setting history.journal_days.
	 * @return bool Whether there may be more.
	 */
	public function forget_old( int $days ): bool {
		return self::AT_ONCE === Database::write( 'DELETE FROM %i WHERE acted_at < %d LIMIT %d', Tables::name( 'journal' ), time() - $days * DAY_IN_SECONDS, self::AT_ONCE );
	}

	/**
	 * Takes away what is known of accounts.
	 *
	 * @param int[] $user_ids Accounts.
	 * @return int How many entries.
	 */
	public function forget( array $user_ids ): int {
		return Database::write( 'DELETE FROM %i WHERE user_id IN ( %d )', Tables::name( 'journal' ), $user_ids );
	}

	/**
	 * @return list<int|string|null>
	 */
	private function row( Entry $entry ): array {
		$keeping = match ( true ) {
			// What is no text can't be put back as it was.
			false === json_encode( array( $entry->before, $entry->after ) ) => self::LOST, // phpcs:ignore WordPress.WP.AlternativeFunctions -- wp_json_encode() mends what it can't encode.
			! $entry->is_secret    => self::OPEN,
			$this->keeps_secrets() => self::SEALED,
			default                => self::LOST,
		};
		$encode  = fn( ?array $value ): ?string => match ( true ) {
			null === $value || self::LOST === $keeping => null,
			self::SEALED === $keeping                  => $this->secrets->seal( $value ),
			default                                    => Json::encode( $value ),
		};
		return array( $entry->run_id, $entry->user_id, $entry->object_id, $entry->kind->value, $entry->field, $encode( $entry->before ), $encode( $entry->after ), $keeping, $entry->at, $entry->by );
	}

	private function read( object $row ): Entry {
		$sealed  = self::SEALED === $row->keeping;
		$decode  = fn( ?string $value ): ?array => null === $value ? null : ( $sealed ? $this->secrets->open( $value ) : (array) json_decode( $value, true ) );
		$before  = $decode( $row->value_before );
		$after   = $decode( $row->value_after );
		$is_lost = self::LOST === $row->keeping || ( null === $before ) !== ( null === $row->value_before ) || ( null === $after ) !== ( null === $row->value_after );
		return new Entry(
			(int) $row->run_id,
			(int) $row->user_id,
			$row->object_id,
			Entry_Kind::from( $row->kind ),
			$row->field,
			$before,
			$after,
			self::OPEN !== $row->keeping,
			$is_lost,
			(int) $row->acted_at,
			(int) $row->acted_by,
			(int) $row->id
		);
	}
}
