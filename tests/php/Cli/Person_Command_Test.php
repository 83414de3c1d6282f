<?php
/**
 * One person on the command line.
 */

declare( strict_types=1 );

namespace WPO365\User_Sync\Tests\Cli;

use WPO365\User_Sync\Tests\Support\Asks_About_People;
use WPO365\User_Sync\Tests\Support\Simulator;
use WPO365\User_Sync\Tests\Support\Test_Case;
use WPO365\User_Sync\Tests\Support\Types_Commands;

final class Person_Command_Test extends Test_Case {

	use Asks_About_People;
	use Types_Commands;

	protected function setUp(): void {
		parent::setUp();
		Simulator::tenant( array( 'users' => 3, 'awkward' => false ) );
	}

	public function test_the_person_is_looked_up_as_on_the_page_and_nothing_is_written(): void {
		$person = $this->person( 'jane' );
		$before = $this->stored_users();

		$answer = $this->json( array( 'person', $person['userPrincipalName'], '--format=json' ) );

		self::assertEquals( json_decode( (string) wp_json_encode( $this->look( $person['userPrincipalName'] ) ), true ), $answer );
		self::assertSame( array( 'create' ), $answer['row']['actions'] );
		self::assertSame( array( $before, array() ), array( $this->stored_users(), $this->history() ) );
	}

	public function test_steps_then_status_and_changes_are_printed(): void {
		$person = $this->person( 'jane' );
		$user   = $this->account( array( 'user_login' => 'jane@lakeside.example', 'user_email' => 'jane@lakeside.example', 'display_name' => 'Jane', 'first_name' => 'Janet', 'last_name' => 'Person' ) );
		$this->link( $user, $person['id'], 'jane@lakeside.example' );

		self::assertSame( 0, $this->type( array( 'person', (string) $user ) ), $this->complaints );
		self::assertMatchesRegularExpression( "/\Aread\tok\t.+\nscope\tok\t.+\nmatch\tok\t.+\ndecide\tok\t.+\nwrite\tskipped\t.+\nStatus: logged\nfirst_name\tJanet\tJane\n\z/", $this->output );
		self::assertSame( 'Janet', get_user_meta( $user, 'first_name', true ) );
		self::assertSame( 0, $this->type( array( 'person', (string) $user, '--format=csv' ) ), $this->complaints );
		self::assertSame( 5, substr_count( $this->output, "\n" ), 'Other tables would break the file.' );

		self::assertSame( 0, $this->type( array( 'person', (string) $user, '--write' ) ), $this->complaints );

		self::assertStringEndsWith( "\nStatus: updated\nfirst_name\tJanet\tJane\n", $this->output );
		self::assertSame( 'Jane', get_user_meta( $user, 'first_name', true ) );
	}

	public function test_where_nothing_had_to_be_written_the_command_says_so_to_scripts(): void {
		$person = $this->person( 'jane' );

		self::assertSame( 0, $this->type( array( 'person', $person['id'], '--write' ) ), $this->complaints );
		self::assertStringContainsString( 'Status: created', $this->output );
		self::assertSame( 4, $this->type( array( 'person', $person['id'], '--write' ) ), $this->output );
		self::assertSame( 0, $this->type( array( 'person', $person['id'] ) ), 'Looking was done.' );
	}

	public function test_a_person_who_comes_no_further_is_an_error_with_the_steps(): void {
		$person = $this->person( 'jane', array( 'accountEnabled' => false ) );

		foreach ( array( array( $person['id'] ), array( $person['id'], '--write' ) ) as $typed ) {
			self::assertSame( 1, $this->type( array( 'person', ...$typed ) ), $this->output );
			self::assertMatchesRegularExpression( "/^decide\tfailed\t.*disabled/m", $this->output );
			self::assertStringContainsString( 'Status: logged', $this->output );
		}
		self::assertSame( 1, $this->type( array( 'person', 'nobody@lakeside.example' ) ) );
		self::assertMatchesRegularExpression( "/^read\tfailed\t/m", $this->output );
		self::assertStringNotContainsString( 'Status:', $this->output, 'Nobody was found, so there is no row.' );
	}

	public function test_what_the_route_refuses_is_an_error_and_changes_nothing(): void {
		$person = $this->person( 'jane' );

		self::assertSame( 1, $this->type( array( 'person', $person['id'], '--write' ), 0 ) );
		self::assertStringContainsString( '--user=<username>', $this->complaints );
		self::assertSame( 1, $this->type( array( 'person', $person['id'], '--write' ), $this->create_user( array( 'role' => 'editor' ) ) ) );
		self::assertSame( 1, $this->type( array( 'person', 'jane' ) ) );
		self::assertStringContainsString( 'who: Enter an object ID', $this->complaints );
		self::assertSame( 1, $this->type( array( 'person', $person['id'], '--write=false' ) ) );
		self::assertStringContainsString( '--write takes no value', $this->complaints );
		$this->start();
		self::assertSame( 1, $this->type( array( 'person', $person['id'], '--write' ) ) );
		self::assertFalse( get_user_by( 'login', 'jane@lakeside.example' ) );
		self::assertSame( 2, (int) count_users()['total_users'], 'The administrator and the editor.' );
	}
}
