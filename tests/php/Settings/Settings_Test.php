<?php

declare( strict_types=1 );

namespace WPO365\User_Sync\Tests\Settings;

use WPO365\User_Sync\Settings\Constants;
use WPO365\User_Sync\Settings\Schema;
use WPO365\User_Sync\Settings\Settings;
use WPO365\User_Sync\Settings\Stored;
use WPO365\User_Sync\Settings\Update;
use WPO365\User_Sync\Tests\Support\Test_Case;

final class Settings_Test extends Test_Case {

	private const GROUP = '11112222-3333-4444-5555-666677778888';

	private const SALTS = array(
		'AUTH_KEY'  => 'q8K!vZ1#pL5@wN9$xR3%yT7^',
		'AUTH_SALT' => 'm2J&bC6*hD4(gF8)kS0_lA1+',
	);

	public function test_the_defaults_are_those_of_the_contract(): void {
		update_option( 'default_role', 'contributor' );
		self::assertSame(
			array(
				'connection'    => array( 'cloud' => 'global', 'tenant' => '', 'client_id' => '', 'client_secret' => array( 'set' => false ), 'permission_type' => 'application' ),
				'scope'         => array( 'ignore_guests' => false, 'group_ids' => array(), 'filter' => '', 'remove_out_of_scope' => false ),
				'matching'      => array( 'first_link' => 'automatic', 'confirm_roles' => true ),
				'roles'         => array( 'default_role' => 'contributor', 'default_role_always' => true, 'scenario' => 'managed', 'mappings' => array(), 'update_administrators' => false, 'confirm_privileged' => false ),
				'fields'        => array(),
				'core_fields'   => array(
					'first_name'   => array( 'policy' => 'always', 'when_empty' => 'keep' ),
					'last_name'    => array( 'policy' => 'always', 'when_empty' => 'keep' ),
					'user_email'   => array( 'policy' => 'always', 'when_empty' => 'keep' ),
					'display_name' => array( 'format' => 'directory', 'policy' => 'always' ),
				),
				'removal'       => array( 'mode' => 'delete', 'delete_after_days' => null, 'disabled' => 'keep', 'candidates' => 'all', 'content' => 'reassign', 'reassign_to' => null, 'protected_roles' => array( 'administrator' ), 'limit_percent' => 10, 'limit_count' => 100 ),
				'schedule'      => array( 'full' => 'off', 'time' => '03:00', 'weekday' => 1, 'changes' => 0, 'create' => false, 'update' => false, 'delete' => false, 'run_as' => null ),
				'background'    => true,
				'notifications' => array( 'welcome_email' => false, 'recipients' => array(), 'on' => array( 'held', 'failed', 'late', 'credential' ) ),
				'history'       => array( 'days' => 90, 'journal_days' => 30 ),
			),
			$this->settings()->all()
		);
	}

	public function test_where_anybody_can_register_first_links_are_confirmed(): void {
		update_option( 'users_can_register', 1 );
		self::assertSame( 'confirm', $this->settings()->get( 'matching.first_link' ) );
		self::assertTrue( Update::of( $this->settings(), array( 'matching' => array( 'first_link' => 'automatic' ) ) ) );
		self::assertSame( 'automatic', $this->settings()->get( 'matching.first_link' ) );
	}

	public function test_saves_a_part_and_keeps_the_rest(): void {
		$settings = $this->settings();
		self::assertTrue( Update::of( $settings, array( 'removal' => array( 'limit_percent' => 5, 'protected_roles' => array( 'editor', 'author' ) ) ) ) );
		self::assertTrue( Update::of( $settings, array( 'removal' => array( 'limit_count' => null ), 'scope' => array() ) ) );
		self::assertTrue( Update::of( $settings, array( 'removal' => array( 'protected_roles' => array( 'author' ) ) ) ) );
		$fresh = $this->settings();
		self::assertSame( 5, $fresh->get( 'removal.limit_percent' ) );
		self::assertNull( $fresh->get( 'removal.limit_count' ) );
		self::assertSame( array( 'author' ), $fresh->get( 'removal.protected_roles' ), 'Lists are replaced whole.' );
		self::assertSame( 'reassign', $fresh->get( 'removal.content' ) );
		self::assertSame( Schema::defaults()['scope'], $fresh->get( 'scope' ) );
	}

