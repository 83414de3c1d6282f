<?php
/**
 * A WordPress user as the engine sees one.
 *
 * @package WPO365\User_Sync
 */

declare( strict_types=1 );

namespace WPO365\User_Sync\Accounts;

use WPO365\User_Sync\Database\Database;
use WPO365\User_Sync\Database\Database_Failed;
use WPO365\User_Sync\Settings\Core_Fields;

/**
 * What matching and updating need to know of an account.
 */
final class Account {

	/** Graph's `id`. These three keys are the WPO365 | LOGIN plugin's, too. */
	public const OBJECT_ID = 'aadObjectId';

	/** Graph's `userPrincipalName`. */
	public const USER_PRINCIPAL_NAME = 'userPrincipalName';

	/** GUID of the tenant. */
	public const TENANT_ID = 'aadTenantId';

	public const KEYS = array( self::OBJECT_ID, self::USER_PRINCIPAL_NAME, self::TENANT_ID );

	/** A JSON list of the object ids of people from whom the account was unlinked by hand. */
	public const PARTED = 'wpo365_user_sync_parted';

	/** Object id of the manager in the directory: a person who is gone there has none any more. */
	public const MANAGER = 'wpo365_user_sync_manager';

	/** How the key of the ledger begins, see ledger_key(). */
	private const LEDGER = 'wpo365_user_sync_roles';

	/**
	 * @param string                  $registered          When the account was made: UTC, Y-m-d H:i:s.
	 * @param string                  $object_id           The link: object id in the directory, or an empty string.
	 * @param string                  $user_principal_name UPN when the account was last seen in the directory, or an empty string.
	 * @param string                  $tenant_id           GUID of the tenant of the link, or an empty string.
	 * @param string[]                $roles               Roles on this site.
	 * @param array<string, string[]> $ledger              Roles that the plugin granted, with the groups they came from.
	 * @param bool                    $is_member           Whether the account belongs to this site; on a network it may belong to others only.
	 * @param string[]                $parted              Object ids of people from whom it was unlinked by hand.
	 * @param string                  $manager_id          Object id of the manager when the account was last seen in the directory, or an empty string.
	 * @param bool                    $is_deactivated      Whether nobody may sign in, whoever has said so.
	 * @param array{at: int, run_id: int, roles: list<string>, reason: string}|null $deactivation What was noted when the plugin deactivated it, see {@see Deactivation::read()}; on an account that is not deactivated: somebody else has reactivated it.
	 */
	public function __construct(
		public readonly int $id,
		public readonly string $login,
		public readonly string $email,
		public readonly string $display_name,
		public readonly string $first_name,
		public readonly string $last_name,
		public readonly string $registered,
		public readonly string $object_id,
		public readonly string $user_principal_name,
		public readonly string $tenant_id,
		public readonly array $roles,
		public readonly array $ledger,
		public readonly bool $is_member = true,
		public readonly array $parted = array(),
		public readonly string $manager_id = '',
		public readonly bool $is_deactivated = false,
		public readonly ?array $deactivation = null,
	) {}

	/**
	 * Names the user meta that holds the roles that the plugin granted, role => ids of the groups they came from. Each site of a network has roles, and so a ledger, of its own.
	 */
	public static function ledger_key(): string {
		return self::LEDGER . ( is_main_site() ? '' : '_' . get_current_blog_id() );
	}

	/**
	 * Gives the fields that follow the directory.
	 *
	 * @return array<string, string> By field of WordPress.
	 */
	public function core_fields(): array {
		return array_map( fn( array $field ): string => $this->{$field['account']}, Core_Fields::ALL );
	}

	/**
	 * Tells whether the account carries an object ID.
	 */
	public function is_linked(): bool {
		return '' !== $this->object_id;
	}

	/**
	 * Tells whether somebody has said by hand that the account is not a person's.
	 *
	 * @param string $object_id The person.
	 */
	public function is_parted_from( string $object_id ): bool {
		return array() !== array_filter( $this->parted, static fn( string $id ): bool => Same_Name::equal( $id, $object_id ) );
	}

	/**
	 * Reads what is stored under {@see self::PARTED}.
	 *
	 * @return list<string> Object ids.
	 */
	public static function parted_in( ?string $stored ): array {
		return array_values( array_filter( (array) json_decode( (string) $stored, true ), 'is_string' ) );
	}

