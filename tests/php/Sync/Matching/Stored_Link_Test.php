<?php

declare( strict_types=1 );

namespace WPO365\User_Sync\Tests\Sync\Matching;

use WPO365\User_Sync\Tests\Support\Scene;
use WPO365\User_Sync\Tests\Support\Simulator;
use WPO365\User_Sync\Tests\Support\Test_Case;

/**
 * A stored link decides alone, and a name that somebody else has now is taken off an account.
 */
final class Stored_Link_Test extends Test_Case {

	use Scene;

	protected function setUp(): void {
		parent::setUp();
		Simulator::tenant( array( 'users' => 3, 'awkward' => false ) );
	}

	public function test_a_link_survives_changed_names_that_others_have_now(): void {
		$ada   = $this->person( 'ada.married', array( 'mail' => 'ada.married@lakeside.example' ) );
		$other = $this->person( 'ada' );
		$hers  = $this->account( array( 'user_login' => 'ada@lakeside.example', 'user_email' => 'ada@lakeside.example' ) );
		$this->link( $hers, $ada['id'], 'ada@lakeside.example' );

		$run = $this->synchronize( array( 'create' => true ) );

		self::assert_run( 'completed', $run );
		self::assertSame( array( 'matched', $hers ), array( $this->row_of_person( $ada['id'] )['table'], $this->row_of_person( $ada['id'] )['user_id'] ) );
		self::assertSame( array( 'aadObjectId' => $ada['id'], 'aadTenantId' => WPO_USER_SYNC_TENANT_ID, 'userPrincipalName' => 'ada.married@lakeside.example' ), $this->stored_link( $hers ) );
		$row = $this->row_of_person( $other['id'] );
		self::assertSame( array( 'directory_only', 'failed', null ), array( $row['table'], $row['status'], $row['user_id'] ) );
		self::assertStringContainsString( "belongs to WordPress user {$hers}", $row['reason'] );
	}

	public function test_a_link_wins_over_an_account_of_the_same_name(): void {
		$ada    = $this->person( 'ada' );
		$linked = $this->account();
		$this->link( $linked, $ada['id'], 'ada@lakeside.example' );
		$named = $this->account( array( 'user_login' => 'ada@lakeside.example', 'user_email' => 'ada@lakeside.example' ) );

		$this->synchronize( array( 'create' => true ) );

		self::assertSame( $linked, $this->row_of_person( $ada['id'] )['user_id'] );
		self::assertSame( array(), $this->stored_link( $named ) );
	}

	/**
	 * @dataProvider names
	 *
	 * @param array<string, string> $data       As wp_insert_user() takes it.
	 * @param bool                  $in_the_way Whether a new account could not have these names, too.
	 */
	public function test_an_account_linked_to_another_object_id_is_never_matched_by_name( array $data, bool $in_the_way ): void {
		$ada     = $this->person( 'ada', array( 'mail' => 'ada.mail@lakeside.example' ) );
		$account = $this->account( $data );
		$this->link( $account, wp_generate_uuid4(), 'former@lakeside.example' );
		$before = $this->stored_users( $account );

		$this->synchronize( array( 'update' => true ) );

		$row = $this->row_of_person( $ada['id'] );
		self::assertSame( $in_the_way ? array( 'directory_only', 'conflict', $account ) : array( 'directory_only', 'logged', null ), array( $row['table'], $row['status'], $row['user_id'] ) );
		self::assertStringContainsString( "WordPress user {$account} (", str_replace( 'removed: ', 'WordPress user ', $row['reason'] ) );
		self::assertSame( $before, $this->stored_users( $account ) );
		self::assertNull( $this->row_of_user( $account ), 'Who holds a listed person’s name is named, and is nobody’s to remove.' );
	}

	public static function names(): array {
		return array(
			'by login'          => array( array( 'user_login' => 'ada@lakeside.example' ), true ),
			'by UPN as e-mail'  => array( array( 'user_email' => 'ada@lakeside.example' ), false ),
			'by mail as e-mail' => array( array( 'user_email' => 'ada.mail@lakeside.example' ), true ),
			'by both'           => array( array( 'user_login' => 'ada@lakeside.example', 'user_email' => 'ada.mail@lakeside.example' ), true ),
		);
	}

	public function test_an_object_id_in_capitals_is_the_same_and_is_corrected(): void {
		$ada     = $this->person( 'ada' );
		$account = $this->account();
		$this->link( $account, strtoupper( $ada['id'] ) );

		$this->synchronize( array( 'create' => true ) );

		self::assertSame( $account, $this->row_of_person( $ada['id'] )['user_id'] );
		self::assertSame( $ada['id'], $this->stored_link( $account )['aadObjectId'] );
	}

