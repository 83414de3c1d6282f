<?php
/**
 * Why a WordPress user has no directory user.
 *
 * @package WPO365\User_Sync
 */

declare( strict_types=1 );

namespace WPO365\User_Sync\Accounts;

/**
 * Closed set: what is known of the absence of a row's person.
 */
enum Cause: string {

	/** The row is about somebody who is in the directory. */
	case None = '';

	case Never_Linked   = 'never_linked';
	case Unknown_Tenant = 'unknown_tenant';
	case Other_Tenant   = 'other_tenant';
	case Gone           = 'gone';
	case Out_Of_Scope   = 'out_of_scope';
	case Recycle_Bin    = 'recycle_bin';

	/** The person is there, and may not sign in. */
	case Disabled = 'disabled';

	/**
	 * Tells what a link says by itself, before the directory is asked.
	 *
	 * @param string $object_id   Object id of the link, or an empty string.
	 * @param string $link_tenant GUID of the tenant that the link names, or an empty string.
	 * @param string $tenant_id   GUID of the tenant that is connected.
	 */
	public static function of_link( string $object_id, string $link_tenant, string $tenant_id ): self {
		return match ( true ) {
			'' === $object_id                                           => self::Never_Linked,
			'' === $link_tenant                                         => self::Unknown_Tenant,
			strtolower( $link_tenant ) !== strtolower( $tenant_id )     => self::Other_Tenant,
			default                                                     => self::Gone,
		};
	}

	/**
	 * Tells whether the directory can prove that the person has left: it was asked about this very one.
	 */
	public function is_proved(): bool {
		return in_array( $this, array( self::Gone, self::Out_Of_Scope, self::Recycle_Bin, self::Disabled ), true );
	}

	/**
	 * Says it in words.
	 */
	public function in_words(): string {
		return match ( $this ) {
			self::None           => '',
			self::Never_Linked   => __( 'This account was never linked to the directory, so nothing proves that its owner has left.', 'wpo365-user-sync' ),
			self::Unknown_Tenant => __( 'This account’s link names no tenant, so it counts as never linked to the directory.', 'wpo365-user-sync' ),
			self::Other_Tenant   => __( 'This account is linked to a user of another tenant, which this connection can’t ask.', 'wpo365-user-sync' ),
			self::Gone           => __( 'The directory user of this account no longer exists.', 'wpo365-user-sync' ),
			self::Out_Of_Scope   => __( 'The directory user of this account is out of the scope of this synchronization.', 'wpo365-user-sync' ),
			self::Recycle_Bin    => __( 'The directory user of this account was deleted.', 'wpo365-user-sync' ),
			self::Disabled       => __( 'The directory user of this account is disabled.', 'wpo365-user-sync' ),
		};
	}
}
