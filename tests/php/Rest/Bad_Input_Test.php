<?php
/**
 * Bad input: a 400 that names the argument, and nothing is changed.
 */

declare( strict_types=1 );

namespace WPO365\User_Sync\Tests\Rest;

use WPO365\User_Sync\Tests\Support\Rest_Answer;
use WPO365\User_Sync\Tests\Support\Simulator;
use WPO365\User_Sync\Tests\Support\Test_Case;

final class Bad_Input_Test extends Test_Case {

	use Routes;

	protected function setUp(): void {
		parent::setUp();
		Simulator::tenant( array( 'users' => 10, 'awkward' => false ) );
	}

	/**
	 * @dataProvider routes
	 * @param array<string, mixed> $params
	 */
	public function test_an_argument_that_nobody_knows( string $method, string $route, array $params ): void {
		$run    = $this->rest( 'POST', '/runs' )->data;
		$route  = str_replace( '{id}', (string) $run['id'], $route );
		$before = $this->everything();
		Simulator::clear_log();

		$this->assert_refused( $this->rest( $method, $route, $params + array( 'bogus_one' => 1, 'Create' => true ) ), array( 'bogus_one', 'Create' ) );
		if ( 'GET' !== $method ) {
			$request = new \WP_REST_Request( $method, "/wpo365-user-sync/v1{$route}" );
			$request->set_query_params( array( 'bogus_one' => 1 ) );
			$request->set_body_params( $params );
			self::assertSame( 400, rest_do_request( $request )->get_status(), 'In the query of a POST.' );
			$request->set_query_params( array() );
			$request->set_body_params( $params + array( 'bogus_one' => 1 ) );
			self::assertSame( 400, rest_do_request( $request )->get_status(), 'In a form.' );
		}
		self::assertEquals( $before, $this->everything() );
		self::assertSame( array(), Simulator::log() );
	}

	/**
	 * @dataProvider bad_arguments
	 * @param array<string, mixed> $params
	 */
	public function test_a_wrong_argument_is_named( string $method, string $route, array $params, string $name ): void {
		$run    = $this->synchronize();
		$before = $this->everything();
		Simulator::clear_log();

		$answer = $this->rest( $method, str_replace( '{id}', (string) $run['id'], $route ), $params );

		$this->assert_refused( $answer, array( $name ) );
		self::assertEquals( $before, $this->everything() );
		self::assertSame( array(), Simulator::log() );
	}

