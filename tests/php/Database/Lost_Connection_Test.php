<?php

declare( strict_types=1 );

namespace WPO365\User_Sync\Tests\Database;

use WPO365\User_Sync\Tests\Support\Meddles;
use WPO365\User_Sync\Tests\Support\Simulator;
use WPO365\User_Sync\Tests\Support\Test_Case;

/**
 * Where the connection breaks just before rows are written, the rows alone would be stored, and say what was never done.
 */
final class Lost_Connection_Test extends Test_Case {

	use Meddles;

	private const BOXES = array( 'create' => true, 'update' => true, 'delete' => true );

	/**
	 * @dataProvider moments
	 */
	public function test_rows_say_what_was_done( string $statement, int $nth, string $phase ): void {
		global $wpdb;
		Simulator::tenant( array( 'users' => 5, 'awkward' => false ) );
		Simulator::change( Simulator::people()[2]['id'], array( 'mail' => 'shared@lakeside.example' ) );
		Simulator::change( Simulator::people()[3]['id'], array( 'mail' => 'shared@lakeside.example' ) );
		$this->save_settings( array( 'removal' => array( 'limit_percent' => null, 'limit_count' => null ) ) );
		$people = Simulator::people();
		$linked = $this->linked( $people[0], array( 'display_name' => 'Former', 'user_email' => 'former@example.org' ) );
		$named  = $this->account( array( 'display_name' => 'Former', 'user_email' => $people[1]['mail'] ) );
		$shared = $this->account( array( 'user_email' => 'shared@lakeside.example' ) );
		$gone   = $this->gone();
		$run    = $this->rest( 'POST', '/runs', self::BOXES )->data;
		$broken = $this->break_connection( $statement, $nth );
		$during = '';
		$this->before_statement(
			$statement,
			function ( string $sql ) use ( &$during, $broken, $run ): string {
				$during = 1 === $broken() && '' === $during ? (string) $this->connection()->query( "SELECT phase FROM wp_wpo365_user_sync_runs WHERE id = {$run['id']}" )->fetch_row()[0] : $during;
				return $sql;
			},
			null
		);

		$run = $this->step_to_the_end( $run );

		self::assertSame( array( 1, $phase ), array( $broken(), $during ), 'The connection broke elsewhere.' );
		self::assert_run( 'completed', $run );
		remove_all_filters( 'query' );
		self::assertSame( 5, $run['counts']['received'] );
		foreach ( array( 0 => $linked, 1 => $named ) as $position => $account ) {
			$row = $this->row_of_person( $people[ $position ]['id'] );
			self::assertSame( array( 'updated', $account ), array( $row['status'], $row['user_id'] ), (string) wp_json_encode( $row ) );
			self::assertSame( $people[ $position ]['displayName'], $wpdb->get_var( "SELECT display_name FROM {$wpdb->users} WHERE ID = {$account}" ), 'The row says more than was done.' );
			self::assertSame( array( $account ), $this->linked_to( $people[ $position ]['id'] ) );
		}
		foreach ( array( 2, 3 ) as $position ) {
			self::assertSame( 'conflict', $this->row_of_person( $people[ $position ]['id'] )['status'], 'Somebody else’s claim was forgotten.' );
		}
		self::assertSame( array(), $this->stored_link( $shared ) );
		$this->assert_stay( $shared );
		$row = $this->row_of_person( $people[4]['id'] );
		self::assertSame( array( 'created', array( $row['user_id'] ) ), array( $row['status'], $this->linked_to( $people[4]['id'] ) ) );
		$this->assert_stay( $row['user_id'] );
		self::assertSame( 'deleted', $this->row_of_user( $gone )['status'] );
		$this->assert_removed( $gone );
	}

	public static function moments(): array {
		$rows = 'INSERT INTO `wp_wpo365_user_sync_results`';
		$run  = 'SET saves = saves + 1, `active`';
		return array(
			'rows of the listing'     => array( $rows, 1, 'listing' ),
			'rows of matches by name' => array( $rows, 2, 'matching' ),
			'rows of absent users'    => array( $rows, 3, 'absent' ),
			'rows of removed users'   => array( $rows, 4, 'absent' ),
			'run after the listing'   => array( $run, 3, 'listing' ),
			'run after the matching'  => array( $run, 4, 'matching' ),
			'run after the removal'   => array( $run, 8, 'absent' ),
		);
	}
}
