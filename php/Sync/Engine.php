<?php
/**
 * Puts together what works on a run.
 *
 * @package WPO365\User_Sync
 */

declare( strict_types=1 );

namespace WPO365\User_Sync\Sync;

use WPO365\User_Sync\Accounts\Actor;
use WPO365\User_Sync\Accounts\Deactivator;
use WPO365\User_Sync\Accounts\Field_Map;
use WPO365\User_Sync\Accounts\Links;
use WPO365\User_Sync\Accounts\Privileges;
use WPO365\User_Sync\Accounts\Touched;
use WPO365\User_Sync\Accounts\User_Creator;
use WPO365\User_Sync\Age;
use WPO365\User_Sync\Connection\Sign_In\Tenant;
use WPO365\User_Sync\Connection\Site_Identity;
use WPO365\User_Sync\Database\Transaction;
use WPO365\User_Sync\Directory\Change_Reader;
use WPO365\User_Sync\Directory\Directory_User;
use WPO365\User_Sync\Directory\Group_Names;
use WPO365\User_Sync\Directory\Group_Reader;
use WPO365\User_Sync\Directory\Recycle_Bin;
use WPO365\User_Sync\Directory\User_Reader;
use WPO365\User_Sync\Graph\Client;
use WPO365\User_Sync\Journal\Entries;
use WPO365\User_Sync\Journal\Former_Accounts;
use WPO365\User_Sync\Journal\Journal;
use WPO365\User_Sync\Journal\Restorer;
use WPO365\User_Sync\Results\Pending_Rows;
use WPO365\User_Sync\Results\Repository;
use WPO365\User_Sync\Settings\Settings;
use WPO365\User_Sync\Sync\Changes\Collect_Phase;
use WPO365\User_Sync\Sync\Changes\People_Phase;
use WPO365\User_Sync\Sync\Listing\Completeness;
use WPO365\User_Sync\Sync\Listing\Groups_Phase;
use WPO365\User_Sync\Sync\Listing\Listing_Phase;
use WPO365\User_Sync\Sync\Listing\Matching_Phase;
use WPO365\User_Sync\Sync\Listing\Orphaned_Links;
use WPO365\User_Sync\Sync\Listing\Scope;
use WPO365\User_Sync\Sync\Listing\Starting_Point;
use WPO365\User_Sync\Sync\Matching\Matcher;
use WPO365\User_Sync\Sync\Plan\Decision;
use WPO365\User_Sync\Sync\Plan\Field_Policy;
use WPO365\User_Sync\Sync\Plan\Planner;
use WPO365\User_Sync\Sync\Plan\Reactivation;
use WPO365\User_Sync\Sync\Plan\Role_Guard;
use WPO365\User_Sync\Sync\Plan\Role_Policy;
use WPO365\User_Sync\Sync\Removal\Absent_Phase;
use WPO365\User_Sync\Sync\Removal\Deactivation_Mode;
use WPO365\User_Sync\Sync\Removal\Deletion_Mode;
use WPO365\User_Sync\Sync\Removal\Evidence;
use WPO365\User_Sync\Sync\Removal\Manager_Heirs;
use WPO365\User_Sync\Sync\Removal\Removal;
use WPO365\User_Sync\Sync\Removal\Removal_Choice;
use WPO365\User_Sync\Sync\Removal\Removal_Guard;
use WPO365\User_Sync\Sync\Removal\Removal_List;
use WPO365\User_Sync\Sync\Removal\Role_Removal;
use WPO365\User_Sync\Sync\Run\Boxes;
use WPO365\User_Sync\Sync\Run\Change_Links;
use WPO365\User_Sync\Sync\Run\Changed_People;
use WPO365\User_Sync\Sync\Run\Meter;
use WPO365\User_Sync\Sync\Run\Phase;
use WPO365\User_Sync\Sync\Run\Phase_Work;
use WPO365\User_Sync\Sync\Run\Run;
use WPO365\User_Sync\Sync\Run\Run_Kind;
use WPO365\User_Sync\Sync\Run\Run_Store;
use WPO365\User_Sync\Sync\Run\Stop;
use WPO365\User_Sync\Sync\Run\Work_Table;
use WPO365\User_Sync\Sync\Undo\Undo_Parts;
use WPO365\User_Sync\Sync\Write\Address_Exchange;
use WPO365\User_Sync\Sync\Write\Attempt;
use WPO365\User_Sync\Sync\Write\Preview_Applier;
use WPO365\User_Sync\Sync\Write\Recorder;
use WPO365\User_Sync\Sync\Write\User_Updater;
use WPO365\User_Sync\Sync\Write\Wp_Applier;

