<?php
/**
 * Tests of Tools > Site Health.
 *
 * @package WPO365\User_Sync
 */

declare( strict_types=1 );

namespace WPO365\User_Sync\Health;

use WPO365\User_Sync\Admin\Sync_Page;
use WPO365\User_Sync\Connection\Checks\Check_Id;
use WPO365\User_Sync\Connection\Checks\Check_Status;
use WPO365\User_Sync\Connection\Checks\Checklist;
use WPO365\User_Sync\Connection\Checks\Diagnosis;
use WPO365\User_Sync\Database\Database;
use WPO365\User_Sync\Database\Database_Failed;
use WPO365\User_Sync\Journal\Restorer;
use WPO365\User_Sync\Rest\Runs_Controller;
use WPO365\User_Sync\Schedule\Overview;
use WPO365\User_Sync\Settings\Constants;
use WPO365\User_Sync\Settings\Settings;
use WPO365\User_Sync\Sync\Run\Run_Status;
use WPO365\User_Sync\Sync\Run\Run_Store;

/**
 * Tells WordPress' own tool whether all is well with tables, address, runs and connection.
 */
final class Site_Health {

	/** Path of the route that tests the connection. */
	public const ROUTE = '/site-health/connection';

	/** What a status of the checklist means to Site Health. */
	private const STATUSES = array(
		'ok'      => 'good',
		'unknown' => 'good',
		'warning' => 'recommended',
		'error'   => 'critical',
	);

	/**
	 * @param \Closure(): Overview $schedule Gives what can be seen of the schedule; made only where it is asked for.
	 */
	public function __construct( private readonly Settings $settings, private readonly Run_Store $runs, private readonly \Closure $schedule ) {}

	/**
	 * Adds our tests; for the filter site_status_tests.
	 *
	 * @param array<string, array<string, mixed>> $tests Tests by kind.
	 * @return array<string, array<string, mixed>>
	 */
	public function tests( array $tests ): array {
		$tests['direct']['wpo365_user_sync_tables']     = array(
			'label' => __( 'Tables of the user synchronization', 'wpo365-user-sync' ),
			'test'  => array( $this, 'tables' ),
		);
		$tests['direct']['wpo365_user_sync_https']      = array(
			'label' => __( 'Address of the site, for the user synchronization', 'wpo365-user-sync' ),
			'test'  => array( $this, 'https' ),
		);
		$tests['direct']['wpo365_user_sync_runs']       = array(
			'label' => __( 'Last user synchronization', 'wpo365-user-sync' ),
			'test'  => array( $this, 'runs' ),
		);
		$tests['direct']['wpo365_user_sync_held']       = array(
			'label' => __( 'Lists of the user synchronization that wait', 'wpo365-user-sync' ),
			'test'  => array( $this, 'held' ),
		);
		$tests['direct']['wpo365_user_sync_ticks']      = array(
			'label' => __( 'Scheduled events of the user synchronization', 'wpo365-user-sync' ),
			'test'  => array( $this, 'ticks' ),
		);
		$tests['direct']['wpo365_user_sync_restore']    = array(
			'label' => __( 'Users deleted by the synchronization', 'wpo365-user-sync' ),
			'test'  => array( $this, 'restore' ),
		);
		$tests['async']['wpo365_user_sync_connection'] = array(
			'label'     => __( 'Connection with Microsoft 365', 'wpo365-user-sync' ),
			'test'      => rest_url( Runs_Controller::NAMESPACE . self::ROUTE ),
			'has_rest'  => true,
			// With delegated permissions it needs somebody who is signed in.
			'skip_cron' => true,
		);
		return $tests;
	}

	/**
	 * Tests the tables, and whether they can take back what was begun.
	 *
	 * @return array<string, mixed>
	 */
	public function tables(): array {
		return $this->of_line( Check_Id::Results_Table, 'tables', __( 'The user synchronization has all its tables', 'wpo365-user-sync' ), __( 'Something is wrong with the tables of the user synchronization', 'wpo365-user-sync' ) );
	}

	/**
	 * Tests the address of the site.
	 *
	 * @return array<string, mixed>
	 */
	public function https(): array {
		return $this->of_line( Check_Id::Https, 'https', __( 'The user synchronization is used over https', 'wpo365-user-sync' ), __( 'The user synchronization is used without https', 'wpo365-user-sync' ) );
	}

