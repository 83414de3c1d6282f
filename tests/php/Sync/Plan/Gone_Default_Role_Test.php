<?php

declare( strict_types=1 );

namespace WPO365\User_Sync\Tests\Sync\Plan;

use WPO365\User_Sync\Tests\Support\Meddles;
use WPO365\User_Sync\Tests\Support\Simulator;
use WPO365\User_Sync\Tests\Support\Test_Case;

/**
 * The default role of the settings may be deleted later: then the site's own takes its place.
 */
final class Gone_Default_Role_Test extends Test_Case {

	use Meddles;

	protected function setUp(): void {
		parent::setUp();
		add_role( 'pupil', 'Pupil', array( 'read' => true ) );
		Simulator::tenant( array( 'users' => 1, 'awkward' => false ) );
		$this->save_settings( array( 'roles' => array( 'default_role' => 'pupil', 'mappings' => array( array( 'group_id' => Simulator::group( 'None_here', array() ), 'role' => 'editor' ) ) ) ) );
		remove_role( 'pupil' );
	}

	public function test_new_accounts_get_the_sites_default_role(): void {
		$this->synchronize( array( 'create' => true ) );

		$row = $this->row_of_person( Simulator::people()[0]['id'] );
		self::assertSame( 'created', $row['status'] );
		self::assertSame( array( 'subscriber' => true ), get_user_meta( $row['user_id'], $GLOBALS['wpdb']->get_blog_prefix() . 'capabilities', true ) );
	}

	public function test_an_account_that_loses_its_only_role_gets_it_and_is_not_updated_for_ever(): void {
		$account = $this->linked( Simulator::people()[0], array( 'role' => 'editor' ) );
		update_user_meta( $account, 'wpo365_user_sync_roles', array( 'editor' => array( wp_generate_uuid4() ) ) );
		$this->synchronize( array( 'update' => true ) );
		self::assertSame( array( 'subscriber' ), $this->roles_of( $account ) );

		$this->synchronize( array( 'update' => true ) );
		self::assertSame( 'unchanged', $this->row_of_person( Simulator::people()[0]['id'] )['status'] );
	}
}
