<?php
/**
 * The beginning of a run of changes: who has changed?
 *
 * @package WPO365\User_Sync
 */

declare( strict_types=1 );

namespace WPO365\User_Sync\Sync\Changes;

use WPO365\User_Sync\Directory\Change_Page;
use WPO365\User_Sync\Directory\Change_Reader;
use WPO365\User_Sync\Graph\Graph_Error;
use WPO365\User_Sync\Graph\Graph_Exception;
use WPO365\User_Sync\Settings\Settings;
use WPO365\User_Sync\Sync\Listing\Scope;
use WPO365\User_Sync\Sync\Run\Change_Links;
use WPO365\User_Sync\Sync\Run\Changed_People;
use WPO365\User_Sync\Sync\Run\Part;
use WPO365\User_Sync\Sync\Run\Phase;
use WPO365\User_Sync\Sync\Run\Phase_Work;
use WPO365\User_Sync\Sync\Run\Run;
use WPO365\User_Sync\Sync\Run\Work_Table;

/**
 * Reads the pages of the delta queries, people first and memberships then, and remembers the object ids. Nothing is decided before the last page has come.
 *
 * Whoever was changed is read afresh afterwards, so it does not matter what the rows say, in which order they come and how often.
 */
final class Collect_Phase implements Phase_Work {

	/** The second part of the phase: memberships. */
	private const MEMBERS = 'members';

	public function __construct(
		private readonly Change_Reader $reader,
		private readonly Change_Links $links,
		private readonly Changed_People $changed,
		private readonly Work_Table $work,
		private readonly Settings $settings,
	) {}

	public function work( Run $run, Part $part ): void {
		$start = $this->links->start();
		if ( is_string( $start ) ) {
			$part->commit( $run, fn() => $this->links->give_up( $run, $start ) );
			return;
		}
		$of_members = self::MEMBERS === $run->memory->stage;
		try {
			$page = $this->reader->page( $run->memory->link ?? ( $of_members ? $start->members : $start->users ) );
		} catch ( Graph_Exception $failure ) {
			$this->refuse( $run, $part, $failure, $of_members );
			return;
		}
		$part->commit( $run, fn() => $of_members ? $this->add_members( $run, $page ) : $this->add_people( $run, $page, '' !== $start->members ) );
	}

	/**
	 * Goes on without memberships that can't be had; without people there is nothing to go on with.
	 *
	 * @throws Graph_Exception Where the run waits or fails as any other.
	 */
	private function refuse( Run $run, Part $part, Graph_Exception $failure, bool $of_members ): void {
		if ( $of_members && ! $failure->is_retryable() ) {
			$run->memory->members_unknown = true;
			$part->commit( $run, fn() => $this->finish( $run, '' ) );
			return;
		}
		if ( Graph_Error::Expired_Page_Token !== $failure->error ) {
			throw $failure;
		}
		// The answer may name an address to go on with (Location): it is never followed.
		$part->commit( $run, fn() => $this->links->give_up( $run, __( 'Microsoft Graph can’t tell any longer what has changed since the last synchronization.', 'wpo365-user-sync' ) ) );
	}

	/**
	 * @param bool $has_members Whether memberships can be asked for.
	 */
	private function add_people( Run $run, Change_Page $page, bool $has_members ): void {
		$this->follow( $run, $page, $this->changed->add( $run->id, Change_Reader::people( $page ) ) );
		if ( null !== $page->next_link ) {
			return;
		}
		$run->memory->users_link = $page->link;
		if ( $has_members ) {
			$run->memory->stage = self::MEMBERS;
			return;
		}
		$run->memory->members_unknown = array() !== Scope::groups_that_matter( $this->settings );
		$this->finish( $run, '' );
	}

	private function add_members( Run $run, Change_Page $page ): void {
		list( $people, $more )        = Change_Reader::members( $page );
		$run->memory->members_unknown = $run->memory->members_unknown || $more;
		$this->follow( $run, $page, $this->changed->add( $run->id, $people ) );
		if ( null === $page->next_link ) {
			$this->finish( $run, $page->link );
		}
	}

	/**
	 * Notes where a page leads.
	 *
	 * @param int $new How many people were on no page before.
	 */
	private function follow( Run $run, Change_Page $page, int $new ): void {
		if ( 0 === $run->memory->pages ) {
			$this->work->forget_pages( $run->id );
		}
		++$run->memory->pages;
		++$run->memory->pages_read;
		$run->memory->link = $page->next_link;
		if ( null !== $page->next_link && ( ! $this->work->follow( $run->id, $page->next_link, $run->memory->pages ) || $run->is_going_round( $new ) ) ) {
			$run->fail( 'link_repeated', __( 'Microsoft Graph sent a link to a page of changes that was read already, so they would never end. Nobody was changed. Start a new synchronization.', 'wpo365-user-sync' ) );
		}
	}

	/**
	 * Ends the collecting: the links are the run's now, and count when it is completed. Where nobody has changed that is at once.
	 *
	 * @param string $members Link to the changes of memberships; may be empty.
	 */
	private function finish( Run $run, string $members ): void {
		$run->memory->stage     = '';
		$run->memory->listed_at = time();
		$this->links->keep( $run, (string) $run->memory->users_link, $members, $run->memory->listed_at );
		if ( array() === $this->changed->next( $run->id, 1 ) ) {
			$run->enter( Phase::Done );
		}
	}
}
