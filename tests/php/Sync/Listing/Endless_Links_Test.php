<?php
/**
 * Links that lead on and on, each to another page without anybody new.
 */

declare( strict_types=1 );

namespace WPO365\User_Sync\Tests\Sync\Listing;

use WPO365\User_Sync\Tests\Support\Meddles;
use WPO365\User_Sync\Tests\Support\Simulator;
use WPO365\User_Sync\Tests\Support\Test_Case;

final class Endless_Links_Test extends Test_Case {

	use Meddles;

	/** Requests that were answered with a further link. */
	private int $asked = 0;

	protected function setUp(): void {
		parent::setUp();
		Simulator::tenant( array( 'users' => 10, 'awkward' => false ) );
		$this->asked = 0;
	}

	public function test_the_question_about_absent_people_ends(): void {
		$gone = $this->gone_users( 2 );
		$this->lead_on( 'id in' );

		$run = $this->synchronize( array( 'delete' => true ) );

		self::assert_run( 'failed', $run, 'bad_response' );
		self::assertLessThanOrEqual( 20, $this->asked );
		$this->assert_stay( ...$gone );
	}

	public function test_the_question_by_hand_ends(): void {
		$gone = $this->gone();
		self::assert_run( 'completed', $this->synchronize() );
		$this->lead_on( 'id in' );

		$answer = $this->rest( 'POST', '/results/actions', array( 'action' => 'delete', 'ids' => array( $this->row_of_user( $gone )['id'] ) ) );

		self::assertSame( 502, $answer->status, $answer->text() );
		self::assertLessThanOrEqual( 20, $this->asked );
		$this->assert_stay( $gone );
	}

	public function test_the_listing_ends(): void {
		$gone = $this->gone();
		$this->lead_on( '/users?$select' );

		$run = $this->synchronize( array( 'create' => true, 'delete' => true ) );

		self::assert_run( 'failed', $run, 'link_repeated' );
		self::assertLessThanOrEqual( 250, $this->asked );
		$this->assert_stay( $gone );
	}

	public function test_the_members_of_a_group_end(): void {
		$group = Simulator::group( 'Editors', array( Simulator::people()[0]['id'] ) );
		$this->save_settings( array( 'roles' => array( 'mappings' => array( array( 'group_id' => $group, 'role' => 'editor' ) ) ) ) );
		$this->lead_on( 'transitiveMembers' );

		$run = $this->synchronize( array( 'create' => true ) );

		self::assert_run( 'failed', $run, 'link_repeated' );
		self::assertLessThanOrEqual( 250, $this->asked );
	}

	/**
	 * Answers requests with an empty page and a link to a further one that nobody has seen yet.
	 *
	 * @param string $text Part of the address, decoded.
	 */
	private function lead_on( string $text ): void {
		add_filter(
			'pre_http_request',
			function ( mixed $answer, array $args, string $url ) use ( $text ): mixed {
				if ( ! str_contains( urldecode( $url ), $text ) ) {
					return $answer;
				}
				// As long as a test may wait; an endless one would never get here.
				self::assertLessThan( 2000, ++$this->asked, 'The links are followed for ever.' );
				$body = array(
					'value'           => array(),
					'@odata.nextLink' => (string) preg_replace( '/&\$skiptoken=.*$/', '', $url ) . "&\$skiptoken={$this->asked}",
				);
				return array(
					'headers'  => array(),
					'body'     => (string) wp_json_encode( $body ),
					'response' => array( 'code' => 200, 'message' => 'OK' ),
					'cookies'  => array(),
					'filename' => null,
				);
			},
			10,
			3
		);
	}
}
