<?php
/**
 * The command of WP-CLI.
 *
 * @package WPO365\User_Sync
 */

declare( strict_types=1 );

namespace WPO365\User_Sync\Cli;

use WPO365\User_Sync\Access;
use WPO365\User_Sync\Database\Database_Failed;
use WPO365\User_Sync\Rest\Runs_Controller;
use WPO365\User_Sync\Results\Columns;
use WPO365\User_Sync\Schedule\Events;
use WPO365\User_Sync\Sync\Run\Boxes;
use WPO365\User_Sync\Sync\Run\Run_Kind;
use WPO365\User_Sync\Sync\Run\Run_Status;
use WPO365\User_Sync\Sync\Run\Run_Store;
use WPO365\User_Sync\Sync\Run_Control;
use WPO365\User_Sync\Sync\Undo_Control;

/**
 * Synchronizes Microsoft 365 users with WordPress users.
 *
 * Needs an administrator: --user=<username>. Exit codes: 0 done, 1 error, 2 held (a list waits for approval), 3 failed, 4 nothing to do.
 *
 * ## EXAMPLES
 *
 *     # Create and update users.
 *     $ wp wpo365-user-sync run --create --update --user=admin
 */
final class Command {

	/** Statuses of a run that has not ended for good. */
	private const OPEN = array( 'running', 'waiting', 'paused', 'held', 'failed' );

	/**
	 * @param \Closure(): Run_Control   $control Gives what starts runs; made only where a run is started.
	 * @param null|\Closure(int): mixed $sleep   Sleeps for so many seconds.
	 * @param null|\Closure(): Undo_Control $undo Gives what undoes.
	 */
	public function __construct( private readonly \Closure $control, private readonly Routes $routes = new Routes(), private readonly ?\Closure $sleep = null, private readonly ?\Closure $undo = null ) {}

	/**
	 * Starts a synchronization and works on it until it has ended, or waits for approval.
	 *
	 * ## OPTIONS
	 *
	 * [--create]
	 * : Create WordPress users for directory users who have none.
	 *
	 * [--update]
	 * : Update WordPress users from the directory.
	 *
	 * [--delete]
	 * : Delete WordPress users who have no directory user.
	 *
	 * [--kind=<kind>]
	 * : Whether to read the whole directory, or what has changed since the last time.
	 * ---
	 * default: full
	 * options:
	 *   - full
	 *   - changes
	 * ---
	 *
	 * [--approve=<number>]
	 * : Approve a list that is held, if exactly this number of users is on it.
	 *
	 * [--porcelain]
	 * : Print only the ID of the run.
	 *
	 * ## EXAMPLES
	 *
	 *     # Look only: nothing is written but the three tables.
	 *     $ wp wpo365-user-sync run --user=admin
	 *
	 * @param string[]                   $args    Nothing.
	 * @param array<string, string|bool> $options What was typed.
	 */
	public function run( array $args, array $options ): void {
		$approve = isset( $options['approve'] ) ? self::number( $options['approve'], '--approve' ) : null;
		$quiet   = self::flag( $options, 'porcelain' );
		$boxes   = new Boxes( self::flag( $options, 'create' ), self::flag( $options, 'update' ), self::flag( $options, 'delete' ) );
		foreach ( array( Access::check_manage(), Access::check_actions( $boxes->ticked() ) ) as $allowed ) {
			is_wp_error( $allowed ) && $this->routes->refuse( $allowed );
		}
		$run = ( $this->control )()->start( $boxes, 'cli', get_current_user_id(), Run_Kind::from( $options['kind'] ?? 'full' ) );
		if ( is_wp_error( $run ) ) {
			$this->routes->refuse( $run );
		}
		$quiet && \WP_CLI::line( (string) $run->id );
		$this->drive( Runs_Controller::to_array( $run ), $quiet, $approve );
	}

