<?php
/**
 * Printing of rows.
 *
 * @package WPO365\User_Sync
 */

declare( strict_types=1 );

namespace WPO365\User_Sync\Cli;

/**
 * Prints rows in one of WP-CLI's formats.
 */
final class Rows {

	/**
	 * Prints rows.
	 *
	 * @param iterable<array<string, mixed>> $rows    Rows.
	 * @param callable(): int                $count   Counts them, without reading them all.
	 * @param array<string, string>          $options What was typed: format, fields.
	 * @param list<string>                   $shown   Fields that are shown where nobody chose others.
	 * @param list<string>                   $known   All there are.
	 */
	public static function show( iterable $rows, callable $count, array $options, array $shown, array $known ): void {
		$fields  = array_map( 'trim', isset( $options['fields'] ) ? explode( ',', $options['fields'] ) : $shown );
		$unknown = array_diff( $fields, $known );
		if ( array() !== $unknown ) {
			/* translators: 1: names, 2: list of names. */
			\WP_CLI::error( sprintf( __( 'There is no field %1$s. Choose from: %2$s', 'wpo365-user-sync' ), implode( ', ', $unknown ), implode( ', ', $known ) ) );
		}
		$format = $options['format'] ?? 'table';
		if ( 'count' === $format ) {
			\WP_CLI::line( (string) $count() );
			return;
		}
		if ( 'ids' === $format ) {
			self::show_ids( $rows );
			return;
		}
		$arguments = compact( 'format', 'fields' );
		( new \WP_CLI\Formatter( $arguments, $fields ) )->display_items( $rows );
	}

	/**
	 * @param iterable<array<string, mixed>> $rows Rows.
	 */
	private static function show_ids( iterable $rows ): void {
		$before = '';
		foreach ( $rows as $row ) {
			echo $before, (string) $row['id']; // phpcs:ignore WordPress.Security.EscapeOutput.OutputNotEscaped -- printed to a terminal.
			$before = ' ';
		}
		\WP_CLI::line();
	}
}
