<?php

declare( strict_types=1 );

namespace WPO365\User_Sync\Tests\Directory;

use PHPUnit\Framework\TestCase;
use WPO365\User_Sync\Directory\Filter;

final class Filter_Test extends TestCase {

	/**
	 * @dataProvider filters
	 */
	public function test_knows_which_filters_are_advanced( string $filter, bool $advanced ): void {
		self::assertSame( $advanced, Filter::is_advanced( $filter ) );
	}

	public static function filters(): array {
		return array(
			'none'                      => array( '', false ),
			'enabled'                   => array( 'accountEnabled eq true', false ),
			'in'                        => array( "userType in ('Member')", false ),
			'starts with'               => array( "startsWith(displayName,'Ann')", false ),
			'not equal'                 => array( "userType ne 'Guest'", true ),
			'not'                       => array( "not startsWith(displayName,'Ann')", true ),
			'ends with'                 => array( "endswith(mail,'@x.example')", true ),
			'equal null'                => array( 'department eq  null', true ),
			'counting'                  => array( 'assignedLicenses/$count ne 0', true ),
			'a property of the index'   => array( "companyName eq 'Lakeside'", true ),
			'an extension attribute'    => array( "onPremisesExtensionAttributes/extensionAttribute1 eq 'x'", true ),
			'a word in quotes'          => array( "department eq 'do not ne endsWith companyName'", false ),
			'a doubled quote'           => array( "department eq 'it''s not' and city eq 'x'", false ),
			'behind a doubled quote'    => array( "department eq 'it''s' and city ne 'x'", true ),
		);
	}

	public function test_quotes(): void {
		self::assertSame( "'O''Brien'", Filter::quote( 'O\'Brien' ) );
	}
}
