<?php
/**
 * Where entries of the journal are kept.
 *
 * @package WPO365\User_Sync
 */

declare( strict_types=1 );

namespace WPO365\User_Sync\Journal;

use WPO365\User_Sync\Accounts\Account;
use WPO365\User_Sync\Database\Database;
use WPO365\User_Sync\Database\Database_Failed;
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

	/** Entries of deleted accounts that are looked at together, as long as they are not too many bytes: each holds a whole account. */
	private const DECRYPTED = 200;

	public function __construct( private readonly Secret_Store $secrets ) {}

	/**
	 * Tells whether secret values can be kept: without a key deleted people can't be restored.
	 */
	public function keeps_secrets(): bool {
		return $this->secrets->is_available();
	}

	/**
	 * Adds entries, in one statement where they are not too long for that: a deleted account may have megabytes of user meta.
	 *
	 * @param list<Entry> $entries Entries.
	 */
	public function add( array $entries ): void {
		$rows = function () use ( $entries ): \Generator {
			foreach ( $entries as $entry ) {
				yield $this->row( $entry ); // Encoded when its turn comes: they are not all in memory twice.
			}
		};
		Database::insert( Tables::name( 'journal' ), self::COLUMNS, $rows(), mend: true );
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
	 * Counts entries.
	 *
	 * @param string $condition SQL after WHERE.
	 * @param mixed  ...$args   For its placeholders.
	 */
	public function count( string $condition, mixed ...$args ): int {
		return Database::number( "SELECT COUNT(*) FROM %i WHERE $condition", Tables::name( 'journal' ), ...$args );
	}

	/**
	 * Lists what was done to accounts, newest first. Where the table is missing, nothing is known.
	 *
	 * @param int[] $user_ids Accounts.
	 * @return list<Entry>
	 */
	public function about( array $user_ids, int $count, int $offset = 0 ): array {
		try {
			return $this->find( 'user_id IN ( %d ) ORDER BY id DESC LIMIT %d OFFSET %d', $user_ids, $count, $offset );
		} catch ( Database_Failed ) {
			return array();
		}
	}

	/**
	 * Finds accounts that were deleted. What is kept of them is encrypted, so no statement finds them by their names.
	 *
	 * @param callable(array<string, string>, string): bool $is     Whether somebody is meant, by the record of `users` and the object id.
	 * @param int|null                                      $run_id The run that has deleted them; null: any.
	 * @return list<int> User ids.
	 */
	public function deleted( callable $is, ?int $run_id = null ): array {
		$found = array();
		$last  = 0;
		do {
			$batch = Run_Entries::light( Database::rows( "SELECT id, LENGTH( value_before ) AS size FROM %i WHERE kind = 'deleted' AND id > %d AND ( run_id = %d OR %d = 0 ) ORDER BY id LIMIT %d", Tables::name( 'journal' ), $last, (int) $run_id, (int) $run_id, self::DECRYPTED ) );
			$last  = (int) ( end( $batch )->id ?? 0 );
			foreach ( array() === $batch ? array() : $this->find( 'id IN ( %d ) ORDER BY id', array_column( $batch, 'id' ) ) as $entry ) {
				if ( isset( $entry->before['record'] ) && $is( $entry->before['record'], $entry->object_id ) ) {
					$found[] = $entry->user_id;
				}
			}
		} while ( array() !== $batch );
		return $found;
	}

	/**
	 * Finds accounts that are gone, whoever has deleted them, by an address that an open entry names, or by the object id.
	 *
	 * @param string $email     Their e-mail address, username or UPN; an empty string: nobody's.
	 * @param string $object_id Their object id; an empty string: nobody's.
	 * @return list<int> User ids.
	 */
	public function gone( string $email, string $object_id ): array {
		global $wpdb;
		$value = $wpdb->esc_like( substr( Json::encode( array( $email ) ), 0, -1 ) ) . '%';
		return Database::numbers(
			"SELECT DISTINCT user_id FROM %i WHERE user_id NOT IN ( SELECT ID FROM {$wpdb->users} )
			AND ( ( object_id = %s AND object_id <> '' ) OR ( %s <> '' AND keeping = '' AND field IN ( %s ) AND ( value_before LIKE %s OR value_after LIKE %s ) ) )",
			Tables::name( 'journal' ),
			$object_id,
			$email,
			array( 'user_email', 'user_login', Account::USER_PRINCIPAL_NAME ),
			$value,
			$value
		);
	}

	/**
	 * Tells usernames: of accounts that are there as they are now, else as they were when they were deleted or created.
	 *
	 * @param int[] $user_ids Accounts.
	 * @return array<int, string> By user id; accounts of which nothing is known are left out.
	 */
	public function logins( array $user_ids ): array {
		global $wpdb;
		$logins = array_map( strval( ... ), array_column( Database::rows( "SELECT ID, user_login FROM {$wpdb->users} WHERE ID IN ( %d )", $user_ids ), 'user_login', 'ID' ) );
		$gone   = array_diff( $user_ids, array_keys( $logins ) );
		foreach ( array() === $gone ? array() : $this->find( "user_id IN ( %d ) AND kind IN ( 'created', 'deleted' ) ORDER BY id", $gone ) as $entry ) {
			$logins[ $entry->user_id ] = (string) ( $entry->before['record']['user_login'] ?? $entry->after[0] ?? $logins[ $entry->user_id ] ?? '' );
		}
		return $logins;
	}

	/**
	 * Takes away what is too old, in batches.
	 *
	 * @param int $days    The setting history.journal_days.
	 * @param int $batches How many at most.
	 */
	public function forget_old( int $days, int $batches = 1 ): void {
		do {
			$is_done = Database::write( 'DELETE FROM %i WHERE acted_at <= %d LIMIT %d', Tables::name( 'journal' ), time() - $days * DAY_IN_SECONDS, self::AT_ONCE ) < self::AT_ONCE;
			--$batches;
		} while ( ! $is_done && $batches > 0 );
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