	/**
	 * Tests whether a list waits for somebody.
	 *
	 * @return array<string, mixed>
	 */
	public function held(): array {
		return $this->guarded(
			'held',
			function (): array {
				$held = $this->runs->newest()?->held;
				if ( null === $held ) {
					return self::result( 'held', 'good', __( 'No list of users waits for your decision', 'wpo365-user-sync' ), __( 'A synchronization that would delete many users, or take roles from many, waits until somebody has looked at the list.', 'wpo365-user-sync' ) );
				}
				/* translators: %d: number of users. */
				$text = _n( '%d user is on a list that is carried out only after you have looked at it and typed its number.', '%d users are on a list that is carried out only after you have looked at it and typed its number.', $held['count'], 'wpo365-user-sync' );
				return self::result( 'held', 'recommended', __( 'A user synchronization waits for your decision', 'wpo365-user-sync' ), sprintf( $text, $held['count'] ) );
			}
		);
	}

	/**
	 * Tests what has become of the newest run, and tells when the last full one was completed.
	 *
	 * @return array<string, mixed>
	 */
	public function runs(): array {
		return $this->guarded(
			'runs',
			function (): array {
				$newest = $this->runs->newest();
				if ( Run_Status::Failed === $newest?->status ) {
					return self::result( 'runs', 'recommended', __( 'The last user synchronization has failed', 'wpo365-user-sync' ), $newest->error['message'] );
				}
				$schedule = ( $this->schedule )()->to_array();
				if ( $schedule['late'] ) {
					return self::result( 'runs', 'critical', __( 'A scheduled user synchronization is overdue', 'wpo365-user-sync' ), ...array_filter( array( __( 'A full synchronization was due more than an interval ago, and has not been completed since. People who have left may still have access to this site.', 'wpo365-user-sync' ), (string) $schedule['reason'] ) ) );
				}
				$completed = $this->runs->last_completed();
				if ( null === $completed ) {
					return self::result( 'runs', 'good', __( 'No full user synchronization has been completed yet', 'wpo365-user-sync' ), __( 'Open the page of the user synchronization to start one. With no box ticked it only looks.', 'wpo365-user-sync' ) );
				}
				/* translators: %s: a span of time, for example "2 hours". */
				$text = sprintf( __( 'The last full synchronization was completed %s ago.', 'wpo365-user-sync' ), human_time_diff( (int) $completed->finished_at ) );
				return self::result( 'runs', 'good', __( 'The last full user synchronization was completed', 'wpo365-user-sync' ), $text );
			}
		);
	}

	/**
	 * Tests whether the site does by itself what is due.
	 *
	 * @return array<string, mixed>
	 */
	public function ticks(): array {
		return $this->guarded(
			'ticks',
			function (): array {
				$schedule = ( $this->schedule )()->to_array();
				$is_on    = null !== $schedule['next_full'] || null !== $schedule['next_changes'];
				if ( 'late' !== $schedule['ticks'] ) {
					return self::result( 'ticks', 'good', __( 'Nothing is known to keep the user synchronization from going on by itself', 'wpo365-user-sync' ), __( 'WordPress’ scheduled events go on with a synchronization whose page is closed, and start those that are due.', 'wpo365-user-sync' ) );
				}
				return self::result( 'ticks', $is_on ? 'critical' : 'recommended', __( 'The user synchronization does not go on by itself', 'wpo365-user-sync' ), (string) $schedule['reason'] );
			}
		);
	}

	/**
	 * Tests whether users that a synchronization deletes can be restored.
	 *
	 * @return array<string, mixed>
	 */
	public function restore(): array {
		if ( is_multisite() || Restorer::is_possible( $this->settings ) ) {
			return self::result( 'restore', 'good', __( 'Users whom the synchronization deletes can be restored', 'wpo365-user-sync' ), __( 'The journal keeps all of them, encrypted, for as long as the settings say. On a multisite network nobody is deleted.', 'wpo365-user-sync' ) );
		}
		$reason = 0 === $this->settings->get( 'history.journal_days' )
			? __( 'The settings keep no journal of what synchronizations do to accounts. Enter a number at “Keep what was changed for this number of days”.', 'wpo365-user-sync' )
			/* translators: %s: name of a constant. */
			: sprintf( __( 'This site has no key to encrypt what it keeps of them, so nothing is kept. Give AUTH_KEY and AUTH_SALT in wp-config.php long random values, or set %s there.', 'wpo365-user-sync' ), Constants::ENCRYPTION_KEY );
		return self::result( 'restore', 'recommended', __( 'Users whom the synchronization deletes can’t be restored', 'wpo365-user-sync' ), $reason );
	}

