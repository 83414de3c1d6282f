<?php
/**
 * Where a run of changes starts.
 *
 * @package WPO365\User_Sync
 */

declare( strict_types=1 );

namespace WPO365\User_Sync\Sync\Run;

/**
 * What the last completed run has left for the next run of changes.
 */
final class Change_Start {

	/**
	 * @param string   $tenant_id GUID of the tenant that the links belong to.
	 * @param string   $users     Link to the changes of people.
	 * @param string   $members   Link to the changes of memberships; empty where there is none.
	 * @param string[] $refused   Properties that Graph refused in the run that has left the links.
	 */
	public function __construct(
		public readonly string $tenant_id,
		public readonly string $users,
		public readonly string $members,
		public readonly array $refused,
	) {}
}
