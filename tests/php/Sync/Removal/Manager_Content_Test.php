<?php

declare( strict_types=1 );

namespace WPO365\User_Sync\Tests\Sync\Removal;

use WPO365\User_Sync\Tests\Support\Meddles;
use WPO365\User_Sync\Tests\Support\Rewinds;
use WPO365\User_Sync\Tests\Support\Simulator;
use WPO365\User_Sync\Tests\Support\Test_Case;

/**
 * Content of people who leave goes to their manager, where the settings say so.
 */
final class Manager_Content_Test extends Test_Case {

	use Meddles;
	use Rewinds;

	/** @var array<string, array<string, mixed>> People by name. */
	private array $people = array();

	/** @var array<string, int> Their accounts. */
	private array $accounts = array();

	/** Receives the content of all others. */
	private int $archive = 0;

	protected function setUp(): void {
		parent::setUp();
		Simulator::tenant( array( 'users' => 27, 'awkward' => false ) );
		foreach ( Simulator::people() as $person ) {
			Simulator::change( $person['id'], array( 'manager' => null ) );
		}
		foreach ( array( 'maria', 'luis', 'ines' ) as $name ) {
			$this->people[ $name ]   = $this->person( $name );
			$this->accounts[ $name ] = $this->account( array( 'user_login' => "$name.local", 'user_email' => "$name@lakeside.example", 'role' => 'author' ) );
			$this->link( $this->accounts[ $name ], $this->people[ $name ]['id'] );
			wp_insert_post( array( 'post_title' => "Minutes of $name", 'post_status' => 'publish', 'post_author' => $this->accounts[ $name ] ) );
		}
		$this->manages( 'luis', 'maria' );
		$this->manages( 'ines', 'maria' );
		$this->manages( 'maria', null );
		$this->archive = $this->account( array( 'user_login' => 'archive', 'role' => 'editor' ) );
		$this->save_settings( array( 'removal' => array( 'content' => 'manager', 'reassign_to' => $this->archive, 'candidates' => 'linked' ) ) );
	}

	public function test_each_run_remembers_the_manager_with_the_account_where_it_differs(): void {
		Simulator::clear_log();
		$before = $this->accounts();

		self::assert_run( 'completed', $this->synchronize( array( 'update' => true ) ) );

		self::assertSame( array( 'maria' => '', 'luis' => $this->id( 'maria' ), 'ines' => $this->id( 'maria' ) ), $this->remembered() );
		self::assertStringContainsString( '$expand=manager($select=id)', rawurldecode( (string) wp_json_encode( Simulator::log( 'users' ), JSON_UNESCAPED_SLASHES ) ) );
		$this->assert_journal_tells_all( $before );

		$before = $this->accounts();
		$last   = $this->last_entry();
		$this->manages( 'luis', 'ines' );
		$this->manages( 'ines', null );
		self::assert_run( 'completed', $this->synchronize( array( 'create' => true ) ) );
		self::assertSame( array( 'maria' => '', 'luis' => $this->id( 'ines' ), 'ines' => '' ), $this->remembered() );
		self::assertFalse( metadata_exists( 'user', $this->accounts['ines'], 'wpo365_user_sync_manager' ) );
		$this->assert_journal_tells_all( $before, $last );

		$last = $this->last_entry();
		self::assert_run( 'completed', $this->synchronize( array( 'create' => true, 'update' => true ) ) );
		self::assertSame( array(), $this->journal( $last ), 'What is known already is written again.' );
	}

	public function test_people_of_later_pages_lose_a_former_manager_too(): void {
		$this->synchronize( array( 'update' => true ) );
		$this->manages( 'ines', null );
		$this->manages( 'luis', null );

		self::assert_run( 'completed', $this->run_through( array( 'update' => true ) ) );

		self::assertSame( array( 'maria' => '', 'luis' => '', 'ines' => '' ), $this->remembered() );
	}

	public function test_a_run_that_looks_remembers_nothing(): void {
		$before = $this->accounts();

		self::assert_run( 'completed', $this->synchronize() );

		self::assertSame( $before, $this->accounts() );
	}

