<?php
/**
 * Tells people what happens while nobody watches.
 *
 * @package WPO365\User_Sync
 */

declare( strict_types=1 );

namespace WPO365\User_Sync\Notices;

use WPO365\User_Sync\Accounts\Request_State;
use WPO365\User_Sync\Error_Log;
use WPO365\User_Sync\Results\Pending_Rows;
use WPO365\User_Sync\Settings\Settings;
use WPO365\User_Sync\Sync\Run\Phase;
use WPO365\User_Sync\Sync\Run\Run;
use WPO365\User_Sync\Sync\Run\Run_Kind;
use WPO365\User_Sync\Sync\Run\Run_Status;

/**
 * Decides what is told, and tells it at most once a day for each cause, and once more when it is over. Nothing in here stops whoever has something to tell.
 */
final class Notices {

	public function __construct(
		private readonly Settings $settings,
		private readonly Ledger $ledger = new Ledger(),
		private readonly Pending_Rows $pending_rows = new Pending_Rows(),
	) {}

	/**
	 * Tells of something that a person should know.
	 *
	 * @param string   $cause   held, failed, late, changed or credential.
	 * @param Run|null $run     The run that it is about.
	 * @param string   $message What happened and what to do; no people, no secret.
	 * @param string   $which   Tells several of one cause apart: each is told by itself.
	 */
	public function tell( string $cause, ?Run $run, string $message, string $which = '' ): void {
		$this->open( Cause::from( $cause ), $run, $message, $which, '' );
	}

	/**
	 * Tells that a cause is over, where it was told of.
	 *
	 * @param string $cause held, failed, late or credential.
	 * @param string $which As it was told.
	 */
	public function over( string $cause, string $which = '' ): void {
		$this->close( Cause::from( $cause ), null, $which, static fn(): bool => true );
	}

	/**
	 * Tells what has become of a run that is held or has ended. Called when all is committed, by {@see \WPO365\User_Sync\Sync\Run_Endings}.
	 *
	 * @param bool $is_watched Whether somebody sees it anyway.
	 */
	public function run_stopped( Run $run, bool $is_watched ): void {
		$is_ours = 'page' !== $run->origin || ! $is_watched; // A crontab may have started a run of the command line.
		match ( $run->status ) {
			Run_Status::Held      => $is_ours && $this->open( Cause::Held, $run, Wording::held( $run ), '', $this->pending_rows->held_hash( $run->id ) ),
			Run_Status::Failed    => $is_ours && ! self::is_followed( $run ) && $this->open( self::of_failure( $run ), $run, Wording::failed( $run ), '', '' ),
			Run_Status::Completed => $this->completed( $run ),
			Run_Status::Cancelled => $this->close( Cause::Held, $run, '', static fn( array $told ): bool => $told['run_id'] === $run->id ),
			default               => null,
		};
	}

	/**
	 * Sends a mail that says that it is a test.
	 *
	 * @return array{to: list<string>, sent: bool, reason: string} What became of it.
	 */
	public function test(): array {
		return ( new Mail( $this->settings ) )->send( __( 'Test', 'wpo365-user-sync' ), Wording::test(), 'test', null );
	}

	/**
	 * Tells that a scheduled run is due and can't start; for the action wpo365_user_sync_schedule_trouble, which fires at each tick.
	 *
	 * @param string $reason A sentence that says why.
	 */
	public function schedule_trouble( string $reason ): void {
		$this->open( Cause::Failed, null, __( 'A scheduled synchronization is due and can’t start.', 'wpo365-user-sync' ) . "\n\n" . $reason, '', '' );
	}

	/**
	 * Tells whether the schedule starts a full run in place of this one: that changes can't be told any longer needs nobody.
	 */
	private static function is_followed( Run $run ): bool {
		return 'cron' === $run->origin && Run::FULL_RUN_NEEDED === ( $run->error['code'] ?? '' );
	}

	/**
	 * Tells what a failure is about: a sign-in that has ended needs somebody to sign in, nothing else.
	 */
	private static function of_failure( Run $run ): Cause {
		return 'sign_in_needed' === ( $run->error['code'] ?? '' ) ? Cause::Credential : Cause::Failed;
	}

	private function completed( Run $run ): void {
		// A list whose place the next one has taken is not settled.
		if ( Phase::Done !== $run->phase ) {
			return;
		}
		$ends = static fn( array $told ): bool => Run_Kind::Full === $run->kind || $told['kind'] === $run->kind->value;
		foreach ( array( Cause::Held, Cause::Failed, Cause::Credential ) as $cause ) {
			$this->close( $cause, $run, '', $ends );
		}
		if ( Run_Kind::Full === $run->kind ) {
			$this->close( Cause::Late, $run, '', static fn(): bool => true );
		}
		if ( 'cron' === $run->origin && Wording::changes( $run ) > 0 ) {
			$this->open( Cause::Changed, $run, Wording::changed( $run ), '', '' );
		}
	}

	/**
	 * @param string $list Hash of the list that it is about; may be empty.
	 */
	private function open( Cause $cause, ?Run $run, string $message, string $which, string $list ): void {
		$about = array(
			'run_id' => $run?->id ?? 0,
			'kind'   => $run?->kind->value ?? '',
			'list'   => $list,
		);
		if ( $this->ledger->open( self::key( $cause, $which ), $about ) ) {
			$this->send( $cause, $cause->headline(), $run, $message );
		}
	}

	/**
	 * @param callable(array<string, mixed>): bool $ends Whether what was told of is over, see {@see Ledger}.
	 */
	private function close( Cause $cause, ?Run $run, string $which, callable $ends ): void {
		if ( $this->ledger->close( self::key( $cause, $which ), $ends ) && Cause::Changed !== $cause ) {
			$this->send( $cause, $cause->over(), $run, Wording::over( $cause ) );
		}
	}

	private static function key( Cause $cause, string $which ): string {
		return '' === $which ? $cause->value : "{$cause->value}:{$which}";
	}

	private function send( Cause $cause, string $headline, ?Run $run, string $message ): void {
		if ( in_array( $cause->value, $this->settings->get( 'notifications.on' ), true ) ) {
			$text = null === $run ? $message : $message . "\n\n" . Wording::numbers( $run );
			( new Mail( $this->settings ) )->send( $headline, $text, $cause->value, $run );
		}
		try {
			Request_State::kept_by(
				static function () use ( $cause, $run, $message ): void {
					/**
					 * Fires for each notice, also where no mail is sent for its cause: at most once a day for a cause, and once more when it is over.
					 *
					 * @param string   $cause   held, failed, late, changed or credential.
					 * @param Run|null $run     The run that it is about.
					 * @param string   $message What happened and what to do.
					 */
					do_action( 'wpo365_user_sync_notice', $cause->value, $run, $message );
				}
			);
		} catch ( \Throwable $thrown ) {
			Error_Log::note( $thrown );
		}
	}
}
