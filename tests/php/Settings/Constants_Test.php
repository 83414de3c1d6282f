<?php
/**
 * Constants of wp-config.php that hold what can't be a text.
 */

declare( strict_types=1 );

namespace WPO365\User_Sync\Tests\Settings;

use WPO365\User_Sync\Connection\Checks\Check_Id;
use WPO365\User_Sync\Connection\Checks\Check_Status;
use WPO365\User_Sync\Connection\Checks\Checklist;
use WPO365\User_Sync\Connection\Checks\Notes;
use WPO365\User_Sync\Graph\Endpoints;
use WPO365\User_Sync\Graph\Graph_Exception;
use WPO365\User_Sync\Settings\Constants;
use WPO365\User_Sync\Settings\Settings;
use WPO365\User_Sync\Settings\Update;
use WPO365\User_Sync\Tests\Support\Test_Case;

final class Constants_Test extends Test_Case {

	private const SALTS = array( 'AUTH_KEY' => 'abcdefgh0123456789abcdefgh', 'AUTH_SALT' => 'ijklmnop0123456789ijklmnop' );

	private const LINES = array(
		'WPO_USER_SYNC_CLOUD'         => array( 'connection.cloud', 'network' ),
		'WPO_USER_SYNC_TENANT_ID'     => array( 'connection.tenant', 'tenant' ),
		'WPO_USER_SYNC_CLIENT_ID'     => array( 'connection.client_id', 'application' ),
		'WPO_USER_SYNC_CLIENT_SECRET' => array( 'connection.client_secret', 'secret' ),
	);

	/**
	 * @dataProvider no_texts
	 */
	public function test_what_is_no_text_counts_as_not_set_and_is_named_on_its_line( string $name, mixed $value ): void {
		[ $path, $id ] = self::LINES[ $name ];
		$settings      = new Settings( new Constants( array( $name => $value ) + self::SALTS ) );
		self::assertSame( array(), $settings->locked() );
		self::assertSame( 'connection.cloud' === $path ? 'global' : '', $settings->get( $path ) );
		$settings->all();
		$settings->fingerprint();

		$line = $this->line( $settings, $id );
		self::assertSame( 'connection.cloud' === $path ? 'warning' : 'error', $line['status'] );
		self::assertStringContainsString( $name, $line['message'] );

		$stored = array( 'tenant' => 'contoso.example', 'client_id' => '11112222-3333-4444-5555-666677778888', 'client_secret' => 'stored-0123456789', 'cloud' => 'usgov' );
		self::assertTrue( Update::of( $settings, array( 'connection' => $stored ) ) );
		self::assertSame( $stored[ substr( $path, 11 ) ], $settings->get( $path ), 'What is stored counts.' );
		self::assertSame( 'warning', $this->line( $settings, $id )['status'] );
	}

	/**
	 * @return array<string, array{string, mixed}>
	 */
	public static function no_texts(): array {
		$cases = array();
		foreach ( array( 'a list' => array( 'x' ), 'an object' => new \stdClass(), 'no list' => array(), 'true' => true, 'false' => false, 'a fraction' => 1.5 ) as $what => $value ) {
			foreach ( array_keys( self::LINES ) as $name ) {
				$cases[ "$name: $what" ] = array( $name, $value );
			}
		}
		return $cases;
	}

	public function test_what_a_test_found_wrong_is_said_first(): void {
		$settings = new Settings( new Constants( array( 'WPO_USER_SYNC_TENANT_ID' => array() ) + self::SALTS ) );
		Update::of( $settings, array( 'connection' => array( 'tenant' => 'contoso.example' ) ) );
		( new Notes( $settings ) )->note( Check_Id::Tenant, Check_Status::Error, 'No such tenant.' );
		self::assertSame( 'No such tenant.', $this->line( $settings, 'tenant' )['message'] );
	}

	/**
	 * @dataProvider wrong
	 */
	public function test_other_constants_raise_no_warning_either( mixed $value ): void {
		$names    = array( 'WPO_USER_SYNC_PAGE_SIZE', 'WPO_USER_SYNC_BATCH_SIZE', 'WPO_USER_SYNC_GRAPH_URL', 'WPO_USER_SYNC_LOGIN_URL', 'WPO_USER_SYNC_ENCRYPTION_KEY', 'AUTH_KEY', 'AUTH_SALT' );
		$settings = new Settings( new Constants( array_fill_keys( $names, $value ) ) );
		self::assertSame( array( 10, 25 ), array( $settings->page_size(), $settings->batch_size() ) );
		self::assertFalse( $settings->secrets()->is_available() );
		$settings->fingerprint();
		self::assertStringContainsString( 'WPO_USER_SYNC_GRAPH_URL', $this->line( $settings, 'network' )['message'] );
		$this->expectException( Graph_Exception::class );
		Endpoints::from( $settings );
	}

	public function test_nobody_else_spells_a_constant_or_asks_for_one(): void {
		$root  = (string) realpath( __DIR__ . '/../../../php' );
		$found = array();
		foreach ( new \RecursiveIteratorIterator( new \RecursiveDirectoryIterator( $root, \FilesystemIterator::SKIP_DOTS ) ) as $file ) {
			if ( 'php' === $file->getExtension() && preg_match( '/WPO_USER_SYNC_|->number\( (?!Constants::)/', (string) file_get_contents( $file->getPathname() ) ) ) {
				$found[] = substr( $file->getPathname(), strlen( $root ) + 1 );
			}
		}
		self::assertSame( array( 'Settings/Constants.php' ), $found );
	}

	/**
	 * @dataProvider numbers
	 */
	public function test_a_number_out_of_bounds_counts_as_not_set( string $name, mixed $value, int $expected ): void {
		self::assertSame( $expected, ( new Constants( array( $name => $value ) ) )->number( $name ) );
	}

	/**
	 * @return array<string, array{string, mixed, int}>
	 */
	public static function numbers(): array {
		return array(
			'absent'                    => array( Constants::BATCH_SIZE, null, 25 ),
			'the smallest batch'        => array( Constants::BATCH_SIZE, 1, 1 ),
			'the largest batch'         => array( Constants::BATCH_SIZE, 999, 999 ),
			'a batch that is too large' => array( Constants::BATCH_SIZE, 1000, 25 ),
			'a number as text'          => array( Constants::BATCH_SIZE, '50', 50 ),
			'the largest page'          => array( Constants::PAGE_SIZE, 100, 100 ),
			'a page that is too large'  => array( Constants::PAGE_SIZE, 101, 10 ),
			'none'                      => array( Constants::PAGE_SIZE, 0, 10 ),
		);
	}

	/**
	 * @return array<string, array{mixed}>
	 */
	public static function wrong(): array {
		return array( 'a list' => array( array( 1 ) ), 'an object' => array( new \stdClass() ), 'true' => array( true ) );
	}

	/**
	 * @return array{id: string, status: string, message: string}
	 */
	private function line( Settings $settings, string $id ): array {
		return array_column( ( new Checklist( $settings ) )->lines( self::ADMIN ), null, 'id' )[ $id ];
	}
}
