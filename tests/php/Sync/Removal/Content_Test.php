<?php

declare( strict_types=1 );

namespace WPO365\User_Sync\Tests\Sync\Removal;

use WPO365\User_Sync\Tests\Support\Scene;
use WPO365\User_Sync\Tests\Support\Simulator;
use WPO365\User_Sync\Tests\Support\Test_Case;

/**
 * What becomes of a removed user's content.
 */
final class Content_Test extends Test_Case {

	use Scene;

	private int $gone;

	private int $post;

	private int $comment;

	protected function setUp(): void {
		parent::setUp();
		Simulator::tenant( array( 'users' => 3, 'awkward' => false ) );
		$this->gone    = $this->gone( array( 'role' => 'author' ) );
		$this->post    = wp_insert_post( array( 'post_title' => 'Minutes', 'post_content' => 'Text', 'post_status' => 'publish', 'post_author' => $this->gone ) );
		$this->comment = wp_insert_comment( array( 'comment_post_ID' => $this->post, 'comment_content' => 'Aye', 'user_id' => $this->gone, 'comment_approved' => '1' ) );
	}

	/**
	 * @dataProvider ways
	 */
	public function test_it_goes_to_whoever_runs_the_synchronization( bool $by_hand ): void {
		$runner = $this->account( array( 'role' => 'administrator' ) );

		$row = $this->remove( $by_hand, $runner );

		self::assertSame( (string) $runner, $this->author() );
		self::assertSame( 'publish', get_post_status( $this->post ) );
		self::assertStringContainsString( (string) $runner, $row['reason'] );
		// WordPress does not give comments to somebody else.
		self::assertSame( (string) $this->gone, get_comment( $this->comment )->user_id );
	}

	public static function ways(): array {
		return array(
			'by a run'  => array( false ),
			'by hand'   => array( true ),
		);
	}

	/**
	 * @dataProvider ways
	 */
	public function test_it_goes_to_whom_the_settings_name( bool $by_hand ): void {
		$heir = $this->account( array( 'role' => 'editor' ) );
		$this->link( $heir, Simulator::people()[0]['id'] );
		$this->save_settings( array( 'removal' => array( 'reassign_to' => $heir ) ) );

		$row = $this->remove( $by_hand, self::ADMIN );

		self::assertSame( (string) $heir, $this->author() );
		self::assertStringContainsString( (string) $heir, $row['reason'] );
	}

	/**
	 * @dataProvider ways
	 */
	public function test_it_is_deleted_only_where_the_settings_say_so( bool $by_hand ): void {
		$this->save_settings( array( 'removal' => array( 'content' => 'delete' ) ) );

		$row = $this->remove( $by_hand, self::ADMIN );

		// As wp_delete_user() does it: to the bin.
		self::assertSame( 'trash', get_post_status( $this->post ) );
		self::assertStringContainsString( 'together with the content', $row['reason'] );
	}

	public function test_other_code_is_told_before_who_receives_it(): void {
		$told = array();
		add_action(
			'wpo365_user_sync_before_remove',
			function ( int $user_id, ?int $reassign_to ) use ( &$told ): void {
				$told[] = array( $user_id, $reassign_to, $this->exists( $user_id ) );
			},
			10,
			2
		);

		$this->synchronize( array( 'delete' => true ) );

		self::assertSame( array( array( $this->gone, self::ADMIN, true ) ), $told );
	}

	public function test_other_code_is_told_that_it_is_deleted(): void {
		$this->save_settings( array( 'removal' => array( 'content' => 'delete' ) ) );
		$told = 'nothing';
		add_action(
			'wpo365_user_sync_before_remove',
			static function ( int $user_id, ?int $reassign_to ) use ( &$told ): void {
				$told = $reassign_to;
			},
			10,
			2
		);

		$this->synchronize( array( 'delete' => true ) );

		self::assertNull( $told );
	}

	public function test_nobody_is_removed_when_nobody_is_left_to_receive_it(): void {
		$runner = $this->account( array( 'role' => 'administrator' ) );
		$this->gone_users( 6 );
		$run = $this->synchronize( array( 'delete' => true ), $runner );
		$this->delete_account( $runner );

		$run = $this->approve( $run );

		self::assert_run( 'completed', $run );
		self::assertSame( 0, $run['counts']['deleted'] );
		$this->assert_stay( $this->gone );
		self::assertSame( (string) $this->gone, $this->author() );
		self::assertStringContainsString( 'no user to receive', $this->row_of_user( $this->gone )['reason'] );
	}

	public function test_the_settings_refuse_an_heir_who_does_not_exist(): void {
		$answer = $this->rest( 'POST', '/settings', array( 'removal' => array( 'reassign_to' => 999999 ) ) );

		self::assertSame( 400, $answer->status, $answer->text() );
		self::assertStringContainsString( 'reassign_to', $answer->text() );
	}

	public function test_an_heir_who_was_deleted_since_stops_a_new_run(): void {
		$heir = $this->account();
		$this->save_settings( array( 'removal' => array( 'reassign_to' => $heir ) ) );
		$this->delete_account( $heir );

		$answer = $this->rest( 'POST', '/runs', array( 'delete' => true ) );

		self::assertSame( array( 400, 'delete_refused' ), array( $answer->status, $answer->code() ), $answer->text() );
		$this->assert_stay( $this->gone );
	}

	/**
	 * @return array<string, mixed> The row.
	 */
	private function remove( bool $by_hand, int $actor ): array {
		if ( $by_hand ) {
			$this->synchronize();
			$this->act( 'delete', array( $this->row_of_user( $this->gone )['id'] ), $actor );
		} else {
			self::assert_run( 'completed', $this->synchronize( array( 'delete' => true ), $actor ) );
		}
		$this->assert_removed( $this->gone );
		$row = $this->row_of_user( $this->gone );
		self::assertSame( 'deleted', $row['status'] );
		return $row;
	}

	private function author(): string {
		global $wpdb;
		return $wpdb->get_var( $wpdb->prepare( "SELECT post_author FROM {$wpdb->posts} WHERE ID = %d", $this->post ) );
	}
}
