<?php

declare( strict_types=1 );

namespace WPO365\User_Sync\Tests\Sync\Removal;

use WPO365\User_Sync\Tests\Support\Leavers;
use WPO365\User_Sync\Tests\Support\Php_Process;
use WPO365\User_Sync\Tests\Support\Simulator;
use WPO365\User_Sync\Tests\Support\Test_Case;

/**
 * What a held row stands for is said in the row, and is what happens.
 */
final class Held_Reasons_Test extends Test_Case {

	use Leavers;

	private int $author;

	protected function setUp(): void {
		parent::setUp();
		Simulator::tenant( array( 'users' => 3, 'awkward' => false ) );
		$this->author = $this->gone( array( 'role' => 'author' ) );
		$this->write( 'post', 'publish' );
		$this->write( 'post', 'draft' );
		$this->write( 'page', 'private' );
		wp_insert_comment( array( 'comment_post_ID' => $this->write( 'post', 'auto-draft' ), 'comment_content' => 'Aye', 'user_id' => $this->author, 'comment_approved' => '1' ) );
		$this->gone_users( 6 );
	}

	public function test_a_held_row_says_why_absent_why_held_roles_and_content(): void {
		$heir = $this->account( array( 'user_login' => 'archive', 'role' => 'editor' ) );
		$this->link( $heir, Simulator::people()[0]['id'] );
		$this->save_settings( array( 'removal' => array( 'reassign_to' => $heir ) ) );
		$run = $this->synchronize( array( 'delete' => true ) );
		self::assert_run( 'held', $run );

		$row = $this->row_of_user( $this->author );

		foreach ( array( 'directory user of this account no longer exists', 'Roles: author', '2 × post', '1 × page', '1 comment', 'goes to archive', 'held because 7 removals' ) as $part ) {
			self::assertStringContainsString( $part, $row['reason'] );
		}
		self::assertEquals( array( 'posts' => array( 'page' => 1, 'post' => 2 ), 'comments' => 1, 'orders' => 0 ), $row['owns'] );
	}

	public function test_the_list_is_summed_up(): void {
		global $wpdb;
		update_user_meta( $this->author, $wpdb->prefix . 'capabilities', array( 'author' => true, 'contributor' => true ) );
		$this->account( array( 'role' => '' ) );
		update_user_meta( $this->account(), 'aadObjectId', wp_generate_uuid4() );
		$run = $this->synchronize( array( 'delete' => true ) );

		$held = $this->rest( 'GET', "/runs/{$run['id']}/held" );

		self::assertSame( 200, $held->status, $held->text() );
		self::assertStringContainsString( '2 accounts', $held->data['because'] );
		self::assertSame( array( 'deleted' => false, 'heir' => get_userdata( self::ADMIN )->display_name ), $held->data['content'] );
		self::assertSame( array( 'gone' => 7, 'never_linked' => 1, 'unknown_tenant' => 1 ), $held->data['causes'] );
		self::assertEquals( array( 'subscriber' => 7, 'author' => 1, 'contributor' => 1, '' => 1 ), $held->data['roles'] );
		self::assertSame( array( 1, 0 ), array( $held->data['with_content'], $held->data['with_orders'] ) );
		$this->rest( 'POST', "/runs/{$run['id']}/cancel" );
		self::assertSame( 409, $this->rest( 'GET', "/runs/{$run['id']}/held" )->status );
	}

