<?php
/**
 * WordPress' exporter and eraser of personal data: the journal, and deactivated accounts.
 */

declare( strict_types=1 );

namespace WPO365\User_Sync\Tests\Privacy;

use WPO365\User_Sync\Journal\Entries;
use WPO365\User_Sync\Journal\Entry;
use WPO365\User_Sync\Journal\Entry_Kind;
use WPO365\User_Sync\Privacy\Personal_Data;
use WPO365\User_Sync\Settings\Settings;
use WPO365\User_Sync\Tests\Support\Meddles;
use WPO365\User_Sync\Tests\Support\Rewinds;
use WPO365\User_Sync\Tests\Support\Scene;
use WPO365\User_Sync\Tests\Support\Simulator;
use WPO365\User_Sync\Tests\Support\Test_Case;

final class Personal_Journal_Test extends Test_Case {

	use Meddles;
	use Rewinds;
	use Scene;

	private const EMAIL = 'ada@example.org';

	protected function setUp(): void {
		parent::setUp();
		Simulator::tenant( array( 'users' => 0, 'awkward' => false ) );
		$this->save_settings( array( 'removal' => array( 'limit_percent' => null ) ) );
	}

	public function test_the_export_has_what_was_done_to_the_account_and_nothing_secret(): void {
		$ada  = $this->person( 'ada', array( 'mail' => self::EMAIL, 'displayName' => 'Ada Lovelace' ) );
		$user = $this->account( array( 'user_email' => self::EMAIL, 'display_name' => 'Ada Byron' ) );
		$this->link( $user, $ada['id'], $ada['userPrincipalName'] );
		$this->person( 'bert' );
		add_action( 'wpo365_user_sync_user_updated', static fn( int $id ) => update_user_meta( $id, 'token_of_others', 'abc123' ) );
		$this->synchronize( array( 'create' => true, 'update' => true ) );

		$answer = $this->export();

		self::assertTrue( $answer['done'] );
		$changes = $this->changes( $answer );
		self::assertContains( array( 'Changed', 'Display name', 'Ada Byron → Ada Lovelace' ), $changes );
		self::assertContains( array( 'Changed', 'token_of_others', 'The values are not shown.' ), $changes );
		$text = (string) wp_json_encode( $answer );
		self::assertStringNotContainsString( 'abc123', $text );
		self::assertStringNotContainsString( 'bert', $text );
		self::assertCount( count( array_filter( $this->journal(), static fn( Entry $entry ): bool => $entry->user_id === $user ) ), $changes );
	}

	public function test_it_knows_an_account_that_somebody_has_deleted_under_users(): void {
		$ada  = $this->person( 'ada', array( 'mail' => self::EMAIL ) );
		$user = $this->account( array( 'user_email' => 'former@example.org' ) );
		$this->link( $user, $ada['id'], $ada['userPrincipalName'] );
		$this->person( 'bert' );
		$this->synchronize( array( 'create' => true, 'update' => true ) );
		$this->delete_account( $user );
		$theirs = count( array_filter( $this->journal(), static fn( Entry $entry ): bool => $entry->user_id === $user ) );
		$others = count( $this->journal() ) - $theirs;
		self::assertGreaterThan( 0, $theirs );

		self::assertCount( $theirs, $this->changes( $this->export() ) );
		self::assertTrue( $this->erase()['items_removed'] );
		self::assertCount( $others, $this->journal() );
	}

	public function test_a_long_journal_comes_in_pages_and_each_entry_once(): void {
		$user = $this->account( array( 'user_email' => self::EMAIL ) );
		$this->fill( $user, 2 * Personal_Data::PER_PAGE + 1 );
		$found = array();
		$page  = 0;
		do {
			self::assertLessThan( 10, $page, 'The export does not end.' );
			$answer = $this->export( self::EMAIL, ++$page );
			self::assertLessThanOrEqual( Personal_Data::PER_PAGE, count( $this->changes( $answer ) ) );
			array_push( $found, ...array_column( $answer['data'], 'item_id' ) );
		} while ( ! $answer['done'] );
		self::assertSame( array( 3, 2 * Personal_Data::PER_PAGE + 1 ), array( $page, count( array_unique( $found ) ) ) );
	}

	public function test_the_eraser_takes_the_journal_of_the_person_and_of_nobody_else(): void {
		$user  = $this->account( array( 'user_email' => self::EMAIL ) );
		$other = $this->account();
		$this->fill( $user, 120 );
		$this->fill( $other, 3 );

		$answer = $this->erase();

		self::assertSame( array( true, false, true ), array( $answer['items_removed'], $answer['items_retained'], $answer['done'] ) );
		self::assertCount( 1, $answer['messages'] );
		self::assertStringContainsString( 'an account that was deleted can’t be restored', $answer['messages'][0] );
		self::assertSame( array( $other ), array_values( array_unique( array_map( static fn( Entry $entry ): int => $entry->user_id, $this->journal() ) ) ) );
		self::assertFalse( $this->erase()['items_removed'] );
	}

