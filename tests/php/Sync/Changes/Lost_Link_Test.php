<?php

declare( strict_types=1 );

namespace WPO365\User_Sync\Tests\Sync\Changes;

use WPO365\User_Sync\Tests\Support\Changes;
use WPO365\User_Sync\Tests\Support\Simulator;
use WPO365\User_Sync\Tests\Support\Test_Case;

/**
 * Without a link that can be relied on there is no run of changes: a full one is needed, nothing is guessed and nothing is lost.
 */
final class Lost_Link_Test extends Test_Case {

	use Changes;

	public function test_before_any_full_run_a_full_one_is_needed(): void {
		Simulator::tenant( array( 'users' => 30, 'awkward' => false ) );
		$this->assert_full_run_needed( 'No completed full synchronization' );
		self::assertSame( array(), Simulator::log(), 'Nobody is asked for that.' );
	}

	public function test_a_full_run_that_did_not_complete_leaves_no_link(): void {
		Simulator::tenant( array( 'users' => 60, 'awkward' => false ) );
		$run = $this->run_until( array( 'update' => true ), array( 'nth' => 3 ) );
		self::assertSame( 200, $this->tell( $run, 'cancel' )->status );
		self::assertCount( 1, Simulator::log( 'users_delta' ) );

		$this->assert_full_run_needed( 'No completed full synchronization' );
	}

	/**
	 * @dataProvider settings
	 *
	 * @param array<string, mixed> $settings Part of the settings.
	 */
	public function test_where_it_was_asked_for_something_else_the_link_is_not_used( array $settings ): void {
		$this->synchronized();
		$this->save_settings( $settings );

		$this->assert_full_run_needed( 'were changed since' );

		self::assertSame( array(), Simulator::log( 'users_delta' ) );
		self::assert_run( 'completed', $this->synchronize( array( 'update' => true ) ) );
		self::assert_run( 'completed', $this->changes() );
	}

	/**
	 * @return array<string, array{array<string, mixed>}>
	 */
	public static function settings(): array {
		return array(
			'another $select' => array( array( 'fields' => array( array( 'property' => 'jobTitle', 'meta_key' => 'job', 'label' => 'Job', 'type' => 'text', 'policy' => 'always', 'when_empty' => 'clear' ) ) ) ),
			'another scope'   => array( array( 'scope' => array( 'ignore_guests' => true ) ) ),
			'another filter'  => array( array( 'scope' => array( 'filter' => 'accountEnabled eq true' ) ) ),
		);
	}

	public function test_a_link_of_more_than_six_days_is_not_used_and_one_of_less_is(): void {
		$this->synchronized();
		$this->age_links( 6 * DAY_IN_SECONDS - 60 );
		self::assert_run( 'completed', $this->changes() );

		$this->age_links( 6 * DAY_IN_SECONDS + 1 );
		$this->assert_full_run_needed( 'too long ago' );
	}

	/**
	 * @dataProvider answers
	 */
	public function test_after_the_question_about_the_site_was_answered_no_former_link_is_used( string $is ): void {
		$this->synchronized();

		self::assertSame( 200, $this->rest( 'POST', '/site', array( 'is' => $is ) )->status );

		$answer = $this->rest( 'POST', '/runs', array( 'kind' => 'changes' ) );
		self::assertSame( array( 409, 'full_run_needed' ), array( $answer->status, $answer->code() ), $answer->text() );
		self::assert_run( 'completed', $this->synchronize() );
		self::assert_run( 'completed', $this->synchronize( array( 'kind' => 'changes' ) ) );
	}

	/**
	 * @return array<string, array{string}>
	 */
	public static function answers(): array {
		return array(
			'the site' => array( 'site' ),
			'a copy'   => array( 'copy' ),
		);
	}

	public function test_while_another_run_is_active_that_is_said_whether_there_is_a_link_or_not(): void {
		Simulator::tenant( array( 'users' => 30, 'awkward' => false ) );
		foreach ( array( 'without a link', 'with a link' ) as $case ) {
			$run    = $this->start();
			$answer = $this->rest( 'POST', '/runs', array( 'kind' => 'changes' ) );
			self::assertSame( array( 409, 'run_active' ), array( $answer->status, $answer->code() ), $case . ': ' . $answer->text() );
			self::assert_run( 'completed', $this->step_to_the_end( $run ) );
		}
		self::assert_run( 'completed', $this->changes() );
	}

