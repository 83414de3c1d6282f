<?php
/**
 * An entry of the journal.
 *
 * @package WPO365\User_Sync
 */

declare( strict_types=1 );

namespace WPO365\User_Sync\Journal;

/**
 * One thing that was done to one account, with its former value.
 *
 * A value is the list of what is stored under a field (user meta may have several rows), or null where there is nothing. Of a deleted account the former value is all of it, see {@see Journal::deleting()}; of a created one the later value is its login and {@see Image::sum()}.
 */
final class Entry {

	/**
	 * @param int                   $run_id    The run, or the action by hand.
	 * @param string                $object_id Whom the account is linked to; may be empty.
	 * @param string                $field     Column of `users`, or key of user meta.
	 * @param array<mixed>|null     $before    Former value.
	 * @param array<mixed>|null     $after     Value that was written.
	 * @param bool                  $is_secret Whether the values must not be shown: they are encrypted at rest.
	 * @param bool                  $is_lost   Whether the values were not kept, since there is no key to encrypt them with, or can no longer be read.
	 * @param int                   $at        Unix time.
	 * @param int                   $by        Who did it, or in whose name; 0: nobody was signed in.
	 * @param int                   $id        0: not stored yet.
	 */
	public function __construct(
		public readonly int $run_id,
		public readonly int $user_id,
		public readonly string $object_id,
		public readonly Entry_Kind $kind,
		public readonly string $field,
		public readonly ?array $before,
		public readonly ?array $after,
		public readonly bool $is_secret,
		public readonly bool $is_lost = false,
		public readonly int $at = 0,
		public readonly int $by = 0,
		public readonly int $id = 0,
	) {}

	/**
	 * Finds the first entry of a kind.
	 *
	 * @param list<self> $entries Entries.
	 */
	public static function first( array $entries, Entry_Kind $kind ): ?self {
		foreach ( $entries as $entry ) {
			if ( $kind === $entry->kind ) {
				return $entry;
			}
		}
		return null;
	}
}
