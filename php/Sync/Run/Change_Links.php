<?php
/**
 * Where runs of changes start.
 *
 * @package WPO365\User_Sync
 */

declare( strict_types=1 );

namespace WPO365\User_Sync\Sync\Run;

use WPO365\User_Sync\Age;
use WPO365\User_Sync\Database\Database;
use WPO365\User_Sync\Database\Tables;
use WPO365\User_Sync\Directory\User_Fields;
use WPO365\User_Sync\Json;
use WPO365\User_Sync\Settings\Settings;

/**
 * Keeps the links of delta queries, each with the run that has fetched it: a link counts from the moment when that run is completed, in the same statement. A run that fails or is cancelled leaves everything as it was, and its changes come again.
 */
final class Change_Links {

	/** Seconds for which a link counts. Microsoft keeps what it stands for for seven days. */
	private const LIFETIME = 6 * DAY_IN_SECONDS;

	public function __construct( private readonly Settings $settings ) {}

	/**
	 * Keeps the links that a run has fetched; what earlier runs have left stays until this one is completed. What a run by hand leaves to the schedule, or to the next run, must not be lost to them: then the earlier links go on to count.
	 *
	 * @param string $users   Link to the changes of people.
	 * @param string $members Link to the changes of memberships; may be empty.
	 * @param int    $at      Unix time when they were asked for.
	 */
	public function keep( Run $run, string $users, string $members, int $at ): void {
		if ( $this->leaves_something( $run ) && $this->start() instanceof Change_Start ) {
			return;
		}
		$mark  = $this->mark();
		$links = Json::encode( compact( 'users', 'members', 'mark', 'at' ) );
		Database::write( 'UPDATE %i SET delta_links = %s WHERE id = %d', Tables::name( 'runs' ), $links, $run->id );
		// No more links are kept than one that counts and one that may.
		Database::write( "UPDATE %i SET delta_links = '' WHERE id NOT IN ( %d ) AND delta_links <> ''", Tables::name( 'runs' ), array( $run->id, $this->newest()?->id ?? $run->id ) );
	}

	/**
	 * Tells whether others still have to do what a run finds: it only looks, or does less than runs of changes that the schedule starts.
	 */
	private function leaves_something( Run $run ): bool {
		$schedule  = $this->settings->get( 'schedule' );
		$scheduled = $schedule['changes'] > 0 && 'cron' !== $run->origin ? Boxes::from_array( $schedule )->ticked() : array();
		return $run->options->only_looks() || array() !== array_diff( $scheduled, $run->options->ticked() );
	}

	/**
	 * Tells whether a run has fetched its links.
	 */
	public function are_kept( int $run_id ): bool {
		return array() !== Database::column( "SELECT id FROM %i WHERE id = %d AND delta_links <> ''", Tables::name( 'runs' ), $run_id );
	}

	/**
	 * Finds where the next run of changes starts.
	 *
	 * @return Change_Start|string A sentence that says why a full run is needed, where there is no such place.
	 */
	public function start(): Change_Start|string {
		$record = $this->newest();
		$links  = null === $record ? array() : (array) json_decode( $record->delta_links, true );
		$why    = match ( true ) {
			'' === ( $links['users'] ?? '' )     => __( 'No completed full synchronization has noted from where changes count.', 'wpo365-user-sync' ),
			$this->mark() !== $links['mark']     => __( 'Connection, scope or fields were changed since the last synchronization.', 'wpo365-user-sync' ),
			! Age::is_fresh( $links['at'], self::LIFETIME ) => __( 'The last completed synchronization is too long ago: Microsoft keeps changes for a week.', 'wpo365-user-sync' ),
			default                              => '',
		};
		return '' === $why ? new Change_Start( $record->tenant_id, $links['users'], $links['members'], Run_Memory::from_array( (array) json_decode( $record->state, true ) )->refused ) : self::needed( $why );
	}

	/**
	 * Forgets all links: the next run has to be a full one.
	 */
	public function forget(): void {
		Database::write( "UPDATE %i SET delta_links = '' WHERE id > 0 AND delta_links <> ''", Tables::name( 'runs' ) );
	}

	/**
	 * Forgets all links, and ends a run of changes that can't go on.
	 *
	 * @param string $why A sentence.
	 */
	public function give_up( Run $run, string $why ): void {
		$this->forget();
		$run->fail( Run::FULL_RUN_NEEDED, self::needed( $why ) );
	}

	private static function needed( string $why ): string {
		return $why . ' ' . __( 'Start a full synchronization; after it, changes alone can be synchronized again.', 'wpo365-user-sync' );
	}

	/**
	 * Finds the newest record whose links count; those of a run whose list another one has replaced don't, since nobody has settled it.
	 */
	private function newest(): ?object {
		return Database::rows( "SELECT id, tenant_id, delta_links, state FROM %i WHERE status = 'completed' AND phase = 'done' AND delta_links <> '' ORDER BY id DESC LIMIT 1", Tables::name( 'runs' ) )[0] ?? null;
	}

	/**
	 * Identifies what the links were asked for: another connection, scope or list of properties makes them useless.
	 */
	private function mark(): string {
		return hash( 'sha256', $this->settings->fingerprint() . Json::encode( User_Fields::query( $this->settings->get( 'fields' ), manager: 'manager' === $this->settings->get( 'removal.content' ) ) ) );
	}
}
