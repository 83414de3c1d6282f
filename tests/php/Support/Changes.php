<?php

declare( strict_types=1 );

namespace WPO365\User_Sync\Tests\Support;

/**
 * Runs of changes: a tenant that was synchronized once, and what follows.
 */
trait Changes {

	use Meddles;

	/** @var list<array<string, mixed>> People of the tenant. */
	private array $people = array();

	/**
	 * Starts the tenant and synchronizes it in full.
	 *
	 * @param array<string, mixed> $settings To be saved before.
	 * @param array<string, mixed> $tenant   Options of the tenant.
	 */
	private function synchronized( array $settings = array(), array $tenant = array() ): void {
		Simulator::tenant( $tenant + array( 'users' => 30, 'awkward' => false ) );
		$this->people = Simulator::people();
		if ( $settings ) {
			$this->save_settings( $settings );
		}
		self::assert_run( 'completed', $this->synchronize( array( 'create' => true, 'update' => true ) ) );
		Simulator::clear_log();
	}

	/**
	 * Starts a run of changes and steps it until it no longer runs.
	 *
	 * @param string ...$boxes Boxes to tick; by default create and update.
	 * @return array<string, mixed> The Run.
	 */
	private function changes( string ...$boxes ): array {
		return $this->synchronize( array( 'kind' => 'changes' ) + array_fill_keys( $boxes ?: array( 'create', 'update' ), true ) );
	}

	/**
	 * Asserts that no run of changes can be started, and that asking changed nothing.
	 */
	private function assert_full_run_needed( string $because ): void {
		$before = array( $this->history(), $this->all_rows( 'matched' ) );
		$answer = $this->rest( 'POST', '/runs', array( 'kind' => 'changes', 'update' => true ) );
		self::assertSame( array( 409, 'full_run_needed' ), array( $answer->status, $answer->data['code'] ?? null ), $answer->text() );
		self::assertStringContainsString( $because, $answer->data['message'] );
		self::assertStringContainsString( 'Start a full synchronization', $answer->data['message'] );
		self::assertSame( $before, array( $this->history(), $this->all_rows( 'matched' ) ) );
	}

	/**
	 * Makes the next page of a delta query about people tell these rows as well.
	 *
	 * @param array<string, mixed> ...$rows Rows.
	 */
	private function also_told( array ...$rows ): void {
		Simulator::fault( array( 'kind' => 'extra_rows', 'rows' => $rows, 'on' => 'users_delta' ) );
	}

	/** Finds the account of somebody in the directory. */
	private function account_of( array $person ): int {
		return $this->linked_to( $person['id'] )[0] ?? 0;
	}

	/**
	 * Lists the people in the results.
	 *
	 * @return list<string> Object ids.
	 */
	private function listed(): array {
		$ids = array_column( array_merge( $this->all_rows( 'matched' ), $this->all_rows( 'directory_only' ) ), 'object_id' );
		sort( $ids );
		return $ids;
	}

	/**
	 * Asserts whom the results are about, and nobody else.
	 *
	 * @param array<string, mixed> ...$people People.
	 */
	private function assert_listed( array ...$people ): void {
		$ids = array_column( $people, 'id' );
		sort( $ids );
		self::assertSame( $ids, $this->listed() );
	}

	/** Lets days pass for the stored links. */
	private function age_links( int $seconds ): void {
		global $wpdb;
		$table = $wpdb->prefix . 'wpo365_user_sync_runs';
		$row   = $wpdb->get_row( "SELECT id, delta_links FROM $table WHERE delta_links <> '' ORDER BY id DESC LIMIT 1" );
		$links = json_decode( $row->delta_links, true );
		$this->set_run( (int) $row->id, array( 'delta_links' => array( 'at' => $links['at'] - $seconds ) + $links ) );
	}
}
