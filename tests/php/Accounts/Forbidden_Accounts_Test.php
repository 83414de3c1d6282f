<?php

declare( strict_types=1 );

namespace WPO365\User_Sync\Tests\Accounts;

use WPO365\User_Sync\Tests\Support\Scene;
use WPO365\User_Sync\Tests\Support\Simulator;
use WPO365\User_Sync\Tests\Support\Test_Case;

/**
 * What other code forbids the acting user to do with single accounts is not done.
 */
final class Forbidden_Accounts_Test extends Test_Case {

	use Scene;

	protected function setUp(): void {
		parent::setUp();
		Simulator::tenant( array( 'users' => 60, 'awkward' => false ) );
	}

	public function test_who_may_not_be_deleted_stays(): void {
		$kept = $this->gone();
		$gone = $this->gone();
		$this->forbid( 'delete_user', $kept );

		$run = $this->synchronize( array( 'delete' => true ) );

		self::assert_run( 'completed', $run );
		$this->assert_stay( $kept );
		$this->assert_removed( $gone );
		$row = $this->row_of_user( $kept );
		self::assertSame( 'skipped', $row['status'] );
		self::assertStringContainsString( 'not allowed to delete', $row['reason'] );
	}

	public function test_it_is_asked_again_at_each_removal_for_whoever_approves(): void {
		$gone = $this->gone_users( 7 );
		$run  = $this->synchronize( array( 'delete' => true ), $this->account( array( 'role' => 'administrator' ) ) );
		$this->forbid( 'delete_user', $gone[2], self::ADMIN );

		$run = $this->approve( $run );

		self::assertSame( array( 'completed', 6 ), array( $run['status'], $run['counts']['deleted'] ) );
		$this->assert_stay( $gone[2] );
	}

	public function test_nor_by_hand(): void {
		$gone = $this->gone();
		$this->synchronize();
		$this->forbid( 'delete_user', $gone );

		$result = $this->act( 'delete', array( $this->row_of_user( $gone )['id'] ) )[0];

		self::assertSame( 'failed', $result['status'] );
		self::assertStringContainsString( 'not allowed to delete', $result['reason'] );
		$this->assert_stay( $gone );
	}

	/**
	 * @dataProvider boxes
	 *
	 * @param array<string, bool> $boxes  Ticked.
	 * @param bool                $linked Whether the account is linked already.
	 */
	public function test_who_may_not_be_edited_is_neither_updated_nor_linked( array $boxes, bool $linked ): void {
		list( $account, $person ) = $this->changed( $linked );
		$this->forbid( 'edit_user', $account );
		$before = $this->stored_users( $account );

		self::assert_run( 'completed', $this->synchronize( $boxes ) );

		self::assertSame( $before, $this->stored_users( $account ) );
		$row = $this->row_of_person( $person );
		self::assertSame( array( 'matched', 'skipped' ), array( $row['table'], $row['status'] ) );
		self::assertStringContainsString( 'not allowed to edit', $row['reason'] );
	}

	public static function boxes(): array {
		return array(
			'updated'              => array( array( 'update' => true ), true ),
			'linked by an update'  => array( array( 'update' => true ), false ),
			'linked by a creation' => array( array( 'create' => true ), false ),
		);
	}

	/**
	 * @dataProvider actions
	 */
	public function test_nor_is_anybody_updated_or_linked_by_hand( string $action ): void {
		list( $account, $person ) = $this->changed( 'update' === $action );
		if ( 'link' === $action ) {
			$this->save_settings( array( 'matching' => array( 'first_link' => 'confirm' ) ) );
		}
		$this->synchronize();
		$this->forbid( 'edit_user', $account );
		$before = $this->stored_users( $account );

		$result = $this->act( $action, array( $this->row_of_person( $person )['id'] ) )[0];

		self::assertSame( 'failed', $result['status'] );
		self::assertStringContainsString( 'not allowed to edit', $result['reason'] );
		self::assertSame( $before, $this->stored_users( $account ) );
	}

	public static function actions(): array {
		return array(
			'update' => array( 'update' ),
			'link'   => array( 'link' ),
		);
	}

	public function test_who_is_not_to_be_changed_is_not_asked_about(): void {
		list( $account, $person ) = $this->changed( true );
		$this->synchronize( array( 'update' => true ) );
		$this->forbid( 'edit_user', $account );

		$this->synchronize( array( 'update' => true ) );

		self::assertSame( 'unchanged', $this->row_of_person( $person )['status'] );
	}

	/**
	 * Makes an account that an update would change.
	 *
	 * @return array{int, string} Account, and the object id of its person.
	 */
	private function changed( bool $linked ): array {
		$account = $this->account( array( 'user_login' => 'ida@lakeside.example', 'user_email' => 'ida@lakeside.example', 'first_name' => 'Other' ) );
		$person  = $this->person( 'ida' )['id'];
		if ( $linked ) {
			$this->link( $account, $person, 'ida@lakeside.example' );
		}
		return array( $account, $person );
	}

	private function forbid( string $meta_capability, int $user_id, int $actor = self::ADMIN ): void {
		add_filter(
			'map_meta_cap',
			static fn( array $caps, string $cap, int $who, array $args ): array => $cap === $meta_capability && $who === $actor && (int) ( $args[0] ?? 0 ) === $user_id ? array( 'do_not_allow' ) : $caps,
			10,
			4
		);
	}
}
