<?php
/**
 * Names of groups.
 *
 * @package WPO365\User_Sync
 */

declare( strict_types=1 );

namespace WPO365\User_Sync\Directory;

/**
 * Remembers what mapped groups are called, so that runs and profiles can name them without asking the directory.
 *
 * Names are learnt whenever the settings page looks groups up. They may be outdated or the same for two groups, so they are for people to read, always beside the object id.
 */
final class Group_Names {

	private const OPTION = 'wpo365_user_sync_group_names';

	/** Groups remembered at most; the oldest are forgotten. */
	private const KEPT = 200;

	/**
	 * Remembers names; writes nothing where they are known already.
	 *
	 * @param list<array{id: string, name: string|null}> $groups Groups as the directory tells them; those without a name are passed over.
	 */
	public static function remember( array $groups ): void {
		$before = self::all();
		$names  = $before;
		foreach ( $groups as $group ) {
			if ( '' !== (string) $group['name'] ) {
				$names[ strtolower( $group['id'] ) ] = (string) $group['name'];
			}
		}
		if ( $names !== $before ) {
			update_option( self::OPTION, array_slice( $names, -self::KEPT ), false );
		}
	}

	/**
	 * Gives all names.
	 *
	 * @return array<string, string> By object id in lower case.
	 */
	public static function all(): array {
		return array_filter( (array) get_option( self::OPTION, array() ), 'is_string' );
	}

	/**
	 * Tells people which group it is.
	 *
	 * @param array<string, string> $names    Names, as all() gives them.
	 * @param string                $group_id Object id.
	 * @return string Name and id, or the id alone.
	 */
	public static function in_words( array $names, string $group_id ): string {
		$name = $names[ strtolower( $group_id ) ] ?? '';
		return '' === $name ? $group_id : "$name ($group_id)";
	}
}
