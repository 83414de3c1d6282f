<?php

declare( strict_types=1 );

namespace WP_CLI;

/**
 * Stands in for WP-CLI's formatter. Takes its own arguments out of what was typed, as that one does.
 */
final class Formatter {

	private readonly string $format;

	/** @var list<string> */
	private readonly array $fields;

	/**
	 * @param array<string, mixed> $assoc_args What was typed.
	 * @param list<string>         $fields     Fields by default.
	 */
	public function __construct( array &$assoc_args, array $fields ) {
		$this->format = $assoc_args['format'] ?? 'table';
		$this->fields = $assoc_args['fields'] ?? $fields;
		unset( $assoc_args['format'], $assoc_args['fields'] );
	}

	/** @param iterable<array<string, mixed>> $items */
	public function display_items( iterable $items ): void {
		$rows = array();
		foreach ( $items as $item ) {
			$rows[] = $this->pick( $item );
		}
		$this->show( $rows, $rows );
	}

	/** @param array<string, mixed> $item */
	public function display_item( array $item ): void {
		$picked = $this->pick( $item );
		$rows   = array();
		foreach ( $picked as $field => $value ) {
			$rows[] = array( $field, $value );
		}
		$this->show( $picked, $rows );
	}

	/**
	 * @param array<string, mixed> $item
	 * @return array<string, mixed>
	 */
	private function pick( array $item ): array {
		$picked = array();
		foreach ( $this->fields as $field ) {
			$picked[ $field ] = $item[ $field ] ?? null;
		}
		return $picked;
	}

	/**
	 * @param array<mixed>       $whole For JSON and YAML.
	 * @param list<array<mixed>> $rows  For tables.
	 */
	private function show( array $whole, array $rows ): void {
		$cell = static fn( mixed $value ): string => is_scalar( $value ) ? (string) $value : (string) json_encode( $value );
		switch ( $this->format ) {
			case 'json':
			case 'yaml': // JSON is YAML as well.
				echo json_encode( $whole ), "\n";
				break;
			case 'table':
			case 'csv':
				foreach ( $rows as $row ) {
					echo implode( 'csv' === $this->format ? ',' : "\t", array_map( $cell, $row ) ), "\n";
				}
				break;
			default:
				\WP_CLI::error( "Invalid format: {$this->format}" );
		}
	}
}
