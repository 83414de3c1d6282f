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
 *
 * `state` is the run's memory between parts and never leaves the server:
 *  - link: ?string, the nextLink to fetch next (null: the first page);
 *  - pages: int, how many pages were finished in this listing; restarts: int, listings begun anew;
 *  - listed_at: int, Unix time at which the present listing began;
 *  - last_user: int, the highest user id when the run began;
 *  - after: int, the id up to which a phase has worked; stage: string, the part of the phase `matching` or `absent`;
 *  - heir: array, who receives the content of those removed, fixed with the list; held_for: string, why the list is held; approved_by: int, who let it go ahead;
 *  - evidence_at: int, Unix time at which the directory was asked about absent people;
 *  - anew: bool, whether the directory is read again in this run; groups: string[], groups to read; groups_at: int, Unix time at which reading them began; groups_read: string[], groups read to the end; outdated: bool, whether what was read before the directory is read again is too old to count;
 *  - group: int, number of the group being read; group_link: ?string, group_pages: int; unread_groups: array of sentences by group id; doubtful_groups: string[], those of them that were read, but are not believed;
 *  - group_sizes: int[], members read, by group id; group_history: what this run knows about groups for the next ones, by group id, see Group_History;
 *  - linked: array{ours: int, others: int}, accounts that were linked to this tenant and to others when the run began;
 *  - idle: int, pages in a row that brought nobody new;
 *  - refused: string[], properties that Graph refused; scope: string, hash of the scope;
 *  - tries: int, failed tries in a row; broken: int, transactions in a row that somebody ended; careful: int, how many people are still taken one by one.
 */
final class Run {

	/**
	 * @param array<string, int>                                               $counts By name, as in {@see self::COUNTS}.
	 * @param array{action: string, count: int}|null                           $held   What waits for approval.
	 * @param array{code: string, message: string, details: array<mixed>}|null $error  Why the run failed.
	 * @param array<string, mixed>                                             $state  Memory between parts, see above.
	 * @param list<array<string, mixed>>                                       $rest   People of the page that are not worked on yet.
	 * @param int                                                              $deaths Deaths in a row in the present part.
	 * @param int                                                              $stalls Steps in a row that were begun, the present one included, without anything being saved.
	 * @param array<string, list<int|string>>                                  $touched Whom the present part may touch, see {@see Touched}.
	 */
	public function __construct(
		public readonly int $id,
		public readonly string $kind,
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
		public array $state,
		public array $rest,
		public readonly int $deaths,
		public readonly int $stalls = 0,
		public readonly array $touched = array(),
	) {}

	public const COUNTS = array( 'received', 'directory_only', 'wordpress_only', 'matched', 'created', 'updated', 'deleted', 'conflicts', 'skipped', 'failed' );

	/** Pages in a row that may bring nobody new: a page can be empty, but a listing has to end. */
	private const IDLE_PAGES = 200;

	/** What is remembered about pages, and about groups. */
	private const OF_PAGES  = array( 'link', 'next', 'pages', 'idle', 'listed_at', 'evidence_at', 'careful' );
	private const OF_GROUPS = array( 'groups', 'groups_at', 'groups_read', 'group', 'group_link', 'group_pages', 'group_sizes', 'group_history', 'unread_groups', 'doubtful_groups', 'restarts' );

	/**
	 * Reads a value of the memory.
	 *
	 * @param string $key      Name, see the class.
	 * @param mixed  $fallback What counts where it was never set.
	 */
	public function recall( string $key, mixed $fallback = null ): mixed {
		return $this->state[ $key ] ?? $fallback;
	}

	/**
	 * Enters a phase, from its beginning.
	 */
	public function enter( Phase $phase ): void {
		$this->phase          = $phase;
		$this->state['after'] = 0;
		unset( $this->state['stage'] );
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
		$groups  = $this->recall( 'unread_groups', array() );
		$refused = $this->recall( 'refused', array() );
		$doubted = array_intersect_key( $groups, array_flip( $this->recall( 'doubtful_groups', array() ) ) );
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
		$this->state['groups_read']     = array_values( array_diff( $this->recall( 'groups_read', array() ), array( $group ) ) );
		$this->state['unread_groups']   = array( $group => $reason ) + $this->recall( 'unread_groups', array() );
		$this->state['doubtful_groups'] = array_values( array_unique( array( ...$this->recall( 'doubtful_groups', array() ), $group ) ) );
	}

	/**
	 * Notes what a page has brought.
	 *
	 * @param int $new How many people who were on no page before.
	 * @return bool Whether pages go on and on without anybody new.
	 */
	public function is_going_round( int $new ): bool {
		$this->state['idle'] = $new > 0 ? 0 : $this->recall( 'idle', 0 ) + 1;
		return $this->state['idle'] > self::IDLE_PAGES;
	}

	/**
	 * Makes the run read from its first page what it was reading, a group or the directory: a link has expired. What is done stays done.
	 */
	public function begin_pages_anew(): void {
		if ( Phase::Groups === $this->phase ) {
			$this->state['group_link'] = null; // A group that decides about the scope must not count as read after its first pages.
			return;
		}
		$this->enter( Phase::Listing );
		$this->forget( self::OF_PAGES );
	}

	/**
	 * Tells whether what was read is young enough to act on.
	 *
	 * @param bool $groups Whether that depends on the members of groups, too.
	 */
	public function is_lately_read( bool $groups = true ): bool {
		$times = array( $this->recall( 'listed_at' ), $groups ? $this->recall( 'groups_at' ) : null );
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
		$this->state['outdated'] = $this->recall( 'outdated', false ) || ! $this->is_lately_read();
		$this->enter( Phase::Groups );
		$this->forget( array( ...self::OF_PAGES, ...self::OF_GROUPS ) );
	}

	/**
	 * @param string[] $keys Names in the memory.
	 */
	private function forget( array $keys ): void {
		$this->state['anew'] = true;
		$this->rest          = array();
		$this->state         = array_diff_key( $this->state, array_flip( $keys ) );
	}
}
