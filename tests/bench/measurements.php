<?php
/**
 * The measurements. Each gives how many users it handled, in how many seconds, with how
 * many queries.
 */

declare( strict_types=1 );

use WPO365\User_Sync\Connection\Sign_In\Tokens;
use WPO365\User_Sync\Directory\User_Reader;
use WPO365\User_Sync\Graph\Client;
use WPO365\User_Sync\Settings\Settings;

/**
 * Measures work.
 *
 * @param callable(): int $work Gives how many users it handled.
 * @return array{users: int, seconds: float, queries: int}
 */
function wpo365_bench( callable $work ): array {
	global $wpdb;
	$queries = $wpdb->num_queries;
	$begin   = hrtime( true );
	$users   = $work();
	return array(
		'users'   => $users,
		'seconds' => ( hrtime( true ) - $begin ) / 1e9,
		'queries' => $wpdb->num_queries - $queries,
	);
}

/** Calls wp_insert_user() for each of some users, as a simple importer does; then removes them. */
function wpo365_bench_plain( int $count ): array {
	$result = wpo365_bench(
		static function () use ( $count ): int {
			for ( $number = 1; $number <= $count; $number++ ) {
				$id = wp_insert_user(
					array(
						'user_login'   => "plain.person{$number}@lakeside.example",
						'user_email'   => "plain.person{$number}@lakeside.example",
						'user_pass'    => wp_generate_password( 64 ),
						'display_name' => "Person {$number}, Plain",
						'first_name'   => 'Plain',
						'last_name'    => "Person {$number}",
						'role'         => 'subscriber',
					)
				);
				if ( is_wp_error( $id ) ) {
					throw new RuntimeException( $id->get_error_message() );
				}
			}
			return $count;
		}
	);
	wpo365_bench_remove_users();
	return $result;
}

/** Synchronizes with "Create users" a site that has nobody yet. */
function wpo365_bench_first(): array {
	wpo365_bench_remove_users();
	wpo365_bench_call( '/settings', array( 'settings' => array( 'history' => array( 'journal_days' => 30 ) ) ) );
	return wpo365_bench_run( array( 'create' => true ), 'created' );
}

/** Does the same without a journal. */
function wpo365_bench_unwritten(): array {
	wpo365_bench_remove_users();
	wpo365_bench_call( '/settings', array( 'settings' => array( 'history' => array( 'journal_days' => 0 ) ) ) );
	return wpo365_bench_run( array( 'create' => true ), 'created' );
}

/** Synchronizes again, with nothing changed since. */
function wpo365_bench_again(): array {
	return wpo365_bench_run(
		array(
			'create' => true,
			'update' => true,
		),
		'matched'
	);
}

/** Synchronizes once more when most people have left: their accounts are deactivated, without asking. */
function wpo365_bench_deactivate(): array {
	return wpo365_bench_leave( 'deactivate', 'deactivated' );
}

/** Synchronizes when they are back. */
function wpo365_bench_reactivate(): array {
	return wpo365_bench_run( array( 'update' => true ), 'reactivated' );
}

/** Undoes that: their accounts are deactivated as they were. */
function wpo365_bench_undo(): array {
	return wpo365_bench_undone( 'deactivated' );
}

/** Synchronizes when people have left whose accounts are deleted, without asking. */
function wpo365_bench_delete(): array {
	return wpo365_bench_leave( 'delete', 'deleted' );
}

/** Undoes that: the accounts come back. */
function wpo365_bench_restore(): array {
	return wpo365_bench_undone( 'created' );
}

/**
 * Synchronizes with "Delete users", whatever their number.
 *
 * @param string $mode  Setting `removal.mode`.
 * @param string $count The count of the Run that tells how many users were handled.
 */
function wpo365_bench_leave( string $mode, string $count ): array {
	wpo365_bench_call(
		'/settings',
		array(
			'settings' => array(
				'removal' => array(
					'mode'          => $mode,
					'limit_percent' => null,
					'limit_count'   => null,
				),
			),
		)
	);
	return wpo365_bench_run( array( 'delete' => true ), $count );
}

