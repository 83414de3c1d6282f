<?php
/**
 * Large pages, long directories: committed in parts, with a flat memory.
 */

declare( strict_types=1 );

namespace WPO365\User_Sync\Tests\Sync\Run;

use WPO365\User_Sync\Tests\Support\Php_Process;
use WPO365\User_Sync\Tests\Support\Simulator;
use WPO365\User_Sync\Tests\Support\Steers_Runs;
use WPO365\User_Sync\Tests\Support\Test_Case;

final class Parts_Test extends Test_Case {

	use Steers_Runs;

	public function test_a_page_that_takes_long_is_committed_in_parts(): void {
		Simulator::tenant( array( 'users' => 20, 'awkward' => false ) );
		$commits = array();
		$created = 0;
		add_action(
			'user_register',
			static function () use ( &$created ): void {
				++$created;
				usleep( 150000 );
			}
		);
		add_filter(
			'query',
			static function ( string $sql ) use ( &$commits, &$created ): string {
				if ( 'COMMIT' === $sql ) {
					$commits[] = $created;
				}
				return $sql;
			}
		);
		$run = $this->start( array( 'create' => true ) );

		$began = microtime( true );
		$run   = $this->step( $run );

		self::assertLessThan( 6.0, microtime( true ) - $began, 'A slice is about two seconds.' );
		self::assertSame( 'running', $run['status'], wp_json_encode( $run ) );
		$record = $this->record( $run['id'] );
		$rows   = $this->rows( 'directory_only' );
		self::assertGreaterThan( 0, $run['counts']['created'], wp_json_encode( $run ) );
		self::assertLessThan( 20, $run['counts']['created'], wp_json_encode( $run ) );
		self::assertSame( $run['counts']['created'], count( $rows ) );
		self::assertSame( $run['counts']['received'], count( $rows ) );
		self::assertSame( count( $rows ) + 1, count_users()['total_users'] );
		$rest = array_column( $record['rest'], 'id' );
		self::assertSame( array_slice( array_column( Simulator::people(), 'id' ), count( $rows ) ), $rest, 'The rest is kept, in its order.' );
		$parts = array_values( array_filter( array_unique( $commits ) ) );
		self::assertGreaterThan( 1, count( $parts ), wp_json_encode( $commits ) );
		foreach ( $parts as $number => $part ) {
			self::assertLessThanOrEqual( 8, $part - ( $parts[ $number - 1 ] ?? 0 ), 'A part is about a second. ' . wp_json_encode( $commits ) );
		}

		$run = $this->step_to_the_end( $run );

		self::assertSame( 1, $this->times_asked(), 'The page was asked for once.' );
		self::assertSame( array(), $this->record( $run['id'] )['rest'] );
		self::assertSame( 20, $created );
		$this->assert_everybody_once( $run );
	}

	public function test_a_part_is_one_person_at_least(): void {
		Simulator::tenant( array( 'users' => 3, 'awkward' => false ) );
		add_action( 'user_register', static fn() => usleep( 1100000 ) );
		$run   = $this->start( array( 'create' => true ) );
		$began = array();
		while ( 'running' === $run['status'] ) {
			$run     = $this->step( $run );
			$began[] = $run['counts']['created'];
		}

		self::assertSame( 'completed', $run['status'], wp_json_encode( $run ) );
		self::assertSame( array( 2, 3 ), array_values( array_unique( $began ) ), 'Two parts fit into a slice.' );
	}

	/**
	 * @dataProvider long_runs
	 * @param array<string, bool> $boxes
	 */
	public function test_memory_is_flat( int $users, bool $linked, array $boxes ): void {
		Simulator::tenant( array( 'users' => $users, 'awkward' => false ) );
		if ( $linked ) {
			$this->link_everybody( $users );
		}
		$code = <<<'CODE'
		$call = static function ( string $route, array $params = array() ): array {
			$request = new WP_REST_Request( 'POST', '/wpo365-user-sync/v1' . $route );
			$request->set_body_params( $params );
			return rest_do_request( $request )->get_data();
		};
		$peaks = array();
		add_filter( 'query', static function ( string $sql ) use ( &$peaks ): string {
			if ( 'COMMIT' === $sql ) {
				$peaks[] = memory_get_peak_usage();
			}
			return $sql;
		} );
		$run = $call( '/runs', $boxes );
		while ( 'running' === $run['status'] ) {
			$run = $call( "/runs/{$run['id']}/step", array( 'sequence' => $run['sequence'] ) );
		}
		echo wp_json_encode( array( 'run' => $run, 'peaks' => $peaks ) );
		CODE;

		$output = Php_Process::start( '$boxes = ' . var_export( $boxes, true ) . ';' . $code, array( 'WPO_USER_SYNC_BATCH_SIZE' => 100, 'SAVEQUERIES' => false ), self::ADMIN );
		self::assertSame( 0, $output->wait( 180 ), $output->output() . $output->errors() );

		$result = json_decode( $output->output(), true, 512, JSON_THROW_ON_ERROR );
		self::assertSame( array( 'completed', $users ), array( $result['run']['status'], $result['run']['counts'][ $linked ? 'matched' : 'directory_only' ] ), wp_json_encode( $result['run'] ) );
		self::assertGreaterThanOrEqual( $users / 100, count( $result['peaks'] ) );
		self::assertLessThan( 500_000, end( $result['peaks'] ) - $result['peaks'][10], 'All pages together need no more memory than ten: ' . wp_json_encode( $result['peaks'] ) );
	}

	/**
	 * @return array<string, array{int, bool, array<string, bool>}> People, whether they have accounts, boxes.
	 */
	public static function long_runs(): array {
		return array(
			'5,000 people, looking only'        => array( 5000, false, array() ),
			'3,000 people with accounts, looking only' => array( 3000, true, array() ),
			'3,000 people whose accounts are linked' => array( 3000, true, array( 'create' => true ) ),
		);
	}

	/**
	 * Gives everybody in the directory an account that is linked, with two statements.
	 */
	private function link_everybody( int $users ): void {
		global $wpdb;
		$people = array();
		for ( $offset = 0; $offset < $users; $offset += 1000 ) {
			$people = array_merge( $people, Simulator::people( $offset, 1000 ) );
		}
		$meta = array();
		foreach ( $this->create_users( count( $people ) ) as $number => $user_id ) {
			$meta[] = $wpdb->prepare( "(%d, 'aadObjectId', %s)", $user_id, $people[ $number ]['id'] );
		}
		$wpdb->query( "INSERT INTO {$wpdb->usermeta} (user_id, meta_key, meta_value) VALUES " . implode( ',', $meta ) );
	}
}
