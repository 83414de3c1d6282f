<?php

declare( strict_types=1 );

namespace WPO365\User_Sync\Tests\Accounts;

use WPO365\User_Sync\Directory\Directory_User;
use WPO365\User_Sync\Tests\Support\Same_As_WordPress;
use WPO365\User_Sync\Tests\Support\Scene;
use WPO365\User_Sync\Tests\Support\Simulator;
use WPO365\User_Sync\Tests\Support\Site_State;
use WPO365\User_Sync\Tests\Support\Test_Case;

/**
 * Other plugins hear of users as they always do.
 */
final class Same_Hooks_Test extends Test_Case {

	use Scene;
	use Same_As_WordPress;

	/** The hooks that fire as ever, with the number of their arguments. */
	private const HOOKS = array(
		'wp_pre_insert_user_data' => 4,
		'insert_user_meta'        => 4,
		'user_register'           => 2,
		'set_user_role'           => 3,
		'add_user_role'           => 2,
		'remove_user_role'        => 2,
		'profile_update'          => 3,
		'delete_user'             => 3,
		'deleted_user'            => 3,
	);

	/** @var list<array{string, array<mixed>}> What was heard, in its order. */
	private array $heard = array();

	public function test_a_new_user_is_announced_as_by_wp_insert_user(): void {
		Simulator::tenant( array( 'users' => 60 ) );
		$this->listen();
		$this->create_plainly();
		$plain = $this->heard;
		Site_State::restore();
		$this->listen();

		$this->synchronize( array( 'create' => true ) );

		self::assertSame( 50, count( array_filter( $this->heard, static fn( array $heard ): bool => 'user_register' === $heard[0] ) ) );
		self::assertSame( $this->of_created( $plain ), $this->of_created( $this->heard ) );
	}

	public function test_user_register_fires_once_each_when_everything_can_be_read(): void {
		global $wpdb;
		Simulator::tenant( array( 'users' => 60 ) );
		$people = array_column( Simulator::people(), null, 'id' );
		$seen   = array();
		add_action(
			'user_register',
			static function ( int $id ) use ( &$seen, $wpdb ): void {
				$seen[] = array(
					get_user_meta( $id, 'aadObjectId', true ),
					get_user_meta( $id, 'aadTenantId', true ),
					get_user_meta( $id, 'userPrincipalName', true ),
					( new \WP_User( $id ) )->roles,
					get_user_meta( $id, 'wp_user_level', true ),
					'' !== get_user_meta( $id, 'nickname', true ),
					get_user_by( 'login', get_userdata( $id )->user_login )->ID === $id,
					'1' === $wpdb->get_var( "SELECT COUNT(*) FROM {$wpdb->usermeta} WHERE user_id = {$id} AND meta_key = 'first_name'" ),
				);
			}
		);

		$this->synchronize( array( 'create' => true ) );

		self::assertCount( 50, array_unique( array_column( $seen, 0 ) ) );
		self::assertCount( 50, $seen );
		foreach ( $seen as $one ) {
			self::assertSame( array( $one[0], WPO_USER_SYNC_TENANT_ID, $people[ $one[0] ]['userPrincipalName'], array( 'subscriber' ), '0', true, true, true ), $one );
		}
	}

	public function test_the_plugins_own_hook_names_the_person(): void {
		Simulator::tenant( array( 'users' => 60 ) );
		$told = array();
		add_action(
			'wpo365_user_sync_user_created',
			static function ( int $id, Directory_User $person ) use ( &$told ): void {
				$told[ $person->id ] = $id;
			},
			10,
			2
		);

		$this->synchronize( array( 'create' => true ) );

		self::assertEquals( array_column( $this->rows( 'directory_only', array( 'status' => 'created' ) ), 'user_id', 'object_id' ), $told );
		self::assertSame( 50, did_action( 'wpo365_user_sync_user_created' ) );
	}