	public function test_is_not_autoloaded(): void {
		global $wpdb;
		Update::of( $this->settings(), array( 'removal' => array( 'limit_count' => 1 ) ) );
		self::assertContains( $wpdb->get_var( "SELECT autoload FROM $wpdb->options WHERE option_name = 'wpo365_user_sync_settings'" ), array( 'off', 'no' ) );
	}

	/**
	 * @dataProvider wrong_input
	 */
	public function test_names_the_field_and_saves_nothing( array $part, string $field ): void {
		$settings = $this->settings();
		$before   = $settings->all();
		$error    = Update::of( $settings, array( 'notifications' => array( 'welcome_email' => true ) ) + $part );
		self::assertInstanceOf( \WP_Error::class, $error );
		self::assertSame( 400, $error->get_error_data()['status'] );
		self::assertSame( $field, $error->get_error_data()['field'] );
		self::assertSame( array( $field ), array_keys( $error->get_error_data()['params'] ) );
		self::assertStringContainsString( $field, $error->get_error_message() );
		self::assertSame( $before, $settings->all() );
		self::assertFalse( get_option( Stored::OPTION ) );
	}

	public static function wrong_input(): array {
		$group   = self::GROUP;
		$mapping = static fn ( array $mapping ): array => array( 'roles' => array( 'mappings' => array( $mapping ) ) );
		$field   = static fn ( array ...$fields ): array => array( 'fields' => $fields );
		return array(
			'unknown section'            => array( array( 'sync' => array() ), 'sync' ),
			'unknown setting'            => array( array( 'removal' => array( 'limit' => 1 ) ), 'removal.limit' ),
			'unknown key in a list'      => array( $mapping( array( 'group_id' => $group, 'role' => 'editor', 'x' => 1 ) ), 'roles.mappings.0.x' ),
			'section is a text'          => array( array( 'scope' => 'all' ), 'scope' ),
			'section is a list'          => array( array( 'scope' => array( 1 ) ), 'scope' ),
			'no boolean'                 => array( array( 'scope' => array( 'ignore_guests' => 'perhaps' ) ), 'scope.ignore_guests' ),
			'no number'                  => array( array( 'removal' => array( 'limit_count' => 'many' ) ), 'removal.limit_count' ),
			'a fraction'                 => array( array( 'removal' => array( 'limit_count' => 1.5 ) ), 'removal.limit_count' ),
			'negative'                   => array( array( 'removal' => array( 'limit_count' => -1 ) ), 'removal.limit_count' ),
			'over 100 percent'           => array( array( 'removal' => array( 'limit_percent' => 101 ) ), 'removal.limit_percent' ),
			'unknown mode'               => array( array( 'removal' => array( 'mode' => 'hide' ) ), 'removal.mode' ),
			'nobody to reassign to'      => array( array( 'removal' => array( 'reassign_to' => 99999 ) ), 'removal.reassign_to' ),
			'unknown cloud'              => array( array( 'connection' => array( 'cloud' => 'germany' ) ), 'connection.cloud' ),
			'tenant with a path'         => array( array( 'connection' => array( 'tenant' => 'contoso.com/../x' ) ), 'connection.tenant' ),
			'tenant is common'           => array( array( 'connection' => array( 'tenant' => 'common' ) ), 'connection.tenant' ),
			'tenant is an address'       => array( array( 'connection' => array( 'tenant' => 'https://contoso.com' ) ), 'connection.tenant' ),
			'client id is none'          => array( array( 'connection' => array( 'client_id' => 'my-app' ) ), 'connection.client_id' ),
			'secret is a number'         => array( array( 'connection' => array( 'client_secret' => 12345 ) ), 'connection.client_secret' ),
			'group is none'              => array( array( 'scope' => array( 'group_ids' => array( $group, 'x' ) ) ), 'scope.group_ids.1' ),
			'group without a role'       => array( $mapping( array( 'group_id' => $group ) ), 'roles.mappings.0.role' ),
			'a role that may do all'     => array( $mapping( array( 'group_id' => $group, 'role' => 'administrator' ) ), 'roles.mappings.0.role' ),
			'default role may do all'    => array( array( 'roles' => array( 'default_role' => 'administrator' ) ), 'roles.default_role' ),
			'field without a property'   => array( $field( array( 'meta_key' => 'x' ) ), 'fields.0.property' ),
			'property with a blank'      => array( $field( array( 'property' => 'job title' ) ), 'fields.0.property' ),
			'property with a query'      => array( $field( array( 'property' => 'a,b&$top=1' ) ), 'fields.0.property' ),
			'meta key of capabilities'   => array( $field( array( 'property' => 'department' ), array( 'property' => 'city', 'meta_key' => 'wp_capabilities' ) ), 'fields.1.meta_key' ),
			'meta key of another site'   => array( $field( array( 'property' => 'city', 'meta_key' => 'wp_2_user_level' ) ), 'fields.0.meta_key' ),
			'capabilities, prefix without _' => array( $field( array( 'property' => 'city', 'meta_key' => 'site1capabilities' ) ), 'fields.0.meta_key' ),
			'meta key of sessions'       => array( $field( array( 'property' => 'city', 'meta_key' => 'session_tokens' ) ), 'fields.0.meta_key' ),
			'meta key of the link'       => array( $field( array( 'property' => 'city', 'meta_key' => 'aadObjectId' ) ), 'fields.0.meta_key' ),
			'protected meta key'         => array( $field( array( 'property' => 'city', 'meta_key' => '_application_passwords' ) ), 'fields.0.meta_key' ),
			'property that is reserved'  => array( $field( array( 'property' => 'userPrincipalName' ) ), 'fields.0.meta_key' ),
			'reserved property, no key'  => array( $field( array( 'property' => 'userPrincipalName', 'meta_key' => '' ) ), 'fields.0.meta_key' ),
			'one meta key twice'         => array( $field( array( 'property' => 'city', 'meta_key' => 'x' ), array( 'property' => 'state', 'meta_key' => 'x' ) ), 'fields.1.meta_key' ),
			'meta key in capitals'       => array( $field( array( 'property' => 'city', 'meta_key' => 'SESSION_TOKENS' ) ), 'fields.0.meta_key' ),
			'meta key with an accent'    => array( $field( array( 'property' => 'city', 'meta_key' => 'wp_cápabilities' ) ), 'fields.0.meta_key' ),
			'meta key with what is not seen' => array( $field( array( 'property' => 'city', 'meta_key' => "session\u{200B}_tokens" ) ), 'fields.0.meta_key' ),
			'one meta key in two cases'  => array( $field( array( 'property' => 'city', 'meta_key' => 'Town' ), array( 'property' => 'state', 'meta_key' => 'TOWN' ) ), 'fields.1.meta_key' ),
			'unknown type'               => array( $field( array( 'property' => 'city', 'type' => 'html' ) ), 'fields.0.type' ),
			'e-mail is never cleared'    => array( array( 'core_fields' => array( 'user_email' => array( 'when_empty' => 'clear' ) ) ), 'core_fields.user_email.when_empty' ),
			'meta key of the user level' => array( $field( array( 'property' => 'city', 'meta_key' => 'wp_user_level' ) ), 'fields.0.meta_key' ),
			'capabilities of another site' => array( $field( array( 'property' => 'city', 'meta_key' => 'wp_2_capabilities' ) ), 'fields.0.meta_key' ),
			'meta key of the UPN'        => array( $field( array( 'property' => 'city', 'meta_key' => 'userPrincipalName' ) ), 'fields.0.meta_key' ),
			'meta key of the tenant'     => array( $field( array( 'property' => 'city', 'meta_key' => 'aadTenantId' ) ), 'fields.0.meta_key' ),
			'meta key of the ledger'     => array( $field( array( 'property' => 'city', 'meta_key' => 'wpo365_user_sync_roles' ) ), 'fields.0.meta_key' ),
		);
	}

