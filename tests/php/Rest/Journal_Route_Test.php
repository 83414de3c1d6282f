<?php
/**
 * What a run has done, as the page gets it.
 */

declare( strict_types=1 );

namespace WPO365\User_Sync\Tests\Rest;

use WPO365\User_Sync\Tests\Support\Keeps_Answers;
use WPO365\User_Sync\Tests\Support\Rest_Answer;
use WPO365\User_Sync\Tests\Support\Rewinds;
use WPO365\User_Sync\Tests\Support\Scene;
use WPO365\User_Sync\Tests\Support\Simulator;
use WPO365\User_Sync\Tests\Support\Test_Case;

final class Journal_Route_Test extends Test_Case {

	use Keeps_Answers;
	use Rewinds;
	use Scene;

	protected function setUp(): void {
		parent::setUp();
		Simulator::tenant( array( 'users' => 0, 'awkward' => false ) );
		$this->save_settings( array( 'fields' => array( array( 'property' => 'jobTitle' ) ), 'removal' => array( 'limit_percent' => null ) ) );
	}

	public function test_each_value_has_its_shape(): void {
		$anna  = $this->person( 'anna', array( 'jobTitle' => 'Clerk' ) );
		$group = Simulator::group( 'Editors', array( $anna['id'] ) );
		$this->save_settings( array( 'roles' => array( 'mappings' => array( array( 'group_id' => $group, 'role' => 'editor' ) ) ) ) );
		$user = $this->account( array( 'user_login' => 'anna@lakeside.example', 'user_email' => 'anna@lakeside.example', 'display_name' => 'Somebody' ) );
		$this->link( $user, $anna['id'], 'old@lakeside.example' );
		add_user_meta( $user, 'jobTitle', 'Porter' );
		add_user_meta( $user, 'jobTitle', 'Guard' );

		$run     = $this->synchronize( array( 'update' => true ) );
		$entries = array_column( $this->entries( $run ), null, 'field' );

		self::assertSame( array( 'core', 'Somebody', 'Anna' ), self::of( $entries['display_name'] ) );
		self::assertSame( array( 'link', 'old@lakeside.example', 'anna@lakeside.example' ), self::of( $entries['userPrincipalName'] ) );
		self::assertSame( array( 'role', array( 'Subscriber' ), array( 'Subscriber', 'Editor' ) ), self::of( $entries[ $GLOBALS['wpdb']->prefix . 'capabilities' ] ) );
		self::assertSame( array( 'role', null, array( 'Editor' ) ), self::of( $entries['wpo365_user_sync_roles'] ) );
		self::assertSame( array( 'meta', array( 'Porter', 'Guard' ) ), array_slice( self::of( $entries['jobTitle'] ), 0, 2 ) );
		foreach ( $entries as $entry ) {
			self::assertSame( array( $run['id'], $user, 'anna@lakeside.example', $anna['id'], false, self::ADMIN ), array( $entry['run_id'], $entry['user_id'], $entry['login'], $entry['object_id'], $entry['hidden'], $entry['by'] ) );
			self::assertMatchesRegularExpression( '/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/D', $entry['at'] );
		}
	}

	public function test_people_who_were_created_or_deleted_keep_their_usernames_and_nothing_secret_leaves(): void {
		$this->person( 'anna' );
		$gone = $this->gone( array( 'user_login' => 'zoe', 'user_email' => 'zoe@lakeside.example' ) );
		update_user_meta( $gone, 'diary', 'very private' );
		$hash = get_userdata( $gone )->user_pass;
		$run  = $this->synchronize( array( 'create' => true, 'delete' => true ) );
		$this->assert_removed( $gone );

		$answer  = $this->journal_of( $run );
		$entries = array_column( $answer->data, null, 'kind' );

		self::assertSame( array( 'zoe', true, null, null ), array( $entries['deleted']['login'], $entries['deleted']['hidden'], $entries['deleted']['before'], $entries['deleted']['after'] ) );
		self::assertSame( array( 'anna@lakeside.example', false, null, 'anna@lakeside.example' ), array( $entries['created']['login'], $entries['created']['hidden'], $entries['created']['before'], $entries['created']['after'] ) );
		foreach ( array( 'very private', $hash, $this->journal()[0]->after[1], 'session_tokens' ) as $secret ) {
			self::assertStringNotContainsString( (string) $secret, $answer->text() );
		}
		$this->delete_account( $entries['created']['user_id'] );
		self::assertSame( 'anna@lakeside.example', array_column( $this->journal_of( $run )->data, null, 'kind' )['created']['login'], 'As it was created.' );
	}