	/**
	 * Shows the newest synchronization.
	 *
	 * ## OPTIONS
	 *
	 * [--format=<format>]
	 * : How to print it.
	 * ---
	 * default: table
	 * options:
	 *   - table
	 *   - csv
	 *   - json
	 *   - yaml
	 * ---
	 *
	 * @param string[]              $args    Nothing.
	 * @param array<string, string> $options What was typed.
	 */
	public function status( array $args, array $options ): void {
		$run = $this->routes->call( 'GET', '/runs/current' );
		if ( null === $run ) {
			'json' === ( $options['format'] ?? '' ) ? \WP_CLI::line( 'null' ) : \WP_CLI::log( __( 'There was no synchronization yet.', 'wpo365-user-sync' ) );
			return;
		}
		( new \WP_CLI\Formatter( $options, array_keys( $run ) ) )->display_item( $run );
	}

	/**
	 * Lists synchronizations and actions of the past, newest first.
	 *
	 * ## OPTIONS
	 *
	 * [--fields=<fields>]
	 * : Fields to print, with commas.
	 *
	 * [--format=<format>]
	 * : How to print them.
	 * ---
	 * default: table
	 * options:
	 *   - table
	 *   - csv
	 *   - json
	 *   - yaml
	 *   - ids
	 *   - count
	 * ---
	 *
	 * @param string[]              $args    Nothing.
	 * @param array<string, string> $options What was typed.
	 */
	public function runs( array $args, array $options ): void {
		$rows  = iterator_to_array( $this->routes->all( '/runs' ), false );
		$shown = array( 'id', 'kind', 'status', 'origin', 'started_at', 'finished_at', 'received', 'created', 'updated', 'deleted', 'deactivated', 'reactivated', 'conflicts', 'failed' );
		$rows  = array_map( static fn( array $run ): array => $run + $run['counts'], $rows );
		Rows::show( $rows, static fn(): int => count( $rows ), $options, $shown, array_keys( $rows[0] ?? array_flip( $shown ) ) );
	}

	/**
	 * Lists rows of a table.
	 *
	 * ## OPTIONS
	 *
	 * <table>
	 * : Which table.
	 * ---
	 * options:
	 *   - directory_only
	 *   - wordpress_only
	 *   - matched
	 * ---
	 *
	 * [--status=<status>]
	 * : Only rows with this status, or several with commas.
	 *
	 * [--search=<search>]
	 * : Only rows with this in user principal name, e-mail address, display name or username.
	 *
	 * [--fields=<fields>]
	 * : Fields to print, with commas.
	 *
	 * [--format=<format>]
	 * : How to print them.
	 * ---
	 * default: table
	 * options:
	 *   - table
	 *   - csv
	 *   - json
	 *   - yaml
	 *   - ids
	 *   - count
	 * ---
	 *
	 * @param string[]              $args    The table.
	 * @param array<string, string> $options What was typed.
	 */
	public function results( array $args, array $options ): void {
		$query = array( 'table' => $args[0] ) + array_intersect_key( $options, array_flip( array( 'status', 'search' ) ) );
		Rows::show(
			$this->routes->all( '/results', $query ),
			fn(): int => $this->routes->total( '/results', $query ),
			$options,
			array( 'id', 'status', 'user_principal_name', 'email', 'display_name', 'login', 'user_id', 'reason' ),
			array_keys( Columns::properties() )
		);
	}

	/**
	 * Approves the list that is held, and works on the synchronization to its end.
	 *
	 * ## OPTIONS
	 *
	 * <run>
	 * : ID of the run.
	 *
	 * <number>
	 * : Number of users on the list, as a check that it was seen.
	 *
	 * @param string[] $args Run and number.
	 */
	public function approve( array $args ): void {
		$this->drive( $this->settle( self::number( $args[0], '<run>' ), 'approve', self::number( $args[1], '<number>' ) ) );
	}

