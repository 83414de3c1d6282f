<?php
/**
 * Looks up what undos depend on.
 *
 * @package WPO365\User_Sync
 */

declare( strict_types=1 );

namespace WPO365\User_Sync\Sync\Undo;

use WPO365\User_Sync\Accounts\Account;
use WPO365\User_Sync\Accounts\Actor;
use WPO365\User_Sync\Accounts\Belongings;
use WPO365\User_Sync\Accounts\Deactivation;
use WPO365\User_Sync\Accounts\Privileges;
use WPO365\User_Sync\Accounts\Stored_Roles;
use WPO365\User_Sync\Journal\Difference;
use WPO365\User_Sync\Journal\Entries;
use WPO365\User_Sync\Journal\Entry;
use WPO365\User_Sync\Journal\Entry_Kind;
use WPO365\User_Sync\Journal\Image;
use WPO365\User_Sync\Journal\Restorer;
use WPO365\User_Sync\Journal\Run_Entries;
use WPO365\User_Sync\Settings\Settings;
use WPO365\User_Sync\Sync\Removal\Heir;
use WPO365\User_Sync\Sync\Removal\Removal;
use WPO365\User_Sync\Sync\Removal\Removal_Guard;
use WPO365\User_Sync\Sync\Run\Run_Kind;
use WPO365\User_Sync\Sync\Run\Run_Store;

/**
 * Asks guards and WordPress about accounts, for many of them together.
 */
final class Facts_Finder {

	/** @var array<int, string> Words for runs that have changed something since, by id. */
	private array $words = array();

	private Content $content;

	/** Who would receive content; setting `roles.update_administrators`: read once for many accounts. */
	private Heir $heir;
	private bool $updates_administrators;

	public function __construct(
		private readonly Settings $settings,
		private readonly Entries $entries,
		private readonly Run_Store $runs,
		private readonly Privileges $privileges,
		private readonly Removal_Guard $guard,
		private readonly Restorer $restorer,
	) {}

	/**
	 * Gives the facts.
	 *
	 * @param array<int, list<Entry>> $entries What the run did, by user id.
	 * @param array<int, Image>       $images  Accounts as they are now, by user id.
	 * @param int[]                   $actors  Users who run this, the acting one first.
	 * @return array<int, Undo_Facts> By user id.
	 */
	public function of( Undo_Order $order, array $entries, array $images, array $actors ): array {
		$this->privileges->reset();
		$this->heir                   = Heir::by_settings( $this->settings, $actors[0] ?? 0 );
		$this->updates_administrators = (bool) $this->settings->get( 'roles.update_administrators' );

		$accounts      = Account::load( array_keys( $images ) );
		$created       = array_keys( array_filter( $entries, static fn( array $some ): bool => null !== Entry::first( $some, Entry_Kind::Created ) ) );
		$this->content = Content::of( array_values( array_intersect( $created, array_keys( $images ) ) ), $this->entries );
		$since         = $this->since( $order, $entries, $images );
		$actor         = new Actor( $actors[0] ?? 0 );
		$facts         = array();
		foreach ( $entries as $user_id => $some ) {
			$account  = $accounts[ $user_id ] ?? null;
			$deletion = Entry::first( $some, Entry_Kind::Deleted );
			$facts[ $user_id ] = null === $account
				? new Undo_Facts( gone: null === $deletion ? '' : $this->restorer->why_not( $deletion ), since: $since[ $user_id ] ?? array() )
				: $this->of_account( $account, $some, $order, $actors, $actor, $since[ $user_id ] ?? array(), $images[ $user_id ] );
		}
		return $facts;
	}

	/**
	 * Tells who receives the content of an account that is removed: where it came from; else the acting user, since somebody may be writing at this moment.
	 *
	 * @param int[] $actors Users who run this, the acting one first.
	 */
	public function heir( int $user_id, array $actors ): ?int {
		return $this->content->heir( $user_id ) ?? $actors[0] ?? null;
	}