	public function test_values_of_unknown_keys_and_passwords_are_hidden(): void {
		$anna = $this->person( 'anna' );
		$user = $this->account();
		$this->link( $user, $anna['id'], $anna['userPrincipalName'] );
		add_action(
			'wpo365_user_sync_user_updated',
			static function ( int $user_id ): void {
				update_user_meta( $user_id, 'token_of_others', 'abc123' );
				update_user_meta( $user_id, 'wpo365_token_of_others', 'abc123' );
			}
		);

		$answer  = $this->journal_of( $this->synchronize( array( 'update' => true ) ) );
		$entries = array_column( $answer->data, null, 'field' );

		foreach ( array( 'token_of_others', 'wpo365_token_of_others' ) as $field ) {
			self::assertSame( array( true, null, null ), array( $entries[ $field ]['hidden'], $entries[ $field ]['before'], $entries[ $field ]['after'] ) );
		}
		self::assertStringNotContainsString( 'abc123', $answer->text() );
		self::assertSame( array(), $this->entries( $this->rest( 'GET', '/runs/current' )->data, array( 'search' => 'abc123' ) ), 'Nor can it be guessed by searching.' );
	}

	/**
	 * @dataProvider searches
	 *
	 * @param list<string> $expected Usernames.
	 */
	public function test_a_search_finds( string $search, array $expected ): void {
		global $wpdb;
		$this->person( 'anna', array( 'id' => '0b1d5c4e-1111-4222-8333-abcdefabcdef', 'jobTitle' => 'Head of "R&D"/Köln' ) );
		$this->person( 'bert', array( 'displayName' => 'Bert 100%' ) );
		$zoe = $this->gone( array( 'user_login' => 'zoe', 'user_email' => 'zoe@away.example', 'display_name' => 'Zoe Gone' ) );
		$bea = $this->account( array( 'user_login' => 'bea', 'user_email' => 'bea@away.example' ) );
		$this->link( $bea, $this->person( 'beata', array( 'jobTitle' => 'Porter' ) )['id'] );
		$run = $this->synchronize( array( 'create' => true, 'update' => true, 'delete' => true ) );
		$this->assert_removed( $zoe );

		$answer = $this->journal_of( $run, array( 'search' => $search ) );

		self::assertSame( 200, $answer->status, $answer->text() );
		$logins = array_values( array_unique( array_column( $answer->data, 'login' ) ) );
		sort( $logins );
		self::assertSame( $expected, $logins );
		self::assertSame( count( $answer->data ), (int) $answer->headers['X-WP-Total'] );
	}

	/** @return array<string, array{string, list<string>}> */
	public static function searches(): array {
		return array(
			'everything'                    => array( '', array( 'anna@lakeside.example', 'bea', 'bert@lakeside.example', 'zoe' ) ),
			'a username'                    => array( 'ANNA@', array( 'anna@lakeside.example' ) ),
			'an object id'                  => array( '0b1d5c4e-1111', array( 'anna@lakeside.example' ) ),
			'a display name'                => array( 'Bert 1', array( 'bert@lakeside.example' ) ),
			'a percent sign as it is'       => array( '100%', array( 'bert@lakeside.example' ) ),
			'no joker'                      => array( 'Bert%0', array() ),
			'a field'                       => array( 'jobtit', array( 'bea' ) ),
			'a value'                       => array( 'porter', array( 'bea' ) ),
			'a former e-mail address'       => array( 'bea@away', array( 'bea' ) ),
			'somebody deleted, by username' => array( 'zoe', array( 'zoe' ) ),
			'by e-mail address'             => array( 'zoe@AWAY', array( 'zoe' ) ),
			'by display name'               => array( 'Zoe Gone', array( 'zoe' ) ),
			'nothing'                       => array( "' OR 1=1 --", array() ),
			'a backslash'                   => array( '\\', array() ),
		);
	}

	public function test_a_value_is_found_as_it_is_written_whatever_json_makes_of_it(): void {
		$anna = $this->person( 'anna', array( 'jobTitle' => 'Head of "R&D"/Köln' ) );
		$this->link( $this->account( array( 'user_login' => 'anna', 'user_email' => 'anna@away.example' ) ), $anna['id'] );
		$run = $this->synchronize( array( 'update' => true ) );

		foreach ( array( '"R&D"/Köln', 'köln', 'of "R' ) as $search ) {
			self::assertSame( array( 'jobTitle' ), array_column( $this->entries( $run, array( 'search' => $search ) ), 'field' ), $search );
		}
	}

