<?php

declare( strict_types=1 );

namespace WPO365\User_Sync\Tests\Accounts;

use WPO365\User_Sync\Tests\Support\Simulator;
use WPO365\User_Sync\Tests\Support\Test_Case;

/**
 * Types, policies and what is asked of Graph: from the directory to the database.
 */
final class Field_Table_Test extends Test_Case {

	private const EXTENSION = 'extension_0c9a7e523b184f6da1c47e85d2906b3f_costCenter';

	private const CORE = 'id,userPrincipalName,accountEnabled,userType,givenName,surname,mail,displayName';

	/** @var list<array<string, mixed>> */
	private array $people = array();

	protected function setUp(): void {
		parent::setUp();
		Simulator::tenant( array( 'users' => 4, 'awkward' => false ) );
		$this->people = Simulator::people();
	}

	/**
	 * @dataProvider values
	 */
	public function test_a_value_arrives_stays_and_goes( string $property, mixed $value, string $type, string $stored, string $separator = ', ' ): void {
		$name = explode( '.', $property )[0];
		// Unset directory extensions are absent from the answer, everything else is null or an empty list.
		$none = is_array( $value ) && array_is_list( $value ) ? array() : null;
		Simulator::change( $this->people[0]['id'], array( $name => $value ) );
		Simulator::change( $this->people[1]['id'], array( $name => $none ) );
		$this->fields( array( 'property' => $property, 'meta_key' => 'it', 'type' => $type, 'separator' => $separator ), array( 'property' => $property, 'meta_key' => 'kept', 'type' => $type, 'separator' => $separator, 'when_empty' => 'keep' ) );

		$this->synchronize( array( 'create' => true ) );
		self::assertSame( '' === $stored ? null : $stored, $this->stored( 0, 'it' ) );
		self::assertNull( $this->stored( 1, 'it' ), 'Who has no such value has no such meta.' );

		$run = $this->synchronize( array( 'update' => true ) );
		self::assertSame( 0, $run['counts']['updated'], (string) wp_json_encode( $this->rows( 'matched' ) ) );

		Simulator::change( $this->people[0]['id'], array( $name => $none ) );
		$this->synchronize( array( 'update' => true ) );
		self::assertNull( $this->stored( 0, 'it' ) );
		self::assertSame( '' === $stored ? null : $stored, $this->stored( 0, 'kept' ) );

		Simulator::change( $this->people[0]['id'], array( $name => $value ) );
		$this->synchronize( array( 'update' => true ) );
		self::assertSame( '' === $stored ? null : $stored, $this->stored( 0, 'it' ), 'Update stores it as Create does.' );
	}

	/**
	 * Value in the directory, type, value in the database.
	 *
	 * @return array<string, array{string, mixed, string, string, 4?: string}> Property, value, type, stored, separator.
	 */
	public static function values(): array {
		$long = str_repeat( 'ä€𝄞', 333 ) . 'x';
		return array(
			'auto: list'              => array( 'otherMails', array( 'a@example.org', 'b@example.org' ), 'auto', 'a@example.org, b@example.org' ),
			'auto: boolean'           => array( 'onPremisesSyncEnabled', false, 'auto', '0' ),
			'text: 1,000 characters of up to four bytes' => array( 'streetAddress', $long, 'text', $long ),
			'text: lines, quotes, backslashes' => array( 'streetAddress', "House \"1\"\nO'Neil \\ Street", 'text', "House \"1\"\nO'Neil \\ Street" ),
			'text: what looks serialized' => array( 'department', 'a:1:{i:0;s:1:"x";}', 'text', 'a:1:{i:0;s:1:"x";}' ),
			'number: none'            => array( 'employeeId', 'A-42', 'number', '' ),
			'list: several, own separator' => array( 'proxyAddresses', array( 'SMTP:a@example.org', 'smtp:b@example.org' ), 'list', 'SMTP:a@example.org / smtp:b@example.org', ' / ' ),
			'path: of an attribute'   => array( 'onPremisesExtensionAttributes.extensionAttribute15', array( 'extensionAttribute15' => 'North' ), 'auto', 'North' ),
			'directory extension'     => array( self::EXTENSION, 'C-7', 'auto', 'C-7' ),
		);
	}

	/**
	 * Policy, when_empty, stored before, value in the directory, stored afterwards; null is no meta.
	 *
	 * @return array<string, array{string, string, string|null, string|null, string|null}>
	 */
	private static function policies(): array {
		$table = array();
		foreach ( array( 'clear', 'keep' ) as $when_empty ) {
			$table += array(
				"always, $when_empty: new value"          => array( 'always', $when_empty, null, 'new', 'new' ),
				"always, $when_empty: other value"        => array( 'always', $when_empty, 'old', 'new', 'new' ),
				"always, $when_empty: emptied"            => array( 'always', $when_empty, 'old', null, 'clear' === $when_empty ? null : 'old' ),
				"always, $when_empty: nothing at all"     => array( 'always', $when_empty, null, null, null ),
				"if_empty, $when_empty: new value"        => array( 'if_empty', $when_empty, null, 'new', 'new' ),
				"if_empty, $when_empty: empty before"     => array( 'if_empty', $when_empty, '', 'new', 'new' ),
				"if_empty, $when_empty: other value"      => array( 'if_empty', $when_empty, 'old', 'new', 'old' ),
				"if_empty, $when_empty: emptied"          => array( 'if_empty', $when_empty, 'old', null, 'old' ),
				"on_create, $when_empty: new value"       => array( 'on_create', $when_empty, null, 'new', null ),
				"on_create, $when_empty: other value"     => array( 'on_create', $when_empty, 'old', 'new', 'old' ),
				"on_create, $when_empty: emptied"         => array( 'on_create', $when_empty, 'old', null, 'old' ),
			);
		}
		return $table;
	}

