<?php

declare( strict_types=1 );

namespace WPO365\User_Sync\Tests\Sync\Write;

use WPO365\User_Sync\Tests\Support\Meddles;
use WPO365\User_Sync\Tests\Support\Php_Process;
use WPO365\User_Sync\Tests\Support\Simulator;
use WPO365\User_Sync\Tests\Support\Test_Case;

/**
 * E-mail addresses that change hands among linked people: chains in order, circles all or nothing, and what can't be settled is a conflict that counts.
 */
final class Addresses_Test extends Test_Case {

	use Meddles;

	/** @var array<int, array<string, mixed>> The first ten people, from 1. */
	private array $people = array();

	/** @var array<int, int> Their accounts. */
	private array $accounts = array();

	protected function setUp(): void {
		parent::setUp();
		Simulator::tenant( array( 'users' => 0, 'awkward' => false ) );
		for ( $number = 1; $number <= 10; $number++ ) {
			$this->people[ $number ]   = $this->person( "p{$number}" );
			$this->accounts[ $number ] = $this->account( array( 'user_email' => "p{$number}@lakeside.example", 'display_name' => "P{$number}", 'first_name' => "P{$number}", 'last_name' => 'Person' ) );
			$this->link( $this->accounts[ $number ], $this->people[ $number ]['id'], "p{$number}@lakeside.example" );
		}
	}

	public function test_exchanges_circles_and_chains_are_settled_in_one_run(): void {
		$this->exchange_names( array( 3 => 4, 4 => 3, 5 => 6, 6 => 7, 7 => 5 ) );
		$this->mail( array( 9 => 10 ) );
		$heard = array();
		add_action(
			'profile_update',
			static function ( int $user_id, \WP_User $old ) use ( &$heard ): void {
				$heard[ $user_id ] = array( $old->user_email, get_userdata( $user_id )->user_email );
			},
			10,
			2
		);

		$run = $this->synchronize( array( 'create' => true, 'update' => true ) );

		self::assert_run( 'completed', $run );
		self::assertSame( array( 10, 9, 1, 5, 0 ), array( $run['counts']['received'], $run['counts']['matched'], $run['counts']['conflicts'], $run['counts']['updated'], $run['counts']['failed'] ), $this->told() );
		foreach ( array( 3 => 4, 4 => 3, 5 => 6, 6 => 7, 7 => 5 ) as $who => $whose ) {
			self::assertSame( "p{$whose}@lakeside.example", $this->email( $who ), "The address of {$who}." );
			self::assertSame( array( "p{$who}@lakeside.example", "p{$whose}@lakeside.example" ), $heard[ $this->accounts[ $who ] ], 'Handlers hear of the true values.' );
			self::assertSame( "p{$whose}@lakeside.example", $this->stored_link( $this->accounts[ $who ] )['userPrincipalName'] ?? 'none', "The UPN of {$who}." );
		}
		self::assertSame( array( 'p9@lakeside.example', 'p10@lakeside.example' ), array( $this->email( 9 ), $this->email( 10 ) ) );
		$row = $this->row_of_person( $this->people[9]['id'] );
		self::assertSame( array( 'directory_only', 'conflict', $this->accounts[9] ), array( $row['table'], $row['status'], $row['user_id'] ) );
		self::assertStringContainsString( get_userdata( $this->accounts[9] )->user_login, $row['reason'] );
		self::assertStringContainsString( get_userdata( $this->accounts[10] )->user_login, $row['reason'] );
		self::assertSame( array(), $this->mails );

		$run = $this->synchronize( array( 'create' => true, 'update' => true ) );
		self::assertSame( array( 0, 1 ), array( $run['counts']['updated'], $run['counts']['conflicts'] ), 'The second run has nothing more to do.' );
	}

	public function test_looking_says_the_same_and_writes_nothing(): void {
		$this->exchange_names( array( 3 => 4, 4 => 3, 5 => 6, 6 => 7, 7 => 5 ) );
		$this->mail( array( 1 => 2, 2 => 8, 8 => 'free', 9 => 10 ) );
		$before = $this->stored_users();

		$run = $this->synchronize();

		self::assertSame( $before, $this->stored_users() );
		self::assertSame( array( 10, 0 ), array( $run['counts']['matched'], $run['counts']['conflicts'] ), $this->told() );
		foreach ( array( 1, 2, 3, 4, 5, 6, 7, 8 ) as $who ) {
			$row = $this->row_of_person( $this->people[ $who ]['id'] );
			self::assertSame( array( 'matched', 'logged', array( 'user_email' ) ), array( $row['table'], $row['status'], array_column( $row['changes'], 'field' ) ), "{$who}: {$row['reason']}" );
		}
		$row = $this->row_of_person( $this->people[9]['id'] );
		self::assertSame( array( 'matched', 'logged', array() ), array( $row['table'], $row['status'], $row['changes'] ) );
		self::assertStringContainsString( get_userdata( $this->accounts[10] )->user_login, $row['reason'], 'The same verdict in words.' );
	}

