<?php

declare( strict_types=1 );

namespace WPO365\User_Sync\Tests\Sync;

use WPO365\User_Sync\Tests\Support\Meddles;
use WPO365\User_Sync\Tests\Support\Php_Process;
use WPO365\User_Sync\Tests\Support\Simulator;
use WPO365\User_Sync\Tests\Support\Test_Case;

/**
 * Actions by hand see what others have done since the run, and nobody does two at once.
 */
final class By_Hand_Test extends Test_Case {

	use Meddles;

	/** @var list<array<string, mixed>> */
	private array $people = array();

	protected function setUp(): void {
		parent::setUp();
		Simulator::tenant( array( 'users' => 40, 'awkward' => false ) );
		$this->people = Simulator::people();
	}

	/**
	 * @dataProvider cases
	 */
	public function test_who_got_an_account_since_gets_no_second_one( \Closure $spell ): void {
		self::assert_run( 'completed', $this->synchronize() );
		$row   = $this->row_of_person( $this->people[0]['id'] );
		$other = $this->account( array( 'user_login' => 'preferred', 'user_email' => 'private@example.org' ) );
		$this->link( $other, $spell( $this->people[0]['id'] ) );

		$result = $this->act( 'create', array( $row['id'] ) )[0];

		self::assertSame( 'failed', $result['status'], (string) wp_json_encode( $result ) );
		self::assertStringContainsString( 'changed', $result['reason'] );
		self::assertSame( array( $other ), $this->linked_to( $this->people[0]['id'] ) );
		self::assertFalse( get_user_by( 'login', $this->people[0]['userPrincipalName'] ) );
	}

	public static function cases(): array {
		return array(
			'linked'            => array( static fn( string $id ): string => $id ),
			'linked in capitals' => array( strtoupper( ... ) ),
		);
	}

	public function test_whose_link_has_gone_to_another_account_is_not_updated(): void {
		$first = $this->linked( $this->people[0] );
		self::assert_run( 'completed', $this->synchronize() );
		$row = $this->row_of_person( $this->people[0]['id'] );
		delete_user_meta( $first, 'aadObjectId' );
		$second = $this->linked( $this->people[0] );
		$before = $this->stored_users();

		self::assertSame( 'failed', $this->act( 'update', array( $row['id'] ) )[0]['status'] );
		self::assertSame( $before, $this->stored_users() );
		self::assertSame( array( $second ), $this->linked_to( $this->people[0]['id'] ) );
	}

	public function test_whoever_another_plugin_links_to_somebody_else_is_not_linked_by_hand(): void {
		$named = $this->account( array( 'user_login' => $this->people[0]['userPrincipalName'], 'user_email' => 'private@example.org' ) );
		self::assert_run( 'completed', $this->synchronize() );
		$row = $this->row_of_person( $this->people[0]['id'] );
		self::assertSame( array( 'conflict', $named ), array( $row['status'], $row['user_id'] ) );
		$this->link( $named, $this->people[1]['id'] );

		self::assertSame( 'failed', $this->act( 'link', array( $row['id'] ) )[0]['status'] );
		self::assertSame( $this->people[1]['id'], $this->stored_link( $named )['aadObjectId'] );
	}

	public function test_an_action_that_waits_long_for_the_directory_is_not_taken_for_dead(): void {
		global $wpdb;
		self::assert_run( 'completed', $this->synchronize() );
		$rows = array_map( fn( int $position ): int => $this->row_of_person( $this->people[ $position ]['id'] )['id'], array( 0, 1 ) );
		$runs = $wpdb->prefix . 'wpo365_user_sync_runs';
		$sign = 0;
		// As if the first answer took half an hour.
		$this->before_request( '/users/' . $this->people[0]['id'], static fn() => $wpdb->query( $wpdb->prepare( 'UPDATE %i SET updated_at = updated_at - 1800 WHERE active = 1', $runs ) ) );
		$this->before_request(
			'/users/' . $this->people[1]['id'],
			static function () use ( $wpdb, $runs, &$sign ): void {
				$sign = (int) $wpdb->get_var( $wpdb->prepare( 'SELECT updated_at FROM %i WHERE active = 1', $runs ) );
			}
		);

		self::assertSame( array( 'created', 'created' ), array_column( $this->act( 'create', $rows ), 'status' ) );
		self::assertGreaterThan( time() - 60, $sign );
	}

