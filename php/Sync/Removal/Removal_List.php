<?php
/**
 * Who is on the list of those who are removed.
 *
 * @package WPO365\User_Sync
 */

declare( strict_types=1 );

namespace WPO365\User_Sync\Sync\Removal;

use WPO365\User_Sync\Accounts\Account;
use WPO365\User_Sync\Accounts\Belongings;
use WPO365\User_Sync\Accounts\Cause;
use WPO365\User_Sync\Accounts\Links;
use WPO365\User_Sync\Results\Outcome;
use WPO365\User_Sync\Results\Pending;
use WPO365\User_Sync\Results\Status;
use WPO365\User_Sync\Settings\Settings;
use WPO365\User_Sync\Sync\Run\Run;
use WPO365\User_Sync\Sync\Run\Work_Table;

/**
 * Decides about each account by the guards, and says what its removal would mean.
 */
final class Removal_List {

	public function __construct(
		private readonly Removal_Guard $guard,
		private readonly Removal_Choice $choice,
		private readonly Links $links,
		private readonly Work_Table $work,
		private readonly Settings $settings,
	) {}

	/**
	 * Begins a part: what becomes of accounts and content is fixed with the first one.
	 *
	 * @return Heir Who receives content.
	 */
	public function begin( Run $run ): Heir {
		$this->guard->reset();
		if ( '' === $run->memory->stage && 0 === $run->memory->after ) {
			Heir::by_settings( $this->settings, $run->started_by )->fix( $run );
			Removal_Choice::fix( $run, $this->settings );
		}
		return Heir::of_list( $run, $this->settings );
	}

	/**
	 * Tells whom accounts were linked to when the run began; who was linked since is left out.
	 *
	 * @param int[] $user_ids Accounts.
	 * @return array<int, string> Object ids by user id.
	 */
	public function linked( Run $run, array $user_ids ): array {
		return array_diff_key( $this->links->of( $user_ids ), array_flip( $this->work->linked_since( $run->id, $user_ids ) ) );
	}

	/**
	 * Decides about an account.
	 *
	 * @param array{orders: int|null, comments: int, posts: array<string, int>} $owns What the user owns.
	 * @param string $stays  Why the account stays according to the directory; may be empty.
	 * @param string $linked Whom the account was linked to when the run began.
	 */
	public function decide( Account $account, Cause $cause, array $owns, Run $run, string $stays, string $linked, Heir $heir ): Outcome {
		$kept = '' !== $stays ? $stays : $this->guard->why_it_stays( $account, $linked, Removal::actors( $run ), $heir->user_id, $run );
		if ( '' !== $kept ) {
			return new Outcome( $run->options->delete ? Status::Skipped : Status::Logged, $kept );
		}
		list( $pending, $because ) = $this->choice->of( $account, $cause, $owns['orders'], $run );
		if ( Pending::Nothing === $pending ) {
			return new Outcome( Status::Unchanged, trim( $cause->in_words() . ' ' . $because ) );
		}
		$becomes = $this->choice->mode( $pending->value )->in_words( $run->options->delete ? $heir : null );
		$reason  = implode( ' ', array_filter( array( $cause->in_words(), self::roles( $account ), Belongings::in_words( $owns ), $because, $becomes ) ) );
		return new Outcome( reason: $reason, pending: $run->options->delete ? $pending : Pending::Nothing );
	}

	private static function roles( Account $account ): string {
		return array() === $account->roles
			? __( 'No role on this site.', 'wpo365-user-sync' )
			/* translators: %s: list of roles. */
			: sprintf( __( 'Roles: %s.', 'wpo365-user-sync' ), implode( ', ', $account->roles ) );
	}
}
