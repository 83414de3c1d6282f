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
		list( $where, $values ) = $this->where();
		return Database::number( "SELECT COUNT(*) FROM %i WHERE $where", Tables::name( 'results' ), ...$values );
	}

	/**
	 * Reads a page.
	 *
	 * @return Result[]
	 */
	public function page( int $page, int $per_page ): array {
		list( $where, $values ) = $this->where();
		$direction              = $this->descending ? 'DESC' : 'ASC';
		$column                 = Columns::shown()[ $this->order_by ]->name;
		array_push( $values, $column, $per_page, ( $page - 1 ) * $per_page );
		return Repository::hydrate_all( Database::rows( "SELECT * FROM %i WHERE $where ORDER BY %i $direction, id $direction LIMIT %d OFFSET %d", Tables::name( 'results' ), ...$values ) );
	}

	/**
	 * @return array{string, list<mixed>} Condition and values.
	 */
	private function where(): array {
		global $wpdb;
		// Only the last run has rows; naming it lets the index serve.
		$conditions = array( 'run_id = %d', 'table_name = %s' );
		$values     = array( Database::number( 'SELECT MAX(run_id) FROM %i', Tables::name( 'results' ) ), $this->table->value );
		if ( $this->statuses ) {
			$conditions[] = 'status IN ( %s )';
			$values[]     = array_column( $this->statuses, 'value' );
		}
		if ( '' !== $this->search ) {
			$columns      = array_column( array_filter( Columns::all(), static fn( Column $column ): bool => $column->is_searched ), 'name' );
			$conditions[] = '( ' . implode( ' OR ', array_map( static fn( string $column ): string => "$column LIKE %s", $columns ) ) . ' )';
			array_push( $values, ...array_fill( 0, count( $columns ), '%' . $wpdb->esc_like( $this->search ) . '%' ) );
		}
		return array( implode( ' AND ', $conditions ), $values );
	}
}
