<?php
/**
 * The section of the profile screen.
 */

declare( strict_types=1 );

namespace WPO365\User_Sync\Tests\Admin;

use WPO365\User_Sync\Directory\Group_Names;
use WPO365\User_Sync\Journal\Entries;
use WPO365\User_Sync\Journal\Entry;
use WPO365\User_Sync\Journal\Entry_Kind;
use WPO365\User_Sync\Settings\Settings;
use WPO365\User_Sync\Settings\Update;
use WPO365\User_Sync\Tests\Support\Simulator;
use WPO365\User_Sync\Tests\Support\Test_Case;

final class Profile_Fields_Test extends Test_Case {

	private const GROUP = '0b1d5c4e-1111-4222-8333-abcdefabcdef';
	private const OTHER = '0b1d5c4e-4444-4555-8666-abcdefabcdef';

	protected function setUp(): void {
		parent::setUp();
		wp_set_current_user( self::ADMIN );
	}

	public function test_mapped_values_are_shown_under_their_labels(): void {
		$this->map(
			array( 'property' => 'department', 'label' => 'Team' ),
			array( 'property' => 'businessPhones', 'type' => 'list', 'label' => 'Phones' ),
			array( 'property' => 'accountEnabled', 'meta_key' => 'enabled', 'type' => 'boolean', 'label' => 'Enabled' ),
			array( 'property' => 'onPremisesSyncEnabled', 'meta_key' => 'synced', 'type' => 'boolean', 'label' => 'Synced' ),
			array( 'property' => 'employeeHireDate', 'meta_key' => 'hired', 'type' => 'date', 'label' => 'Hired' ),
			array( 'property' => 'streetAddress', 'label' => 'Street' ),
			array( 'property' => 'employeeId', 'type' => 'number', 'label' => 'Number' ),
			array( 'property' => 'city', 'label' => 'City' )
		);
		update_option( 'date_format', 'j F Y' );
		$user = $this->create_user();
		foreach ( array(
			'department'     => 'Research & Development',
			'businessPhones' => '+1 555 0100, +1 555 0101',
			'enabled'        => '1',
			'synced'         => '0',
			'hired'          => '2024-02-09',
			'streetAddress'  => "Mill Lane 1\nBack yard",
			'employeeId'     => '0.5',
		) as $key => $value ) {
			update_user_meta( $user, $key, $value );
		}

		$rows = $this->section( $user );

		self::assertSame( 'Research & Development', $rows['Team'] );
		self::assertSame( '+1 555 0100, +1 555 0101', $rows['Phones'] );
		self::assertSame( 'Yes', $rows['Enabled'] );
		self::assertSame( 'No', $rows['Synced'] );
		self::assertSame( '9 February 2024', $rows['Hired'] );
		self::assertSame( "Mill Lane 1\nBack yard", $rows['Street'] );
		self::assertSame( '0.5', $rows['Number'] );
		self::assertSame( '—No value', $rows['City'] );
	}

	public function test_nothing_in_it_can_be_edited(): void {
		$this->map( array( 'property' => 'department' ) );
		$html = $this->html( $this->create_user() );
		self::assertStringContainsString( '>Office 365 Profile Information</h2>', $html );
		self::assertSame( 0, preg_match( '/<(input|textarea|select|button)\b/', $html ), $html );
	}

	/**
	 * @dataProvider hostile
	 */
	public function test_everything_is_escaped( callable $arrange ): void {
		$user = $this->create_user();
		$arrange( $user );
		$html = $this->html( $user );
		self::assertStringNotContainsString( '<script', $html );
		self::assertStringContainsString( '&lt;script&gt;', $html );
	}

