<?php

declare( strict_types=1 );

namespace WPO365\User_Sync\Tests\Connection\Sign_In;

use WPO365\User_Sync\Connection\Sign_In\Tenant;
use WPO365\User_Sync\Graph\Graph_Exception;
use WPO365\User_Sync\Settings\Constants;
use WPO365\User_Sync\Settings\Settings;
use WPO365\User_Sync\Tests\Support\Simulator;
use WPO365\User_Sync\Tests\Support\Test_Case;

/**
 * The tenant's GUID is asked for where a domain is set, and not for ever.
 */
final class Tenant_Test extends Test_Case {

	protected function setUp(): void {
		parent::setUp();
		Simulator::tenant( array( 'users' => 30 ) );
	}

	public function test_a_tenant_given_as_a_domain_is_resolved_once(): void {
		$tenant = $this->tenant( array( 'WPO_USER_SYNC_TENANT_ID' => 'Lakeside.example' ) );
		self::assertSame( WPO_USER_SYNC_TENANT_ID, $tenant->id() );
		self::assertSame( WPO_USER_SYNC_TENANT_ID, $tenant->id() );
		self::assertCount( 1, Simulator::log() );
		self::assertSame( strtolower( WPO_USER_SYNC_TENANT_ID ), $this->tenant( array( 'WPO_USER_SYNC_TENANT_ID' => strtoupper( WPO_USER_SYNC_TENANT_ID ) ) )->id() );
		self::assertCount( 1, Simulator::log() );
	}

	public function test_what_is_known_of_a_domain_is_asked_for_again_after_a_day_and_by_whoever_wants_it_anew(): void {
		$tenant = $this->tenant( array( 'WPO_USER_SYNC_TENANT_ID' => 'lakeside.example' ) );
		$tenant->id();
		$tenant->id( anew: true );
		self::assertCount( 2, Simulator::log( 'discovery' ) );

		foreach ( array( -2 * DAY_IN_SECONDS, MONTH_IN_SECONDS ) as $seconds ) {
			update_option( 'wpo365_user_sync_tenant', array( 'at' => time() + $seconds ) + get_option( 'wpo365_user_sync_tenant' ) );
			$tenant->id();
		}
		self::assertCount( 4, Simulator::log( 'discovery' ) );
	}

	public function test_a_domain_without_a_tenant_is_a_failure_that_says_so(): void {
		try {
			$this->tenant( array( 'WPO_USER_SYNC_TENANT_ID' => 'nobody.example' ) )->id();
			self::fail( 'There is no such tenant.' );
		} catch ( Graph_Exception $failure ) {
			self::assertSame( 90002, $failure->details['aadsts'] );
			self::assertStringContainsString( 'tenant was not found', $failure->getMessage() );
		}
	}

	/** @param array<string, mixed> $constants */
	private function tenant( array $constants ): Tenant {
		return new Tenant( new Settings( new Constants( $constants + array( 'WPO_USER_SYNC_LOGIN_URL' => WPO_USER_SYNC_LOGIN_URL ) ) ) );
	}
}
