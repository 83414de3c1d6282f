<?php

declare( strict_types=1 );

namespace WPO365\User_Sync\Tests\Sync\Removal;

use WPO365\User_Sync\Tests\Support\Scene;
use WPO365\User_Sync\Tests\Support\Simulator;
use WPO365\User_Sync\Tests\Support\Test_Case;

/**
 * Absence is not evidence: the directory is asked about everybody linked before somebody is removed.
 */
final class Evidence_Test extends Test_Case {

	use Scene;

	protected function setUp(): void {
		parent::setUp();
		Simulator::tenant( array( 'users' => 100, 'awkward' => false ) );
	}

	public function test_who_was_missed_by_the_listing_stays(): void {
		$missed = $this->missed();
		$gone   = $this->gone();

		$run = $this->synchronize( array( 'delete' => true ) );

		self::assert_run( 'completed', $run );
		$this->assert_stay( $missed );
		$this->assert_removed( $gone );
		$row = $this->row_of_user( $missed );
		self::assertSame( 'skipped', $row['status'] );
		self::assertStringContainsString( 'Still in the directory', $row['reason'] );
	}

	public function test_an_object_id_is_asked_about_whatever_its_case(): void {
		$missed = $this->missed();
		update_user_meta( $missed, 'aadObjectId', strtoupper( get_user_meta( $missed, 'aadObjectId', true ) ) );

		self::assert_run( 'completed', $this->synchronize( array( 'delete' => true ) ) );
		$this->assert_stay( $missed );
		self::assertStringContainsString( 'Still in the directory', $this->row_of_user( $missed )['reason'] );
	}

	public function test_everybody_linked_is_asked_about_fifteen_a_request(): void {
		$this->save_settings( array( 'removal' => array( 'limit_percent' => null ) ) );
		$gone = $this->gone_users( 32 );
		$plain = $this->account();
		Simulator::clear_log();

		self::assert_run( 'held', $this->synchronize( array( 'delete' => true ) ) );

		$asked = array();
		foreach ( $this->questions() as $url ) {
			preg_match_all( "/'([0-9a-f-]{36})'/", $url, $ids );
			self::assertLessThanOrEqual( 15, count( $ids[1] ) );
			$asked = array_merge( $asked, $ids[1] );
		}
		$linked = array_map( static fn( int $id ): string => get_user_meta( $id, 'aadObjectId', true ), $gone );
		self::assertSame( array(), array_diff( $linked, $asked ), 'Nobody asked about them.' );
		$this->assert_stay( $plain, ...$gone );
	}

	/**
	 * @dataProvider bad_answers
	 *
	 * @param array<string, mixed> $fault What the directory answers to the question who exists.
	 */
	public function test_without_an_answer_nobody_is_removed( array $fault, string $error ): void {
		$gone = $this->gone_users( 2 );
		Simulator::fault( $fault + array( 'on' => 'users', 'match' => 'id in', 'times' => null ) );

		$run = $this->run_through( array( 'delete' => true ) );

		self::assert_run( 'failed', $run, $error );
		$this->assert_stay( ...$gone );
		self::assertSame( 0, $run['counts']['deleted'] );

		Simulator::control( 'DELETE', '/faults' );
		self::assert_run( 'completed', $this->resume( $run ) );
		$this->assert_removed( ...$gone );
	}

	public static function bad_answers(): array {
		return array(
			'forbidden'                => array( array( 'kind' => 'status', 'status' => 403 ), 'forbidden' ),
			'bad request'              => array( array( 'kind' => 'status', 'status' => 400 ), 'bad_response' ),
			'not found'                => array( array( 'kind' => 'status', 'status' => 404 ), 'bad_response' ),
			'not implemented'          => array( array( 'kind' => 'status', 'status' => 501 ), 'bad_response' ),
			'503 again and again'      => array( array( 'kind' => 'status', 'status' => 503 ), 'unreachable' ),
			'429 again and again'      => array( array( 'kind' => 'throttle' ), 'throttled' ),
			'connection closed'        => array( array( 'kind' => 'reset' ), 'unreachable' ),
			'half of the JSON'         => array( array( 'kind' => 'broken_json' ), 'bad_response' ),
			'a page of HTML'           => array( array( 'kind' => 'html' ), 'bad_response' ),
			'an error with status 200' => array( array( 'kind' => 'error_in_200' ), 'bad_response' ),
			'no list'                  => array( array( 'kind' => 'body', 'json' => array( 'error' => null ) ), 'bad_response' ),
			'redirect'                 => array( array( 'kind' => 'redirect' ), 'bad_response' ),
		);
	}

