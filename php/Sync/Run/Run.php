<?php
/**
 * A run as it is known to the engine.
 *
 * @package WPO365\User_Sync
 */

declare( strict_types=1 );

namespace WPO365\User_Sync\Sync\Run;

use WPO365\User_Sync\Directory\Group_Names;

/**
 * The working copy of a run's record: changed while a part is worked on and saved with it, or thrown away.
 *
 * `state` is the run's memory between parts and never leaves the server:
 *  - link: ?string, the nextLink to fetch next (null: the first page);
 *  - pages: int, how many pages were finished in this listing; restarts: int, listings begun anew;
 *  - listed_at: int, Unix time at which the present listing began;
 *  - last_user: int, the highest user id when the run began;
 *  - after: int, the id up to which a phase has worked; stage: string, the part of the phase `absent`;
 *  - heir: array, who receives the content of those removed, fixed with the list; held_for: string, why the list is held; approved_by: int, who let it go ahead;
 *  - evidence_at: int, Unix time at which the directory was asked about absent people;
 *  - anew: bool, whether the directory is read again in this run; groups: string[], groups to read; groups_at: int, Unix time at which reading them began; groups_read: string[], groups read to the end;
 *  - group: int, number of the group being read; group_link: ?string, group_pages: int; unread_groups: array of sentences by group id;
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
	) {}

	public const COUNTS = array( 'received', 'directory_only', 'wordpress_only', 'matched', 'created', 'updated', 'deleted', 'conflicts', 'skipped', 'failed' );

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
		$message = array();
		if ( $groups ) {
			$names = Group_Names::all();
			/* translators: %s: list of groups. */
			$message[] = sprintf( __( 'Mapped groups could not be read (%s), so nobody’s roles were changed. Check the permission GroupMember.Read.All and whether the groups still exist.', 'wpo365-user-sync' ), implode( ', ', array_map( static fn( string $id ): string => Group_Names::in_words( $names, $id ), array_keys( $groups ) ) ) );
		}
		if ( $refused ) {
			/* translators: %s: list of properties. */
			$message[] = sprintf( __( 'Microsoft Graph refused these extra fields, so they were left as they are: %s. Correct or remove them in the settings.', 'wpo365-user-sync' ), implode( ', ', $refused ) );
		}
		if ( $message ) {
			$this->error = array(
				'code'    => $groups ? 'forbidden' : 'bad_response',
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
	 * Makes the run read anew what it was reading: the group of the phase `groups`, else the directory from its first page. What is done stays done.
	 */
	public function list_anew(): void {
		if ( Phase::Groups === $this->phase ) {
			$this->state['group_link'] = null; // A group that decides about the scope must not count as read after its first pages.
			return;
		}
		$this->enter( Phase::Listing );
		$this->state['anew'] = true;
		$this->rest  = array();
		$this->state = array_diff_key( $this->state, array_flip( array( 'link', 'next', 'pages', 'listed_at', 'evidence_at', 'careful' ) ) );
	}
}
