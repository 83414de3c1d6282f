<?php

declare( strict_types=1 );

namespace WP_CLI\Utils;

/**
 * Stands in for WP-CLI's progress bar: counts.
 */
function make_progress_bar( string $message, int $count ): object {
	\WP_CLI::$bars[] = array( $message, $count, -1 );
	return new class( count( \WP_CLI::$bars ) - 1 ) {

		private int $sum = 0;

		public function __construct( private readonly int $number ) {}

		public function tick( int $increment = 1 ): void {
			$this->sum += $increment;
		}

		public function finish(): void {
			\WP_CLI::$bars[ $this->number ][2] = $this->sum;
		}
	};
}
