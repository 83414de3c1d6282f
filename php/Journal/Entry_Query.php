<?php
/**
 * Finds entries of a run page by page.
 *
 * @package WPO365\User_Sync
 */

declare( strict_types=1 );

namespace WPO365\User_Sync\Journal;

use WPO365\User_Sync\Json;

/**
 * One page of what a run, or an action by hand, has done, in that order.
 */
final class Entry_Query {

	/** @var int[]|null Accounts that the run has deleted and that are meant, once they were looked for: each has to be decrypted for that. */
	private ?array $deleted = null;

	/**
	 * @param string $search Part of a username, e-mail address, name, object id, field or value; empty: all.
	 */
	public function __construct(
		private readonly Entries $entries,
		private readonly int $run_id,
		private readonly string $search = '',
	) {}

	/**
	 * Counts the entries.
	 */
	public function count(): int {
		list( $where, $values ) = $this->where();
		return $this->entries->count( $where, ...$values );
	}

	/**
	 * Reads a page.
	 *
	 * @return list<Entry>
	 */
	public function page( int $page, int $per_page ): array {
		list( $where, $values ) = $this->where();
		array_push( $values, $per_page, ( $page - 1 ) * $per_page );
		return $this->entries->find( "$where ORDER BY id LIMIT %d OFFSET %d", ...$values );
	}

	/**
	 * @return array{string, list<mixed>} Condition and values.
	 */
	private function where(): array {
		global $wpdb;
		if ( '' === $this->search ) {
			return array( 'run_id = %d', array( $this->run_id ) );
		}
		$text  = '%' . $wpdb->esc_like( $this->search ) . '%';
		$value = $wpdb->esc_like( substr( Json::encode( $this->search ), 1, -1 ) ); // As it stands in the JSON of an entry.
		return array(
			"run_id = %d AND ( object_id LIKE %s OR field LIKE %s
				OR user_id IN ( SELECT ID FROM {$wpdb->users} WHERE user_login LIKE %s OR user_email LIKE %s OR display_name LIKE %s )
				OR user_id IN ( %d )
				OR ( keeping = '' AND kind <> 'created' AND ( value_before LIKE %s OR value_after LIKE %s ) )
				OR ( kind = 'created' AND value_after LIKE %s ) )",
			array( $this->run_id, $text, $text, $text, $text, $text, $this->deleted ??= $this->entries->deleted( $this->is_found( ... ), $this->run_id ), "%$value%", "%$value%", '["%' . $value . '%","%' ),
		);
	}

	/**
	 * Tells whether a deleted account had such a name.
	 *
	 * @param array<string, string> $record Its record of `users`.
	 */
	private function is_found( array $record ): bool {
		$names = array_intersect_key( $record, array_flip( array( 'user_login', 'user_email', 'display_name' ) ) );
		return array() !== array_filter( $names, fn( string $name ): bool => false !== stripos( $name, $this->search ) );
	}
}
