<?php

declare( strict_types=1 );

namespace WPO365\User_Sync\Tests\Graph;

use PHPUnit\Framework\TestCase;
use WPO365\User_Sync\Graph\Response;

final class Retry_After_Test extends TestCase {

	/**
	 * @dataProvider headers
	 */
	public function test_reads_every_form( string $header, ?int $seconds ): void {
		self::assertSame( $seconds, ( new Response( 429, array( 'retry-after' => $header ), '' ) )->retry_after( strtotime( '2026-01-31T12:00:00Z' ) ) );
	}

	public static function headers(): array {
		return array(
			'absent'                         => array( '', null ),
			'whole seconds'                  => array( '17', 17 ),
			'none to wait'                   => array( '0', 0 ),
			'a fraction is never too early'  => array( '2.128', 3 ),
			'a whole fraction'               => array( '2.000', 2 ),
			'a date'                         => array( 'Sat, 31 Jan 2026 12:00:42 GMT', 42 ),
			'a date that has passed'         => array( 'Sat, 31 Jan 2026 11:00:00 GMT', 0 ),
			'blanks around it'               => array( ' 5 ', 5 ),
			'negative'                       => array( '-5', null ),
			'words'                          => array( 'soon', null ),
			'too large to be meant'          => array( '99999999999999999999', null ),
		);
	}
}
