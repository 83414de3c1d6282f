<?php
/**
 * What is said about one person.
 *
 * @package WPO365\User_Sync
 */

declare( strict_types=1 );

namespace WPO365\User_Sync\Cli;

/**
 * Prints how far a person comes: the five steps, then what became of the person's row.
 */
final class Person_View {

	/**
	 * Prints the answer of POST /people. JSON and YAML are that answer, CSV is its steps.
	 *
	 * @param array{steps: list<array<string, string>>, row: array<string, mixed>|null} $answer What the route answers.
	 * @param array<string, string>                                                     $format What was typed: format.
	 */
	public static function show( array $answer, array $format ): void {
		if ( in_array( $format['format'] ?? '', array( 'json', 'yaml' ), true ) ) {
			( new \WP_CLI\Formatter( $format, array( 'steps', 'row' ) ) )->display_item( $answer );
			return;
		}
		$is_table = 'csv' !== ( $format['format'] ?? '' );
		$changes  = $answer['row']['changes'] ?? array();
		( new \WP_CLI\Formatter( $format, array( 'id', 'status', 'message' ) ) )->display_items( $answer['steps'] );
		if ( $is_table && null !== $answer['row'] ) {
			/* translators: %s: status of a row, for example updated. */
			\WP_CLI::log( sprintf( __( 'Status: %s', 'wpo365-user-sync' ), $answer['row']['status'] ) );
		}
		if ( $is_table && array() !== $changes ) {
			$table = array( 'format' => 'table' );
			( new \WP_CLI\Formatter( $table, array( 'field', 'from', 'to' ) ) )->display_items( $changes );
		}
	}

	/**
	 * Tells how the command ends: with an error where a step says why the person comes no further, with nothing to do where nothing had to be written.
	 *
	 * @param list<array<string, string>> $steps    The five steps.
	 * @param bool                        $is_write Whether the person was to be synchronized.
	 */
	public static function ending( array $steps, bool $is_write ): Exit_Code {
		$path = array_column( $steps, 'status', 'id' );
		return match ( true ) {
			in_array( 'failed', $path, true )           => Exit_Code::Error,
			$is_write && 'skipped' === $path['write'] => Exit_Code::Nothing,
			default                                     => Exit_Code::Done,
		};
	}
}
