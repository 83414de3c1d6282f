<?php

declare( strict_types=1 );

namespace WPO365\User_Sync\Tests\Sync\Write;

use WPO365\User_Sync\Tests\Support\Scene;
use WPO365\User_Sync\Tests\Support\Simulator;
use WPO365\User_Sync\Tests\Support\Test_Case;

/**
 * What Create and Update leave alone, and that nobody is mailed.
 */
final class Untouched_Test extends Test_Case {

	use Scene;

	/** @var array<string, mixed> */
	private array $person;

	protected function setUp(): void {
		parent::setUp();
		Simulator::tenant( array( 'users' => 3, 'awkward' => false ) );
		$this->person = $this->person( 'greta', array( 'givenName' => 'Greta', 'surname' => 'New', 'displayName' => 'Greta New' ) );
	}

	/**
	 * @dataProvider matched_accounts
	 *
	 * @param array<string, bool> $boxes Boxes.
	 */
	public function test_create_and_delete_change_nothing_of_a_matched_account_but_its_link( bool $linked, array $boxes ): void {
		$account = $this->matching( $linked );
		$before  = $this->without_link( $account );

		self::assert_run( 'completed', $this->synchronize( $boxes ) );

		self::assertSame( $before, $this->without_link( $account ) );
		self::assertSame( $this->whole_link(), $this->stored_link( $account ) );
		self::assertSame( 'logged', $this->row_of_person( $this->person['id'] )['status'] );
		self::assertSame( array(), $this->mails );
	}

	public static function matched_accounts(): array {
		return array(
			'linked, Create'                => array( true, array( 'create' => true ) ),
			'linked, Delete'                => array( true, array( 'delete' => true ) ),
			'found by name, Create'         => array( false, array( 'create' => true ) ),
			'found by name, Create, Delete' => array( false, array( 'create' => true, 'delete' => true ) ),
		);
	}

	public function test_looking_changes_nothing_not_even_the_link(): void {
		$linked = $this->matching( true );
		$named  = $this->account( array( 'user_email' => Simulator::people()[0]['mail'] ) );
		$before = $this->stored_users();

		self::assert_run( 'completed', $this->synchronize() );

		self::assertSame( 2, $this->rest( 'GET', '/runs/current' )->data['counts']['matched'] );
		self::assertSame( $before, $this->stored_users() );
		$this->assert_stay( $linked, $named );
	}

	public function test_update_changes_names_and_email_and_neither_login_nor_password_nor_role(): void {
		$account = $this->matching( true );
		$before  = $this->stored_users( $account );

		self::assert_run( 'completed', $this->synchronize( array( 'update' => true ) ) );

		$after = $this->stored_users( $account );
		self::assertSame(
			array( 'user_email' => 'greta@lakeside.example', 'display_name' => 'Greta New' ),
			array_diff_assoc( $after['users'][0], $before['users'][0] )
		);
		$meta = static fn( array $stored ): array => array_column( $stored['usermeta'], 'meta_value', 'meta_key' );
		self::assertSame( array( 'first_name' => 'Greta', 'last_name' => 'New', 'userPrincipalName' => 'greta@lakeside.example' ), array_diff_assoc( $meta( $after ), $meta( $before ) ) );
		self::assertSame( array(), array_diff_key( $meta( $before ), $meta( $after ) ) );
	}

	public function test_update_mails_nobody_and_leaves_the_notices_as_they_were(): void {
		$account = $this->matching( true );

		self::assert_run( 'completed', $this->synchronize( array( 'create' => true, 'update' => true, 'delete' => true ) ) );
		self::assertSame( 'greta@lakeside.example', $this->email( $account ) );
		self::assertSame( array(), $this->mails );

		// A change by hand afterwards is told as ever.
		wp_update_user( array( 'ID' => $account, 'user_email' => 'other@example.org' ) );
		self::assertSame( array( 'greta@lakeside.example' ), array_column( $this->mails, 'to' ) );
	}

	public function test_update_by_hand_mails_nobody(): void {
		$account = $this->matching( true );
		$this->synchronize();

		self::assertSame( 'updated', $this->act( 'update', array( $this->row_of_person( $this->person['id'] )['id'] ) )[0]['status'] );

		self::assertSame( 'greta@lakeside.example', $this->email( $account ) );
		self::assertSame( array(), $this->mails );
	}

