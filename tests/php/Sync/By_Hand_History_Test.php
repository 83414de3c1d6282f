<?php

declare( strict_types=1 );

namespace WPO365\User_Sync\Tests\Sync;

use WPO365\User_Sync\Tests\Support\Scene;
use WPO365\User_Sync\Tests\Support\Simulator;
use WPO365\User_Sync\Tests\Support\Test_Case;

/**
 * Actions by hand are recorded in the history, and the run's counts follow the rows.
 */
final class By_Hand_History_Test extends Test_Case {

	use Scene;

	/** @var array<string, mixed> */
	private array $run;

	/** @var array<string, mixed> */
	private array $matched;

	/** @var array<string, mixed> */
	private array $conflict;

	private int $gone;

	protected function setUp(): void {
		parent::setUp();
		Simulator::tenant( array( 'users' => 3, 'awkward' => false ) );
		$this->matched  = $this->person( 'ada' );
		$this->conflict = $this->person( 'bea' );
		$this->account( array( 'user_email' => 'ada@lakeside.example' ) );
		$this->account( array( 'user_login' => 'bea@lakeside.example', 'user_email' => 'other@example.org' ) );
		$this->gone = $this->gone();
		$this->run  = $this->synchronize();
		self::assertSame( array( 4, 2, 1, 1 ), $this->tables( $this->run ) );
	}

	/**
	 * @dataProvider actions
	 *
	 * @param array<string, int> $counts   Of the record.
	 * @param list<int>          $expected Counts of the run afterwards: directory_only, wordpress_only, matched, conflicts.
	 */
	public function test_every_action_has_a_record_and_the_counts_follow( string $action, array $counts, array $expected ): void {
		$actor = $this->create_user( array( 'role' => 'administrator' ) );
		$ids   = match ( $action ) {
			'create' => array_column( $this->rows( 'directory_only', array( 'status' => 'logged' ) ), 'id' ),
			'update' => array( $this->row_of_person( $this->matched['id'] )['id'] ),
			'link'   => array( $this->row_of_person( $this->conflict['id'] )['id'] ),
			'delete' => array( $this->row_of_user( $this->gone )['id'], $this->row_of_user( self::ADMIN )['id'] ),
		};

		$this->act( $action, $ids, $actor );

		$history = $this->rest( 'GET', '/runs' )->data;
		self::assertCount( 2, $history );
		self::assertSame( array( $actor, 'completed', 'done', 'page' ), array( $history[0]['started_by'], $history[0]['status'], $history[0]['phase'], $history[0]['origin'] ) );
		self::assertNotNull( $history[0]['finished_at'] );
		self::assertSame( $counts, array_filter( $history[0]['counts'] ) );
		self::assertSame( $this->run['id'], $history[1]['id'] );
		$current = $this->rest( 'GET', '/runs/current' )->data;
		self::assertSame( $this->run['id'], $current['id'] );
		self::assertSame( $expected, $this->tables( $current ) );
		self::assertSame( 5, $current['counts']['received'] );
	}

	public static function actions(): array {
		return array(
			'create' => array( 'create', array( 'created' => 3 ), array( 4, 2, 1, 1 ) ),
			'update' => array( 'update', array( 'updated' => 1 ), array( 4, 2, 1, 1 ) ),
			'link'   => array( 'link', array( 'matched' => 1 ), array( 3, 2, 2, 0 ) ),
			'delete' => array( 'delete', array( 'deleted' => 1, 'failed' => 1 ), array( 4, 2, 1, 1 ) ),
		);
	}

	public function test_an_action_that_could_not_begin_says_so_in_the_history(): void {
		Simulator::fault( array( 'kind' => 'status', 'status' => 403, 'on' => 'user', 'times' => null ) );

		$answer = $this->rest( 'POST', '/results/actions', array( 'action' => 'update', 'ids' => array( $this->row_of_person( $this->matched['id'] )['id'] ) ) );

		self::assertSame( 502, $answer->status, $answer->text() );
		$record = $this->rest( 'GET', '/runs' )->data[0];
		self::assertSame( array( 'failed', $answer->data['message'] ), array( $record['status'], $record['error']['message'] ) );
		self::assertSame( 200, $this->rest( 'GET', '/runs/current' )->status );
		self::assertSame( 201, $this->rest( 'POST', '/runs' )->status, 'The failed action keeps others from starting.' );
	}

	public function test_the_history_survives_the_truncation_of_the_results(): void {
		$this->act( 'update', array( $this->row_of_person( $this->matched['id'] )['id'] ) );

		self::assertSame( 200, $this->rest( 'DELETE', '/results' )->status );

		self::assertCount( 2, $this->rest( 'GET', '/runs' )->data );
		self::assertSame( array(), $this->rows( 'matched' ) );
	}

	/**
	 * @dataProvider unfit
	 *
	 * @param string[] $whom Keys of rows: matched, conflict, new, gone, nobody.
	 */
	public function test_nothing_is_done_where_the_action_is_not_for_all_of_the_rows( string $action, array $whom ): void {
		$ids    = array_map(
			fn( string $key ): int => match ( $key ) {
				'matched'  => $this->row_of_person( $this->matched['id'] )['id'],
				'conflict' => $this->row_of_person( $this->conflict['id'] )['id'],
				'new'      => $this->row_of_person( Simulator::people()[0]['id'] )['id'],
				'gone'     => $this->row_of_user( $this->gone )['id'],
				'nobody'   => 999999999,
			},
			$whom
		);
		$before = $this->stored_users();

		$answer = $this->rest( 'POST', '/results/actions', compact( 'action', 'ids' ) );

		self::assertSame( array( 400, 'rest_invalid_param' ), array( $answer->status, $answer->code() ), $answer->text() );
		self::assertStringContainsString( 'ids', $answer->data['message'] );
		self::assertSame( $before, $this->stored_users() );
		self::assertCount( 1, $this->rest( 'GET', '/runs' )->data );
	}

	public static function unfit(): array {
		return array(
			'create a matched one'       => array( 'create', array( 'new', 'matched' ) ),
			'create a WordPress user'    => array( 'create', array( 'gone' ) ),
			'update a new one'           => array( 'update', array( 'matched', 'new' ) ),
			'delete a matched one'       => array( 'delete', array( 'gone', 'matched' ) ),
			'delete a directory user'    => array( 'delete', array( 'new' ) ),
			'link one without candidate' => array( 'link', array( 'conflict', 'new' ) ),
			'link a matched one'         => array( 'link', array( 'matched' ) ),
			'a row that is not there'    => array( 'create', array( 'new', 'nobody' ) ),
			'the same row twice'         => array( 'create', array( 'new', 'new' ) ),
			'no row'                     => array( 'create', array() ),
		);
	}

	/**
	 * @param array<string, mixed> $run The Run.
	 * @return list<int>
	 */
	private function tables( array $run ): array {
		return array( $run['counts']['directory_only'], $run['counts']['wordpress_only'], $run['counts']['matched'], $run['counts']['conflicts'] );
	}
}
