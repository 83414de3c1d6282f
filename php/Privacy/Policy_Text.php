<?php
/**
 * Text for the site's privacy policy.
 *
 * @package WPO365\User_Sync
 */

declare( strict_types=1 );

namespace WPO365\User_Sync\Privacy;

use WPO365\User_Sync\Accounts\Mapped_Meta;
use WPO365\User_Sync\Settings\Cloud;
use WPO365\User_Sync\Settings\Settings;

/**
 * Suggests what to write: what is read from Microsoft, where it is stored, and to which hosts requests go.
 *
 * It names the mapped fields and the hosts of the chosen cloud: WordPress tells the administrator when a text has changed,
 * and a newly mapped field is such a change.
 */
final class Policy_Text {

	public function __construct(
		private readonly Settings $settings,
		private readonly Mapped_Meta $mapped,
	) {}

	/**
	 * Hands the text to WordPress; for the action admin_init.
	 */
	public function add(): void {
		// Nobody else gets to see it, and it costs a look at the settings.
		if ( ! wp_doing_ajax() && current_user_can( 'manage_privacy_options' ) ) {
			wp_add_privacy_policy_content( __( 'WPO365 User Sync', 'wpo365-user-sync' ), $this->text() );
		}
	}

	/**
	 * Writes the text.
	 *
	 * @return string HTML, escaped.
	 */
	public function text(): string {
		return sprintf(
			'<p class="privacy-policy-tutorial">%1$s</p><h2>%2$s</h2><p>%3$s</p><p>%4$s</p><h2>%5$s</h2><p>%6$s</p><p>%7$s</p><h2>%8$s</h2><p>%9$s</p>',
			esc_html__( 'WPO365 User Sync copies personal data of the people in your Microsoft 365 tenant to this site. Say so where these people will read it, and say on which legal ground you do it. The fields and hosts below are those of the present settings.', 'wpo365-user-sync' ),
			esc_html__( 'What we read from Microsoft 365', 'wpo365-user-sync' ),
			esc_html__( 'If you have an account in our Microsoft 365 tenant, this site reads from it: object ID, user principal name, e-mail address, display name, first and last name, whether the account is enabled, and whether you are a member or a guest.', 'wpo365-user-sync' )
				. $this->fields(),
			$this->groups(),
			esc_html__( 'Where we store it', 'wpo365-user-sync' ),
			esc_html__( 'Your account on this site holds the names, the e-mail address and the further values, with the object ID, user principal name and tenant ID that link it to the directory, and the roles that came from groups. They stay until the account is deleted.', 'wpo365-user-sync' ),
			esc_html__( 'The results of the last synchronization list everybody who was read, also people without an account on this site, with name, e-mail address, user principal name and what was changed. The next synchronization, or an administrator, removes them. All of it is kept in the database of this site.', 'wpo365-user-sync' )
				. $this->journal()
				. ' ' . esc_html__( 'When you leave, your account may be deactivated: nobody can sign in with it any more, and a note of its former roles is kept until it is reactivated or deleted.', 'wpo365-user-sync' ),
			esc_html__( 'Where requests go', 'wpo365-user-sync' ),
			$this->hosts()
		);
	}

	/**
	 * Names the mapped fields.
	 */
	private function fields(): string {
		$labels = array_column( $this->mapped->fields(), 'label' );
		return array() === $labels ? '' : ' ' . sprintf(
			/* translators: %s: list of fields. */
			esc_html__( 'It also reads: %s.', 'wpo365-user-sync' ),
			esc_html( implode( ', ', $labels ) )
		);
	}

	/**
	 * Tells what is kept of changes, and for how long.
	 */
	private function journal(): string {
		$days = (int) $this->settings->get( 'history.journal_days' );
		return 0 === $days ? '' : ' ' . sprintf(
			/* translators: %s: number of days. */
			esc_html( _n( 'A journal keeps what synchronizations have changed in accounts, with the former values, for %s day, so that mistakes can be undone; of an account that was deleted it keeps all of it, encrypted, so that it can be restored.', 'A journal keeps what synchronizations have changed in accounts, with the former values, for %s days, so that mistakes can be undone; of an account that was deleted it keeps all of it, encrypted, so that it can be restored.', $days, 'wpo365-user-sync' ) ),
			number_format_i18n( $days )
		);
	}

	private function groups(): string {
		return array() === $this->settings->get( 'roles.mappings' ) && array() === $this->settings->get( 'scope.group_ids' )
			? esc_html__( 'It does not read of which groups you are a member.', 'wpo365-user-sync' )
			: esc_html__( 'It also reads whether you are a member of those groups that decide about your role on this site, or about who gets an account here.', 'wpo365-user-sync' );
	}

	private function hosts(): string {
		$cloud = Cloud::tryFrom( (string) $this->settings->get( 'connection.cloud' ) ) ?? Cloud::Global;
		return sprintf(
			/* translators: 1: host name of the sign-in service, 2: host name of Microsoft Graph. */
			esc_html__( 'To read these data, the server of this site asks two services of Microsoft: %1$s (sign-in) and %2$s (Microsoft Graph). It sends the credentials of its app registration, the filter that was set, and object IDs of groups and of people; your browser sends nothing to them. Data of accounts on this site are not sent to Microsoft otherwise.', 'wpo365-user-sync' ),
			'<code>' . esc_html( self::host( $cloud->login_origin() ) ) . '</code>',
			'<code>' . esc_html( self::host( $cloud->graph_origin() ) ) . '</code>'
		);
	}

	private static function host( string $origin ): string {
		return (string) wp_parse_url( $origin, PHP_URL_HOST );
	}
}
