<?php
/**
 * What the gate costs every request.
 */

declare( strict_types=1 );

namespace WPO365\User_Sync\Tests\Gate;

use WPO365\User_Sync\Tests\Support\Php_Process;
use WPO365\User_Sync\Tests\Support\Test_Case;

final class Price_Test extends Test_Case {

	/** PHP that prints who is signed in, which files of the plugin were loaded to find that out, and how many statements were made. */
	private const CODE = '
		$before = get_included_files();
		$asked  = $wpdb->num_queries;
		$user   = apply_filters( "determine_current_user", false );
		$asked  = $wpdb->num_queries - $asked;
		$files  = preg_grep( "~/php/\w+/~", array_diff( get_included_files(), $before ) );
		echo json_encode( array( $user, array_map( "basename", array_values( $files ) ), $asked ) );';

	public function test_a_visitor_costs_nothing(): void {
		self::assertSame( array( false, array(), 0 ), $this->measure() );
	}

	public function test_somebody_who_is_signed_in_costs_one_small_file_and_no_statement(): void {
		$user = $this->create_user();
		// By then WordPress has read the user's meta for the session and the roles.
		self::assertSame( array( $user, array( 'Deactivation.php' ), 0 ), $this->measure( "get_userdata( $user ); add_filter( 'determine_current_user', static fn() => $user, 30 );" ) );
	}

	/**
	 * @return array{mixed, list<string>, int}
	 */
	private function measure( string $first = '' ): array {
		return json_decode( Php_Process::run( $first . self::CODE ), true );
	}
}