	/**
	 * @dataProvider orders
	 *
	 * @param array<int, int|string> $mails Whose address each gets.
	 */
	public function test_a_chain_is_settled_in_order( array $mails ): void {
		$this->mail( $mails );

		$run = $this->synchronize( array( 'update' => true ) );

		self::assertSame( array( 0, 4 ), array( $run['counts']['conflicts'], $run['counts']['updated'] ), $this->told() );
		foreach ( $mails as $who => $whose ) {
			self::assertSame( is_int( $whose ) ? "p{$whose}@lakeside.example" : "{$whose}@lakeside.example", $this->email( $who ) );
		}
	}

	public static function orders(): array {
		return array(
			'the last one first' => array( array( 1 => 2, 2 => 3, 3 => 4, 4 => 'free' ) ),
			'the first one first' => array( array( 1 => 'free', 2 => 1, 3 => 2, 4 => 3 ) ),
			'mixed'              => array( array( 2 => 4, 4 => 1, 1 => 3, 3 => 'free' ) ),
		);
	}

	public function test_of_a_circle_in_which_one_fails_nobody_moves_and_all_else_is_written(): void {
		$this->mail( array( 5 => 6, 6 => 7, 7 => 5 ) );
		foreach ( array( 5, 6, 7 ) as $who ) {
			Simulator::change( $this->people[ $who ]['id'], array( 'givenName' => "New{$who}" ) );
		}
		$last = $this->accounts[7];
		add_filter( 'wp_pre_insert_user_data', static fn( array $data, bool $update, ?int $id ): array => $id === $last && 'p5@lakeside.example' === $data['user_email'] ? array() : $data, 10, 3 );

		$run = $this->synchronize( array( 'update' => true ) );

		self::assert_run( 'completed', $run );
		self::assertSame( array( 10, 3, 0 ), array( $run['counts']['received'], $run['counts']['conflicts'], $run['counts']['failed'] ), $this->told() );
		foreach ( array( 5, 6, 7 ) as $who ) {
			self::assertSame( "p{$who}@lakeside.example", $this->email( $who ) );
			self::assertSame( "New{$who}", get_user_meta( $this->accounts[ $who ], 'first_name', true ) );
			self::assertCount( 1, get_user_meta( $this->accounts[ $who ], 'aadObjectId' ) );
			self::assertStringContainsString( 'taken back', $this->row_of_person( $this->people[ $who ]['id'] )['reason'] );
		}
	}

	public function test_looking_does_not_promise_one_address_twice(): void {
		$this->mail( array( 1 => 4, 3 => 4, 4 => 3 ) );

		$this->synchronize();

		self::assertSame( array( array(), array( 'user_email' ), array( 'user_email' ) ), array_map( fn( int $who ): array => array_column( $this->row_of_person( $this->people[ $who ]['id'] )['changes'], 'field' ), array( 1, 3, 4 ) ), $this->told() );
	}

	public function test_who_waits_behind_somebody_who_stays_is_in_conflict_too(): void {
		$this->mail( array( 1 => 2, 2 => 3 ) );
		Simulator::change( $this->people[1]['id'], array( 'givenName' => 'Eda' ) );

		$run = $this->synchronize( array( 'update' => true ) );

		self::assertSame( 2, $run['counts']['conflicts'], $this->told() );
		self::assertSame( array( 'p1@lakeside.example', 'p2@lakeside.example', 'p3@lakeside.example' ), array_map( $this->email( ... ), array( 1, 2, 3 ) ) );
		self::assertSame( 'Eda', get_user_meta( $this->accounts[1], 'first_name', true ), 'All else is written.' );
	}

