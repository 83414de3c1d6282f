<?php
/**
 * What an undo puts back, what it leaves and why: without database.
 */

declare( strict_types=1 );

namespace WPO365\User_Sync\Tests\Sync\Undo;

use WPO365\User_Sync\Journal\Entry;
use WPO365\User_Sync\Journal\Entry_Kind;
use WPO365\User_Sync\Journal\Image;
use WPO365\User_Sync\Sync\Undo\Exchange;
use WPO365\User_Sync\Sync\Undo\Undo_Facts;
use WPO365\User_Sync\Sync\Undo\Undo_Plan;
use WPO365\User_Sync\Sync\Undo\Undo_Planner;
use WPO365\User_Sync\Tests\Support\Test_Case;

final class Planner_Test extends Test_Case {

	private const SUBSCRIBER = 'a:1:{s:10:"subscriber";b:1;}';
	private const EDITOR     = 'a:2:{s:10:"subscriber";b:1;s:6:"editor";b:1;}';
	private const ADMIN_ROLE = 'a:2:{s:13:"administrator";b:1;s:10:"subscriber";b:1;}';

	/**
	 * @dataProvider plans
	 *
	 * @param list<array{Entry_Kind, string, list<string>|null, list<string>|null}> $entries What the run did.
	 * @param array<string, list<string>>                                           $meta    User meta now.
	 * @param array<string, string>                                                 $record  Record now.
	 * @param array<string, mixed>                                                  $facts   For Undo_Facts.
	 * @param array{string, array<string, list<string>|null>, string}               $expected Action, values put back, part of the reason.
	 */
	public function test_what_becomes_of_an_account( array $entries, array $record, array $meta, array $facts, array $expected ): void {
		$plan = self::plan( 7, $entries, $record, $meta, $facts );

		self::assertSame( $expected[0], $plan->action->value, $plan->reason() );
		self::assertSame( $expected[1], array_map( static fn( $change ): ?array => $change->before, $plan->back ) );
		'' === $expected[2] ? self::assertSame( '', $plan->reason() ) : self::assertStringContainsString( $expected[2], $plan->reason() );
	}

