<?php
/**
 * A month of a site that nobody looks after.
 */

declare( strict_types=1 );

namespace WPO365\User_Sync\Tests\Schedule;

use WPO365\User_Sync\Notices\Cause;
use WPO365\User_Sync\Tests\Support\Clock;
use WPO365\User_Sync\Tests\Support\Living_Directory;
use WPO365\User_Sync\Tests\Support\Month_Of_Faults;
use WPO365\User_Sync\Tests\Support\Php_Process;
use WPO365\User_Sync\Tests\Support\Scene;
use WPO365\User_Sync\Tests\Support\Simulator;
use WPO365\User_Sync\Tests\Support\Test_Case;
use WPO365\User_Sync\Tests\Support\Ticks;

final class Thirty_Days_Test extends Test_Case {

	use Scene;
	use Ticks;

	/** When the month begins; on its 19th day, 28 March, the clocks are put forward. */
	private const START = '2027-03-10 00:00';

	private const DAYS = 30;

	/** Accounts are made when the plugin's clock says so, not the machine's. */
	private const REGISTERED = 'add_filter( "wp_pre_insert_user_data", static fn( array $data, bool $update ): array => $update ? $data : array( "user_registered" => gmdate( "Y-m-d H:i:s", \WPO365\User_Sync\Tests\Support\Clock::now() ) ) + $data, 10, 2 );';

	/** What a process mails, it prints. */
	private const MAILS = 'add_filter( "pre_wp_mail", static function ( $done, array $mail ): bool { echo wp_json_encode( $mail ), "\n"; return true; }, 10, 2 );';

	private Living_Directory $directory;

	/** The user in whose name the site synchronizes. */
	private int $operator;

	/** @var array<int, string> Accounts that no run may touch, and what they were like. */
	private array $untouched = array();

	/** @var array<int, string> Object id, or nothing, by account as it was after the last tick. */
	private array $accounts = array();

	/** @var list<int> When somebody was removed without being asked about. */
	private array $unasked = array();

	/** @var list<array{at: int, headline: string, subject: string, message: string}> Mails. */
	private array $told = array();

	/** @var array<string, int> Faults that have acted. */
	private array $faults = array();

	/** @var list<string> Members of a group that looks empty for a while. */
	private array $members = array();

	/** @var list<string> Accounts that have its role. */
	private array $editors = array();

	/** @var array<string, int> When which outage began. */
	private array $began = array();

	/** Whether a removal now is one that an administrator has approved. */
	private bool $is_approved = false;

	protected function setUp(): void {
		parent::setUp();
		ini_set( 'error_log', '/dev/null' );
		eval( self::REGISTERED ); // phpcs:ignore Squiz.PHP.Eval.Discouraged
		$this->count_cron_calls();
		update_option( 'timezone_string', 'Europe/Berlin' );
		$start = ( new \DateTimeImmutable( self::START, wp_timezone() ) )->getTimestamp();
		Clock::set( $start - HOUR_IN_SECONDS );
		$this->directory = new Living_Directory( 'month', 90 );
		Simulator::control( 'POST', '/clock', array( 'now' => gmdate( 'Y-m-d\TH:i:s\Z', Clock::now() ) ) );
		add_filter(
			'pre_wp_mail',
			function ( $done, array $mail ) {
				$this->note_mail( $mail );
				return $done;
			},
			20,
			2
		);
		$this->operator = $this->account( array( 'role' => 'administrator', 'display_name' => 'Adele Vance' ) );
		$this->save_settings(
			array(
				'removal'       => array( 'candidates' => 'linked' ),
				'roles'         => array( 'mappings' => array_map( fn( string $group ): array => array( 'group_id' => $this->directory->groups[ $group ], 'role' => Living_Directory::ROLES[ $group ] ), array_keys( Living_Directory::ROLES ) ) ),
				'notifications' => array( 'on' => array_column( Cause::cases(), 'value' ) ),
			)
		);
		$schedule = array( 'full' => 'daily', 'changes' => 60, 'create' => true, 'update' => true, 'delete' => true );
		self::assertSame( 200, $this->rest( 'POST', '/settings', compact( 'schedule' ), $this->operator )->status );
		Clock::move( $start - Clock::now() );
		foreach ( array( $this->gone( array( 'role' => 'administrator' ) ), ...$this->create_users( 5 ) ) as $user_id ) {
			$this->untouched[ $user_id ] = $this->looks( $user_id );
		}
	}

	protected function tearDown(): void {
		ini_restore( 'error_log' );
		parent::tearDown();
	}

