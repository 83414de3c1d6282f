<?php
/**
 * Runs, rows, checks and settings on the command line.
 */

declare( strict_types=1 );

namespace WPO365\User_Sync\Tests\Cli;

use WPO365\User_Sync\Tests\Support\Clock;
use WPO365\User_Sync\Tests\Support\Scene;
use WPO365\User_Sync\Tests\Support\Simulator;
use WPO365\User_Sync\Tests\Support\Synopsis;
use WPO365\User_Sync\Tests\Support\Test_Case;
use WPO365\User_Sync\Tests\Support\Types_Commands;

final class Tables_Command_Test extends Test_Case {

	use Scene;
	use Types_Commands;

	protected function setUp(): void {
		parent::setUp();
		Simulator::tenant( array( 'users' => 120, 'awkward' => false ) );
	}

	public function test_every_command_has_a_summary_and_arguments_that_wp_cli_understands(): void {
		$names = array();
		foreach ( self::all_commands() as $method ) {
			$synopsis = new Synopsis( $method );
			self::assertMatchesRegularExpression( '/^[A-Z].{15,}\.$/', $synopsis->summary, $method->name );
			$names[] = $method->name;
		}
		self::assertSame( array( 'run', 'status', 'runs', 'results', 'approve', 'reject', 'cancel', 'resume', 'undo', 'person', 'link', 'unlink', 'check', 'schedule', 'tick', 'truncate', 'get', 'set' ), $names );
	}

	public function test_results_come_in_every_format(): void {
		$this->synchronize();
		$rows = $this->all_rows( 'directory_only' );

		self::assertSame( array_column( $rows, 'id' ), array_column( $this->json( array( 'results', 'directory_only', '--format=json' ) ), 'id' ), 'All pages.' );
		$this->type( array( 'results', 'directory_only', '--format=count' ) );
		self::assertSame( "120\n", $this->output );
		$this->type( array( 'results', 'directory_only', '--format=ids' ) );
		self::assertSame( implode( ' ', array_column( $rows, 'id' ) ) . "\n", $this->output );
		$this->type( array( 'results', 'directory_only', '--format=csv', '--fields=id,login' ) );
		self::assertSame( 120, substr_count( $this->output, "\n" ) );
		self::assertStringStartsWith( "{$rows[0]['id']},", $this->output );
		self::assertSame( 1, $this->type( array( 'results', 'directory_only', '--format=xml' ) ) );
		self::assertSame( 1, $this->type( array( 'results', 'directory_only', '--fields=id,password' ) ) );
		self::assertStringContainsString( 'There is no field password', $this->complaints );
		self::assertSame( 1, $this->type( array( 'results', 'everybody' ) ) );
	}

	public function test_results_are_filtered_as_on_the_page(): void {
		$this->synchronize( array( 'create' => true ) );
		$name = $this->all_rows( 'directory_only' )[7]['user_principal_name'];

		self::assertSame( array( $name ), array_column( $this->json( array( 'results', 'directory_only', "--search={$name}", '--format=json' ) ), 'user_principal_name' ) );
		self::assertSame( array(), $this->json( array( 'results', 'directory_only', '--status=failed,skipped', '--format=json' ) ) );
		self::assertCount( 120, $this->json( array( 'results', 'directory_only', '--status=created', '--format=json' ) ) );
		self::assertSame( 1, $this->type( array( 'results', 'directory_only', '--status=nice' ) ) );
		self::assertStringContainsString( 'status[0] is not one of', $this->complaints );
	}

	public function test_the_history_and_its_newest_run(): void {
		$first  = $this->synchronize( array( 'create' => true ) );
		$second = $this->synchronize();

		$runs = $this->json( array( 'runs', '--format=json' ) );
		self::assertSame( array( array( $second['id'], 0, 'completed' ), array( $first['id'], 120, 'completed' ) ), array_map( static fn( array $run ): array => array( $run['id'], $run['created'], $run['status'] ), $runs ) );
		$this->type( array( 'runs', '--format=ids' ) );
		self::assertSame( "{$second['id']} {$first['id']}\n", $this->output );
		self::assertSame( $second, $this->json( array( 'status', '--format=json' ) ) );
	}

	public function test_links_are_taken_off_and_made_by_the_number_of_the_row(): void {
		$this->synchronize( array( 'create' => true ) );
		$this->synchronize();
		$row  = $this->all_rows( 'matched' )[3];
		$link = fn(): string => (string) get_user_meta( $row['user_id'], 'aadObjectId', true );

		self::assertSame( 0, $this->type( array( 'unlink', (string) $row['id'] ) ), $this->complaints );
		self::assertSame( '', $link() );
		self::assertStringContainsString( 'unlinked by hand', $this->output );
		self::assertSame( 1, $this->type( array( 'unlink', (string) $row['id'] ) ) );
		self::assertStringContainsString( "not possible for these rows: {$row['id']}", $this->complaints );
		self::assertSame( 0, $this->type( array( 'link', (string) $row['id'] ) ), $this->complaints );
		self::assertSame( $row['object_id'], $link() );

		Simulator::remove( $row['object_id'] );
		self::assertSame( 1, $this->type( array( 'unlink', (string) $row['id'] ) ) );
		self::assertStringContainsString( 'no longer in the directory', $this->complaints );
		self::assertSame( array( 1, 1 ), array( $this->type( array( 'unlink' ) ), $this->type( array( 'link', 'jane' ) ) ) );
	}