	public function test_a_role_that_may_do_all_needs_a_confirmation_each_time(): void {
		$settings = $this->settings();
		$admin    = array( 'group_id' => self::GROUP, 'role' => 'administrator' );
		self::assertTrue( Update::of( $settings, array( 'roles' => array( 'mappings' => array( $admin ), 'confirm_privileged' => true ) ) ) );
		self::assertFalse( $settings->get( 'roles.confirm_privileged' ), 'A confirmation is for one request.' );
		self::assertTrue( Update::of( $settings, array( 'roles' => array( 'mappings' => array( $admin ) ) ) ), 'What was confirmed may be sent again.' );
		$other = array( 'group_id' => str_replace( '1', '9', self::GROUP ), 'role' => 'administrator' );
		$error = Update::of( $settings, array( 'roles' => array( 'mappings' => array( $admin, $other ) ) ) );
		self::assertInstanceOf( \WP_Error::class, $error );
		self::assertSame( 'roles.mappings.1.role', $error->get_error_data()['field'] );
	}

	/**
	 * @dataProvider far_reaching_capabilities
	 */
	public function test_every_role_that_may_manage_options_or_users_needs_it( string $capability ): void {
		add_role( 'warden', 'Warden', array( 'read' => true, $capability => true ) );
		foreach ( array( array( 'mappings' => array( array( 'group_id' => self::GROUP, 'role' => 'warden' ) ) ), array( 'default_role' => 'warden' ) ) as $roles ) {
			$error = Update::of( $this->settings(), compact( 'roles' ) );
			self::assertInstanceOf( \WP_Error::class, $error );
			self::assertStringContainsString( 'confirm_privileged', $error->get_error_message() );
			self::assertTrue( Update::of( $this->settings(), array( 'roles' => $roles + array( 'confirm_privileged' => true ) ) ) );
		}
	}

