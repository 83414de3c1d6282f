<?php

declare( strict_types=1 );

namespace WPO365\User_Sync\Tests\Sync\Plan;

use WPO365\User_Sync\Tests\Support\Simulator;
use WPO365\User_Sync\Tests\Support\Test_Case;

/**
 * Extra fields and WordPress' own fields, on the real site.
 */
final class Fields_Test extends Test_Case {

	/** @var list<array<string, mixed>> */
	private array $people = array();

	protected function setUp(): void {
		parent::setUp();
		Simulator::tenant( array( 'users' => 4, 'awkward' => false ) );
		$this->people = Simulator::people();
	}

	public function test_a_new_user_gets_the_mapped_fields(): void {
		Simulator::change( $this->id( 0 ), array( 'department' => 'Söle & Co 👩‍🍳', 'businessPhones' => array( '+1 555 0100' ), 'manager' => $this->id( 1 ) ) );
		Simulator::change( $this->id( 1 ), array( 'manager' => null ) );
		$this->fields(
			array( 'property' => 'department', 'meta_key' => 'team', 'label' => 'Team' ),
			array( 'property' => 'businessPhones.0', 'meta_key' => 'phone' ),
			array( 'property' => 'manager.displayName', 'meta_key' => 'boss' )
		);

		$this->synchronize( array( 'create' => true ) );

		$user = $this->user_of( 0 );
		self::assertSame( 'Söle & Co 👩‍🍳', get_user_meta( $user, 'team', true ) );
		self::assertSame( '+1 555 0100', get_user_meta( $user, 'phone', true ) );
		self::assertSame( $this->people[1]['displayName'], get_user_meta( $user, 'boss', true ) );
		self::assertFalse( metadata_exists( 'user', $this->user_of( 1 ), 'boss' ) );
	}

	public function test_update_writes_what_changed_and_clears_what_was_emptied(): void {
		$this->fields(
			array( 'property' => 'department' ),
			array( 'property' => 'jobTitle', 'when_empty' => 'keep' ),
			array( 'property' => 'officeLocation', 'policy' => 'if_empty' ),
			array( 'property' => 'city', 'policy' => 'on_create' )
		);
		Simulator::change( $this->id( 0 ), array( 'department' => 'Sales', 'jobTitle' => 'Clerk', 'officeLocation' => 'A1', 'city' => 'Oslo' ) );
		$this->synchronize( array( 'create' => true ) );
		Simulator::change( $this->id( 0 ), array( 'department' => null, 'jobTitle' => null, 'officeLocation' => 'B2', 'city' => 'Rome' ) );

		$looked = $this->synchronize();
		$would  = $this->row_of( 0 )['changes'];
		self::assertSame( 'completed', $looked['status'] );
		self::assertSame( 'Sales', get_user_meta( $this->user_of( 0 ), 'department', true ) );

		$this->synchronize( array( 'update' => true ) );

		$user = $this->user_of( 0 );
		self::assertSame( array( array( 'field' => 'department', 'from' => 'Sales', 'to' => '' ) ), $would );
		self::assertSame( $would, $this->row_of( 0 )['changes'] );
		self::assertSame( 'updated', $this->row_of( 0 )['status'] );
		self::assertFalse( metadata_exists( 'user', $user, 'department' ) );
		self::assertSame( array( 'Clerk', 'A1', 'Oslo' ), array_map( static fn( string $key ) => get_user_meta( $user, $key, true ), array( 'jobTitle', 'officeLocation', 'city' ) ) );

		$this->synchronize( array( 'update' => true ) );
		self::assertSame( 'unchanged', $this->row_of( 0 )['status'], 'Nothing is left to write.' );
	}

	/**
	 * @dataProvider refusals
	 */
	public function test_a_refused_property_is_named_and_dropped( string $property ): void {
		Simulator::change( $this->id( 0 ), array( 'department' => 'Sales' ) );
		$this->fields( array( 'property' => $property, 'meta_key' => 'odd' ), array( 'property' => 'department' ) );

		$run = $this->synchronize( array( 'create' => true ) );

		self::assertSame( 'completed', $run['status'], wp_json_encode( $run ) );
		self::assertSame( array( $property ), $run['error']['details']['refused'] );
		self::assertStringContainsString( $property, $run['error']['message'] );
		self::assertSame( 'Sales', get_user_meta( $this->user_of( 0 ), 'department', true ) );
		self::assertFalse( metadata_exists( 'user', $this->user_of( 0 ), 'odd' ) );

		update_user_meta( $this->user_of( 0 ), 'odd', 'kept' );
		$this->synchronize( array( 'update' => true ) );
		self::assertSame( 'kept', get_user_meta( $this->user_of( 0 ), 'odd', true ), 'Unknown is not empty.' );
	}

	public static function refusals(): array {
		return array(
			'lives elsewhere: 501' => array( 'skills' ),
			'does not exist: 400'  => array( 'shoeSize' ),
		);
	}

	/**
	 * @dataProvider formats
	 */
	public function test_display_name_format( string $format, string $expected ): void {
		Simulator::change( $this->id( 0 ), array( 'givenName' => 'Ada', 'surname' => 'Lund', 'displayName' => 'Lund Ada (Sales)' ) );
		$this->save_settings( array( 'core_fields' => array( 'display_name' => array( 'format' => $format ) ) ) );
		$user = $this->create_user( array( 'display_name' => 'By hand' ) );
		$this->link( $user, $this->id( 0 ) );

		$this->synchronize( array( 'update' => true ) );

		clean_user_cache( $user );
		self::assertSame( $expected, get_userdata( $user )->display_name );
	}

	public static function formats(): array {
		return array(
			'as in the directory' => array( 'directory', 'Lund Ada (Sales)' ),
			'given name first'    => array( 'given_surname', 'Ada Lund' ),
			'surname first'       => array( 'surname_given', 'Lund, Ada' ),
			'not touched'         => array( 'keep', 'By hand' ),
		);
	}

	public function test_core_fields_follow_their_policies(): void {
		Simulator::change( $this->id( 0 ), array( 'givenName' => null, 'surname' => 'Lund', 'mail' => 'new@example.org' ) );
		$this->save_settings(
			array(
				'core_fields' => array(
					'first_name' => array( 'when_empty' => 'clear' ),
					'last_name'  => array( 'policy' => 'if_empty' ),
					'user_email' => array( 'policy' => 'on_create' ),
				),
			)
		);
		$user = $this->create_user( array( 'first_name' => 'Old', 'last_name' => 'Name', 'user_email' => 'old@example.org' ) );
		$this->link( $user, $this->id( 0 ) );

		$this->synchronize( array( 'update' => true ) );

		clean_user_cache( $user );
		self::assertSame( array( '', 'Name', 'old@example.org' ), array( get_userdata( $user )->first_name, get_userdata( $user )->last_name, get_userdata( $user )->user_email ) );
	}

	private function fields( array ...$fields ): void {
		$this->save_settings( array( 'fields' => $fields ) );
	}

	private function id( int $position ): string {
		return $this->people[ $position ]['id'];
	}

	private function user_of( int $position ): int {
		$users = get_users( array( 'meta_key' => 'aadObjectId', 'meta_value' => $this->id( $position ), 'fields' => 'ID' ) );
		self::assertCount( 1, $users );
		return (int) $users[0];
	}

	private function row_of( int $position ): array {
		return array_column( $this->rows( 'matched' ), null, 'object_id' )[ $this->id( $position ) ];
	}
}
