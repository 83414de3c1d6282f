<?php
/**
 * Says what would be done.
 *
 * @package WPO365\User_Sync
 */

declare( strict_types=1 );

namespace WPO365\User_Sync\Sync\Write;

use WPO365\User_Sync\Results\Result;
use WPO365\User_Sync\Sync\Plan\Decision;

/**
 * The twin of Wp_Applier that writes nothing: its rows stay `logged` and can be acted on by hand.
 */
final class Preview_Applier implements Applier {

	/**
	 * Shows which roles a new user would get from groups.
	 */
	public function create( Decision $decision, Result $row ): void {
		$this->update( $decision, $row );
	}

	/**
	 * Shows what would change.
	 */
	public function update( Decision $decision, Result $row ): void {
		$row->changes = $decision->all_changes();
		$row->reason  = $decision->explanation();
	}

	/**
	 * Says that a matched account can't be used here.
	 */
	public function admit( Decision $decision, Result $row ): void {
		$row->reason = trim( $row->reason . ' ' . __( 'This account has no access to this site of the network: a synchronization with “Create users” ticked adds it.', 'wpo365-user-sync' ) );
	}

	/**
	 * Links nobody.
	 */
	public function tag( Decision $decision ): void {}
}