	/**
	 * @return array<string, array<mixed>>
	 */
	public static function plans(): array {
		$name    = array( Entry_Kind::Core, 'display_name', array( 'Old' ), array( 'New' ) );
		$job     = array( Entry_Kind::Meta, 'jobTitle', null, array( 'Cook' ) );
		$mail    = array( Entry_Kind::Core, 'user_email', array( 'old@contoso.example' ), array( 'new@contoso.example' ) );
		$roles   = static fn( string $before, string $after ): array => array( Entry_Kind::Role, 'wp_capabilities', array( $before ), array( $after ) );
		$level   = static fn( string $before, string $after ): array => array( Entry_Kind::Role, 'wp_user_level', array( $before ), array( $after ) );
		$ledger  = static fn( ?array $before, ?array $after ): array => array( Entry_Kind::Role, 'wpo365_user_sync_roles', $before, $after );
		$link    = static fn( ?array $before, ?array $after ): array => array( Entry_Kind::Link, 'aadObjectId', $before, $after );
		$tenant  = array( Entry_Kind::Link, 'aadTenantId', null, array( 't' ) );
		$created = array( Entry_Kind::Created, 'user_login', null, array( 'anna', ( new Image( array( 'ID' => '7', 'user_login' => 'anna', 'display_name' => 'New' ), array( 'a' => array( 'b' ) ) ) )->sum() ) );
		$now     = array( 'display_name' => 'New' );
		return array(
			'what is as the run left it is put back' => array( array( $name, $job ), $now, array( 'jobTitle' => array( 'Cook' ) ), array(), array( 'change', array( 'core display_name' => array( 'Old' ), 'meta jobTitle' => null ), '' ) ),
			'several entries of a field are one change' => array( array( $name, array( Entry_Kind::Core, 'display_name', array( 'New' ), array( 'Newer' ) ) ), array( 'display_name' => 'Newer' ), array(), array(), array( 'change', array( 'core display_name' => array( 'Old' ) ), '' ) ),
			'what was changed and changed back is no change' => array( array( $name, array( Entry_Kind::Core, 'display_name', array( 'New' ), array( 'Old' ) ) ), $now, array(), array(), array( 'none', array(), 'already' ) ),
			'what is as before already needs nothing' => array( array( $name ), array( 'display_name' => 'Old' ), array(), array(), array( 'none', array(), 'Everything is as it was before already.' ) ),
			'a value that was changed since is left, the others are put back' => array( array( $name, $job ), array( 'display_name' => 'Other' ), array( 'jobTitle' => array( 'Cook' ) ), array(), array( 'change', array( 'meta jobTitle' => null ), 'Left as it is: display_name (changed since by somebody else).' ) ),
			'who has changed it is said where it is known' => array( array( $name ), array( 'display_name' => 'Other' ), array(), array( 'since' => array( 'core display_name' => 'changed since by synchronization 12' ) ), array( 'none', array(), 'display_name (changed since by synchronization 12)' ) ),
			'rows that came in a second place are a change' => array( array( $job ), array(), array( 'jobTitle' => array( 'Cook', 'Cook' ) ), array(), array( 'none', array(), 'jobTitle (changed' ) ),
			'an account that is gone is left' => array( array( $name ), array(), array(), array( 'since' => array( '' => 'changed since by synchronization 12' ) ), array( 'none', array(), 'no longer exists (changed since by synchronization 12)' ) ),
			'an account that may not be edited is left' => array( array( $name ), $now, array(), array( 'forbidden' => 'Forbidden.' ), array( 'none', array(), 'Forbidden.' ) ),
			'roles, level and ledger go back together' => array( array( $roles( self::SUBSCRIBER, self::EDITOR ), $level( '0', '7' ), $ledger( null, array( 'x' ) ) ), array(), array( 'wp_capabilities' => array( self::EDITOR ), 'wp_user_level' => array( '7' ), 'wpo365_user_sync_roles' => array( 'x' ) ), array(), array( 'change', array( 'meta wp_capabilities' => array( self::SUBSCRIBER ), 'meta wp_user_level' => array( '0' ), 'meta wpo365_user_sync_roles' => null ), '' ) ),
			'roles that were changed since keep their ledger' => array( array( $roles( self::SUBSCRIBER, self::EDITOR ), $level( '0', '7' ), $ledger( null, array( 'x' ) ) ), array(), array( 'wp_capabilities' => array( self::SUBSCRIBER . ' ' ), 'wp_user_level' => array( '7' ), 'wpo365_user_sync_roles' => array( 'x' ) ), array(), array( 'none', array(), 'Left as it is: roles (changed' ) ),
			'a privileged role is not given back, others are' => array( array( $roles( 'a:2:{s:13:"administrator";b:1;s:6:"editor";b:1;}', self::SUBSCRIBER ), $level( '10', '0' ) ), array(), array( 'wp_capabilities' => array( self::SUBSCRIBER ), 'wp_user_level' => array( '0' ) ), array( 'withheld' => array( 'administrator' ) ), array( 'change', array( 'meta wp_capabilities' => array( 'a:1:{s:6:"editor";b:1;}' ) ), 'never given back: administrator' ) ),
			'where only a privileged role was lost, nothing is given back' => array( array( $roles( self::ADMIN_ROLE, self::SUBSCRIBER ), $level( '10', '0' ) ), array(), array( 'wp_capabilities' => array( self::SUBSCRIBER ), 'wp_user_level' => array( '0' ) ), array( 'withheld' => array( 'administrator' ) ), array( 'none', array(), 'never given back: administrator' ) ),
			'the ledger of a privileged role does not come back either' => array( array( $roles( 'a:2:{s:13:"administrator";b:1;s:6:"editor";b:1;}', self::SUBSCRIBER ), $ledger( array( 'a:2:{s:13:"administrator";a:0:{}s:6:"editor";a:0:{}}' ), null ) ), array(), array( 'wp_capabilities' => array( self::SUBSCRIBER ) ), array( 'withheld' => array( 'administrator' ) ), array( 'change', array( 'meta wp_capabilities' => array( 'a:1:{s:6:"editor";b:1;}' ), 'meta wpo365_user_sync_roles' => array( 'a:1:{s:6:"editor";a:0:{}}' ) ), 'never given back' ) ),
			'whoever runs it loses no role' => array( array( $roles( self::SUBSCRIBER, self::EDITOR ) ), array(), array( 'wp_capabilities' => array( self::EDITOR ) ), array( 'runs' => true ), array( 'none', array(), 'loses no role' ) ),
			'the last administrator stays one' => array( array( $roles( self::SUBSCRIBER, self::ADMIN_ROLE ) ), array(), array( 'wp_capabilities' => array( self::ADMIN_ROLE ) ), array( 'is_last' => true ), array( 'none', array(), 'stays administrator' ) ),
			'roles and address of administrators are left' => array( array( $name, $mail, $roles( self::SUBSCRIBER, self::ADMIN_ROLE ) ), $now + array( 'user_email' => 'new@contoso.example' ), array( 'wp_capabilities' => array( self::ADMIN_ROLE ) ), array( 'is_locked' => true ), array( 'change', array( 'core display_name' => array( 'Old' ) ), 'user_email, roles (roles, e-mail address and password of administrators are not touched)' ) ),
			'roles on other sites are left' => array( array( array( Entry_Kind::Meta, 'other_capabilities', array( self::ADMIN_ROLE ), null ) ), array(), array(), array(), array( 'none', array(), 'roles on other sites' ) ),
			'a link is put back as a whole, or not at all' => array( array( $link( null, array( 'x' ) ), $tenant ), array(), array( 'aadObjectId' => array( 'y' ), 'aadTenantId' => array( 't' ) ), array(), array( 'none', array(), 'aadObjectId, aadTenantId (changed since' ) ),
			'a link is not given back to a privileged account' => array( array( $link( array( 'x' ), null ) ), array(), array(), array( 'is_privileged' => true ), array( 'none', array(), 'links are not given back' ) ),
			'a link is taken off a privileged account' => array( array( $link( null, array( 'x' ) ) ), array(), array( 'aadObjectId' => array( 'x' ) ), array( 'is_privileged' => true ), array( 'change', array( 'meta aadObjectId' => null ), '' ) ),
			'who was reactivated is deactivated again only where that may be' => array( array( array( Entry_Kind::Reactivated, 'wpo365_active', array( 'deactivated' ), null ), $name ), $now, array(), array( 'stays' => 'Protected.' ), array( 'change', array( 'core display_name' => array( 'Old' ) ), 'wpo365_active (Protected)' ) ),
			'who was reactivated is deactivated again' => array( array( array( Entry_Kind::Reactivated, 'wpo365_active', array( 'deactivated' ), null ) ), array(), array(), array(), array( 'change', array( 'meta wpo365_active' => array( 'deactivated' ) ), '' ) ),
			'who was created is removed' => array( array( $created ), $now, array( 'a' => array( 'b' ) ), array(), array( 'remove', array(), '' ) ),
			'what the run itself wrote afterwards does not keep the account' => array( array( $created, array( Entry_Kind::Meta, 'c', null, array( 'd' ) ) ), $now, array( 'a' => array( 'b' ), 'c' => array( 'd' ) ), array(), array( 'remove', array(), '' ) ),
			'who has signed in since stays' => array( array( $created ), $now, array( 'a' => array( 'b' ), 'session_tokens' => array( 'x' ) ), array(), array( 'none', array(), 'signed in' ) ),
			'who was changed by another run stays' => array( array( $created ), $now, array( 'a' => array( 'c' ) ), array( 'since' => array( '' => 'changed since by undo 9' ) ), array( 'none', array(), 'no longer as it was created (changed since by undo 9)' ) ),
			'who is kept by a guard stays' => array( array( $created ), $now, array( 'a' => array( 'b' ) ), array( 'stays' => 'Guarded.' ), array( 'none', array(), 'Guarded.' ) ),
		);
	}