	public function test_every_policy(): void {
		$fields  = array();
		$account = $this->create_user();
		$this->link( $account, $this->people[0]['id'] );
		$key = static fn( string $name ): string => sanitize_key( str_replace( ' ', '-', $name ) );
		foreach ( self::policies() as $name => list( $policy, $when_empty, $before, $value ) ) {
			// Person 0 has a department and no city.
			$fields[] = array( 'property' => null === $value ? 'city' : 'department', 'meta_key' => $key( $name ) ) + compact( 'policy', 'when_empty' );
			null === $before || update_user_meta( $account, $key( $name ), $before );
		}
		Simulator::change( $this->people[0]['id'], array( 'department' => 'new', 'city' => null ) );
		Simulator::change( $this->people[1]['id'], array( 'department' => 'new', 'city' => null ) );
		$this->fields( ...$fields );

		$this->synchronize( array( 'create' => true, 'update' => true ) );

		foreach ( self::policies() as $name => list( , , , $value, $after ) ) {
			self::assertSame( $after, $this->stored( 0, $key( $name ) ), $name );
			self::assertSame( $value, $this->stored( 1, $key( $name ) ), "created, $name" );
		}
	}

	/**
	 * @dataProvider queries
	 *
	 * @param list<string> $properties Mapped ones.
	 */
	public function test_nothing_is_asked_for_that_is_not_mapped( array $properties, string $select, string $expand ): void {
		$this->fields( ...array_map( static fn( int $number, string $property ): array => array( 'property' => $property, 'meta_key' => "key{$number}" ), array_keys( $properties ), $properties ) );
		Simulator::clear_log();

		$this->synchronize();
		$this->rest( 'POST', '/results/actions', array( 'action' => 'create', 'ids' => array( $this->rows( 'directory_only' )[0]['id'] ) ) );

		$asked = array_merge( Simulator::log( 'users' ), Simulator::log( 'user' ) );
		self::assertCount( 2, $asked, 'The listing and the one selected; no call per user.' );
		foreach ( $asked as $entry ) {
			parse_str( $entry['query'], $query );
			self::assertSame( array( $select, $expand ), array( $query['$select'], $query['$expand'] ?? '' ), $entry['url'] );
		}
		self::assertSame( array(), Simulator::log( 'manager' ) );
	}

	public static function queries(): array {
		return array(
			'nothing mapped'   => array( array(), self::CORE, '' ),
			'core fields only' => array( array( 'displayName', 'mail' ), self::CORE, '' ),
			'paths, twice'     => array( array( 'onPremisesExtensionAttributes.extensionAttribute1', 'onPremisesExtensionAttributes.extensionAttribute2', 'businessPhones.0', 'department' ), self::CORE . ',onPremisesExtensionAttributes,businessPhones,department', '' ),
			'the manager'      => array( array( 'manager.displayName', 'jobTitle', 'manager.mail' ), self::CORE . ',jobTitle', 'manager($select=id,displayName,mail)' ),
		);
	}

	public function test_several_refused_properties_are_all_named_and_the_others_go_on(): void {
		Simulator::change( $this->people[0]['id'], array( 'department' => 'Sales', 'city' => 'Oslo' ) );
		$this->fields( array( 'property' => 'skills' ), array( 'property' => 'department' ), array( 'property' => 'shoeSize' ), array( 'property' => 'aboutMe' ), array( 'property' => 'city' ) );

		$run = $this->synchronize( array( 'create' => true ) );

		self::assertSame( array( 'completed', 4 ), array( $run['status'], $run['counts']['created'] ), (string) wp_json_encode( $run ) );
		self::assertEqualsCanonicalizing( array( 'skills', 'shoeSize', 'aboutMe' ), $run['error']['details']['refused'] );
		foreach ( array( 'skills', 'shoeSize', 'aboutMe' ) as $property ) {
			self::assertStringContainsString( $property, $run['error']['message'] );
		}
		self::assertSame( array( 'Sales', 'Oslo' ), array( $this->stored( 0, 'department' ), $this->stored( 0, 'city' ) ) );

		// The next run tries again: a licence or a permission may have come.
		Simulator::clear_log();
		$this->synchronize();
		self::assertStringContainsString( 'skills', Simulator::log( 'users' )[0]['url'] );
	}

	public function test_a_refused_manager_is_named_too(): void {
		Simulator::fault( array( 'kind' => 'status', 'status' => 400, 'code' => 'Request_BadRequest', 'on' => 'users', 'match' => '$expand', 'times' => null ) );
		Simulator::change( $this->people[0]['id'], array( 'department' => 'Sales' ) );
		$this->fields( array( 'property' => 'manager.displayName', 'meta_key' => 'boss' ), array( 'property' => 'department' ) );

		$run = $this->synchronize( array( 'create' => true ) );

		self::assertSame( array( 'completed', array( 'manager' ) ), array( $run['status'], $run['error']['details']['refused'] ?? null ), (string) wp_json_encode( $run ) );
		self::assertSame( 'Sales', $this->stored( 0, 'department' ) );
	}

	private function fields( array ...$fields ): void {
		$this->save_settings( compact( 'fields' ) );
	}

	/** Reads a meta value; null where there is none. */
	private function stored( int $position, string $key ): ?string {
		$users = get_users( array( 'meta_key' => 'aadObjectId', 'meta_value' => $this->people[ $position ]['id'], 'fields' => 'ID' ) );
		self::assertCount( 1, $users );
		wp_cache_flush();
		$values = get_user_meta( (int) $users[0], $key );
		self::assertLessThanOrEqual( 1, count( $values ), "$key stands there twice." );
		return $values[0] ?? null;
	}
}
