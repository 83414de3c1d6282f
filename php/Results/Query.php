<?php
/**
 * Finds rows of results page by page.
 *
 * @package WPO365\User_Sync
 */

declare( strict_types=1 );

namespace WPO365\User_Sync\Results;

use WPO365\User_Sync\Database\Database;
use WPO365\User_Sync\Database\Tables;

/**
 * One page of a table: filtered, searched, ordered. Columns come from {@see Columns}.
 */
final class Query {

	/**
	 * @param Status[] $statuses Empty: all.
	 * @param string   $order_by A row's property that leaves the server.
	 */
	public function __construct(
		private readonly Table $table,
		private readonly array $statuses = array(),
		private readonly string $search = '',
		private readonly string $order_by = 'id',
		private readonly bool $descending = false,
	) {}

	/**
	 * Counts the rows.
	 */
	public function count(): int {
		global $wpdb;
		list( $where, $values ) = $this->where();
		return Database::number( $wpdb->prepare( "SELECT COUNT(*) FROM %i WHERE $where", Tables::name( 'results' ), ...$values ) ); // phpcs:ignore WordPress.DB.PreparedSQL -- $where is made of placeholders.
	}

	/**
	 * Reads a page.
	 *
	 * @return Result[]
	 */
	public function page( int $page, int $per_page ): array {
		global $wpdb;
		list( $where, $values ) = $this->where();
		$direction              = $this->descending ? 'DESC' : 'ASC';
		$column                 = Columns::shown()[ $this->order_by ]->name;
		array_push( $values, $column, $per_page, ( $page - 1 ) * $per_page );
		// phpcs:ignore WordPress.DB.PreparedSQL -- $where is made of placeholders, $direction is one of two words.
		return Repository::hydrate_all( Database::rows( $wpdb->prepare( "SELECT * FROM %i WHERE $where ORDER BY %i $direction, id $direction LIMIT %d OFFSET %d", Tables::name( 'results' ), ...$values ) ) );
	}

	/**
	 * @return array{string, list<string>} Condition and values.
	 */
	private function where(): array {
		global $wpdb;
		// Only the last run has rows; naming it lets the index serve.
		$conditions = array( 'run_id = %d', 'table_name = %s' );
		$values     = array( Database::number( $wpdb->prepare( 'SELECT MAX(run_id) FROM %i', Tables::name( 'results' ) ) ), $this->table->value );
		if ( $this->statuses ) {
			$conditions[] = 'status IN ( ' . implode( ', ', array_fill( 0, count( $this->statuses ), '%s' ) ) . ' )';
			array_push( $values, ...array_map( static fn( Status $status ): string => $status->value, $this->statuses ) );
		}
		if ( '' !== $this->search ) {
			$columns      = array_column( array_filter( Columns::all(), static fn( Column $column ): bool => $column->is_searched ), 'name' );
			$conditions[] = '( ' . implode( ' OR ', array_map( static fn( string $column ): string => "$column LIKE %s", $columns ) ) . ' )';
			array_push( $values, ...array_fill( 0, count( $columns ), '%' . $wpdb->esc_like( $this->search ) . '%' ) );
		}
		return array( implode( ' AND ', $conditions ), $values );
	}
}
