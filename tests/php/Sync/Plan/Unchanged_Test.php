<?php

declare( strict_types=1 );

namespace WPO365\User_Sync\Tests\Sync\Plan;

use WPO365\User_Sync\Tests\Support\Looks;
use WPO365\User_Sync\Tests\Support\Simulator;
use WPO365\User_Sync\Tests\Support\Test_Case;

/**
 * A user who has not changed causes no write, however odd the values are that WordPress has made of the directory's.
 */
final class Unchanged_Test extends Test_Case {

	use Looks;

	/** Fields of every type and policy. */
	private const FIELDS = array(
		array( 'property' => 'jobTitle' ),
		array( 'property' => 'department', 'type' => 'text', 'policy' => 'if_empty' ),
		array( 'property' => 'city', 'policy' => 'on_create' ),
		array( 'property' => 'employeeId', 'type' => 'number', 'when_empty' => 'keep' ),
		array( 'property' => 'onPremisesSyncEnabled', 'type' => 'boolean' ),
		array( 'property' => 'otherMails', 'type' => 'list', 'separator' => ' | ' ),
		array( 'property' => 'employeeHireDate', 'type' => 'date' ),
		array( 'property' => 'streetAddress' ),
		array( 'property' => 'businessPhones.0', 'meta_key' => 'phone' ),
		array( 'property' => 'onPremisesExtensionAttributes.extensionAttribute1', 'meta_key' => 'house' ),
		array( 'property' => 'manager.displayName', 'meta_key' => 'boss' ),
	);

	/** Values that WordPress, or the form in which they are kept, might change. */
	private const ODD = array(
		array( 'displayName' => 'Fish & Chips <b>Ltd</b>', 'givenName' => '  Blanks  around ', 'surname' => 'O\'Neil \\ "Bob"' ),
		array( 'displayName' => '0', 'givenName' => '0', 'surname' => null ),
		array( 'mail' => 'UPPER.Case@Lakeside.example', 'jobTitle' => '<b>Boss</b> & 3 < 4 \\ 100%25', 'department' => ' & ' ),
		array( 'jobTitle' => '👩‍🍳 Chef', 'streetAddress' => "House 1\r\nStreet 2\tB", 'employeeId' => '0042', 'onPremisesSyncEnabled' => false ),
		array( 'employeeId' => '1e3', 'onPremisesSyncEnabled' => true, 'otherMails' => array( 'a@example.org', 'b@example.org' ), 'employeeHireDate' => '2024-02-29T00:00:00Z' ),
		array( 'jobTitle' => 'a:1:{s:3:"one";i:1;}', 'department' => 'null', 'city' => '{"a":1}', 'onPremisesExtensionAttributes' => array( 'extensionAttribute1' => 'é vs é' ) ),
		array( 'jobTitle' => '0', 'department' => '0', 'employeeId' => '0', 'businessPhones' => array( '0' ) ),
	);

	/** @var list<string> */
	private array $statements = array();

	protected function setUp(): void {
		parent::setUp();
		Simulator::tenant( array( 'users' => 75 ) );
		$people = Simulator::people();
		foreach ( self::ODD as $number => $values ) {
			Simulator::change( $people[ 74 - $number ]['id'], $values + array( 'manager' => $people[60]['id'] ) );
		}
		$group = Simulator::group( 'Editors', array_slice( array_column( $people, 'id' ), 0, 40 ) );
		$this->save_settings(
			array(
				'fields'        => self::FIELDS,
				'roles'         => array( 'mappings' => array( array( 'group_id' => $group, 'role' => 'editor' ) ) ),
				'notifications' => array( 'welcome_email' => true ),
			)
		);
	}

	/**
	 * @dataProvider boxes
	 *
	 * @param array<string, bool> $boxes Boxes.
	 */
	public function test_nothing_is_written_told_or_mailed( array $boxes ): void {
		$created = $this->synchronize( array( 'create' => true, 'update' => true ) )['counts']['created'];
		self::assertGreaterThan( 50, $created );
		self::assertGreaterThan( 50, count( $this->mails ) );
		$stored       = $this->stored_users();
		$this->mails  = array();
		$heard        = $this->listen();

		$run = $this->synchronize( $boxes );

		self::assertSame( array( 'completed', $created, 0 ), array( $run['status'], $run['counts']['matched'], $run['counts']['updated'] ), (string) wp_json_encode( array_column( array_filter( $this->all_rows( 'matched' ), static fn( array $row ): bool => array() !== $row['changes'] ), 'changes' ) ) );
		self::assertSame( array( isset( $boxes['update'] ) ? 'unchanged' : 'logged' ), array_values( array_unique( array_column( $this->all_rows( 'matched' ), 'status' ) ) ) );
		self::assertSame( array(), $this->writes_to_users() );
		self::assertSame( array(), $heard() );
		self::assertSame( array(), $this->mails );
		self::assertSame( $stored, $this->stored_users() );
	}

