<?php
/**
 * A run as it is known to the engine.
 *
 * @package WPO365\User_Sync
 */

declare( strict_types=1 );

namespace WPO365\User_Sync\Sync\Run;

use WPO365\User_Sync\Accounts\Touched;
use WPO365\User_Sync\Age;
use WPO365\User_Sync\Directory\Group_Names;

/**
 * The working copy of a run's record: changed while a part is worked on and saved with it, or thrown away.
 */
final class Run {

	/**
	 * @param array<string, int>                                               $counts By name, as in {@see self::COUNTS}.
	 * @param array{action: string, count: int}|null                           $held   What waits for approval.
	 * @param array{code: string, message: string, details: array<mixed>}|null $error  Why the run failed.
	 * @param list<array<string, mixed>>                                       $rest   People of the page that are not worked on yet.
	 * @param int                                                              $deaths Deaths in a row in the present part.
	 * @param int                                                              $stalls Steps in a row that were begun, the present one included, without anything being saved.
	 * @param array<string, list<int|string>>                                  $touched Whom the present part may touch, see {@see Touched}.
	 */
	public function __construct(
		public readonly int $id,
		public readonly Run_Kind $kind,
		public Run_Status $status,
		public Phase $phase,
		public readonly int $sequence,
		public readonly Boxes $options,
		public array $counts,
		public int $received,
		public ?int $expected,
		public ?int $resume_at,
		public ?array $held,
		public ?array $error,
		public readonly string $origin,
		public readonly int $started_by,
		public readonly int $started_at,
		public readonly int $updated_at,
		public ?int $finished_at,
		public string $tenant_id,
		public readonly string $fingerprint,
		public Run_Memory $memory,
		public array $rest,
		public readonly int $deaths,
		public readonly int $stalls = 0,
		public readonly array $touched = array(),
	) {}

	public const COUNTS = array( 'received', 'directory_only', 'wordpress_only', 'matched', 'created', 'updated', 'deleted', 'deactivated', 'reactivated', 'conflicts', 'skipped', 'failed' );

	/** Code of the error where a run of changes has nowhere to start. */
	public const FULL_RUN_NEEDED = 'full_run_needed';

	/** Pages in a row that may bring nobody new: a page can be empty, but a listing has to end. */
	private const IDLE_PAGES = 200;

	/**
	 * Copies the memory with the run: a part that fails must not have changed the copy that was kept.
	 */
	public function __clone() {
		$this->memory = clone $this->memory;
	}

	/**
	 * Enters a phase, from its beginning.
	 */
	public function enter( Phase $phase ): void {
		$this->phase          = $phase;
		$this->memory->after = 0;
		$this->memory->stage = '';
		if ( Phase::Done === $phase ) {
			$this->status      = Run_Status::Completed;
			$this->finished_at = time();
			$this->tell_what_was_left_out();
		}
	}

	/**
	 * Tells, on a completed run, which groups and properties it had to do without.
	 */
	private function tell_what_was_left_out(): void {
		$groups  = $this->memory->unread_groups;
		$refused = $this->memory->refused;
		$doubted = array_intersect_key( $groups, array_flip( $this->memory->doubtful_groups ) );
		$unread  = array_diff_key( $groups, $doubted );
		$names   = array_combine( array_keys( $groups ), array_map( static fn( string $id ): string => Group_Names::in_words( Group_Names::all(), $id ), array_keys( $groups ) ) );
		$message = array();
		if ( $unread ) {
			/* translators: %s: list of groups. */
			$message[] = sprintf( __( 'Mapped groups could not be read (%s), so nobody’s roles were changed. Check the permission GroupMember.Read.All and whether the groups still exist.', 'wpo365-user-sync' ), implode( ', ', array_intersect_key( $names, $unread ) ) );
		}
		foreach ( $doubted as $id => $reason ) {
			/* translators: 1: a group, 2: sentences that say why it counts as not read. */
			$message[] = sprintf( __( 'The group %1$s counts as not read, so nobody’s roles were changed and nobody is out of scope because of it. %2$s', 'wpo365-user-sync' ), $names[ $id ], $reason );
		}
		if ( $refused ) {
			/* translators: %s: list of properties. */
			$message[] = sprintf( __( 'Microsoft Graph refused these extra fields, so they were left as they are: %s. Correct or remove them in the settings.', 'wpo365-user-sync' ), implode( ', ', $refused ) );
		}
		if ( $this->memory->members_unknown ) {
			$message[] = __( 'Microsoft Graph could not tell of everybody who has joined or left a group. What follows from that comes with the next full synchronization.', 'wpo365-user-sync' );
		}
		if ( $message ) {
			$this->error = array(
				'code'    => $unread ? 'forbidden' : 'bad_response',
				'message' => implode( ' ', $message ),
				'details' => array_filter( compact( 'groups', 'refused' ) ),
			);
		}
	}

