<?php

declare( strict_types=1 );

namespace WPO365\User_Sync\Tests\Support;

use PHPUnit\Framework\TestCase;

/**
 * A test on the real WordPress, which is put back to what it was before each test.
 */
abstract class Test_Case extends TestCase {

	use Makes_Users;
	use Calls_Rest;

	/** The administrator that the installation made. */
	protected const ADMIN = 1;

	/** @var list<array{to: string|list<string>, subject: string, message: string}> Mails that would have been sent. */
	protected array $mails = array();

	private Error_Watch $watch;

	protected function setUp(): void {
		parent::setUp();
		Clock::reset();
		Site_State::restore();
		$this->mails = array();
		add_filter(
			'pre_wp_mail',
			function ( $done, array $mail ): bool {
				$this->mails[] = $mail;
				return true;
			},
			10,
			2
		);
		add_filter( 'wp_die_handler', static fn (): callable => array( self::class, 'throw_death' ) );
		$this->watch = new Error_Watch();
		$this->watch->start();
	}

	protected function assertPostConditions(): void {
		self::assertSame( array(), $this->watch->errors(), 'PHP or WordPress complained.' );
	}

	protected function tearDown(): void {
		$this->watch->stop();
		parent::tearDown();
	}

	/**
	 * Asserts that WordPress or PHP complained as the test meant it to.
	 */
	protected function assert_complained( string $text ): void {
		self::assertGreaterThan( 0, $this->watch->take( $text ), "Nobody complained: {$text}" );
	}

	/**
	 * Stands in for wp_die(), which would end the tests.
	 */
	public static function throw_death( mixed $message ): never {
		throw new Wp_Died( is_wp_error( $message ) ? $message->get_error_message() : (string) $message );
	}
}