	public function test_after_thirty_days_wordpress_is_what_the_directory_is(): void {
		for ( $next = Clock::now(); true; $next += HOUR_IN_SECONDS ) {
			Clock::move( $next - Clock::now() );
			list( $day, $hour ) = $this->date();
			if ( $day > self::DAYS ) {
				break;
			}
			$this->hour( $day, $hour );
		}

		$this->assert_same_as_directory();
		self::assertGreaterThanOrEqual( 60, array_sum( $this->faults ), (string) wp_json_encode( $this->faults ) );
		$this->assert_told();
	}

	/**
	 * @return array{int, int} Day, from 1, and hour of the site.
	 */
	private function date(): array {
		$now = ( new \DateTimeImmutable( '@' . Clock::now() ) )->setTimezone( wp_timezone() );
		return array( 1 + (int) ( new \DateTimeImmutable( self::START, wp_timezone() ) )->setTime( 0, 0 )->diff( $now->setTime( 0, 0 ) )->days, (int) $now->format( 'G' ) );
	}

	private function hour( int $day, int $hour ): void {
		$this->begin_or_end_outages( $day, $hour );
		// On the last day all comes to rest.
		if ( $hour >= 7 && $hour < 19 && $day < self::DAYS ) {
			for ( $number = $this->directory->draw( 3 ); $number > 0; $number-- ) {
				$this->directory->live();
			}
		}
		if ( Month_Of_Faults::is_in( 'nobody calls WP-Cron', $day, $hour ) ) {
			return;
		}
		foreach ( Month_Of_Faults::of_tenant( $day, $hour, array_keys( $this->directory->people ) ) as $fault ) {
			Simulator::fault( $fault );
		}
		$this->kill( Month_Of_Faults::killing( $day, $hour ) );
		$this->throw_at( Month_Of_Faults::thrown_at( $day, $hour ) );
		$this->ticks();
		foreach ( Simulator::control( 'GET', '/faults' ) as $fault ) {
			self::assertTrue( $fault['acted'] > 0 || 'any' === $fault['fault']['on'], "On day {$day} at {$hour} nothing met this fault: " . wp_json_encode( $fault ) );
			$this->count_fault( $fault['fault']['kind'], min( 1, $fault['acted'] ) );
		}
		Simulator::control( 'DELETE', '/faults' );
	}

	private function begin_or_end_outages( int $day, int $hour ): void {
		foreach ( array_keys( Month_Of_Faults::OUTAGES ) as $outage ) {
			$begins = Month_Of_Faults::begins( $outage, $day, $hour );
			if ( ! $begins && ! Month_Of_Faults::ends( $outage, $day, $hour ) ) {
				continue;
			}
			match ( $outage ) {
				'the service is down'            => $begins || $this->assert_backed_off( $this->began[ $outage ] ),
				'the application is off'         => Simulator::control( 'PATCH', '/app', array( 'enabled' => ! $begins ) ),
				'the consent is taken back'      => Simulator::control( 'PATCH', '/app', array( 'roles' => $begins ? array() : array( 'User.Read.All', 'GroupMember.Read.All' ) ) ),
				'a group looks empty'            => $this->empty_or_fill_group( $begins ),
				'two waves leave in a day'       => $begins ? $this->directory->shrink( 6 ) : $this->look_at_the_list(),
				'nobody looks at a list'         => $begins ? $this->directory->shrink( 14 ) : $this->look_at_the_list(),
				'run as somebody without rights' => ( new \WP_User( $this->operator ) )->set_role( $begins ? 'subscriber' : 'administrator' ),
				default                          => null,
			};
			if ( $begins ) {
				$this->count_fault( $outage );
				$this->began[ $outage ] = Clock::now();
				Simulator::control( 'POST', '/tokens/revoke', array( 'access' => true ) );
			}
		}
		if ( array( 8, 12 ) === array( $day, $hour ) ) {
			$this->directory->shrink( 5 ); // The first wave: so many may be removed unasked.
		}
		if ( array( 12, 1 ) === array( $day, $hour ) ) {
			Simulator::control( 'PATCH', '/groups/closing', array( 'members' => array() ) );
		}
	}

	/**
	 * Asserts that a service that is down for half a day was not asked each hour.
	 */
	private function assert_backed_off( int $since ): void {
		$runs = array_filter( $this->rest( 'GET', '/runs' )->data, static fn( array $run ): bool => strtotime( $run['started_at'] ) >= $since );
		self::assertLessThanOrEqual( 5, count( $runs ), 'At 20, 21, 23 and 3 hours, and once more.' );
		self::assertGreaterThanOrEqual( 3, count( $runs ) );
	}

