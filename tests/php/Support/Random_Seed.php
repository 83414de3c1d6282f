<?php

declare( strict_types=1 );

namespace WPO365\User_Sync\Tests\Support;

/**
 * Chance that can be repeated: another one each time, the same one where `CI` is set. A test that fails prints the seed.
 */
trait Random_Seed {

	private int $seed = 0;

	protected function seed(): void {
		$this->seed = getenv( 'CI' ) ? 20261125 : random_int( 1, 1_000_000 );
		mt_srand( $this->seed );
	}

	protected function onNotSuccessfulTest( \Throwable $t ): void {
		fwrite( STDERR, "\nseed {$this->seed}\n" );
		parent::onNotSuccessfulTest( $t );
	}
}