/**
 * The composition root of the engine: a phase is made for a run, since its boxes and its tenant decide who writes.
 */
final class Engine {

	/** @var string[]|null Groups of which members have disappeared; null: not looked yet in this slice. */
	private ?array $losses = null;

	private ?Actor $actor = null;

	public function __construct(
		private readonly Client $client,
		private readonly User_Reader $reader,
		private readonly Repository $repository,
		private readonly Run_Store $runs,
		private readonly Transaction $transaction,
		private readonly Settings $settings,
		private readonly Journal $journal,
	) {}

	/**
	 * Begins a slice, or an action by hand: what was looked up before counts no longer.
	 */
	public function begin(): void {
		$this->losses = null;
	}

	/**
	 * Says in whose name accounts are written; and with whose sign-in Graph is read, where permissions are delegated.
	 */
	public function act_for( int $user_id ): void {
		$this->actor = new Actor( $user_id );
		$this->client->act_for( $user_id );
	}

	/**
	 * Tells who acts.
	 */
	public function actor(): Actor {
		return $this->actor ??= new Actor( get_current_user_id() );
	}

	/**
	 * Takes note, for the journal, of an account that is about to be changed by hand.
	 */
	public function watch( int $user_id ): void {
		$this->journal->watch( $user_id );
	}

	/**
	 * Makes the phase that a run is in. With delegated permissions it reads with the sign-in of whoever started the run.
	 */
	public function phase( Run $run ): Phase_Work {
		$this->act_for( $run->started_by );
		$this->journal->begin( $run->id, Removal::actors( $run )[0] ?? 0 );
		if ( Run_Kind::Undo === $run->kind ) {
			return self::not_here( $run ) ?? $this->undo()->phase();
		}
		$changes = Run_Kind::Changes === $run->kind;
		if ( $changes && null === $run->memory->listed_at && in_array( $run->phase, array( Phase::Groups, Phase::Listing ), true ) ) {
			return new Collect_Phase( new Change_Reader( $this->client, $this->settings ), new Change_Links( $this->settings ), new Changed_People(), new Work_Table(), $this->settings );
		}
		return $this->stop( $run ) ?? match ( $run->phase ) {
			Phase::Groups   => $this->groups(),
			Phase::Listing  => $changes ? $this->changed_people( $run ) : $this->listing( $run ),
			Phase::Matching => Role_Removal::STAGE === $run->memory->stage ? $this->role_removal( $run ) : $this->matching( $run ),
			Phase::Absent, Phase::Done => $this->absent( $run ),
		};
	}

	/**
	 * Begins to measure a part.
	 */
	public function meter( Phase $phase ): Meter {
		return new Meter( $this->client->traffic, $phase );
	}

	/**
	 * Tells why a run must not go on with what it has read.
	 */
	private function stop( Run $run ): ?Stop {
		$not_here = self::not_here( $run );
		if ( null !== $not_here ) {
			return $not_here;
		}
		if ( Phase::Groups === $run->phase ) {
			return null;
		}
		$scope = Scope::groups( $this->settings );
		if ( ! $run->is_lately_read( groups: array() !== $scope ) ) {
			return new Stop( 'listing_incomplete', Completeness::too_old() );
		}
		$this->doubt_losses( $run );
		return array_intersect( $scope, $this->losses )
			? new Stop( 'results_lost', __( 'Members of a group that decides who is synchronized have disappeared from the plugin’s tables, so the synchronization was stopped before anybody could count as out of scope. Start a new synchronization.', 'wpo365-user-sync' ) )
			: null;
	}

	/**
	 * Tells that a run must not go on at this address.
	 */
	private static function not_here( Run $run ): ?Stop {
		$refusal = Site_Identity::refusal( ! $run->options->only_looks(), $run->options->delete, 'cron' === $run->origin );
		return null === $refusal ? null : new Stop( 'settings_changed', $refusal->get_error_message() );
	}

	/**
	 * Makes what undoes.
	 */
	public function undo(): Undo_Parts {
		return new Undo_Parts( $this->settings, $this->journal, $this->transaction, $this->repository, $this->runs );
	}

