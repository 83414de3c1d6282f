<?php
/**
 * What a run remembers between its parts.
 *
 * @package WPO365\User_Sync
 */

declare( strict_types=1 );

namespace WPO365\User_Sync\Sync\Run;

/**
 * Stored with the run as JSON, in the column `state`, and never leaves the server. Times are in Unix time, ids of groups in lower case.
 */
final class Run_Memory {

	/** The nextLink to fetch next; null: the first page. */
	public ?string $link = null;

	/** The nextLink of the page at hand, some of whose people are not worked on yet. */
	public ?string $next = null;

	/** How many pages were finished in this listing. */
	public int $pages = 0;

	/** Pages in a row that brought nobody new. */
	public int $idle = 0;

	/** When the present listing began. */
	public ?int $listed_at = null;

	/** When the directory was asked about absent people. */
	public ?int $evidence_at = null;

	/** How many people are still taken one by one. */
	public int $careful = 0;

	/** @var string[] Groups to read. */
	public array $groups = array();

	/** When reading groups began; null: tenant, links and groups are not fixed yet. */
	public ?int $groups_at = null;

	/** @var string[] Groups that were read to the end, and are believed. */
	public array $groups_read = array();

	/** Position of the group that is being read. */
	public int $group = 0;

	/** The nextLink within this group; null: its first page. */
	public ?string $group_link = null;

	/** How many pages of this group were finished. */
	public int $group_pages = 0;

	/** @var array<string, int> Members read, by group. */
	public array $group_sizes = array();

	/** @var array<string, array<string, mixed>> What this run knows about groups for the next ones, by group. */
	public array $group_history = array();

	/** @var array<string, string> Sentences, by group that the run has to do without. */
	public array $unread_groups = array();

	/** @var string[] Those of them that were read, but are not believed. */
	public array $doubtful_groups = array();

	/** Where the next run of changes starts with people, while a run of changes still asks for memberships; in a full run empty: it does without. */
	public ?string $users_link = null;

	/** Where the next run of changes starts with memberships; null: not asked yet, empty: nowhere. */
	public ?string $members_link = null;

	/** Whether more people may have come into groups, or left them, than a run of changes could find out. */
	public bool $members_unknown = false;

	/** Listings begun anew. */
	public int $restarts = 0;

	/** Whether the directory is read again in this run. */
	public bool $anew = false;

	/** Whether what was read before the directory is read again is too old to count. */
	public bool $outdated = false;

	/** The highest user id when the run began. */
	public int $last_user = 0;

	/** Hash of the scope when the run began. */
	public string $scope = '';

	/** @var array{ours: int, others: int}|null Accounts that were linked to this tenant and to others when the run began. */
	public ?array $linked = null;

	/** @var string[] Properties that Graph refused. */
	public array $refused = array();

	/** The id up to which a phase has worked. */
	public int $after = 0;

	/** The part of the phase `matching` or `absent`; empty: the first. */
	public string $stage = '';

	/** Questions to the directory's recycle bin that were asked, or need not be asked. */
	public int $bin_asked = 0;

	/** @var array{user_id: int, keeps: bool, managers?: bool}|null Who receives the content of those removed, fixed with the list. */
	public ?array $heir = null;

	/** The setting removal.mode, fixed with the list; empty: not yet. */
	public string $removal_mode = '';

	/** Why the list is held: a sentence. */
	public string $held_for = '';

	/** Removals of this run that nobody was asked about. */
	public int $unasked = 0;

	/** Whether the list of removals at hand was approved. */
	public bool $is_list_approved = false;

	/** Who let the held list go ahead. */
	public int $approved_by = 0;

	/** The run, or the action by hand, that a run of the kind undo undoes. */
	public int $undoes = 0;

	/** The one account for which it does; 0: all. */
	public int $undoes_user = 0;

	/** Whether somebody has emptied the results since. */
	public bool $truncated = false;

	/** Failed tries in a row. */
	public int $tries = 0;

	/** Transactions in a row that somebody ended. */
	public int $broken = 0;

	/** Pages of people and of members of groups that were read, those read again included. */
	public int $pages_read = 0;

	/** Seconds for which Microsoft Graph has asked not to be asked. */
	public int $throttled = 0;

	/** @var array<int, int> Requests by class of latency: {@see \WPO365\User_Sync\Graph\Traffic}. */
	public array $latencies = array();

	/** @var array<string, float> Seconds worked, by phase. */
	public array $seconds = array();

	/** What is forgotten where pages are read anew, and where groups are. */
	private const OF_PAGES  = array( 'link', 'next', 'pages', 'idle', 'listed_at', 'evidence_at', 'careful' );
	private const OF_GROUPS = array( 'groups', 'groups_at', 'groups_read', 'group', 'group_link', 'group_pages', 'group_sizes', 'group_history', 'unread_groups', 'doubtful_groups', 'restarts' );

	/**
	 * Reads what was stored.
	 *
	 * @param array<string, mixed> $stored By name; what this version does not know is left out, what is missing has its default.
	 */
	public static function from_array( array $stored ): self {
		$memory = new self();
		foreach ( array_intersect_key( $stored, get_object_vars( $memory ) ) as $name => $value ) {
			$memory->$name = $value ?? ( new self() )->$name;
		}
		return $memory;
	}

	/**
	 * Gives what is to be stored: all that differs from the defaults.
	 *
	 * @return array<string, mixed>
	 */
	public function to_array(): array {
		$defaults = get_object_vars( new self() );
		return array_filter( get_object_vars( $this ), static fn( mixed $value, string $name ): bool => $value !== $defaults[ $name ], ARRAY_FILTER_USE_BOTH );
	}

	/**
	 * Forgets what is known of the pages of the directory.
	 */
	public function forget_pages(): void {
		$this->forget( self::OF_PAGES );
	}

	/**
	 * Forgets what is known of groups.
	 */
	public function forget_groups(): void {
		$this->forget( self::OF_GROUPS );
	}

	/**
	 * @param string[] $names Names of properties.
	 */
	private function forget( array $names ): void {
		$fresh = new self();
		foreach ( $names as $name ) {
			$this->$name = $fresh->$name;
		}
	}
}
