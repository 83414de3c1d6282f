<?php

declare( strict_types=1 );

namespace WPO365\User_Sync\Tests\Support;

/**
 * Makes accounts as a plain loop around wp_insert_user() does, to compare the engine's with.
 */
trait Same_As_WordPress {

	/**
	 * Makes the accounts of everybody who is in the directory and may be created, one after the other, and links them.
	 *
	 * @return int[] The accounts.
	 */
	protected function create_plainly(): array {
		$cheap = static fn (): array => array( 'cost' => 4 );
		add_filter( 'wp_hash_password_options', $cheap );
		$ids = array();
		foreach ( Simulator::people() as $person ) {
			$id = self::is_unfit( $person ) ? null : $this->insert( $person );
			if ( is_int( $id ) ) {
				$ids[] = $id;
				$this->link( $id, $person['id'], wp_slash( $person['userPrincipalName'] ) );
			}
		}
		remove_filter( 'wp_hash_password_options', $cheap );
		return $ids;
	}

	/**
	 * Whether WordPress would make something else of somebody, or nothing at all without an error.
	 *
	 * @param array<string, mixed> $person Properties.
	 */
	private static function is_unfit( array $person ): bool {
		return false === ( $person['accountEnabled'] ?? null )
			|| 250 < mb_strlen( $person['displayName'] )
			|| 100 < mb_strlen( $person['mail'] ?? '' )
			|| str_contains( $person['mail'] ?? '', 'ö' );
	}

	/**
	 * @param array<string, mixed> $person Properties.
	 */
	private function insert( array $person ): int|\WP_Error {
		$guest = str_contains( $person['userPrincipalName'], '#EXT#' );
		return wp_insert_user(
			wp_slash(
				array(
					'user_login' => sanitize_user( $person['userPrincipalName'], true ),
					'user_email' => $person['mail'] ?? ( $guest ? '' : $person['userPrincipalName'] ),
					'user_pass'  => wp_generate_password( 64, true, true ),
				) + array_filter(
					array(
						'first_name'   => trim( $person['givenName'] ?? '' ),
						'last_name'    => trim( $person['surname'] ?? '' ),
						'display_name' => trim( $person['displayName'] ),
					),
					static fn( string $name ): bool => '' !== $name
				)
			)
		);
	}

	/**
	 * Reads what is stored about accounts, hash, numbers and times aside.
	 *
	 * @param int[] $ids Accounts.
	 * @return array<string, array{columns: array<string, string>, meta: list<array{string, string}>}> By login.
	 */
	protected function stored_by_login( array $ids ): array {
		$stored = $this->stored_users( ...$ids );
		$logins = array_column( $stored['users'], 'user_login', 'ID' );
		$all    = array();
		foreach ( $stored['users'] as $columns ) {
			self::assertMatchesRegularExpression( '/^\$wp\$2y\$04\$/', $columns['user_pass'] );
			self::assertLessThan( 600, abs( time() - strtotime( $columns['user_registered'] . ' UTC' ) ) );
			$all[ $columns['user_login'] ]['columns'] = array_diff_key( $columns, array_flip( array( 'ID', 'user_pass', 'user_registered' ) ) );
		}
		foreach ( $stored['usermeta'] as $row ) {
			$all[ $logins[ $row['user_id'] ] ]['meta'][] = array( $row['meta_key'], $row['meta_value'] );
		}
		foreach ( $all as $login => $one ) {
			sort( $one['meta'] );
			$all[ $login ]['meta'] = $one['meta'];
		}
		ksort( $all );
		return $all;
	}
}