	/**
	 * @dataProvider newcomers
	 *
	 * @param callable(self): void $scene   What becomes of the newcomer.
	 * @param array<string, bool>  $boxes   Boxes.
	 * @param array<string, mixed> $person  Properties of the newcomer.
	 */
	public function test_an_account_loses_a_upn_that_somebody_else_has_now( callable $scene, array $boxes, array $person, string $status ): void {
		$new    = $this->person( 'ada', $person );
		$former = $this->account();
		$this->link( $former, $id = wp_generate_uuid4(), 'Ada@lakeside.example' );
		$scene( $this );

		$this->synchronize( $boxes );

		self::assertSame( $status, $this->row_of_person( $new['id'] )['status'] );
		self::assertSame( array( 'aadObjectId' => $id, 'aadTenantId' => WPO_USER_SYNC_TENANT_ID ), $this->stored_link( $former ) );
	}

	public static function newcomers(): array {
		$nothing = static fn() => null;
		return array(
			'who is created'          => array( $nothing, array( 'create' => true ), array(), 'created' ),
			'who is not created'      => array( $nothing, array( 'update' => true ), array(), 'logged' ),
			'who is disabled'         => array( $nothing, array( 'create' => true ), array( 'accountEnabled' => false ), 'skipped' ),
			'who can not be created'  => array( $nothing, array( 'create' => true ), array( 'displayName' => str_repeat( 'x', 251 ) ), 'failed' ),
			'who can not be created, says WordPress' => array(
				static fn() => add_filter( 'illegal_user_logins', static fn( array $logins ): array => array( ...$logins, 'ada@lakeside.example' ) ),
				array( 'create' => true ),
				array(),
				'failed',
			),
			'who is linked already'   => array(
				static function ( self $test ): void {
					$people = Simulator::people();
					$test->link( $test->account(), end( $people )['id'] );
				},
				array( 'create' => true ),
				array(),
				'logged',
			),
			'who is found by name'    => array( static fn( self $test ) => $test->account( array( 'user_email' => 'ada@lakeside.example' ) ), array( 'update' => true ), array(), 'updated' ),
			'who is in conflict'      => array( static fn( self $test ) => $test->account( array( 'user_login' => 'ada@lakeside.example' ) ), array( 'update' => true ), array(), 'conflict' ),
		);
	}

	public function test_looking_takes_no_upn_off(): void {
		$this->person( 'ada' );
		$former = $this->account();
		$this->link( $former, wp_generate_uuid4(), 'ada@lakeside.example' );
		$before = $this->stored_users();

		$this->synchronize();

		self::assertSame( $before, $this->stored_users() );
	}

	/**
	 * @dataProvider orders
	 */
	public function test_two_people_who_swap_their_upns_have_them_swapped( bool $linked_first ): void {
		$ada  = $this->person( 'one', array( 'userPrincipalName' => 'bea@lakeside.example' ) );
		$bea  = $this->person( 'two', array( 'userPrincipalName' => 'ada@lakeside.example' ) );
		$ids  = array( $this->account(), $this->account() );
		$pair = $linked_first ? array( $ada, $bea ) : array( $bea, $ada );
		$this->link( $ids[0], $pair[0]['id'], $pair[1]['userPrincipalName'] );
		$this->link( $ids[1], $pair[1]['id'], $pair[0]['userPrincipalName'] );

		$this->synchronize( array( 'update' => true ) );

		self::assertSame( array( $pair[0]['userPrincipalName'], $pair[1]['userPrincipalName'] ), array_map( fn( int $id ): string => $this->stored_link( $id )['userPrincipalName'] ?? 'none', $ids ) );
	}

	public static function orders(): array {
		return array(
			'in one order'   => array( true ),
			'in the other'   => array( false ),
		);
	}

	/**
	 * @dataProvider orders
	 */
	public function test_who_gave_a_upn_away_keeps_the_own_one( bool $giver_first ): void {
		$add   = fn( string $local ): array => $this->person( $local );
		$giver = $giver_first ? $add( 'ada.married' ) : null;
		$add( 'ada' );
		$giver ??= $add( 'ada.married' );
		$hers    = $this->account();
		$this->link( $hers, $giver['id'], 'ada@lakeside.example' );

		$this->synchronize( array( 'create' => true ) );

		self::assertSame( 'ada.married@lakeside.example', $this->stored_link( $hers )['userPrincipalName'] ?? 'none' );
	}
}
