<?php
/**
 * From where changes count after a full run.
 *
 * @package WPO365\User_Sync
 */

declare( strict_types=1 );

namespace WPO365\User_Sync\Sync\Listing;

use WPO365\User_Sync\Directory\Change_Reader;
use WPO365\User_Sync\Graph\Graph_Error;
use WPO365\User_Sync\Graph\Graph_Exception;
use WPO365\User_Sync\Settings\Settings;
use WPO365\User_Sync\Sync\Run\Change_Links;
use WPO365\User_Sync\Sync\Run\Retry;
use WPO365\User_Sync\Sync\Run\Run;
use WPO365\User_Sync\Sync\Run\Run_Kind;

/**
 * Fetches, before a full run reads anything, the links with which the next run of changes starts: so what happens while the directory is read is not missed. A full run goes on without them where they can't be had.
 */
final class Starting_Point {

	/** Tries where the service does not answer; a pause that it asks for is kept in any case. */
	private const TRIES = 2;

	public function __construct(
		private readonly Change_Reader $reader,
		private readonly Change_Links $links,
		private readonly Settings $settings,
	) {}

	/**
	 * Asks for the links, outside of any transaction; once a run: people who were read first and left alone when the directory is read anew have changed since the first time.
	 *
	 * @throws Graph_Exception Where the service may answer a little later.
	 */
	public function fix( Run $run ): void {
		if ( Run_Kind::Full !== $run->kind || $this->links->are_kept( $run->id ) ) {
			return;
		}
		$at    = time();
		$users = $this->ask( $run, $this->reader->users_from_now( ... ) );
		if ( '' !== $users ) {
			$this->links->keep( $run->id, $users, Scope::is_by_groups( $this->settings ) ? $this->ask( $run, $this->reader->members_from_now( ... ) ) : '', $at );
		}
	}

	/**
	 * @param \Closure(): string $ask Asks for a link.
	 * @return string Empty where there is none.
	 * @throws Graph_Exception Where the service may answer a little later.
	 */
	private function ask( Run $run, \Closure $ask ): string {
		try {
			return $ask();
		} catch ( Graph_Exception $failure ) {
			$tries = Graph_Error::Throttled === $failure->error ? Retry::TRIES : self::TRIES;
			if ( $failure->is_retryable() && $run->memory->tries < $tries ) {
				throw $failure;
			}
			return '';
		}
	}
}
