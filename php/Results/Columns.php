<?php
/**
 * The columns of a row of results, as they leave the server.
 *
 * @package WPO365\User_Sync
 */

declare( strict_types=1 );

namespace WPO365\User_Sync\Results;

/**
 * The one table of columns: REST schema, order and search come from it.
 */
final class Columns {

	/**
	 * Lists the columns: property of a row => column of the database, whether it can be searched, and the schema.
	 *
	 * @return array<string, array{column: string, search: bool, schema: array<string, mixed>}>
	 */
	public static function all(): array {
		$text     = array( 'type' => 'string' );
		$id       = array( 'type' => 'integer' );
		$nullable = array( 'type' => array( 'integer', 'null' ) );
		$change   = array(
			'type'       => 'object',
			'properties' => array(
				'field' => $text,
				'from'  => array( 'type' => array( 'string', 'number', 'boolean', 'array', 'null' ) ),
				'to'    => array( 'type' => array( 'string', 'number', 'boolean', 'array', 'null' ) ),
			),
		);
		return array(
			'id'                  => self::column( 'id', $id ),
			'table'               => self::column( 'table_name', $text + array( 'enum' => array_column( Table::cases(), 'value' ) ) ),
			'object_id'           => self::column( 'object_id', array( 'type' => array( 'string', 'null' ) ) ),
			'user_id'             => self::column( 'user_id', $nullable ),
			'user_principal_name' => self::column( 'user_principal_name', $text, true ),
			'email'               => self::column( 'email', $text, true ),
			'display_name'        => self::column( 'display_name', $text, true ),
			'login'               => self::column( 'login', $text, true ),
			'status'              => self::column( 'status', $text + array( 'enum' => Status::values() ) ),
			'reason'              => self::column( 'reason', $text ),
			'changes'             => self::column( 'changes', array( 'type' => 'array', 'items' => $change ) ),
			'owns'                => self::column( 'owns', self::owns() ),
			'run_id'              => self::column( 'run_id', $id ),
			'updated_at'          => self::column( 'updated_at', $text + array( 'format' => 'date-time' ) ),
		);
	}

	/**
	 * Gives a row as it leaves the server.
	 *
	 * @return array<string, mixed>
	 */
	public static function to_array( Result $row ): array {
		return array(
			'id'                  => $row->id,
			'table'               => $row->table->value,
			'object_id'           => '' === $row->object_id ? null : $row->object_id,
			'user_id'             => 0 === $row->user_id ? null : $row->user_id,
			'user_principal_name' => $row->user_principal_name,
			'email'               => $row->email,
			'display_name'        => $row->display_name,
			'login'               => $row->login,
			'status'              => $row->status->value,
			'reason'              => $row->reason,
			'changes'             => $row->changes,
			'owns'                => null === $row->owns ? null : array( 'posts' => (object) $row->owns['posts'] ) + $row->owns,
			'run_id'              => $row->run_id,
			'updated_at'          => gmdate( 'Y-m-d\TH:i:s\Z', $row->updated_at ),
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
	 * @param array<string, mixed> $schema Schema of the value.
	 * @return array{column: string, search: bool, schema: array<string, mixed>}
	 */
	private static function column( string $column, array $schema, bool $search = false ): array {
		return compact( 'column', 'search', 'schema' );
	}
}
