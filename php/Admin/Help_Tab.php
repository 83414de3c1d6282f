<?php
/**
 * Help on our page.
 *
 * @package WPO365\User_Sync
 */

declare( strict_types=1 );

namespace WPO365\User_Sync\Admin;

use WPO365\User_Sync\Guide;

/**
 * Answers, in WordPress' own Help tab, the questions that administrators ask first.
 */
final class Help_Tab {

	/**
	 * Adds the tab to the screen that is shown; for the action load-{page}.
	 */
	public static function add(): void {
		$screen = get_current_screen();
		if ( null === $screen ) {
			return;
		}
		$screen->add_help_tab(
			array(
				'id'      => 'wpo365-user-sync-questions',
				'title'   => __( 'First questions', 'wpo365-user-sync' ),
				'content' => self::content(),
			)
		);
		$screen->set_help_sidebar( sprintf( '<p><strong>%s</strong></p><p><a href="%s">%s</a></p>', esc_html__( 'For more information:', 'wpo365-user-sync' ), esc_url( Guide::url() ), esc_html__( 'Setup guide', 'wpo365-user-sync' ) ) );
	}

	private static function content(): string {
		$html = '';
		foreach ( self::answers() as $question => $answer ) {
			$html .= sprintf( '<p><strong>%s</strong><br>%s</p>', esc_html( $question ), esc_html( $answer ) );
		}
		return $html;
	}

	/**
	 * @return array<string, string> Answers by question.
	 */
	private static function answers(): array {
		return array(
			__( 'How can I see what would happen, without changing anything?', 'wpo365-user-sync' ) => __( 'Start a synchronization with no box ticked. It only looks, and fills the three tables: people without a WordPress user, WordPress users without a directory user, and those who are both.', 'wpo365-user-sync' ),
			__( 'Why does somebody not get a WordPress user?', 'wpo365-user-sync' ) => __( 'Look for the person in the first table: the column “Reason and changes” says why. Most often the account is disabled in Microsoft 365, another WordPress user already has the username or e-mail address, or the scope in the settings leaves the person out.', 'wpo365-user-sync' ),
			__( 'Which users are never deleted?', 'wpo365-user-sync' ) => __( 'Administrators and other privileged users, users with a protected role, the user who runs the synchronization, the user who receives content, and everybody who is still in the directory, unless the settings say otherwise about people outside the scope. Customers with orders in WooCommerce are deactivated instead. Nobody is deleted or deactivated unless the directory was read to its end.', 'wpo365-user-sync' ),
			__( 'Why does a synchronization stop and ask for a number?', 'wpo365-user-sync' ) => __( 'The synchronization would delete or deactivate more users, or take roles from more, than the limits in the settings allow, or it is about users who were never linked to the directory. Look at the list; it is carried out only after you have typed the number of users on it.', 'wpo365-user-sync' ),
			__( 'Why does the connection not work?', 'wpo365-user-sync' ) => __( 'Press “Test connection”: it tries every step and says on the line that fails what to do. Most often the secret has expired, or consent was given to permissions of the other kind (application or delegated).', 'wpo365-user-sync' ),
		);
	}
}