	public function test_in_other_modes_nobody_is_asked_for_and_nothing_is_remembered(): void {
		$this->save_settings( array( 'removal' => array( 'content' => 'reassign' ) ) );
		Simulator::clear_log();

		self::assert_run( 'completed', $this->synchronize( array( 'create' => true, 'update' => true ) ) );

		self::assertStringNotContainsString( 'manager', rawurldecode( (string) wp_json_encode( Simulator::log() ) ) );
		self::assertSame( array( 'maria' => '', 'luis' => '', 'ines' => '' ), $this->remembered() );
	}

	public function test_created_accounts_and_one_person_now_and_runs_of_changes_remember_it_as_well(): void {
		$this->people['nils'] = $this->person( 'nils' );
		$this->manages( 'nils', 'maria' );
		self::assert_run( 'completed', $this->synchronize( array( 'create' => true, 'update' => true ) ) );
		$this->accounts['nils'] = $this->linked_to( $this->id( 'nils' ) )[0];
		self::assertSame( $this->id( 'maria' ), $this->remembered()['nils'] );

		$this->manages( 'nils', 'ines' );
		$answer = $this->rest( 'POST', '/people', array( 'who' => $this->id( 'nils' ), 'write' => true ) );
		self::assertSame( 200, $answer->status, $answer->text() );
		self::assertSame( $this->id( 'ines' ), $this->remembered()['nils'] );

		$this->manages( 'nils', 'luis' );
		self::assert_run( 'completed', $this->synchronize( array( 'kind' => 'changes', 'update' => true ) ) );
		self::assertSame( $this->id( 'luis' ), $this->remembered()['nils'] );
	}

	public function test_a_run_of_changes_from_before_the_managers_were_wanted_can_not_tell_them(): void {
		$this->save_settings( array( 'removal' => array( 'content' => 'reassign' ) ) );
		self::assert_run( 'completed', $this->synchronize( array( 'update' => true ) ) );
		$this->save_settings( array( 'removal' => array( 'content' => 'manager' ) ) );

		$answer = $this->rest( 'POST', '/runs', array( 'kind' => 'changes', 'update' => true ) );

		self::assertSame( array( 409, 'full_run_needed' ), array( $answer->status, $answer->code() ), $answer->text() );
	}

	public function test_a_profile_that_is_not_shown_as_a_whole_takes_no_manager_away(): void {
		$this->synchronize( array( 'update' => true ) );
		$this->manages( 'luis', null );
		Simulator::change( $this->id( 'luis' ), array( 'accountEnabled' => null ) );

		$this->synchronize( array( 'update' => true ) );

		self::assertSame( $this->id( 'maria' ), $this->remembered()['luis'] );
	}

	/**
	 * @dataProvider unknown_managers
	 */
	public function test_where_graph_does_not_tell_managers_people_are_read_and_nothing_is_forgotten( \Closure $change, ?string $error ): void {
		$this->synchronize( array( 'update' => true ) );
		$before = $this->remembered();
		$change( $this );

		self::assert_run( 'completed', $this->synchronize( array( 'update' => true ) ), $error );

		self::assertSame( $before, $this->remembered() );
	}

	public static function unknown_managers(): array {
		return array(
			'it refuses the manager'             => array(
				static fn() => add_filter(
					'pre_http_request',
					static fn( mixed $answer, array $args, string $url ): mixed => str_contains( rawurldecode( $url ), '$expand=manager' )
						? array( 'headers' => array( 'content-type' => 'application/json' ), 'response' => array( 'code' => 400, 'message' => 'Bad Request' ), 'body' => '{"error":{"code":"BadRequest","message":"Not here."}}', 'cookies' => array() )
						: $answer,
					10,
					3
				),
				'bad_response',
			),
			'a filter in which nothing is expanded' => array( static fn( self $test ) => $test->save_settings( array( 'scope' => array( 'filter' => "endsWith(mail,'.example')" ) ) ), null ),
		);
	}