	public static function far_reaching_capabilities(): array {
		return array( 'manage_options' => array( 'manage_options' ), 'edit_users' => array( 'edit_users' ), 'promote_users' => array( 'promote_users' ), 'delete_users' => array( 'delete_users' ) );
	}

	public function test_fills_in_what_a_field_leaves_out(): void {
		self::assertTrue( Update::of( $this->settings(), array( 'fields' => array( array( 'property' => 'businessPhones.0', 'separator' => ' / ' ) ) ) ) );
		self::assertSame(
			array( 'property' => 'businessPhones.0', 'separator' => ' / ', 'meta_key' => 'businessPhones.0', 'label' => 'businessPhones.0', 'type' => 'auto', 'policy' => 'always', 'when_empty' => 'clear' ),
			$this->settings()->get( 'fields' )[0]
		);
		// As the form sends what was left empty.
		self::assertTrue( Update::of( $this->settings(), array( 'fields' => array( array( 'property' => 'department', 'meta_key' => '', 'label' => '' ) ) ) ) );
		self::assertSame( array( 'department', 'department' ), array( $this->settings()->get( 'fields' )[0]['meta_key'], $this->settings()->get( 'fields' )[0]['label'] ) );
	}

	public function test_blanks_around_pasted_values_do_no_harm(): void {
		self::assertTrue( Update::of( $this->settings(), array( 'connection' => array( 'tenant' => " contoso.com\n", 'client_id' => "\t" . self::GROUP ) ) ) );
		self::assertSame( 'contoso.com', $this->settings()->get( 'connection.tenant' ) );
		self::assertSame( self::GROUP, $this->settings()->get( 'connection.client_id' ) );
	}

	public function test_constants_win_and_are_locked(): void {
		$settings = $this->settings( array( 'WPO_USER_SYNC_TENANT_ID' => 'fabrikam.com', 'WPO_USER_SYNC_CLIENT_SECRET' => 'from the file', 'WPO_USER_SYNC_CLOUD' => 'usgov' ) );
		self::assertSame( array( 'connection.cloud', 'connection.tenant', 'connection.client_secret' ), $settings->locked() );
		self::assertSame( 'fabrikam.com', $settings->get( 'connection.tenant' ) );
		self::assertSame( 'from the file', $settings->get( 'connection.client_secret' ) );
		self::assertSame( array( 'set' => true ), $settings->all()['connection']['client_secret'] );

		$error = Update::of( $settings, array( 'connection' => array( 'tenant' => 'contoso.com' ) ) );
		self::assertSame( 'connection.tenant', $error->get_error_data()['field'] );
		self::assertStringContainsString( 'WPO_USER_SYNC_TENANT_ID', $error->get_error_message() );
		$error = Update::of( $settings, array( 'connection' => array( 'client_secret' => 'mine' ) ) );
		self::assertSame( 'connection.client_secret', $error->get_error_data()['field'] );
		self::assertTrue( Update::of( $settings, array( 'connection' => array( 'tenant' => 'fabrikam.com', 'client_id' => self::GROUP ) ) ), 'A form may send back what it was given.' );
		self::assertSame( '', $this->settings()->get( 'connection.tenant' ), 'What the constant says is not stored.' );
	}

