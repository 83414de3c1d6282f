<?php

declare( strict_types=1 );

namespace WPO365\User_Sync\Tests\Sync\Removal;

use WPO365\User_Sync\Tests\Support\Clock;
use WPO365\User_Sync\Tests\Support\Random_Seed;
use WPO365\User_Sync\Tests\Support\Scene;
use WPO365\User_Sync\Tests\Support\Simulator;
use WPO365\User_Sync\Tests\Support\Test_Case;

/**
 * A thousand random histories of leaving and coming back, read by full runs and by runs of changes: nobody keeps a way in one step after the event was read, and people who come back have what they had.
 */
final class Leaving_And_Returning_Test extends Test_Case {

	use Random_Seed;
	use Scene;

	private const PEOPLE = 1000;
	private const ROUNDS = 8;

	/** Days between two rounds, and from deactivation to deletion. */
	private const ROUND  = 2;
	private const DELETE = 5;

	/** @var array<string, array{state: string, user_id: int, since: int, roles: list<string>, name: string, anew: string}> By object id; since: the round in which the account was deactivated, or 0; anew: object id of whoever has the name now. */
	private array $people = array();

	/** Deleted accounts that were seen to come back. */
	private int $restored = 0;

	/** @var array<int, true> Accounts that were seen to be deleted. */
	private array $deleted = array();

	protected function setUp(): void {
		parent::setUp();
		$this->seed();
	}

	public function test_nobody_keeps_a_way_in_and_nobody_who_comes_back_has_lost_anything(): void {
		$this->settle_in();
		for ( $round = 1; $round <= self::ROUNDS; $round++ ) {
			$this->hand_out_keys();
			$events = 0;
			foreach ( array_keys( $this->people ) as $id ) {
				$events += $this->live( (string) $id, $round ) ? 1 : 0;
			}
			self::assertGreaterThan( self::PEOPLE / 10, $events );
			Clock::move( self::ROUND * DAY_IN_SECONDS );
			$run = $this->synchronize( array( 'kind' => $this->kind( $round ), 'create' => true, 'update' => true, 'delete' => true ) );
			while ( 'held' === $run['status'] ) {
				$run = $this->approve( $run );
			}
			self::assert_run( 'completed', $run );
			self::assertSame( 0, $run['counts']['failed'] );
			$this->look_at_everybody( $round );
		}
		$states = array_count_values( array_column( $this->people, 'state' ) );
		foreach ( array( 'there', 'disabled', 'gone', 'created anew' ) as $state ) {
			self::assertGreaterThan( 10, $states[ $state ] ?? 0, "Too few are $state." );
		}
		self::assertGreaterThan( 10, $this->restored );
	}

	/** Every other round reads only what has changed. */
	private function kind( int $round ): string {
		return 0 === $round % 2 ? 'full' : 'changes';
	}

	/** Everybody gets an account, roles, a telephone number and something written. */
	private function settle_in(): void {
		global $wpdb;
		Simulator::tenant( array( 'users' => self::PEOPLE, 'awkward' => false ) );
		$this->save_settings( array( 'removal' => array( 'mode' => 'deactivate', 'disabled' => 'deactivate', 'delete_after_days' => self::DELETE, 'limit_percent' => null, 'limit_count' => null ), 'history' => array( 'journal_days' => 365 ) ) );
		self::assert_run( 'completed', $this->synchronize( array( 'create' => true ) ) );
		foreach ( $this->accounts_by_person() as $object_id => $user_id ) {
			mt_rand( 0, 2 ) || get_userdata( $user_id )->add_role( 'author' );
			mt_rand( 0, 4 ) || get_userdata( $user_id )->set_role( 'contributor' );
			update_user_meta( $user_id, 'phone', "+41 $user_id" );
			$wpdb->insert( $wpdb->posts, array( 'post_author' => $user_id, 'post_title' => "Of $user_id", 'post_content' => '', 'post_excerpt' => '', 'to_ping' => '', 'pinged' => '', 'post_content_filtered' => '', 'post_status' => 'publish', 'post_date' => self::$long_ago ) );
			$this->people[ $object_id ] = array(
				'state'   => 'there',
				'user_id' => $user_id,
				'since'   => 0,
				'roles'   => self::sorted( get_userdata( $user_id )->roles ),
				'name'    => get_user_meta( $user_id, 'userPrincipalName', true ),
				'anew'    => '',
			);
		}
		self::assertGreaterThan( self::PEOPLE * 0.8, count( $this->people ) );
	}

	/** Accounts that are in use have sessions, application passwords and keys for a new password. */
	private function hand_out_keys(): void {
		global $wpdb;
		foreach ( $this->people as $person ) {
			$id = $person['user_id'];
			if ( 'there' !== $person['state'] ) {
				continue;
			}
			update_user_meta( $id, 'session_tokens', array( md5( "$id" ) => array( 'expiration' => time() + YEAR_IN_SECONDS, 'login' => time() ) ) );
			update_user_meta( $id, '_application_passwords', array( array( 'uuid' => wp_generate_uuid4(), 'app_id' => '', 'name' => 'app', 'password' => 'hash', 'created' => 1, 'last_used' => null, 'last_ip' => null ) ) );
			$wpdb->update( $wpdb->users, array( 'user_activation_key' => time() . ':key' ), array( 'ID' => $id ) );
			clean_user_cache( $id );
		}
	}

