<?php
/**
 * Says what would be done.
 *
 * @package WPO365\User_Sync
 */

declare( strict_types=1 );

namespace WPO365\User_Sync\Sync\Write;

use WPO365\User_Sync\Accounts\Actor;
use WPO365\User_Sync\Accounts\Touched;
use WPO365\User_Sync\Results\Outcome;
use WPO365\User_Sync\Sync\Plan\Decision;
use WPO365\User_Sync\Sync\Plan\Verdict;

/**
 * The twin of Wp_Applier that writes nothing: its rows stay `logged` and can be acted on by hand.
 */
final class Preview_Applier implements Applier {

	public function __construct( private readonly Actor $actor ) {}

	/**
	 * Shows which roles a new user would get from groups.
	 */
	public function create( Decision $decision ): Outcome {
		$forbidden = Verdict::Create === $decision->verdict ? $this->actor->why_no_account( (string) $decision->person->email() ) : '';
		return '' === $forbidden ? $this->update( $decision ) : new Outcome( reason: $forbidden );
	}

	/**
	 * Refuses nothing: looking is allowed to everybody who may start.
	 */
	public function why_not_update( Decision $decision ): string {
		return '';
	}

	/**
	 * Shows what would change.
	 */
	public function update( Decision $decision ): Outcome {
		return new Outcome( reason: $decision->explanation(), changes: $decision->all_changes() );
	}

	/**
	 * Gives the outcome back: where nothing is written, the row can be acted on, and says in words that the address is another one's.
	 */
	public function block( Outcome $done ): Outcome {
		return $done;
	}

	/**
	 * Says that a matched account can't be used here.
	 */
	public function admit( Decision $decision, Outcome $done ): Outcome {
		return $done->adding( __( 'This account has no access to this site of the network: a synchronization with “Create users” ticked adds it.', 'wpo365-user-sync' ) );
	}

	/**
	 * Refuses nothing: looking is allowed to everybody who may start.
	 */
	public function why_not_tag( Decision $decision ): string {
		return '';
	}

	/**
	 * Links nobody.
	 */
	public function tag( Decision $decision ): void {}

	/**
	 * Takes nobody's name.
	 */
	public function release_name( Decision $decision ): void {}

	/**
	 * Touches nobody.
	 */
	public function may_touch( array $found ): Touched {
		return Touched::nobody();
	}
}
