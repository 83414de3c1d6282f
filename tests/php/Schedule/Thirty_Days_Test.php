<?php
/**
 * A month of a site that nobody looks after.
 */

declare( strict_types=1 );

namespace WPO365\User_Sync\Tests\Schedule;

use WPO365\User_Sync\Tests\Support\Clock;
use WPO365\User_Sync\Tests\Support\Living_Directory;
use WPO365\User_Sync\Tests\Support\Scene;
use WPO365\User_Sync\Tests\Support\Simulator;
use WPO365\User_Sync\Tests\Support\Test_Case;
use WPO365\User_Sync\Tests\Support\Ticks;

final class Thirty_Days_Test extends Test_Case {

	use Scene;
	use Ticks;

	private const DAYS = 5;

	private Living_Directory $directory;

	/** @var array<int, string> Object id, or nothing, by account as it was after the last tick. */
	private array $accounts = array();

	/** @var list<array{at: int, approved: bool}> Removals. */
	private array $removals = array();

	/** @var list<array{at: int, subject: string, message: string}> Mails. */
	private array $told = array();

	protected function setUp(): void {
		parent::setUp();
		$this->count_cron_calls();
		update_option( 'timezone_string', 'Europe/Berlin' );
		$start = ( new \DateTimeImmutable( '2027-03-10 00:00', wp_timezone() ) )->getTimestamp();
		Clock::set( $start );
		$this->directory = new Living_Directory( 'month', 90 );
		Simulator::control( 'POST', '/clock', array( 'now' => gmdate( 'Y-m-d\TH:i:s\Z', $start ) ) );
		add_filter( 'wp_pre_insert_user_data', static fn( array $data, bool $update ): array => $update ? $data : array( 'user_registered' => gmdate( 'Y-m-d H:i:s', Clock::now() ) ) + $data, 10, 2 );
		add_filter(
			'pre_wp_mail',
			function ( $done, array $mail ) {
				$this->told[] = array( 'at' => Clock::now() ) + $mail;
				return $done;
			},
			20,
			2
		);
		$this->save_settings(
			array(
				'schedule'      => array( 'full' => 'daily', 'changes' => 60, 'create' => true, 'update' => true, 'delete' => true ),
				'removal'       => array( 'candidates' => 'linked' ),
				'roles'         => array( 'mappings' => array_map( fn( string $group ): array => array( 'group_id' => $this->directory->groups[ $group ], 'role' => Living_Directory::ROLES[ $group ] ), array_keys( Living_Directory::ROLES ) ) ),
				'notifications' => array( 'on' => array( 'held', 'failed', 'late', 'changed', 'credential' ) ),
			)
		);
	}

	public function test_after_thirty_days_wordpress_is_what_the_directory_is(): void {
		$began = microtime( true );
		for ( $hour = 0; $hour < self::DAYS * 24; $hour++ ) {
			$this->hour( $hour );
		}
		fwrite( STDERR, sprintf( "%.1f s, %s\n", microtime( true ) - $began, wp_json_encode( $this->directory->happened ) ) );
		fwrite( STDERR, count( $this->removals ) . ' removals ' . count( $this->told ) . ' mails ' . wp_json_encode( array_count_values( array_column( $this->told, 'subject' ) ) ) . "\n" );
		$this->assert_same_as_directory();
	}

	private function hour( int $hour ): void {
		$next = Clock::now() + HOUR_IN_SECONDS;
		if ( $hour % 24 >= 7 && $hour % 24 < 19 && $hour < 24 * ( self::DAYS - 1 ) ) {
			for ( $number = $this->directory->draw( 3 ); $number > 0; $number-- ) {
				$this->directory->live();
			}
		}
		$this->ticks();
		Clock::move( $next - Clock::now() );
	}

	/**
	 * Has a tick come each minute while there is something to do.
	 */
	private function ticks(): void {
		for ( $run = $this->tick(), $minutes = 0; in_array( $run['status'] ?? '', array( 'running', 'waiting' ), true ); $minutes++ ) {
			self::assertLessThan( 50, $minutes, 'The run does not end: ' . wp_json_encode( $run ) );
			$this->watch( false );
			Clock::move( MINUTE_IN_SECONDS );
			$run = $this->tick();
		}
		$this->watch( false );
	}

	/**
	 * Sees who is no longer there.
	 */
	private function watch( bool $approved ): void {
		global $wpdb;
		$now  = array_column( $wpdb->get_results( "SELECT u.ID, COALESCE( m.meta_value, '' ) AS object_id FROM {$wpdb->users} u LEFT JOIN {$wpdb->usermeta} m ON m.user_id = u.ID AND m.meta_key = 'aadObjectId'", ARRAY_A ), 'object_id', 'ID' );
		$ids  = array_filter( $now );
		self::assertSame( count( $ids ), count( array_unique( $ids ) ), 'Somebody is there twice.' );
		foreach ( array_diff_key( $this->accounts, $now ) as $object_id ) {
			self::assertArrayHasKey( $object_id, $this->directory->left, 'Somebody was removed who has not left.' );
			$this->removals[] = array( 'at' => Clock::now(), 'approved' => $approved );
		}
		$this->accounts = $now;
	}

	private function assert_same_as_directory(): void {
		wp_cache_flush();
		$expected = array();
		$roles    = $this->directory->roles();
		foreach ( $this->directory->people as $id => $person ) {
			if ( $person['accountEnabled'] || in_array( $id, $this->accounts, true ) ) {
				$expected[ $id ] = array( $person['mail'], $person['displayName'], $person['givenName'], $person['surname'], $person['userPrincipalName'], strtolower( WPO_USER_SYNC_TENANT_ID ), $roles[ $id ] );
			}
		}
		$found = array();
		foreach ( array_filter( $this->accounts ) as $user_id => $id ) {
			$user  = get_userdata( $user_id );
			$roles = array_values( $user->roles );
			sort( $roles );
			$found[ $id ] = array( $user->user_email, $user->display_name, $user->first_name, $user->last_name, $user->userPrincipalName, strtolower( $user->aadTenantId ), $roles );
		}
		ksort( $expected );
		ksort( $found );
		self::assertSame( $expected, $found );
	}
}