	private function empty_or_fill_group( bool $empties ): void {
		$editors = get_users( array( 'role' => 'editor', 'fields' => 'ID' ) );
		if ( $empties ) {
			$this->members = Living_Directory::members( 'editing' );
			$this->editors = $editors;
		} else {
			self::assertSame( $this->editors, $editors, 'A group that was empty for a night has cost roles.' );
		}
		Simulator::control( 'PATCH', '/groups/editing', array( 'members' => $empties ? array() : array_values( array_intersect( $this->members, array_keys( $this->directory->people ) ) ) ) );
	}

	private function look_at_the_list(): void {
		$run = $this->current_run();
		self::assertSame( array( 'held', 'cron' ), array( $run['status'], $run['origin'] ), (string) wp_json_encode( $run ) );
		$this->is_approved = true;
		$this->rest( 'POST', "/runs/{$run['id']}/approve", array( 'action' => 'approve', 'count' => $run['held']['count'] ) );
		Clock::move( MINUTE_IN_SECONDS );
		$this->ticks();
		$this->is_approved = false;
	}

	/**
	 * Has a tick come each minute while there is something to do.
	 */
	private function ticks(): void {
		for ( $run = $this->tick(), $minutes = 0; in_array( $run['status'] ?? '', array( 'running', 'waiting' ), true ) && $minutes < 55; $minutes++ ) {
			$this->watch();
			Clock::move( MINUTE_IN_SECONDS );
			$run = $this->tick();
		}
		$this->watch();
		$this->assert_announced( $run );
	}

	private function kill( string $code ): void {
		if ( '' !== $code ) {
			$process = Php_Process::start( 'ini_set( "error_log", "/dev/null" );' . self::REGISTERED . self::MAILS . $code . self::$tick_code );
			self::assertSame( 128 + 9, $process->wait(), "Nothing was killed: {$code}" );
			$this->count_fault( 'killed' );
			foreach ( array_filter( explode( "\n", $process->output() ) ) as $mail ) {
				$this->note_mail( json_decode( $mail, true, 512, JSON_THROW_ON_ERROR ) );
			}
			$this->wait_until_rolled_back();
			// The dead may have held a lock.
			Clock::move( MINUTE_IN_SECONDS );
		}
	}

	private function throw_at( string $hook ): void {
		if ( '' !== $hook ) {
			$throw = function () use ( $hook, &$throw ): void {
				remove_action( $hook, $throw );
				$this->count_fault( 'thrown' );
				throw new \Error( 'Another plugin.' );
			};
			add_action( $hook, $throw );
		}
	}

	/**
	 * Sees who is no longer there.
	 */
	private function watch(): void {
		global $wpdb;
		$now = array_column( $wpdb->get_results( "SELECT u.ID, COALESCE( m.meta_value, '' ) AS object_id FROM {$wpdb->users} u LEFT JOIN {$wpdb->usermeta} m ON m.user_id = u.ID AND m.meta_key = 'aadObjectId'", ARRAY_A ), 'object_id', 'ID' );
		$ids = array_filter( $now );
		self::assertSame( count( $ids ), count( array_unique( $ids ) ), 'Somebody is there twice.' );
		foreach ( array_diff_key( $this->accounts, $now ) as $object_id ) {
			self::assertArrayHasKey( $object_id, $this->directory->left, 'Somebody was removed who has not left.' );
			if ( ! $this->is_approved ) {
				$this->unasked[] = Clock::now();
				$lately          = count( array_filter( $this->unasked, static fn( int $at ): bool => $at > Clock::now() - DAY_IN_SECONDS ) );
				self::assertLessThanOrEqual( max( 5, 0.1 * ( count( $now ) + $lately ) ), $lately, 'More were removed in 24 hours than may be without asking.' );
			}
		}
		$this->accounts = $now;
	}

	private function count_fault( string $kind, int $count = 1 ): void {
		$this->faults[ $kind ] = ( $this->faults[ $kind ] ?? 0 ) + $count;
	}

	/**
	 * @param array{subject: string, message: string} $mail Mail.
	 */
	private function note_mail( array $mail ): void {
		$this->told[] = array( 'at' => Clock::now(), 'headline' => explode( 'User Sync: ', $mail['subject'] )[1] ) + $mail;
	}

	/** Writes down all of an account that is stored. */
	private function looks( int $user_id ): string {
		global $wpdb;
		return (string) wp_json_encode( array( $wpdb->get_row( "SELECT * FROM {$wpdb->users} WHERE ID = {$user_id}" ), $wpdb->get_results( "SELECT meta_key, meta_value FROM {$wpdb->usermeta} WHERE user_id = {$user_id} ORDER BY umeta_id" ) ) );
	}