	/** @return array<string, array{callable}> */
	public static function hostile(): array {
		$script = '<script>alert(1)</script>';
		$map    = static fn( string $label ): bool => true === Update::of( new Settings(), array( 'fields' => array( array( 'property' => 'department', 'label' => $label ) ) ) );
		return array(
			'a value'         => array( static fn( int $user ) => array( $map( 'Team' ), update_user_meta( $user, 'department', $script ) ) ),
			'values of a list' => array( static fn( int $user ) => array( $map( 'Team' ), update_user_meta( $user, 'department', array( $script ) ) ) ),
			'a label'         => array( static fn( int $user ) => array( $map( $script ), update_user_meta( $user, 'department', 'x' ) ) ),
			'an object id'    => array( static fn( int $user ) => update_user_meta( $user, 'aadObjectId', $script ) ),
			'a UPN'           => array( static fn( int $user ) => array( update_user_meta( $user, 'aadObjectId', 'x' ), update_user_meta( $user, 'userPrincipalName', $script ) ) ),
			'a role'          => array( static fn( int $user ) => update_user_meta( $user, 'wpo365_user_sync_roles', array( $script => array( 'x' ) ) ) ),
			'the journal'     => array( static fn( int $user ) => ( new Entries( ( new Settings() )->secrets() ) )->add( array( new Entry( 1, $user, '', Entry_Kind::Meta, $script, array( $script ), array( $script ), false, at: 1 ) ) ) ),
			'a group'         => array( static fn( int $user ) => update_user_meta( $user, 'wpo365_user_sync_roles', array( 'editor' => array( $script ) ) ) ),
		);
	}

	public function test_lists_that_another_plugin_stored_are_shown(): void {
		$this->map( array( 'property' => 'businessPhones', 'label' => 'Phones' ) );
		$user = $this->create_user();
		update_user_meta( $user, 'businessPhones', array( '+1 555 0100', array( 'nested' ), '+1 555 0101' ) );
		self::assertSame( '+1 555 0100, +1 555 0101', $this->section( $user )['Phones'] );
	}

	public function test_the_link_tells_who_it_is_and_when_they_were_seen(): void {
		Simulator::tenant( array( 'users' => 3, 'awkward' => false ) );
		$this->synchronize( array( 'create' => true ) );
		$row = $this->rows( 'directory_only' )[1];
		wp_set_current_user( self::ADMIN );

		$rows = $this->section( $row['user_id'] );

		self::assertSame( $row['object_id'], $rows['Object ID'] );
		self::assertSame( $row['user_principal_name'], $rows['User principal name'] );
		self::assertStringContainsString( 'datetime="' . $row['updated_at'] . '"', $this->html( $row['user_id'] ) );
		self::assertStringContainsString( wp_date( (string) get_option( 'date_format' ), strtotime( $row['updated_at'] ) ), $rows['Last seen in the directory'] );
	}

	public function test_whoever_is_matched_again_was_seen_then(): void {
		global $wpdb;
		Simulator::tenant( array( 'users' => 3, 'awkward' => false ) );
		$this->synchronize( array( 'create' => true ) );
		$this->synchronize();
		$row = $this->rows( 'matched' )[0];
		$wpdb->update( $wpdb->prefix . 'wpo365_user_sync_results', array( 'updated_at' => '2026-01-31 12:00:00' ), array( 'id' => $row['id'] ) );
		wp_set_current_user( self::ADMIN );
		self::assertStringContainsString( 'datetime="2026-01-31T12:00:00Z"', $this->html( $row['user_id'] ) );
	}

	public function test_a_row_about_somebody_else_is_no_sighting(): void {
		Simulator::tenant( array( 'users' => 3, 'awkward' => false ) );
		$this->synchronize( array( 'create' => true ) );
		$row = $this->rows( 'directory_only' )[0];
		update_user_meta( $row['user_id'], 'aadObjectId', self::OTHER );
		wp_set_current_user( self::ADMIN );
		self::assertSame( 'Not in the results of the last synchronization.', $this->section( $row['user_id'] )['Last seen in the directory'] );
	}

	public function test_whoever_left_was_not_seen_in_the_last_run(): void {
		Simulator::tenant( array( 'users' => 3, 'awkward' => false ) );
		$this->synchronize( array( 'create' => true ) );
		$row = $this->rows( 'directory_only' )[0];
		Simulator::remove( $row['object_id'] );
		$this->synchronize();
		self::assertContains( $row['user_id'], array_column( $this->rows( 'wordpress_only' ), 'user_id' ) );
		wp_set_current_user( self::ADMIN );
		self::assertSame( 'Not in the results of the last synchronization.', $this->section( $row['user_id'] )['Last seen in the directory'] );
	}

	public function test_an_account_without_a_link_says_so(): void {
		$rows = $this->section( $this->create_user() );
		self::assertSame( array( 'Directory user', 'Synchronization' ), array_keys( $rows ) );
		self::assertSame( 'This account is not linked to a directory user.', $rows['Directory user'] );
	}

