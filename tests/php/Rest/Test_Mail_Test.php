<?php

declare( strict_types=1 );

namespace WPO365\User_Sync\Tests\Rest;

use WPO365\User_Sync\Tests\Support\Test_Case;

/**
 * The test mail, and what is said to have become of it.
 */
final class Test_Mail_Test extends Test_Case {

	public function test_it_goes_to_the_addresses_set_and_says_so(): void {
		$this->save_settings( array( 'notifications' => array( 'recipients' => array( 'it@lakeside.example', 'head@lakeside.example' ) ) ) );

		$answer = $this->rest( 'POST', '/notifications/test' );

		self::assertSame( 200, $answer->status, $answer->text() );
		self::assertSame( array( 'to' => array( 'it@lakeside.example', 'head@lakeside.example' ), 'sent' => true, 'reason' => '' ), $answer->data );
		self::assertSame( $answer->data['to'], $this->mails[0]['to'] );
		self::assertStringContainsString( 'This is a test', $this->mails[0]['message'] );
	}

	public function test_without_addresses_it_goes_to_the_administration(): void {
		update_option( 'admin_email', 'office@lakeside.example' );

		self::assertSame( array( 'office@lakeside.example' ), $this->rest( 'POST', '/notifications/test' )->data['to'] );
	}

	/**
	 * @dataProvider refusals
	 */
	public function test_it_says_why_it_was_not_sent( callable $refuse, string $reason ): void {
		$refuse();

		$answer = $this->rest( 'POST', '/notifications/test' );

		self::assertSame( 200, $answer->status, $answer->text() );
		self::assertFalse( $answer->data['sent'] );
		self::assertStringContainsString( $reason, $answer->data['reason'] );
		self::assertFalse( has_action( 'wp_mail_failed' ), 'What listens is taken off again.' );
	}

	public static function refusals(): array {
		return array(
			'the mailer says why'    => array(
				static fn() => add_filter(
					'pre_wp_mail',
					static function (): bool {
						do_action( 'wp_mail_failed', new \WP_Error( 'wp_mail_failed', 'Relay access denied.' ) );
						return false;
					},
					99
				),
				'Relay access denied.',
			),
			'the mailer says nothing' => array( static fn() => add_filter( 'pre_wp_mail', '__return_false', 99 ), 'Ask your host' ),
			'the mailer throws'       => array(
				static fn() => add_filter(
					'pre_wp_mail',
					static function (): void {
						throw new \DomainException( 'Secret detail.' );
					},
					1
				),
				'DomainException',
			),
			'other code stops it'     => array( static fn() => add_filter( 'wpo365_user_sync_notice_mail', '__return_null' ), 'has stopped the mail' ),
		);
	}

	/**
	 * @dataProvider unfit
	 *
	 * @param array<string, mixed> $part Section.
	 */
	public function test_unfit_settings_are_refused( array $part, string $field ): void {
		$answer = $this->rest( 'POST', '/settings', array( 'notifications' => $part ) );

		self::assertSame( 400, $answer->status, $answer->text() );
		self::assertStringContainsString( $field, $answer->text() );
	}

	public static function unfit(): array {
		return array(
			'no address'      => array( array( 'recipients' => array( 'nobody' ) ), 'notifications.recipients.0' ),
			'header smuggled' => array( array( 'recipients' => array( "a@lakeside.example\nBcc: b@lakeside.example" ) ), 'notifications.recipients.0' ),
			'unknown cause'   => array( array( 'on' => array( 'weather' ) ), 'notifications.on.0' ),
			'cause twice'     => array( array( 'on' => array( 'late', 'late' ) ), 'notifications.on' ),
		);
	}
}