	public function test_what_created_accounts_are_compared_with_is_not_searched(): void {
		$this->person( 'anna' );
		$run = $this->synchronize( array( 'create' => true ) );

		self::assertSame( array(), $this->entries( $run, array( 'search' => substr( $this->journal()[0]->after[1], 0, 8 ) ) ) );
	}

	public function test_it_comes_in_pages_in_the_order_in_which_it_was_done(): void {
		for ( $number = 10; $number < 35; ++$number ) {
			$this->person( "person$number" );
		}
		$run = $this->synchronize( array( 'create' => true ) );
		$ids = array_map( static fn( object $entry ): int => $entry->id, $this->journal() );

		$answer = $this->journal_of( $run, array( 'page' => 3, 'per_page' => 10 ) );

		self::assertSame( array( '25', '3' ), array( (string) $answer->headers['X-WP-Total'], (string) $answer->headers['X-WP-TotalPages'] ) );
		self::assertSame( array_slice( $ids, 20 ), array_column( $answer->data, 'id' ) );
		self::assertSame( array_slice( $ids, 0, 10 ), array_column( $this->rest( 'GET', "/runs/{$run['id']}/journal" )->data, 'id' ) );
		self::assertSame( array(), $this->entries( $run, array( 'page' => 4, 'per_page' => 10 ) ) );
	}

	public function test_each_run_and_each_action_by_hand_has_its_own(): void {
		$this->person( 'anna' );
		$this->person( 'bert' );
		$look = $this->synchronize();
		$this->act( 'create', array( $this->rows( 'directory_only' )[0]['id'] ) );
		$action = $this->rest( 'GET', '/runs' )->data[0];
		$run    = $this->synchronize( array( 'create' => true ) );

		self::assertSame( array(), $this->entries( $look ) );
		self::assertSame( array( 'anna@lakeside.example' ), array_column( $this->entries( $action ), 'login' ) );
		self::assertContains( 'bert@lakeside.example', array_column( $this->entries( $run ), 'login' ) );
	}

	public function test_unknown_runs_and_arguments_are_refused(): void {
		$answer = $this->rest( 'GET', '/runs/999999/journal' );
		self::assertSame( array( 404, 'unknown_run' ), array( $answer->status, $answer->code() ) );
		$run = $this->synchronize();
		foreach ( array( array( 'per_page' => 101 ), array( 'per_page' => 0 ), array( 'page' => 0 ), array( 'page' => 'x' ), array( 'search' => array( 'a' ) ), array( 'search' => str_repeat( 'a', 256 ) ), array( 'kind' => 'core' ) ) as $query ) {
			$answer = $this->rest( 'GET', "/runs/{$run['id']}/journal", $query );
			self::assertSame( array( 400, array_keys( $query ) ), array( $answer->status, array_keys( $answer->data['data']['params'] ?? array() ) ), $answer->text() );
		}
	}

	public function test_a_page_of_it_takes_few_statements_however_many_accounts_it_is_about(): void {
		global $wpdb;
		for ( $number = 0; $number < 40; ++$number ) {
			$this->person( "person$number" );
		}
		$run = $this->synchronize( array( 'create' => true ) );
		$this->rest( 'GET', "/runs/{$run['id']}/journal", array( 'per_page' => 1 ) );
		$before = $wpdb->num_queries;
		$this->rest( 'GET', "/runs/{$run['id']}/journal", array( 'per_page' => 1 ) );
		$of_one = $wpdb->num_queries - $before;
		$before = $wpdb->num_queries;

		$this->journal_of( $run );

		self::assertSame( $of_one, $wpdb->num_queries - $before );
	}

	/**
	 * @param array<string, mixed> $run   The Run.
	 * @param array<string, mixed> $query Further parameters.
	 */
	private function journal_of( array $run, array $query = array() ): Rest_Answer {
		$answer = $this->rest( 'GET', "/runs/{$run['id']}/journal", $query + array( 'per_page' => 100 ) );
		self::assertSame( 200, $answer->status, $answer->text() );
		$schema = $this->schema_of( "/runs/{$run['id']}/journal" );
		foreach ( $answer->data as $entry ) {
			$this->assert_as_described( $entry, $schema, 'entry' );
		}
		return $answer;
	}

	/**
	 * @param array<string, mixed> $run   The Run.
	 * @param array<string, mixed> $query Further parameters.
	 * @return list<array<string, mixed>>
	 */
	private function entries( array $run, array $query = array() ): array {
		return $this->journal_of( $run, $query )->data;
	}

	/**
	 * @param array<string, mixed> $entry An entry.
	 * @return array{string, mixed, mixed}
	 */
	private static function of( array $entry ): array {
		return array( $entry['kind'], $entry['before'], $entry['after'] );
	}
}
