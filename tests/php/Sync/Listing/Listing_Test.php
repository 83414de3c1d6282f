<?php
/**
 * When a listing counts as complete: nobody is removed by any other.
 */

declare( strict_types=1 );

namespace WPO365\User_Sync\Tests\Sync\Listing;

use WPO365\User_Sync\Tests\Support\Simulator;
use WPO365\User_Sync\Tests\Support\Steers_Runs;
use WPO365\User_Sync\Tests\Support\Test_Case;

final class Listing_Test extends Test_Case {

	use Steers_Runs;

	private int $gone;

	protected function setUp(): void {
		parent::setUp();
		Simulator::tenant( array( 'users' => 60, 'awkward' => false ) );
		$this->gone = $this->create_users( 1, 'gone' )[0];
		$this->link( $this->gone, '11111111-2222-4333-8444-555555555555' );
	}

	/**
	 * @return array<string, array{list<array<string, mixed>>}>
	 */
	public static function odd_pages(): array {
		return array(
			'a short page'            => array( array( array( 'kind' => 'short_page', 'rows' => 3, 'nth' => 2 ) ) ),
			'short pages only'        => array( array( array( 'kind' => 'short_page', 'rows' => 7, 'times' => null ) ) ),
			'an empty page'           => array( array( array( 'kind' => 'empty_page', 'nth' => 2 ) ) ),
			'the first page empty'    => array( array( array( 'kind' => 'empty_page' ) ) ),
			'empty pages in a row'    => array( array( array( 'kind' => 'empty_page', 'nth' => 2, 'times' => 4 ) ) ),
			'rows twice'              => array( array( array( 'kind' => 'duplicate_rows', 'nth' => 2, 'times' => null ) ) ),
			'rows twice, short pages' => array( array( array( 'kind' => 'duplicate_rows', 'nth' => 2, 'times' => null ), array( 'kind' => 'short_page', 'rows' => 9, 'times' => null ) ) ),
			'blanks behind the answer' => array( array( array( 'kind' => 'padding', 'bytes' => 100000, 'times' => null ) ) ),
		);
	}

	/**
	 * @dataProvider odd_pages
	 * @param list<array<string, mixed>> $faults
	 */
	public function test_odd_pages_lose_and_double_nobody( array $faults ): void {
		foreach ( $faults as $fault ) {
			Simulator::fault( $fault + array( 'on' => 'users', 'without' => 'id in' ) );
		}

		$run = $this->step_to_the_end( $this->start( array( 'create' => true, 'delete' => true ) ) );

		self::assertSame( 'completed', $run['status'], wp_json_encode( $run ) );
		self::assertSame( 60, $run['counts']['created'], wp_json_encode( $run ) );
		self::assertSame( 60, $run['expected'] );
		self::assertSame( 1, $run['counts']['deleted'], wp_json_encode( $run ) );
		$this->assert_everybody_once( $run );
	}

	/**
	 * @return array<string, array{list<array<string, mixed>>, string}> Faults, and the code that the run fails with.
	 */
	public static function incomplete_listings(): array {
		return array(
			'no user at all'                       => array( array( array( 'kind' => 'empty_listing', 'on' => 'users' ) ), 'listing_empty' ),
			'no user at all, and none expected'    => array( array( array( 'kind' => 'empty_listing', 'on' => 'users' ), array( 'kind' => 'count', 'count' => 0, 'on' => 'count' ) ), 'listing_empty' ),
			'no user at all, and no number'        => array( array( array( 'kind' => 'empty_listing', 'on' => 'users' ), array( 'kind' => 'status', 'status' => 404, 'on' => 'count' ) ), 'listing_empty' ),
			'the last page is missing'             => array( array( array( 'kind' => 'end_early', 'on' => 'users', 'nth' => 2 ) ), 'listing_incomplete' ),
			'two of 60 are missing'                => array( array( array( 'kind' => 'count', 'count' => 62, 'on' => 'count' ) ), 'listing_incomplete' ),
		);
	}

	/**
	 * @dataProvider incomplete_listings
	 * @param list<array<string, mixed>> $faults
	 */
	public function test_an_incomplete_listing_removes_nobody_and_resume_lists_anew( array $faults, string $code ): void {
		foreach ( $faults as $fault ) {
			Simulator::fault( $fault );
		}

		$run = $this->step_to_the_end( $this->start( array( 'create' => true, 'delete' => true ) ) );

		$text = (string) wp_json_encode( $run );
		self::assertSame( 'failed', $run['status'], $text );
		self::assertSame( $code, $run['error']['code'], $text );
		self::assertSame( 'listing', $run['phase'], $text );
		self::assertNotFalse( get_userdata( $this->gone ) );
		self::assertSame( array(), $this->rows( 'wordpress_only' ), 'Nobody is even named as absent.' );

		Simulator::clear_log();
		$run = $this->resumed( $run );
		self::assertSame( 'groups', $run['phase'], 'Tenant and groups are read anew as well.' );
		$run = $this->drive( $run );
		self::assertSame( 'completed', $run['status'], wp_json_encode( $run ) );
		self::assertSame( array( null, 'exact', 'exact' ), array_slice( array_column( Simulator::log( 'users' ), 'link' ), 0, 3 ), 'The listing began with the first page.' );
		self::assertCount( 1, Simulator::log( 'count' ), 'The number is asked for anew.' );
		self::assertSame( 60, $run['expected'] );
		self::assertSame( 1, $run['counts']['deleted'], wp_json_encode( $run ) );
		$this->assert_everybody_once( $run );
	}

