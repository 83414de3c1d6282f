<?php
/**
 * Which roles a user gets.
 *
 * @package WPO365\User_Sync
 */

declare( strict_types=1 );

namespace WPO365\User_Sync\Sync\Plan;

use WPO365\User_Sync\Directory\Group_Names;

/**
 * Pure: from roles, memberships and ledger to roles. The target is worked out first, so that the difference is applied once.
 */
final class Role_Policy {

	/**
	 * @param string                                         $scenario       managed, add, replace or skip.
	 * @param string                                         $default_role   Role, or an empty string for none.
	 * @param bool                                           $default_always Whether new users get the default role beside mapped ones.
	 * @param list<array{group_id: string, role: string}>   $mappings       Group to role.
	 * @param string[]                                       $existing_roles Roles that the site has; a mapping to any other counts for nothing.
	 * @param bool                                           $known          Whether every mapped group was read, within the last 24 hours.
	 * @param array<string, string>                          $group_names    What groups are called, by id.
	 */
	public function __construct(
		private readonly string $scenario,
		private readonly string $default_role,
		private readonly bool $default_always,
		private readonly array $mappings,
		private readonly array $existing_roles,
		private readonly bool $known = true,
		private readonly array $group_names = array(),
	) {}

	/**
	 * Decides for a new user: the mapped roles, and the default role where it is always given or nothing else is.
	 *
	 * @param string[] $group_ids Mapped groups that the person is in.
	 */
	public function for_new( array $group_ids ): Role_Change {
		$mapped = $this->mapped( $group_ids );
		return new Role_Change( array(), $this->with_default( array_keys( $mapped ) ), $mapped, array() !== $mapped, $this->explain( $mapped ) );
	}

	/**
	 * Decides for an existing user.
	 *
	 * @param string[]                $roles     Roles now.
	 * @param array<string, string[]> $ledger    Roles that the plugin granted before, with their groups.
	 * @param string[]                $group_ids Mapped groups that the person is in.
	 */
	public function for_existing( array $roles, array $ledger, array $group_ids ): Role_Change {
		// Without mappings nothing was ever asked of this: somebody without a role may be meant to have none.
		if ( 'skip' === $this->scenario || ( array() === $this->mappings && array() === $ledger ) ) {
			return new Role_Change( $roles, $roles, $ledger, false );
		}
		if ( ! $this->known ) {
			return new Role_Change( $roles, $roles, $ledger, false, __( 'A mapped group could not be read, or not within the last 24 hours, so the roles stay as they are.', 'wpo365-user-sync' ) );
		}
		$mapped  = $this->mapped( $group_ids );
		$granted = array_diff_key( $mapped, array_flip( $roles ) );
		$revoked = 'managed' === $this->scenario ? array_diff_key( $ledger, $mapped ) : array();
		// The default role follows a role that goes. Who has none was locked out by hand, unless it is the site that has lost a role that was granted.
		$loses  = array() !== $roles || array() !== array_diff( array_keys( $ledger ), $this->existing_roles );
		$target = match ( $this->scenario ) {
			'replace' => $loses || array() !== $mapped ? $this->with_default( array_keys( $mapped ) ) : array(),
			default   => array_values( array_unique( array_merge( array_diff( $roles, array_keys( $revoked ) ), array_keys( $granted ) ) ) ),
		};
		if ( array() === $target && $loses ) {
			$target = $this->with_default( array() );
		}
		$kept    = array_intersect_key( $ledger, array_flip( $target ) );
		$updated = 'replace' === $this->scenario ? $mapped : array_intersect_key( array_replace( $kept, array_intersect_key( $mapped, $kept + $granted ) ), array_flip( $target ) );
		return new Role_Change( $roles, $target, $updated, $updated !== $ledger, $this->explain( $mapped, array_keys( array_diff_key( $revoked, array_flip( $target ) ) ) ) );
	}

	/**
	 * Gives what takes the place of roles that can't come back: the default role.
	 *
	 * @return string[]
	 */
	public function in_place_of_lost(): array {
		return $this->with_default( array() );
	}

	/**
	 * Tells which roles, the default one aside, a person's groups give to an account that has not got them.
	 *
	 * @param string[] $roles     Roles of the account.
	 * @param string[] $group_ids Mapped groups that the person is in.
	 * @return string[]|null Null where it is not known who is in the groups.
	 */
	public function given( array $roles, array $group_ids ): ?array {
		if ( 'skip' === $this->scenario || array() === $this->mappings ) {
			return array();
		}
		return $this->known ? array_values( array_diff( array_keys( $this->mapped( $group_ids ) ), $roles, array( $this->default_role ) ) ) : null;
	}

	/**
	 * @param string[] $group_ids Groups.
	 * @return array<string, string[]> Role => groups that give it, in the order of the mappings.
	 */
	private function mapped( array $group_ids ): array {
		$mapped = array();
		$in     = array_map( 'strtolower', $group_ids );
		foreach ( $this->mappings as $mapping ) {
			if ( in_array( strtolower( $mapping['group_id'] ), $in, true ) && in_array( $mapping['role'], $this->existing_roles, true ) ) {
				$mapped[ $mapping['role'] ][] = $mapping['group_id'];
			}
		}
		return $mapped;
	}

	/**
	 * @param string[] $roles Mapped roles.
	 * @return string[]
	 */
	private function with_default( array $roles ): array {
		return '' !== $this->default_role && ( $this->default_always || array() === $roles ) ? array_values( array_unique( array_merge( $roles, array( $this->default_role ) ) ) ) : $roles;
	}

	/**
	 * @param array<string, string[]> $mapped  Roles from groups.
	 * @param string[]                $revoked Roles taken back.
	 */
	private function explain( array $mapped, array $revoked = array() ): string {
		$parts = array();
		foreach ( $mapped as $role => $group_ids ) {
			$groups = implode( ', ', array_map( fn( string $id ): string => Group_Names::in_words( $this->group_names, $id ), $group_ids ) );
			/* translators: 1: role, 2: list of groups. */
			$parts[] = sprintf( __( 'Role %1$s from group %2$s.', 'wpo365-user-sync' ), $role, $groups );
		}
		foreach ( $revoked as $role ) {
			/* translators: %s: role. */
			$parts[] = sprintf( __( 'Role %s taken back: no mapped group gives it any longer.', 'wpo365-user-sync' ), $role );
		}
		return implode( ' ', $parts );
	}
}
