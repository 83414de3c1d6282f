<?php

declare( strict_types=1 );

namespace WPO365\User_Sync\Tests\Support;

/**
 * Undoes runs, and compares the whole site byte for byte.
 */
trait Undoes {

	use Scene;
	use Rewinds;

	/**
	 * Looks what an undo would do.
	 *
	 * @param int      $id   The run, or the action by hand.
	 * @param int|null $user The one account.
	 * @return array{count: int, skipped: int, entries: list<array<string, mixed>>}
	 */
	protected function preview( int $id, ?int $user = null ): array {
		$answer = $this->rest( 'POST', "/runs/$id/undo", array( 'preview' => true ) + ( null === $user ? array() : array( 'user_id' => $user ) ) );
		self::assertSame( 200, $answer->status, $answer->text() );
		return $answer->data;
	}

	/**
	 * Starts the undo of a run, of as many accounts as the preview shows.
	 *
	 * @return array<string, mixed> The Run of kind undo.
	 */
	protected function start_undo( int $id, ?int $user = null ): array {
		$count  = $this->preview( $id, $user )['count'];
		$answer = $this->rest( 'POST', "/runs/$id/undo", array( 'count' => $count ) + ( null === $user ? array() : array( 'user_id' => $user ) ) );
		self::assertSame( 201, $answer->status, $answer->text() );
		self::assertSame( 'undo', $answer->data['kind'] );
		return $answer->data;
	}

	/**
	 * Undoes a run, to the end.
	 *
	 * @return array<string, mixed> The Run of kind undo.
	 */
	protected function undo( int $id, ?int $user = null ): array {
		$run = $this->drive( $this->start_undo( $id, $user ) );
		self::assert_run( 'completed', $run );
		return $run;
	}

	/**
	 * Reads everything of the site that an undo gives back: accounts, authorship, the copy of the links.
	 *
	 * @return array{accounts: array<int, mixed>, authors: array<int, string>, owners: array<int, string>, comments: array<int, string>, links: list<array<string, string>>}
	 */
	protected function site(): array {
		global $wpdb;
		return array(
			'accounts' => $this->accounts(),
			'authors'  => array_column( $wpdb->get_results( "SELECT ID, post_author FROM {$wpdb->posts} ORDER BY ID", ARRAY_A ), 'post_author', 'ID' ),
			'owners'   => array_column( $wpdb->get_results( "SELECT link_id, link_owner FROM {$wpdb->links} ORDER BY link_id", ARRAY_A ), 'link_owner', 'link_id' ),
			'comments' => array_column( $wpdb->get_results( "SELECT comment_ID, user_id FROM {$wpdb->comments} ORDER BY comment_ID", ARRAY_A ), 'user_id', 'comment_ID' ),
			'links'    => $wpdb->get_results( "SELECT user_id, object_id, user_principal_name FROM {$wpdb->prefix}wpo365_user_sync_links ORDER BY user_id", ARRAY_A ),
		);
	}

	/**
	 * Reads the row of an account, in whichever table it stands.
	 *
	 * @return array<string, mixed>
	 */
	protected function row_of( int $user_id ): array {
		foreach ( array( 'directory_only', 'wordpress_only', 'matched' ) as $table ) {
			$row = array_column( $this->all_rows( $table ), null, 'user_id' )[ $user_id ] ?? null;
			if ( null !== $row ) {
				return $row;
			}
		}
		self::fail( "User $user_id has no row." );
	}

	/**
	 * Signs somebody in.
	 */
	protected function sign_in( int $user_id ): void {
		\WP_Session_Tokens::get_instance( $user_id )->create( time() + DAY_IN_SECONDS );
	}
}
