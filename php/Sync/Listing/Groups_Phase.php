<?php
/**
 * Phase `groups`: what has to be known before the first page.
 *
 * @package WPO365\User_Sync
 */

declare( strict_types=1 );

namespace WPO365\User_Sync\Sync\Listing;

use WPO365\User_Sync\Accounts\Links;
use WPO365\User_Sync\Directory\Group_Names;
use WPO365\User_Sync\Directory\Group_Reader;
use WPO365\User_Sync\Graph\Client;
use WPO365\User_Sync\Graph\Graph_Error;
use WPO365\User_Sync\Graph\Graph_Exception;
use WPO365\User_Sync\Settings\Settings;
use WPO365\User_Sync\Sync\Run\Part;
use WPO365\User_Sync\Sync\Run\Phase;
use WPO365\User_Sync\Sync\Run\Phase_Work;
use WPO365\User_Sync\Sync\Run\Retry;
use WPO365\User_Sync\Sync\Run\Run;
use WPO365\User_Sync\Sync\Run\Work_Table;

/**
 * Finds out the tenant's GUID, copies the links, and reads the members of the groups that matter, group by group.
 */
final class Groups_Phase implements Phase_Work {

	/** Failures that concern one group, not the whole connection. */
	private const OF_ONE_GROUP = array( Graph_Error::Forbidden, Graph_Error::Not_Found, Graph_Error::Bad_Request, Graph_Error::Not_Supported, Graph_Error::Bad_Response );

	public function __construct(
		private readonly Client $client,
		private readonly Group_Reader $reader,
		private readonly Links $links,
		private readonly Work_Table $work,
		private readonly Settings $settings,
	) {}

	public function work( Run $run, Part $step ): void {
		if ( '' === $run->tenant_id ) {
			$this->begin( $run, $step );
			return;
		}
		$group = $run->recall( 'groups', array() )[ $run->recall( 'group', 0 ) ] ?? null;
		if ( null === $group ) {
			$step->commit( $run, static fn() => $run->enter( Phase::Listing ) );
			return;
		}
		$this->read( $run, $step, $group, in_array( $group, self::ids( $this->settings->get( 'scope.group_ids' ) ), true ) );
	}

	/**
	 * Fixes what this run works with: the tenant, the links, and which groups are read, whatever happens to the settings meanwhile.
	 */
	private function begin( Run $run, Part $step ): void {
		$tenant_id = $this->client->tenant_id();
		$groups    = array_unique( array_merge( self::ids( $this->settings->get( 'scope.group_ids' ) ), self::ids( array_column( $this->settings->get( 'roles.mappings' ), 'group_id' ) ) ) );
		$step->commit(
			$run,
			function () use ( $run, $tenant_id, $groups ): void {
				$run->tenant_id          = $tenant_id;
				$run->state['groups']    = array_values( $groups );
				$run->state['groups_at'] = time();
				$this->links->copy();
			}
		);
	}

	/**
	 * @param string[] $group_ids Group ids.
	 * @return string[]
	 */
	private static function ids( array $group_ids ): array {
		return array_map( 'strtolower', $group_ids );
	}

	/**
	 * Reads a page of a group's members.
	 *
	 * @param bool $in_scope Whether the group decides who is synchronized: then the run can't do without it.
	 */
	private function read( Run $run, Part $step, string $group, bool $in_scope ): void {
		try {
			$page = $this->reader->members( $group, $run->recall( 'group_link' ) );
		} catch ( Graph_Exception $failure ) {
			if ( ! $this->is_of_this_group( $failure, $run ) ) {
				throw $failure;
			}
			if ( $in_scope ) {
				/* translators: 1: a group, 2: sentences that say why it can't be read. */
				$message = sprintf( __( 'The group %1$s decides who is synchronized, but can’t be read, so nobody was changed. %2$s', 'wpo365-user-sync' ), Group_Names::in_words( Group_Names::all(), $group ), $failure->getMessage() );
				throw new Graph_Exception( $failure->error, $message, $failure->status, $failure->retry_after, $failure->details );
			}
			$step->commit( $run, fn() => $this->leave_out( $run, $group, $failure ) );
			return;
		}
		$step->commit(
			$run,
			function () use ( $run, $group, $page ): void {
				if ( null === $run->recall( 'group_link' ) ) {
					$this->work->forget_members( $run->id, $group );
					$this->work->forget_pages( $run->id );
					$run->state['group_pages'] = 0;
				}
				$this->work->add_members( $run->id, $group, $page['ids'] );
				$run->state['group_link']  = $page['next_link'];
				$run->state['group_pages'] = $run->recall( 'group_pages', 0 ) + 1;
				if ( null === $page['next_link'] ) {
					$run->state['group']         = $run->recall( 'group', 0 ) + 1;
					$run->state['groups_read'][] = $group;
				} elseif ( ! $this->work->follow( $run->id, $page['next_link'], $run->state['group_pages'] ) ) {
					$run->fail( 'link_repeated', __( 'Microsoft Graph sent a link to a page of a group that was read already, so the list of members would never end. Nobody was changed. Start a new synchronization.', 'wpo365-user-sync' ) );
				}
			}
		);
	}

	private function is_of_this_group( Graph_Exception $failure, Run $run ): bool {
		return in_array( $failure->error, self::OF_ONE_GROUP, true ) || ( $failure->is_retryable() && $run->recall( 'tries', 0 ) >= Retry::TRIES );
	}

	/**
	 * Goes on without a group that can't be read: that means "unknown", never "empty".
	 */
	private function leave_out( Run $run, string $group, Graph_Exception $failure ): void {
		$this->work->forget_members( $run->id, $group );
		$run->state['unread_groups'] = $run->recall( 'unread_groups', array() ) + array( $group => $failure->getMessage() );
		$run->state['group_link']    = null;
		$run->state['group']         = $run->recall( 'group', 0 ) + 1;
	}
}
