<?php

declare( strict_types=1 );

namespace WPO365\User_Sync\Tests\Sync\Undo;

use WPO365\User_Sync\Accounts\Links;
use WPO365\User_Sync\Tests\Support\Php_Process;
use WPO365\User_Sync\Tests\Support\Random_Seed;
use WPO365\User_Sync\Tests\Support\Simulator;
use WPO365\User_Sync\Tests\Support\Test_Case;
use WPO365\User_Sync\Tests\Support\Undoes;

/**
 * A site of 2,000 accounts with posts, comments, fields, roles, sessions; runs and actions by hand do random things to them; everything is undone.
 */
final class Everything_Undone_Test extends Test_Case {

	use Random_Seed;
	use Undoes;

	private const PEOPLE = 900;
	private const GONE   = 400;
	private const PLAIN  = 700;
	private const KILLS  = 10;

	/** @var list<int> Accounts of people in the directory. */
	private array $linked = array();

	/** @var list<int> Accounts of people who have left. */
	private array $left = array();

	/** @var list<int> Accounts of nobody in the directory. */
	private array $plain = array();

	protected function setUp(): void {
		parent::setUp();
		$this->seed();
		$this->furnish();
	}

	public function test_everything_is_byte_for_byte_as_before_although_php_is_killed_ten_times(): void {
		$before = $this->site();
		$first  = $this->newest_record();
		$this->meddle();
		self::assertNotEquals( $before, $this->site() );
		self::assertGreaterThan( 300, count( $this->journal() ), 'Too little was done to be undone.' );

		$kills = 0;
		foreach ( $this->records_since( $first ) as $id ) {
			$run = 0 === $this->preview( $id )['count'] ? null : $this->start_undo( $id );
			while ( null !== $run && $kills < self::KILLS && 'running' === $run['status'] ) {
				$kills += $this->kill_in( $run ) ? 1 : 0;
				$this->expire_lock( $run['id'] );
				// Somebody on whom the process dies again and again is left out.
				$run = 0 === $kills % 2 ? $this->step( $this->current_run() ) : $this->current_run();
			}
			if ( null !== $run ) {
				self::assert_run( 'completed', $this->drive( $run ) );
				$run = $this->current_run();
				self::assertSame( 0, $run['counts']['failed'], (string) wp_json_encode( array_filter( $this->rows_by_user(), static fn( array $row ): bool => 'failed' === $row['status'] ), JSON_PRETTY_PRINT ) );
			}
		}

		self::assertSame( self::KILLS, $kills );
		$this->assert_same_site( $before, $this->site() );
		$this->assert_links_are_right();
	}

	public function test_what_a_tenth_was_changed_to_by_other_hands_is_left_and_named(): void {
		$before = $this->site();
		$this->change_directory();
		$this->settings_of( 'deactivate' );
		$run = $this->approve_if_held( $this->synchronize( array( 'create' => true, 'update' => true, 'delete' => true ) ) );
		self::assert_run( 'completed', $run );
		$changed = array_values( array_unique( array_map( static fn( object $entry ): int => $entry->user_id, $this->journal() ) ) );
		$touched = array_values( array_filter( $changed, static fn( int $id, int $at ): bool => 0 === $at % 10, ARRAY_FILTER_USE_BOTH ) );
		foreach ( $touched as $id ) {
			$this->touch( $id );
		}
		$now = $this->site();

		$this->undo( $run['id'] );

		$after = $this->site();
		$rows  = $this->rows_by_user();
		foreach ( $changed as $id ) {
			if ( ! in_array( $id, $touched, true ) ) {
				self::assertSame( $before['accounts'][ $id ] ?? null, $after['accounts'][ $id ] ?? null, "user $id " . wp_json_encode( $rows[ $id ] ?? null ) );
				continue;
			}
			self::assertArrayHasKey( $id, $after['accounts'], "Somebody has worked with user $id since: the account must not be removed." );
			foreach ( $this->touched_fields( $id ) as $part => $fields ) {
				foreach ( $fields as $field ) {
					self::assertSame( $now['accounts'][ $id ][ $part ][ $field ] ?? null, $after['accounts'][ $id ][ $part ][ $field ] ?? null, "$field of user $id" );
				}
			}
			self::assertNotSame( '', $rows[ $id ]['reason'], "Nothing is said of user $id." );
		}
		foreach ( array_diff( array_keys( $before['accounts'] ), $changed ) as $id ) {
			self::assertSame( $before['accounts'][ $id ], $after['accounts'][ $id ], "user $id" );
		}
	}