	public function test_a_link_of_another_tenant_is_not_used(): void {
		$this->synchronized();
		Simulator::change( $this->people[1]['id'], array( 'surname' => 'Changed' ) );
		$this->set_run( $this->current_run()['id'], array( 'tenant_id' => '11111111-2222-4333-8444-555555555555' ) );
		$before = $this->stored_users();

		self::assert_run( 'failed', $this->changes(), 'full_run_needed' );

		self::assertSame( $before, $this->stored_users() );
		$this->assert_full_run_needed( 'No completed full synchronization' );
	}

	/**
	 * @dataProvider refusals
	 *
	 * @param array<string, mixed> $fault What the service answers.
	 */
	public function test_where_the_service_knows_the_link_no_longer_it_is_dropped_and_nobody_is_touched( array $fault ): void {
		$this->synchronized();
		$user = $this->account_of( $this->people[1] );
		Simulator::remove( $this->people[1]['id'] );
		Simulator::fault( $fault + array( 'on' => 'users_delta' ) );
		$before = $this->stored_users();

		$run = $this->changes( 'create', 'update', 'delete' );

		self::assert_run( 'failed', $run, 'full_run_needed' );
		self::assertStringContainsString( 'Start a full synchronization', $run['error']['message'] );
		self::assertSame( $before, $this->stored_users() );
		self::assertSame( array(), array_filter( array_column( Simulator::log(), 'elsewhere' ) ), 'The address that a 410 names is not called.' );
		self::assertCount( $fault['times'] ?? 1, Simulator::log( 'users_delta' ) );
		$this->assert_full_run_needed( 'No completed full synchronization' );
		self::assert_run( 'failed', $this->drive( $this->resumed( $run ) ), 'full_run_needed' );

		self::assert_run( 'completed', $this->synchronize( array( 'delete' => true ) ) );
		$this->assert_removed( $user );
		self::assert_run( 'completed', $this->changes() );
	}

	/**
	 * @return array<string, array{array<string, mixed>}>
	 */
	public static function refusals(): array {
		$status = static fn( int $status, string $code, string $message = '' ): array => array( array( 'kind' => 'status', 'status' => $status, 'code' => $code, 'message' => $message ) );
		return array(
			'410 with a Location'                  => array( array( 'kind' => 'gone' ) ),
			'410 without a code'                   => array( array( 'kind' => 'status', 'status' => 410, 'body' => 'empty' ) ),
			'400 syncStateNotFound'                => $status( 400, 'syncStateNotFound' ),
			'404 SyncStateNotFound'                => $status( 404, 'SyncStateNotFound' ),
			'401 syncStateNotFound'                => array( array( 'kind' => 'status', 'status' => 401, 'code' => 'syncStateNotFound', 'times' => 2 ) ),
			'400 resyncRequired'                   => $status( 400, 'resyncRequired' ),
			'400 Directory_ExpiredPageToken'       => $status( 400, 'Directory_ExpiredPageToken' ),
			'400 DirectoryPageTokenNotFoundException' => $status( 400, 'DirectoryPageTokenNotFoundException' ),
			'400 Request_BadRequest about a token' => $status( 400, 'Request_BadRequest', 'The specified page token value is not valid.' ),
		);
	}

	public function test_the_token_that_has_expired_in_the_service_is_dropped(): void {
		$this->synchronized();
		Simulator::advance( 8 * DAY_IN_SECONDS );

		self::assert_run( 'failed', $this->changes(), 'full_run_needed' );
		$this->assert_full_run_needed( 'No completed full synchronization' );
	}

