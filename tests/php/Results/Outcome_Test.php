<?php

declare( strict_types=1 );

namespace WPO365\User_Sync\Tests\Results;

use PHPUnit\Framework\TestCase;
use WPO365\User_Sync\Accounts\Account;
use WPO365\User_Sync\Accounts\Cause;
use WPO365\User_Sync\Directory\Directory_User;
use WPO365\User_Sync\Results\Outcome;
use WPO365\User_Sync\Results\Pending;
use WPO365\User_Sync\Results\Result;
use WPO365\User_Sync\Results\Status;
use WPO365\User_Sync\Results\Table;

/**
 * Rows are made of outcomes, in one room, and neither ever changes.
 */
final class Outcome_Test extends TestCase {

	private const PHP = __DIR__ . '/../../../php';

	private const CHANGES = array( array( 'field' => 'first_name', 'from' => 'A', 'to' => 'B' ) );

	public function test_neither_rows_nor_outcomes_can_be_changed(): void {
		foreach ( array( Result::class, Outcome::class ) as $class ) {
			$writable = array_filter( ( new \ReflectionClass( $class ) )->getProperties(), static fn( \ReflectionProperty $property ): bool => ! $property->isReadOnly() );
			self::assertSame( array(), array_map( static fn( \ReflectionProperty $property ): string => "$class::{$property->name}", $writable ) );
		}
	}

	public function test_rows_are_made_in_the_room_of_results_alone(): void {
		$makers = array();
		foreach ( new \RecursiveIteratorIterator( new \RecursiveDirectoryIterator( self::PHP, \FilesystemIterator::SKIP_DOTS ) ) as $file ) {
			if ( preg_match( '/\bnew\s+\\\\?(\w+\\\\)*Result\s*\(/', (string) file_get_contents( $file->getPathname() ) ) ) {
				$makers[] = basename( dirname( $file->getPathname() ) );
			}
		}
		self::assertSame( array( 'Results' ), array_values( array_unique( $makers ) ) );
	}

	public function test_a_row_says_what_the_outcome_says_and_stays_the_same_persons(): void {
		$before = new Result( 'subject', Table::Matched, 'object', 7, 'upn@lakeside.example', 'a@lakeside.example', 'Ada', 'ada', Status::Logged, Pending::Roles, 'Before.', self::CHANGES, array( 'id' => 'object' ), 3, 4, 5, Cause::Gone, array( 'editor' ), array( 'orders' => 0, 'comments' => 0, 'posts' => array() ) );

		$after = $before->after( Outcome::failed( 'After.' ) );

		$said = array( 'status' => Status::Failed, 'pending' => Pending::Nothing, 'reason' => 'After.', 'changes' => array(), 'person' => array() );
		self::assertSame( $said + get_object_vars( $before ), $said + get_object_vars( $after ) );
		self::assertSame( $said, array_intersect_key( get_object_vars( $after ), $said ) );
		self::assertSame( 'Before.', $before->reason );
	}

	public function test_an_outcome_may_move_the_row_and_name_the_account(): void {
		$person  = Directory_User::from_array( array( 'id' => 'object', 'userPrincipalName' => 'upn@lakeside.example' ) );
		$account = new Account( 7, 'ada', 'old@lakeside.example', '', '', '', '', '', '', '', array(), array() );

		$row = Result::of_person( $person, new Outcome() );
		self::assertSame( array( Table::Directory_Only, 0, '', 'upn@lakeside.example' ), array( $row->table, $row->user_id, $row->login, $row->email ) );

		$row = Result::of_person( $person, new Outcome(), $account );
		self::assertSame( array( Table::Directory_Only, 7, 'ada' ), array( $row->table, $row->user_id, $row->login ) );

		$row = Result::of_person( $person, new Outcome( Status::Created, user_id: 8, login: 'new', table: Table::Matched, email: 'new@lakeside.example' ), $account );
		self::assertSame( array( Table::Matched, 8, 'new', 'new@lakeside.example' ), array( $row->table, $row->user_id, $row->login, $row->email ) );
	}

	public function test_what_a_row_says_can_be_kept_but_for_a_part(): void {
		$row = new Result( 'subject', Table::Matched, changes: self::CHANGES, pending: Pending::Roles, reason: 'Before.', person: array( 'id' => 'object' ) );

		self::assertEquals( $row, $row->after( $row->outcome() ) );
		$failed = $row->after( $row->outcome()->with( status: Status::Failed )->adding( '' )->adding( 'After.' ) );
		self::assertSame( array( Status::Failed, 'Before. After.', self::CHANGES, Pending::Roles ), array( $failed->status, $failed->reason, $failed->changes, $failed->pending ) );
	}
}
