<?php
/**
 * Users > All Users.
 *
 * @package WPO365\User_Sync
 */

declare( strict_types=1 );

namespace WPO365\User_Sync\Admin;

use WPO365\User_Sync\Accounts\Account;
use WPO365\User_Sync\Database\Database;
use WP_User_Query;

/**
 * Adds columns with the link to the directory, and a filter by it.
 */
final class Users_List {

	/** Name of the filter, in the address and in the query. */
	public const FILTER = 'wpo365_user_sync_link';

	private const PERSON    = 'wpo365_user_sync_person';
	private const OBJECT_ID = 'wpo365_user_sync_object_id';

	/** Name of the row action. */
	private const SYNCHRONIZE = 'wpo365_user_sync';

	/**
	 * Adds the columns; for the filter manage_users_columns.
	 *
	 * @param array<string, string> $columns Headings by name.
	 * @return array<string, string>
	 */
	public function manage_users_columns( array $columns ): array {
		return $columns + array(
			self::PERSON    => __( 'Directory user', 'wpo365-user-sync' ),
			self::OBJECT_ID => __( 'Object ID', 'wpo365-user-sync' ),
		);
	}

	/**
	 * Hides the object ids from whoever has not asked for them; for the filter default_hidden_columns.
	 *
	 * @param string[]   $hidden Names of columns.
	 * @param \WP_Screen $screen Screen.
	 * @return string[]
	 */
	public function default_hidden_columns( array $hidden, \WP_Screen $screen ): array {
		return 'users' === $screen->id ? array_merge( $hidden, array( self::OBJECT_ID ) ) : $hidden;
	}

	/**
	 * Gives a cell; for the filter manage_users_custom_column. The list has read everybody's meta already.
	 *
	 * @param mixed  $output  What another handler gave: a text, as a rule.
	 * @param string $column  Name of the column.
	 * @param int    $user_id User.
	 */
	public function manage_users_custom_column( mixed $output, string $column, int $user_id ): string {
		if ( self::PERSON !== $column && self::OBJECT_ID !== $column ) {
			return (string) $output;
		}
		$object_id = self::meta( $user_id, Account::OBJECT_ID );
		if ( self::PERSON === $column ) {
			$name = self::meta( $user_id, Account::USER_PRINCIPAL_NAME );
			return esc_html( '' === $object_id ? __( 'Not linked', 'wpo365-user-sync' ) : ( '' === $name ? __( 'Linked', 'wpo365-user-sync' ) : $name ) );
		}
		return '' === $object_id
			? '<span aria-hidden="true">&#8212;</span><span class="screen-reader-text">' . esc_html__( 'Not linked', 'wpo365-user-sync' ) . '</span>'
			: '<code>' . esc_html( $object_id ) . '</code>';
	}

	/**
	 * Adds the way to *one person now*; for the filter user_row_actions.
	 *
	 * @param array<string, string> $actions Links by name.
	 * @param \WP_User              $user    Whose row it is.
	 * @return array<string, string>
	 */
	public function user_row_actions( array $actions, \WP_User $user ): array {
		$address = Sync_Page::address_of_person( $user->ID );
		return '' === $address ? $actions : $actions + array( self::SYNCHRONIZE => sprintf( '<a href="%1$s">%2$s</a>', esc_url( $address ), esc_html__( 'Synchronize with Microsoft 365', 'wpo365-user-sync' ) ) );
	}

	/**
	 * Prints the filter above the list; for the action manage_users_extra_tablenav.
	 *
	 * Not for restrict_manage_users, whose controls stand among those that change roles: the buttons would not stand beside their lists.
	 *
	 * @param string $which "top" or "bottom": a second control of the same name below the list would win over the first.
	 */
	public function manage_users_extra_tablenav( string $which ): void {
		if ( 'top' !== $which ) {
			return;
		}
		$choices = array(
			''         => __( 'Directory: all', 'wpo365-user-sync' ),
			'linked'   => __( 'Directory: linked', 'wpo365-user-sync' ),
			'unlinked' => __( 'Directory: not linked', 'wpo365-user-sync' ),
		);
		printf( '<div class="alignleft actions"><label class="screen-reader-text" for="%1$s">%2$s</label><select name="%1$s" id="%1$s">', esc_attr( self::FILTER ), esc_html__( 'Filter by link to the directory', 'wpo365-user-sync' ) );
		foreach ( $choices as $value => $label ) {
			printf( '<option value="%1$s"%2$s>%3$s</option>', esc_attr( $value ), selected( self::chosen(), $value, false ), esc_html( $label ) );
		}
		echo '</select>';
		// With this name the list takes no action that is chosen beside it.
		submit_button( __( 'Filter', 'wpo365-user-sync' ), '', 'filter_action', false );
		echo '</div>';
	}

	/**
	 * Marks the list's query, and no other on the page; for the filter users_list_table_query_args.
	 *
	 * A persistent cache is passed by: a run writes links without telling it that lists of users changed.
	 *
	 * @param array<string, mixed> $args Arguments of WP_User_Query.
	 * @return array<string, mixed>
	 */
	public function users_list_table_query_args( array $args ): array {
		return '' === self::chosen() ? $args : array(
			self::FILTER    => self::chosen(),
			'cache_results' => false,
		) + $args;
	}

	/**
	 * Narrows a marked query; for the action pre_user_query.
	 *
	 * @param WP_User_Query $query Query.
	 */
	public function pre_user_query( WP_User_Query $query ): void {
		global $wpdb;
		$chosen = $query->query_vars[ self::FILTER ] ?? '';
		if ( 'linked' === $chosen || 'unlinked' === $chosen ) {
			$not                 = 'unlinked' === $chosen ? 'NOT' : '';
			$query->query_where .= Database::prepare( " AND {$wpdb->users}.ID $not IN ( SELECT user_id FROM {$wpdb->usermeta} WHERE meta_key = %s AND meta_value <> '' )", Account::OBJECT_ID );
		}
	}

	/**
	 * Tells what the filter is set to: linked, unlinked, or nothing.
	 */
	private static function chosen(): string {
		// phpcs:ignore WordPress.Security.NonceVerification.Recommended, WordPress.Security.ValidatedSanitizedInput -- only reads; compared with the words that are known.
		$value = $_GET[ self::FILTER ] ?? '';
		return in_array( $value, array( 'linked', 'unlinked' ), true ) ? $value : '';
	}

	private static function meta( int $user_id, string $key ): string {
		$value = get_user_meta( $user_id, $key, true );
		return is_scalar( $value ) ? (string) $value : '';
	}
}