	/**
	 * Ends the synchronization that is held; the users on the list stay as they are.
	 *
	 * ## OPTIONS
	 *
	 * <run>
	 * : ID of the run.
	 *
	 * @param string[] $args Run.
	 */
	public function reject( array $args ): void {
		$id  = self::number( $args[0], '<run>' );
		$run = $this->routes->call( 'GET', "/runs/$id" );
		$this->settle( $id, 'reject', $run['held']['count'] ?? 0 );
		\WP_CLI::success( __( 'The list was rejected. Nobody on it was changed.', 'wpo365-user-sync' ) );
	}

	/**
	 * Ends the newest synchronization for good. What was done stays done.
	 */
	public function cancel(): void {
		$run = $this->newest();
		$this->routes->call( 'POST', "/runs/{$run['id']}/cancel" );
		\WP_CLI::success( __( 'The synchronization was cancelled. What was done stays done.', 'wpo365-user-sync' ) );
	}

	/**
	 * Goes on with a synchronization that was paused, interrupted or has failed.
	 */
	public function resume(): void {
		$run = $this->newest();
		$this->drive( 'held' === $run['status'] ? $run : $this->routes->call( 'POST', "/runs/{$run['id']}/resume" ) );
	}

	/**
	 * Shows what undoing a synchronization, or an action by hand, would do; with a number, undoes it.
	 *
	 * Only what still is as it was left is undone. Ends with 4 where there is nothing to undo.
	 *
	 * ## OPTIONS
	 *
	 * <run>
	 * : ID of the run, or of the action by hand.
	 *
	 * [<number>]
	 * : Number of users that would be changed, as a check that the preview was seen. Without it nothing is changed.
	 *
	 * [--for=<user>]
	 * : ID of the one WordPress user for whom it is undone.
	 *
	 * [--format=<format>]
	 * : How to print the preview: the first 100 users.
	 * ---
	 * default: table
	 * options:
	 *   - table
	 *   - csv
	 *   - json
	 *   - yaml
	 *   - count
	 * ---
	 *
	 * ## EXAMPLES
	 *
	 *     # What would happen?
	 *     $ wp wpo365-user-sync undo 12 --user=admin
	 *
	 *     # The preview says 37: undo it.
	 *     $ wp wpo365-user-sync undo 12 37 --user=admin
	 *
	 * @param string[]              $args    Run, and number.
	 * @param array<string, string> $options What was typed.
	 */
	public function undo( array $args, array $options ): void {
		$id   = self::number( $args[0], '<run>' );
		$only = isset( $options['for'] ) ? self::number( $options['for'], '--for' ) : 0;
		$view = new Undo_View( $this->routes );
		if ( ! isset( $args[1] ) ) {
			$view->show( $id, $only, $options['format'] ?? 'table' )->end();
			return;
		}
		$run = $view->start( ( $this->undo )(), $id, $only, self::number( $args[1], '<number>' ) );
		null === $run ? Exit_Code::Nothing->end() : $this->drive( $run );
	}

	/**
	 * Looks one person up and says how far the person comes, and why no further; or synchronizes this person now.
	 *
	 * Nobody is ever removed. Ends with 1 where a step has failed, and with 4 where nothing had to be written.
	 *
	 * ## OPTIONS
	 *
	 * <who>
	 * : Object ID, user principal name, or ID of a WordPress user.
	 *
	 * [--write]
	 * : Create, update or link this person, as the steps say.
	 *
	 * [--format=<format>]
	 * : How to print the steps. JSON and YAML have the row as well.
	 * ---
	 * default: table
	 * options:
	 *   - table
	 *   - csv
	 *   - json
	 *   - yaml
	 * ---
	 *
	 * ## EXAMPLES
	 *
	 *     # Why does this person not come over?
	 *     $ wp wpo365-user-sync person jane@contoso.example --user=admin
	 *
	 * @param string[]                   $args    Who.
	 * @param array<string, string|bool> $options What was typed.
	 */
	public function person( array $args, array $options ): void {
		$write  = self::flag( $options, 'write' );
		$answer = $this->routes->call( 'POST', '/people', array( 'who' => $args[0], 'write' => $write ) );
		Person_View::show( $answer, array_intersect_key( $options, array( 'format' => true ) ) );
		Person_View::ending( $answer['steps'], $write )->end();
	}