	public function test_roles_name_the_groups_they_came_from(): void {
		$user = $this->create_user();
		$this->link( $user, self::OTHER );
		update_user_meta(
			$user,
			'wpo365_user_sync_roles',
			array(
				'editor'  => array( self::GROUP ),
				'author'  => array( self::GROUP, self::OTHER ),
				'no_more' => array( self::OTHER ),
				'broken'  => 'no list',
			)
		);
		Group_Names::remember( array( array( 'id' => strtoupper( self::OTHER ), 'name' => 'Staff & <b>board</b>' ) ) );
		$roles = $this->section( $user )['Roles from groups'];
		self::assertStringContainsString( 'Editor, from group ' . self::GROUP, $roles );
		self::assertStringContainsString( 'Author, from groups ' . self::GROUP . ', Staff & <b>board</b> ' . self::OTHER, $roles );
		self::assertStringContainsString( 'no_more (this role no longer exists on this site), from group Staff & <b>board</b> ' . self::OTHER, $roles );
		self::assertStringNotContainsString( 'broken', $roles );
	}

	/**
	 * @dataProvider scenarios
	 */
	public function test_it_says_what_becomes_of_the_roles( string $scenario, string $sentence ): void {
		$user = $this->create_user();
		update_user_meta( $user, 'wpo365_user_sync_roles', array( 'editor' => array( self::GROUP ) ) );
		$this->save( array( 'roles' => array( 'scenario' => $scenario ) ) );
		self::assertStringEndsWith( $sentence, $this->section( $user )['Roles from groups'] );
	}

	/** @return array<string, array{string, string}> */
	public static function scenarios(): array {
		return array(
			'managed' => array( 'managed', 'takes these roles back when the person leaves the group. Roles given by hand are kept.' ),
			'add'     => array( 'add', 'These roles stay when the person leaves the group.' ),
			'replace' => array( 'replace', 'replaces all roles with those that come from groups.' ),
			'skip'    => array( 'skip', 'does not change the roles of accounts that exist.' ),
		);
	}

	public function test_roles_are_explained_only_where_groups_give_any(): void {
		$user = $this->create_user();
		$this->link( $user, self::OTHER );
		self::assertArrayNotHasKey( 'Roles from groups', $this->section( $user ) );
		$this->save( array( 'roles' => array( 'mappings' => array( array( 'group_id' => self::GROUP, 'role' => 'editor' ) ) ) ) );
		self::assertSame( 'No role of this account comes from a group of the directory.', $this->section( $user )['Roles from groups'] );
	}

	/**
	 * @dataProvider readers
	 */
	public function test_who_may_edit_the_user_sees_it_and_nobody_else( string $reader, bool $sees ): void {
		$user   = $this->create_user();
		$reader = match ( $reader ) {
			'nobody'                  => 0,
			'the person'              => $user,
			'a subscriber'            => $this->create_user(),
			'an editor'               => $this->create_user( array( 'role' => 'editor' ) ),
			'an administrator'        => self::ADMIN,
			'somebody who lists users' => $this->user_who_may( 'list_users' ),
			'somebody who edits users' => $this->user_who_may( 'edit_users' ),
		};
		wp_set_current_user( $reader );
		self::assertSame( $sees, '' !== $this->html( $user ) );
	}

	/** @return array<string, array{string, bool}> */
	public static function readers(): array {
		$sees = array( 'nobody' => false, 'the person' => true, 'a subscriber' => false, 'an editor' => false, 'an administrator' => true, 'somebody who lists users' => false, 'somebody who edits users' => true );
		return array_combine( array_keys( $sees ), array_map( null, array_keys( $sees ), $sees ) );
	}

	public function test_both_profile_screens_have_the_section_once(): void {
		$user = get_userdata( $this->create_user() );
		foreach ( array( 'show_user_profile', 'edit_user_profile' ) as $screen ) {
			ob_start();
			do_action( $screen, $user ); // phpcs:ignore WordPress.NamingConventions -- WordPress' own hooks.
			self::assertSame( 1, substr_count( (string) ob_get_clean(), 'Office 365 Profile Information' ), $screen );
		}
	}

	private function user_who_may( string $capability ): int {
		$user = $this->create_user();
		get_userdata( $user )->add_cap( $capability );
		return $user;
	}

	/** @param array<string, string> ...$fields */
	private function map( array ...$fields ): void {
		$this->save( array( 'fields' => $fields ) );
	}