	public function test_the_secret_is_written_kept_and_cleared(): void {
		$settings = $this->settings();
		self::assertTrue( Update::of( $settings, array( 'connection' => array( 'client_secret' => 'Zq8~open.sesame' ) ) ) );
		self::assertSame( 'Zq8~open.sesame', $settings->get( 'connection.client_secret' ) );
		self::assertSame( array( 'set' => true ), $settings->all()['connection']['client_secret'] );
		self::assertStringNotContainsString( 'sesame', (string) wp_json_encode( array( $settings->all(), get_option( Stored::OPTION ) ) ) );
		self::assertTrue( Update::of( $settings, array( 'connection' => array( 'client_secret' => null ) ) ) );
		self::assertTrue( Update::of( $settings, array( 'connection' => array( 'cloud' => 'dod' ) ) ) );
		self::assertSame( 'Zq8~open.sesame', $settings->get( 'connection.client_secret' ) );
		self::assertTrue( Update::of( $settings, array( 'connection' => array( 'client_secret' => '' ) ) ) );
		self::assertSame( '', $settings->get( 'connection.client_secret' ) );
		self::assertSame( array( 'set' => false ), $settings->all()['connection']['client_secret'] );
	}

	public function test_a_secret_is_not_stored_without_a_key(): void {
		$settings = new Settings( new Constants( array() ) );
		$error    = Update::of( $settings, array( 'connection' => array( 'client_secret' => 'x', 'cloud' => 'dod' ) ) );
		self::assertSame( 'connection.client_secret', $error->get_error_data()['field'] );
		self::assertFalse( get_option( Stored::OPTION ) );
	}

	public function test_says_when_the_secret_can_not_be_read_any_more(): void {
		Update::of( $this->settings( self::connection() ), array( 'connection' => array( 'client_secret' => 'x' ) ) );
		$changed = $this->settings( array( 'AUTH_KEY' => 'changed 0123456789' ) + self::connection() );
		self::assertTrue( $changed->is_secret_unreadable() );
		self::assertFalse( $changed->is_configured() );
		self::assertSame( array( 'set' => false ), $changed->all()['connection']['client_secret'] );
		self::assertTrue( Update::of( $changed, array( 'connection' => array( 'client_secret' => 'y' ) ) ) );
		self::assertFalse( $changed->is_secret_unreadable() );
		self::assertTrue( $changed->is_configured() );
	}

	/**
	 * @dataProvider sizes
	 */
	public function test_sizes_have_bounds( mixed $value, int $page, int $batch ): void {
		$settings = $this->settings( array( 'WPO_USER_SYNC_PAGE_SIZE' => $value, 'WPO_USER_SYNC_BATCH_SIZE' => $value ) );
		self::assertSame( $page, $settings->page_size() );
		self::assertSame( $batch, $settings->batch_size() );
	}

	public static function sizes(): array {
		return array(
			'not set'      => array( null, 10, 25 ),
			'one'          => array( 1, 1, 1 ),
			'as text'      => array( '50', 50, 50 ),
			'100'          => array( 100, 100, 100 ),
			'101'          => array( 101, 10, 101 ),
			'999'          => array( 999, 10, 999 ),
			'1000'         => array( 1000, 10, 25 ),
			'zero'         => array( 0, 10, 25 ),
			'negative'     => array( -1, 10, 25 ),
			'a fraction'   => array( 2.5, 10, 25 ),
			'words'        => array( 'many', 10, 25 ),
			'true'         => array( true, 10, 25 ),
		);
	}

	public function test_the_fingerprint_follows_connection_and_scope_but_not_the_secret(): void {
		$before = $this->settings( self::connection() )->fingerprint();
		Update::of( $this->settings( self::connection() ), array( 'connection' => array( 'client_secret' => 'new' ), 'removal' => array( 'limit_count' => 1 ) ) );
		self::assertSame( $before, $this->settings( self::connection() )->fingerprint() );
		self::assertNotSame( $before, $this->settings( array( 'WPO_USER_SYNC_TENANT_ID' => 'other.example' ) + self::connection() )->fingerprint() );
		self::assertNotSame( $before, $this->settings( array( 'WPO_USER_SYNC_GRAPH_URL' => 'http://127.0.0.1:1' ) + self::connection() )->fingerprint() );
		Update::of( $this->settings( self::connection() ), array( 'scope' => array( 'ignore_guests' => true ) ) );
		self::assertNotSame( $before, $this->settings( self::connection() )->fingerprint() );
	}

	/** @return array<string, string> */
	private static function connection(): array {
		return array( 'WPO_USER_SYNC_TENANT_ID' => 'contoso.com', 'WPO_USER_SYNC_CLIENT_ID' => self::GROUP );
	}

	/** @param array<string, mixed> $constants */
	private function settings( array $constants = array() ): Settings {
		return new Settings( new Constants( $constants + self::SALTS ) );
	}
}