	public function test_an_email_that_belongs_to_somebody_else_is_not_taken(): void {
		$account = $this->matching( true );
		$other   = $this->account( array( 'user_email' => 'greta@lakeside.example' ) );
		$before  = $this->stored_users( $other );

		self::assert_run( 'completed', $this->synchronize( array( 'update' => true ) ) );

		self::assertSame( 'old@example.org', $this->email( $account ) );
		self::assertSame( $before, $this->stored_users( $other ) );
		$row = $this->row_of_person( $this->person['id'] );
		self::assertSame( array( 'directory_only', 'conflict', $account ), array( $row['table'], $row['status'], $row['user_id'] ) );
		self::assertStringContainsString( "user {$other}", $row['reason'] );
		self::assertStringContainsString( "user {$account}", $row['reason'] );
	}

	/**
	 * @dataProvider unfit_addresses
	 */
	public function test_an_email_that_wordpress_would_change_is_not_taken( string $mail ): void {
		$account = $this->matching( true );
		Simulator::change( $this->person['id'], array( 'mail' => $mail ) );

		self::assert_run( 'completed', $this->synchronize( array( 'update' => true ) ) );

		self::assertSame( 'old@example.org', $this->email( $account ) );
		self::assertStringContainsString( 'old one stays', $this->row_of_person( $this->person['id'] )['reason'] );
	}

	public static function unfit_addresses(): array {
		return array(
			'an umlaut'          => array( 'grëta@lakeside.example' ),
			'no domain'          => array( 'greta' ),
			'101 characters'     => array( str_repeat( 'g', 84 ) . '@lakeside.example' ),
			'blank inside'       => array( 'gre ta@lakeside.example' ),
		);
	}

	public function test_a_mail_that_is_gone_does_not_clear_the_email(): void {
		$account = $this->matching( true );
		Simulator::change( $this->person['id'], array( 'mail' => null ) );

		self::assert_run( 'completed', $this->synchronize( array( 'update' => true ) ) );

		self::assertSame( 'old@example.org', $this->email( $account ) );
	}

	/**
	 * @dataProvider privileges
	 */
	public function test_the_email_of_administrators_follows_only_if_the_settings_say_so( string $role, ?string $capability, bool $setting, string $expected ): void {
		$this->save_settings( array( 'roles' => array( 'update_administrators' => $setting ) ) );
		$account = $this->matching( true );
		get_userdata( $account )->set_role( $role );
		if ( null !== $capability ) {
			get_userdata( $account )->add_cap( $capability );
		}

		self::assert_run( 'completed', $this->synchronize( array( 'update' => true ) ) );

		self::assertSame( $expected, $this->email( $account ) );
		self::assertSame( 'Greta New', get_userdata( $account )->display_name );
		$reason = $this->row_of_person( $this->person['id'] )['reason'];
		self::assertSame( 'old@example.org' === $expected, str_contains( $reason, 'administrator' ), $reason );
	}

	public static function privileges(): array {
		return array(
			'an administrator'               => array( 'administrator', null, false, 'old@example.org' ),
			'who may edit users'             => array( 'subscriber', 'edit_users', false, 'old@example.org' ),
			'who may manage options'         => array( 'subscriber', 'manage_options', false, 'old@example.org' ),
			'who may promote users'          => array( 'subscriber', 'promote_users', false, 'old@example.org' ),
			'who may delete users'           => array( 'subscriber', 'delete_users', false, 'old@example.org' ),
			'an administrator, setting on'   => array( 'administrator', null, true, 'greta@lakeside.example' ),
			'an editor'                      => array( 'editor', null, false, 'greta@lakeside.example' ),
		);
	}

	/** Makes the account of the person, with everything different. */
	private function matching( bool $linked ): int {
		$account = $this->account(
			array(
				'user_login'   => $linked ? 'old-login' : 'greta@lakeside.example',
				'user_email'   => $linked ? 'old@example.org' : 'greta@lakeside.example',
				'first_name'   => 'Old',
				'last_name'    => 'Name',
				'display_name' => 'Old Name',
				'role'         => 'author',
			)
		);
		if ( $linked ) {
			$this->link( $account, $this->person['id'], 'former@lakeside.example' );
		}
		return $account;
	}

	/** @return array<string, string> */
	private function whole_link(): array {
		return array(
			'aadObjectId'       => $this->person['id'],
			'aadTenantId'       => WPO_USER_SYNC_TENANT_ID,
			'userPrincipalName' => 'greta@lakeside.example',
		);
	}

	/** @return array<string, mixed> */
	private function without_link( int $user_id ): array {
		$stored             = $this->stored_users( $user_id );
		$stored['usermeta'] = array_values( array_filter( $stored['usermeta'], static fn( array $row ): bool => ! in_array( $row['meta_key'], array( 'aadObjectId', 'aadTenantId', 'userPrincipalName' ), true ) ) );
		return $stored;
	}

	private function email( int $user_id ): string {
		global $wpdb;
		return $wpdb->get_var( $wpdb->prepare( "SELECT user_email FROM {$wpdb->users} WHERE ID = %d", $user_id ) );
	}
}
