<?php

declare( strict_types=1 );

namespace WPO365\User_Sync\Tests\Sync\Plan;

use PHPUnit\Framework\TestCase;
use WPO365\User_Sync\Sync\Plan\Role_Policy;

/**
 * Which roles a user gets: the table of the rules.
 */
final class Role_Policy_Test extends TestCase {

	private const EDITORS   = '11111111-aaaa-4aaa-8aaa-000000000001';
	private const AUTHORS   = '11111111-aaaa-4aaa-8aaa-000000000002';
	private const ALSO_EDIT = '11111111-aaaa-4aaa-8aaa-000000000003';
	private const GONE_ROLE = '11111111-aaaa-4aaa-8aaa-000000000004';

	private const MAPPINGS = array(
		array( 'group_id' => self::EDITORS, 'role' => 'editor' ),
		array( 'group_id' => self::AUTHORS, 'role' => 'author' ),
		array( 'group_id' => self::ALSO_EDIT, 'role' => 'editor' ),
		array( 'group_id' => self::GONE_ROLE, 'role' => 'teacher' ),
	);

	private const ROLES = array( 'administrator', 'editor', 'author', 'contributor', 'subscriber' );

	/**
	 * @dataProvider existing_users
	 *
	 * @param string[] $roles    Roles before.
	 * @param string[] $ledger   Roles granted by the plugin before.
	 * @param string[] $groups   Groups of the person.
	 * @param string[] $expected Roles afterwards.
	 * @param string[] $granted  Roles in the ledger afterwards.
	 */
	public function test_existing_user( string $scenario, bool $always, array $roles, array $ledger, array $groups, array $expected, array $granted ): void {
		$policy = new Role_Policy( $scenario, 'subscriber', $always, self::MAPPINGS, self::ROLES );

		$change = $policy->for_existing( $roles, array_fill_keys( $ledger, array( self::EDITORS ) ), $groups );

		self::assertSame( $expected, $change->to );
		self::assertSame( $granted, array_keys( $change->ledger ) );
	}

	public static function existing_users(): array {
		$editor = array( self::EDITORS );
		return array(
			'managed: a missing role is granted beside the others'         => array( 'managed', true, array( 'subscriber' ), array(), $editor, array( 'subscriber', 'editor' ), array( 'editor' ) ),
			'managed: a granted role goes with the group'                  => array( 'managed', true, array( 'author', 'editor' ), array( 'editor' ), array(), array( 'author' ), array() ),
			'managed: a hand-given role stays without the group'           => array( 'managed', true, array( 'author', 'editor' ), array(), array(), array( 'author', 'editor' ), array() ),
			'managed: a hand-given role is not noted as granted'           => array( 'managed', true, array( 'editor' ), array(), $editor, array( 'editor' ), array() ),
			'managed: who would be left with none gets the default'        => array( 'managed', true, array( 'editor' ), array( 'editor' ), array(), array( 'subscriber' ), array() ),
			'managed: the default even if it is not always given'          => array( 'managed', false, array( 'editor' ), array( 'editor' ), array(), array( 'subscriber' ), array() ),
			'managed: who was locked out by hand stays without a role'     => array( 'managed', true, array(), array(), array(), array(), array() ),
			'managed: locked out by hand, and out of the group as well'    => array( 'managed', true, array(), array( 'editor' ), array(), array(), array() ),
			'managed: a group speaks of somebody who was locked out'       => array( 'managed', true, array(), array(), $editor, array( 'editor' ), array( 'editor' ) ),
			'managed: the site has lost the role that was granted'         => array( 'managed', true, array(), array( 'teacher' ), array(), array( 'subscriber' ), array() ),
			'managed: from one group to another'                           => array( 'managed', true, array( 'editor' ), array( 'editor' ), array( self::AUTHORS ), array( 'author' ), array( 'author' ) ),
			'managed: two groups, two roles'                               => array( 'managed', true, array( 'subscriber' ), array(), array( self::EDITORS, self::AUTHORS ), array( 'subscriber', 'editor', 'author' ), array( 'editor', 'author' ) ),
			'managed: two groups for one role, one of them left'           => array( 'managed', true, array( 'editor' ), array( 'editor' ), array( self::ALSO_EDIT ), array( 'editor' ), array( 'editor' ) ),
			'managed: a mapping to a role that is gone counts for nothing' => array( 'managed', true, array( 'subscriber' ), array(), array( self::GONE_ROLE ), array( 'subscriber' ), array() ),
			'managed: a granted role taken off by hand is granted again'   => array( 'managed', true, array( 'subscriber' ), array( 'editor' ), $editor, array( 'subscriber', 'editor' ), array( 'editor' ) ),
			'add: a missing role is granted'                               => array( 'add', true, array( 'author' ), array(), $editor, array( 'author', 'editor' ), array( 'editor' ) ),
			'add: nothing is taken'                                        => array( 'add', true, array( 'author', 'editor' ), array( 'editor' ), array(), array( 'author', 'editor' ), array( 'editor' ) ),
			'add: who was locked out by hand stays without a role'         => array( 'add', true, array(), array(), array(), array(), array() ),
			'replace: exactly the mapped roles, and the default always'    => array( 'replace', true, array( 'author' ), array(), $editor, array( 'editor', 'subscriber' ), array( 'editor' ) ),
			'replace: exactly the mapped roles'                            => array( 'replace', false, array( 'author' ), array(), $editor, array( 'editor' ), array( 'editor' ) ),
			'replace: who was locked out by hand stays without a role'     => array( 'replace', true, array(), array(), array(), array(), array() ),
			'replace: a group speaks of somebody who was locked out'       => array( 'replace', true, array(), array(), $editor, array( 'editor', 'subscriber' ), array( 'editor' ) ),
			'replace: without a group the default'                         => array( 'replace', false, array( 'author' ), array(), array(), array( 'subscriber' ), array() ),
			'skip: nothing changes'                                        => array( 'skip', true, array( 'author' ), array( 'author' ), $editor, array( 'author' ), array( 'author' ) ),
			'skip: not even for who has no role'                           => array( 'skip', true, array(), array(), array(), array(), array() ),
		);
	}

