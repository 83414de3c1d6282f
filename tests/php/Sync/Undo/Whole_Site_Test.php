<?php
/**
 * A run is undone, and the whole site is as it was before, byte for byte.
 */

declare( strict_types=1 );

namespace WPO365\User_Sync\Tests\Sync\Undo;

use WPO365\User_Sync\Accounts\Links;
use WPO365\User_Sync\Tests\Support\Simulator;
use WPO365\User_Sync\Tests\Support\Test_Case;
use WPO365\User_Sync\Tests\Support\Undoes;

final class Whole_Site_Test extends Test_Case {

	use Undoes;

	/** @var list<array<string, mixed>> People of the directory who have accounts. */
	private array $people;

	/** @var list<int> Their accounts. */
	private array $linked;

	/** @var list<int> Accounts of people who have left, with posts, comments and links. */
	private array $gone;

	/** @var array<string, mixed> The run that is undone. */
	private array $run;

	/** @var array<string, mixed> The site before that run. */
	private array $before;

	protected function setUp(): void {
		parent::setUp();
		Simulator::tenant( array( 'users' => 30, 'awkward' => false ) );
		$this->people = array_slice( Simulator::people(), 0, 12 );
		$group = Simulator::group( 'Editors', array_column( array_slice( $this->people, 0, 4 ), 'id' ) );
		$this->save_settings(
			array(
				'fields'  => array( array( 'property' => 'jobTitle' ), array( 'property' => 'department', 'meta_key' => 'team' ) ),
				'removal' => array( 'limit_percent' => null, 'limit_count' => null ),
				'roles'   => array( 'mappings' => array( array( 'group_id' => $group, 'role' => 'editor' ) ) ),
			)
		);
		$this->linked = $this->create_linked_users( $this->people );
		foreach ( $this->linked as $number => $user_id ) {
			add_user_meta( $user_id, 'jobTitle', "old job $number" );
			add_user_meta( $user_id, 'jobTitle', 'a second row' );
			wp_insert_post( array( 'post_title' => 'Theirs', 'post_status' => 'publish', 'post_author' => $user_id ) );
		}
		$first = $this->person( 'match' );
		$this->account( array( 'user_login' => 'by-mail', 'user_email' => $first['mail'] ) );
		$this->gone = $this->gone_users( 4 );
		foreach ( $this->gone as $user_id ) {
			wp_insert_post( array( 'post_title' => 'Mine', 'post_status' => 'publish', 'post_author' => $user_id ) );
			wp_insert_comment( array( 'comment_post_ID' => 1, 'user_id' => $user_id, 'comment_content' => 'Hello' ) );
			wp_insert_link( array( 'link_url' => 'https://contoso.example', 'link_name' => "Link of $user_id", 'link_owner' => $user_id ) );
			add_user_meta( $user_id, 'of-another-plugin', array( 'a' => array( 1, true, "quote's \\ slash" ) ) );
		}
		( new Links() )->copy();
		$this->before = $this->site();
		$this->run    = $this->synchronize( array( 'create' => true, 'update' => true, 'delete' => true ) );
		self::assert_run( 'completed', $this->run );
		self::assertSame( array( 18, 13, 4 ), array( $this->run['counts']['created'], $this->run['counts']['updated'], $this->run['counts']['deleted'] ), (string) wp_json_encode( $this->run['counts'] ) );
	}

	public function test_after_the_undo_every_row_is_as_it_was(): void {
		$after = $this->site();
		self::assertNotSame( $this->before, $after );

		$preview = $this->preview( $this->run['id'] );
		self::assertSame( array( 35, 0 ), array( $preview['count'], $preview['skipped'] ), (string) wp_json_encode( $preview ) );
		$undo = $this->undo( $this->run['id'] );

		self::assertSame( $this->before, $this->site() );
		self::assertSame( array( 35, 35 ), array( $undo['expected'], $undo['counts']['received'] ) );
		self::assertSame( array( 'create' => true, 'update' => true, 'delete' => true ), $undo['options'] );
		self::assertSame( array( 4, 13, 18, 0, 0 ), array( $undo['counts']['created'], $undo['counts']['updated'], $undo['counts']['deleted'], $undo['counts']['skipped'], $undo['counts']['failed'] ) );
	}
}