	/**
	 * Takes groups of which members have disappeared since for not read. Looked up once a slice.
	 */
	private function doubt_losses( Run $run ): void {
		$this->losses ??= ( new Completeness( $this->repository, new Work_Table() ) )->groups_with_losses( $run );
		foreach ( array_intersect( $this->losses, $run->memory->groups_read ) as $group ) {
			$run->doubt( $group, __( 'Members of this group have disappeared from the plugin’s tables.', 'wpo365-user-sync' ) );
		}
	}

	/**
	 * Makes what writes links, and what is remembered with them.
	 */
	public function links(): Links {
		return new Links( 'manager' === $this->settings->get( 'removal.content' ) );
	}

	/**
	 * Makes what matches, decides and writes.
	 *
	 * @param Boxes|null $options What may be written at once, loss of roles included; by default what the run's boxes say, and nobody loses a role before everybody was read.
	 * @return array{Matcher, Planner, Recorder}
	 */
	public function directory_side( Run $run, ?Boxes $options = null ): array {
		$this->doubt_losses( $run );
		$links   = $this->links();
		$work    = new Work_Table();
		$fields  = new Field_Policy( $this->settings->get( 'core_fields' ), new Field_Map( $this->settings->get( 'fields' ), static fn(): array => $run->memory->refused ) );
		$boxes   = $options ?? $run->options;
		$touched = Touched::nobody();
		$preview = new Preview_Applier( $this->actor() );
		$writer  = new Wp_Applier( new User_Creator(), new User_Updater(), $this->deactivator(), $links, new Attempt( $this->transaction ), $fields, $run->tenant_id, $this->actor(), $touched, $this->journal, $this->restorer(), (bool) $this->settings->get( 'notifications.welcome_email' ), null === $options );
		$groups  = self::knows_groups( $run ) ? array_column( $this->settings->get( 'roles.mappings' ), 'group_id' ) : array();
		$matcher = new Matcher( $links, static fn( array $object_ids ): array => $work->members->of( $run->id, $groups, $object_ids ), new Former_Accounts( new Entries( $this->settings->secrets() ), $this->restorer(), $run->tenant_id ) );
		$planner = $this->planner( $run, $fields );
		$anew    = static fn( Directory_User $person ): Decision => $planner->plan( $matcher->match( array( $person ) )[ $person->id ] );
		return array(
			$matcher,
			$planner,
			new Recorder( $this->repository, $work, $links, $touched, creator: $boxes->create ? $writer : $preview, updater: $boxes->update ? $writer : $preview, linker: $boxes->only_looks() ? $preview : $writer, decide: $anew ),
		);
	}

	private function planner( Run $run, Field_Policy $fields ): Planner {
		$privileges = $this->privileges();
		$roles      = $this->settings->get( 'roles' );
		// The chosen default role may have been deleted since: then the site's own takes its place.
		$default = wp_roles()->is_role( $roles['default_role'] ) ? $roles['default_role'] : (string) get_option( 'default_role' );
		$known   = self::knows_groups( $run ) && array() === array_diff( array_map( 'strtolower', array_column( $roles['mappings'], 'group_id' ) ), $run->memory->groups_read );
		$guard   = ( new Role_Guard( $privileges, (bool) $roles['update_administrators'], Removal::actors( $run ) ) )->limit( ... );
		$policy  = new Role_Policy( $roles['scenario'], $default, (bool) $roles['default_role_always'], $roles['mappings'], array_keys( wp_roles()->roles ), $known, Group_Names::all() );
		return new Planner(
			$privileges->has( ... ),
			// Whoever manages one site of a network chooses its tenant: the network's accounts must not become theirs.
			'confirm' === $this->settings->get( 'matching.first_link' ) || ( is_multisite() && ! user_can( $run->started_by, 'edit_users' ) ),
			(bool) $roles['update_administrators'],
			$guard,
			$fields,
			$policy,
			(bool) $this->settings->get( 'matching.confirm_roles' ),
			Run_Kind::Changes !== $run->kind,
			new Reactivation( $this->deactivator()->former_roles( ... ), $guard, $policy )
		);
	}

	private function restorer(): Restorer {
		return new Restorer( $this->journal, $this->privileges(), new Links() );
	}

	/**
	 * Makes what deactivates and reactivates.
	 */
	public function deactivator(): Deactivator {
		return new Deactivator( $this->privileges() );
	}

	private function privileges(): Privileges {
		return new Privileges( $this->settings->get( 'removal.protected_roles' ) );
	}