	/**
	 * @dataProvider new_users
	 *
	 * @param string[] $groups   Groups of the person.
	 * @param string[] $expected Roles.
	 */
	public function test_new_user( bool $always, array $groups, array $expected ): void {
		foreach ( array( 'managed', 'add', 'replace', 'skip' ) as $scenario ) {
			$policy = new Role_Policy( $scenario, 'subscriber', $always, self::MAPPINGS, self::ROLES );
			self::assertSame( $expected, $policy->for_new( $groups )->to, $scenario );
		}
	}

	public static function new_users(): array {
		return array(
			'in a group whose role is gone'  => array( false, array( self::GONE_ROLE ), array( 'subscriber' ) ),
			'group ids in another case'      => array( false, array( strtoupper( self::EDITORS ) ), array( 'editor' ) ),
		);
	}

	public function test_a_group_that_could_not_be_read_changes_nobody(): void {
		foreach ( array( 'managed', 'add', 'replace' ) as $scenario ) {
			$policy = new Role_Policy( $scenario, 'subscriber', true, self::MAPPINGS, self::ROLES, known: false );
			$change = $policy->for_existing( array( 'editor' ), array( 'editor' => array( self::EDITORS ) ), array() );
			self::assertFalse( $change->is_change(), $scenario );
			self::assertSame( array( 'editor' ), array_keys( $change->ledger ), $scenario );
			self::assertFalse( $change->noted, $scenario );
		}
	}

	public function test_the_reason_names_the_groups_as_far_as_names_are_known(): void {
		$policy = new Role_Policy( 'managed', 'subscriber', true, self::MAPPINGS, self::ROLES, group_names: array( self::EDITORS => 'Newsroom' ) );
		self::assertSame(
			'Role editor from group Newsroom (' . self::EDITORS . '), ' . self::ALSO_EDIT . '.',
			$policy->for_new( array( self::EDITORS, self::ALSO_EDIT ) )->reason
		);
	}

	public function test_without_mappings_nobody_without_a_role_gets_one(): void {
		$policy = new Role_Policy( 'managed', 'subscriber', true, array(), self::ROLES );
		self::assertFalse( $policy->for_existing( array(), array(), array() )->is_change() );
	}

	public function test_a_removed_mapping_takes_the_granted_role_back(): void {
		$policy = new Role_Policy( 'managed', 'subscriber', true, array(), self::ROLES );
		$change = $policy->for_existing( array( 'author', 'editor' ), array( 'editor' => array( self::EDITORS ) ), array() );
		self::assertSame( array( 'author' ), $change->to );
	}
}