	public static function boxes(): array {
		return array(
			'Update'                 => array( array( 'update' => true ) ),
			'Create, Update, Delete' => array( array( 'create' => true, 'update' => true, 'delete' => true ) ),
			'looking'                => array( array() ),
		);
	}

	public function test_by_hand_nothing_is_written_either(): void {
		$this->synchronize( array( 'create' => true, 'update' => true ) );
		$this->synchronize();
		$ids         = array_column( $this->rows( 'matched' ), 'id' );
		$stored      = $this->stored_users();
		$this->mails = array();
		$heard       = $this->listen();

		$answer = $this->rest( 'POST', '/results/actions', array( 'action' => 'update', 'ids' => $ids ) );

		self::assertSame( array( 'unchanged' ), array_values( array_unique( array_column( $answer->data['results'], 'status' ) ) ), $answer->text() );
		self::assertSame( array(), $this->writes_to_users() );
		self::assertSame( array(), $heard() );
		self::assertSame( array(), $this->mails );
		self::assertSame( $stored, $this->stored_users() );
	}

	public function test_an_email_in_other_letters_is_the_same(): void {
		$this->synchronize( array( 'create' => true ) );
		$person  = Simulator::people()[70];
		$user_id = $this->user_of( $person );
		$GLOBALS['wpdb']->update( $GLOBALS['wpdb']->users, array( 'user_email' => strtoupper( $person['mail'] ) ), array( 'ID' => $user_id ) );
		$heard = $this->listen();

		$run = $this->synchronize( array( 'update' => true ) );

		self::assertSame( 0, $run['counts']['updated'] );
		self::assertSame( array(), $this->writes_to_users() );
		self::assertSame( array(), $heard() );
	}

	public function test_one_change_writes_one_user_and_one_value(): void {
		$this->synchronize( array( 'create' => true, 'update' => true ) );
		$person  = Simulator::people()[70];
		$user_id = $this->user_of( $person );
		Simulator::change( $person['id'], array( 'jobTitle' => 'Another' ) );
		$heard = $this->listen();

		$run = $this->synchronize( array( 'update' => true ) );

		self::assertSame( 1, $run['counts']['updated'], (string) wp_json_encode( $run ) );
		$writes = $this->writes_to_users();
		self::assertCount( 1, $writes, implode( "\n", $writes ) );
		self::assertStringContainsString( "`user_id` = {$user_id} AND `meta_key` = 'jobTitle'", $writes[0] );
		self::assertSame( array( 'updated_user_meta' ), $heard() );
	}

	/**
	 * @param array<string, mixed> $person Person of the directory.
	 */
	private function user_of( array $person ): int {
		return (int) get_users( array( 'meta_key' => 'aadObjectId', 'meta_value' => $person['id'], 'fields' => 'ID' ) )[0];
	}

	/**
	 * Listens to statements, and to hooks that tell of changed users.
	 *
	 * @return \Closure(): list<string> Gives the hooks that fired.
	 */
	private function listen(): \Closure {
		$heard = array();
		foreach ( array( 'profile_update', 'user_register', 'added_user_meta', 'updated_user_meta', 'deleted_user_meta', 'set_user_role', 'add_user_role', 'remove_user_role', 'retrieve_password_key' ) as $hook ) {
			add_action(
				$hook,
				static function () use ( &$heard, $hook ): void {
					$heard[] = $hook;
				}
			);
		}
		add_filter(
			'query',
			function ( string $sql ): string {
				$this->statements[] = $sql;
				return $sql;
			}
		);
		return static function () use ( &$heard ): array {
			return $heard;
		};
	}

	/**
	 * @return list<string> Statements that write to the tables of users.
	 */
	private function writes_to_users(): array {
		global $wpdb;
		self::assertNotSame( array(), $this->statements, 'Nobody listened.' );
		return array_values( preg_grep( "/^\s*(INSERT|UPDATE|DELETE|REPLACE)\b[^(]*\b({$wpdb->users}|{$wpdb->usermeta})\b/i", $this->statements ) );
	}
}
