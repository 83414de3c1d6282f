<?php
/**
 * Puts together what undoes.
 *
 * @package WPO365\User_Sync
 */

declare( strict_types=1 );

namespace WPO365\User_Sync\Sync\Undo;

use WPO365\User_Sync\Accounts\Links;
use WPO365\User_Sync\Accounts\Privileges;
use WPO365\User_Sync\Database\Transaction;
use WPO365\User_Sync\Journal\Entries;
use WPO365\User_Sync\Journal\Journal;
use WPO365\User_Sync\Journal\Restorer;
use WPO365\User_Sync\Results\Repository;
use WPO365\User_Sync\Settings\Settings;
use WPO365\User_Sync\Sync\Removal\Removal_Guard;
use WPO365\User_Sync\Sync\Run\Run_Store;

/**
 * Makes phase and preview, which read the same way.
 */
final class Undo_Parts {

	public function __construct(
		private readonly Settings $settings,
		private readonly Journal $journal,
		private readonly Transaction $transaction,
		private readonly Repository $repository,
		private readonly Run_Store $runs,
	) {}

	/**
	 * Makes what works on a run of the kind undo.
	 */
	public function phase(): Undo_Phase {
		$restorer = $this->restorer();
		$reader   = $this->reader( $restorer );
		return new Undo_Phase( $reader, new Undoer( $this->transaction, $this->journal, $restorer, $reader ), $this->repository, new Links() );
	}

	/**
	 * Makes what only looks.
	 */
	public function preview(): Undo_Preview {
		$restorer = $this->restorer();
		return new Undo_Preview( $this->reader( $restorer ), $restorer );
	}

	private function reader( Restorer $restorer ): Undo_Reader {
		$entries    = new Entries( $this->settings->secrets() );
		$privileges = $this->privileges();
		return new Undo_Reader( $entries, new Facts_Finder( $this->settings, $entries, $this->runs, $privileges, new Removal_Guard( $this->settings, $privileges ), $restorer ) );
	}

	private function restorer(): Restorer {
		return new Restorer( $this->journal, $this->privileges(), new Links() );
	}

	private function privileges(): Privileges {
		return new Privileges( $this->settings->get( 'removal.protected_roles' ) );
	}
}
