<?php
/**
 * Phase `listing`: reads the directory page by page.
 *
 * @package WPO365\User_Sync
 */

declare( strict_types=1 );

namespace WPO365\User_Sync\Sync\Listing;

use WPO365\User_Sync\Accounts\Account;
use WPO365\User_Sync\Accounts\Touched;
use WPO365\User_Sync\Age;
use WPO365\User_Sync\Directory\Directory_User;
use WPO365\User_Sync\Directory\Page;
use WPO365\User_Sync\Directory\User_Reader;
use WPO365\User_Sync\Graph\Graph_Error;
use WPO365\User_Sync\Graph\Graph_Exception;
use WPO365\User_Sync\Results\Repository;
use WPO365\User_Sync\Settings\Constants;
use WPO365\User_Sync\Settings\Guid;
use WPO365\User_Sync\Sync\Matching\Findings;
use WPO365\User_Sync\Sync\Matching\Matcher;
use WPO365\User_Sync\Sync\Matching\Namesakes;
use WPO365\User_Sync\Sync\Plan\Planner;
use WPO365\User_Sync\Sync\Run\Part;
use WPO365\User_Sync\Sync\Run\Phase;
use WPO365\User_Sync\Sync\Run\Phase_Work;
use WPO365\User_Sync\Sync\Run\Run;
use WPO365\User_Sync\Sync\Run\Work_Table;
use WPO365\User_Sync\Sync\Write\Recorder;

/**
 * A page is read, matched, decided about and committed, in parts where it is large; the unread rest is kept with the run.
 */
final class Listing_Phase implements Phase_Work {

	public function __construct(
		private readonly User_Reader $reader,
		private readonly Matcher $matcher,
		private readonly Planner $planner,
		private readonly Recorder $recorder,
		private readonly Repository $repository,
		private readonly Work_Table $work,
		private readonly Scope $scope,
		private readonly Completeness $completeness,
		private readonly int $batch_size,
		private readonly Starting_Point $start,
	) {}

	public function work( Run $run, Part $part ): void {
		if ( null === $run->memory->listed_at && ! Age::is_fresh( $run->memory->groups_at ?? 0 ) ) {
			// Nothing was listed yet, but links and groups were read long ago.
			$part->commit( $run, $run->list_anew( ... ) );
			return;
		}
		list( $people, $next ) = array() === $run->rest ? $this->read( $run ) : array( $this->rest( $run ), $run->memory->next );
		$new                   = array();
		$outsiders             = array();
		$found                 = array();
		$part->commit(
			$run,
			function () use ( $run, $part, $people, $next, &$new, &$outsiders, &$found ): void {
				if ( 0 === $run->memory->pages ) {
					$this->work->forget_pages( $run->id );
					0 === count( $run->rest ) && $this->work->forget_seen( $run->id );
				}
				$unseen         = $run->memory->anew ? $this->work->see( $run->id, array_keys( $people ) ) : count( $new ) + count( $outsiders );
				$run->received += $this->work->ignore( $run->id, array_keys( $outsiders ) );
				$namesakes      = new Namesakes();
				$look_up        = fn( Directory_User $person ): ?Findings => isset( $found[ $person->id ] ) && $namesakes->include( $found[ $person->id ] ) ? $this->matcher->match( array( $person ) )[ $person->id ] : $found[ $person->id ] ?? null;
				$done           = $part->each( $run, $new, fn( Directory_User $person, bool $fatal ) => $this->work_on( $person, $fatal ? null : $look_up( $person ), $fatal ) );
				$run->received += $this->recorder->flush( $run->id );

				$run->rest = array_map( static fn( Directory_User $person ): array => $person->to_array(), array_slice( $new, $done ) );
				if ( array() === $run->rest ) {
					$this->finish_page( $run, $next, $unseen );
				} else {
					$run->memory->next = $next;
				}
			},
			$this->recorder->forget( ... ),
			function () use ( $run, &$new ): void {
				$this->repository->forget_people( $run->id, array_map( static fn( Directory_User $person ): string => $person->id, $new ) );
			},
			function () use ( $run, $part, $people, &$new, &$outsiders, &$found ): Touched {
				$new       = array_diff_key( $people, $this->repository->known( $run->id, array_keys( $people ) ) );
				$outsiders = $this->scope->outsiders( $run->id, $new );
				$new       = array_values( array_diff_key( $new, $outsiders ) );
				$found     = $this->matcher->match( array_filter( $part->take( $run, $new ), self::has_guid( ... ) ) );
				return $this->recorder->may_touch( $found );
			}
		);
		Account::release( $this->matcher->loaded() );
	}

