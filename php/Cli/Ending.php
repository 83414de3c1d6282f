<?php
/**
 * What is said at the end of a run.
 *
 * @package WPO365\User_Sync
 */

declare( strict_types=1 );

namespace WPO365\User_Sync\Cli;

/**
 * Tells what has become of a run, and what to do next.
 */
final class Ending {

	/**
	 * @param bool $is_quiet Whether only problems are told.
	 */
	public function __construct( private readonly Routes $routes, private readonly bool $is_quiet ) {}

	/**
	 * Tells the end.
	 *
	 * @param array<string, mixed> $run The Run, no longer running or waiting.
	 */
	public function tell( array $run ): Exit_Code {
		return match ( $run['status'] ) {
			'completed' => $this->completed( $run ),
			'held'      => $this->held( $run ),
			'failed'    => self::problem( $run['error']['message'], Exit_Code::Failed ),
			'paused'    => self::problem( __( 'The synchronization is paused. What was done stays done. To go on: wp wpo365-user-sync resume', 'wpo365-user-sync' ), Exit_Code::Error ),
			default     => self::problem( __( 'The synchronization was cancelled. What was done stays done.', 'wpo365-user-sync' ), Exit_Code::Error ),
		};
	}

	/**
	 * @param array<string, mixed> $run The Run.
	 */
	private function completed( array $run ): Exit_Code {
		// What the run had to do without.
		if ( null !== $run['error'] ) {
			\WP_CLI::warning( $run['error']['message'] );
		}
		if ( ! $this->is_quiet ) {
			$counts = $run['counts'];
			if ( 'undo' === $run['kind'] ) {
				/* translators: 1: ID of the run, 2 to 6: numbers of users. */
				$words = __( 'Undo %1$d is completed. Changed back: %2$d, deleted: %3$d, restored: %4$d, left alone: %5$d, failed: %6$d.', 'wpo365-user-sync' );
				\WP_CLI::success( sprintf( $words, $run['id'], $counts['updated'] + $counts['deactivated'] + $counts['reactivated'], $counts['deleted'], $counts['created'], $counts['skipped'], $counts['failed'] ) );
				return Exit_Code::Done;
			}
			/* translators: 1: ID of the run, 2 to 10: numbers of people. */
			$words = __( 'Synchronization %1$d is completed. People read: %2$d, created: %3$d, updated: %4$d, deleted: %5$d, deactivated: %9$d, reactivated: %10$d, conflicts: %6$d, skipped: %7$d, failed: %8$d.', 'wpo365-user-sync' );
			\WP_CLI::success( sprintf( $words, $run['id'], $counts['received'], $counts['created'], $counts['updated'], $counts['deleted'], $counts['conflicts'], $counts['skipped'], $counts['failed'], $counts['deactivated'], $counts['reactivated'] ) );
		}
		return Exit_Code::Done;
	}

	/**
	 * @param array<string, mixed> $run The Run.
	 */
	private function held( array $run ): Exit_Code {
		$why     = (array) $this->routes->call( 'GET', "/runs/{$run['id']}/held" );
		$lists   = array_filter( array( 'wordpress_only', 'matched', 'directory_only' ), fn( string $table ): bool => $this->routes->total( '/results', compact( 'table' ) + array( 'status' => 'held' ) ) > 0 );
		$waiting = match ( $run['held']['action'] ) {
			/* translators: %d: number of users. */
			'roles'      => _n( '%d user would lose a role, and waits for your decision.', '%d users would lose roles, and wait for your decision.', $run['held']['count'], 'wpo365-user-sync' ),
			/* translators: %d: number of users. */
			'deactivate' => _n( '%d user would be deactivated, and waits for your decision.', '%d users would be deactivated, and wait for your decision.', $run['held']['count'], 'wpo365-user-sync' ),
			/* translators: %d: number of users. */
			default      => _n( '%d user would be deleted, and waits for your decision.', '%d users would be deleted, and wait for your decision.', $run['held']['count'], 'wpo365-user-sync' ),
		};
		\WP_CLI::warning(
			implode(
				' ',
				array_filter(
					array(
						sprintf( $waiting, $run['held']['count'] ),
						$why['because'],
						/* translators: 1: a command, 2: a command, 3: a command. */
						sprintf( __( 'To see the list: %1$s. To approve it: %2$s. To keep everybody: %3$s.', 'wpo365-user-sync' ), implode( ', ', array_map( static fn( string $list ): string => "wp wpo365-user-sync results $list --status=held", $lists ) ), "wp wpo365-user-sync approve {$run['id']} {$run['held']['count']}", "wp wpo365-user-sync reject {$run['id']}" ),
					)
				)
			)
		);
		return Exit_Code::Held;
	}

	private static function problem( string $message, Exit_Code $code ): Exit_Code {
		\WP_CLI::error( $message, false );
		return $code;
	}
}