	/** @param array<string, mixed> $settings */
	private function save( array $settings ): void {
		self::assertTrue( Update::of( new Settings(), $settings ) );
	}

	public function test_it_leads_people_who_may_synchronize_to_one_person(): void {
		$user = $this->create_user();
		$link = '<a href="' . esc_url( admin_url( "users.php?page=wpo365-user-sync&person={$user}" ) ) . '">Synchronize with Microsoft 365</a>';
		self::assertStringContainsString( $link, $this->html( $user ) );

		wp_set_current_user( $user );
		self::assertStringNotContainsString( 'Synchronize with', $this->html( $user ) );
	}

	public function test_people_who_manage_the_plugin_see_what_was_done_to_the_account_lately(): void {
		Simulator::tenant( array( 'users' => 1, 'awkward' => false ) );
		$this->map( array( 'property' => 'jobTitle' ) );
		$person = Simulator::people()[0];
		$run    = $this->synchronize( array( 'create' => true ) );
		$user   = $this->rows( 'directory_only' )[0]['user_id'];
		for ( $number = 1; $number <= 10; ++$number ) {
			Simulator::change( $person['id'], array( 'jobTitle' => "Job $number" ) );
			$last = $this->synchronize( array( 'update' => true ) );
		}
		add_action( 'wpo365_user_sync_user_updated', static fn( int $id ) => update_user_meta( $id, 'token_of_others', 'secret' ) );
		Simulator::change( $person['id'], array( 'jobTitle' => 'Head' ) );
		$last = $this->synchronize( array( 'update' => true ) );
		wp_set_current_user( self::ADMIN );

		$items = $this->items( $user );

		self::assertCount( 10, $items );
		$time = wp_date( (string) get_option( 'date_format' ), strtotime( $last['updated_at'] ) );
		self::assertStringStartsWith( $time, $items[0] );
		self::assertStringContainsString( "Changed token_of_others: The values are not shown.No. {$last['id']} of the history, by admin", $items[0] );
		self::assertStringContainsString( 'Changed jobTitle: Job 10 → Head', $items[1] );
		self::assertStringNotContainsString( 'Created', implode( $items ), 'Eleven were too many.' );
		self::assertGreaterThan( $run['id'], $last['id'] );
		self::assertStringNotContainsString( 'secret', $this->html( $user ) );

		wp_set_current_user( $this->user_who_may( 'edit_users' ) );
		self::assertSame( array(), $this->items( $user ), 'Somebody who edits users, and manages nothing.' );
		wp_set_current_user( $user );
		self::assertSame( array(), $this->items( $user ), 'The person.' );
	}

	public function test_nothing_is_said_of_the_journal_where_it_has_nothing_to_say(): void {
		self::assertStringNotContainsString( 'Latest changes', $this->html( $this->create_user() ) );
	}

	/**
	 * Reads the list of the latest changes.
	 *
	 * @return list<string>
	 */
	private function items( int $user_id ): array {
		$document = new \DOMDocument();
		self::assertTrue( $document->loadHTML( '<?xml encoding="utf-8"?><body>' . $this->html( $user_id ) . '</body>', LIBXML_NOERROR ) );
		return array_map( static fn( \DOMNode $item ): string => $item->textContent, iterator_to_array( ( new \DOMXPath( $document ) )->query( '//tr[contains(th, "Latest changes")]//li' ) ) );
	}

	private function html( int $user_id ): string {
		ob_start();
		do_action( 'edit_user_profile', get_userdata( $user_id ) ); // phpcs:ignore WordPress.NamingConventions -- WordPress' own hook.
		return (string) ob_get_clean();
	}

	/** @return array<string, string> Text of the values by label, as a reader of the page gets them. */
	private function section( int $user_id ): array {
		$document = new \DOMDocument();
		self::assertTrue( $document->loadHTML( '<?xml encoding="utf-8"?><body>' . $this->html( $user_id ) . '</body>', LIBXML_NOERROR ) );
		$rows = array();
		foreach ( $document->getElementsByTagName( 'tr' ) as $row ) {
			$heading = $row->getElementsByTagName( 'th' )->item( 0 );
			self::assertSame( 'row', $heading->getAttribute( 'scope' ) );
			$rows[ $heading->textContent ] = $row->getElementsByTagName( 'td' )->item( 0 )->textContent;
		}
		return $rows;
	}
}
