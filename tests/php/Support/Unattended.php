<?php

declare( strict_types=1 );

namespace WPO365\User_Sync\Tests\Support;

use WPO365\User_Sync\Rest\Runs_Controller;
use WPO365\User_Sync\Services;
use WPO365\User_Sync\Settings\Settings;
use WPO365\User_Sync\Sync\Run\Boxes;
use WPO365\User_Sync\Sync\Run\Run;
use WPO365\User_Sync\Sync\Run\Run_Kind;

/**
 * Runs that nobody watches: started by the schedule, and driven by the site itself.
 */
trait Unattended {

	/**
	 * Starts a scheduled run.
	 *
	 * @param array<string, bool> $options Boxes.
	 */
	protected function start_scheduled( array $options = array(), Run_Kind $kind = Run_Kind::Full ): Run|\WP_Error {
		return ( new Services( new Settings() ) )->control->start( Boxes::from_array( $options ), 'cron', self::ADMIN, $kind );
	}

	/**
	 * Starts a scheduled run, and drives it to where it does not go on by itself.
	 *
	 * @param array<string, bool> $options Boxes.
	 * @return array<string, mixed> The Run.
	 */
	protected function run_scheduled( array $options = array() ): array {
		$run = $this->start_scheduled( $options );
		self::assertInstanceOf( Run::class, $run, is_wp_error( $run ) ? $run->get_error_message() : '' );
		return $this->drive_unwatched( $run->id );
	}

	/**
	 * Drives a run as the site itself does; a wait is over at once.
	 *
	 * @return array<string, mixed> The Run.
	 */
	protected function drive_unwatched( int $id ): array {
		$services = new Services( new Settings() );
		for ( $steps = 0, $run = $services->runs->find( $id ); $run->status->is_steppable(); $steps++ ) {
			self::assertLessThan( 300, $steps, 'The run does not end: ' . wp_json_encode( Runs_Controller::to_array( $run ) ) );
			if ( null !== $run->resume_at ) {
				$this->waited( Runs_Controller::to_array( $run ) );
			}
			$run = $services->runner->step( $services->runs->find( $id ), $run->sequence );
			self::assertInstanceOf( Run::class, $run );
		}
		return json_decode( (string) wp_json_encode( Runs_Controller::to_array( $run ) ), true );
	}
}