	/** Makes accounts with everything that accounts have. */
	private function furnish(): void {
		global $wpdb;
		Simulator::tenant( array( 'users' => self::PEOPLE, 'awkward' => false ) );
		$people       = Simulator::people();
		$this->linked = $this->create_linked_users( $people );
		$this->left   = $this->create_users( self::GONE, 'left' );
		$this->plain  = $this->create_users( self::PLAIN, 'plain' );
		$group        = Simulator::group( 'Authors', array_column( array_slice( $people, 0, 150 ), 'id' ) );
		$this->settings_of( 'deactivate' );
		$this->save_settings(
			array(
				'fields' => array( array( 'property' => 'jobTitle' ), array( 'property' => 'department', 'meta_key' => 'department' ) ),
				'roles'  => array( 'mappings' => array( array( 'group_id' => $group, 'role' => 'author' ) ) ),
			)
		);
		$everybody = array( ...$this->linked, ...$this->left, ...$this->plain );
		foreach ( $everybody as $id ) {
			$this->add_meta( $id, 'first_name', "First $id" );
			in_array( $id, $this->left, true ) && $this->link( $id, wp_generate_uuid4(), "left{$id}@lakeside.example" );
			match ( mt_rand( 0, 9 ) ) {
				0       => $this->add_meta( $id, 'phone', '+41 1', '+41 2' ),
				1       => $this->add_meta( $id, 'choices', (string) maybe_serialize( array( 'colour' => 'blué', 'n' => $id ) ) ),
				2       => $this->add_meta( $id, '_application_passwords', (string) maybe_serialize( array( array( 'uuid' => wp_generate_uuid4(), 'name' => 'app', 'password' => 'hash', 'created' => 1, 'last_used' => null, 'last_ip' => null, 'app_id' => '' ) ) ) ),
				3       => $this->add_meta( $id, 'session_tokens', (string) maybe_serialize( array( md5( "$id" ) => array( 'expiration' => time() + DAY_IN_SECONDS, 'login' => time() ) ) ) ),
				4       => $wpdb->update( $wpdb->users, array( 'user_activation_key' => time() . ':$generic$key' ), array( 'ID' => $id ) ),
				5       => get_userdata( $id )->add_role( 'editor' ),
				6       => $this->add_meta( $id, 'department', 'Old department', 'Second row' ),
				default => null,
			};
		}
		for ( $number = 0; $number < 800; $number++ ) {
			$author = $everybody[ mt_rand( 0, count( $everybody ) - 1 ) ];
			$wpdb->insert( $wpdb->posts, array( 'post_author' => $author, 'post_title' => "Post $number", 'post_content' => '', 'post_excerpt' => '', 'to_ping' => '', 'pinged' => '', 'post_content_filtered' => '', 'post_status' => 'publish', 'post_type' => 0 === $number % 3 ? 'page' : 'post', 'post_date' => self::$long_ago ) );
			0 === $number % 4 && $wpdb->insert( $wpdb->comments, array( 'user_id' => $author, 'comment_post_ID' => $wpdb->insert_id, 'comment_content' => 'Well', 'comment_author' => '' ) );
			0 === $number % 20 && $wpdb->insert( $wpdb->links, array( 'link_owner' => $author, 'link_url' => 'https://example.org/', 'link_name' => "Link $number", 'link_notes' => '' ) );
		}
		wp_cache_flush();
	}

	private function add_meta( int $user_id, string $key, string ...$values ): void {
		global $wpdb;
		foreach ( $values as $value ) {
			$wpdb->insert( $wpdb->usermeta, array( 'user_id' => $user_id, 'meta_key' => $key, 'meta_value' => $value ) );
		}
	}

	private function settings_of( string $mode ): void {
		$this->save_settings( array( 'removal' => array( 'mode' => $mode, 'disabled' => 'deactivate', 'limit_percent' => null, 'limit_count' => null ) ) );
	}

	/** Lets runs and people do things to the accounts. */
	private function meddle(): void {
		$all = array( 'create' => true, 'update' => true, 'delete' => true );
		$this->change_directory();
		$this->settings_of( 'deactivate' );
		self::assert_run( 'completed', $this->approve_if_held( $this->synchronize( $all ) ) );
		$this->change_directory();
		$this->settings_of( 'delete' );
		self::assert_run( 'completed', $this->approve_if_held( $this->synchronize( $all ) ) );
		$this->change_directory();
		self::assert_run( 'completed', $this->approve_if_held( $this->synchronize( array( 'kind' => 'changes', 'update' => true ) ) ) );
		$this->change_directory();
		$this->act_by_hand();
	}

	/** People come, go, change names, addresses, jobs; some exchange addresses; some are disabled, some enabled. */
	private function change_directory(): void {
		$people = Simulator::people();
		shuffle( $people );
		$take = static function ( int $count ) use ( &$people ): array {
			return array_splice( $people, 0, $count );
		};
		foreach ( $take( 40 ) as $person ) {
			Simulator::change( $person['id'], array( 'displayName' => "{$person['displayName']} Ü" . mt_rand(), 'jobTitle' => 'Job ' . mt_rand(), 'department' => mt_rand( 0, 1 ) ? null : 'Dept' ) );
		}
		foreach ( $take( 10 ) as $person ) {
			Simulator::change( $person['id'], array( 'mail' => 'moved' . mt_rand() . '@lakeside.example' ) );
		}
		for ( $pair = 0; $pair < 2; $pair++ ) {
			list( $one, $other ) = $take( 2 );
			Simulator::change( $one['id'], array( 'mail' => $other['mail'] ) );
			Simulator::change( $other['id'], array( 'mail' => $one['mail'] ) );
		}
		foreach ( $take( 15 ) as $person ) {
			Simulator::remove( $person['id'] );
		}
		foreach ( $take( 15 ) as $person ) {
			Simulator::change( $person['id'], array( 'accountEnabled' => ! $person['accountEnabled'] ) );
		}
		for ( $number = 0; $number < 25; $number++ ) {
			$this->person( 'new' . mt_rand() );
		}
	}