	/**
	 * Ends the run with an error that a person can act on.
	 *
	 * @param string       $code    One of the contract's error codes.
	 * @param string       $message What happened, what was done and what to do.
	 * @param array<mixed> $details For support: nothing secret, nothing personal.
	 */
	public function fail( string $code, string $message, array $details = array() ): void {
		$this->status      = Run_Status::Failed;
		$this->resume_at   = null;
		$this->finished_at = time();
		$this->error       = compact( 'code', 'message', 'details' );
	}

	/**
	 * Takes a group for not read, although it answered: the answer is not believed, or has been lost.
	 *
	 * @param string $reason Sentences.
	 */
	public function doubt( string $group, string $reason ): void {
		$this->memory->groups_read     = array_values( array_diff( $this->memory->groups_read, array( $group ) ) );
		$this->memory->unread_groups   = array( $group => $reason ) + $this->memory->unread_groups;
		$this->memory->doubtful_groups = array_values( array_unique( array( ...$this->memory->doubtful_groups, $group ) ) );
	}

	/**
	 * Notes what a page has brought.
	 *
	 * @param int $new How many people who were on no page before.
	 * @return bool Whether pages go on and on without anybody new.
	 */
	public function is_going_round( int $new ): bool {
		$this->memory->idle = $new > 0 ? 0 : $this->memory->idle + 1;
		return $this->memory->idle > self::IDLE_PAGES;
	}

	/**
	 * Makes the run read from its first page what it was reading, a group or the directory: a link has expired. What is done stays done.
	 */
	public function begin_pages_anew(): void {
		if ( Phase::Groups === $this->phase ) {
			$this->memory->group_link = null; // A group that decides about the scope must not count as read after its first pages.
			return;
		}
		$this->enter( Phase::Listing );
		$this->memory->forget_pages();
		$this->read_anew();
	}

	/**
	 * Tells whether what was read is young enough to act on.
	 *
	 * @param bool $groups Whether that depends on the members of groups, too.
	 */
	public function is_lately_read( bool $groups = true ): bool {
		$times = array( $this->memory->listed_at, $groups ? $this->memory->groups_at : null );
		foreach ( array_filter( $times, is_int( ... ) ) as $time ) {
			if ( ! Age::is_fresh( $time ) ) {
				return false;
			}
		}
		return true;
	}

	/**
	 * Makes the run read everything anew, beginning with tenant and groups. What is done stays done.
	 */
	public function list_anew(): void {
		$this->memory->outdated = $this->memory->outdated || ! $this->is_lately_read();
		$this->enter( Phase::Groups );
		$this->memory->forget_pages();
		$this->memory->forget_groups();
		$this->read_anew();
	}

	/**
	 * Notes that the directory is read again, so that people of the page at hand count no longer.
	 */
	private function read_anew(): void {
		$this->memory->anew = true;
		$this->rest         = array();
	}
}
