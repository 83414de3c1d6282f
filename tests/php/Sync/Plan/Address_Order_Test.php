<?php

declare( strict_types=1 );

namespace WPO365\User_Sync\Tests\Sync\Plan;

use PHPUnit\Framework\TestCase;
use WPO365\User_Sync\Sync\Plan\Address_Order;

/**
 * Who waits for an address comes after whoever has it; a circle moves together, and before those who wait for one of it.
 */
final class Address_Order_Test extends TestCase {

	/**
	 * @dataProvider scenes
	 *
	 * @param array<int, array{string, string}> $waiting By id: the address that is wanted, and the one that the account has.
	 * @param list<list<int>>                   $units   Ids.
	 */
	public function test_order( array $waiting, array $units ): void {
		$rows = array();
		foreach ( $waiting as $id => list( $wanted, $address ) ) {
			$rows[] = (object) compact( 'id', 'wanted', 'address' );
		}
		self::assertSame( $units, Address_Order::of( $rows ) );
	}

	public static function scenes(): array {
		return array(
			'nobody'                     => array( array(), array() ),
			'alone'                      => array( array( 1 => array( 'b', 'a' ) ), array( array( 1 ) ) ),
			'a chain, the last one first' => array( array( 1 => array( 'b', 'a' ), 2 => array( 'c', 'b' ), 3 => array( 'd', 'c' ) ), array( array( 3 ), array( 2 ), array( 1 ) ) ),
			'a chain in order'           => array( array( 3 => array( 'd', 'c' ), 4 => array( 'c', 'b' ) ), array( array( 3 ), array( 4 ) ) ),
			'an exchange, in other cases' => array( array( 1 => array( 'B', 'a' ), 2 => array( 'A', 'b' ) ), array( array( 1, 2 ) ) ),
			'a circle of three'          => array( array( 1 => array( 'b', 'a' ), 2 => array( 'c', 'b' ), 3 => array( 'a', 'c' ) ), array( array( 1, 2, 3 ) ) ),
			'who waits for a circle'     => array( array( 1 => array( 'b', 'x' ), 2 => array( 'c', 'b' ), 3 => array( 'b', 'c' ) ), array( array( 2, 3 ), array( 1 ) ) ),
			'two who want the same'      => array( array( 1 => array( 'c', 'a' ), 2 => array( 'c', 'b' ), 3 => array( 'd', 'c' ) ), array( array( 3 ), array( 1 ), array( 2 ) ) ),
			'without an address'         => array( array( 1 => array( '', '' ), 2 => array( 'a', '' ) ), array( array( 1 ), array( 2 ) ) ),
			'the own address'            => array( array( 1 => array( 'a', 'a' ) ), array( array( 1 ) ) ),
			'folded letters are others'  => array( array( 1 => array( "\u{212A}", 'a' ), 2 => array( 'a', 'k' ) ), array( array( 1 ), array( 2 ) ) ),
		);
	}
}