	/**
	 * @return array<string, array{string, string, array<string, mixed>, string}> Method, route, arguments, and the one that is wrong.
	 */
	public static function bad_arguments(): array {
		$cases = array();
		$add   = static function ( string $method, string $route, string $name, array $good, array $values ) use ( &$cases ): void {
			foreach ( $values as $what => $value ) {
				$cases[ "{$method} {$route}, {$name}: {$what}" ] = array( $method, $route, null === $value && 'missing' === $what ? $good : array( $name => $value ) + $good, $name );
			}
		};
		$no_boolean = array( 'a word' => 'maybe', 'a number' => 2, 'a list' => array( true ), 'an object' => array( 'x' => true ), 'null' => null, 'an empty text' => '' );
		$no_integer = array( 'a word' => 'one', 'a fraction' => 1.5, 'a list' => array( 1 ), 'null' => null, 'true' => true, 'an empty text' => '' );
		foreach ( array( 'create', 'update', 'delete' ) as $box ) {
			$add( 'POST', '/runs', $box, array(), $no_boolean );
		}
		$add( 'POST', '/runs/{id}/step', 'sequence', array(), $no_integer + array( 'missing' => null, 'negative' => -1 ) );
		$add( 'POST', '/runs/{id}/approve', 'action', array( 'count' => 1 ), array( 'missing' => null, 'another word' => 'maybe', 'capitals' => 'Approve', 'a list' => array( 'approve' ), 'a number' => 1, 'null' => null ) );
		$add( 'POST', '/runs/{id}/approve', 'count', array( 'action' => 'approve' ), $no_integer + array( 'missing' => null, 'negative' => -1 ) );
		$add( 'GET', '/runs', 'page', array(), $no_integer + array( 'zero' => 0, 'negative' => -1, 'too large' => PHP_INT_MAX ) );
		$add( 'GET', '/runs', 'per_page', array(), $no_integer + array( 'zero' => 0, 'negative' => -1, 'too many' => 101 ) );
		$add( 'POST', '/people', 'who', array(), array( 'missing' => null, 'an empty text' => '', 'blanks' => '  ', 'a name' => 'jane', 'zero' => 0, 'negative' => -1, 'a fraction' => 1.5, 'a list' => array( '1' ), 'true' => true, 'null' => null, 'a path' => '../groups@x', 'two names' => 'a@b c@d', 'a query' => 'a@b?$top=1', 'half a GUID' => '0c9a7e52-3b18', 'too long' => str_repeat( 'x', 250 ) . '@y.example' ) );
		$add( 'POST', '/people', 'write', array( 'who' => '1' ), $no_boolean );
		$table = array( 'table' => 'matched' );
		$add( 'GET', '/results', 'table', array(), array( 'missing' => null, 'another word' => 'runs', 'a list' => array( 'matched' ), 'an empty text' => '', 'null' => null, 'SQL' => "matched' OR 1=1" ) );
		$add( 'GET', '/results', 'page', $table, $no_integer + array( 'zero' => 0, 'negative' => -1, 'too large' => PHP_INT_MAX ) );
		$add( 'GET', '/results', 'per_page', $table, $no_integer + array( 'zero' => 0, 'negative' => -1, 'too many' => 101 ) );
		$add( 'GET', '/results', 'orderby', $table, array( 'a column that stays inside' => 'pending', 'the subject' => 'subject', 'SQL' => 'id; DROP TABLE wp_users', 'a list' => array( 'id' ), 'an empty text' => '' ) );
		$add( 'GET', '/results', 'order', $table, array( 'another word' => 'up', 'capitals' => 'ASC', 'SQL' => 'asc, 1', 'a list' => array( 'asc' ) ) );
		$add( 'GET', '/results', 'status', $table, array( 'another word' => 'bogus', 'one of two' => 'logged,bogus', 'a list' => array( 'logged', 'bogus' ), 'a list of lists' => array( array( 'logged' ) ) ) );
		$add( 'GET', '/results', 'search', $table, array( 'a list' => array( 'x' ), 'too long' => str_repeat( 'x', 256 ) ) );
		$ids = array( 'ids' => array( 1 ) );
		$add( 'POST', '/results/actions', 'action', $ids, array( 'missing' => null, 'another word' => 'destroy', 'a list' => array( 'create' ), 'null' => null, 'capitals' => 'Create' ) );
		$add( 'POST', '/results/actions', 'ids', array( 'action' => 'create' ), array( 'missing' => null, 'none' => array(), 'words' => array( 'x' ), 'zero' => array( 0 ), 'negative' => array( -1 ), 'a fraction' => array( 1.5 ), 'null' => array( null ), 'twice the same' => array( 1, 1 ), 'too many' => range( 1, 101 ), 'lists' => array( array( 1 ) ), 'an object' => array( 'x' => 1 ), 'of nobody' => array( 99999999 ) ) );
		$add( 'POST', '/settings', 'scope', array(), array( 'a word' => 'all', 'a list' => array( 'x' ), 'null' => null ) );
		$add( 'GET', '/directory/groups', 'search', array(), array( 'too long' => str_repeat( 'x', 101 ), 'a list' => array( 'x' ), 'an empty text' => '' ) );
		$add( 'GET', '/directory/groups', 'ids', array(), array( 'no GUID' => array( 'x' ), 'too many' => array_fill( 0, 21, '6b5f2c1e-9d34-4a87-8c60-1f2e3d4c5b6a' ) ) );
		$add( 'POST', '/directory/filter', 'filter', array(), array( 'missing' => null, 'a list' => array( 'x' ), 'too long' => str_repeat( 'x', 1501 ), 'null' => null ) );
		$add( 'POST', '/directory/preview', 'user', array(), array( 'a list' => array( 'x' ), 'too long' => str_repeat( 'x', 251 ) ) );
		return $cases;
	}

