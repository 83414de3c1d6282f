<?php

declare( strict_types=1 );

namespace WPO365\User_Sync\Tests\Database;

use WPO365\User_Sync\Tests\Support\Meddles;
use WPO365\User_Sync\Tests\Support\Simulator;
use WPO365\User_Sync\Tests\Support\Test_Case;

/**
 * A statement that the database refuses never looks like an empty answer: the part is done again, or the run fails and nobody is touched.
 */
final class Failed_Reads_Test extends Test_Case {

	use Meddles;

	private const BOXES = array( 'create' => true, 'update' => true, 'delete' => true );

	/** @var list<array<string, mixed>> */
	private array $people = array();

	/** @var array<string, int> Accounts by what they are there for. */
	private array $accounts = array();

	private string $editors = '';

	protected function setUp(): void {
		parent::setUp();
		Simulator::tenant( array( 'users' => 6, 'awkward' => false ) );
		$people = Simulator::people();
		Simulator::change( $people[1]['id'], array( 'mail' => 'shared@lakeside.example' ) );
		Simulator::change( $people[2]['id'], array( 'mail' => 'shared@lakeside.example' ) );
		Simulator::change( $people[5]['id'], array( 'userType' => 'Guest' ) );
		$this->people  = Simulator::people();
		$this->editors = Simulator::group( 'Editors', array( $people[0]['id'] ) );
		$this->save_settings(
			array(
				'roles'   => array( 'mappings' => array( array( 'group_id' => $this->editors, 'role' => 'editor' ) ) ),
				'scope'   => array( 'ignore_guests' => true, 'remove_out_of_scope' => true ),
				'removal' => array( 'limit_percent' => null, 'limit_count' => null ),
			)
		);
		$this->accounts = array(
			'linked, with names of their own' => $this->linked( $people[0] ),
			'claimed by two'                  => $this->account( array( 'user_email' => 'shared@lakeside.example' ) ),
			'found by e-mail'                 => $this->account( array( 'user_email' => $people[3]['mail'], 'first_name' => 'Other' ) ),
			'of a guest'                      => $this->linked( $people[5] ),
			'gone'                            => $this->gone(),
			'gone, and administrator'         => $this->gone( array( 'role' => 'administrator' ) ),
		);
		get_userdata( $this->accounts['linked, with names of their own'] )->add_role( 'editor' );
		update_user_meta( $this->accounts['linked, with names of their own'], 'wpo365_user_sync_roles', array( 'editor' => array( $this->editors ) ) );
	}

	/**
	 * @dataProvider statements
	 */
	public function test_refused_once_it_is_done_again( string $statement ): void {
		$run     = $this->rest( 'POST', '/runs', self::BOXES )->data;
		$refused = $this->break_statements( $statement );

		$run = $this->step_to_the_end( $run );

		self::assertSame( 1, $refused(), 'No such statement.' );
		self::assert_run( 'completed', $run );
		$this->assert_all_is_as_it_should_be( $run );
	}

	public static function statements(): array {
		return array(
			'who has a row'                  => array( 'SELECT subject FROM' ),
			'who is linked'                  => array( 'SELECT user_id, object_id, user_principal_name FROM' ),
			'who has a name'                 => array( 'AS name FROM wp_users' ),
			'accounts'                       => array( 'SELECT * FROM wp_users WHERE ID IN' ),
			'meta of accounts'               => array( 'SELECT user_id, meta_key, meta_value FROM wp_usermeta' ),
			'who is in which group'          => array( 'SELECT kind, item FROM' ),
			'staged matches'                 => array( "AND pending = 'claim'" ),
			'who claims whom'                => array( 'GROUP BY user_id HAVING' ),
			'who is absent'                  => array( 'LEFT JOIN `wp_wpo365_user_sync_results`' ),
			'who was left out'               => array( 'SELECT item FROM' ),
			'how many have a row'            => array( 'table_name <> ' ),
			'how many are to be removed'     => array( 'AS never_linked' ),
			'how many users there are'       => array( 'SELECT COUNT(*) FROM wp_users' ),
			'which tenant was read last'     => array( "phase = 'done' ORDER BY id DESC" ),
			'who is to be removed'           => array( "AND pending IN ( 'removal', 'deactivate', 'deactiv+' ) ORDER BY id" ),
			'rows, written'                  => array( 'INSERT INTO `wp_wpo365_user_sync_results`' ),
			'links, written'                 => array( 'INSERT INTO `wp_wpo365_user_sync_links`' ),
			'journal, written'               => array( 'INSERT INTO `wp_wpo365_user_sync_journal`' ),
			'claims and members, written'    => array( 'INSERT IGNORE INTO' ),
		);
	}