	public function test_what_they_own_is_summed_up_by_role(): void {
		$other = $this->gone( array( 'role' => 'author' ) );
		$both  = $this->gone( array( 'role' => 'editor' ) );
		( new \WP_User( $both ) )->add_role( 'author' );
		foreach ( array( $other, $both ) as $author ) {
			wp_insert_post( array( 'post_title' => 'Text', 'post_status' => 'publish', 'post_author' => $author ) );
		}
		$run = $this->synchronize( array( 'delete' => true ) );

		$held = $this->rest( 'GET', "/runs/{$run['id']}/held" );

		self::assertEquals(
			array(
				'author' => array( 'posts' => array( 'page' => 1, 'post' => 4 ), 'users' => 3, 'comments' => 1, 'orders' => 0 ),
				'editor' => array( 'posts' => array( 'post' => 1 ), 'users' => 1, 'comments' => 0, 'orders' => 0 ),
			),
			json_decode( (string) wp_json_encode( $held->data['owns'] ), true ),
			$held->text()
		);
	}

	public function test_rows_that_are_kept_after_all_do_not_say_that_they_are_held(): void {
		$run = $this->synchronize( array( 'delete' => true ) );
		$this->rest( 'POST', "/runs/{$run['id']}/approve", array( 'action' => 'reject', 'count' => 7 ) );

		$row = $this->row_of_user( $this->author );

		self::assertSame( 'logged', $row['status'] );
		self::assertStringNotContainsString( 'held', $row['reason'] );
		self::assertStringContainsString( '2 × post', $row['reason'] );
	}

	public function test_a_run_that_only_looks_says_what_is_owned(): void {
		$this->synchronize();

		self::assertStringContainsString( '2 × post', $this->row_of_user( $this->author )['reason'] );
		self::assertSame( 1, $this->row_of_user( $this->author )['owns']['comments'] );
	}

	/**
	 * @dataProvider settings
	 *
	 * @param callable(int): array<string, mixed> $settings Section `removal`.
	 */
	public function test_what_becomes_of_content_is_fixed_with_the_list( callable $settings ): void {
		global $wpdb;
		$post  = $this->write( 'post', 'publish' );
		$run   = $this->synchronize( array( 'delete' => true ) );
		$other = $this->account( array( 'role' => 'editor' ) );
		$this->save_settings( array( 'removal' => $settings( $other ) ) );

		self::assert_run( 'completed', $this->approve( $run, $this->account( array( 'role' => 'administrator' ) ) ) );

		$this->assert_removed( $this->author );
		self::assertSame( array( (string) self::ADMIN, 'publish' ), $wpdb->get_row( "SELECT post_author, post_status FROM {$wpdb->posts} WHERE ID = {$post}", ARRAY_N ) );
	}

	public static function settings(): array {
		return array(
			'another heir since'       => array( static fn( int $other ): array => array( 'reassign_to' => $other ) ),
			'content is deleted since' => array( static fn( int $other ): array => array( 'content' => 'delete' ) ),
		);
	}

	/**
	 * @dataProvider shops
	 */
	public function test_customers_with_orders_are_deactivated_and_never_deleted( string $shop, string $reason, ?int $orders ): void {
		$customer = $this->gone();

		$run = $this->in_the_shop( 'POST', '/runs', array( 'delete' => true ), $customer, $shop );
		$run = $this->in_the_shop( 'POST', "/runs/{$run['id']}/step", array( 'sequence' => 0 ), $customer, $shop );

		self::assert_run( 'held', $run );
		self::assertSame( array( 'action' => 'delete', 'count' => 8 ), $run['held'] );
		$row = $this->row_of_user( $customer );
		self::assertSame( array( 'held', $orders ), array( $row['status'], $row['owns']['orders'] ) );
		self::assertStringContainsString( $reason, $row['reason'] );
		self::assertStringContainsString( 'The account is deactivated', $row['reason'] );
		self::assertSame( 1, $this->rest( 'GET', "/runs/{$run['id']}/held" )->data['with_orders'] );

		$run = $this->in_the_shop( 'POST', "/runs/{$run['id']}/approve", array( 'action' => 'approve', 'count' => 8 ), $customer, $shop );
		$run = $this->in_the_shop( 'POST', "/runs/{$run['id']}/step", array( 'sequence' => $run['sequence'] ), $customer, $shop );

		self::assertSame( array( 'completed', 7, 1 ), array( $run['status'], $run['counts']['deleted'], $run['counts']['deactivated'] ), (string) wp_json_encode( $run ) );
		$this->assert_deactivated( $customer );
	}