	public function test_a_third_one_does_not_break_into_an_exchange(): void {
		$this->mail( array( 1 => 4, 3 => 4, 4 => 3 ) );

		$run = $this->synchronize( array( 'update' => true ) );

		self::assertSame( array( 'p1@lakeside.example', 'p4@lakeside.example', 'p3@lakeside.example' ), array( $this->email( 1 ), $this->email( 3 ), $this->email( 4 ) ) );
		self::assertSame( 1, $run['counts']['conflicts'], $this->told() );
	}

	public function test_an_administrator_in_a_circle_keeps_the_address_and_so_do_the_others(): void {
		get_userdata( $this->accounts[3] )->set_role( 'administrator' );
		$this->mail( array( 3 => 4, 4 => 3 ) );

		$this->synchronize( array( 'update' => true ) );

		self::assertSame( array( 'p3@lakeside.example', 'p4@lakeside.example' ), array( $this->email( 3 ), $this->email( 4 ) ) );
		self::assertSame( 'conflict', $this->row_of_person( $this->people[4]['id'] )['status'] );
	}

	public function test_a_newcomer_gets_the_address_that_somebody_gives_away_in_the_same_run(): void {
		// The first one in the listing is new; whoever had the address is the last one.
		$this->delete_account( $this->accounts[10] );
		$this->link( $this->accounts[1], $this->people[10]['id'], 'p10@lakeside.example' );
		$this->mail( array( 10 => 'married' ) );

		$run = $this->synchronize( array( 'create' => true, 'update' => true ) );

		self::assertSame( array( 10, 1, 1, 0 ), array( $run['counts']['received'], $run['counts']['created'], $run['counts']['updated'], $run['counts']['failed'] ), $this->told() );
		$row = $this->row_of_person( $this->people[1]['id'] );
		self::assertSame( 'created', $row['status'], $row['reason'] );
		self::assertSame( 'p1@lakeside.example', get_userdata( $row['user_id'] )->user_email );
		self::assertSame( 'married@lakeside.example', $this->email( 1 ) );
	}

	public function test_looking_says_what_a_newcomer_waits_for(): void {
		$this->delete_account( $this->accounts[10] );
		$this->link( $this->accounts[1], $this->people[10]['id'], 'p10@lakeside.example' );
		$this->mail( array( 10 => 'married' ) );

		$this->synchronize();

		$row = $this->row_of_person( $this->people[1]['id'] );
		self::assertSame( array( 'directory_only', 'logged' ), array( $row['table'], $row['status'] ) );
		self::assertStringContainsString( 'gets another address when it is updated', $row['reason'] );
	}

	public function test_link_selected_takes_such_a_conflict_back_into_matched(): void {
		$this->mail( array( 9 => 10 ) );
		$this->synchronize( array( 'update' => true ) );
		$before = $this->stored_users();

		$result = $this->act( 'link', array( $this->row_of_person( $this->people[9]['id'] )['id'] ) )[0];

		self::assertSame( array( 'logged', $this->accounts[9] ), array( $result['status'], $result['user_id'] ), $result['reason'] );
		self::assertSame( 'matched', $this->row_of_person( $this->people[9]['id'] )['table'] );
		self::assertSame( $before, $this->stored_users() );
	}

	public function test_who_is_linked_by_name_takes_part(): void {
		foreach ( array( 'aadObjectId', 'aadTenantId', 'userPrincipalName' ) as $key ) {
			delete_user_meta( $this->accounts[3], $key );
		}
		wp_update_user( array( 'ID' => $this->accounts[3], 'user_email' => 'p3@lakeside.example' ) );
		$this->mail( array( 3 => 4, 4 => 'p3.mail' ) );

		$run = $this->synchronize( array( 'update' => true ) );

		self::assertSame( array( 'p4@lakeside.example', 'p3.mail@lakeside.example' ), array( $this->email( 3 ), $this->email( 4 ) ), $this->told() );
		self::assertSame( array( 10, 0 ), array( $run['counts']['matched'], $run['counts']['conflicts'] ) );
	}

	public function test_by_hand_those_who_are_selected_exchange_their_addresses(): void {
		$this->mail( array( 3 => 4, 4 => 3, 1 => 2, 2 => 'free' ) );
		$this->synchronize();
		$ids = array_map( fn( int $who ): int => $this->row_of_person( $this->people[ $who ]['id'] )['id'], array( 1, 2, 3, 4 ) );

		self::assertSame( array( 'updated', 'updated', 'updated', 'updated' ), array_column( $this->act( 'update', $ids ), 'status' ) );

		self::assertSame( array( 'p2@lakeside.example', 'free@lakeside.example', 'p4@lakeside.example', 'p3@lakeside.example' ), array_map( $this->email( ... ), array( 1, 2, 3, 4 ) ) );
	}

