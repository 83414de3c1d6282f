<?php
/**
 * Personal data for whoever asks for it.
 *
 * @package WPO365\User_Sync
 */

declare( strict_types=1 );

namespace WPO365\User_Sync\Privacy;

use WPO365\User_Sync\Accounts\Account;
use WPO365\User_Sync\Accounts\Deactivation;
use WPO365\User_Sync\Accounts\Mapped_Meta;
use WPO365\User_Sync\Journal\Entries;
use WPO365\User_Sync\Results\Repository;
use WPO365\User_Sync\Settings\Settings;
use WPO365\User_Sync\Utc;

/**
 * Joins WordPress' exporter and eraser of personal data (Tools > Export Personal Data, Erase Personal Data).
 *
 * The exporter gives link, mapped values, roles from groups, the notes of a deactivation, the row of the last run and the journal. The eraser takes the mapped values and the journal;
 * link and ledger stay, since without them a run could not tell whose account this is: it would link by name, or make a second one. So does a deactivation, since without it the account would be open again.
 */
final class Personal_Data {

	/** Values exported or erased by one request; up to 200 fields may be mapped. */
	public const PER_PAGE = 50;

	private const ID = 'wpo365-user-sync';

	public function __construct(
		private readonly Mapped_Meta $mapped,
		private readonly Repository $results,
		private readonly Settings $settings,
	) {}

	/**
	 * Adds the exporter; for the filter wp_privacy_personal_data_exporters.
	 *
	 * @param array<string, array<string, mixed>> $exporters Exporters.
	 * @return array<string, array<string, mixed>>
	 */
	public function exporters( array $exporters ): array {
		$exporters[ self::ID ] = array(
			'exporter_friendly_name' => __( 'WPO365 User Sync', 'wpo365-user-sync' ),
			'callback'               => $this->export( ... ),
		);
		return $exporters;
	}

	/**
	 * Adds the eraser; for the filter wp_privacy_personal_data_erasers.
	 *
	 * @param array<string, array<string, mixed>> $erasers Erasers.
	 * @return array<string, array<string, mixed>>
	 */
	public function erasers( array $erasers ): array {
		$erasers[ self::ID ] = array(
			'eraser_friendly_name' => __( 'WPO365 User Sync', 'wpo365-user-sync' ),
			'callback'             => $this->erase( ... ),
		);
		return $erasers;
	}

	/**
	 * Exports one page.
	 *
	 * @param string $email The person's e-mail address.
	 * @param int    $page  Page, from 1.
	 * @return array{data: list<array<string, mixed>>, done: bool}
	 */
	public function export( string $email, int $page = 1 ): array {
		$account = self::account( $email );
		$journal = $this->journal()->export( $email, $page, self::PER_PAGE );
		if ( null === $account ) {
			return $journal;
		}
		$data   = 1 === $page ? array_merge( self::link( $account ), self::roles( $account ), self::deactivation( $account ), $this->row( $account ) ) : array();
		$fields = $this->mapped->fields();
		foreach ( self::page( $fields, $page ) as $field ) {
			$data[] = self::entry( $field['label'], Mapped_Meta::text( $field, $account->id ) );
		}
		$data = array_values( array_filter( $data, static fn( array $entry ): bool => '' !== $entry['value'] ) );
		return array(
			'data' => array_merge(
				array() === $data ? array() : array(
					array(
						'group_id'          => self::ID,
						'group_label'       => __( 'Office 365 Profile Information', 'wpo365-user-sync' ),
						'group_description' => __( 'What this site has read about the person from the Microsoft 365 directory.', 'wpo365-user-sync' ),
						// Pages with the same id become one table.
						'item_id'           => self::ID . '-' . $account->id,
						'data'              => $data,
					),
				),
				$journal['data']
			),
			'done' => $journal['done'] && count( $fields ) <= $page * self::PER_PAGE,
		);
	}

	/**
	 * Erases the journal, and the values of one page of fields.
	 *
	 * @param string $email The person's e-mail address.
	 * @param int    $page  Page, from 1.
	 * @return array{items_removed: bool, items_retained: bool, messages: string[], done: bool}
	 */
	public function erase( string $email, int $page = 1 ): array {
		$account  = self::account( $email );
		$fields   = null === $account ? array() : $this->mapped->fields();
		$removed  = false;
		$messages = null !== $account && 1 === $page ? self::kept( $account ) : array();
		$retained = array() !== $messages;
		if ( 1 === $page ) {
			list( $count, $said ) = $this->journal()->erase( $email );
			$removed              = $count > 0;
			$retained             = $retained || ( 0 === $count && array() !== $said );
			array_push( $messages, ...$said );
		}
		foreach ( self::page( $fields, $page ) as $field ) {
			if ( ! metadata_exists( 'user', $account->id, $field['meta_key'] ) ) {
				continue;
			}
			if ( delete_user_meta( $account->id, $field['meta_key'] ) ) {
				$removed = true;
			} else {
				$retained = true;
				/* translators: %s: label of a field. */
				$messages[] = sprintf( __( 'The value of “%s” could not be removed. Try again.', 'wpo365-user-sync' ), $field['label'] );
			}
		}
		return array(
			'items_removed'  => $removed,
			'items_retained' => $retained,
			'messages'       => $messages,
			'done'           => count( $fields ) <= $page * self::PER_PAGE,
		);
	}

