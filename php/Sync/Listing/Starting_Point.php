<?php
/**
 * From where changes count after a full run.
 *
 * @package WPO365\User_Sync
 */

declare( strict_types=1 );

namespace WPO365\User_Sync\Sync\Listing;

use WPO365\User_Sync\Directory\Change_Reader;
use WPO365\User_Sync\Directory\User_Reader;
use WPO365\User_Sync\Graph\Graph_Error;
use WPO365\User_Sync\Graph\Graph_Exception;
use WPO365\User_Sync\Settings\Settings;
use WPO365\User_Sync\Sync\Run\Change_Links;
use WPO365\User_Sync\Sync\Run\Run;
use WPO365\User_Sync\Sync\Run\Run_Kind;

/**
 * Fetches, before a full run reads anything, the links with which the next run of changes starts: so what happens while the directory is read is not missed. A full run goes on without them where they can't be had.
 */
final class Starting_Point {

	/** Tries where the service does not answer. */
	private const TRIES = 2;

	public function __construct(
		private readonly Change_Reader $reader,
		private readonly User_Reader $people,
		private readonly Change_Links $links,
		private readonly Settings $settings,
	) {}

	/**
	 * Asks for the link to memberships, before groups are read.
	 *
	 * Each link is asked for once a run: whoever was read first, and is left alone when all is read anew, may have changed since the first time.
	 *
	 * @return string|null Empty or null where there is none.
	 * @throws Graph_Exception Where the service may answer a little later.
	 */
	public function members( Run $run ): ?string {
		if ( Run_Kind::Full === $run->kind && null === $run->memory->members_link && array() !== Scope::groups_that_matter( $this->settings ) ) {
			return $this->ask( $run, $this->reader->members_from_now( ... ), static fn(): string => $run->memory->members_link = '' );
		}
		return $run->memory->members_link;
	}

	/**
	 * Asks for the link to people, before the first page is read, and keeps both. Outside of any transaction.
	 *
	 * @throws Graph_Exception Where the service may answer a little later.
	 */
	public function fix( Run $run ): void {
		if ( Run_Kind::Full !== $run->kind || '' === $run->memory->users_link || $this->links->are_kept( $run->id ) ) {
			return;
		}
		$users = $this->ask( $run, fn(): string => $this->users( $run ), static fn(): string => $run->memory->users_link = '' );
		if ( '' !== $users ) {
			$this->links->keep( $run, $users, (string) $run->memory->members_link, $run->memory->groups_at ?? time() );
		}
	}

	/**
	 * Asks for the link to people; without properties that Graph refuses, where there are any: the listing has to do without them, too.
	 */
	private function users( Run $run ): string {
		try {
			return $this->reader->users_from_now( $run->memory->refused );
		} catch ( Graph_Exception $failure ) {
			if ( array() !== $run->memory->refused || ! in_array( $failure->error, array( Graph_Error::Bad_Request, Graph_Error::Not_Supported ), true ) ) {
				throw $failure;
			}
			$run->memory->refused = $this->people->refused();
			return array() === $run->memory->refused ? throw $failure : $this->reader->users_from_now( $run->memory->refused );
		}
	}

	/**
	 * @param \Closure(): string $ask     Asks for a link.
	 * @param \Closure(): mixed  $give_up Notes that it is not asked for again, after a last pause: the service may want to be left alone.
	 * @return string Empty where there is none.
	 * @throws Graph_Exception Where the service may answer a little later.
	 */
	private function ask( Run $run, \Closure $ask, \Closure $give_up ): string {
		try {
			return $ask();
		} catch ( Graph_Exception $failure ) {
			if ( ! $failure->is_retryable() || $run->memory->tries + 1 >= self::TRIES ) {
				$give_up();
			}
			return $failure->is_retryable() ? throw $failure : '';
		}
	}
}
