<?php

declare( strict_types=1 );

namespace WPO365\User_Sync\Tests\Journal;

use WPO365\User_Sync\Tests\Support\Asks_About_People;
use WPO365\User_Sync\Tests\Support\Simulator;
use WPO365\User_Sync\Tests\Support\Test_Case;
use WPO365\User_Sync\Tests\Support\Undoes;

/**
 * Walks over every place of the plugin that writes to accounts: each is seen at work, and the journal tells what it did.
 */
final class Every_Write_Test extends Test_Case {

	use Asks_About_People;
	use Undoes;

	/** Calls and statements that write to accounts. */
	private const WRITES = '/\b(?:update|delete|add)_user_meta\(|\bwp_(?:update|insert|delete)_user\(|\badd_user_to_blog\(|->(?:add|remove|set)_role\(|\binsert_meta\(|\bwp_new_user_notification\(|\bWP_Application_Passwords::|\bWP_Session_Tokens::|(?:INSERT INTO|UPDATE|DELETE FROM|REPLACE INTO) \{?\$wpdb->(?:users|usermeta|posts|links)\b|\$wpdb->(?:insert|update|delete|replace)\( \$wpdb->(?:users|usermeta|posts|links)\b|Database::insert\( \$wpdb->(?:users|usermeta)\b/';

	/** Files of which the journal says nothing, and why. */
	private const WITHOUT = array(
		'Privacy/Personal_Data.php' => 'what is erased must not be kept',
		'Gate/Sign_In_Guard.php'    => 'it ends the session of somebody who comes with a cookie: nothing that a run or an action has done',
	);

	/** @var array<string, true> Files seen at work. */
	private array $seen = array();

	public function test_every_place_that_writes_is_told_of(): void {
		$this->notifications();
		$this->told( 'a full run', $this->full_run( ... ) );
		$this->told( 'a run of changes', $this->run_of_changes( ... ) );
		$this->told( 'first links, and a name that changes hands', $this->names( ... ) );
		$this->told( 'actions by hand', $this->by_hand( ... ) );
		$this->told( 'one person', $this->one_person( ... ) );
		$this->told( 'somebody who comes back', $this->comes_back( ... ) );
		$this->told( 'leavers', $this->leavers( ... ) );
		$this->told( 'an undo', $this->an_undo( ... ) );

		$writing = array_diff( self::writing(), array_keys( self::WITHOUT ) );
		self::assertNotEmpty( $writing );
		self::assertSame( array(), array_values( array_diff( $writing, array_keys( $this->seen ) ) ), 'These files write to accounts, and were not seen at work here.' );
	}

	private function notifications(): void {
		Simulator::tenant( array( 'users' => 20, 'awkward' => false ) );
		$this->save_settings(
			array(
				'notifications' => array( 'welcome_email' => true ),
				'fields'        => array( array( 'property' => 'jobTitle' ) ),
				'removal'       => array( 'limit_percent' => null, 'content' => 'manager' ),
			)
		);
	}

	private function full_run(): void {
		$this->gone_users( 2 );
		$id = $this->account();
		$this->link( $id, Simulator::people()[0]['id'] );
		wp_insert_post( array( 'post_title' => 'Mine', 'post_author' => $this->gone() ) );
		self::assert_run( 'completed', $this->approve_if_held( $this->synchronize( array( 'create' => true, 'update' => true, 'delete' => true ) ) ) );
	}

	private function run_of_changes(): void {
		$people = Simulator::people();
		Simulator::change( $people[1]['id'], array( 'displayName' => 'Somebody Else' ) );
		Simulator::remove( $people[2]['id'] );
		$this->person( 'new.one' );
		self::assert_run( 'completed', $this->approve_if_held( $this->synchronize( array( 'kind' => 'changes', 'create' => true, 'update' => true, 'delete' => true ) ) ) );
	}

	private function names(): void {
		$person = $this->person( 'anna' );
		$other  = $this->account();
		$this->link( $other, wp_generate_uuid4(), $person['userPrincipalName'] );
		$this->account( array( 'user_login' => $person['userPrincipalName'], 'user_email' => $person['mail'] ) );
		$this->synchronize( array( 'update' => true ) );
		self::assertSame( '', get_user_meta( $other, 'userPrincipalName', true ) );
	}

	private function by_hand(): void {
		$gone = $this->gone();
		$this->person( 'by.hand' );
		$this->synchronize();
		$this->act( 'create', array_column( $this->rows( 'directory_only', array( 'status' => 'logged', 'per_page' => 1 ) ), 'id' ) );
		$this->act( 'update', array_column( $this->rows( 'matched', array( 'status' => 'logged', 'per_page' => 2 ) ), 'id' ) );
		$linked = $this->rows( 'matched', array( 'per_page' => 1 ) )[0]['id'];
		self::assertSame( 'conflict', $this->act( 'unlink', array( $linked ) )[0]['status'] );
		self::assertSame( 'logged', $this->act( 'link', array( $linked ) )[0]['status'] );
		$this->act( 'delete', array( $this->row_of_user( $gone )['id'] ) );
		$this->assert_removed( $gone );
	}