	/**
	 * Tells what the link says about somebody whom the listing did not show.
	 *
	 * @param string $tenant_id GUID of the tenant that is connected.
	 */
	public function why_absent( string $tenant_id ): Cause {
		return Cause::of_link( $this->object_id, $this->tenant_id, $tenant_id );
	}

	/**
	 * Says which account this is, for somebody who has to decide about it: id, user name, e-mail address, roles.
	 */
	public function in_words(): string {
		$roles = array() === $this->roles ? __( 'no role', 'wpo365-user-sync' ) : implode( ', ', $this->roles );
		return $this->id . ' (' . implode( ', ', array_filter( array( $this->login, $this->email, $roles ), static fn( string $part ): bool => '' !== $part ) ) . ')';
	}

	/**
	 * Reads accounts: two queries for all of them together.
	 *
	 * @param int[] $ids User ids.
	 * @return array<int, self> By user id; ids of nobody are left out.
	 * @throws Database_Failed Where the database refuses: accounts that could not be read must not look like nobody's.
	 */
	public static function load( array $ids ): array {
		$ids = array_values( array_unique( $ids ) );
		if ( array() === $ids ) {
			return array();
		}
		// Decisions are made from the database: a persistent cache may hold what was rolled back, or what was read before somebody's change.
		self::forget( $ids );
		self::read( $ids );
		$capabilities = Stored_Roles::key();
		$accounts     = array();
		foreach ( $ids as $id ) {
			$user = \WP_User::get_data_by( 'id', $id );
			if ( ! $user ) {
				continue;
			}
			$meta            = static function ( string $key ) use ( $id ): string {
				$value = get_user_meta( $id, $key, true );
				return is_scalar( $value ) ? (string) $value : '';
			};
			$core            = array();
			foreach ( Core_Fields::ALL as $name => $field ) {
				$core[ $field['account'] ] = $user->$name ?? $meta( $name );
			}
			$accounts[ $id ] = new self(
				...$core,
				id: $id,
				login: $user->user_login,
				registered: $user->user_registered,
				object_id: $meta( self::OBJECT_ID ),
				user_principal_name: $meta( self::USER_PRINCIPAL_NAME ),
				tenant_id: $meta( self::TENANT_ID ),
				roles: array_values( array_filter( array_keys( array_filter( self::list( $id, $capabilities ) ) ), wp_roles()->is_role( ... ) ) ),
				ledger: array_filter( self::list( $id, self::ledger_key() ), 'is_array' ),
				is_member: ! is_multisite() || metadata_exists( 'user', $id, $capabilities ),
				manager_id: $meta( self::MANAGER ),
				parted: self::parted_in( $meta( self::PARTED ) ),
				is_deactivated: Deactivation::is_deactivated( $id ),
				deactivation: Deactivation::read( $meta( Deactivation::NOTES ) ),
			);
		}
		return $accounts;
	}

	/**
	 * Fills the caches as cache_users() does, which does not tell whether it could. The entries by name and address are left out: nobody needs them here, and release() could not find them again.
	 *
	 * @param int[] $ids User ids.
	 * @throws Database_Failed Where the database refuses.
	 */
	private static function read( array $ids ): void {
		global $wpdb;
		$wpdb->last_error = '';
		update_meta_cache( 'user', $ids );
		if ( '' !== $wpdb->last_error ) {
			self::forget( $ids );
			throw new Database_Failed();
		}
		array_map( static fn( object $user ): bool => wp_cache_add( $user->ID, $user, 'users' ), Database::rows( "SELECT * FROM {$wpdb->users} WHERE ID IN ( %d )", $ids ) );
	}

	/**
	 * @return array<mixed> Meta that holds an array; empty where it holds anything else.
	 */
	private static function list( int $id, string $key ): array {
		$value = get_user_meta( $id, $key, true );
		return is_array( $value ) ? $value : array();
	}

	/**
	 * Forgets accounts that were read, so that memory stays flat over a long run. A persistent cache keeps its own house.
	 *
	 * @param int[] $ids User ids.
	 */
	public static function release( array $ids ): void {
		if ( ! wp_using_ext_object_cache() ) {
			self::forget( $ids );
		}
	}

	/**
	 * @param int[] $ids User ids.
	 */
	private static function forget( array $ids ): void {
		wp_cache_delete_multiple( $ids, 'users' );
		wp_cache_delete_multiple( $ids, 'user_meta' );
	}
}
