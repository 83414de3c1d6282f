<?php
/**
 * WordPress' exporter and eraser of personal data.
 */

declare( strict_types=1 );

namespace WPO365\User_Sync\Tests\Privacy;

use WPO365\User_Sync\Privacy\Personal_Data;
use WPO365\User_Sync\Settings\Settings;
use WPO365\User_Sync\Settings\Update;
use WPO365\User_Sync\Tests\Support\Simulator;
use WPO365\User_Sync\Tests\Support\Test_Case;

final class Personal_Data_Test extends Test_Case {

	private const ID    = '0b1d5c4e-1111-4222-8333-abcdefabcdef';
	private const GROUP = '0b1d5c4e-4444-4555-8666-abcdefabcdef';
	private const EMAIL = 'ada@example.org';

	public function test_the_export_has_link_values_and_roles(): void {
		$this->map( array( 'property' => 'department', 'label' => 'Team' ), array( 'property' => 'accountEnabled', 'meta_key' => 'enabled', 'type' => 'boolean', 'label' => 'Enabled' ), array( 'property' => 'city', 'label' => 'City' ) );
		$user = $this->person();
		update_user_meta( $user, 'department', 'R & D' );
		update_user_meta( $user, 'enabled', '0' );
		update_user_meta( $user, 'wpo365_user_sync_roles', array( 'editor' => array( self::GROUP ) ) );

		$answer = $this->export();

		self::assertTrue( $answer['done'] );
		self::assertCount( 1, $answer['data'] );
		self::assertSame(
			array(
				'Object ID'           => self::ID,
				'User principal name' => 'ada@lakeside.example',
				'Tenant ID'           => WPO_USER_SYNC_TENANT_ID,
				'Roles from groups'   => 'editor: ' . self::GROUP,
				'Team'                => 'R & D',
				'Enabled'             => 'No',
			),
			array_column( $answer['data'][0]['data'], 'value', 'name' )
		);
	}

	public function test_the_export_has_what_is_remembered_with_the_link(): void {
		$user = $this->create_user( array( 'user_email' => self::EMAIL ) );
		update_user_meta( $user, 'wpo365_user_sync_manager', self::GROUP );
		update_user_meta( $user, 'wpo365_user_sync_parted', wp_json_encode( array( self::ID ) ) );

		$exported = array_column( $this->export()['data'][0]['data'] ?? array(), 'value', 'name' );

		self::assertSame( array( 'Object ID of the manager' => self::GROUP, 'Object IDs of people from whom the account was unlinked' => self::ID ), $exported );
	}

	public function test_the_export_has_the_row_of_the_last_run(): void {
		Simulator::tenant( array( 'users' => 1, 'awkward' => false ) );
		$this->synchronize( array( 'create' => true ) );
		$row = $this->rows( 'directory_only' )[0];
		Simulator::change( $row['object_id'], array( 'givenName' => 'Augusta' ) );
		$this->synchronize( array( 'update' => true ) );
		$row = $this->rows( 'matched' )[0];

		$data = array_column( $this->export( $row['email'] )['data'][0]['data'], 'value', 'name' );

		self::assertSame( $row['updated_at'], $data['Last seen in the directory'] );
		self::assertSame( $row['display_name'], $data['Name in the directory'] );
		self::assertStringStartsWith( 'updated', $data['Result of the last synchronization'] );
		self::assertStringContainsString( '→ Augusta', $data['Changes of the last synchronization'] );
	}

	public function test_many_fields_come_in_pages_and_each_once(): void {
		$keys = $this->map_many( 2 * Personal_Data::PER_PAGE + 1 );
		$user = $this->person();
		foreach ( $keys as $key ) {
			update_user_meta( $user, $key, "value of $key" );
		}
		$values = array();
		$page   = 0;
		do {
			self::assertLessThan( 10, $page, 'The export does not end.' );
			$answer = $this->export( self::EMAIL, ++$page );
			self::assertLessThanOrEqual( Personal_Data::PER_PAGE + 10, count( $answer['data'][0]['data'] ) );
			array_push( $values, ...array_column( $answer['data'][0]['data'], 'value' ) );
		} while ( ! $answer['done'] );
		self::assertSame( 3, $page );
		self::assertCount( 1, array_keys( $values, self::ID, true ) );
		self::assertSame( array_map( static fn( string $key ): string => "value of $key", $keys ), array_values( array_filter( $values, static fn( string $value ): bool => str_starts_with( $value, 'value of' ) ) ) );
	}