	private function one_person(): void {
		self::assertSame( 'created', $this->write( $this->person( 'alone' )['id'] )['row']['status'] );
	}

	private function comes_back(): void {
		$person  = $this->person( 'comes.back' );
		$account = $this->account();
		$this->link( $account, $person['id'] );
		wp_insert_post( array( 'post_title' => 'Mine', 'post_author' => $account ) );
		Simulator::remove( $person['id'] );
		$this->approve_if_held( $this->synchronize( array( 'delete' => true ) ) );
		$this->assert_removed( $account );
		Simulator::control( 'POST', "/users/{$person['id']}/restore" );
		$this->synchronize( array( 'create' => true ) );
		$this->assert_stay( $account );
	}

	private function leavers(): void {
		$gone = $this->gone( array( 'role' => 'author' ) );
		$this->save_settings( array( 'removal' => array( 'mode' => 'deactivate', 'disabled' => 'deactivate', 'candidates' => 'linked' ) ) );
		$person = Simulator::people()[0]['id'];
		Simulator::change( $person, array( 'accountEnabled' => false ) );
		$all = array( 'create' => true, 'update' => true, 'delete' => true );
		self::assertGreaterThan( 1, $this->approve_if_held( $this->synchronize( $all ) )['counts']['deactivated'] );
		Simulator::change( $person, array( 'accountEnabled' => true ) );
		self::assertSame( 1, $this->approve_if_held( $this->synchronize( $all ) )['counts']['reactivated'] );
		$this->act( 'reactivate', array( $this->row_of_user( $gone )['id'] ) );
	}

	/** Puts back, removes and restores. */
	private function an_undo(): void {
		$person = $this->person( 'undone' );
		$this->gone();
		$id = $this->account();
		add_user_meta( $id, 'jobTitle', 'Former' );
		$this->link( $id, $person['id'] );
		$this->person( 'made.and.removed' );
		$run = $this->approve_if_held( $this->synchronize( array( 'create' => true, 'update' => true, 'delete' => true ) ) );
		$this->undo( $run['id'] );
	}

	/**
	 * Does something, and compares what has become of all accounts with what the journal says.
	 *
	 * The scene is set inside as well, so what the test itself writes is watched for: it is done before the first write of the plugin.
	 *
	 * @param callable(): void $work What is done.
	 */
	private function told( string $what, callable $work ): void {
		$before = null;
		$last   = $this->last_entry();
		$watch  = function ( string $query ) use ( &$before ): string {
			$files = self::writes( $query ) ? self::files() : array();
			if ( array() !== $files ) {
				$before     ??= $this->accounts();
				$this->seen += array_fill_keys( $files, true );
			}
			return $query;
		};
		add_filter( 'query', $watch );
		try {
			$work();
		} finally {
			remove_filter( 'query', $watch );
		}
		self::assertNotNull( $before, "$what: nothing was written." );
		$this->assert_journal_tells_all( $before, $last );
	}

	private static function writes( string $query ): bool {
		global $wpdb;
		return 1 === preg_match( "/^\s*(?:INSERT|UPDATE|DELETE|REPLACE)\s.{0,40}?`?(?:{$wpdb->users}|{$wpdb->usermeta}|{$wpdb->posts}|{$wpdb->links})`?\s/is", $query );
	}

	/**
	 * Names the plugin's files on whose behalf a statement is run.
	 *
	 * @return list<string> Relative to php/; those that only surround the work are left out where they hold no writing call.
	 */
	private static function files(): array {
		$files = array();
		foreach ( debug_backtrace( DEBUG_BACKTRACE_IGNORE_ARGS ) as $frame ) {
			$at = strpos( $frame['file'] ?? '', 'wpo365-user-sync/php/' );
			$at = false === $at && str_starts_with( $frame['file'] ?? '', self::root() ) ? strlen( self::root() ) : ( false === $at ? null : $at + strlen( 'wpo365-user-sync/php/' ) );
			if ( null !== $at ) {
				$files[] = substr( $frame['file'], $at );
			}
		}
		return $files;
	}

	private static function root(): string {
		return dirname( ( new \ReflectionClass( \WPO365\User_Sync\Json::class ) )->getFileName() ) . '/';
	}

	/**
	 * Lists the files that hold a writing call.
	 *
	 * @return list<string> Relative to php/.
	 */
	private static function writing(): array {
		$files = array();
		foreach ( new \RecursiveIteratorIterator( new \RecursiveDirectoryIterator( self::root(), \FilesystemIterator::SKIP_DOTS ) ) as $file ) {
			if ( 'php' === $file->getExtension() && 1 === preg_match( self::WRITES, (string) php_strip_whitespace( $file->getPathname() ) ) ) {
				$files[] = substr( $file->getPathname(), strlen( self::root() ) );
			}
		}
		return $files;
	}
}
