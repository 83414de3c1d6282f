<?php
/**
 * What works on runs, put together.
 *
 * @package WPO365\User_Sync
 */

declare( strict_types=1 );

namespace WPO365\User_Sync;

use WPO365\User_Sync\Connection\Sign_In\Tokens;
use WPO365\User_Sync\Database\Transaction;
use WPO365\User_Sync\Directory\Group_Reader;
use WPO365\User_Sync\Directory\User_Reader;
use WPO365\User_Sync\Graph\Client;
use WPO365\User_Sync\Journal\Entries;
use WPO365\User_Sync\Journal\Journal;
use WPO365\User_Sync\Notices\Notices;
use WPO365\User_Sync\Results\Repository;
use WPO365\User_Sync\Schedule\Events;
use WPO365\User_Sync\Schedule\Overview;
use WPO365\User_Sync\Schedule\Scheduler;
use WPO365\User_Sync\Schedule\Tick;
use WPO365\User_Sync\Schedule\Trace;
use WPO365\User_Sync\Settings\Settings;
use WPO365\User_Sync\Sync\Action_Frame;
use WPO365\User_Sync\Sync\Engine;
use WPO365\User_Sync\Sync\Manual_Actions;
use WPO365\User_Sync\Sync\Person_Now;
use WPO365\User_Sync\Sync\Person_Reader;
use WPO365\User_Sync\Sync\Run\Retry;
use WPO365\User_Sync\Sync\Run\Run_History;
use WPO365\User_Sync\Sync\Run\Run_Store;
use WPO365\User_Sync\Sync\Run\Work_Table;
use WPO365\User_Sync\Sync\Run_Control;
use WPO365\User_Sync\Sync\Run_Endings;
use WPO365\User_Sync\Sync\Runner;
use WPO365\User_Sync\Sync\Undo_Control;
use WPO365\User_Sync\Sync\Write\Welcome;

/**
 * The one set of parts that all drivers share: page, background, command line. Made only where one of them is needed.
 */
final class Services {

	public readonly Run_Store $runs;
	public readonly Client $client;
	public readonly User_Reader $reader;
	public readonly Engine $engine;
	public readonly Runner $runner;
	public readonly Run_Control $control;
	public readonly Undo_Control $undo;
	public readonly Manual_Actions $actions;
	public readonly Person_Now $person;
	public readonly Events $events;
	public readonly Trace $trace;
	public readonly Scheduler $scheduler;
	public readonly Tick $tick;
	public readonly Overview $overview;
	public readonly Notices $notices;
	public readonly Entries $entries;

	public function __construct( public readonly Settings $settings ) {
		$repository    = new Repository();
		$work          = new Work_Table();
		$transaction   = new Transaction();
		$this->entries = new Entries( $settings->secrets() );
		$journal       = new Journal( $settings, $this->entries );
		$welcome       = new Welcome( $journal );
		$this->notices = new Notices( $settings );
		$endings       = new Run_Endings( $this->notices->run_stopped( ... ) );
		$this->runs    = new Run_Store();
		$this->client  = new Client( $settings, new Tokens( $settings ) );
		$this->reader  = new User_Reader( $this->client, $settings );
		$this->engine  = new Engine( $this->client, $this->reader, $repository, $this->runs, $transaction, $settings, $journal );
		$this->runner  = new Runner( $this->runs, $transaction, $repository, $settings, $this->engine, new Retry(), $welcome, $journal, $endings );
		$this->control = new Run_Control( $this->runs, $repository, $work, $transaction, $settings, $this->engine->removal(), $this->entries, endings: $endings, going: fn() => $this->events->arrange( true ) );
		$this->undo    = new Undo_Control( $this->engine, $this->control );
		$frame         = new Action_Frame( $this->runs, $this->control, $this->engine, $transaction, $settings, $journal );
		$this->actions = new Manual_Actions( $frame, $this->runs, $repository, $work, $this->reader, $this->engine, $transaction, $settings, $welcome );
		$this->person  = new Person_Now( $frame, new Person_Reader( $this->reader, new Group_Reader( $this->client ), $this->runs, $work, $settings ), $this->engine, $this->runs, $repository, $work, $transaction, $welcome, $settings );
		$this->events  = new Events();
		$this->trace   = new Trace();

		$history         = new Run_History( $this->runs );
		$this->scheduler = new Scheduler( $history, $this->control, $settings, $this->trace );
		$this->tick      = new Tick( $this->runs, $this->runner, $settings, $this->trace, $this->events, $this->scheduler, $history, $this->notices, $this->entries );
		$this->overview  = new Overview( $this->runs, $this->scheduler, $this->trace, $settings );
	}
}