	public function test_after_a_link_was_lost_in_the_middle_nobody_is_inferred_from_the_first_pages(): void {
		$this->synchronized( tenant: array( 'delta_page_size' => 3 ) );
		foreach ( array_slice( $this->people, 0, 9 ) as $person ) {
			Simulator::change( $person['id'], array( 'surname' => 'Changed' ) );
		}
		$before = $this->stored_users();
		Simulator::fault( array( 'kind' => 'gone', 'on' => 'users_delta', 'nth' => 2 ) );

		self::assert_run( 'failed', $this->changes( 'create', 'update', 'delete' ), 'full_run_needed' );

		self::assertSame( $before, $this->stored_users() );
		self::assertSame( array(), $this->listed() );
		self::assertSame( array(), Simulator::log( 'users' ) );
	}

	public function test_a_passing_failure_is_waited_for_and_the_link_stays(): void {
		$this->synchronized();
		Simulator::change( $this->people[1]['id'], array( 'displayName' => 'Another Name' ) );
		Simulator::fault( array( 'kind' => 'throttle', 'retry_after' => 3, 'on' => 'users_delta' ) );
		Simulator::fault( array( 'kind' => 'status', 'status' => 503, 'on' => 'users' ) );

		$run = $this->changes();
		self::assertSame( 'waiting', $run['status'] );
		self::assert_run( 'completed', $this->drive( $run ) );

		$this->assert_listed( $this->people[1] );
		self::assertSame( array(), array_filter( array_column( Simulator::log(), 'early' ) ) );
	}

	public function test_a_refused_permission_fails_the_run_and_the_link_stays(): void {
		$this->synchronized();
		Simulator::change( $this->people[1]['id'], array( 'displayName' => 'Another Name' ) );
		Simulator::fault( array( 'kind' => 'status', 'status' => 403, 'on' => 'users_delta' ) );

		$run = $this->changes();
		self::assert_run( 'failed', $run, 'forbidden' );

		self::assert_run( 'completed', $this->resume( $run ) );
		$this->assert_listed( $this->people[1] );
	}

	/**
	 * @dataProvider passing_by
	 *
	 * @param array<string, mixed> $fault What the service answers when it is asked for the first link.
	 */
	public function test_a_full_run_does_without_a_link_that_it_can_not_have( array $fault ): void {
		Simulator::tenant( array( 'users' => 30, 'awkward' => false ) );
		Simulator::fault( $fault + array( 'on' => 'users_delta', 'times' => null ) );

		$run = $this->run_through( array( 'create' => true ) );

		self::assertSame( array( 'completed', 30, null ), array( $run['status'], $run['counts']['created'], $run['error'] ), (string) wp_json_encode( $run ) );
		self::assertSame( array(), array_filter( array_column( Simulator::log(), 'elsewhere' ) ) );
		self::assertSame( array(), array_filter( array_column( Simulator::log(), 'early' ) ) );
		$this->assert_full_run_needed( 'No completed full synchronization' );
	}

	/**
	 * @return array<string, array{array<string, mixed>}>
	 */
	public static function passing_by(): array {
		return array(
			'forbidden'                 => array( array( 'kind' => 'status', 'status' => 403 ) ),
			'not supported'             => array( array( 'kind' => 'status', 'status' => 501 ) ),
			'a bad request'             => array( array( 'kind' => 'status', 'status' => 400 ) ),
			'unauthorized'              => array( array( 'kind' => 'status', 'status' => 401 ) ),
			'gone'                      => array( array( 'kind' => 'gone' ) ),
			'unavailable for ever'      => array( array( 'kind' => 'status', 'status' => 503 ) ),
			'throttled for ever'        => array( array( 'kind' => 'throttle', 'retry_after' => 2 ) ),
			'no JSON'                   => array( array( 'kind' => 'html' ) ),
			'no link'                   => array( array( 'kind' => 'end_early' ) ),
			'a page that is not the last' => array( array( 'kind' => 'empty_page' ) ),
			'a link that leads astray'  => array( array( 'kind' => 'link', 'to' => 'foreign_host' ) ),
		);
	}

