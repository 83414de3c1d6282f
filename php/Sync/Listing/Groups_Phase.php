<?php
/**
 * Phase `groups`: what has to be known before the first page.
 *
 * @package WPO365\User_Sync
 */

declare( strict_types=1 );

namespace WPO365\User_Sync\Sync\Listing;

use WPO365\User_Sync\Accounts\Links;
use WPO365\User_Sync\Connection\Sign_In\Tenant;
use WPO365\User_Sync\Directory\Group_Names;
use WPO365\User_Sync\Directory\Group_Reader;
use WPO365\User_Sync\Graph\Graph_Error;
use WPO365\User_Sync\Graph\Graph_Exception;
use WPO365\User_Sync\Results\Repository;
use WPO365\User_Sync\Settings\Settings;
use WPO365\User_Sync\Sync\Run\Change_Links;
use WPO365\User_Sync\Sync\Run\Part;
use WPO365\User_Sync\Sync\Run\Phase;
use WPO365\User_Sync\Sync\Run\Phase_Work;
use WPO365\User_Sync\Sync\Run\Retry;
use WPO365\User_Sync\Sync\Run\Run;
use WPO365\User_Sync\Sync\Run\Run_Kind;
use WPO365\User_Sync\Sync\Run\Run_Store;
use WPO365\User_Sync\Sync\Run\Work_Table;

/**
 * Finds out the tenant's GUID, copies the links, and reads the members of the groups that matter, group by group.
 */
final class Groups_Phase implements Phase_Work {

	/** Failures that concern one group, not the whole connection. */
	private const OF_ONE_GROUP = array( Graph_Error::Forbidden, Graph_Error::Not_Found, Graph_Error::Bad_Request, Graph_Error::Not_Supported, Graph_Error::Bad_Response );

	public function __construct(
		private readonly Tenant $tenant,
		private readonly Group_Reader $reader,
		private readonly Links $links,
		private readonly Work_Table $work,
		private readonly Repository $repository,
		private readonly Run_Store $runs,
		private readonly Settings $settings,
		private readonly Starting_Point $start,
		private readonly Change_Links $change_links,
	) {}

	public function work( Run $run, Part $part ): void {
		if ( null === $run->memory->groups_at ) {
			$this->begin( $run, $part );
			return;
		}
		$group = $run->memory->groups[ $run->memory->group ] ?? null;
		if ( null === $group ) {
			$part->commit( $run, static fn() => $run->enter( Phase::Listing ) );
			return;
		}
		$this->read( $run, $part, $group, in_array( $group, Scope::groups( $this->settings ), true ) );
	}

	/**
	 * Fixes what this run works with: the tenant, the links, and which groups are read, whatever happens to the settings meanwhile.
	 */
	private function begin( Run $run, Part $part ): void {
		$tenant_id = $this->tenant->id( anew: true );
		$groups    = Scope::groups_that_matter( $this->settings );
		$members   = $this->start->members( $run );
		$history   = $this->runs->last_completed()?->memory->group_history ?? array();
		$part->commit(
			$run,
			function () use ( $run, $tenant_id, $groups, $history, $members ): void {
				if ( '' !== $run->tenant_id && $tenant_id !== $run->tenant_id ) {
					if ( Run_Kind::Changes === $run->kind ) {
						$this->change_links->give_up( $run, __( 'The tenant’s domain belongs to another tenant than at the last synchronization.', 'wpo365-user-sync' ) );
						return;
					}
					$run->fail( 'settings_changed', __( 'The tenant’s domain belongs to another tenant than when this synchronization began, so it was stopped. What was done stays done. Check the tenant in the settings, then start a new synchronization.', 'wpo365-user-sync' ) );
					return;
				}
				if ( $run->memory->anew ) {
					$this->forget( $run );
				}
				$run->tenant_id              = $tenant_id;
				$run->memory->members_link  = $members;
				$run->memory->groups        = $groups;
				$run->memory->groups_at     = time();
				$run->memory->group_history = array_intersect_key( $history, array_flip( $groups ) );
				$this->links->copy();
				$run->memory->linked ??= $this->links->count_by_tenant( $tenant_id ); // Before links of this run are among them.
			}
		);
	}

	/**
	 * Forgets what is read again. What was done to accounts stays, and so do its rows.
	 */
	private function forget( Run $run ): void {
		$this->work->members->forget_all( $run->id );
		// Who was out of scope by members that were read before may be in scope now: whoever counts as out of scope may be removed.
		$this->work->forget_ignored( $run->id );
		$this->repository->forget_absent( $run->id );
		$this->work->note_new_links( $run->id );
		if ( $run->memory->outdated ) {
			$this->repository->forget_undone( $run->id );
			$this->work->forget_named( $run->id );
			$run->memory->outdated = false;
		}
		( new Completeness( $this->repository, $this->work ) )->recount( $run );
	}

