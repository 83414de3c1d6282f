<?php

declare( strict_types=1 );

namespace WPO365\User_Sync\Tests\Support;

use WPO365\User_Sync\Journal\Entries;
use WPO365\User_Sync\Journal\Entry;
use WPO365\User_Sync\Journal\Entry_Kind;
use WPO365\User_Sync\Journal\Image;
use WPO365\User_Sync\Settings\Constants;
use WPO365\User_Sync\Settings\Settings;

/**
 * Compares all accounts of the site with what the journal says was done to them.
 */
trait Rewinds {

	/**
	 * Reads every account, byte for byte.
	 *
	 * @return array<int, array{core: array<string, list<string>>, meta: array<string, list<string>>}> By user id; meta in the order of its keys.
	 */
	protected function accounts(): array {
		global $wpdb;
		return array_map(
			static function ( Image $image ): array {
				$values = $image->values();
				ksort( $values['meta'] );
				return $values;
			},
			Image::read( array_map( intval( ... ), $wpdb->get_col( "SELECT ID FROM $wpdb->users ORDER BY ID" ) ) )
		);
	}

	/**
	 * Reads the journal.
	 *
	 * @param int $after Id of the last entry that is left out.
	 * @return list<Entry>
	 */
	protected function journal( int $after = 0 ): array {
		return ( new Entries( ( new Settings( new Constants() ) )->secrets() ) )->find( 'id > %d ORDER BY id', $after );
	}

	/**
	 * Tells the id of the newest entry; 0: there is none.
	 */
	protected function last_entry(): int {
		return max( array( 0, ...array_column( $this->journal(), 'id' ) ) );
	}

	/**
	 * Takes everything back that the journal says was done.
	 *
	 * @param array<int, array<string, array<string, list<string>>>> $accounts As accounts() gives them.
	 * @param list<Entry>                                            $entries  What was done since.
	 * @return array<int, array<string, array<string, list<string>>>> As they were, if the journal is right.
	 */
	protected static function rewound( array $accounts, array $entries ): array {
		foreach ( array_reverse( $entries ) as $entry ) {
			$id = $entry->user_id;
			if ( Entry_Kind::Deleted === $entry->kind ) {
				$accounts[ $id ] = ( new Image( $entry->before['record'], $entry->before['meta'] ) )->values();
			} elseif ( Entry_Kind::Created === $entry->kind ) {
				unset( $accounts[ $id ] );
			} else {
				$part = Entry_Kind::Core === $entry->kind ? 'core' : 'meta';
				self::assertSame( $entry->after, $accounts[ $id ][ $part ][ $entry->field ] ?? null, "$entry->field of user $id" );
				$accounts[ $id ][ $part ][ $entry->field ] = $entry->before;
				$accounts[ $id ][ $part ]                  = array_filter( $accounts[ $id ][ $part ], is_array( ... ) );
			}
			if ( isset( $accounts[ $id ] ) ) {
				ksort( $accounts[ $id ]['meta'] );
			}
		}
		ksort( $accounts );
		return $accounts;
	}

	/**
	 * Sees whether the journal tells everything that was done, and nothing else.
	 *
	 * @param array<int, array<string, array<string, list<string>>>> $before As accounts() gave them.
	 * @param int                                                    $after  Id of the last entry by then.
	 */
	protected function assert_journal_tells_all( array $before, int $after = 0 ): void {
		self::assertSame( $before, self::rewound( $this->accounts(), $this->journal( $after ) ) );
	}
}
