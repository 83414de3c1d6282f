<?php

declare( strict_types=1 );

namespace WPO365\User_Sync\Tests\Sync\Write;

use WPO365\User_Sync\Accounts\Account;
use WPO365\User_Sync\Accounts\Links;
use WPO365\User_Sync\Accounts\Touched;
use WPO365\User_Sync\Directory\Directory_User;
use WPO365\User_Sync\Results\Outcome;
use WPO365\User_Sync\Results\Repository;
use WPO365\User_Sync\Results\Status;
use WPO365\User_Sync\Results\Table;
use WPO365\User_Sync\Sync\Matching\Findings;
use WPO365\User_Sync\Sync\Plan\Decision;
use WPO365\User_Sync\Sync\Plan\Role_Change;
use WPO365\User_Sync\Sync\Plan\Verdict;
use WPO365\User_Sync\Sync\Run\Work_Table;
use WPO365\User_Sync\Sync\Write\Applier;
use WPO365\User_Sync\Sync\Write\Recorder;
use WPO365\User_Sync\Tests\Support\Test_Case;

/**
 * The recorder has each part of a decision carried out by the applier that it was given for it, and its row says what that one gave back.
 */
final class Recorder_Test extends Test_Case {

	private const RUN = 4711;

	/** @var list<string> What was asked of whom. */
	private array $asked = array();

	/** @var array<string, string|Outcome> What is answered, by applier and method. */
	private array $answers = array();

	/**
	 * @dataProvider decisions
	 *
	 * @param string[]              $asked   Who is asked for what, in this order.
	 * @param array<string, string|Outcome> $answers What is answered otherwise.
	 */
	public function test_who_is_asked_and_what_the_row_says( Verdict $verdict, bool $enters, array $answers, array $asked, Table $table, Status $status, string $reason ): void {
		$this->answers = $answers;
		$person        = Directory_User::from_array( array( 'id' => 'aaaaaaaa-0000-4000-8000-000000000001', 'userPrincipalName' => 'ada@lakeside.example' ) );
		$account       = new Account( 7, 'ada', 'ada@example.org', '', '', '', '', '', '', '', array(), array() );
		$has_account   = ! in_array( $verdict, array( Verdict::Create, Verdict::Uncreatable, Verdict::Disabled, Verdict::Taken ), true );
		$decision      = new Decision( $verdict, $person, $has_account ? $account : null, 'Decided.', entry: $enters ? new Role_Change( array(), array(), array(), false ) : null );

		$recorder = $this->recorder();
		$row      = $recorder->record( $decision, new Findings( $person, array(), array(), array(), 0, array(), array(), array() ) );
		$recorder->flush( self::RUN );

		self::assertSame( array( ...$asked, 'linker release_name' ), $this->asked );
		self::assertSame( array( $table, $status, $reason ), array( $row->table, $row->status, $row->reason ) );
		self::assertSame( array( $person->id => true ), ( new Repository() )->known( self::RUN, array( $person->id ) ) );
	}

	public static function decisions(): array {
		$update = array( 'updater why_not_update', 'linker why_not_tag', 'updater update', 'linker tag' );
		$failed = Outcome::failed( 'Refused.' );
		return array(
			'created'                    => array( Verdict::Create, false, array(), array( 'creator create' ), Table::Directory_Only, Status::Created, 'creator create' ),
			'not to be created'          => array( Verdict::Uncreatable, false, array( 'creator create' => $failed ), array( 'creator create' ), Table::Directory_Only, Status::Failed, 'Refused.' ),
			'disabled'                   => array( Verdict::Disabled, false, array(), array( 'creator create' ), Table::Directory_Only, Status::Created, 'creator create' ),
			'updated'                    => array( Verdict::Matched, false, array(), $update, Table::Matched, Status::Created, 'updater update' ),
			'updated and let in'         => array( Verdict::Matched, true, array(), array( ...$update, 'creator admit' ), Table::Matched, Status::Created, 'creator admit' ),
			'failed, and so not let in'  => array( Verdict::Matched, true, array( 'updater update' => $failed ), $update, Table::Matched, Status::Failed, 'Refused.' ),
			'no update allowed'          => array( Verdict::Matched, true, array( 'updater why_not_update' => 'No.' ), array( 'updater why_not_update' ), Table::Matched, Status::Skipped, 'No.' ),
			'no link allowed'            => array( Verdict::Matched, true, array( 'linker why_not_tag' => 'No.' ), array( 'updater why_not_update', 'linker why_not_tag' ), Table::Matched, Status::Skipped, 'No.' ),
			'without the address'        => array( Verdict::Blocked, false, array( 'updater block' => new Outcome( Status::Conflict, 'Address.', table: Table::Directory_Only ) ), array( ...$update, 'updater block' ), Table::Directory_Only, Status::Conflict, 'Address.' ),
			'waiting for the address'    => array( Verdict::Waiting, false, array(), array( 'linker tag' ), Table::Matched, Status::Logged, 'Decided.' ),
			'found by name'              => array( Verdict::Claim, false, array(), array(), Table::Matched, Status::Logged, 'Decided.' ),
			'names of somebody else'     => array( Verdict::Taken, false, array(), array(), Table::Directory_Only, Status::Logged, 'Decided.' ),
			'conflict'                   => array( Verdict::Conflict, false, array(), array(), Table::Directory_Only, Status::Conflict, 'Decided.' ),
		);
	}

	/**
	 * Each applier says by its name what it was asked for.
	 */
	private function recorder(): Recorder {
		$ask     = function ( string $what ): string|Outcome|null {
			$this->asked[] = $what;
			return $this->answers[ $what ] ?? null;
		};
		$applier = static fn( string $name ): Applier => new class( $name, $ask ) implements Applier {

			public function __construct( private readonly string $name, private readonly \Closure $ask ) {}

			public function create( Decision $decision ): Outcome {
				return ( $this->ask )( "{$this->name} create" ) ?? new Outcome( Status::Created, "{$this->name} create" );
			}

			public function why_not_update( Decision $decision ): string {
				return ( $this->ask )( "{$this->name} why_not_update" ) ?? '';
			}

			public function update( Decision $decision ): Outcome {
				return ( $this->ask )( "{$this->name} update" ) ?? new Outcome( Status::Created, "{$this->name} update" );
			}

			public function block( Outcome $done ): Outcome {
				return ( $this->ask )( "{$this->name} block" ) ?? $done;
			}

			public function admit( Decision $decision, Outcome $done ): Outcome {
				return ( $this->ask )( "{$this->name} admit" ) ?? $done->with( reason: "{$this->name} admit" );
			}

			public function why_not_tag( Decision $decision ): string {
				return ( $this->ask )( "{$this->name} why_not_tag" ) ?? '';
			}

			public function tag( Decision $decision ): void {
				( $this->ask )( "{$this->name} tag" );
			}

			public function release_name( Decision $decision ): void {
				( $this->ask )( "{$this->name} release_name" );
			}

			public function may_touch( array $found ): Touched {
				return Touched::nobody();
			}
		};
		return new Recorder( new Repository(), new Work_Table(), new Links(), Touched::nobody(), $applier( 'creator' ), $applier( 'updater' ), $applier( 'linker' ) );
	}
}
