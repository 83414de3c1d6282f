<?php
/**
 * The scope: who counts as somebody to synchronize.
 *
 * @package WPO365\User_Sync
 */

declare( strict_types=1 );

namespace WPO365\User_Sync\Sync\Listing;

use WPO365\User_Sync\Directory\Directory_User;
use WPO365\User_Sync\Directory\Group_Names;
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
		return array_intersect_key( $people, $this->reasons( $run_id, $people ) );
	}

	/**
	 * Tells why a person is left out.
	 *
	 * @return string Sentences; empty where the person is in scope, as far as groups and guests are concerned.
	 */
	public function why_outside( Run $run, Directory_User $person ): string {
		$reason = $this->reasons( $run->id, array( $person->id => $person ) )[ $person->id ] ?? '';
		$unread = $this->unread( $run );
		return match ( true ) {
			'guest' === $reason   => __( 'Out of scope: the person is a guest, and the settings leave guests out.', 'wpo365-user-sync' ),
			'' === $reason        => '',
			/* translators: %s: list of groups. */
			array() !== $unread   => sprintf( __( 'It is not known whether the person is in scope, since groups of the scope count as not read: %s.', 'wpo365-user-sync' ), self::in_words( $unread ) ),
			/* translators: %s: list of groups. */
			default               => sprintf( __( 'Out of scope: the person is in none of the groups that the settings name: %s.', 'wpo365-user-sync' ), self::in_words( self::groups( $this->settings ) ) ),
		};
	}

	/**
	 * @param string[] $groups Object ids.
	 */
	private static function in_words( array $groups ): string {
		return implode( ', ', array_map( static fn( string $id ): string => Group_Names::in_words( Group_Names::all(), $id ), $groups ) );
	}

	/**
	 * @param array<string, Directory_User> $people People by object id.
	 * @return array<string, string> guest or group, by object id; whoever is in scope is left out.
	 */
	private function reasons( int $run_id, array $people ): array {
		$groups  = $this->settings->get( 'scope.group_ids' );
		$members = $this->work->members->of( $run_id, $groups, array_keys( $people ) );
		$guests  = (bool) $this->settings->get( 'scope.ignore_guests' );
		return array_filter(
			array_map(
				static fn( Directory_User $person ): string => match ( true ) {
					$guests && self::is_guest( $person ) => 'guest',
					array() !== $groups && ! isset( $members[ $person->id ] ) => 'group',
					default => '',
				},
				$people
			)
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
	 * Lists the groups whose members decide about anything: who is synchronized, or who has which role.
	 *
	 * @return string[] Object ids in lower case, each once.
	 */
	public static function groups_that_matter( Settings $settings ): array {
		return array_values( array_unique( array( ...self::groups( $settings ), ...array_map( 'strtolower', array_column( $settings->get( 'roles.mappings' ), 'group_id' ) ) ) ) );
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
