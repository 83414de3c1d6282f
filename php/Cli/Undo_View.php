<?php
/**
 * Undoing on the command line.
 *
 * @package WPO365\User_Sync
 */

declare( strict_types=1 );

namespace WPO365\User_Sync\Cli;

use WPO365\User_Sync\Access;
use WPO365\User_Sync\Rest\Runs_Controller;
use WPO365\User_Sync\Sync\Run\Run_Store;
use WPO365\User_Sync\Sync\Undo_Control;

/**
 * Prints what an undo would do, and starts it.
 */
final class Undo_View {

	public function __construct( private readonly Routes $routes ) {}

	/**
	 * Prints the preview.
	 *
	 * @param int    $id     The run.
	 * @param int    $only   The one account; 0: all.
	 * @param string $format How.
	 */
	public function show( int $id, int $only, string $format ): Exit_Code {
		$preview = $this->routes->call( 'POST', "/runs/$id/undo", array( 'preview' => true ) + ( 0 === $only ? array() : array( 'user_id' => $only ) ) );
		if ( in_array( $format, array( 'json', 'yaml' ), true ) ) {
			$arguments = compact( 'format' );
			( new \WP_CLI\Formatter( $arguments, array_keys( $preview ) ) )->display_item( $preview );
		} else {
			$rows = array_map( static fn( array $entry ): array => array( 'changes' => implode( ', ', array_column( $entry['changes'], 'field' ) ) ) + $entry, $preview['entries'] );
			Rows::show( $rows, static fn(): int => $preview['count'], compact( 'format' ), array( 'user_id', 'login', 'action', 'changes', 'reason' ), array( 'user_id', 'login', 'display_name', 'action', 'changes', 'reason' ) );
		}
		if ( 'table' === $format ) {
			/* translators: 1: number of users, 2: number of users. */
			\WP_CLI::log( sprintf( __( 'Users that would be changed: %1$d, left alone: %2$d.', 'wpo365-user-sync' ), $preview['count'], $preview['skipped'] ) );
			/* translators: %s: a command. */
			$preview['count'] > 0 && \WP_CLI::log( sprintf( __( 'To undo it: %s', 'wpo365-user-sync' ), "wp wpo365-user-sync undo $id {$preview['count']}" . ( 0 === $only ? '' : " --for=$only" ) ) );
		}
		return 0 === $preview['count'] ? Exit_Code::Nothing : Exit_Code::Done;
	}

	/**
	 * Starts the undo, where the number is that of the preview.
	 *
	 * @param int $id   The run.
	 * @param int $only The one account; 0: all.
	 * @return array<string, mixed>|null The Run; null where there is nothing to undo.
	 */
	public function start( Undo_Control $undo, int $id, int $only, int $count ): ?array {
		$this->allow( Access::check_manage() );
		$this->allow( Access::check_actions( array( 'update' ) ) );
		$run     = ( new Run_Store() )->find( $id ) ?? $this->routes->call( 'GET', "/runs/$id" );
		$summary = $undo->look( $run, $only, get_current_user_id() );
		$this->allow( $summary );
		$this->allow( Access::check_actions( $summary->boxes->ticked() ) );
		$started = $undo->start( $summary, $count, 'cli', get_current_user_id() );
		if ( is_wp_error( $started ) && 'nothing_to_undo' === $started->get_error_code() ) {
			\WP_CLI::warning( $started->get_error_message() );
			return null;
		}
		$this->allow( $started );
		return Runs_Controller::to_array( $started );
	}

	/**
	 * Ends the command with what stands against it.
	 *
	 * @param mixed $answer Perhaps an error.
	 */
	private function allow( mixed $answer ): void {
		is_wp_error( $answer ) && $this->routes->refuse( $answer );
	}
}