	/**
	 * @dataProvider ways
	 */
	public function test_it_goes_to_the_managers_account_and_that_of_others_to_whom_the_settings_name( bool $by_hand ): void {
		$this->synchronize( array( 'update' => true ) );
		$this->leaves( 'luis' );
		$other = $this->gone( array( 'user_login' => 'other' ) );
		wp_insert_post( array( 'post_title' => 'Other', 'post_status' => 'publish', 'post_author' => $other ) );

		$this->remove( $by_hand, array( $this->accounts['luis'], $other ) );

		self::assertEquals( array( 'Minutes of luis' => 'maria.local', 'Other' => 'archive' ), array_intersect_key( $this->authors(), array( 'Minutes of luis' => 1, 'Other' => 1 ) ) );
		self::assertStringContainsString( "the content went to WordPress user {$this->accounts['maria']}", $this->row_of_user( $this->accounts['luis'] )['reason'] );
	}

	public static function ways(): array {
		return array(
			'by a run' => array( false ),
			'by hand'  => array( true ),
		);
	}

	/**
	 * @dataProvider ways
	 */
	public function test_a_manager_who_is_removed_as_well_receives_nothing( bool $by_hand ): void {
		$this->synchronize( array( 'update' => true ) );
		$this->leaves( 'luis' );
		$this->leaves( 'maria' );

		$this->remove( $by_hand, array( $this->accounts['luis'], $this->accounts['maria'] ) );

		self::assertFalse( $this->exists( $this->accounts['maria'] ) );
		self::assertEquals( array( 'Minutes of luis' => 'archive', 'Minutes of maria' => 'archive' ), array_intersect_key( $this->authors(), array( 'Minutes of luis' => 1, 'Minutes of maria' => 1 ) ) );
	}

	/**
	 * @dataProvider managers_without_an_account
	 */
	public function test_a_manager_without_an_account_receives_nothing( \Closure $change ): void {
		$this->synchronize( array( 'update' => true ) );
		$this->leaves( 'luis' );
		$change( $this );

		self::assert_run( 'completed', $this->run_through( array( 'delete' => true ) ) );

		self::assertFalse( $this->exists( $this->accounts['luis'] ), $this->row_of_user( $this->accounts['luis'] )['reason'] );
		self::assertSame( 'archive', $this->authors()['Minutes of luis'] );
	}

	public static function managers_without_an_account(): array {
		return array(
			'not linked'           => array(
				static function ( self $test ): void {
					wp_update_user( array( 'ID' => $test->accounts['maria'], 'user_email' => 'private@site.example' ) );
					array_map( static fn( string $key ): bool => delete_user_meta( $test->accounts['maria'], $key ), array( 'aadObjectId', 'userPrincipalName', 'aadTenantId' ) );
				},
			),
			'linked to two'        => array( static fn( self $test ) => $test->link( $test->account( array( 'role' => 'administrator' ) ), $test->id( 'maria' ) ) ),
			'deactivated'          => array( static fn( self $test ) => update_user_meta( $test->accounts['maria'], 'wpo365_active', 'deactivated' ) ),
			'the person herself'   => array( static fn( self $test ) => update_user_meta( $test->accounts['luis'], 'wpo365_user_sync_manager', $test->id( 'luis' ) ) ),
			'no object id'         => array( static fn( self $test ) => update_user_meta( $test->accounts['luis'], 'wpo365_user_sync_manager', 'somebody' ) ),
		);
	}

	public function test_a_manager_who_is_deactivated_by_the_same_list_receives_nothing(): void {
		$this->save_settings( array( 'removal' => array( 'disabled' => 'deactivate' ) ) );
		$this->synchronize( array( 'update' => true ) );
		$this->leaves( 'luis' );
		Simulator::change( $this->id( 'maria' ), array( 'accountEnabled' => false ) );

		$run = $this->synchronize( array( 'delete' => true ) );

		self::assertSame( array( 'completed', 1, 1 ), array( $run['status'], $run['counts']['deleted'], $run['counts']['deactivated'] ), (string) wp_json_encode( $run ) );
		self::assertSame( 'archive', $this->authors()['Minutes of luis'] );
	}