/** Undoes the newest run: looks first, as the page does, and types the number. */
function wpo365_bench_undone( string $count ): array {
	return wpo365_bench(
		static function () use ( $count ): int {
			$route   = '/runs/' . wpo365_bench_call( '/runs/current', null )['id'] . '/undo';
			$preview = wpo365_bench_call( $route, array( 'preview' => true ) );
			return wpo365_bench_to_end( wpo365_bench_call( $route, array( 'count' => $preview['count'] ) ), $count );
		}
	);
}

/** Writes the very rows of the users once more, as fast as the database takes them. */
function wpo365_bench_raw(): array {
	global $wpdb;
	$users = $wpdb->get_results( "SELECT * FROM {$wpdb->users} WHERE ID <> 1", ARRAY_A );
	$meta  = $wpdb->get_results( "SELECT * FROM {$wpdb->usermeta} WHERE user_id <> 1", ARRAY_A );
	wpo365_bench_remove_users();
	return wpo365_bench(
		static function () use ( $users, $meta, $wpdb ): int {
			wpo365_bench_insert( $wpdb->users, $users );
			wpo365_bench_insert( $wpdb->usermeta, $meta );
			return count( $users );
		}
	);
}

/** Reads all pages of the listing, and does nothing with them. */
function wpo365_bench_download( int $page_size ): array {
	$settings = new Settings();
	$reader   = new User_Reader( new Client( $settings, new Tokens( $settings ) ), $settings );
	return wpo365_bench(
		static function () use ( $reader, $page_size ): int {
			$users = 0;
			$link  = null;
			do {
				$page   = $reader->page( $link, $page_size );
				$link   = $page->next_link;
				$users += count( $page->users );
			} while ( null !== $link );
			return $users;
		}
	);
}

/**
 * Runs a synchronization to its end, step by step, through its REST routes.
 *
 * @param array<string, bool> $options Boxes to tick.
 * @param string              $count   The count of the Run that tells how many users were handled.
 */
function wpo365_bench_run( array $options, string $count ): array {
	return wpo365_bench( static fn(): int => wpo365_bench_to_end( wpo365_bench_call( '/runs', $options ), $count ) );
}

/**
 * Steps a run to its end.
 *
 * @param array<string, mixed> $run   The Run.
 * @param string               $count The count that tells how many users were handled.
 */
function wpo365_bench_to_end( array $run, string $count ): int {
	while ( 'running' === $run['status'] ) {
		$run = wpo365_bench_call( "/runs/{$run['id']}/step", array( 'sequence' => $run['sequence'] ) );
	}
	if ( 'completed' !== $run['status'] ) {
		throw new RuntimeException( (string) wp_json_encode( $run ) );
	}
	return $run['counts'][ $count ];
}

/**
 * Calls a route of the plugin.
 *
 * @param array<string, mixed>|null $body What is sent; null: the route is read.
 * @return array<string, mixed>
 */
function wpo365_bench_call( string $route, ?array $body ): array {
	$request = new WP_REST_Request( null === $body ? 'GET' : 'POST', '/wpo365-user-sync/v1' . $route );
	if ( null !== $body ) {
		$request->set_header( 'Content-Type', 'application/json' );
		$request->set_body( (string) wp_json_encode( $body ) );
	}
	$response = rest_do_request( $request );
	if ( $response->is_error() ) {
		throw new RuntimeException( (string) wp_json_encode( $response->get_data() ) );
	}
	return json_decode( (string) wp_json_encode( $response->get_data() ), true );
}

/**
 * Inserts rows, 500 with a statement.
 *
 * @param list<array<string, string|null>> $rows
 */
function wpo365_bench_insert( string $table, array $rows ): void {
	global $wpdb;
	foreach ( array_chunk( $rows, 500 ) as $chunk ) {
		$marks = '(' . implode( ',', array_fill( 0, count( $chunk[0] ), '%s' ) ) . ')';
		$wpdb->query(
			$wpdb->prepare(
				"INSERT INTO {$table} (`" . implode( '`,`', array_keys( $chunk[0] ) ) . '`) VALUES ' . implode( ',', array_fill( 0, count( $chunk ), $marks ) ),
				array_merge( ...array_map( 'array_values', $chunk ) )
			)
		);
	}
}

/** Removes everybody but the administrator. */
function wpo365_bench_remove_users(): void {
	global $wpdb;
	$wpdb->query( "DELETE FROM {$wpdb->users} WHERE ID <> 1" );
	$wpdb->query( "DELETE FROM {$wpdb->usermeta} WHERE user_id <> 1" );
}