	/**
	 * @dataProvider verbs
	 */
	public function test_a_run_that_is_not_there( string $verb, string $body ): void {
		$this->synchronize();
		$row = $this->rows( 'directory_only' )[0];
		self::assertSame( 200, $this->rest( 'POST', '/results/actions', array( 'action' => 'create', 'ids' => array( $row['id'] ) ) )->status );
		$action = $this->rest( 'GET', '/runs' )->data[0];
		$before = $this->everything();

		foreach ( array( $action['id'], $action['id'] + 1, PHP_INT_MAX ) as $id ) {
			$answer = $this->rest( 'POST', "/runs/{$id}/{$verb}", json_decode( $body, true ) );
			self::assertSame( array( 404, 'unknown_run' ), array( $answer->status, $answer->code() ), "{$id} " . $answer->text() );
		}
		self::assertSame( 400, $this->rest( 'POST', "/runs/0/{$verb}", json_decode( $body, true ) )->status );
		self::assertSame( 404, $this->rest( 'POST', "/runs/one/{$verb}", json_decode( $body, true ) )->status );
		self::assertSame( 404, $this->rest( 'POST', "/runs/-1/{$verb}", json_decode( $body, true ) )->status );
		self::assertEquals( $before, $this->everything() );
	}

	/**
	 * @return array<string, array{string, string}>
	 */
	public static function verbs(): array {
		return array(
			'step'    => array( 'step', '{"sequence":0}' ),
			'pause'   => array( 'pause', '{}' ),
			'resume'  => array( 'resume', '{}' ),
			'cancel'  => array( 'cancel', '{}' ),
			'approve' => array( 'approve', '{"action":"approve","count":1}' ),
		);
	}

	/**
	 * @dataProvider bodies
	 */
	public function test_a_body_that_is_no_object( string $body ): void {
		wp_set_current_user( self::ADMIN );
		$before = $this->everything();
		foreach ( array( '/runs', '/settings' ) as $route ) {
			$request = new \WP_REST_Request( 'POST', "/wpo365-user-sync/v1{$route}" );
			$request->set_header( 'Content-Type', 'application/json' );
			$request->set_body( $body );

			$response = rest_do_request( $request );

			self::assertSame( 400, $response->get_status(), $route . wp_json_encode( $response->get_data() ) );
		}
		self::assertEquals( $before, $this->everything() );
	}

	/**
	 * @return array<string, array{string}>
	 */
	public static function bodies(): array {
		return array(
			'broken JSON'   => array( '{"create": tru' ),
			'a list'        => array( '[true]' ),
			'a list of an object' => array( '[{"create": true}]' ),
			'not UTF-8'     => array( "{\"create\": \"\xff\"}" ),
		);
	}

	/**
	 * @param list<string> $names
	 */
	private function assert_refused( Rest_Answer $answer, array $names ): void {
		self::assertSame( 400, $answer->status, $answer->text() );
		self::assertContains( $answer->code(), array( 'rest_invalid_param', 'rest_missing_callback_param', 'invalid_setting' ), $answer->text() );
		$params = (array) ( $answer->data['data']['params'] ?? array() );
		$named  = array_is_list( $params ) ? $params : array_keys( $params );
		foreach ( $names as $name ) {
			self::assertStringContainsString( $name, $answer->data['message'] . implode( ' ', $named ), $answer->text() );
		}
	}
}
