<?php
/**
 * Deactivated accounts in Users > All Users.
 *
 * @package WPO365\User_Sync
 */

declare( strict_types=1 );

namespace WPO365\User_Sync\Admin;

use WPO365\User_Sync\Accounts\Deactivation;
use WP_User_Query;

/**
 * Adds a mark at their names, and a view of them, for everybody who may list users.
 */
final class Deactivated_Users {

	/** Name of the view, in the address, in the query, and among the views. */
	public const VIEW = 'wpo365_user_sync_deactivated';

	/**
	 * Marks a name where the list shows it, in the one cell that is there on every screen; for the filter user_login. The list has read everybody's meta already.
	 *
	 * @param mixed  $login   Username.
	 * @param mixed  $user_id Whose it is.
	 * @param string $context What it is for; the list asks for it for display, other code as a rule does not.
	 */
	public function user_login( mixed $login, mixed $user_id = 0, string $context = '' ): mixed {
		// Handlers of other plugins, which may put it into an address, get the mere username.
		if ( 'display' !== $context || doing_filter( 'user_row_actions' ) || doing_filter( 'manage_users_custom_column' ) || ! self::is_list() || ! Deactivation::is_deactivated( (int) $user_id ) ) {
			return $login;
		}
		/* translators: %s: username of a deactivated account. */
		return sprintf( __( '%s — Deactivated', 'wpo365-user-sync' ), (string) $login );
	}

	/**
	 * Adds the view, where anybody is deactivated, by whatever plugin; for the filter views_users.
	 *
	 * @param array<string, string> $views Links by name.
	 * @return array<string, string>
	 */
	public function views_users( array $views ): array {
		$count     = Deactivation::count();
		$is_chosen = self::is_chosen();
		if ( 0 === $count && ! $is_chosen ) {
			return $views;
		}
		$current = ' class="current" aria-current="page"';
		if ( $is_chosen ) {
			// WordPress takes "All" for chosen wherever no role is.
			$views = array_map( static fn( string $view ): string => str_replace( $current, '', $view ), $views );
		}
		$views[ self::VIEW ] = sprintf(
			'<a href="%1$s"%2$s>%3$s</a>',
			esc_url( add_query_arg( self::VIEW, '1', admin_url( 'users.php' ) ) ),
			$is_chosen ? $current : '',
			/* translators: %s: number of accounts. */
			sprintf( __( 'Deactivated <span class="count">(%s)</span>', 'wpo365-user-sync' ), number_format_i18n( $count ) )
		);
		return $views;
	}

	/**
	 * Keeps a search and a filter in the view; for the action manage_users_extra_tablenav, which fires in the form of the list.
	 *
	 * @param string $which "top" or "bottom".
	 */
	public function manage_users_extra_tablenav( string $which ): void {
		if ( 'top' === $which && self::is_chosen() ) {
			printf( '<input type="hidden" name="%s" value="1">', esc_attr( self::VIEW ) );
		}
	}

	/**
	 * Marks the list's query, and no other on the page; for the filter users_list_table_query_args. A persistent cache is passed by: a run writes meta without telling it that lists of users changed.
	 *
	 * @param array<string, mixed> $args Arguments of WP_User_Query.
	 * @return array<string, mixed>
	 */
	public function users_list_table_query_args( array $args ): array {
		return self::is_chosen() ? array(
			self::VIEW      => true,
			'cache_results' => false,
		) + $args : $args;
	}

	/**
	 * Narrows a marked query; for the action pre_user_query.
	 *
	 * @param WP_User_Query $query Query.
	 */
	public function pre_user_query( WP_User_Query $query ): void {
		global $wpdb;
		if ( true === ( $query->query_vars[ self::VIEW ] ?? false ) ) {
			$query->query_where .= ' AND ' . Deactivation::condition( "{$wpdb->users}.ID" );
		}
	}

	/**
	 * Tells whether the view is chosen.
	 */
	private static function is_chosen(): bool {
		// phpcs:ignore WordPress.Security.NonceVerification.Recommended -- only reads.
		return '1' === ( $_GET[ self::VIEW ] ?? '' );
	}

	/**
	 * Tells whether this is the screen of the list.
	 */
	private static function is_list(): bool {
		return function_exists( 'get_current_screen' ) && 'users' === get_current_screen()?->id;
	}
}