	public function test_somebody_whose_account_was_deleted_is_found_by_the_former_address(): void {
		$this->person( 'bert' );
		$gone  = $this->gone( array( 'user_email' => self::EMAIL ) );
		$other = $this->gone( array( 'user_email' => 'other@example.org' ) );
		$this->synchronize( array( 'delete' => true ) );
		$this->assert_removed( $gone, $other );

		self::assertSame( array( array( 'Deleted', 'Username', 'The values are not shown.' ) ), $this->changes( $this->export( 'ADA@example.org' ) ) );
		self::assertTrue( $this->erase( 'ADA@example.org' )['items_removed'] );
		self::assertSame( array( $other ), array_map( static fn( Entry $entry ): int => $entry->user_id, $this->journal() ) );
		self::assertSame( array( 'data' => array(), 'done' => true ), $this->export() );
		self::assertSame( array( 'data' => array(), 'done' => true ), $this->export( '' ) );
	}

	public function test_somebody_who_has_the_address_of_a_former_colleague_gets_nothing_of_theirs(): void {
		$this->person( 'bert' );
		$gone = $this->gone( array( 'user_email' => self::EMAIL ) );
		$id   = get_user_meta( $gone, 'aadObjectId', true );
		$this->synchronize( array( 'delete' => true ) );
		$this->assert_removed( $gone );
		$new = $this->account( array( 'user_email' => self::EMAIL ) );

		self::assertSame( array(), $this->changes( $this->export() ) );
		self::assertFalse( $this->erase()['items_removed'] );
		self::assertCount( 1, $this->journal() );

		$this->link( $new, $id );
		self::assertCount( 1, $this->changes( $this->export() ), 'The same person, with a new account.' );
		self::assertTrue( $this->erase()['items_removed'] );
	}

	public function test_a_deactivated_account_is_exported_as_that_and_stays_closed(): void {
		$notes = '{"at":"2026-01-31T12:00:00Z","run_id":1,"roles":["editor"],"reason":"gone"}';
		$user  = $this->account( array( 'user_email' => self::EMAIL ) );
		update_user_meta( $user, 'wpo365_active', 'deactivated' );
		update_user_meta( $user, 'wpo365_user_sync_deactivated', $notes );

		$data   = array_column( $this->export()['data'][0]['data'], 'value', 'name' );
		$answer = $this->erase();

		self::assertSame( array( 'Sign-in to this site' => 'Deactivated', 'Notes of the deactivation' => $notes ), $data );
		self::assertTrue( $answer['items_retained'] );
		self::assertStringContainsString( 'The account is deactivated; that, with the note of its former roles, was kept', $answer['messages'][0] );
		self::assertSame( array( 'deactivated', $notes ), array( get_user_meta( $user, 'wpo365_active', true ), get_user_meta( $user, 'wpo365_user_sync_deactivated', true ) ) );
	}

	public function test_a_journal_that_can_not_be_erased_is_named(): void {
		$this->fill( $this->account( array( 'user_email' => self::EMAIL ) ), 1 );
		$this->break_statements( 'DELETE FROM `' . $GLOBALS['wpdb']->prefix . 'wpo365_user_sync_journal', null );

		$answer = $this->erase();

		self::assertSame( array( false, true ), array( $answer['items_removed'], $answer['items_retained'] ) );
		self::assertSame( array( 'The journal of changes could not be erased, since the database refused it. Try again.' ), $answer['messages'] );
	}

	/** Adds entries about an account. */
	private function fill( int $user_id, int $count ): void {
		( new Entries( ( new Settings() )->secrets() ) )->add( array_fill( 0, $count, new Entry( 1, $user_id, '', Entry_Kind::Meta, 'jobTitle', null, array( 'Clerk' ), false, at: time() ) ) );
	}

	/**
	 * Picks the entries of the journal.
	 *
	 * @param array<string, mixed> $answer Of the exporter.
	 * @return list<list<string>> What was done, field, values.
	 */
	private function changes( array $answer ): array {
		$items = array_filter( $answer['data'], static fn( array $item ): bool => 'wpo365-user-sync-journal' === $item['group_id'] );
		return array_values( array_map( static fn( array $item ): array => array_slice( array_column( $item['data'], 'value' ), 1 ), $items ) );
	}

	/** @return array<string, mixed> */
	private function export( string $email = self::EMAIL, int $page = 1 ): array {
		return apply_filters( 'wp_privacy_personal_data_exporters', array() )['wpo365-user-sync']['callback']( $email, $page ); // phpcs:ignore WordPress.NamingConventions -- WordPress' own hook.
	}

	/** @return array<string, mixed> */
	private function erase( string $email = self::EMAIL, int $page = 1 ): array {
		return apply_filters( 'wp_privacy_personal_data_erasers', array() )['wpo365-user-sync']['callback']( $email, $page ); // phpcs:ignore WordPress.NamingConventions -- WordPress' own hook.
	}
}
