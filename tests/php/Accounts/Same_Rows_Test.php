<?php

declare( strict_types=1 );

namespace WPO365\User_Sync\Tests\Accounts;

use WPO365\User_Sync\Tests\Support\Same_As_WordPress;
use WPO365\User_Sync\Tests\Support\Scene;
use WPO365\User_Sync\Tests\Support\Simulator;
use WPO365\User_Sync\Tests\Support\Site_State;
use WPO365\User_Sync\Tests\Support\Test_Case;

/**
 * The rows of a new account are those that wp_insert_user() writes, column by column.
 */
final class Same_Rows_Test extends Test_Case {

	use Scene;
	use Same_As_WordPress;

	/**
	 * @dataProvider sites
	 *
	 * @param callable(): mixed $site What other code there is on the site.
	 */
	public function test_the_rows_are_those_of_wordpress( callable $site ): void {
		Simulator::tenant( array( 'users' => 60 ) );
		$site();
		$plain = $this->stored_by_login( $this->create_plainly() );
		self::assertCount( 50, $plain );
		Site_State::restore();
		$site();

		$run = $this->synchronize( array( 'create' => true ) );

		self::assertSame( 50, $run['counts']['created'], wp_json_encode( $run ) );
		$ids = array_column( $this->rows( 'directory_only', array( 'status' => 'created' ) ), 'user_id' );
		self::assertSame( $plain, $this->stored_by_login( $ids ) );
	}

	public static function sites(): array {
		return array(
			'nothing else'                     => array( static fn() => null ),
			'another default role'             => array( static fn() => update_option( 'default_role', 'editor' ) ),
			'default meta is changed'          => array(
				static fn() => add_filter(
					'insert_user_meta',
					static fn( array $meta, \WP_User $user ): array => array( 'rich_editing' => 'false', 'club' => "O\\'Neil", 'list' => array( 'a' => $user->user_login, 'b' => 1 ) ) + $meta,
					10,
					2
				),
			),
			'default meta is changed last'     => array( static fn() => add_filter( 'insert_user_meta', static fn( array $meta ): array => array( 'late' => '1' ) + $meta, PHP_INT_MAX ) ),
			'default meta is left out'         => array( static fn() => add_filter( 'insert_user_meta', static fn( array $meta ): array => array_diff_key( $meta, array( 'comment_shortcuts' => 1 ) ) ) ),
			'custom meta is added'             => array( static fn() => add_filter( 'insert_custom_user_meta', static fn( array $meta ): array => array( 'club' => 'chess \\\\ go' ) + $meta ) ),
			'custom meta replaces default'     => array( static fn() => add_filter( 'insert_custom_user_meta', static fn( array $meta ): array => array( 'nickname' => 'custom' ) + $meta ) ),
			'names are changed'                => array( static fn() => add_filter( 'pre_user_first_name', static fn( string $name ): string => strtoupper( $name ) ) ),
			'data is changed'                  => array( static fn() => add_filter( 'wp_pre_insert_user_data', static fn( array $data ): array => array( 'user_url' => 'https://example.org/' ) + $data ) ),
			'meta is sanitized'                => array( static fn() => add_filter( 'sanitize_user_meta_last_name', static fn( string $name ): string => $name . '!' ) ),
			'the handler sets another role'    => array( static fn() => add_action( 'user_register', static fn( int $id ) => get_userdata( $id )->set_role( 'author' ) ) ),
			'the handler sets the role again'  => array( static fn() => add_action( 'user_register', static fn( int $id ) => ( new \WP_User( $id ) )->set_role( 'subscriber' ) ) ),
			'the handler adds a role'          => array( static fn() => add_action( 'user_register', static fn( int $id ) => get_userdata( $id )->add_role( 'author' ) ) ),
			'the handler takes the role away'  => array( static fn() => add_action( 'user_register', static fn( int $id ) => get_userdata( $id )->remove_all_caps() ) ),
			'the handler updates the user'     => array( static fn() => add_action( 'user_register', static fn( int $id ) => wp_update_user( array( 'ID' => $id, 'user_url' => 'https://example.org/', 'nickname' => 'Nick', 'description' => 'New' ) ) ) ),
			'a handler of the role adds a capability' => array( static fn() => add_action( 'set_user_role', static fn( int $id ) => get_userdata( $id )->add_cap( 'dance' ) ) ),
		);
	}

	public function test_two_accounts_of_one_display_name_get_two_nice_names(): void {
		Simulator::tenant( array( 'users' => 0, 'awkward' => false ) );
		$long = str_repeat( 'n', 43 );
		$one  = $this->person( 'one', array( 'userPrincipalName' => "{$long}.a@lakeside.ex" ) );
		$two  = $this->person( 'two', array( 'userPrincipalName' => "{$long}.b@lakeside.ex" ) );
		$this->account( array( 'user_login' => 'taken', 'user_nicename' => mb_substr( "{$long}-alakeside-ex", 0, 50 ) ) );

		$this->synchronize( array( 'create' => true ) );

		$names = array_column( $this->stored_users()['users'], 'user_nicename' );
		self::assertSame( array_unique( $names ), $names );
		self::assertSame( array( 'created', 'created' ), array( $this->row_of_person( $one['id'] )['status'], $this->row_of_person( $two['id'] )['status'] ) );
	}
}