	/**
	 * @dataProvider odd_links
	 */
	public function test_who_has_a_link_that_can_not_be_asked_about_stays( string $object_id ): void {
		$odd = $this->account();
		$this->link( $odd, $object_id );

		self::assert_run( 'completed', $this->synchronize( array( 'delete' => true ) ) );
		$this->assert_stay( $odd );
		self::assertSame( 'skipped', $this->row_of_user( $odd )['status'] );
	}

	public static function odd_links(): array {
		return array(
			'no GUID'           => array( 'somebody' ),
			'a GUID and a blank' => array( 'aaaaaaaa-bbbb-4ccc-8ddd-eeeeeeeeeeee ' ),
			'a quote'           => array( "x') or id in ('" ),
			'a blank'           => array( ' ' ),
		);
	}

	/**
	 * @dataProvider old_answers
	 *
	 * @param int $seconds How long ago the directory was asked, by the clock of now.
	 */
	public function test_who_comes_back_while_the_removal_is_held_stays( int $seconds ): void {
		$gone = $this->gone_users( 7 );
		$run  = $this->synchronize( array( 'delete' => true ) );
		$this->person( 'returned', array( 'id' => get_user_meta( $gone[3], 'aadObjectId', true ) ) );
		$this->age( $run['id'], 'evidence_at', $seconds );

		$run = $this->approve( $run );

		self::assert_run( 'completed', $run );
		self::assertSame( array( 6, 2 ), array( $run['counts']['deleted'], $run['counts']['skipped'] ) );
		$this->assert_stay( $gone[3] );
		self::assertStringContainsString( 'Still in the directory', $this->row_of_user( $gone[3] )['reason'] );
	}

	public static function old_answers(): array {
		return array(
			'an hour ago'                       => array( HOUR_IN_SECONDS ),
			'by a clock that was a month ahead' => array( -MONTH_IN_SECONDS ),
		);
	}

	public function test_a_disabled_person_is_no_absent_one(): void {
		$people = Simulator::people();
		$linked = $this->account();
		$this->link( $linked, $people[0]['id'] );
		$named = $this->account( array( 'user_login' => $people[1]['userPrincipalName'], 'user_email' => $people[1]['mail'] ) );
		Simulator::change( $people[0]['id'], array( 'accountEnabled' => false ) );
		Simulator::change( $people[1]['id'], array( 'accountEnabled' => false ) );

		$run = $this->synchronize( array( 'create' => true, 'delete' => true ) );

		self::assert_run( 'completed', $run );
		self::assertSame( 2, $run['counts']['matched'] );
		$this->assert_stay( $linked, $named );
	}

	/** Makes an account of somebody whom the listing leaves out, although the directory knows the person. */
	private function missed(): int {
		$person = Simulator::people()[7];
		$missed = $this->account();
		$this->link( $missed, $person['id'] );
		Simulator::fault( array( 'kind' => 'omit', 'users' => array( $person['id'] ), 'on' => 'users', 'without' => 'id in', 'times' => null ) );
		return $missed;
	}

	/** @return list<string> Decoded addresses of the questions who exists. */
	private function questions(): array {
		return array_values( array_filter( array_map( static fn( array $entry ): string => urldecode( $entry['url'] ), Simulator::log( 'users' ) ), static fn( string $url ): bool => str_contains( $url, 'id in' ) ) );
	}
}
