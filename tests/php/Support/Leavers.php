<?php

declare( strict_types=1 );

namespace WPO365\User_Sync\Tests\Support;

/**
 * Accounts that somebody may be signed in to, and what deactivation makes of them.
 */
trait Leavers {

	use Scene;
	use Rewinds;

	/**
	 * Gives an account everything that lets somebody in.
	 */
	protected function signed_in( int $user_id ): void {
		global $wpdb;
		\WP_Session_Tokens::get_instance( $user_id )->create( time() + DAY_IN_SECONDS );
		\WP_Application_Passwords::create_new_application_password( $user_id, array( 'name' => 'Telephone' ) );
		$wpdb->update( $wpdb->users, array( 'user_activation_key' => time() . ':a-key' ), array( 'ID' => $user_id ) );
		clean_user_cache( $user_id );
	}

	/** Marks an account as another plugin does. */
	protected function deactivate_elsewhere( int $user_id ): void {
		update_user_meta( $user_id, 'wpo365_active', 'deactivated' );
	}

	/**
	 * Reads what is noted of a deactivated account.
	 *
	 * @return array<string, mixed>|null
	 */
	protected function notes( int $user_id ): ?array {
		wp_cache_flush();
		$stored = get_user_meta( $user_id, 'wpo365_user_sync_deactivated', true );
		return '' === $stored ? null : json_decode( $stored, true );
	}

	/**
	 * Lists the roles of an account.
	 *
	 * @return list<string>
	 */
	protected function roles( int $user_id ): array {
		clean_user_cache( $user_id );
		return array_values( get_userdata( $user_id )->roles );
	}

	/** Asserts that nothing lets anybody in to accounts. */
	protected function assert_deactivated( int ...$user_ids ): void {
		$this->assert_stay( ...$user_ids );
		foreach ( $user_ids as $user_id ) {
			self::assertNotNull( $this->notes( $user_id ), "User {$user_id} has no notes." );
			self::assertSame(
				array( 'deactivated', array(), array(), array(), '' ),
				array( get_user_meta( $user_id, 'wpo365_active', true ), $this->roles( $user_id ), \WP_Session_Tokens::get_instance( $user_id )->get_all(), \WP_Application_Passwords::get_user_application_passwords( $user_id ), get_userdata( $user_id )->user_activation_key ),
				"User {$user_id}"
			);
		}
	}

	/** Asserts that accounts are as good as any. */
	protected function assert_active( int ...$user_ids ): void {
		$this->assert_stay( ...$user_ids );
		foreach ( $user_ids as $user_id ) {
			self::assertSame( array( null, '' ), array( $this->notes( $user_id ), get_user_meta( $user_id, 'wpo365_active', true ) ), "User {$user_id}" );
		}
	}

	/**
	 * Saves settings of removals.
	 *
	 * @param array<string, mixed> $removal Settings.
	 */
	protected function removal( array $removal ): void {
		$this->save_settings( array( 'removal' => $removal ) );
	}
}