	/**
	 * Says what the eraser leaves, and how to get rid of that.
	 *
	 * @return string[]
	 */
	private static function kept( Account $account ): array {
		$kept = ! $account->is_linked() && array() === $account->ledger ? array() : array(
			__( 'The link to the Microsoft 365 directory (object ID, user principal name, tenant ID, object ID of the manager) and the list of roles that came from groups were kept: without them a synchronization could not tell whose account this is. Delete the account to remove them.', 'wpo365-user-sync' ),
			__( 'While the person is in the directory and in the scope, a synchronization with “Update users” ticked writes the values again. Remove the person there, or the fields from the settings, to keep them away. “Truncate results” removes what is shown of the last synchronization.', 'wpo365-user-sync' ),
		);
		if ( Deactivation::is_deactivated( $account->id ) ) {
			$kept[] = __( 'The account is deactivated; that, with the note of its former roles, was kept: without it the person could sign in again. Delete the account to remove it.', 'wpo365-user-sync' );
		}
		return $kept;
	}

	/**
	 * @return list<array{name: string, value: string}>
	 */
	private static function link( Account $account ): array {
		return array(
			self::entry( __( 'Object ID', 'wpo365-user-sync' ), $account->object_id ),
			self::entry( __( 'User principal name', 'wpo365-user-sync' ), $account->user_principal_name ),
			self::entry( __( 'Tenant ID', 'wpo365-user-sync' ), $account->tenant_id ),
			self::entry( __( 'Object ID of the manager', 'wpo365-user-sync' ), $account->manager_id ),
			self::entry( __( 'Object IDs of people from whom the account was unlinked', 'wpo365-user-sync' ), implode( ', ', $account->parted ) ),
		);
	}

	/**
	 * @return list<array{name: string, value: string}>
	 */
	private static function roles( Account $account ): array {
		$roles = array();
		foreach ( $account->ledger as $role => $group_ids ) {
			$roles[] = $role . ': ' . implode( ', ', array_filter( $group_ids, 'is_string' ) );
		}
		return array( self::entry( __( 'Roles from groups', 'wpo365-user-sync' ), implode( '; ', $roles ) ) );
	}

	/**
	 * @return list<array{name: string, value: string}>
	 */
	private static function deactivation( Account $account ): array {
		if ( ! Deactivation::is_deactivated( $account->id ) ) {
			return array();
		}
		$notes = get_user_meta( $account->id, Deactivation::NOTES, true );
		return array(
			self::entry( __( 'Sign-in to this site', 'wpo365-user-sync' ), __( 'Deactivated', 'wpo365-user-sync' ) ),
			self::entry( __( 'Notes of the deactivation', 'wpo365-user-sync' ), is_string( $notes ) ? $notes : '' ),
		);
	}

	/**
	 * @return list<array{name: string, value: string}>
	 */
	private function row( Account $account ): array {
		$row = $account->is_linked() ? $this->results->sighting( $account->id, $account->object_id ) : null;
		return null === $row ? array() : array(
			self::entry( __( 'Last seen in the directory', 'wpo365-user-sync' ), Utc::format( $row->updated_at ) ),
			self::entry( __( 'Name in the directory', 'wpo365-user-sync' ), $row->display_name ),
			self::entry( __( 'E-mail address in the directory', 'wpo365-user-sync' ), $row->email ),
			self::entry( __( 'Result of the last synchronization', 'wpo365-user-sync' ), trim( $row->status->value . '. ' . $row->reason ) ),
			self::entry( __( 'Changes of the last synchronization', 'wpo365-user-sync' ), implode( '; ', array_map( self::change( ... ), $row->changes ) ) ),
		);
	}

	/**
	 * @param array{field: string, from: mixed, to: mixed} $change One of a row's changes.
	 */
	private static function change( array $change ): string {
		$text = static fn( mixed $value ): string => is_array( $value ) ? implode( ', ', array_filter( $value, 'is_scalar' ) ) : (string) $value;
		return sprintf( '%1$s: %2$s → %3$s', $change['field'], $text( $change['from'] ), $text( $change['to'] ) );
	}

	/**
	 * @return array{name: string, value: string}
	 */
	private static function entry( string $name, string $value ): array {
		return compact( 'name', 'value' );
	}

	/**
	 * @param list<array<string, string>> $fields Fields.
	 * @return list<array<string, string>> Those of a page.
	 */
	private static function page( array $fields, int $page ): array {
		return array_slice( $fields, ( $page - 1 ) * self::PER_PAGE, self::PER_PAGE );
	}

	private function journal(): Personal_Journal {
		return new Personal_Journal( new Entries( $this->settings->secrets() ) );
	}

	private static function account( string $email ): ?Account {
		$user = get_user_by( 'email', $email );
		return $user ? Account::load( array( $user->ID ) )[ $user->ID ] ?? null : null;
	}
}