	public function test_values_that_were_not_kept_are_left(): void {
		$entry = new Entry( 3, 7, '', Entry_Kind::Meta, 'secret', null, null, true, true );
		$plan  = Undo_Planner::plan( 7, array( $entry ), new Image( array( 'ID' => '7', 'user_login' => 'anna' ), array() ), new Undo_Facts() );

		self::assertSame( 'none', $plan->action->value );
		self::assertStringContainsString( 'secret (the former value was not kept', $plan->reason() );
	}

	public function test_secret_values_are_never_shown(): void {
		$entry = new Entry( 3, 7, '', Entry_Kind::Core, 'user_pass', array( 'hash1' ), array( 'hash2' ), true );
		$plan  = Undo_Planner::plan( 7, array( $entry ), new Image( array( 'ID' => '7', 'user_login' => 'anna', 'user_pass' => 'hash2' ), array() ), new Undo_Facts() );

		self::assertSame( array( array( 'field' => 'user_pass', 'from' => null, 'to' => null ) ), $plan->changes() );
	}

	public function test_an_address_that_somebody_else_has_is_left(): void {
		$settled = Exchange::settle( array( 7 => self::moving( 7, 'a', 'b' ) ), array( 'core user_email' => array( 'a' => array( 9 ) ) ) );

		self::assertSame( 'none', $settled['plans'][7]->action->value );
		self::assertSame( 'Left as it is: user_email (WordPress user 9 has it by now).', $settled['plans'][7]->reason() );
		self::assertSame( array( array( 7 ) ), $settled['units'] );
	}