	/**
	 * @dataProvider statements
	 */
	public function test_refused_for_ever_the_run_fails_and_nobody_is_harmed( string $statement ): void {
		$run     = $this->rest( 'POST', '/runs', self::BOXES )->data;
		$refused = $this->break_statements( $statement, null );

		$run = $this->step_to_the_end( $run );

		self::assertGreaterThan( 1, $refused(), 'No such statement.' );
		self::assertLessThan( 20, $refused() );
		self::assert_run( 'failed', $run, 'results_lost' );
		remove_all_filters( 'query' );
		$this->assert_stay( ...array_values( array_diff_key( $this->accounts, array( 'gone' => 0, 'of a guest' => 0 ) ) ) );
		self::assertContains( 'editor', $this->roles_of( $this->accounts['linked, with names of their own'] ) );
		self::assertSame( array(), $this->stored_link( $this->accounts['claimed by two'] ) );
		foreach ( $this->people as $person ) {
			self::assertLessThanOrEqual( 1, count( $this->linked_to( $person['id'] ) ), "Two accounts of one person: {$person['userPrincipalName']}" );
		}
	}

	/**
	 * @dataProvider by_hand
	 */
	public function test_by_hand_nothing_is_done( string $action, string $statement ): void {
		self::assert_run( 'completed', $this->synchronize() );
		$row = array(
			'create' => fn(): array => $this->row_of_person( $this->people[4]['id'] ),
			'update' => fn(): array => $this->row_of_person( $this->people[3]['id'] ),
			'delete' => fn(): array => $this->row_of_user( $this->accounts['gone'] ),
		)[ $action ]();
		$before  = $this->stored_users();
		$refused = $this->break_statements( $statement, null );

		$answer = $this->rest( 'POST', '/results/actions', array( 'action' => $action, 'ids' => array( $row['id'] ) ) );

		remove_all_filters( 'query' );
		self::assertGreaterThan( 0, $refused(), 'No such statement.' );
		self::assertSame( array( 500, 'results_lost' ), array( $answer->status, $answer->code() ), $answer->text() );
		self::assertSame( $before, $this->stored_users() );
		self::assertNull( $this->active(), 'The action bars the way of the next one.' );
	}

	public static function by_hand(): array {
		return array(
			'create, who is linked'          => array( 'create', 'SELECT user_id, object_id, user_principal_name FROM' ),
			'create, links written since'    => array( 'create', 'SELECT user_id FROM wp_usermeta' ),
			'create, who has a name'         => array( 'create', 'AS name FROM wp_users' ),
			'create, rows written'           => array( 'create', 'INSERT INTO `wp_wpo365_user_sync_results`' ),
			'update, meta of accounts'       => array( 'update', 'SELECT user_id, meta_key, meta_value FROM wp_usermeta' ),
			'update, who claims whom'        => array( 'update', 'GROUP BY user_id HAVING' ),
			'update, who is in which group'  => array( 'update', 'SELECT kind, item FROM' ),
			'delete, the account'            => array( 'delete', 'SELECT * FROM wp_users WHERE ID IN' ),
			'delete, how many have a row'    => array( 'delete', 'table_name <> ' ),
			'delete, rows written'           => array( 'delete', 'INSERT INTO `wp_wpo365_user_sync_results`' ),
		);
	}

	/**
	 * @param array<string, mixed> $run The Run.
	 */
	private function assert_all_is_as_it_should_be( array $run ): void {
		remove_all_filters( 'query' );
		self::assertSame( array( 6, 2 ), array( $run['counts']['received'], $run['counts']['conflicts'] ), (string) wp_json_encode( $run ) );
		$status = fn( int $position ): string => $this->row_of_person( $this->people[ $position ]['id'] )['status'];
		self::assertSame( array( 'conflict', 'conflict', 'updated', 'created' ), array_map( $status, array( 1, 2, 3, 4 ) ) );
		self::assertSame( array( $this->accounts['linked, with names of their own'] ), $this->linked_to( $this->people[0]['id'] ) );
		self::assertSame( array( $this->accounts['found by e-mail'] ), $this->linked_to( $this->people[3]['id'] ) );
		self::assertContains( 'editor', $this->roles_of( $this->accounts['linked, with names of their own'] ) );
		$this->assert_removed( $this->accounts['gone'], $this->accounts['of a guest'] );
		$this->assert_stay( $this->accounts['claimed by two'], $this->accounts['gone, and administrator'] );
	}

	private function active(): ?string {
		global $wpdb;
		return $wpdb->get_var( "SELECT id FROM {$wpdb->prefix}wpo365_user_sync_runs WHERE active = 1" );
	}
}