	/**
	 * Lets something happen to a person, or nothing.
	 *
	 * @return bool Whether something has happened.
	 */
	private function live( string $id, int $round ): bool {
		$dice  = mt_rand( 0, 99 );
		$state = $this->people[ $id ]['state'];
		$event = match ( $state ) {
			'there'    => $dice < 25 ? 'disable' : ( $dice < 50 ? 'delete' : '' ),
			'disabled' => $dice < 40 ? 'enable' : ( $dice < 55 ? 'delete' : '' ),
			'gone'     => $dice < 30 ? 'restore' : ( $dice < 45 ? 'create anew' : '' ),
			default    => '',
		};
		switch ( $event ) {
			case 'disable':
			case 'enable':
				Simulator::change( $id, array( 'accountEnabled' => 'enable' === $event ) );
				break;
			case 'delete':
				Simulator::remove( $id );
				break;
			case 'restore':
				Simulator::control( 'POST', "/users/$id/restore" );
				Simulator::change( $id, array( 'accountEnabled' => true ) );
				break;
			case 'create anew':
				$name                        = $this->people[ $id ]['name'];
				$this->people[ $id ]['anew'] = Simulator::add( array( 'userPrincipalName' => $name, 'mail' => $name, 'displayName' => 'Created anew' ) )[0]['id'];
				break;
		}
		$states = array( 'disable' => 'disabled', 'enable' => 'there', 'delete' => 'gone', 'restore' => 'there', 'create anew' => 'created anew', '' => $state );

		$this->people[ $id ]['state'] = $states[ $event ];
		if ( 'there' === $state && in_array( $event, array( 'disable', 'delete' ), true ) ) {
			$this->people[ $id ]['since'] = $round;
		}
		return '' !== $event;
	}

	private function look_at_everybody( int $round ): void {
		$accounts = $this->accounts_by_person();
		foreach ( $this->people as $object_id => $person ) {
			$about = "round $round: user {$person['user_id']}, {$person['state']} since round {$person['since']}";
			$id    = $accounts[ $object_id ] ?? 0;
			self::assertContains( $id, array( 0, $person['user_id'] ), "$about: another account" );
			if ( 'there' === $person['state'] ) {
				self::assertSame( $person['user_id'], $id, $about );
				$this->assert_has_everything( $person, $about );
				$this->restored += isset( $this->deleted[ $id ] ) ? 1 : 0;
				unset( $this->deleted[ $id ] );
				continue;
			}
			$is_over = 'gone' === $person['state'] && ( $round - $person['since'] ) * self::ROUND >= self::DELETE;
			if ( $is_over && 'full' === $this->kind( $round ) ) {
				self::assertSame( 0, $id, "$about: should be deleted" );
			} elseif ( ! $is_over && 'created anew' !== $person['state'] ) {
				self::assertNotSame( 0, $id, "$about: must not be deleted" );
			}
			if ( 0 === $id ) {
				$this->deleted[ $person['user_id'] ] = true;
			} else {
				$this->assert_has_no_way_in( $id, $about );
			}
			if ( 'created anew' === $person['state'] ) {
				$this->assert_is_somebody_else( $person, $accounts[ $person['anew'] ] ?? 0, $id, $about );
			}
		}
	}

	private function assert_has_no_way_in( int $id, string $about ): void {
		$user = get_userdata( $id );
		self::assertSame( 'deactivated', get_user_meta( $id, 'wpo365_active', true ), $about );
		self::assertSame( array(), $user->roles, "$about: roles" );
		self::assertSame( '', $user->user_activation_key, "$about: key for a new password" );
		self::assertEmpty( get_user_meta( $id, 'session_tokens', true ), "$about: session" );
		self::assertEmpty( get_user_meta( $id, '_application_passwords', true ), "$about: application password" );
	}

	/**
	 * @param array<string, mixed> $person One of the people.
	 */
	private function assert_has_everything( array $person, string $about ): void {
		global $wpdb;
		$id = $person['user_id'];
		self::assertSame( '', get_user_meta( $id, 'wpo365_active', true ), $about );
		self::assertSame( '', get_user_meta( $id, 'wpo365_user_sync_deactivated', true ), $about );
		self::assertSame( $person['roles'], self::sorted( get_userdata( $id )->roles ), "$about: roles" );
		self::assertSame( "+41 $id", get_user_meta( $id, 'phone', true ), "$about: meta" );
		self::assertSame( "$id", $wpdb->get_var( $wpdb->prepare( "SELECT post_author FROM $wpdb->posts WHERE post_title = %s", "Of $id" ) ), "$about: content" );
	}

	/**
	 * @param array<string, mixed> $person  Who has left for good.
	 * @param int                  $account Account of whoever has the name now, or 0.
	 * @param int                  $former  Account of whoever has left, or 0.
	 */
	private function assert_is_somebody_else( array $person, int $account, int $former, string $about ): void {
		if ( 0 !== $former ) {
			self::assertSame( 0, $account, "$about: the name is not free" );
			return;
		}
		self::assertNotContains( $account, array( 0, $person['user_id'] ), $about );
		self::assertSame( '', get_user_meta( $account, 'phone', true ), "$about: has what another person had" );
		self::assertSame( array( 'subscriber' ), get_userdata( $account )->roles, $about );
	}

	/**
	 * @return array<string, int> Account by object id.
	 */
	private function accounts_by_person(): array {
		global $wpdb;
		wp_cache_flush();
		$rows = $wpdb->get_results( "SELECT meta_value, user_id FROM $wpdb->usermeta WHERE meta_key = 'aadObjectId'", ARRAY_N );
		self::assertSame( count( $rows ), count( array_unique( array_column( $rows, 0 ) ) ), 'Somebody has two accounts.' );
		return array_map( intval( ... ), array_column( $rows, 1, 0 ) );
	}

	/**
	 * @param string[] $roles Roles.
	 * @return list<string>
	 */
	private static function sorted( array $roles ): array {
		sort( $roles );
		return $roles;
	}
}