	/**
	 * Tests the connection, as Test connection does.
	 *
	 * @param int $user_id With whose sign-in, where permissions are delegated.
	 * @return array<string, mixed>
	 */
	public function connection( int $user_id ): array {
		if ( ! $this->settings->is_configured() ) {
			return self::result( 'connection', 'recommended', __( 'The user synchronization is not connected with Microsoft 365 yet', 'wpo365-user-sync' ), __( 'Enter tenant, application and secret in its settings, or deactivate the plugin.', 'wpo365-user-sync' ) );
		}
		( new Diagnosis( $this->settings ) )->run( $user_id );
		$lines   = array_diff_key( array_column( ( new Checklist( $this->settings ) )->lines( $user_id ), null, 'id' ), array_flip( array( Check_Id::Results_Table->value, Check_Id::Https->value ) ) );
		$wrong   = array_filter( $lines, static fn( array $line ): bool => in_array( $line['status'], array( Check_Status::Warning->value, Check_Status::Error->value ), true ) );
		$by_line = array_column( $wrong, 'status', 'id' );
		if ( array() === $wrong ) {
			return self::result( 'connection', 'good', __( 'The connection with Microsoft 365 works', 'wpo365-user-sync' ), __( 'Microsoft Graph was asked for users and groups, and answered.', 'wpo365-user-sync' ) );
		}
		// Whoever looks may not be the one who has connected.
		unset( $by_line[ Check_Id::Account->value ] );
		$status = in_array( Check_Status::Error->value, $by_line, true ) ? 'critical' : 'recommended';
		return self::result( 'connection', $status, __( 'Something is wrong with the connection with Microsoft 365', 'wpo365-user-sync' ), ...array_values( array_map( static fn( array $line ): string => "{$line['label']}: {$line['message']}", $wrong ) ) );
	}

	/**
	 * Makes a result of what the history says, which may not be readable.
	 *
	 * @param callable(): array<string, mixed> $test Makes the result.
	 * @return array<string, mixed>
	 */
	private function guarded( string $name, callable $test ): array {
		try {
			return Database::quietly( $test );
		} catch ( Database_Failed ) {
			return self::result( $name, 'recommended', __( 'Past user synchronizations can’t be read', 'wpo365-user-sync' ), __( 'The database refused to answer. Look at the tables of the user synchronization first.', 'wpo365-user-sync' ) );
		}
	}

	/**
	 * Makes a result of a line of the checklist.
	 *
	 * @return array<string, mixed>
	 */
	private function of_line( Check_Id $id, string $name, string $good, string $wrong ): array {
		$line   = array_column( ( new Checklist( $this->settings ) )->lines( get_current_user_id() ), null, 'id' )[ $id->value ];
		$status = self::STATUSES[ $line['status'] ];
		return self::result( $name, $status, 'good' === $status ? $good : $wrong, $line['message'] );
	}

	/**
	 * Makes a result as Site Health wants it: with HTML, so everything is escaped.
	 *
	 * @return array<string, mixed>
	 */
	private static function result( string $name, string $status, string $label, string ...$text ): array {
		return array(
			'label'       => esc_html( $label ),
			'status'      => $status,
			'badge'       => array(
				'label' => __( 'User synchronization', 'wpo365-user-sync' ),
				'color' => 'blue',
			),
			'description' => implode( '', array_map( static fn( string $sentence ): string => '<p>' . esc_html( $sentence ) . '</p>', $text ) ),
			'actions'     => sprintf( '<p><a href="%s">%s</a></p>', esc_url( admin_url( 'users.php?page=' . Sync_Page::SLUG ) ), esc_html__( 'Open the user synchronization', 'wpo365-user-sync' ) ),
			'test'        => "wpo365_user_sync_$name",
		);
	}
}