	public function test_a_link_that_was_refused_once_is_not_asked_for_when_the_listing_begins_anew(): void {
		Simulator::tenant( array( 'users' => 60, 'awkward' => false ) );
		Simulator::fault( array( 'kind' => 'status', 'status' => 403, 'on' => 'users_delta' ) );
		Simulator::fault( array( 'kind' => 'expired_page_token', 'on' => 'users' ) );

		self::assert_run( 'completed', $this->synchronize( array( 'create' => true ) ) );

		// It would count from after the first pages, whose people are not read again.
		self::assertCount( 1, Simulator::log( 'users_delta' ) );
		$this->assert_full_run_needed( 'No completed full synchronization' );
	}

	public function test_where_a_later_full_run_has_no_link_the_earlier_one_goes_on_to_count(): void {
		$this->synchronized();
		Simulator::change( $this->people[1]['id'], array( 'surname' => 'Changed' ) );
		Simulator::fault( array( 'kind' => 'status', 'status' => 403, 'on' => 'users_delta' ) );
		self::assert_run( 'completed', $this->synchronize( array( 'update' => true ) ) );

		self::assert_run( 'completed', $this->changes() );

		$this->assert_listed( $this->people[1] );
	}

	/**
	 * @dataProvider bad_links
	 *
	 * @param array<string, mixed> $link How the link is bent.
	 */
	public function test_a_link_that_leads_elsewhere_is_refused_and_not_called( array $link, int $nth ): void {
		$this->synchronized( tenant: array( 'delta_page_size' => 2 ) );
		foreach ( array_slice( $this->people, 0, 3 ) as $person ) {
			Simulator::change( $person['id'], array( 'displayName' => 'Another Name' ) );
		}
		$before = $this->stored_users();
		Simulator::fault( array( 'kind' => 'link', 'on' => 'users_delta', 'nth' => $nth ) + $link );

		$run = $this->changes();

		self::assert_run( 'failed', $run, 'link_refused' );
		self::assertSame( array(), array_filter( array_column( Simulator::log(), 'elsewhere' ) ) );
		self::assertCount( $nth, Simulator::log( 'users_delta' ) );
		self::assertSame( $before, $this->stored_users() );
		// The link from before is still there.
		self::assert_run( 'completed', $this->changes() );
		$this->assert_listed( ...array_slice( $this->people, 0, 3 ) );
	}

	/**
	 * @return array<string, array{array<string, mixed>, int}>
	 */
	public static function bad_links(): array {
		return array(
			'a nextLink to another host'   => array( array( 'to' => 'foreign_host' ), 1 ),
			'a deltaLink to another host'  => array( array( 'to' => 'foreign_host' ), 2 ),
			'a deltaLink with user name'   => array( array( 'to' => 'userinfo' ), 2 ),
			'a deltaLink to another port'  => array( array( 'to' => 'other_port' ), 2 ),
			'a deltaLink with dots'        => array( array( 'to' => 'encoded_dot_segments' ), 2 ),
			'an empty deltaLink'           => array( array( 'url' => '' ), 2 ),
		);
	}

	public function test_a_stored_link_is_checked_again(): void {
		global $wpdb;
		$this->synchronized();
		$wpdb->query( "UPDATE {$wpdb->prefix}wpo365_user_sync_runs SET delta_links = REPLACE( delta_links, '127.0.0.1', 'localhost' )" );

		self::assert_run( 'failed', $this->changes(), 'link_refused' );
		self::assertSame( array(), Simulator::log( 'users_delta' ) );
	}

	public function test_pages_that_lead_back_end_the_run_and_change_nobody(): void {
		$this->synchronized( tenant: array( 'delta_page_size' => 2 ) );
		foreach ( array_slice( $this->people, 0, 8 ) as $person ) {
			Simulator::change( $person['id'], array( 'displayName' => 'Another Name' ) );
		}
		$before = $this->stored_users();
		Simulator::fault( array( 'kind' => 'repeat_link', 'on' => 'users_delta', 'nth' => 2, 'times' => null ) );

		self::assert_run( 'failed', $this->changes(), 'link_repeated' );
		self::assertCount( 2, Simulator::log( 'users_delta' ) );
		self::assertSame( $before, $this->stored_users() );
	}

