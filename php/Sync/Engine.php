<?php
/**
 * Puts together what works on a run.
 *
 * @package WPO365\User_Sync
 */

declare( strict_types=1 );

namespace WPO365\User_Sync\Sync;

use WPO365\User_Sync\Directory\User_Reader;
use WPO365\User_Sync\Graph\Client;
use WPO365\User_Sync\Results\Repository;
use WPO365\User_Sync\Settings\Settings;

/**
 * The composition root of the engine: a phase is made for a run, since its boxes and its tenant decide who writes.
 */
final class Engine {

	public function __construct(
		private readonly Client $client,
		private readonly User_Reader $reader,
		private readonly Repository $repository,
		private readonly Run_Store $runs,
		private readonly Transaction $transaction,
		private readonly Settings $settings,
	) {}

	/**
	 * Makes the phase that a run is in. With delegated permissions it reads with the sign-in of whoever started the run.
	 */
	public function phase( Run $run ): Phase_Work {
		$this->client->act_for( $run->started_by );
		return match ( $run->phase ) {
			Phase::Groups   => new Groups_Phase( $this->client, new Links() ),
			Phase::Listing  => $this->listing( $run ),
			Phase::Matching => $this->matching( $run ),
			Phase::Absent, Phase::Done => $this->absent( $run ),
		};
	}

	/**
	 * Makes what matches, decides and writes.
	 *
	 * @param Options $options Boxes ticked.
	 * @return array{Matcher, Planner, Recorder}
	 */
	public function directory_side( Options $options, string $tenant_id ): array {
		$links   = new Links();
		$guard   = new Guard( $this->settings );
		$writer  = new Wp_Applier( new User_Creator(), $links, new Attempt( $this->transaction ), (string) $this->settings->get( 'roles.default_role' ), $tenant_id );
		$planner = new Planner(
			$guard->is_privileged( ... ),
			'confirm' === $this->settings->get( 'matching.first_link' ),
			(bool) $this->settings->get( 'roles.update_administrators' )
		);
		return array( new Matcher( $links ), $planner, new Recorder( $this->repository, new Work(), $links, $writer, new Preview_Applier(), $options ) );
	}

	/**
	 * Makes what removes.
	 */
	public function removal( Options $options, string $tenant_id ): Removal {
		list( , , $recorder ) = $this->directory_side( $options, $tenant_id );
		return new Removal( $this->reader, new Guard( $this->settings ), new Attempt( $this->transaction ), $this->repository, $recorder, $this->settings );
	}

	private function listing( Run $run ): Listing_Phase {
		list( $matcher, $planner, $recorder ) = $this->directory_side( $run->options, $run->tenant_id );
		return new Listing_Phase( $this->reader, $matcher, $planner, $recorder, $this->repository, new Work(), $this->settings->batch_size() );
	}

	private function matching( Run $run ): Matching_Phase {
		list( $matcher, $planner, $recorder ) = $this->directory_side( $run->options, $run->tenant_id );
		return new Matching_Phase( $matcher, $planner, $recorder, $this->repository, new Work() );
	}

	private function absent( Run $run ): Absent_Phase {
		return new Absent_Phase( $this->reader, new Guard( $this->settings ), $this->removal( $run->options, $run->tenant_id ), $this->repository, $this->runs, $this->settings );
	}
}
