<?php
/**
 * Settings of the e-mails.
 *
 * @package WPO365\User_Sync
 */

declare( strict_types=1 );

namespace WPO365\User_Sync\Settings;

/**
 * Describes the settings that say who is told what by e-mail.
 */
final class Notification_Settings {

	private const MOST_RECIPIENTS = 20;

	/**
	 * Gives the section "notifications".
	 *
	 * @return array<string, mixed>
	 */
	public static function notifications(): array {
		return Type::group(
			__( 'Notifications', 'wpo365-user-sync' ),
			__( 'E-mails about synchronizations that nobody watches, at most one a day for each cause, and one when it is over. They hold numbers and no list of people.', 'wpo365-user-sync' ),
			array(
				'welcome_email' => Type::flag( __( 'Send created users WordPress’ welcome e-mail', 'wpo365-user-sync' ) ),
				'recipients'    => Type::items(
					__( 'Send notices to', 'wpo365-user-sync' ),
					__( 'E-mail addresses. None: the administration e-mail address of this site.', 'wpo365-user-sync' ),
					Type::text( __( 'E-mail address', 'wpo365-user-sync' ), '', array( 'format' => 'email' ) ),
					array(
						'maxItems' => self::MOST_RECIPIENTS,
						'control'  => 'recipients',
					)
				),
				'on'            => Type::items(
					__( 'Send a notice when', 'wpo365-user-sync' ),
					'',
					Type::choice( __( 'Cause', 'wpo365-user-sync' ), '', self::choices(), 'held' ),
					array(
						'default' => array( 'held', 'failed', 'late', 'credential' ),
						'control' => 'choices',
					)
				),
			)
		);
	}

	/**
	 * Gives the titles of the causes.
	 *
	 * @return array<string, string>
	 */
	private static function choices(): array {
		return array(
			'held'       => __( 'A list waits for a decision', 'wpo365-user-sync' ),
			'failed'     => __( 'A synchronization has failed', 'wpo365-user-sync' ),
			'late'       => __( 'A scheduled synchronization is late', 'wpo365-user-sync' ),
			'changed'    => __( 'A scheduled synchronization has changed users', 'wpo365-user-sync' ),
			'credential' => __( 'The sign-in to Microsoft has ended', 'wpo365-user-sync' ),
		);
	}
}
