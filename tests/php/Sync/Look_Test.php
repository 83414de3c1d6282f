<?php
/**
 * Looking only: the thinnest whole path.
 */

declare( strict_types=1 );

namespace WPO365\User_Sync\Tests\Sync;

use WPO365\User_Sync\Tests\Support\Simulator;
use WPO365\User_Sync\Tests\Support\Test_Case;

final class Look_Test extends Test_Case {

	public function test_a_run_without_boxes_lists_everybody_and_writes_no_user(): void {
		Simulator::tenant( array( 'users' => 60 ) );
		$before = $this->users();

		$run = $this->synchronize();

		self::assertSame( 'completed', $run['status'], wp_json_encode( $run ) );
		self::assertSame( 60, $run['counts']['received'] );
		self::assertSame( 60, $run['counts']['directory_only'] );
		self::assertSame( 1, $run['counts']['wordpress_only'] );
		self::assertSame( 0, $run['counts']['matched'] );
		self::assertSame( 60, $run['expected'] );
		self::assertSame( $before, $this->users() );
		self::assertCount( 60, $this->rows( 'directory_only' ) );
	}

	private function users(): array {
		global $wpdb;
		return array( $wpdb->get_results( "SELECT * FROM {$wpdb->users}", ARRAY_A ), $wpdb->get_results( "SELECT * FROM {$wpdb->usermeta}", ARRAY_A ) );
	}
}