	public function test_an_update_is_announced_as_by_wp_update_user(): void {
		Simulator::tenant( array( 'users' => 3, 'awkward' => false ) );
		$person  = $this->person( 'ada', array( 'givenName' => 'Ada & Co', 'surname' => 'New' ) );
		$account = $this->account( array( 'user_login' => 'ada', 'first_name' => 'Old' ) );
		$this->link( $account, $person['id'], 'ada@lakeside.example' );
		$before = $this->stored_users( $account );
		$told   = array();
		add_action(
			'wpo365_user_sync_user_updated',
			static function ( int $id, Directory_User $person, array $changes ) use ( &$told ): void {
				$told[] = array( $id, $person->id, array_column( $changes, 'field' ) );
			},
			10,
			3
		);
		$this->listen();

		$this->synchronize( array( 'update' => true ) );

		$heard       = $this->heard;
		$this->heard = array();
		self::assertSame( array( array( $account, $person['id'], array( 'first_name', 'last_name', 'display_name', 'user_email' ) ) ), $told );
		$this->put_back( $before );
		wp_update_user( array( 'ID' => $account, 'first_name' => 'Ada & Co', 'last_name' => 'New', 'display_name' => 'Ada', 'user_email' => 'ada@lakeside.example' ) );
		self::assertSame( array( 'wp_pre_insert_user_data', 'insert_user_meta', 'profile_update' ), array_column( $heard, 0 ) );
		self::assertSame( array_column( $this->heard, 0 ), array_column( $heard, 0 ) );
	}

	public function test_nothing_is_announced_where_nothing_changes(): void {
		Simulator::tenant( array( 'users' => 60 ) );
		$this->synchronize( array( 'create' => true ) );
		$this->listen();

		$this->synchronize( array( 'create' => true, 'update' => true ) );

		self::assertSame( array(), $this->heard );
		self::assertSame( 0, did_action( 'wpo365_user_sync_user_updated' ) );
	}

	public function test_a_removal_is_announced_as_by_wp_delete_user(): void {
		Simulator::tenant( array( 'users' => 3, 'awkward' => false ) );
		$gone  = $this->gone( array( 'user_login' => 'gone' ) );
		$plain = $this->gone( array( 'user_login' => 'plain', 'role' => 'administrator' ) );
		$this->listen();

		$this->synchronize( array( 'delete' => true ) );

		self::assertSame( array( array( 'delete_user', $gone, self::ADMIN ), array( 'deleted_user', $gone, self::ADMIN ) ), $this->removals() );
		$this->heard = array();
		$this->delete_account( $plain );
		self::assertSame( array( array( 'delete_user', $plain, self::ADMIN ), array( 'deleted_user', $plain, self::ADMIN ) ), $this->removals() );
	}

	private function listen(): void {
		$this->heard = array();
		foreach ( self::HOOKS as $hook => $count ) {
			add_filter(
				$hook,
				function ( mixed ...$arguments ) use ( $hook ): mixed {
					$this->heard[] = array( $hook, $arguments );
					return $arguments[0];
				},
				1,
				$count
			);
		}
	}

	/**
	 * Puts what was heard of new users into a form that can be compared: logins for numbers, without passwords and times.
	 *
	 * @param list<array{string, array<mixed>}> $heard What was heard.
	 * @return list<array{string, mixed}>
	 */
	private function of_created( array $heard ): array {
		$start = null;
		return array_map(
			static function ( array $one ) use ( &$start ): array {
				list( $hook, $arguments ) = $one;
				$text                     = array();
				foreach ( $arguments as $argument ) {
					if ( is_int( $argument ) ) {
						$start    ??= $argument;
						$argument -= $start;
					} elseif ( $argument instanceof \WP_User ) {
						$argument = $argument->user_login;
					} elseif ( is_array( $argument ) ) {
						// The role is named where WordPress would take the default one.
						$argument = array_diff_key( $argument, array_flip( array( 'user_pass', 'user_registered', 'role' ) ) );
						ksort( $argument );
					}
					$text[] = $argument;
				}
				return array( $hook, $text );
			},
			array_values( array_filter( $heard, static fn( array $one ): bool => true ) )
		);
	}

	/** @return list<array{string, int, int}> */
	private function removals(): array {
		return array_map( static fn( array $one ): array => array( $one[0], $one[1][0], $one[1][1] ), array_values( array_filter( $this->heard, static fn( array $one ): bool => in_array( $one[0], array( 'delete_user', 'deleted_user' ), true ) ) ) );
	}

	/**
	 * @param array{users: list<array<string, string>>, usermeta: list<array<string, string>>} $stored What an account was.
	 */
	private function put_back( array $stored ): void {
		global $wpdb;
		$wpdb->update( $wpdb->users, $stored['users'][0], array( 'ID' => $stored['users'][0]['ID'] ) );
		foreach ( $stored['usermeta'] as $row ) {
			$wpdb->update( $wpdb->usermeta, $row, array( 'umeta_id' => $row['umeta_id'] ) );
		}
		wp_cache_flush();
	}
}