	public function test_those_who_have_exchanged_addresses_are_worked_on_together(): void {
		$plans   = array( 7 => self::moving( 7, 'A', 'B' ), 8 => self::moving( 8, 'x', 'y' ), 9 => self::moving( 9, 'B', 'A' ) );
		$settled = Exchange::settle( $plans, array( 'core user_email' => array( 'a' => array( 9 ), 'b' => array( 7 ) ) ) );

		self::assertEquals( $plans, $settled['plans'] );
		self::assertSame( array( array( 7, 9 ), array( 8 ) ), $settled['units'] );
	}

	public function test_where_one_of_a_chain_stays_all_before_it_stay(): void {
		$plans   = array( 7 => self::moving( 7, 'A', 'X' ), 8 => self::moving( 8, 'B', 'A' ), 9 => self::moving( 9, 'C', 'B' ) );
		$settled = Exchange::settle( $plans, array( 'core user_email' => array( 'a' => array( 8 ), 'b' => array( 9 ), 'c' => array( 4 ) ) ) );

		self::assertSame( array( 'none', 'none', 'none' ), array_values( array_map( static fn( Undo_Plan $plan ): string => $plan->action->value, $settled['plans'] ) ) );
	}

	private static function moving( int $user_id, string $from, string $to ): Undo_Plan {
		return self::plan( $user_id, array( array( Entry_Kind::Core, 'user_email', array( $from ), array( $to ) ) ), array( 'user_email' => $to ), array(), array() );
	}

	/**
	 * @param list<array{Entry_Kind, string, list<string>|null, list<string>|null}> $entries What the run did.
	 * @param array<string, string>                                                 $record  Record now; empty with no meta and words for its absence: no account.
	 * @param array<string, list<string>>                                           $meta    User meta now.
	 * @param array<string, mixed>                                                  $facts   For Undo_Facts.
	 */
	private static function plan( int $user_id, array $entries, array $record, array $meta, array $facts ): Undo_Plan {
		$image = array() === $record && array() === $meta && isset( $facts['since'][''] ) ? null : new Image( array( 'ID' => (string) $user_id, 'user_login' => 'anna' ) + $record, $meta );
		$made  = array_map( static fn( array $entry, int $at ): Entry => new Entry( 3, $user_id, '', ...array( ...$entry, false ), id: $at + 1 ), $entries, array_keys( $entries ) );
		return Undo_Planner::plan( $user_id, $made, $image, new Undo_Facts( ...$facts ) );
	}
}
