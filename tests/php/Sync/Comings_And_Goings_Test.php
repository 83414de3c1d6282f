<?php

declare( strict_types=1 );

namespace WPO365\User_Sync\Tests\Sync;

use WPO365\User_Sync\Tests\Support\Changes;
use WPO365\User_Sync\Tests\Support\Leavers;
use WPO365\User_Sync\Tests\Support\Simulator;
use WPO365\User_Sync\Tests\Support\Test_Case;

/**
 * A thousand random histories of leaving and coming back: after each synchronization nobody who has left is let in by anything, and who is there has what there was before.
 */
final class Comings_And_Goings_Test extends Test_Case {

	use Leavers;
	use Changes;

	private const PEOPLE = 1000;

	/** What may happen to somebody, by what the directory says of the person. */
	private const EVENTS = array(
		'enabled'  => array( 'disabled', 'gone', 'enabled' ),
		'disabled' => array( 'enabled', 'enabled', 'gone' ),
		'gone'     => array( 'enabled', 'disabled', 'again', 'gone' ),
		'again'    => array( 'again' ),
	);

	/** @var array<string, string> What the directory says, by object id; again: gone, and somebody new has the same names. */
	private array $states = array();

	/** @var array<string, int> Accounts by object id. */
	private array $users = array();

	/** @var array<int, list<string>> Roles that accounts have while their people are there. */
	private array $had = array();

	public function test_nobody_keeps_a_way_in_and_nobody_loses_what_there_was(): void {
		mt_srand( $seed = random_int( 1, PHP_INT_MAX ) );
		$this->removal( array( 'mode' => 'deactivate', 'disabled' => 'deactivate', 'limit_percent' => null, 'limit_count' => null ) );
		$this->begin();
		foreach ( array( 'changes', 'full', 'changes', 'full' ) as $step => $kind ) {
			$this->sign_in_here_and_there();
			array_map( $this->happen( ... ), array_keys( $this->states ) );

			self::assert_run( 'completed', $this->synchronize( compact( 'kind' ) + array( 'update' => true, 'delete' => true ) ) );

			$this->assert_everybody( "Seed $seed, step $step, $kind" );
		}
		mt_srand();
	}

	private function begin(): void {
		global $wpdb;
		Simulator::tenant( array( 'users' => self::PEOPLE, 'awkward' => false ) );
		$this->people = Simulator::people();
		$this->users  = array_combine( array_column( $this->people, 'id' ), $this->create_linked_users( $this->people ) );
		$this->states = array_fill_keys( array_keys( $this->users ), 'enabled' );
		foreach ( $this->users as $user_id ) {
			$roles                 = array_values( array_intersect_key( array( 'author', 'contributor', 'editor', 'subscriber' ), array_flip( (array) array_rand( array( 0, 1, 2, 3 ), mt_rand( 1, 3 ) ) ) ) );
			$this->had[ $user_id ] = $roles;
			$wpdb->update( $wpdb->usermeta, array( 'meta_value' => serialize( array_fill_keys( $roles, true ) ) ), array( 'user_id' => $user_id, 'meta_key' => $wpdb->prefix . 'capabilities' ) );
		}
		wp_cache_flush();
		self::assert_run( 'completed', $this->synchronize( array( 'update' => true, 'delete' => true ) ) );
		$this->assert_everybody( 'At the beginning' );
	}

	/** Lets something happen to somebody, most of the time. */
	private function happen( string $id ): void {
		$was   = $this->states[ $id ];
		$state = self::EVENTS[ $was ][ mt_rand( 0, count( self::EVENTS[ $was ] ) - 1 ) ];
		if ( $was === $state ) {
			return;
		}
		$person = array_column( $this->people, null, 'id' )[ $id ];
		$person = array_intersect_key( $person, array_flip( array( 'id', 'userPrincipalName', 'mail', 'displayName', 'givenName', 'surname' ) ) );
		match ( true ) {
			'gone' === $state  => Simulator::remove( $id, true ),
			'again' === $state => Simulator::add( array_diff_key( $person, array( 'id' => true ) ) ),
			'gone' === $was    => Simulator::add( array( 'accountEnabled' => 'enabled' === $state ) + $person ),
			default            => Simulator::change( $id, array( 'accountEnabled' => 'enabled' === $state ) ),
		};
		$this->states[ $id ] = $state;
	}

	private function sign_in_here_and_there(): void {
		foreach ( $this->users as $id => $user_id ) {
			if ( 'enabled' === $this->states[ $id ] && 0 === mt_rand( 0, 9 ) ) {
				$this->signed_in( $user_id );
			}
		}
	}

	private function assert_everybody( string $when ): void {
		global $wpdb;
		wp_cache_flush();
		$in    = "user_id IN ( SELECT ID FROM {$wpdb->users} WHERE ID > 1 )";
		$meta  = array();
		foreach ( $wpdb->get_results( "SELECT user_id, meta_key, meta_value FROM {$wpdb->usermeta} WHERE $in AND meta_key IN ( 'wpo365_active', 'wpo365_user_sync_deactivated', 'session_tokens', '_application_passwords', '{$wpdb->prefix}capabilities' )" ) as $row ) {
			$meta[ (int) $row->user_id ][ $row->meta_key ] = maybe_unserialize( $row->meta_value );
		}
		$keys = array_column( $wpdb->get_results( "SELECT ID, user_activation_key FROM {$wpdb->users}" ), 'user_activation_key', 'ID' );
		foreach ( $this->users as $id => $user_id ) {
			$has   = $meta[ $user_id ];
			$roles = array_keys( array_filter( $has[ $wpdb->prefix . 'capabilities' ] ) );
			sort( $roles );
			$about = "$when: user $user_id, {$this->states[ $id ]}";
			if ( 'enabled' === $this->states[ $id ] ) {
				self::assertSame( array( $this->had[ $user_id ], null, null ), array( $roles, $has['wpo365_active'] ?? null, $has['wpo365_user_sync_deactivated'] ?? null ), $about );
			} else {
				self::assertSame( array( array(), 'deactivated', true, '' ), array( $roles, $has['wpo365_active'] ?? null, isset( $has['wpo365_user_sync_deactivated'] ), $keys[ $user_id ] ), $about );
				self::assertEmpty( array_merge( (array) ( $has['session_tokens'] ?? array() ), (array) ( $has['_application_passwords'] ?? array() ) ), $about );
			}
		}
	}
}