	public function test_a_broken_part_is_replayed_and_settles_the_same(): void {
		$this->mail( array( 5 => 6, 6 => 7, 7 => 5 ) );
		$times  = 0;
		add_action(
			'profile_update',
			static function () use ( &$times ): void {
				if ( 2 === ++$times ) {
					$GLOBALS['wpdb']->query( 'COMMIT' );
				}
			}
		);

		$run = $this->synchronize( array( 'update' => true ) );

		self::assert_run( 'completed', $run );
		self::assertSame( 10, $run['counts']['received'] );
		self::assertSame( 10, $run['counts']['matched'] + $run['counts']['conflicts'], $this->told() );
	}

	public function test_the_one_on_whom_the_process_dies_is_named(): void {
		$this->mail( array( 3 => 4, 4 => 3 ) );
		$run  = $this->rest( 'POST', '/runs', array( 'update' => true ) )->data;
		$code = sprintf( 'add_action( "profile_update", static function ( $user_id ) { %d === $user_id && exit; } );', $this->accounts[4] );
		for ( $steps = 0; 'running' === $run['status']; $steps++ ) {
			self::assertLessThan( 20, $steps, 'The run does not end: ' . wp_json_encode( $run ) );
			Php_Process::run( $code . sprintf( '$request = new WP_REST_Request( "POST", "/wpo365-user-sync/v1/runs/%d/step" ); $request->set_body_params( array( "sequence" => %d ) ); rest_do_request( $request );', $run['id'], $run['sequence'] ), array(), self::ADMIN );
			$run = $this->rest( 'GET', '/runs/current' )->data;
		}

		self::assert_run( 'completed', $run );
		self::assertSame( array( 10, 2 ), array( $run['counts']['received'], $run['counts']['failed'] ), $this->told() );
		self::assertStringContainsString( 'left out', $this->row_of_person( $this->people[3]['id'] )['reason'] );
		self::assertSame( 'p3@lakeside.example', $this->email( 3 ) );
	}

	public function test_a_cancelled_run_leaves_rows_that_can_not_be_acted_on(): void {
		$this->mail( array( 3 => 4, 4 => 3 ) );
		for ( $more = 0; $more < 20; $more++ ) {
			$this->person( "more{$more}" );
		}
		$run = $this->run_until( array(), array( 'nth' => 2 ) );
		$this->rest( 'POST', "/runs/{$run['id']}/cancel" );
		$row = $this->row_of_person( $this->people[3]['id'] );

		self::assertSame( 400, $this->rest( 'POST', '/results/actions', array( 'action' => 'update', 'ids' => array( $row['id'] ) ) )->status );
	}

	/**
	 * @param array<int, int|string> $mails Whose address each gets, or which.
	 */
	private function mail( array $mails ): void {
		foreach ( $mails as $who => $whose ) {
			Simulator::change( $this->people[ $who ]['id'], array( 'mail' => is_int( $whose ) ? "p{$whose}@lakeside.example" : "{$whose}@lakeside.example" ) );
		}
	}

	/**
	 * Lets people have the UPN and the mail of others.
	 *
	 * @param array<int, int> $names Whose names each gets.
	 */
	private function exchange_names( array $names ): void {
		foreach ( $names as $who => $whose ) {
			Simulator::change( $this->people[ $who ]['id'], array( 'userPrincipalName' => "moving{$who}@lakeside.example" ) );
		}
		foreach ( $names as $who => $whose ) {
			Simulator::change( $this->people[ $who ]['id'], array( 'userPrincipalName' => "p{$whose}@lakeside.example", 'mail' => "p{$whose}@lakeside.example" ) );
		}
	}

	private function email( int $who ): string {
		global $wpdb;
		return $wpdb->get_var( $wpdb->prepare( "SELECT user_email FROM {$wpdb->users} WHERE ID = %d", $this->accounts[ $who ] ) );
	}

	private function told(): string {
		return (string) wp_json_encode( array_map( static fn( array $row ): string => "{$row['user_principal_name']} {$row['status']}: {$row['reason']}", array( ...$this->all_rows( 'directory_only' ), ...$this->all_rows( 'matched' ) ) ), JSON_PRETTY_PRINT | JSON_UNESCAPED_UNICODE );
	}
}
