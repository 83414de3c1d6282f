<?php
/**
 * Phase `groups`: what has to be known before the first page.
 *
 * @package WPO365\User_Sync
 */

declare( strict_types=1 );

namespace WPO365\User_Sync\Sync;

use WPO365\User_Sync\Graph\Client;

/**
 * Finds out the tenant's GUID and copies the links.
 */
final class Groups_Phase implements Phase_Work {

	public function __construct(
		private readonly Client $client,
		private readonly Links $links,
	) {}

	public function work( Run $run, Step $step ): void {
		$tenant_id = $this->client->tenant_id();
		$step->commit(
			$run,
			function () use ( $run, $tenant_id ): void {
				$run->tenant_id = $tenant_id;
				$this->links->copy();
				$run->enter( Phase::Listing );
			}
		);
	}
}