	private function assert_same_as_directory(): void {
		wp_cache_flush();
		$expected = array();
		$roles    = $this->directory->roles();
		foreach ( $this->directory->people as $id => $person ) {
			// Disabled people keep an account, and get none.
			if ( $person['accountEnabled'] || in_array( $id, $this->accounts, true ) ) {
				$expected[ $id ] = array( $person['mail'], $person['displayName'], $person['givenName'], $person['surname'], $person['userPrincipalName'], strtolower( WPO_USER_SYNC_TENANT_ID ), $roles[ $id ] );
			}
		}
		$found = array();
		foreach ( array_diff_key( $this->accounts, $this->untouched, array( self::ADMIN => '', $this->operator => '' ) ) as $user_id => $id ) {
			$user         = get_userdata( $user_id );
			$found[ $id ] = array( $user->user_email, $user->display_name, $user->first_name, $user->last_name, $user->userPrincipalName, strtolower( $user->aadTenantId ), $this->sorted( $user->roles ) );
		}
		ksort( $expected );
		ksort( $found );
		self::assertSame( $expected, $found );
		self::assertSame( $this->untouched, array_combine( array_keys( $this->untouched ), array_map( $this->looks( ... ), array_keys( $this->untouched ) ) ) );
	}

	/**
	 * @param string[] $roles Roles.
	 * @return list<string>
	 */
	private function sorted( array $roles ): array {
		sort( $roles );
		return $roles;
	}

	/**
	 * Asserts that somebody was told of a run that does not go on by itself.
	 *
	 * @param array<string, mixed>|null $run The Run.
	 */
	private function assert_announced( ?array $run ): void {
		$told = array();
		foreach ( $this->told as $mail ) {
			$told[ $mail['headline'] ] = wp_date( 'Y-m-d', $mail['at'] );
		}
		if ( 'failed' === ( $run['status'] ?? '' ) && 'full_run_needed' !== $run['error']['code'] ) {
			self::assertContains( wp_date( 'Y-m-d', strtotime( $run['finished_at'] ) ), array( $told[ Cause::Failed->headline() ] ?? '', $told[ Cause::Credential->headline() ] ?? '' ), (string) wp_json_encode( $run ) );
		}
		if ( 'held' === ( $run['status'] ?? '' ) ) {
			$of_lists = array_values( array_intersect( array_column( $this->told, 'headline' ), array( Cause::Held->headline(), Cause::Held->over() ) ) );
			self::assertSame( Cause::Held->headline(), end( $of_lists ), (string) wp_json_encode( $run ) );
		}
	}

	private function assert_told(): void {
		foreach ( Month_Of_Faults::OUTAGES as $outage => list( 2 => $causes ) ) {
			$headlines = array_map( static fn( string $cause ): string => constant( Cause::class . "::{$cause}" )->headline(), $causes );
			// Nobody can be told while nobody calls WP-Cron: at the first tick then.
			$until = $this->began[ $outage ] + ( array( 'Late' ) === $causes ? 3 : 1 ) * DAY_IN_SECONDS;
			$mails = array_filter( $this->told, fn( array $mail ): bool => in_array( $mail['headline'], $headlines, true ) && $mail['at'] >= $this->began[ $outage ] && $mail['at'] <= $until + MINUTE_IN_SECONDS );
			self::assertSame( array() === $causes, array() === $mails, "Nobody was told within an interval: {$outage}" );
		}
		foreach ( Cause::cases() as $cause ) {
			$days = array_map( static fn( array $mail ): string => wp_date( 'Y-m-d', $mail['at'] ), array_filter( $this->told, static fn( array $mail ): bool => $mail['headline'] === $cause->headline() ) );
			self::assertSame( array_values( array_unique( $days ) ), array_values( $days ), "More than once a day: {$cause->value}" );
			$order = implode( ' ', array_map( static fn( array $mail ): string => $mail['headline'] === $cause->headline() ? 'told' : 'over', array_filter( $this->told, static fn( array $mail ): bool => in_array( $mail['headline'], array( $cause->headline(), $cause->over() ), true ) ) ) );
			self::assertStringNotContainsString( 'over over', $order, "Over twice: {$cause->value}" );
			self::assertStringStartsNotWith( 'over', $order );
		}
		$text = implode( "\n", array_map( static fn( array $mail ): string => $mail['subject'] . $mail['message'], $this->told ) );
		foreach ( array_keys( $this->directory->names + array( 'Adele Vance' => true ) ) as $name ) {
			self::assertFalse( stripos( $text, (string) $name ), "A mail names {$name}." );
		}
	}
}