	/**
	 * Reads a page of a group's members.
	 *
	 * @param bool $in_scope Whether the group decides who is synchronized: then the run can't do without it.
	 */
	private function read( Run $run, Part $part, string $group, bool $in_scope ): void {
		try {
			$page     = $this->reader->members( $group, $run->memory->group_link );
			$expected = null === $page['next_link'] ? $this->reader->count( $group ) : null;
		} catch ( Graph_Exception $failure ) {
			if ( ! $this->is_of_this_group( $failure, $run ) ) {
				throw $failure;
			}
			if ( $in_scope ) {
				/* translators: 1: a group, 2: sentences that say why it can't be read. */
				$message = sprintf( __( 'The group %1$s decides who is synchronized, but can’t be read, so nobody was changed. %2$s', 'wpo365-user-sync' ), Group_Names::in_words( Group_Names::all(), $group ), $failure->getMessage() );
				throw new Graph_Exception( $failure->error, $message, $failure->status, $failure->retry_after, $failure->details );
			}
			$part->commit( $run, fn() => $this->leave_out( $run, $group, $failure->getMessage() ) );
			return;
		}
		$part->commit(
			$run,
			function () use ( $run, $group, $in_scope, $page, $expected ): void {
				if ( null === $run->memory->group_link ) {
					$this->work->members->forget( $run->id, $group );
					$this->work->forget_pages( $run->id );
					$run->memory->group_pages = 0;
				}
				$new                       = $this->work->members->add( $run->id, $group, $page['ids'] );
				$run->memory->group_link  = $page['next_link'];
				++$run->memory->group_pages;
				++$run->memory->pages_read;
				if ( null === $page['next_link'] ) {
					$this->finish( $run, $group, $in_scope, $expected );
				} elseif ( ! $this->work->follow( $run->id, $page['next_link'], $run->memory->group_pages ) || $run->is_going_round( $new ) ) {
					$run->fail( 'link_repeated', __( 'Microsoft Graph sent a link to a page of a group that was read already, so the list of members would never end. Nobody was changed. Start a new synchronization.', 'wpo365-user-sync' ) );
				}
			}
		);
	}

	/**
	 * Decides whether a group that was read to its end is known now.
	 *
	 * @param int|null $expected How many members Graph says there are; null where it can't say.
	 */
	private function finish( Run $run, string $group, bool $in_scope, ?int $expected ): void {
		$members = $this->work->members->count( $run->id )[ $group ] ?? 0;
		$before  = $run->memory->group_history[ $group ] ?? null;
		if ( ! Completeness::is_enough( $members, $expected ) ) {
			/* translators: 1: number of members read, 2: number of members expected. */
			$reason = sprintf( __( 'Microsoft Graph listed %1$d members of this group, but says that there are %2$d.', 'wpo365-user-sync' ), $members, $expected );
			if ( $in_scope ) {
				/* translators: 1: a group, 2: a sentence that says why it can't be read. */
				$run->fail( 'listing_incomplete', sprintf( __( 'The group %1$s decides who is synchronized, but was not read to its end, so nobody was changed. %2$s Press “Resume” to read it again.', 'wpo365-user-sync' ), Group_Names::in_words( Group_Names::all(), $group ), $reason ) );
				return;
			}
			$this->doubt( $run, $group, $reason );
			return;
		}
		$now = $run->memory->groups_at;

		$run->memory->group_history[ $group ] = Group_History::after( $before, $members, $now );
		if ( 0 === $members && ! Group_History::believes_empty( $before, $now ) ) {
			/* translators: %d: number of members. */
			$this->doubt( $run, $group, sprintf( __( 'It had members (%d) and answers with none. It counts as not read until two completed synchronizations, at least 24 hours apart, have found it empty. If it is meant to be empty, take it out of the settings.', 'wpo365-user-sync' ), $before['members'] ) );
			return;
		}
		$run->memory->group_sizes[ $group ] = $members;
		$run->memory->groups_read[]         = $group;
		++$run->memory->group;
	}

	private function is_of_this_group( Graph_Exception $failure, Run $run ): bool {
		return match ( true ) {
			$failure->is_retryable()                              => $run->memory->tries >= Retry::TRIES,
			Graph_Error::Expired_Page_Token === $failure->error => $run->memory->restarts >= Retry::RESTARTS,
			default                                               => in_array( $failure->error, self::OF_ONE_GROUP, true ),
		};
	}

	/**
	 * Goes on without a group that was read, but whose answer is not believed.
	 */
	private function doubt( Run $run, string $group, string $reason ): void {
		$this->leave_out( $run, $group, $reason );
		$run->doubt( $group, $reason );
	}

	/**
	 * Goes on without a group that can't be read: that means "unknown", never "empty".
	 *
	 * @param string $reason Sentences.
	 */
	private function leave_out( Run $run, string $group, string $reason ): void {
		$this->work->members->forget( $run->id, $group );
		$run->memory->unread_groups += array( $group => $reason );
		$run->memory->group_link    = null;
		++$run->memory->group;
		$run->memory->restarts      = 0; // The next group and the directory have links of their own.
	}
}