	/**
	 * Links the one WordPress user whom a conflict names; a link that leads to nobody is replaced.
	 *
	 * ## OPTIONS
	 *
	 * <row>
	 * : ID of the row: see wp wpo365-user-sync results directory_only --status=conflict
	 *
	 * @param string[] $args Row.
	 */
	public function link( array $args ): void {
		$this->act( 'link', $args[0] );
	}

	/**
	 * Takes the link off a WordPress user. No synchronization links the two by name again.
	 *
	 * ## OPTIONS
	 *
	 * <row>
	 * : ID of the row: see wp wpo365-user-sync results matched
	 *
	 * ## EXAMPLES
	 *
	 *     # Which row is it? Then unlink it.
	 *     $ wp wpo365-user-sync results matched --search=jane --user=admin
	 *     $ wp wpo365-user-sync unlink 12 --user=admin
	 *
	 * @param string[] $args Row.
	 */
	public function unlink( array $args ): void {
		$this->act( 'unlink', $args[0] );
	}

	/**
	 * Tests the connection with Microsoft Graph, line by line.
	 *
	 * ## OPTIONS
	 *
	 * [--fields=<fields>]
	 * : Fields to print, with commas.
	 *
	 * [--format=<format>]
	 * : How to print the lines.
	 * ---
	 * default: table
	 * options:
	 *   - table
	 *   - csv
	 *   - json
	 *   - yaml
	 *   - ids
	 *   - count
	 * ---
	 *
	 * @param string[]              $args    Nothing.
	 * @param array<string, string> $options What was typed.
	 */
	public function check( array $args, array $options ): void {
		$lines = array_map( static fn( mixed $line ): array => (array) $line, $this->routes->call( 'POST', '/connection/test' ) );
		Rows::show( $lines, static fn(): int => count( $lines ), $options, array( 'id', 'status', 'message' ), array_keys( $lines[0] ) );
		if ( in_array( 'error', array_column( $lines, 'status' ), true ) ) {
			Exit_Code::Error->end();
		}
	}

	/**
	 * Shows when the next scheduled synchronizations begin, and whether the site does by itself what is due.
	 *
	 * ## OPTIONS
	 *
	 * [--format=<format>]
	 * : How to print it.
	 * ---
	 * default: table
	 * options:
	 *   - table
	 *   - csv
	 *   - json
	 *   - yaml
	 * ---
	 *
	 * @param string[]              $args    Nothing.
	 * @param array<string, string> $options What was typed.
	 */
	public function schedule( array $args, array $options ): void {
		$schedule = $this->routes->call( 'GET', '/schedule' );
		( new \WP_CLI\Formatter( $options, array_keys( $schedule ) ) )->display_item( $schedule );
	}

	/**
	 * Does all that is due, for hosts with a real cron: starts scheduled synchronizations, and works for some seconds on one that is under way.
	 *
	 * Needs no --user: each synchronization acts in the name of its own.
	 *
	 * ## EXAMPLES
	 *
	 *     # In the crontab of the server.
	 *     * * * * * wp wpo365-user-sync tick --path=/var/www/html --quiet
	 */
	public function tick(): void {
		$runs = new Run_Store();
		try {
			$before = $runs->newest();
			do_action( Events::HOOK );
			$run = $runs->newest();
		} catch ( Database_Failed ) {
			\WP_CLI::error( __( 'The database refused to tell what is under way. Open the page of the plugin, so that missing tables are created again, and ask your host about the database.', 'wpo365-user-sync' ) );
			return;
		}
		if ( null === $run || array( $run->id, $run->sequence, $run->status ) === array( $before?->id, $before?->sequence, $before?->status ) ) {
			\WP_CLI::log( __( 'There was nothing to do now.', 'wpo365-user-sync' ) );
			Exit_Code::Nothing->end();
			return;
		}
		/* translators: 1: ID of a run, 2: its status, for example completed, 3: number of people. */
		\WP_CLI::log( sprintf( __( 'Synchronization %1$d is %2$s. People read: %3$d.', 'wpo365-user-sync' ), $run->id, $run->status->value, $run->received ) );
		match ( $run->status ) {
			Run_Status::Held   => Exit_Code::Held->end(),
			Run_Status::Failed => Exit_Code::Failed->end(),
			default            => null,
		};
	}

