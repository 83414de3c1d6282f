<?php

declare( strict_types=1 );

namespace WPO365\User_Sync\Tests\Sync\Run;

use PHPUnit\Framework\TestCase;
use WPO365\User_Sync\Sync\Run\Run_Status;

/**
 * The statuses of a run, and what a person may bring about from each.
 */
final class Run_Status_Test extends TestCase {

	/** Status => whether it is active, whether a step works on it, and what a person may make of it. */
	private const TABLE = array(
		'running'   => array( true, true, array( 'cancelled', 'paused', 'running' ) ),
		'waiting'   => array( true, true, array( 'cancelled', 'paused', 'running' ) ),
		'paused'    => array( true, false, array( 'cancelled', 'running' ) ),
		'held'      => array( true, false, array( 'cancelled' ) ),
		'completed' => array( false, false, array() ),
		'failed'    => array( false, false, array( 'cancelled', 'running' ) ),
		'cancelled' => array( false, false, array() ),
	);

	public function test_the_table_is_complete(): void {
		self::assertSame( array_column( Run_Status::cases(), 'value' ), array_keys( self::TABLE ) );
	}

	/**
	 * @dataProvider statuses
	 *
	 * @param string[] $targets What a person may make of it.
	 */
	public function test_status( string $status, bool $active, bool $steppable, array $targets ): void {
		$case = Run_Status::from( $status );
		$may  = array_map( static fn( Run_Status $target ): string => $target->value, $case->manual_targets() );
		sort( $may );

		self::assertSame( array( $active, $steppable, $targets ), array( $case->is_active(), $case->is_steppable(), $may ) );
	}

	public static function statuses(): array {
		return array_combine( array_keys( self::TABLE ), array_map( static fn( string $status, array $row ): array => array( $status, ...$row ), array_keys( self::TABLE ), self::TABLE ) );
	}
}
