<?php

declare( strict_types=1 );

namespace WPO365\User_Sync\Tests\Sync\Run;

use WPO365\User_Sync\Tests\Support\Meddles;
use WPO365\User_Sync\Tests\Support\Php_Process;
use WPO365\User_Sync\Tests\Support\Simulator;
use WPO365\User_Sync\Tests\Support\Test_Case;

/**
 * A pause or a cancel that comes in the middle of a part waits for it: what other plugins did outside the database can't be undone.
 */
final class Interrupted_Parts_Test extends Test_Case {

	use Meddles;

	protected function setUp(): void {
		parent::setUp();
		Simulator::tenant( array( 'users' => 5, 'awkward' => false ) );
	}

	/**
	 * @dataProvider verbs
	 */
	public function test_accounts_that_were_made_stay_made( string $verb, string $status ): void {
		global $wpdb;
		$made    = array();
		$process = null;
		$run     = $this->rest( 'POST', '/runs', array( 'create' => true ) )->data;
		add_action(
			'user_register',
			function ( int $user_id ) use ( &$made, &$process, $run, $verb ): void {
				$made[]    = get_userdata( $user_id )->user_login;
				$process ??= $this->interrupt( $run, $verb );
			}
		);

		$run = $this->step_to_the_end( $run );

		self::assertSame( 0, $process->wait(), $process->output() . $process->errors() );
		self::assertSame( "asked 200 {$status}", trim( $process->output() ) );
		$run = $this->rest( 'GET', '/runs/current' )->data;
		self::assertSame( $status, $run['status'], (string) wp_json_encode( $run ) );
		self::assertEqualsCanonicalizing( $made, $wpdb->get_col( "SELECT user_login FROM {$wpdb->users} WHERE ID > 1" ), 'Made, and undone.' );
		self::assertEqualsCanonicalizing( $made, array_column( $this->rows( 'directory_only' ), 'login' ) );
		if ( 'paused' === $status ) {
			$run = $this->resume( $run );
			self::assert_run( 'completed', $run );
			self::assertSame( 5, $run['counts']['created'] );
			self::assertSame( array_unique( $made ), $made, 'Handlers were called twice for somebody.' );
		}
	}

	public static function verbs(): array {
		return array(
			'pause'  => array( 'pause', 'paused' ),
			'cancel' => array( 'cancel', 'cancelled' ),
		);
	}

	/**
	 * @dataProvider verbs
	 */
	public function test_who_was_deleted_with_the_content_stays_deleted( string $verb, string $status ): void {
		$this->save_settings( array( 'removal' => array( 'content' => 'delete', 'limit_percent' => null, 'limit_count' => null ) ) );
		$gone = $this->gone();
		$file = wp_upload_dir()['path'] . '/kept-or-not.txt';
		wp_mkdir_p( dirname( $file ) );
		file_put_contents( $file, 'content' );
		$attachment = wp_insert_attachment( array( 'post_author' => $gone, 'post_mime_type' => 'text/plain', 'post_title' => 'content' ), $file );
		$run        = $this->rest( 'POST', '/runs', array( 'delete' => true ) )->data;
		$process    = null;
		add_action(
			'deleted_user',
			function () use ( &$process, $run, $verb ): void {
				$process = $this->interrupt( $run, $verb );
			}
		);

		$this->step_to_the_end( $run );

		self::assertNotNull( $process, 'Nobody was deleted.' );
		self::assertSame( 0, $process->wait(), $process->output() . $process->errors() );
		self::assertSame( "asked 200 {$status}", trim( $process->output() ) );
		wp_cache_flush();
		self::assertSame( array( false, false, false ), array( $this->exists( $gone ), null !== get_post( $attachment ), file_exists( $file ) ), 'Account, attachment, file: all or none.' );
		self::assertSame( 'deleted', $this->row_of_user( $gone )['status'] );
	}

	/**
	 * Pauses or cancels from another process, and waits until the database makes it wait, or it has its answer.
	 *
	 * @param array<string, mixed> $run The Run.
	 */
	private function interrupt( array $run, string $verb ): Php_Process {
		$process = Php_Process::start(
			sprintf( 'echo "asked "; $response = rest_do_request( new WP_REST_Request( "POST", "/wpo365-user-sync/v1/runs/%d/%s" ) ); echo $response->get_status(), " ", $response->get_data()["status"] ?? "";', $run['id'], $verb ),
			array(),
			self::ADMIN
		);
		$process->wait_for( 'asked' );
		$database = $this->connection();
		$end      = microtime( true ) + 30;
		while ( $process->running() ) {
			self::assertLessThan( $end, microtime( true ), 'The other process neither waits nor ends.' );
			$waiting = $database->query( "SELECT COUNT(*) FROM information_schema.processlist WHERE info LIKE 'UPDATE%user_sync_runs%' AND time_ms > 200" )->fetch_row()[0];
			if ( '0' !== $waiting ) {
				break;
			}
			usleep( 10000 );
		}
		return $process;
	}
}