	public function test_before_the_first_run(): void {
		self::assertNull( $this->json( array( 'status', '--format=json' ) ) );
		self::assertSame( array(), $this->json( array( 'runs', '--format=json' ) ) );
		self::assertSame( array(), $this->json( array( 'results', 'matched', '--format=json' ) ) );
	}

	public function test_the_check_ends_with_an_error_where_a_line_has_one(): void {
		$lines = $this->json( array( 'check', '--format=json' ) );
		self::assertSame( array_column( $this->rest( 'GET', '/connection' )->data, 'id' ), array_column( $lines, 'id' ) );

		Simulator::fault( array( 'kind' => 'status', 'status' => 403, 'on' => 'users' ) );
		self::assertSame( 1, $this->type( array( 'check', '--format=json' ) ) );
		self::assertContains( 'error', array_column( json_decode( $this->output, true ), 'status' ) );
	}

	public function test_the_schedule_is_told_as_on_the_page(): void {
		self::assertSame( $this->rest( 'GET', '/schedule' )->data, $this->json( array( 'schedule', '--format=json' ) ) );
	}

	public function test_a_tick_does_what_is_due_and_needs_nobody(): void {
		self::assertSame( 4, $this->type( array( 'tick' ), 0 ) );
		self::assertSame( "There was nothing to do now.\n", $this->output );
		$run = $this->start();
		Clock::move( 120 );

		self::assertSame( 0, $this->type( array( 'tick' ), 0 ), $this->complaints );

		self::assertSame( "Synchronization {$run['id']} is completed. People read: 120.\n", $this->output );
		$this->gone_users( 7 );
		$this->start( array( 'delete' => true ) );
		Clock::move( 120 );
		self::assertSame( 2, $this->type( array( 'tick' ), 0 ), $this->output );
		self::assertSame( 4, $this->type( array( 'tick' ), 0 ), 'What is held is told once.' );
		$this->tell( $this->current_run(), 'cancel' );
		Simulator::fault( array( 'kind' => 'status', 'status' => 403, 'on' => 'users' ) );
		$this->start();
		Clock::move( 120 );
		self::assertSame( 3, $this->type( array( 'tick' ), 0 ), $this->output );
	}

	public function test_truncate_empties_the_tables_but_not_under_way(): void {
		$this->start();
		self::assertSame( 1, $this->type( array( 'truncate' ) ) );
		$this->type( array( 'resume' ) );
		self::assertCount( 100, $this->rows( 'directory_only' ) );

		self::assertSame( 0, $this->type( array( 'truncate' ) ), $this->complaints );

		self::assertSame( array(), $this->rows( 'directory_only' ) );
	}

	public function test_settings_are_read_and_saved_by_the_same_rules_as_on_the_page(): void {
		self::assertSame( $this->rest( 'GET', '/settings' )->data['settings'], $this->json( array( 'settings', 'get' ) ) );
		self::assertSame( 0, $this->type( array( 'settings', 'set', 'removal.limit_percent', '5' ) ), $this->complaints );
		self::assertSame( 5, $this->json( array( 'settings', 'get', 'removal.limit_percent' ) ) );
		$this->type( array( 'settings', 'set', 'roles', '{"scenario":"add","mappings":[]}' ) );
		self::assertSame( 'add', $this->json( array( 'settings', 'get', 'roles.scenario' ) ) );

		$before = $this->rest( 'GET', '/settings' )->data;
		foreach ( array( 'removal.limit_percent' => '101', 'removal.limit_percents' => '5', 'removal.candidates' => 'linked', 'connection.tenant' => '"other.example"', 'fields' => '{}' ) as $path => $json ) {
			self::assertSame( 1, $this->type( array( 'settings', 'set', $path, $json ) ), $path );
			self::assertStringContainsString( 'removal.candidates' === $path ? 'double quotes' : $path, $this->complaints );
		}
		self::assertSame( 1, $this->type( array( 'settings', 'get', 'removal.nothing' ) ) );
		self::assertSame( 1, $this->type( array( 'settings', 'get', 'removal.limit_percent.deeper' ) ) );
		self::assertSame( $before, $this->rest( 'GET', '/settings' )->data );
	}

	public function test_no_secret_is_ever_printed(): void {
		$said = '';
		foreach ( array( 'settings get', 'settings get connection', 'settings get connection.client_secret', 'run', 'status', 'runs --format=json', 'results directory_only --format=json', 'check --format=json' ) as $command ) {
			self::assertSame( 0, $this->type( explode( ' ', $command ) ), $this->complaints );
			$said .= $this->output . $this->complaints;
		}
		self::assertStringContainsString( '"set": true', $said );
		self::assertStringNotContainsString( WPO_USER_SYNC_CLIENT_SECRET, $said );
		self::assertStringNotContainsString( 'nextLink', $said );
		self::assertStringNotContainsString( 'skiptoken', $said );
	}

	public function test_missing_tables_are_made_first(): void {
		global $wpdb;
		$wpdb->query( "DROP TABLE {$wpdb->prefix}wpo365_user_sync_work" );

		self::assertSame( 0, $this->type( array( 'run' ) ), $this->complaints );
	}
}