	private function act_by_hand(): void {
		self::assert_run( 'completed', $this->synchronize() );
		$ids = fn( string $table, string $action, int $count ): array => array_slice( array_column( array_filter( $this->all_rows( $table ), static fn( array $row ): bool => in_array( $action, $row['actions'], true ) ), 'id' ), 0, $count );
		foreach ( array( array( 'directory_only', 'create', 8 ), array( 'matched', 'update', 20 ), array( 'matched', 'unlink', 10 ), array( 'wordpress_only', 'deactivate', 10 ), array( 'wordpress_only', 'delete', 10 ), array( 'wordpress_only', 'reactivate', 5 ), array( 'matched', 'reactivate', 5 ) ) as list( $table, $action, $count ) ) {
			$rows = $ids( $table, $action, $count );
			array() === $rows || $this->act( $action, $rows );
		}
	}

	/** Somebody else changes an account: what the run has written as well, where it wrote that. */
	private function touch( int $user_id ): void {
		global $wpdb;
		$wpdb->update( $wpdb->users, array( 'display_name' => "Touched $user_id" ), array( 'ID' => $user_id ) );
		$wpdb->update( $wpdb->usermeta, array( 'meta_value' => 'Touched' ), array( 'user_id' => $user_id, 'meta_key' => 'jobTitle' ) );
		$wpdb->update( $wpdb->usermeta, array( 'meta_value' => 'a:1:{s:6:"editor";b:1;}' ), array( 'user_id' => $user_id, 'meta_key' => $wpdb->prefix . 'capabilities' ) );
		clean_user_cache( $user_id );
	}

	/**
	 * @return array<string, list<string>>
	 */
	private function touched_fields( int $user_id ): array {
		global $wpdb;
		return array(
			'core' => array( 'display_name' ),
			'meta' => array( 'jobTitle', $wpdb->prefix . 'capabilities' ),
		);
	}

	/**
	 * Kills PHP in the middle of the undo.
	 *
	 * @param array<string, mixed> $run The Run.
	 * @return bool Whether it was killed.
	 */
	private function kill_in( array $run ): bool {
		$after   = mt_rand( 20, 400 );
		$process = Php_Process::start(
			"add_filter( 'query', function ( \$query ) { static \$left = $after; if ( 0 === --\$left ) { posix_kill( getmypid(), 9 ); } return \$query; } );
			\$request = new WP_REST_Request( 'POST', '/wpo365-user-sync/v1/runs/{$run['id']}/step' );
			\$request->set_body_params( array( 'sequence' => {$run['sequence']} ) );
			rest_do_request( \$request );",
			array(),
			self::ADMIN
		);
		return 128 + 9 === $process->wait();
	}

	/**
	 * @param array<string, array<int, mixed>> $expected As site() gives it.
	 * @param array<string, array<int, mixed>> $actual   As site() gives it.
	 */
	private function assert_same_site( array $expected, array $actual ): void {
		// There was no copy of the links before the first run.
		foreach ( array_diff_key( $expected, array( 'links' => true ) ) as $part => $items ) {
			self::assertSame( array(), array_diff_key( $actual[ $part ], $items ), "$part that were not there before" );
			foreach ( $items as $id => $item ) {
				self::assertSame( $item, $actual[ $part ][ $id ] ?? null, "$part $id" );
			}
		}
	}

	/** The indexed copy of the links is what user meta says. */
	private function assert_links_are_right(): void {
		global $wpdb;
		$read = static fn(): array => $wpdb->get_results( "SELECT l.* FROM {$wpdb->prefix}wpo365_user_sync_links l WHERE l.object_id <> '' OR l.user_principal_name <> '' ORDER BY user_id", ARRAY_A );
		$kept = $read();
		( new Links() )->copy();
		self::assertSame( $read(), $kept );
	}

	private function newest_record(): int {
		return $this->rest( 'GET', '/runs' )->data[0]['id'] ?? 0;
	}

	/**
	 * @return list<int> Runs and actions by hand, newest first.
	 */
	private function records_since( int $id ): array {
		return array_values( array_filter( array_column( $this->rest( 'GET', '/runs', array( 'per_page' => 100 ) )->data, 'id' ), static fn( int $record ): bool => $record > $id ) );
	}

	/**
	 * @return array<int, array<string, mixed>>
	 */
	private function rows_by_user(): array {
		return array_column( array( ...$this->all_rows( 'directory_only' ), ...$this->all_rows( 'wordpress_only' ), ...$this->all_rows( 'matched' ) ), null, 'user_id' );
	}
}