	public function test_the_list_says_to_whom_and_exactly_that_happens(): void {
		$this->synchronize( array( 'update' => true ) );
		$run = $this->held();

		self::assertStringContainsString( 'The content goes to maria.local.', $this->row_of_user( $this->accounts['luis'] )['reason'] );
		self::assertStringNotContainsString( 'archive', $this->row_of_user( $this->accounts['luis'] )['reason'] );
		$held = $this->rest( 'GET', "/runs/{$run['id']}/held" )->data;
		self::assertSame( array( 'deleted' => false, 'heir' => get_userdata( $this->archive )->display_name, 'managers' => 1 ), $held['content'] );

		// What is said elsewhere since changes nothing.
		update_user_meta( $this->accounts['luis'], 'wpo365_user_sync_manager', $this->id( 'ines' ) );
		$this->save_settings( array( 'removal' => array( 'content' => 'delete' ) ) );
		self::assert_run( 'completed', $this->approve( $run ) );
		self::assertSame( 'maria.local', $this->authors()['Minutes of luis'] );
	}

	public function test_who_was_to_receive_it_and_is_gone_by_then_leaves_the_account_where_it_is(): void {
		$this->synchronize( array( 'update' => true ) );
		$run = $this->held();
		$this->delete_account( $this->accounts['maria'] );

		$this->approve( $run );

		$row = $this->row_of_user( $this->accounts['luis'] );
		self::assertSame( 'skipped', $row['status'] );
		self::assertStringContainsString( 'no user to receive the content', $row['reason'] );
		self::assertTrue( $this->exists( $this->accounts['luis'] ) );
		self::assertSame( 'luis.local', $this->authors()['Minutes of luis'] );
	}

	public function test_an_unlinked_account_forgets_the_manager(): void {
		$this->synchronize( array( 'update' => true ) );

		$this->act( 'unlink', array( $this->row_of_person( $this->id( 'luis' ) )['id'] ) );

		self::assertSame( '', $this->remembered()['luis'] );
	}

	/**
	 * @param string|null $manager Name; null for nobody.
	 */
	private function manages( string $who, ?string $manager ): void {
		Simulator::change( $this->id( $who ), array( 'manager' => null === $manager ? null : $this->id( $manager ) ) );
	}

	private function id( string $name ): string {
		return $this->people[ $name ]['id'];
	}

	private function leaves( string $name ): void {
		Simulator::remove( $this->id( $name ), true );
	}

	/**
	 * @return array<string, string> Object ids of managers by name.
	 */
	private function remembered(): array {
		return array_map( static fn( int $id ): string => (string) get_user_meta( $id, 'wpo365_user_sync_manager', true ), $this->accounts );
	}

	/**
	 * @param int[] $user_ids Who is to be removed.
	 */
	private function remove( bool $by_hand, array $user_ids ): void {
		if ( $by_hand ) {
			self::assert_run( 'completed', $this->synchronize() );
			$done = $this->act( 'delete', array_map( fn( int $user_id ): int => $this->row_of_user( $user_id )['id'], $user_ids ) );
			self::assertSame( array_fill( 0, count( $user_ids ), 'deleted' ), array_column( $done, 'status' ), (string) wp_json_encode( $done ) );
		} else {
			self::assert_run( 'completed', $this->run_through( array( 'delete' => true ) ) );
		}
	}

	/**
	 * @return array<string, mixed> A Run whose list is held.
	 */
	private function held(): array {
		$this->leaves( 'luis' );
		$this->gone_users( 6 );
		$run = $this->synchronize( array( 'delete' => true ) );
		self::assertSame( 'held', $run['status'] );
		return $run;
	}

	/**
	 * @return array<string, string> Logins by title.
	 */
	private function authors(): array {
		$posts = get_posts( array( 'numberposts' => -1, 'post_type' => 'post' ) );
		return array_combine( array_column( $posts, 'post_title' ), array_map( static fn( \WP_Post $post ): string => get_userdata( (int) $post->post_author )->user_login ?? '', $posts ) );
	}
}