	public function test_the_eraser_takes_the_values_and_leaves_the_link(): void {
		$this->map( array( 'property' => 'department' ), array( 'property' => 'city' ) );
		$user = $this->person();
		update_user_meta( $user, 'department', 'Research' );
		update_user_meta( $user, 'not_mapped', 'stays' );
		update_user_meta( $user, 'wpo365_user_sync_roles', array( 'editor' => array( self::GROUP ) ) );
		$other = $this->create_user();
		update_user_meta( $other, 'department', 'Sales' );

		$answer = $this->erase();

		self::assertTrue( $answer['done'] );
		self::assertTrue( $answer['items_removed'] );
		self::assertTrue( $answer['items_retained'] );
		self::assertStringContainsString( 'The link to the Microsoft 365 directory', $answer['messages'][0] );
		self::assertStringContainsString( 'Delete the account to remove them.', $answer['messages'][0] );
		self::assertFalse( metadata_exists( 'user', $user, 'department' ) );
		self::assertSame( 'stays', get_user_meta( $user, 'not_mapped', true ) );
		self::assertSame( self::ID, get_user_meta( $user, 'aadObjectId', true ) );
		self::assertSame( 'ada@lakeside.example', get_user_meta( $user, 'userPrincipalName', true ) );
		self::assertSame( WPO_USER_SYNC_TENANT_ID, get_user_meta( $user, 'aadTenantId', true ) );
		self::assertSame( array( 'editor' => array( self::GROUP ) ), get_user_meta( $user, 'wpo365_user_sync_roles', true ) );
		self::assertSame( 'Sales', get_user_meta( $other, 'department', true ) );
	}

	public function test_the_eraser_works_in_pages(): void {
		$keys = $this->map_many( Personal_Data::PER_PAGE + 1 );
		$user = $this->person();
		foreach ( $keys as $key ) {
			update_user_meta( $user, $key, 'x' );
		}
		$first = $this->erase();
		self::assertFalse( $first['done'] );
		self::assertTrue( metadata_exists( 'user', $user, end( $keys ) ) );
		$second = $this->erase( self::EMAIL, 2 );
		self::assertTrue( $second['done'] );
		self::assertTrue( $second['items_removed'] );
		self::assertSame( array(), $second['messages'], 'Said once.' );
		foreach ( $keys as $key ) {
			self::assertFalse( metadata_exists( 'user', $user, $key ), $key );
		}
	}

	public function test_whoever_was_never_synchronized_has_nothing_to_erase(): void {
		$this->map( array( 'property' => 'department' ) );
		$this->create_user( array( 'user_email' => self::EMAIL ) );
		$nothing = array( 'items_removed' => false, 'items_retained' => false, 'messages' => array(), 'done' => true );
		self::assertSame( $nothing, $this->erase() );
		self::assertSame( $nothing, $this->erase( 'nobody@example.org' ) );
		self::assertSame( array( 'data' => array(), 'done' => true ), $this->export() );
		self::assertSame( array( 'data' => array(), 'done' => true ), $this->export( 'nobody@example.org' ) );
	}

	public function test_a_value_that_cannot_be_removed_is_named(): void {
		$this->map( array( 'property' => 'department', 'label' => 'Team' ) );
		$user = $this->create_user( array( 'user_email' => self::EMAIL ) );
		update_user_meta( $user, 'department', 'Research' );
		add_filter( 'delete_user_metadata', '__return_false' );
		$answer = $this->erase();
		self::assertFalse( $answer['items_removed'] );
		self::assertTrue( $answer['items_retained'] );
		self::assertSame( array( 'The value of “Team” could not be removed. Try again.' ), $answer['messages'] );
	}

	public function test_as_the_message_says_update_writes_erased_values_again(): void {
		Simulator::tenant( array( 'users' => 1, 'awkward' => false ) );
		Simulator::change( Simulator::people()[0]['id'], array( 'department' => 'Research' ) );
		$this->map( array( 'property' => 'department' ) );
		$this->synchronize( array( 'create' => true ) );
		$row = $this->rows( 'directory_only' )[0];
		self::assertTrue( $this->erase( $row['email'] )['items_removed'] );
		self::assertSame( '', get_user_meta( $row['user_id'], 'department', true ) );

		$this->synchronize( array( 'update' => true ) );

		self::assertSame( $row['user_id'], $this->rows( 'matched' )[0]['user_id'], 'The link still tells whose account it is.' );
		self::assertSame( 'Research', get_user_meta( $row['user_id'], 'department', true ) );
	}

	private function person(): int {
		$user = $this->create_user( array( 'user_email' => self::EMAIL ) );
		$this->link( $user, self::ID, 'ada@lakeside.example' );
		return $user;
	}

	/** @param array<string, string> ...$fields */
	private function map( array ...$fields ): void {
		self::assertTrue( Update::of( new Settings(), array( 'fields' => $fields ) ) );
	}

	/** @return list<string> Meta keys. */
	private function map_many( int $count ): array {
		$keys = array_map( static fn( int $number ): string => "extra_$number", range( 1, $count ) );
		$this->map( ...array_map( static fn( string $key ): array => array( 'property' => 'department', 'meta_key' => $key ), $keys ) );
		return $keys;
	}

	/** @return array<string, mixed> */
	private function export( string $email = self::EMAIL, int $page = 1 ): array {
		return apply_filters( 'wp_privacy_personal_data_exporters', array() )['wpo365-user-sync']['callback']( $email, $page ); // phpcs:ignore WordPress.NamingConventions -- WordPress' own hook.
	}

	/** @return array<string, mixed> */
	private function erase( string $email = self::EMAIL, int $page = 1 ): array {
		return apply_filters( 'wp_privacy_personal_data_erasers', array() )['wpo365-user-sync']['callback']( $email, $page ); // phpcs:ignore WordPress.NamingConventions -- WordPress' own hook.
	}
}
