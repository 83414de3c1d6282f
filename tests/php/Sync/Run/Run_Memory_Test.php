<?php

declare( strict_types=1 );

namespace WPO365\User_Sync\Tests\Sync\Run;

use PHPUnit\Framework\TestCase;
use WPO365\User_Sync\Sync\Run\Boxes;
use WPO365\User_Sync\Sync\Run\Phase;
use WPO365\User_Sync\Sync\Run\Run;
use WPO365\User_Sync\Sync\Run\Run_Kind;
use WPO365\User_Sync\Sync\Run\Run_Memory;
use WPO365\User_Sync\Sync\Run\Run_Status;

/**
 * What a run remembers: the same after it was stored, the defaults after it was forgotten, and never shared by two copies of a run.
 */
final class Run_Memory_Test extends TestCase {

	/** A value other than the default for each property. */
	private const FULL = array(
		'link' => 'https://graph.example/v1.0/users?$skiptoken=a', 'next' => 'https://graph.example/v1.0/users?$skiptoken=b', 'pages' => 3, 'idle' => 1, 'listed_at' => 1700000000, 'evidence_at' => 1700000001, 'careful' => PHP_INT_MAX,
		'groups' => array( 'a', 'b' ), 'groups_at' => 1700000002, 'groups_read' => array( 'a' ), 'group' => 1, 'group_link' => 'https://graph.example/v1.0/groups', 'group_pages' => 2, 'group_sizes' => array( 'a' => 5 ),
		'group_history' => array( 'a' => array( 'members' => 5 ) ), 'unread_groups' => array( 'b' => 'A reason.' ), 'doubtful_groups' => array( 'b' ), 'restarts' => 1, 'users_link' => 'https://graph.example/v1.0/users/delta', 'members_link' => 'https://graph.example/v1.0/groups/delta', 'members_unknown' => true, 'anew' => true, 'outdated' => true,
		'last_user' => 7, 'scope' => 'abc', 'linked' => array( 'ours' => 0, 'others' => 0 ), 'refused' => array( 'city' ), 'after' => 9, 'stage' => 'remove', 'bin_asked' => 12, 'heir' => array( 'user_id' => 1, 'keeps' => false ), 'removal_mode' => 'deactivate',
		'held_for' => 'A reason.', 'approved_by' => 2, 'unasked' => 3, 'is_list_approved' => true, 'undoes' => 4, 'undoes_user' => 6, 'truncated' => true, 'tries' => 1, 'broken' => 1,
		'pages_read' => 4, 'throttled' => 30, 'latencies' => array( 31 => 5, 40 => 1 ), 'seconds' => array( 'groups' => 0.25, 'listing' => 1.5 ),
	);

	public function test_everything_is_the_same_after_it_was_stored(): void {
		self::assertSame( array(), array_diff_key( get_object_vars( new Run_Memory() ), self::FULL ), 'This test knows all properties.' );
		$stored = json_decode( (string) json_encode( Run_Memory::from_array( self::FULL )->to_array() ), true );

		self::assertEquals( self::FULL, $stored );
		self::assertSame( self::FULL, array_replace( self::FULL, Run_Memory::from_array( $stored )->to_array() ) );
	}

	public function test_what_is_missing_null_or_unknown_is_as_if_it_was_never_set(): void {
		self::assertSame( array(), ( new Run_Memory() )->to_array() );
		self::assertSame( array( 'tries' => 2 ), Run_Memory::from_array( array( 'tries' => 2, 'stage' => null, 'groups' => null, 'link' => null, 'of_a_later_version' => 1 ) )->to_array() );
	}

	public function test_where_pages_or_groups_are_read_anew_what_was_known_of_them_is_forgotten_and_nothing_else(): void {
		$memory = Run_Memory::from_array( self::FULL );

		$memory->forget_pages();
		self::assertSame( array( 'link', 'next', 'pages', 'idle', 'listed_at', 'evidence_at', 'careful' ), array_keys( array_diff_key( self::FULL, $memory->to_array() ) ) );
		$memory->forget_groups();
		self::assertSame( array( 'users_link', 'members_link', 'members_unknown', 'anew', 'outdated', 'last_user', 'scope', 'linked', 'refused', 'after', 'stage', 'bin_asked', 'heir', 'removal_mode', 'held_for', 'unasked', 'is_list_approved', 'approved_by', 'undoes', 'undoes_user', 'truncated', 'tries', 'broken', 'pages_read', 'throttled', 'latencies', 'seconds' ), array_keys( $memory->to_array() ) );
	}

	public function test_a_copy_of_a_run_keeps_what_the_part_changes_in_the_other(): void {
		$run    = new Run( 1, Run_Kind::Full, Run_Status::Running, Phase::Listing, 0, Boxes::from_array( array() ), array(), 0, null, null, null, null, 'page', 1, 1, 1, null, '', '', Run_Memory::from_array( array( 'pages' => 1 ) ), array(), 0 );
		$before = clone $run;

		$run->memory->pages         = 2;
		$run->memory->groups_read[] = 'a';

		self::assertSame( array( 'pages' => 1 ), $before->memory->to_array() );
	}
}