	/**
	 * @dataProvider second_requests
	 *
	 * @param array<string, mixed> $body Its body.
	 */
	public function test_nothing_else_begins_while_an_action_is_under_way( string $method, string $route, array $body ): void {
		$run = $this->failed_after_a_page();
		$row = $this->row_of_person( $this->people[0]['id'] );
		if ( isset( $body['ids'] ) ) {
			$body['ids'] = array( $row['id'] );
		}
		$answer = '';
		add_action(
			'wpo365_user_sync_user_created',
			function () use ( $method, $route, $body, $run, &$answer ): void {
				$answer = Php_Process::run(
					sprintf(
						'$request = new WP_REST_Request( %s, %s ); $request->set_body_params( json_decode( %s, true ) ); $response = rest_do_request( $request ); echo $response->get_status(), " ", $response->get_data()["code"] ?? "";',
						var_export( $method, true ),
						var_export( '/wpo365-user-sync/v1' . str_replace( '{id}', (string) $run['id'], $route ), true ),
						var_export( wp_json_encode( $body ), true )
					),
					array(),
					self::ADMIN
				);
			}
		);

		$result = $this->act( 'create', array( $row['id'] ) )[0];

		self::assertSame( '409 run_active', $answer );
		self::assertSame( 'created', $result['status'], (string) wp_json_encode( $result ) );
		self::assertSame( array( $result['user_id'] ), $this->linked_to( $this->people[0]['id'] ) );
		$after = $this->row_of_person( $this->people[0]['id'] );
		self::assertSame( array( 'created', $result['user_id'] ), array( $after['status'], $after['user_id'] ) );
		self::assertSame( array( 'action', 'full' ), $this->kinds(), 'What was refused stands in the history.' );
	}

	public static function second_requests(): array {
		return array(
			'the same action'  => array( 'POST', '/results/actions', array( 'action' => 'create', 'ids' => array( 0 ) ) ),
			'another run'      => array( 'POST', '/runs', array( 'create' => true ) ),
			'resume'           => array( 'POST', '/runs/{id}/resume', array() ),
			'truncate'         => array( 'DELETE', '/results', array() ),
		);
	}

	/**
	 * @dataProvider refused
	 *
	 * @param array<string, mixed> $body Body.
	 */
	public function test_what_is_refused_leaves_no_record( array $body, int $status ): void {
		self::assert_run( 'completed', $this->synchronize() );
		$body['ids'] ??= array( $this->row_of_person( $this->people[0]['id'] )['id'] );
		$answer        = $this->rest( 'POST', '/results/actions', $body );

		self::assertSame( $status, $answer->status, $answer->text() );
		self::assertSame( array( 'full' ), $this->kinds() );
	}

	public static function refused(): array {
		return array(
			'rows of another table' => array( array( 'action' => 'update' ), 400 ),
			'rows that are not there' => array( array( 'action' => 'create', 'ids' => array( 999999999 ) ), 400 ),
			'an unknown action'     => array( array( 'action' => 'destroy' ), 400 ),
		);
	}

	public function test_rows_that_were_acted_on_are_done_with(): void {
		self::assert_run( 'completed', $this->synchronize() );
		$row = $this->row_of_person( $this->people[0]['id'] );
		self::assertSame( 'created', $this->act( 'create', array( $row['id'] ) )[0]['status'] );

		$answer = $this->rest( 'POST', '/results/actions', array( 'action' => 'create', 'ids' => array( $row['id'] ) ) );

		self::assertSame( array( 400, 'rest_invalid_param' ), array( $answer->status, $answer->code() ), $answer->text() );
		self::assertSame( array( 'action', 'full' ), $this->kinds() );
	}

	/**
	 * @return array<string, mixed> A Run that has failed on its second page.
	 */
	private function failed_after_a_page(): array {
		Simulator::fault( array( 'kind' => 'status', 'status' => 403, 'on' => 'users', 'nth' => 2 ) );
		$run = $this->synchronize();
		self::assert_run( 'failed', $run, 'forbidden' );
		return $run;
	}

	/**
	 * @return list<string> Kinds of what stands in the history, newest first.
	 */
	private function kinds(): array {
		global $wpdb;
		return $wpdb->get_col( "SELECT kind FROM {$wpdb->prefix}wpo365_user_sync_runs ORDER BY id DESC" );
	}
}
