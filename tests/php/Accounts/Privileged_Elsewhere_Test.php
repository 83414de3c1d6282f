<?php

declare( strict_types=1 );

namespace WPO365\User_Sync\Tests\Accounts;

use WPO365\User_Sync\Tests\Support\Scene;
use WPO365\User_Sync\Tests\Support\Simulator;
use WPO365\User_Sync\Tests\Support\Test_Case;

/**
 * Who may manage another site that shares the users' tables is privileged here, too.
 */
final class Privileged_Elsewhere_Test extends Test_Case {

	use Scene;

	protected function setUp(): void {
		parent::setUp();
		Simulator::tenant( array( 'users' => 60, 'awkward' => false ) );
	}

	/**
	 * @dataProvider privileges
	 *
	 * @param array<string, bool> $capabilities Stored for the other site.
	 */
	public function test_nobody_is_linked_by_name_alone( array $capabilities ): void {
		$account = $this->account( array( 'user_login' => 'ida@lakeside.example', 'user_email' => 'ida@lakeside.example' ) );
		$this->elsewhere( $account, $capabilities );
		$person = $this->person( 'ida', array( 'mail' => 'ida.new@lakeside.example' ) );

		$run = $this->synchronize( array( 'create' => true, 'update' => true ) );

		self::assert_run( 'completed', $run );
		self::assertSame( array( 'conflict', $account ), array( $this->row_of_person( $person['id'] )['status'], $this->row_of_person( $person['id'] )['user_id'] ) );
		self::assertSame( array(), $this->stored_link( $account ) );
		self::assertSame( 'ida@lakeside.example', get_userdata( $account )->user_email );
	}

	public static function privileges(): array {
		return array(
			'administrator there'               => array( array( 'administrator' => true ) ),
			'may edit users there'              => array( array( 'reader' => true, 'edit_users' => true ) ),
			'a role that is privileged here'    => array( array( 'reader' => true, 'warden' => true ) ),
			'a role that is protected here'     => array( array( 'editor' => true ) ),
		);
	}

	/**
	 * @dataProvider privileges
	 *
	 * @param array<string, bool> $capabilities Stored for the other site.
	 */
	public function test_the_email_of_a_linked_one_is_not_touched( array $capabilities ): void {
		$account = $this->account( array( 'user_email' => 'old@lakeside.example' ) );
		$this->elsewhere( $account, $capabilities );
		$this->link( $account, $this->person( 'ida' )['id'] );

		self::assert_run( 'completed', $this->synchronize( array( 'update' => true ) ) );

		self::assertSame( 'old@lakeside.example', get_userdata( $account )->user_email );
	}

	/**
	 * @dataProvider privileges
	 *
	 * @param array<string, bool> $capabilities Stored for the other site.
	 */
	public function test_nobody_is_removed( array $capabilities ): void {
		$kept = $this->gone();
		$gone = $this->gone();
		$this->elsewhere( $kept, $capabilities );

		self::assert_run( 'completed', $this->synchronize( array( 'delete' => true ) ) );

		$this->assert_stay( $kept );
		$this->assert_removed( $gone );
		self::assertStringContainsString( 'protected', $this->row_of_user( $kept )['reason'] );
	}

	public function test_who_is_an_ordinary_member_elsewhere_is_linked(): void {
		$account = $this->account( array( 'user_login' => 'ida@lakeside.example', 'user_email' => 'ida@lakeside.example' ) );
		$this->elsewhere( $account, array( 'subscriber' => true, 'customer' => true, 'edit_users' => false ) );
		$person = $this->person( 'ida' );

		self::assert_run( 'completed', $this->synchronize( array( 'update' => true ) ) );

		self::assertSame( $person['id'], $this->stored_link( $account )['aadObjectId'] ?? null );
	}

	/**
	 * @param array<string, bool> $capabilities As stored.
	 */
	private function elsewhere( int $user_id, array $capabilities ): void {
		add_role( 'warden', 'Warden', array( 'read' => true, 'promote_users' => true ) );
		$this->save_settings( array( 'removal' => array( 'protected_roles' => array( 'administrator', 'editor' ) ) ) );
		update_user_meta( $user_id, 'intranet_capabilities', $capabilities );
	}
}