	/**
	 * @dataProvider bodies
	 */
	public function test_a_page_that_is_none_is_not_believed( mixed $body ): void {
		$this->synchronized();
		Simulator::fault( array( 'kind' => 'body', 'json' => $body, 'on' => 'users_delta' ) );
		Simulator::change( $this->people[1]['id'], array( 'displayName' => 'Another Name' ) );

		self::assert_run( 'failed', $this->changes(), 'bad_response' );

		self::assert_run( 'completed', $this->changes() );
		$this->assert_listed( $this->people[1] );
	}

	/**
	 * @return array<string, array{mixed}>
	 */
	public static function bodies(): array {
		$link = getenv( 'WPO365_TEST_GRAPH' ) . '/v1.0/users/delta?$deltatoken=x';
		return array(
			'no link'           => array( array( 'value' => array() ) ),
			'both links'        => array( array( 'value' => array(), '@odata.nextLink' => $link, '@odata.deltaLink' => $link ) ),
			'a row without id'  => array( array( 'value' => array( array( 'displayName' => 'Nobody' ) ), '@odata.deltaLink' => $link ) ),
			'rows that are none' => array( array( 'value' => 'none', '@odata.deltaLink' => $link ) ),
		);
	}

	public function test_what_was_applied_before_a_run_was_broken_off_is_replayed_and_does_no_harm(): void {
		$this->synchronized();
		foreach ( array_slice( $this->people, 0, 20 ) as $person ) {
			Simulator::change( $person['id'], array( 'displayName' => 'Another Name' ) );
		}
		$new = $this->person( 'newcomer' );
		// The pages are read and the first part is committed; then the service fails, and the run is given up.
		Simulator::remove( $this->people[20]['id'] );
		Simulator::fault( array( 'kind' => 'status', 'status' => 503, 'on' => 'users', 'match' => "'" . $this->people[20]['id'], 'nth' => 2, 'times' => 1 ) );
		$run = $this->changes( 'create', 'update', 'delete' );
		self::assertSame( array( 'waiting', 20, 1 ), array( $run['status'], $run['counts']['updated'], $run['counts']['created'] ), (string) wp_json_encode( $run ) );
		self::assertSame( 200, $this->tell( $run, 'cancel' )->status );
		$user = $this->account_of( $this->people[20] );

		$again = $this->changes( 'create', 'update', 'delete' );

		self::assertSame( array( 'completed', 0, 0, 1 ), array( $again['status'], $again['counts']['updated'], $again['counts']['created'], $again['counts']['deleted'] ), (string) wp_json_encode( $again ) );
		$this->assert_listed( $new, ...array_slice( $this->people, 0, 20 ) );
		$this->assert_removed( $user );
		self::assertCount( 1, $this->linked_to( $new['id'] ) );
		// Now the link has moved on.
		self::assert_run( 'completed', $this->changes() );
		$this->assert_listed();
	}

	public function test_where_a_transaction_is_ended_by_others_nobody_who_has_changed_is_lost(): void {
		$this->synchronized();
		foreach ( array_slice( $this->people, 0, 4 ) as $person ) {
			Simulator::change( $person['id'], array( 'displayName' => 'Another Name' ) );
		}
		$broken = $this->break_connection( 'INSERT INTO `' . $GLOBALS['wpdb']->prefix . 'wpo365_user_sync_results`' );

		$run = $this->changes();

		self::assertSame( 1, $broken() );
		self::assertSame( 'completed', $run['status'], (string) wp_json_encode( $run ) );
		$this->assert_listed( ...array_slice( $this->people, 0, 4 ) );
		foreach ( array_slice( $this->people, 0, 4 ) as $person ) {
			self::assertSame( 'Another Name', get_userdata( $this->account_of( $person ) )->display_name );
		}
	}

	public function test_no_link_leaves_the_server_and_few_are_kept(): void {
		global $wpdb;
		$this->synchronized();
		for ( $runs = 0; $runs < 3; $runs++ ) {
			self::assert_run( 'completed', $this->changes() );
		}
		self::assertLessThanOrEqual( 2, (int) $wpdb->get_var( "SELECT COUNT(*) FROM {$wpdb->prefix}wpo365_user_sync_runs WHERE delta_links <> ''" ) );
		self::assertStringNotContainsString( 'deltatoken', $this->rest( 'GET', '/runs' )->text() );
	}
}