	/**
	 * Reads the next page.
	 *
	 * @return array{array<string, Directory_User>, string|null} People by object id, and the next link.
	 */
	private function read( Run $run ): array {
		if ( null === $run->memory->listed_at ) {
			$began                   = time();
			$run->expected           = $this->reader->expected();
			$this->start->fix( $run );
			$run->memory->listed_at = $began;
		}
		$page   = $this->page( $run );
		$people = array();
		foreach ( $page->users as $person ) {
			$people[ $person->id ] = $person;
		}
		return array( $people, $page->next_link );
	}

	/**
	 * Reads a page; without properties that Graph refuses, where there are any.
	 */
	private function page( Run $run ): Page {
		$link = $run->memory->link;
		try {
			return $this->reader->page( $link, $this->batch_size, $run->memory->refused );
		} catch ( Graph_Exception $failure ) {
			if ( null !== $link || array() !== $run->memory->refused || ! in_array( $failure->error, array( Graph_Error::Bad_Request, Graph_Error::Not_Supported ), true ) ) {
				throw $failure;
			}
			$run->memory->refused = $this->reader->refused();
			if ( array() === $run->memory->refused ) {
				throw $failure;
			}
			return $this->reader->page( null, $this->batch_size, $run->memory->refused );
		}
	}

	/**
	 * @return array<string, Directory_User>
	 */
	private function rest( Run $run ): array {
		$people = array();
		foreach ( $run->rest as $values ) {
			$person                = Directory_User::from_array( $values );
			$people[ $person->id ] = $person;
		}
		return $people;
	}

	/**
	 * @param Findings|null $found What was found about the person; null where nobody was looked for.
	 */
	private function work_on( Directory_User $person, ?Findings $found, bool $fatal ): void {
		if ( ! self::has_guid( $person ) ) {
			$this->recorder->leave_out( $person, Recorder::no_guid() );
		} elseif ( $fatal ) {
			$this->recorder->leave_out( $person, Recorder::fatal() );
		} else {
			$this->recorder->record( $this->planner->plan( $found ), $found );
		}
	}

	private static function has_guid( Directory_User $person ): bool {
		return Guid::is_valid( $person->id );
	}

	/**
	 * @param int $unseen How many of the page's people were on no page before.
	 */
	private function finish_page( Run $run, ?string $next, int $unseen ): void {
		$pages              = $run->memory->pages + 1;
		$run->memory->pages = $pages;
		++$run->memory->pages_read;
		$run->memory->next  = null;
		$run->memory->link  = $next;
		if ( null === $next ) {
			$this->completeness->is_complete( $run, $this->scope->unread( $run ) ) && $run->enter( Phase::Matching );
		} elseif ( ! $this->work->follow( $run->id, $next, $pages ) || $run->is_going_round( $unseen ) ) {
			$run->fail(
				'link_repeated',
				/* translators: %s: name of a constant */
				sprintf( __( 'Microsoft Graph sent a link to a page that was read already, so the listing would never end. Nobody was removed. Start a new synchronization; if this happens again, another batch size (%s) may help.', 'wpo365-user-sync' ), Constants::BATCH_SIZE ),
				array( 'pages' => $pages )
			);
		}
	}
}