	/**
	 * Tells whether the groups were read lately enough: who was in them when a run began that is resumed, or acted on, days later may have left since.
	 */
	private static function knows_groups( Run $run ): bool {
		return Age::is_fresh( $run->memory->groups_at ?? 0 );
	}

	/**
	 * Makes what removes.
	 */
	public function removal(): Removal {
		$guard = new Removal_Guard( $this->settings, $this->privileges() );
		return new Removal( $this->evidence(), $guard, $this->choice( $guard ), $this->repository, new Completeness( $this->repository, new Work_Table() ), $this->settings );
	}

	private function choice( Removal_Guard $guard ): Removal_Choice {
		$attempt = new Attempt( $this->transaction );
		return new Removal_Choice( $this->settings, $guard, new Deletion_Mode( $guard, $attempt, $this->journal ), new Deactivation_Mode( $this->deactivator(), $attempt, $this->journal ) );
	}

	private function evidence(): Evidence {
		return new Evidence( $this->reader, new Scope( $this->settings, new Work_Table() ), new Recycle_Bin( $this->client ) );
	}

	private function groups(): Groups_Phase {
		return new Groups_Phase( new Tenant( $this->settings ), new Group_Reader( $this->client ), new Links(), new Work_Table(), $this->repository, $this->runs, $this->settings, $this->starting_point(), new Change_Links( $this->settings ) );
	}

	private function starting_point(): Starting_Point {
		return new Starting_Point( new Change_Reader( $this->client, $this->settings ), $this->reader, new Change_Links( $this->settings ), $this->settings );
	}

	private function changed_people( Run $run ): People_Phase {
		list( $matcher, $planner, $recorder ) = $this->directory_side( $run );

		$work = new Work_Table();
		return new People_Phase( $this->reader, $matcher, $planner, $recorder, $this->repository, new Changed_People(), $work, new Scope( $this->settings, $work ), new Completeness( $this->repository, $work ) );
	}

	private function listing( Run $run ): Listing_Phase {
		list( $matcher, $planner, $recorder ) = $this->directory_side( $run );

		$work = new Work_Table();
		return new Listing_Phase( $this->reader, $matcher, $planner, $recorder, $this->repository, $work, new Scope( $this->settings, $work ), new Completeness( $this->repository, $work ), $this->settings->batch_size(), $this->starting_point() );
	}

	private function matching( Run $run ): Matching_Phase {
		list( $matcher, $planner, $recorder ) = $this->directory_side( $run );
		return new Matching_Phase( $matcher, $planner, $recorder, $this->repository, new Work_Table(), new Links(), $this->exchange( $matcher, $recorder, $run->options->update ), $this->orphaned( $run ), $this->role_removal( $run )->begin( ... ) );
	}

	/**
	 * Makes what settles e-mail addresses that change hands.
	 */
	public function exchange( Matcher $matcher, Recorder $recorder, bool $writes ): Address_Exchange {
		return new Address_Exchange( $matcher, $recorder, new Pending_Rows(), $this->transaction, $writes );
	}

	/**
	 * Makes what decides about links that a person asks for.
	 */
	public function link_by_hand( Run $run ): Link_By_Hand {
		return new Link_By_Hand( $this->orphaned( $run ), new Links() );
	}

	/**
	 * Makes what tells whose link leads to nobody.
	 */
	public function orphaned( Run $run ): Orphaned_Links {
		return new Orphaned_Links( $this->reader, $run->tenant_id );
	}

	private function role_removal( Run $run ): Role_Removal {
		list( $matcher, $planner, $recorder ) = $this->directory_side( $run, $run->options );
		return new Role_Removal( $matcher, $planner, $recorder, $this->repository, $this->settings );
	}

	private function absent( Run $run ): Absent_Phase {
		$guard = new Removal_Guard( $this->settings, $this->privileges() );
		$list  = new Removal_List( $guard, $this->choice( $guard ), new Links(), new Work_Table(), $this->settings );
		return new Absent_Phase( $this->evidence(), $list, $this->manager_heirs(), $this->removal(), $this->repository, $this->runs, new Completeness( $this->repository, new Work_Table() ), $this->settings );
	}

	/**
	 * Makes what tells which managers receive content.
	 */
	public function manager_heirs(): Manager_Heirs {
		return new Manager_Heirs( new Links(), $this->repository );
	}
}
