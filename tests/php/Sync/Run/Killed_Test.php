<?php
/**
 * A PHP process that is killed in the middle of a step: nobody is lost, nobody doubled, nobody half made.
 */

declare( strict_types=1 );

namespace WPO365\User_Sync\Tests\Sync\Run;

use WPO365\User_Sync\Tests\Support\Simulator;
use WPO365\User_Sync\Tests\Support\Steers_Runs;
use WPO365\User_Sync\Tests\Support\Test_Case;

final class Killed_Test extends Test_Case {

	use Steers_Runs;

	/**
	 * @dataProvider moments
	 */
	public function test_a_killed_process_loses_nobody_and_doubles_nobody( string $moment, int $committed ): void {
		Simulator::tenant( array( 'users' => 60, 'awkward' => false ) );
		$run     = $this->start( array( 'create' => true ) );
		$this->kill_in_step( $run['id'], $moment );
		self::assertSame( $committed + 1, count_users()['total_users'], 'Whole parts are there, and nothing else.' );
		self::assertCount( $committed, $this->all_rows( 'directory_only' ) );
		$this->expire_lock( $run['id'] );
		$run = $this->drive( $this->current_run() );
		self::assertSame( 'completed', $run['status'], wp_json_encode( $run ) );
		self::assertSame( 60, $run['counts']['created'], wp_json_encode( $run ) );
		$this->assert_everybody_once( $run );
	}

	/**
	 * @return array<string, array{string, int}> PHP that calls $stop() at a moment, and how many users are committed by then.
	 */
	public static function moments(): array {
		$at = static fn( string $text ): string => 'add_filter( "query", static function ( string $sql ) use ( $stop ): string { if ( str_contains( $sql, ' . var_export( $text, true ) . ' ) ) { $stop(); } return $sql; } );';
		return array(
			'while Graph is asked for the first page' => array( 'add_filter( "pre_http_request", static function ( $answer, $args, $url ) use ( $stop ) { if ( str_contains( $url, "/users?" ) ) { $stop(); } return $answer; }, 10, 3 );', 0 ),
			'while Graph is asked for the next page' => array( 'add_filter( "pre_http_request", static function ( $answer, $args, $url ) use ( $stop ) { if ( str_contains( $url, "skiptoken" ) ) { $stop(); } return $answer; }, 10, 3 );', 25 ),
			'between a user and the user\'s meta'    => array( 'add_filter( "insert_user_meta", static function ( $meta ) use ( $stop ) { static $number = 0; if ( 3 === ++$number ) { $stop(); } return $meta; } );', 0 ),
			'when the third user is registered'      => array( 'add_action( "user_register", static function () use ( $stop ): void { static $number = 0; if ( 3 === ++$number ) { $stop(); } } );', 0 ),
			'in the second page'                     => array( 'add_action( "user_register", static function () use ( $stop ): void { static $number = 0; if ( 30 === ++$number ) { $stop(); } } );', 25 ),
			'before the links are written'           => array( $at( 'INSERT INTO `wp_wpo365_user_sync_links`' ), 0 ),
			'before the rows are written'            => array( $at( 'INSERT INTO `wp_wpo365_user_sync_results`' ), 0 ),
			'before the commit'                      => array( 'add_filter( "query", static function ( string $sql ) use ( $stop ): string { static $rows = false; $rows = $rows || str_contains( $sql, "sync_results` (" ); if ( $rows && "COMMIT" === $sql ) { $stop(); } return $sql; } );', 0 ),
			'when all is committed'                  => array( $at( '`sequence` = 1' ), 60 ),
		);
	}

	public function test_until_its_lock_expires_nobody_works_on_the_run(): void {
		Simulator::tenant( array( 'users' => 30, 'awkward' => false ) );
		$run     = $this->start( array( 'create' => true ) );
		$this->kill_in_step( $run['id'], 'add_action( "user_register", $stop );' );

		$answer = $this->rest( 'POST', "/runs/{$run['id']}/step", array( 'sequence' => 0 ) );

		self::assertSame( array( 409, 'step_in_progress' ), array( $answer->status, $answer->code() ), $answer->text() );
		$expires = (int) $this->record( $run['id'] )['lock_expires'];
		self::assertLessThanOrEqual( time() + 120, $expires, 'The run goes on within two minutes.' );
	}

	/**
	 * @dataProvider moments_of_removal
	 */
	public function test_a_killed_removal_is_done_as_a_whole( string $moment ): void {
		global $wpdb;
		Simulator::tenant( array( 'users' => 10, 'awkward' => false ) );
		$gone = $this->create_users( 4, 'gone' );
		foreach ( $gone as $number => $user_id ) {
			$this->link( $user_id, "11111111-2222-4333-8444-00000000000{$number}" );
			wp_insert_post( array( 'post_author' => $user_id, 'post_title' => "Post {$number}", 'post_status' => 'publish' ) );
		}
		$run     = $this->start( array( 'delete' => true ) );
		$this->kill_in_step( $run['id'], $moment );
		self::assertSame( 5, count_users()['total_users'], 'Nobody is half deleted.' );

		$this->expire_lock( $run['id'] );
		$run = $this->drive( $this->current_run() );

		self::assertSame( 'completed', $run['status'], wp_json_encode( $run ) );
		self::assertSame( 4, $run['counts']['deleted'], wp_json_encode( $run ) );
		self::assertSame( 1, count_users()['total_users'] );
		self::assertSame( array( 'deleted' ), array_values( array_unique( array_column( array_filter( $this->rows( 'wordpress_only' ), static fn( array $row ): bool => in_array( $row['user_id'], $gone, true ) ), 'status' ) ) ) );
		self::assertSame( '4', $wpdb->get_var( $wpdb->prepare( "SELECT COUNT(*) FROM {$wpdb->posts} WHERE post_title LIKE 'Post _' AND post_author = %d AND post_status = 'publish'", self::ADMIN ) ) );
		self::assertSame( '0', $wpdb->get_var( "SELECT COUNT(*) FROM {$wpdb->usermeta} m LEFT JOIN {$wpdb->users} u ON u.ID = m.user_id WHERE u.ID IS NULL" ) );
	}

	/**
	 * @return array<string, array{string, int}> PHP that calls $stop() at a moment, and how many users are committed as deleted by then.
	 */
	public static function moments_of_removal(): array {
		return array(
			'before the second is deleted' => array( 'add_action( "delete_user", static function () use ( $stop ): void { static $number = 0; if ( 2 === ++$number ) { $stop(); } } );' ),
			'when the third is deleted'    => array( 'add_action( "deleted_user", static function () use ( $stop ): void { static $number = 0; if ( 3 === ++$number ) { $stop(); } } );' ),
		);
	}
}