	public static function shops(): array {
		return array(
			'an order'                => array( 'return 1;', '1 order in the shop', 1 ),
			'nobody can count'        => array( 'throw new Exception( "No table." );', 'could not tell', null ),
		);
	}

	/**
	 * @dataProvider shops
	 */
	public function test_nor_by_hand( string $shop ): void {
		$this->synchronize();
		$id = $this->row_of_user( $this->author )['id'];

		$result = $this->in_the_shop( 'POST', '/results/actions', array( 'action' => 'delete', 'ids' => array( $id ) ), $this->author, $shop );

		self::assertSame( 'failed', $result['results'][0]['status'] );
		$this->assert_active( $this->author );
	}

	public function test_an_order_that_came_since_the_list_was_made_counts(): void {
		$run = $this->synchronize( array( 'delete' => true ) );
		$run = $this->in_the_shop( 'POST', "/runs/{$run['id']}/approve", array( 'action' => 'approve', 'count' => 7 ), $this->author, 'return 2;' );
		$run = $this->in_the_shop( 'POST', "/runs/{$run['id']}/step", array( 'sequence' => $run['sequence'] ), $this->author, 'return 2;' );

		self::assertSame( array( 'completed', 6 ), array( $run['status'], $run['counts']['deleted'] ) );
		$this->assert_stay( $this->author );
		self::assertStringContainsString( '2 orders', $this->row_of_user( $this->author )['reason'] );
	}

	public function test_the_filter_lets_customers_be_deleted_and_keeps_others(): void {
		$run    = $this->synchronize( array( 'delete' => true ) );
		$filter = 'add_filter( "wpo365_user_sync_may_delete", static fn( bool $may, int $id ): bool => ' . $this->author . ' === $id && ! $may, 10, 2 );';
		$run    = $this->in_the_shop( 'POST', "/runs/{$run['id']}/approve", array( 'action' => 'approve', 'count' => 7 ), $this->author, 'return 2;' );
		$run    = $this->in_the_shop( 'POST', "/runs/{$run['id']}/step", array( 'sequence' => $run['sequence'] ), $this->author, 'return 2;', $filter );

		self::assertSame( array( 'completed', 1, 6 ), array( $run['status'], $run['counts']['deleted'], $run['counts']['skipped'] - 1 ) );
		$this->assert_removed( $this->author );
	}

	private function write( string $type, string $status ): int {
		return wp_insert_post( array( 'post_type' => $type, 'post_title' => 'Minutes', 'post_content' => 'Text', 'post_status' => $status, 'post_author' => $this->author ) );
	}

	/**
	 * Calls a route on a site with a shop.
	 *
	 * @param array<string, mixed> $body  Body.
	 * @param string               $count PHP that counts the orders of the customer.
	 * @param string               $more  Further PHP.
	 * @return array<string, mixed> What the route answers.
	 */
	private function in_the_shop( string $method, string $route, array $body, int $customer, string $count, string $more = '' ): array {
		$code = sprintf(
			'function wc_get_customer_order_count( $id ) { if ( %d === (int) $id ) { %s } return 0; } %s
			$request = new WP_REST_Request( %s, %s );
			$request->set_header( "Content-Type", "application/json" );
			$request->set_body( %s );
			echo wp_json_encode( rest_do_request( $request )->get_data() );',
			$customer,
			$count,
			$more,
			var_export( $method, true ),
			var_export( '/wpo365-user-sync/v1' . $route, true ),
			var_export( (string) wp_json_encode( $body ), true )
		);
		$answer = json_decode( $text = Php_Process::run( $code, array(), self::ADMIN ), true );
		self::assertIsArray( $answer, $text );
		wp_cache_flush();
		return $answer;
	}
}