	/**
	 * Empties the three tables. The history stays.
	 */
	public function truncate(): void {
		$this->routes->call( 'DELETE', '/results' );
		\WP_CLI::success( __( 'The results were truncated.', 'wpo365-user-sync' ) );
	}

	/**
	 * Drives a run, approves what was approved beforehand, and ends the command.
	 *
	 * @param array<string, mixed> $run     The Run.
	 * @param bool                 $quiet   Whether only problems are told.
	 * @param int|null             $approve Number of users on the one list that is approved.
	 */
	private function drive( array $run, bool $quiet = false, ?int $approve = null ): void {
		$driver = new Driver( $this->routes, $quiet, $this->sleep );
		$run    = $driver->drive( $run );
		if ( 'held' === $run['status'] && $approve === $run['held']['count'] ) {
			$run = $driver->drive( $this->settle( $run['id'], 'approve', $approve ) );
		}
		( new Ending( $this->routes, $quiet ) )->tell( $run )->end();
	}

	/**
	 * Settles a held run.
	 *
	 * @param string $action approve or reject.
	 * @return array<string, mixed> The Run.
	 */
	private function settle( int $id, string $action, int $count ): array {
		return $this->routes->call( 'POST', "/runs/$id/approve", compact( 'action', 'count' ) );
	}

	/**
	 * Acts on a row by hand, and says what came of it.
	 *
	 * @param string $action link or unlink.
	 * @param string $row    ID of the row, as typed.
	 */
	private function act( string $action, string $row ): void {
		$ids  = array( self::number( $row, '<row>' ) );
		$done = $this->routes->call( 'POST', '/results/actions', compact( 'action', 'ids' ) )['results'][0];
		'failed' === $done['status'] ? \WP_CLI::error( $done['reason'] ) : \WP_CLI::success( $done['reason'] );
	}

	/**
	 * Gives the newest run, or ends the command where nothing is to be done with it.
	 *
	 * @return array<string, mixed> The Run.
	 */
	private function newest(): array {
		$run = $this->routes->call( 'GET', '/runs/current' );
		if ( ! in_array( $run['status'] ?? '', self::OPEN, true ) ) {
			\WP_CLI::warning( __( 'No synchronization is under way, paused or failed, so there is nothing to do.', 'wpo365-user-sync' ) );
			Exit_Code::Nothing->end();
		}
		return $run;
	}

	/**
	 * Reads a flag. WP-CLI passes on values of flags, so that --delete=false would count as --delete.
	 *
	 * @param array<string, string|bool> $options What was typed.
	 */
	private static function flag( array $options, string $name ): bool {
		if ( is_string( $options[ $name ] ?? false ) ) {
			/* translators: %s: name of an argument, for example --delete. */
			\WP_CLI::error( sprintf( __( '%s takes no value. Leave it out where it is not wanted.', 'wpo365-user-sync' ), "--$name" ) );
		}
		return $options[ $name ] ?? false;
	}

	/**
	 * Reads a whole number that was typed.
	 *
	 * @param mixed  $typed What was typed.
	 * @param string $name  What it stands for.
	 */
	private static function number( mixed $typed, string $name ): int {
		if ( ! is_string( $typed ) || 1 !== preg_match( '/^\d{1,9}$/D', $typed ) ) {
			/* translators: %s: name of an argument, for example <run>. */
			\WP_CLI::error( sprintf( __( '%s must be a whole number.', 'wpo365-user-sync' ), $name ) );
		}
		return (int) $typed;
	}
}
