<?php
/**
 * What the profile screen shows of the directory.
 *
 * @package WPO365\User_Sync
 */

declare( strict_types=1 );

namespace WPO365\User_Sync\Admin;

use WPO365\User_Sync\Accounts\Account;
use WPO365\User_Sync\Accounts\Mapped_Meta;
use WPO365\User_Sync\Directory\Group_Names;
use WPO365\User_Sync\Journal\Entries;
use WPO365\User_Sync\Results\Repository;
use WPO365\User_Sync\Settings\Settings;
use WP_User;

/**
 * Shows what the directory says about a user: mapped values, the link, and which groups gave which roles.
 */
final class Profile_Fields {

	public function __construct(
		private readonly Settings $settings,
		private readonly Mapped_Meta $mapped,
		private readonly Repository $results,
	) {}

	/**
	 * Prints the section; for the actions show_user_profile and edit_user_profile.
	 *
	 * @param WP_User $user Whose profile it is.
	 */
	public function render( WP_User $user ): void {
		$account = Account::load( array( $user->ID ) )[ $user->ID ] ?? null;
		if ( null === $account || ! current_user_can( 'edit_user', $user->ID ) ) {
			return;
		}
		?>
		<h2 id="wpo365-user-sync-profile"><?php esc_html_e( 'Office 365 Profile Information', 'wpo365-user-sync' ); ?></h2>
		<p><?php esc_html_e( 'These values come from Microsoft 365 and can’t be changed here. Change them in the directory; a synchronization brings them.', 'wpo365-user-sync' ); ?></p>
		<table class="form-table" aria-labelledby="wpo365-user-sync-profile">
			<?php
			foreach ( $this->mapped->fields() as $field ) {
				self::row( $field['label'], nl2br( esc_html( Mapped_Meta::text( $field, $user->ID ) ) ) );
			}
			$this->link( $account );
			$this->roles( $account );
			self::synchronize( $account->id );
			$this->journal( $account->id );
			?>
		</table>
		<?php
	}

	/**
	 * Prints to whom in the directory the account is linked.
	 */
	private function link( Account $account ): void {
		if ( ! $account->is_linked() ) {
			self::row( __( 'Directory user', 'wpo365-user-sync' ), esc_html__( 'This account is not linked to a directory user.', 'wpo365-user-sync' ) );
			return;
		}
		self::row( __( 'Object ID', 'wpo365-user-sync' ), self::code( $account->object_id ) );
		self::row( __( 'User principal name', 'wpo365-user-sync' ), '' === $account->user_principal_name ? '' : self::code( $account->user_principal_name ) );
		$seen = $this->results->sighting( $account->id, $account->object_id )?->updated_at;
		self::row(
			__( 'Last seen in the directory', 'wpo365-user-sync' ),
			null === $seen
				? esc_html__( 'Not in the results of the last synchronization.', 'wpo365-user-sync' )
				: Local_Time::html( $seen )
		);
	}

	/**
	 * Prints which roles came from which groups, where groups give roles at all.
	 */
	private function roles( Account $account ): void {
		if ( array() === $account->ledger && ( ! $account->is_linked() || array() === $this->settings->get( 'roles.mappings' ) ) ) {
			return;
		}
		$items = '';
		$names = Group_Names::all();
		foreach ( $account->ledger as $role => $group_ids ) {
			$groups = implode( ', ', array_map( static fn( string $id ): string => self::group( $names, $id ), array_filter( $group_ids, 'is_string' ) ) );
			$items .= '<li>' . sprintf(
				/* translators: 1: name of a role, 2: list of groups. */
				esc_html( _n( '%1$s, from group %2$s', '%1$s, from groups %2$s', count( $group_ids ), 'wpo365-user-sync' ) ),
				'<strong>' . esc_html( self::role_name( (string) $role ) ) . '</strong>',
				$groups
			) . '</li>';
		}
		self::row(
			__( 'Roles from groups', 'wpo365-user-sync' ),
			'' === $items
				? esc_html__( 'No role of this account comes from a group of the directory.', 'wpo365-user-sync' )
				: "<ul style=\"margin-top: 0\">$items</ul><p class=\"description\">" . esc_html( $this->what_becomes_of_roles() ) . '</p>'
		);
	}

	/**
	 * Prints the way to *one person now*, for people who may go there.
	 */
	private static function synchronize( int $user_id ): void {
		$address = Sync_Page::address_of_person( $user_id );
		if ( '' !== $address ) {
			self::row(
				__( 'Synchronization', 'wpo365-user-sync' ),
				sprintf(
					'<a href="%1$s">%2$s</a><p class="description">%3$s</p>',
					esc_url( $address ),
					esc_html__( 'Synchronize with Microsoft 365', 'wpo365-user-sync' ),
					esc_html__( 'Shows first what would change, and why; nothing is written by opening it.', 'wpo365-user-sync' )
				)
			);
		}
	}

	/**
	 * Prints what was done to the account lately, for people who may see that.
	 */
	private function journal( int $user_id ): void {
		$html = ( new Profile_Journal( new Entries( $this->settings->secrets() ) ) )->html( $user_id );
		if ( '' !== $html ) {
			self::row( __( 'Latest changes by synchronizations', 'wpo365-user-sync' ), $html );
		}
	}

	/**
	 * Says what the next synchronization does about roles.
	 */
	private function what_becomes_of_roles(): string {
		return match ( $this->settings->get( 'roles.scenario' ) ) {
			'skip'    => __( 'A synchronization does not change the roles of accounts that exist.', 'wpo365-user-sync' ),
			'add'     => __( 'These roles stay when the person leaves the group.', 'wpo365-user-sync' ),
			'replace' => __( 'A synchronization that updates users replaces all roles with those that come from groups.', 'wpo365-user-sync' ),
			default   => __( 'A synchronization that updates users takes these roles back when the person leaves the group. Roles given by hand are kept.', 'wpo365-user-sync' ),
		};
	}

	/**
	 * Prints a row.
	 *
	 * @param string $label Label, not escaped.
	 * @param string $html  Value, escaped; empty: there is none.
	 */
	private static function row( string $label, string $html ): void {
		if ( '' === $html ) {
			$html = '<span aria-hidden="true">&#8212;</span><span class="screen-reader-text">' . esc_html__( 'No value', 'wpo365-user-sync' ) . '</span>';
		}
		// phpcs:ignore WordPress.Security.EscapeOutput.OutputNotEscaped -- escaped by the caller.
		printf( '<tr><th scope="row" style="overflow-wrap: anywhere">%1$s</th><td style="overflow-wrap: anywhere">%2$s</td></tr>', esc_html( $label ), $html );
	}

	/**
	 * @param array<string, string> $names Names of groups by id.
	 */
	private static function group( array $names, string $id ): string {
		$name = $names[ strtolower( $id ) ] ?? '';
		return '' === $name ? self::code( $id ) : esc_html( $name ) . ' ' . self::code( $id );
	}

	private static function code( string $text ): string {
		return '<code>' . esc_html( $text ) . '</code>';
	}

	private static function role_name( string $role ): string {
		$name = wp_roles()->role_names[ $role ] ?? null;
		/* translators: %s: a role that was deleted. */
		return null === $name ? sprintf( __( '%s (this role no longer exists on this site)', 'wpo365-user-sync' ), $role ) : translate_user_role( $name );
	}
}
