<?php

declare( strict_types=1 );

namespace WPO365\User_Sync\Tests;

use PHPUnit\Framework\TestCase;
use WPO365\User_Sync\Utc;

/**
 * One form of a time, made in one place.
 */
final class Utc_Test extends TestCase {

	private const FOLDER = __DIR__ . '/../../php';

	public function test_a_time_is_utc_whatever_the_time_zone_of_php(): void {
		$zone = date_default_timezone_get();
		try {
			date_default_timezone_set( 'Pacific/Auckland' ); // phpcs:ignore WordPress.DateTime.RestrictedFunctions -- a plugin that does it.

			self::assertSame( '2026-01-31T12:00:00Z', Utc::format( 1769860800 ) );
		} finally {
			date_default_timezone_set( $zone ); // phpcs:ignore WordPress.DateTime.RestrictedFunctions
		}
	}

	public function test_no_other_file_formats_times_for_others(): void {
		$found = array();
		foreach ( new \RecursiveIteratorIterator( new \RecursiveDirectoryIterator( self::FOLDER, \FilesystemIterator::SKIP_DOTS ) ) as $file ) {
			if ( 'php' === $file->getExtension() && str_contains( (string) file_get_contents( $file->getPathname() ), 'Y-m-d\TH:i:s' ) ) {
				$found[] = $file->getFilename();
			}
		}
		self::assertSame( array( 'Utc.php' ), $found );
	}
}
