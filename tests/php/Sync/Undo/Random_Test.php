<?php
/**
 * Runs that do all sorts of things at once, undone newest first: in the end nothing has happened.
 */

declare( strict_types=1 );

namespace WPO365\User_Sync\Tests\Sync\Undo;

use WPO365\User_Sync\Accounts\Links;
use WPO365\User_Sync\Tests\Support\Simulator;
use WPO365\User_Sync\Tests\Support\Test_Case;
use WPO365\User_Sync\Tests\Support\Undoes;

final class Random_Test extends Test_Case {

	use Undoes;

	/**
	 * @dataProvider seeds
	 */
	public function test_three_runs_of_random_changes_are_undone_to_the_last_byte( int $seed ): void {
		mt_srand( $seed );
		Simulator::tenant( array( 'users' => 40, 'awkward' => false ) );
		$people = Simulator::people();
		$groups = array( Simulator::group( 'Editors', array_column( array_slice( $people, 5, 10 ), 'id' ) ), Simulator::group( 'Authors', array_column( array_slice( $people, 10, 10 ), 'id' ) ) );
		$this->save_settings(
			array(
				'fields'  => array( array( 'property' => 'jobTitle' ), array( 'property' => 'department' ) ),
				'removal' => array( 'limit_percent' => null, 'limit_count' => null ),
				'roles'   => array( 'scenario' => 'replace', 'mappings' => array( array( 'group_id' => $groups[0], 'role' => 'editor' ), array( 'group_id' => $groups[1], 'role' => 'author' ) ) ),
			)
		);
		foreach ( $this->create_linked_users( array_slice( $people, 0, 25 ) ) as $user_id ) {
			wp_insert_post( array( 'post_title' => 'Theirs', 'post_status' => 'publish', 'post_author' => $user_id ) );
			mt_rand( 0, 1 ) && add_user_meta( $user_id, 'jobTitle', 'Old' );
			mt_rand( 0, 2 ) || ( new \WP_User( $user_id ) )->set_role( 'contributor' );
		}
		$this->gone_users( 3 );
		( new Links() )->copy();
		$sites = array( $this->site() );
		$runs  = array();
		for ( $round = 0; $round < 3; $round++ ) {
			$this->change_people( $people );
			$run = $this->approve_if_held( $this->drive( $this->synchronize( array( 'create' => true, 'update' => true, 'delete' => true ) ) ) );
			self::assert_run( 'completed', $run );
			( new Links() )->copy();
			$runs[]  = $run['id'];
			$sites[] = $this->site();
			self::assertNotSame( $sites[ $round ], $sites[ $round + 1 ] );
		}

		for ( $round = 2; $round >= 0; $round-- ) {
			$preview = $this->preview( $runs[ $round ] );
			self::assertSame( 0, $preview['skipped'], (string) wp_json_encode( $preview ) );
			$this->undo( $runs[ $round ] );
			self::assertSame( $sites[ $round ], $this->site(), "Seed $seed, run $round." );
		}
	}

	/**
	 * @return array<string, array{int}>
	 */
	public static function seeds(): array {
		return array_map( static fn( int $seed ): array => array( $seed ), array_combine( array_map( static fn( int $seed ): string => "seed $seed", range( 1, 4 ) ), range( 1, 4 ) ) );
	}

	/**
	 * @param array<int, array<string, mixed>> $people People.
	 */
	private function change_people( array &$people ): void {
		foreach ( $people as $number => $person ) {
			match ( mt_rand( 0, 9 ) ) {
				0       => Simulator::change( $person['id'], array( 'displayName' => 'Name ' . mt_rand() ) ),
				1       => Simulator::change( $person['id'], array( 'jobTitle' => mt_rand( 0, 1 ) ? 'Job ' . mt_rand() : null ) ),
				2       => Simulator::change( $person['id'], array( 'mail' => 'mail' . mt_rand() . '@contoso.example' ) ),
				3       => Simulator::change( $person['id'], array( 'userPrincipalName' => 'upn' . mt_rand() . '@contoso.example' ) ),
				4       => mt_rand( 0, 2 ) ? null : $this->remove( $people, $number ),
				default => null,
			};
		}
		list( $one, $other ) = array_map( static fn( int $at ): array => array_values( $people )[ $at ], array( 0, 5 ) );

		$mails = array( $one['mail'] ?? 'a@contoso.example', $other['mail'] ?? 'b@contoso.example' );
		Simulator::change( $one['id'], array( 'mail' => 'between@contoso.example' ) );
		Simulator::change( $other['id'], array( 'mail' => $mails[0] ) );
		Simulator::change( $one['id'], array( 'mail' => $mails[1] ) );
	}

	/**
	 * @param array<int, array<string, mixed>> $people People.
	 */
	private function remove( array &$people, int $number ): void {
		Simulator::remove( $people[ $number ]['id'], true );
		unset( $people[ $number ] );
	}
}
