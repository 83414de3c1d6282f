<?php
/**
 * Whose run, or action, it is.
 *
 * @package WPO365\User_Sync
 */

declare( strict_types=1 );

namespace WPO365\User_Sync\Accounts;

use WP_User;

/**
 * Asks WordPress what the acting user may do with single accounts: other plugins forbid some through `map_meta_cap`, and a network forbids more. No query for ordinary capabilities.
 */
final class Actor {

	private WP_User|false|null $user = null;

	/**
	 * @param int $user_id The acting user; 0 for nobody, who may do nothing.
	 */
	public function __construct( private readonly int $user_id ) {}

	/**
	 * Tells why an account may not be deleted.
	 *
	 * @return string A sentence, or an empty string where it may.
	 */
	public function why_not_delete( int $user_id ): string {
		return $this->may( 'delete_user', $user_id ) ? '' : __( 'The acting user is not allowed to delete this account: WordPress, or another plugin, forbids it.', 'wpo365-user-sync' );
	}

	/**
	 * Tells why an account may not be changed or linked.
	 *
	 * @return string A sentence, or an empty string where it may.
	 */
	public function why_not_edit( int $user_id ): string {
		return $this->may( 'edit_user', $user_id ) ? '' : __( 'The acting user is not allowed to edit this account: WordPress, or another plugin, forbids it. Nothing was changed.', 'wpo365-user-sync' );
	}

	/**
	 * Tells why an account may not become a member of this site of a network.
	 *
	 * @return string A sentence, or an empty string where it may.
	 */
	public function why_not_admit( int $user_id ): string {
		return $this->may( 'promote_user', $user_id ) ? '' : __( 'The acting user is not allowed to add this account to this site: WordPress, or another plugin, forbids it.', 'wpo365-user-sync' );
	}

	/**
	 * Tells why no account with an e-mail address may be made here: a network's rules for domains hold for everybody but those who manage the network.
	 *
	 * @param string $email Address; may be empty.
	 * @return string A sentence, or an empty string where one may.
	 */
	public function why_no_account( string $email ): string {
		if ( ! is_multisite() || '' === $email || $this->may( 'manage_network_users' ) ) {
			return '';
		}
		$domain  = strtolower( substr( $email, 1 + (int) strrpos( $email, '@' ) ) );
		$limited = array_filter( array_map( static fn( mixed $one ): string => strtolower( trim( (string) $one ) ), (array) get_site_option( 'limited_email_domains' ) ) );
		return ( array() === $limited || in_array( $domain, $limited, true ) ) && ! is_email_address_unsafe( $email )
			? ''
			/* translators: %s: domain of an e-mail address. */
			: sprintf( __( 'The network’s settings allow no accounts with addresses at %s. Ask an administrator of the network.', 'wpo365-user-sync' ), $domain );
	}

	private function may( string $capability, int ...$args ): bool {
		$this->user ??= $this->user_id > 0 ? get_userdata( $this->user_id ) : false;
		return $this->user && user_can( $this->user, $capability, ...$args );
	}
}
