<?php
/**
 * What the journal knows of a person.
 *
 * @package WPO365\User_Sync
 */

declare( strict_types=1 );

namespace WPO365\User_Sync\Privacy;

use WPO365\User_Sync\Accounts\Account;
use WPO365\User_Sync\Database\Database_Failed;
use WPO365\User_Sync\Journal\Entries;
use WPO365\User_Sync\Journal\Entry;
use WPO365\User_Sync\Journal\Shown_Entry;
use WPO365\User_Sync\Utc;

/**
 * Exports and erases the entries about the account that has an e-mail address, and about deleted accounts of the same person.
 */
final class Personal_Journal {

	private const GROUP = 'wpo365-user-sync-journal';

	/** Tells that there may be more. */
	private const MORE = 1;

	public function __construct( private readonly Entries $entries ) {}

	/**
	 * Exports one page. What must not be shown is not exported either: password hashes, and values under keys of other plugins, which have exporters of their own.
	 *
	 * @param string $email    The person's e-mail address.
	 * @param int    $page     Page, from 1.
	 * @param int    $per_page Entries of a page.
	 * @return array{data: list<array<string, mixed>>, done: bool}
	 */
	public function export( string $email, int $page, int $per_page ): array {
		$entries = $this->entries->about( $this->user_ids( $email ), $per_page + self::MORE, ( $page - 1 ) * $per_page );
		return array(
			'data' => array_map( self::item( ... ), array_slice( $entries, 0, $per_page ) ),
			'done' => count( $entries ) <= $per_page,
		);
	}

	/**
	 * Erases the entries.
	 *
	 * @param string $email The person's e-mail address.
	 * @return array{int, string[]} How many were erased, and what is to be said.
	 */
	public function erase( string $email ): array {
		try {
			$count = $this->entries->forget( $this->user_ids( $email ) );
		} catch ( Database_Failed ) {
			return array( 0, array( __( 'The journal of changes could not be erased, since the database refused it. Try again.', 'wpo365-user-sync' ) ) );
		}
		return array( $count, 0 === $count ? array() : array( __( 'The journal of what synchronizations have done to this account was erased. None of it can be undone any more, and an account that was deleted can’t be restored.', 'wpo365-user-sync' ) ) );
	}

	/**
	 * Finds the accounts of a person, deleted ones included. Where somebody has the address now, a deleted account that had it before may be somebody else's: only the same object id tells.
	 *
	 * @return list<int>
	 */
	private function user_ids( string $email ): array {
		$user      = get_user_by( 'email', $email );
		$object_id = $user ? (string) get_user_meta( $user->ID, Account::OBJECT_ID, true ) : '';
		$is        = $user
			? static fn( array $record, string $of ): bool => '' !== $object_id && $of === $object_id
			: static fn( array $record ): bool => '' !== $email && 0 === strcasecmp( $record['user_email'] ?? '', $email );
		try {
			$deleted = array( ...$this->entries->deleted( $is ), ...$this->entries->gone( $user ? '' : $email, $object_id ) );
		} catch ( Database_Failed ) {
			$deleted = array();
		}
		return array_values( array_unique( array( ...( $user ? array( $user->ID ) : array() ), ...$deleted ) ) );
	}

	/**
	 * @return array<string, mixed>
	 */
	private static function item( Entry $entry ): array {
		$shown = new Shown_Entry( $entry );
		$value = static fn( string $name, string $value ): array => compact( 'name', 'value' );
		return array(
			'group_id'          => self::GROUP,
			'group_label'       => __( 'Changes by synchronizations', 'wpo365-user-sync' ),
			'group_description' => __( 'What synchronizations with the Microsoft 365 directory have done to the account lately.', 'wpo365-user-sync' ),
			'item_id'           => self::GROUP . '-' . $entry->id,
			'data'              => array(
				$value( __( 'Time', 'wpo365-user-sync' ), Utc::format( $entry->at ) ),
				$value( __( 'What was done', 'wpo365-user-sync' ), $shown->what() ),
				$value( __( 'Field', 'wpo365-user-sync' ), $shown->field() ),
				$value( __( 'Values', 'wpo365-user-sync' ), $shown->change() ),
			),
		);
	}
}