	/**
	 * @return array<string, array{int, int, string}> Users, the number expected, and the status at the end.
	 */
	public static function numbers(): array {
		return array(
			'just what was expected'     => array( 200, 200, 'completed' ),
			'more than expected'         => array( 200, 150, 'completed' ),
			'1 % fewer'                  => array( 198, 200, 'completed' ),
			'a little more than 1 % fewer' => array( 197, 200, 'failed' ),
			'one of few'                 => array( 40, 41, 'completed' ),
			'two of few'                 => array( 39, 41, 'failed' ),
			'one of a hundred'           => array( 99, 100, 'completed' ),
		);
	}

	/**
	 * @dataProvider numbers
	 */
	public function test_one_percent_short_or_one_person_is_still_complete( int $users, int $expected, string $status ): void {
		Simulator::tenant( array( 'users' => $users, 'awkward' => false ) );
		Simulator::fault( array( 'kind' => 'count', 'count' => $expected, 'on' => 'count' ) );

		$run = $this->step_to_the_end( $this->start( array( 'delete' => true ) ) );

		self::assertSame( $status, $run['status'], wp_json_encode( $run ) );
		self::assertSame( $expected, $run['expected'] );
		self::assertSame( 'completed' === $status, false === get_userdata( $this->gone ) );
	}

	public function test_lost_rows_are_noticed_and_the_run_can_not_go_on(): void {
		global $wpdb;
		Simulator::fault( array( 'kind' => 'throttle', 'retry_after' => 1, 'on' => 'users', 'nth' => 3 ) );
		$run = $this->step_to_the_end( $this->start( array( 'create' => true, 'delete' => true ) ) );
		self::assertSame( 'waiting', $run['status'], wp_json_encode( $run ) );
		$wpdb->query( "DELETE FROM {$wpdb->prefix}wpo365_user_sync_results ORDER BY id LIMIT 1" );

		$run = $this->drive( $run );

		self::assertSame( 'failed', $run['status'], wp_json_encode( $run ) );
		self::assertSame( 'results_lost', $run['error']['code'], wp_json_encode( $run ) );
		self::assertNotFalse( get_userdata( $this->gone ) );
		$answer = $this->tell( $run, 'resume' );
		self::assertSame( 409, $answer->status, $answer->text() );
		self::assertSame( 'invalid_transition', $answer->code(), $answer->text() );

		// A new one finds everybody whom the lost one created.
		$run = $this->synchronize( array( 'create' => true, 'delete' => true ) );
		self::assertSame( 'completed', $run['status'], wp_json_encode( $run ) );
		self::assertSame( 0, $run['counts']['created'] );
		self::assertSame( 60, $run['counts']['matched'] );
	}

	public function test_a_changed_scope_ends_the_run_until_it_is_what_it_was(): void {
		Simulator::fault( array( 'kind' => 'throttle', 'retry_after' => 1, 'on' => 'users', 'nth' => 2 ) );
		$run = $this->step_to_the_end( $this->start( array( 'create' => true, 'delete' => true ) ) );
		$this->save_settings( array( 'scope' => array( 'ignore_guests' => true ) ) );
		Simulator::clear_log();

		$run = $this->drive( $run );

		self::assertSame( 'failed', $run['status'], wp_json_encode( $run ) );
		self::assertSame( 'settings_changed', $run['error']['code'], wp_json_encode( $run ) );
		self::assertSame( 25, $run['counts']['created'] );
		self::assertSame( array(), Simulator::log(), 'Nobody is asked with other settings.' );
		self::assertSame( 'settings_changed', $this->drive( $this->resumed( $run ) )['error']['code'] );

		$this->save_settings( array( 'scope' => array( 'ignore_guests' => false ) ) );
		$run = $this->drive( $this->resumed( $this->current_run() ) );
		self::assertSame( 'completed', $run['status'], wp_json_encode( $run ) );
		self::assertSame( 1, $run['counts']['deleted'] );
		$this->assert_everybody_once( $run );
	}
}
