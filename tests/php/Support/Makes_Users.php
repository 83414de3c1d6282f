<?php

declare( strict_types=1 );

namespace WPO365\User_Sync\Tests\Support;

/**
 * Makes WordPress users for tests.
 */
trait Makes_Users {

	/**
	 * Makes one user as WordPress does, with all hooks; only its password is hashed fast.
	 *
	 * @param array<string, mixed> $data As wp_insert_user() takes it.
	 * @return int The user's id.
	 */
	protected function create_user( array $data = array() ): int {
		static $number = 0;
		++$number;
		$cheap = static fn (): array => array( 'cost' => 4 );
		add_filter( 'wp_hash_password_options', $cheap );
		$id = wp_insert_user(
			$data + array(
				'user_login' => "person{$number}",
				'user_email' => "person{$number}@example.org",
				'user_pass'  => 'password',
				'role'       => 'subscriber',
			)
		);
		remove_filter( 'wp_hash_password_options', $cheap );
		self::assertIsInt( $id, is_wp_error( $id ) ? $id->get_error_message() : '' );
		return $id;
	}

	/**
	 * Makes many subscribers with two statements: name1, name2 ...
	 *
	 * @return list<int> Their ids.
	 */
	protected function create_users( int $count, string $name = 'member' ): array {
		global $wpdb;
		$users = array();
		for ( $number = 1; $number <= $count; $number++ ) {
			$users[] = $wpdb->prepare(
				'(%s, %s, %s, %s, %s, %s)',
				"{$name}{$number}",
				'!',
				"{$name}{$number}",
				"{$name}{$number}@example.org",
				'2020-01-01 00:00:00',
				ucfirst( $name ) . " {$number}"
			);
		}
		$wpdb->query(
			"INSERT INTO {$wpdb->users} (user_login, user_pass, user_nicename, user_email, user_registered, display_name) VALUES "
			. implode( ',', $users )
		);
		$first = (int) $wpdb->insert_id;
		$ids   = range( $first, $first + $count - 1 );
		$meta  = array();
		foreach ( $ids as $id ) {
			$meta[] = $wpdb->prepare( '(%d, %s, %s)', $id, $wpdb->prefix . 'capabilities', 'a:1:{s:10:"subscriber";b:1;}' );
			$meta[] = $wpdb->prepare( '(%d, %s, %s)', $id, $wpdb->prefix . 'user_level', '0' );
		}
		$wpdb->query( "INSERT INTO {$wpdb->usermeta} (user_id, meta_key, meta_value) VALUES " . implode( ',', $meta ) );
		return $ids;
	}

	/**
	 * Makes accounts that are linked to people, with three statements.
	 *
	 * @param list<array<string, mixed>> $people People of the directory.
	 * @return list<int> Their ids, in the same order.
	 */
	protected function create_linked_users( array $people ): array {
		global $wpdb;
		$ids  = $this->create_users( count( $people ) );
		$meta = array();
		foreach ( $ids as $number => $id ) {
			foreach ( array( 'aadObjectId' => $people[ $number ]['id'], 'aadTenantId' => WPO_USER_SYNC_TENANT_ID, 'userPrincipalName' => $people[ $number ]['userPrincipalName'] ) as $key => $value ) {
				$meta[] = $wpdb->prepare( '(%d, %s, %s)', $id, $key, $value );
			}
		}
		$wpdb->query( "INSERT INTO {$wpdb->usermeta} (user_id, meta_key, meta_value) VALUES " . implode( ',', $meta ) );
		return $ids;
	}

	/**
	 * Links an account to somebody in the directory, as a former run or sign-in did.
	 */
	protected function link( int $user_id, string $object_id, string $upn = '', ?string $tenant_id = null ): void {
		update_user_meta( $user_id, 'aadObjectId', $object_id );
		update_user_meta( $user_id, 'aadTenantId', $tenant_id ?? WPO_USER_SYNC_TENANT_ID );
		if ( '' !== $upn ) {
			update_user_meta( $user_id, 'userPrincipalName', $upn );
		}
	}
}
