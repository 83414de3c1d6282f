<?php
/**
 * The columns of the table of results.
 *
 * @package WPO365\User_Sync
 */

declare( strict_types=1 );

namespace WPO365\User_Sync\Results;

use WPO365\User_Sync\Accounts\Cause;

/**
 * The one list of columns: the table's definition, reading, saving, REST schema, order and search come from it.
 */
final class Columns {

	/** What a row is known by: it is not written again when the row changes. */
	private const KEY = array( 'run_id', 'subject' );

	/** @var array<string, Column>|null Made once: each row that is read or saved asks for it. */
	private static ?array $all = null;

	/**
	 * Lists the columns, in the order of the table.
	 *
	 * @return array<string, Column> By the property of {@see Result}, which is the property by REST, too.
	 */
	public static function all(): array {
		return self::$all ??= array(
			'id'                  => Column::number( 'id bigint(20) unsigned NOT NULL AUTO_INCREMENT', array( 'type' => 'integer' ) ),
			'run_id'              => Column::number( 'run_id bigint(20) unsigned NOT NULL', array( 'type' => 'integer' ) ),
			'subject'             => Column::text( 'subject varchar(70) NOT NULL' ),
			'table'               => Column::choice( 'table_name varchar(20) NOT NULL', Table::class, true ),
			'object_id'           => Column::text( "object_id varchar(64) NOT NULL DEFAULT ''", array( 'type' => array( 'string', 'null' ) ) ),
			'user_id'             => Column::number( 'user_id bigint(20) unsigned NOT NULL DEFAULT 0', array( 'type' => array( 'integer', 'null' ) ) ),
			'user_principal_name' => Column::name( 'user_principal_name' ),
			'email'               => Column::name( 'email' ),
			'display_name'        => Column::name( 'display_name' ),
			'login'               => Column::name( 'login' ),
			'status'              => Column::choice( 'status varchar(20) NOT NULL', Status::class, true ),
			'is_linked'           => Column::flag( 'is_linked tinyint(1) NOT NULL DEFAULT 0' ),
			'pending'             => Column::choice( "pending varchar(10) NOT NULL DEFAULT ''", Pending::class, false ),
			'reason'              => Column::text( 'reason text NOT NULL', array( 'type' => 'string' ) ),
			'changes'             => Column::json( 'changes longtext NOT NULL', schema: self::changes() ),
			'person'              => Column::json( 'person longtext NOT NULL' ),
			'cause'               => Column::choice( "cause varchar(20) NOT NULL DEFAULT ''", Cause::class, false ),
			'roles'               => Column::json( 'roles text NOT NULL' ),
			'owns'                => Column::json( 'owns text NOT NULL', null, self::owns(), self::show_owned( ... ) ),
			'heir'                => Column::number( 'heir bigint(20) unsigned NOT NULL DEFAULT 0' ),
			'deactivated'         => Column::flag( 'deactivated tinyint(1) unsigned NOT NULL DEFAULT 0' ),
			'updated_at'          => Column::written_at( 'updated_at datetime NOT NULL' ),
		);
	}

	/**
	 * Gives the lines that define the columns in CREATE TABLE.
	 *
	 * @return list<string>
	 */
	public static function lines(): array {
		return array_values( array_map( static fn( Column $column ): string => $column->line, self::all() ) );
	}

	/**
	 * Lists what is written of a row; the database counts the ids.
	 *
	 * @return array<string, Column>
	 */
	public static function written(): array {
		return array_diff_key( self::all(), array( 'id' => true ) );
	}

	/**
	 * Lists what is written anew where the row is there already.
	 *
	 * @return array<string, Column>
	 */
	public static function rewritten(): array {
		return array_diff_key( self::written(), array_flip( self::KEY ) );
	}

	/**
	 * Lists what leaves the server; rows can be ordered by each of it.
	 *
	 * @return array<string, Column>
	 */
	public static function shown(): array {
		return array_filter( self::all(), static fn( Column $column ): bool => null !== $column->schema );
	}

	/**
	 * Makes a row of a record of the database.
	 *
	 * @param object $record The record.
	 */
	public static function read( object $record ): Result {
		return new Result( ...array_map( static fn( Column $column ): mixed => ( $column->read )( $record->{$column->name} ), self::all() ) );
	}

	/**
	 * Gives what is written of a row.
	 *
	 * @return list<int|string> In the order of written().
	 */
	public static function values( int $run_id, Result $row ): array {
		$values = array();
		foreach ( self::written() as $property => $column ) {
			$values[] = ( $column->write )( 'run_id' === $property ? $run_id : $row->$property );
		}
		return $values;
	}

	/**
	 * Gives a row as it leaves the server: its columns, and what can be done with it.
	 *
	 * @param bool $deactivates Whether the settings have accounts deactivated rather than deleted.
	 * @return array<string, mixed>
	 */
	public static function to_array( Result $row, bool $deactivates = false ): array {
		$values = array();
		foreach ( self::shown() as $property => $column ) {
			$values[ $property ] = ( $column->show )( $row->$property );
		}
		return $values + array( 'actions' => array_column( Row_Action::of( $row, $deactivates ), 'value' ) );
	}

	/**
	 * Describes what to_array() gives.
	 *
	 * @return array<string, array<string, mixed>> Schema of each property.
	 */
	public static function properties(): array {
		$actions = array( 'type' => 'array', 'items' => array( 'type' => 'string', 'enum' => Row_Action::values() ) );
		return array_map( static fn( Column $column ): array => $column->schema, self::shown() ) + compact( 'actions' );
	}

	/**
	 * @return array<string, mixed>
	 */
	private static function changes(): array {
		$value = array( 'type' => array( 'string', 'number', 'boolean', 'array', 'null' ) );
		return array(
			'type'  => 'array',
			'items' => array(
				'type'       => 'object',
				'properties' => array(
					'field' => array( 'type' => 'string' ),
					'from'  => $value,
					'to'    => $value,
				),
			),
		);
	}

	/**
	 * Gives the schema of what a WordPress user without a directory user owns.
	 *
	 * @return array<string, mixed>
	 */
	private static function owns(): array {
		return array(
			'type'       => array( 'object', 'null' ),
			'properties' => array(
				'posts'    => array( 'type' => 'object', 'additionalProperties' => array( 'type' => 'integer' ) ),
				'comments' => array( 'type' => 'integer' ),
				'orders'   => array( 'type' => array( 'integer', 'null' ) ),
			),
		);
	}

	/**
	 * @param array{orders: int|null, comments: int, posts: array<string, int>}|null $owns Nobody's posts are an object in JSON, too.
	 * @return array<string, mixed>|null
	 */
	private static function show_owned( ?array $owns ): ?array {
		return null === $owns ? null : array( 'posts' => (object) $owns['posts'] ) + $owns;
	}
}
