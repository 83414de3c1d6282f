<?php
/**
 * Mails about synchronizations.
 *
 * @package WPO365\User_Sync
 */

declare( strict_types=1 );

namespace WPO365\User_Sync\Notices;

use WPO365\User_Sync\Accounts\Request_State;
use WPO365\User_Sync\Error_Log;
use WPO365\User_Sync\Settings\Settings;
use WPO365\User_Sync\Sync\Run\Run;
use WP_Error;

/**
 * Sends plain text through wp_mail(), and finds out what became of it. Nothing that goes wrong there reaches the caller.
 */
final class Mail {

	public function __construct( private readonly Settings $settings ) {}

	/**
	 * Sends a mail.
	 *
	 * @param string   $headline End of the subject, after the site's name.
	 * @param string   $text     What happened and what to do; no people, no secret.
	 * @param string   $cause    Cause, or test.
	 * @param Run|null $run      The run that it is about.
	 * @return array{to: list<string>, sent: bool, reason: string} Whom it was meant for, and why it was not sent.
	 */
	public function send( string $headline, string $text, string $cause, ?Run $run ): array {
		$mail = array(
			'to'      => $this->recipients(),
			'subject' => sprintf( '[%s] %s: %s', self::site(), __( 'WPO365 User Sync', 'wpo365-user-sync' ), $headline ),
			'message' => $text . "\n\n" . $this->foot(),
		);
		$refused = '';
		$note    = static function ( WP_Error $error ) use ( &$refused ): void {
			$refused = $error->get_error_message();
		};
		add_action( 'wp_mail_failed', $note );
		try {
			return Request_State::kept_by(
				static function () use ( $mail, $cause, $run, &$refused ): array {
					/**
					 * Filters a mail before it is sent.
					 *
					 * @param array{to: list<string>, subject: string, message: string}|null $mail  The mail; null: none is sent.
					 * @param string                                                         $cause held, failed, late, changed, credential or test.
					 * @param Run|null                                                       $run   The run that it is about.
					 */
					$mail = apply_filters( 'wpo365_user_sync_notice_mail', $mail, $cause, $run );
					if ( ! is_array( $mail ) || ! isset( $mail['to'], $mail['subject'], $mail['message'] ) ) {
						return self::outcome( array(), __( 'Another plugin or this site’s own code has stopped the mail.', 'wpo365-user-sync' ) );
					}
					$sent = wp_mail( $mail['to'], $mail['subject'], $mail['message'] );
					return self::outcome( array_values( (array) $mail['to'] ), $sent ? null : $refused );
				}
			);
		} catch ( \Throwable $thrown ) {
			Error_Log::note( $thrown, 'no mail was sent' );
			/* translators: %s: class of an error, in English. */
			return self::outcome( $mail['to'], sprintf( __( 'The code that sends mails has stopped with an error (%s). The server’s PHP error log tells more.', 'wpo365-user-sync' ), $thrown::class ) );
		} finally {
			remove_action( 'wp_mail_failed', $note );
		}
	}

	/**
	 * @param list<string> $to      Addresses.
	 * @param string|null  $refused Why it was not sent; empty where nobody says; null where it was.
	 * @return array{to: list<string>, sent: bool, reason: string}
	 */
	private static function outcome( array $to, ?string $refused ): array {
		return array(
			'to'     => $to,
			'sent'   => null === $refused,
			'reason' => '' === $refused ? __( 'WordPress could not send the mail, and says no reason. Ask your host whether this site may send mails.', 'wpo365-user-sync' ) : (string) $refused,
		);
	}

	/**
	 * @return list<string> Addresses.
	 */
	private function recipients(): array {
		return $this->settings->get( 'notifications.recipients' ) ?: array( (string) get_option( 'admin_email' ) );
	}

	private static function site(): string {
		return wp_specialchars_decode( (string) get_option( 'blogname' ), ENT_QUOTES );
	}

	private function foot(): string {
		return implode(
			"\n",
			array(
				/* translators: %s: address of a page. */
				sprintf( __( 'Open the page: %s', 'wpo365-user-sync' ), admin_url( 'users.php?page=wpo365-user-sync' ) ),
				'',
				/* translators: %s: address of the site. */
				sprintf( __( 'This mail was sent by %s. Who receives such mails, and when, is set on that page under “Settings”, “Notifications”.', 'wpo365-user-sync' ), get_option( 'home' ) ),
			)
		);
	}
}