	/**
	 * @param list<Entry>           $entries What the run did.
	 * @param int[]                 $actors  Users who run this.
	 * @param array<string, string> $since   Who has changed what since.
	 */
	private function of_account( Account $account, array $entries, Undo_Order $order, array $actors, Actor $actor, array $since, Image $image ): Undo_Facts {
		$changes = Net_Change::of( $entries );
		$roles   = $changes[ 'meta ' . Difference::role_keys()[0] ] ?? null;
		$removes = null !== $roles && in_array( 'administrator', array_diff( Stored_Roles::granted( $roles->after[0] ?? '' ), Stored_Roles::granted( $roles->before[0] ?? '' ) ), true );
		$created = null !== Entry::first( $entries, Entry_Kind::Created );
		$active  = $changes[ 'meta ' . Deactivation::ACTIVE ] ?? null;
		return new Undo_Facts(
			forbidden: $actor->why_not_edit( $account->id ),
			stays: match ( true ) {
				$created => $this->why_not_removed( $account, $order, $actors, $actor ),
				null !== $active && array( Deactivation::DEACTIVATED ) === $active->before => $this->guard->why_protected( $account, $actors, 0 ) ?: self::why_forbidden( $account, $actors, $actor ) ?: $this->guard->kept_by_others( $account->id, $order->run_id ),
				default => '',
			},
			is_privileged: $this->privileges->has( $account->id ),
			is_locked: ! $this->updates_administrators && $this->privileges->has_without( $account->id, array_keys( $account->ledger ) ),
			runs: in_array( $account->id, $actors, true ),
			is_last: $removes && Privileges::is_last_administrator( $account->id ),
			withheld: null === $roles?->before ? array() : $this->privileges->among( $roles->field, $roles->before[0] ?? '' ),
			since: $since,
		);
	}

	/**
	 * Tells why an account that the run has created is not removed.
	 *
	 * @param int[] $actors Users who run this.
	 */
	private function why_not_removed( Account $account, Undo_Order $order, array $actors, Actor $actor ): string {
		if ( is_multisite() ) {
			return Removal::multisite();
		}
		return $this->guard->why_protected( $account, $actors, $this->heir->user_id )
			?: self::why_forbidden( $account, $actors, $actor )
			?: $this->content->why_not( $account->id )
			?: $this->guard->why_not_delete( $account->id, Belongings::orders( $account->id ) )
			?: $this->guard->kept_by_others( $account->id, $order->run_id );
	}

	/**
	 * Tells whether WordPress forbids the acting user to remove this very account; whoever may remove nobody is told so before anything begins.
	 *
	 * @param int[] $actors Users who run this.
	 */
	private static function why_forbidden( Account $account, array $actors, Actor $actor ): string {
		return user_can( $actors[0] ?? 0, 'delete_users' ) ? $actor->why_not_delete( $account->id ) : '';
	}

	/**
	 * Tells who has changed what since; asked only about accounts that are no longer as the run left them.
	 *
	 * @param array<int, list<Entry>> $entries What the run did.
	 * @param array<int, Image>       $images  Accounts as they are now.
	 * @return array<int, array<string, string>> Words by user id, and by part and field.
	 */
	private function since( Undo_Order $order, array $entries, array $images ): array {
		$firsts  = array_filter( array_map( static fn( array $some ): int => $some[0]->id ?? 0, $entries ) );
		$changed = array_keys( array_filter( $entries, static fn( array $some, int $user_id ): bool => ! isset( $images[ $user_id ] ) || null !== Entry::first( $some, Entry_Kind::Created ) || self::differs( $some, $images[ $user_id ] ), ARRAY_FILTER_USE_BOTH ) );
		$since   = array();
		foreach ( array() === $firsts ? array() : ( new Run_Entries() )->since( $order->run_id, $changed, min( $firsts ) ) as $entry ) {
			$words = $this->words( $entry['run_id'] );
			$since[ $entry['user_id'] ][''] = $words;
			$since[ $entry['user_id'] ][ (string) Net_Change::key( Entry_Kind::from( $entry['kind'] ), $entry['field'] ) ] = $words;
		}
		return $since;
	}

	/**
	 * @param list<Entry> $entries What the run did.
	 */
	private static function differs( array $entries, Image $image ): bool {
		foreach ( Net_Change::of( $entries ) as $change ) {
			if ( ! in_array( $change->present( $image ), array( $change->before, $change->after ), true ) ) {
				return true;
			}
		}
		return false;
	}

	private function words( int $run_id ): string {
		return $this->words[ $run_id ] ??= sprintf(
			match ( $this->runs->find( $run_id )?->kind ) {
				/* translators: %d: number in the history. */
				Run_Kind::Action => __( 'changed since by action %d by hand', 'wpo365-user-sync' ),
				/* translators: %d: number in the history. */
				Run_Kind::Undo   => __( 'changed since by undo %d', 'wpo365-user-sync' ),
				/* translators: %d: number in the history. */
				default          => __( 'changed since by synchronization %d', 'wpo365-user-sync' ),
			},
			$run_id
		);
	}
}
