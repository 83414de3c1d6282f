<?php
/**
 * The journal of what is done to accounts.
 *
 * @package WPO365\User_Sync
 */

declare( strict_types=1 );

namespace WPO365\User_Sync\Journal;

use WPO365\User_Sync\Accounts\Belongings;
use WPO365\User_Sync\Database\Database;
use WPO365\User_Sync\Database\Database_Failed;
use WPO365\User_Sync\Settings\Core_Fields;
use WPO365\User_Sync\Settings\Settings;

/**
 * The one writer of the journal. Whoever is about to write to an account tells it beforehand; what then differs at the end of the transaction is what was done, handlers of other plugins included.
 *
 * Its entries are written in the transaction of the change, in one statement for all accounts of a part: {@see \WPO365\User_Sync\Sync\Run\Part} and {@see \WPO365\User_Sync\Sync\Action_Frame} see to that.
 */
final class Journal {

	/** Accounts that are read together. */
	private const TOGETHER = 25;

	/** The run, or the action by hand, that entries are about. */
	private int $run_id = 0;

	/** Who acts; 0: nobody. */
	private int $by = 0;

	/** @var array<int, Image|null> Accounts as they were, by user id; null: not there. */
	private array $watched = array();

	/** @var int[] Accounts that may be changed, in the order in which they are worked on. */
	private array $expected = array();

	/** @var array<int, Image|null> Accounts that were read with others, before anybody was about to change them, by user id; null: not there. */
	private array $ahead = array();

	/** @var array<int, string> Object ids by user id of accounts that were created. */
	private array $created = array();

	/** @var array<int, array{posts: int[], links: int[], heir: int|null}> What accounts that are about to be deleted have written, and who gets it, by user id. */
	private array $owned = array();

	/** @var array<int, array{object_id: string, values: array<string, array{list<string>|null, list<string>|null}>}> Links that were written, by user id: values before and after by key. */
	private array $links = array();

	public function __construct(
		private readonly Settings $settings,
		private readonly Entries $entries,
	) {}

	/**
	 * Says what the following changes belong to.
	 *
	 * @param int $run_id The run, or the action by hand.
	 * @param int $by     Who acts, or in whose name; 0: nobody.
	 */
	public function begin( int $run_id, int $by ): void {
		$this->run_id = $run_id;
		$this->by     = $by;
	}

	/**
	 * Tells what the following changes belong to: the run, or the action by hand.
	 */
	public function run_id(): int {
		return $this->run_id;
	}

	/**
	 * Says which accounts may be changed in a part. Nothing is read for that: but where one of them is about to be changed, those who come next are read with it.
	 *
	 * @param int[] $user_ids Accounts in the order in which they are worked on.
	 */
	public function expect( array $user_ids ): void {
		$this->expected = array_values( $user_ids );
	}

	/**
	 * Takes note of accounts that are about to be changed. Called inside the transaction.
	 */
	public function watch( int ...$user_ids ): void {
		$unknown = array_values( array_diff( $user_ids, array_keys( $this->watched ), array_keys( $this->created ) ) );
		if ( array() !== $unknown && $this->is_on() ) {
			$this->read( array_values( array_diff( $unknown, array_keys( $this->ahead ) ) ) );
			$this->watched += array_intersect_key( $this->ahead, array_flip( $unknown ) );
		}
	}

	/**
	 * Reads accounts, and those who are expected after the first of them.
	 *
	 * @param int[] $user_ids Accounts.
	 */
	private function read( array $user_ids ): void {
		$at = array() === $user_ids ? false : array_search( $user_ids[0], $this->expected, true );
		if ( false !== $at ) {
			$next     = array_diff( array_slice( $this->expected, $at, self::TOGETHER ), array_keys( $this->ahead + $this->watched + $this->created ) );
			$user_ids = array_values( array_unique( array( ...$user_ids, ...$next ) ) );
		}
		$this->ahead += Image::read( $user_ids ) + array_fill_keys( $user_ids, null );
	}

	/**
	 * Takes note of an account that is about to be deleted, and of what its user has written. Called inside the transaction.
	 *
	 * @param int|null $heir Who receives the content; null: it is deleted, and can't be given back.
	 */
	public function deleting( int $user_id, ?int $heir ): void {
		$this->watch( $user_id );
		if ( $this->is_on() ) {
			$owned                   = static fn( array $where ): array => Database::numbers( 'SELECT %i FROM %i WHERE %i = %d', $where[1], $where[0], $where[2], $user_id );
			$this->owned[ $user_id ] = array_map( null === $heir ? static fn(): array => array() : $owned, Belongings::heritable() ) + array( 'heir' => $heir );
		}
	}

	/**
	 * Takes note of an account that was created just now.
	 */
	public function created( int $user_id, string $object_id ): void {
		$this->created[ $user_id ] = $object_id;
	}

