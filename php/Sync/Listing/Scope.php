<?php
/**
 * The scope: who counts as somebody to synchronize.
 *
 * @package WPO365\User_Sync
 */

declare( strict_types=1 );

namespace WPO365\User_Sync\Sync\Listing;

use WPO365\User_Sync\Directory\Directory_User;
use WPO365\User_Sync\Settings\Settings;
use WPO365\User_Sync\Sync\Run\Run;
use WPO365\User_Sync\Sync\Run\Work_Table;

/**
 * Tells who of those listed is out of scope. Who is out of scope is never "gone".
 */
final class Scope {

	public function __construct(
		private readonly Settings $settings,
		private readonly Work_Table $work,
	) {}

	/**
	 * Finds the people who are left out.
	 *
	 * @param array<string, Directory_User> $people People by object id.
	 * @return array<string, Directory_User>
	 */
	public function outsiders( int $run_id, array $people ): array {
		$groups  = $this->settings->get( 'scope.group_ids' );
		$members = $this->work->members->of( $run_id, $groups, array_keys( $people ) );
		$guests  = (bool) $this->settings->get( 'scope.ignore_guests' );
		return array_filter(
			$people,
			static fn( Directory_User $person ): bool => ( $guests && self::is_guest( $person ) ) || ( array() !== $groups && ! isset( $members[ $person->id ] ) )
		);
	}

	/**
	 * Tells whether the directory may hold people whom the listing leaves out.
	 */
	public function is_restricted(): bool {
		$scope = $this->settings->get( 'scope' );
		return $scope['ignore_guests'] || array() !== $scope['group_ids'] || '' !== $scope['filter'];
	}

	/**
	 * Tells who of some people was listed in a run, but left out.
	 *
	 * @param string[] $object_ids People.
	 * @return string[] In lower case.
	 */
	public function ignored( int $run_id, array $object_ids ): array {
		return $this->work->ignored( $run_id, $object_ids );
	}

	/**
	 * Tells whether Graph is asked for a part of the users only.
	 */
	public function has_filter(): bool {
		return '' !== $this->settings->get( 'scope.filter' );
	}

	/**
	 * Tells whether accounts of people who exist in the directory, but out of scope, may be removed: never where a group of the scope counts as not read.
	 */
	public function removes_outsiders( Run $run ): bool {
		return $this->is_restricted() && $this->settings->get( 'scope.remove_out_of_scope' ) && array() === $this->unread( $run );
	}

	/**
	 * Lists groups of the scope that a run had to do without.
	 *
	 * @return string[] Object ids in lower case.
	 */
	public function unread( Run $run ): array {
		return array_values( array_intersect( self::groups( $this->settings ), array_keys( $run->memory->unread_groups ) ) );
	}

	/**
	 * Lists the groups that decide who is synchronized.
	 *
	 * @return string[] Object ids in lower case.
	 */
	public static function groups( Settings $settings ): array {
		return array_map( 'strtolower', $settings->get( 'scope.group_ids' ) );
	}

	/**
	 * Tells whether members of groups decide about anything: who is synchronized, or who has which role.
	 */
	public static function is_by_groups( Settings $settings ): bool {
		return array() !== $settings->get( 'scope.group_ids' ) || array() !== $settings->get( 'roles.mappings' );
	}

	/**
	 * Identifies the scope, to notice that it was changed.
	 */
	public static function hash( Settings $settings ): string {
		return hash( 'sha256', (string) wp_json_encode( $settings->get( 'scope' ) ) );
	}

	/**
	 * Tells whether somebody is a guest. An external member has a #EXT# name and userType Member; an internal guest has an ordinary name and userType Guest; old accounts have no userType, and only their name tells.
	 *
	 * @see https://learn.microsoft.com/entra/external-id/user-properties
	 */
	private static function is_guest( Directory_User $person ): bool {
		return null === $person->user_type ? $person->is_guest_name() : 0 === strcasecmp( 'Guest', $person->user_type );
	}
}
