<?php

declare( strict_types=1 );

namespace WPO365\User_Sync\Tests\Sync\Removal;

use WPO365\User_Sync\Tests\Support\Meddles;
use WPO365\User_Sync\Tests\Support\Simulator;
use WPO365\User_Sync\Tests\Support\Test_Case;

/**
 * Removing who is out of scope does not mean removing who is in scope and was missed by the listing.
 */
final class Missed_By_The_Listing_Test extends Test_Case {

	use Meddles;

	/** @var list<array<string, mixed>> */
	private array $people = array();

	protected function setUp(): void {
		parent::setUp();
		Simulator::tenant( array( 'users' => 200, 'awkward' => false ) );
		Simulator::change( Simulator::people()[5]['id'], array( 'userType' => 'Guest', 'department' => 'Elsewhere' ) );
		$this->people = Simulator::people();
	}

	/**
	 * @dataProvider scopes
	 *
	 * @param \Closure(list<array<string, mixed>>): array<string, mixed> $scope Makes the scope; person 5 is outside, the others are inside.
	 */
	public function test_only_who_is_certainly_out_of_scope_is_removed( \Closure $scope ): void {
		$missed  = $this->linked( $this->people[7] );
		$outside = $this->linked( $this->people[5] );
		$gone    = $this->gone();
		$this->scope( $scope );
		$this->miss( $this->people[7] );

		$run = $this->synchronize( array( 'delete' => true ) );

		self::assert_run( 'completed', $run );
		$this->assert_stay( $missed );
		self::assertStringContainsString( 'Still in the directory', $this->row_of_user( $missed )['reason'] );
		$this->assert_removed( $outside, $gone );
	}

	public static function scopes(): array {
		return array(
			'ignored guests' => array( static fn(): array => array( 'ignore_guests' => true ) ),
			'groups'         => array(
				static function ( array $people ): array {
					unset( $people[5] );
					return array( 'group_ids' => array( Simulator::group( 'Insiders', array_column( $people, 'id' ) ) ) );
				},
			),
			'a filter'       => array( static fn(): array => array( 'filter' => "userType eq 'Member'" ) ),
			'an advanced filter' => array( static fn(): array => array( 'filter' => "department ne 'Elsewhere'" ) ),
			'a filter with or' => array( static fn(): array => array( 'filter' => "userType eq 'Member' or department eq 'Nowhere'" ) ),
		);
	}

	/**
	 * @dataProvider scopes
	 */
	public function test_by_hand_only_who_is_certainly_out_of_scope_is_removed( \Closure $scope ): void {
		$missed  = $this->linked( $this->people[7] );
		$outside = $this->linked( $this->people[5] );
		$this->scope( $scope );
		$this->miss( $this->people[7] );
		self::assert_run( 'completed', $this->synchronize() );

		$results = $this->act( 'delete', array( $this->row_of_user( $missed )['id'], $this->row_of_user( $outside )['id'] ) );

		self::assertSame( array( 'failed', 'deleted' ), array_column( $results, 'status' ), (string) wp_json_encode( $results ) );
		$this->assert_stay( $missed );
		$this->assert_removed( $outside );
	}

	public function test_whoever_a_filter_may_or_may_not_find_stays_where_the_directory_does_not_say(): void {
		$missed = $this->linked( $this->people[7] );
		$gone   = $this->gone();
		$this->scope( static fn(): array => array( 'filter' => "userType eq 'Member'" ) );
		$this->miss( $this->people[7] );
		Simulator::fault( array( 'kind' => 'status', 'status' => 403, 'on' => 'users', 'match' => ') and id in', 'times' => null ) );

		$run = $this->synchronize( array( 'delete' => true ) );

		self::assert_run( 'failed', $run, 'forbidden' );
		$this->assert_stay( $missed, $gone );
	}

	public function test_the_setting_needs_a_scope(): void {
		$missed = $this->linked( $this->people[7] );
		$this->scope( static fn(): array => array() );
		$this->miss( $this->people[7] );

		self::assert_run( 'completed', $this->synchronize( array( 'delete' => true ) ) );
		$this->assert_stay( $missed );
	}

	/**
	 * @param \Closure(list<array<string, mixed>>): array<string, mixed> $scope Makes the scope.
	 */
	private function scope( \Closure $scope ): void {
		$this->save_settings( array( 'scope' => $scope( $this->people ) + array( 'remove_out_of_scope' => true ) ) );
	}

	/**
	 * Leaves somebody out of the listing, though not of the number and of the answers about single people.
	 *
	 * @param array<string, mixed> $person The person.
	 */
	private function miss( array $person ): void {
		Simulator::fault( array( 'kind' => 'omit', 'users' => array( $person['id'] ), 'on' => 'users', 'without' => 'id in', 'times' => null ) );
	}
}
