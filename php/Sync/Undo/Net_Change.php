<?php
/**
 * What a run has done to one value.
 *
 * @package WPO365\User_Sync
 */

declare( strict_types=1 );

namespace WPO365\User_Sync\Sync\Undo;

use WPO365\User_Sync\Journal\Entry;
use WPO365\User_Sync\Journal\Entry_Kind;
use WPO365\User_Sync\Journal\Image;

/**
 * All entries of a run about one field of an account, taken together: the first value before, the last value after.
 */
final class Net_Change {

	public const CORE = 'core';
	public const META = 'meta';

	/**
	 * @param string            $part      core (a column of `users`) or meta.
	 * @param string            $field     Column, or key of user meta.
	 * @param list<string|null>|null $before    Values as they were stored; null: nothing.
	 * @param list<string|null>|null $after     Values as the run left them.
	 * @param bool              $is_secret Whether they must not be shown.
	 * @param bool              $is_lost   Whether they were not kept.
	 * @param int               $last      Id of the last entry.
	 */
	public function __construct(
		public readonly string $part,
		public readonly string $field,
		public readonly ?array $before,
		public readonly ?array $after,
		public readonly bool $is_secret = false,
		public readonly bool $is_lost = false,
		public readonly int $last = 0,
	) {}

	/**
	 * Names what an entry is about.
	 *
	 * @return string|null Part and field; null: the whole account.
	 */
	public static function key( Entry_Kind $kind, string $field ): ?string {
		return match ( $kind ) {
			Entry_Kind::Created, Entry_Kind::Deleted => null,
			Entry_Kind::Core => self::CORE . " $field",
			default          => self::META . " $field",
		};
	}

	/**
	 * Sums up the entries of one account.
	 *
	 * @param list<Entry> $entries Entries of one run about one account, in their order.
	 * @return array<string, self> By part and field; what was changed and changed back is left out.
	 */
	public static function of( array $entries ): array {
		$changes = array();
		foreach ( $entries as $entry ) {
			$key = self::key( $entry->kind, $entry->field );
			if ( null === $key ) {
				continue;
			}
			$first           = $changes[ $key ] ?? null;
			$changes[ $key ] = new self( strtok( $key, ' ' ), $entry->field, null === $first ? $entry->before : $first->before, $entry->after, $entry->is_secret || $first?->is_secret, $entry->is_lost || $first?->is_lost, $entry->id );
		}
		return array_filter( $changes, static fn( self $change ): bool => $change->is_lost || $change->before !== $change->after );
	}

	/**
	 * Gives what an account has there now.
	 *
	 * @return list<string|null>|null
	 */
	public function present( Image $image ): ?array {
		return $image->values()[ $this->part ][ $this->field ] ?? null;
	}

	/**
	 * Gives the same change with another value to be put back.
	 *
	 * @param list<string|null>|null $before Values.
	 */
	public function putting( ?array $before ): self {
		return new self( $this->part, $this->field, $before, $this->after, $this->is_secret, $this->is_lost, $this->last );
	}

	/**
	 * Gives an account as it was before some changes.
	 *
	 * @param self[] $changes Changes of this account.
	 */
	public static function rewound( Image $image, array $changes ): Image {
		$values = $image->values();
		foreach ( $changes as $change ) {
			if ( $change->present( $image ) !== $change->after ) {
				continue;
			}
			$values[ $change->part ][ $change->field ] = $change->before;
		}
		return new Image( array_map( static fn( array $value ): ?string => $value[0], $values[ self::CORE ] ), array_filter( $values[ self::META ], is_array( ... ) ) );
	}
}