	/**
	 * Takes note of links that are written without reading the account again: there may be many.
	 *
	 * @param string                                                       $object_id Whom the account is linked to.
	 * @param array<string, array{list<string>|null, list<string>|null}> $values    Values before and after, by key of user meta.
	 */
	public function linked( int $user_id, string $object_id, array $values ): void {
		$known                   = $this->links[ $user_id ]['values'] ?? array();
		$this->links[ $user_id ] = array(
			'object_id' => $object_id,
			'values'    => array_map( static fn( string $key ): array => array( ( $known[ $key ] ?? $values[ $key ] )[0], ( $values[ $key ] ?? $known[ $key ] )[1] ), array_combine( array_keys( $known + $values ), array_keys( $known + $values ) ) ),
		);
	}

	/**
	 * Writes what has become of the accounts. Called inside the transaction, after everything else was written.
	 */
	public function flush(): void {
		if ( $this->is_on() && array() !== $this->watched + $this->created + $this->links ) {
			$now     = Image::read( array( ...array_keys( $this->watched ), ...array_keys( $this->created ) ) );
			$entries = array( ...$this->of_created( $now ), ...$this->of_watched( $now ), ...$this->of_links() );
			$this->entries->add( $entries );
		}
		$this->discard();
	}

	/**
	 * Writes what could not be taken back, since somebody else had ended the transaction; called when it was rolled back. Where the database refuses that, too, nothing more can be done.
	 */
	public function salvage(): void {
		try {
			$now = Image::read( array_keys( $this->links ) );
			foreach ( $this->links as $user_id => $link ) {
				$this->links[ $user_id ]['values'] = array_filter( $link['values'], static fn( array $values, string $key ): bool => isset( $now[ $user_id ] ) && ( $now[ $user_id ]->meta[ $key ] ?? null ) === $values[1], ARRAY_FILTER_USE_BOTH );
			}
			$this->flush();
		} catch ( Database_Failed ) {
			$this->discard();
		}
	}

	/**
	 * Forgets what was taken note of: it was rolled back.
	 */
	public function discard(): void {
		$this->expected = array();
		$this->ahead    = array();
		$this->watched  = array();
		$this->created  = array();
		$this->owned    = array();
		$this->links    = array();
	}

	private function is_on(): bool {
		return 0 !== $this->settings->get( 'history.journal_days' );
	}

	/**
	 * @param array<int, Image> $now Accounts as they are now.
	 * @return list<Entry>
	 */
	private function of_created( array $now ): array {
		$entries = array();
		foreach ( array_intersect_key( $this->created, $now ) as $user_id => $object_id ) {
			$entries[] = $this->creation( $user_id, $object_id, $now[ $user_id ] );
		}
		return $entries;
	}

	private function creation( int $user_id, string $object_id, Image $image ): Entry {
		return $this->entry( $user_id, $object_id, Entry_Kind::Created, 'user_login', null, array( $image->record['user_login'], $image->sum() ) );
	}

	/**
	 * @param array<int, Image> $now Accounts as they are now.
	 * @return list<Entry>
	 */
	private function of_watched( array $now ): array {
		$difference = new Difference( $this->open_keys() );
		$entries    = array();
		foreach ( $this->watched as $user_id => $was ) {
			$is        = $now[ $user_id ] ?? null;
			$object_id = ( $is ?? $was )?->object_id() ?: (string) $was?->object_id();
			if ( null !== $was && null === $is ) {
				$entries[] = $this->entry( $user_id, $object_id, Entry_Kind::Deleted, 'user_login', get_object_vars( $was ) + ( $this->owned[ $user_id ] ?? array() ), null, true );
			} elseif ( null === $was && null !== $is ) {
				$entries[] = $this->creation( $user_id, $object_id, $is );
			} elseif ( null !== $was ) {
				array_push( $entries, ...array_map( fn( array $differs ): Entry => $this->entry( $user_id, $object_id, ...$differs ), $difference->between( $was, $is ) ) );
			}
		}
		return $entries;
	}

	/**
	 * @return list<Entry>
	 */
	private function of_links(): array {
		$entries = array();
		// Where the account itself was taken note of, its links are among what differs.
		foreach ( array_diff_key( $this->links, $this->watched, $this->created ) as $user_id => $link ) {
			foreach ( $link['values'] as $key => list( $before, $after ) ) {
				if ( $before !== $after ) {
					$entries[] = $this->entry( $user_id, $link['object_id'], Difference::kind( $key, $after ), $key, $before, $after );
				}
			}
		}
		return $entries;
	}

	/**
	 * @param array<mixed>|null $before Former value.
	 * @param array<mixed>|null $after  Value now.
	 */
	private function entry( int $user_id, string $object_id, Entry_Kind $kind, string $field, ?array $before, ?array $after, bool $is_secret = false ): Entry {
		return new Entry( $this->run_id, $user_id, $object_id, $kind, $field, $before, $after, $is_secret, at: time(), by: $this->by );
	}

	/**
	 * Names the keys of user meta whose values may be read: what the settings map, and names.
	 *
	 * @return list<string>
	 */
	private function open_keys(): array {
		return array( 'nickname', ...array_keys( Core_Fields::ALL ), ...array_column( $this->settings->get( 'fields' ), 'meta_key' ) );
	}
}
