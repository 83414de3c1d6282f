<?php
/**
 * Settles who gets an e-mail address that another account has as yet.
 *
 * @package WPO365\User_Sync
 */

declare( strict_types=1 );

namespace WPO365\User_Sync\Sync\Write;

use WPO365\User_Sync\Accounts\Refused;
use WPO365\User_Sync\Accounts\Same_Name;
use WPO365\User_Sync\Database\Transaction;
use WPO365\User_Sync\Directory\Directory_User;
use WPO365\User_Sync\Results\Pending_Rows;
use WPO365\User_Sync\Results\Result;
use WPO365\User_Sync\Results\Status;
use WPO365\User_Sync\Sync\Matching\Findings;
use WPO365\User_Sync\Sync\Matching\Matcher;
use WPO365\User_Sync\Sync\Plan\Address_Order;
use WPO365\User_Sync\Sync\Plan\Decision;
use WPO365\User_Sync\Sync\Plan\Verdict;

/**
 * People are settled one by one in the order of {@see Address_Order}; those who wait for each other together, all or none of them.
 *
 * Whose address is kept by its holder is a conflict; all else about that person is written.
 */
final class Address_Exchange {

	/** @var array<int, true> Accounts of which it was said that they would give their address away. */
	private array $moving = array();

	/** @var array<string, true> Keys of addresses of which it was said that somebody would get them. */
	private array $promised = array();

	/**
	 * @param bool $writes Whether addresses are written; else it is only said who would get which.
	 */
	public function __construct(
		private readonly Matcher $matcher,
		private readonly Recorder $recorder,
		private readonly Pending_Rows $pending_rows,
		private readonly Transaction $transaction,
		private readonly bool $writes,
	) {}

	/**
	 * Settles those who move together.
	 *
	 * @param Result[]                                   $rows   Their staged rows.
	 * @param \Closure(Findings, Result, int[]): Decision $decide Decides, given the accounts that give their address away at the same time.
	 */
	public function settle( int $run_id, array $rows, \Closure $decide ): void {
		$refusal = count( $rows ) > 1 ? $this->exchange( $rows, $decide ) : '';
		if ( null === $refusal ) {
			return;
		}
		foreach ( $rows as $row ) {
			$found    = $this->matcher->match( array( Directory_User::from_array( $row->person ) ) )[ $row->object_id ];
			$decision = $decide( $found, $row, $this->writes ? array() : $this->leaving( $run_id, $found ) );
			$this->promise( $decision );
			$this->recorder->record( Verdict::Waiting === $decision->verdict ? $decision->as( Verdict::Blocked, $refusal ) : $decision, $found );
		}
	}

	/**
	 * Tells which holders of a person's address would give it away to this person, where nothing is written.
	 *
	 * @return int[] Accounts.
	 */
	private function leaving( int $run_id, Findings $found ): array {
		if ( isset( $this->promised[ Same_Name::key( (string) $found->person->mail ) ] ) ) {
			return array();
		}
		return array_merge( array_keys( $this->moving ), $this->pending_rows->would_move( $run_id, $found->mail_holders ) );
	}

	/**
	 * Notes what was said about addresses: of those that are recorded together, no row is stored as yet.
	 */
	private function promise( Decision $decision ): void {
		if ( ! $this->writes && Verdict::Matched === $decision->verdict && $decision->moves_address() ) {
			$this->moving[ $decision->account->id ]                                  = true;
			$this->promised[ Same_Name::key( (string) $decision->person->mail ) ] = true;
		}
	}

	/**
	 * Lets a circle move, or leaves it as it is.
	 *
	 * @param Result[]                                    $rows   Rows.
	 * @param \Closure(Findings, Result, int[]): Decision $decide As for settle().
	 * @return string|null Null where all have moved; else why not, as far as there is more to say than that addresses are taken.
	 */
	public function exchange( array $rows, \Closure $decide ): ?string {
		$members   = array_map( static fn( Result $row ): int => $row->user_id, $rows );
		$found     = $this->matcher->match( array_map( static fn( Result $row ): Directory_User => Directory_User::from_array( $row->person ), $rows ) );
		$decisions = array();
		foreach ( $rows as $row ) {
			$decision = $decide( $found[ $row->object_id ], $row, $members );
			if ( Verdict::Matched !== $decision->verdict || ! $decision->moves_address() || $decision->account->id !== $row->user_id ) {
				return '';
			}
			$decisions[ $row->object_id ] = $decision;
		}

		// WordPress refuses an address that somebody has; these are about to give it away.
		$leaving = static fn( mixed $holder ): mixed => in_array( (int) $holder, $members, true ) ? false : $holder;
		add_filter( 'email_exists', $leaving, PHP_INT_MAX );
		try {
			$this->transaction->for_several(
				function () use ( $decisions, $found, $members ): void {
					foreach ( $decisions as $object_id => $decision ) {
						$row = $this->recorder->record( $decision, $found[ $object_id ], $members );
						if ( Status::Failed === $row->status ) {
							throw new Refused( $row->reason );
						}
					}
				}
			);
			array_map( $this->promise( ... ), $decisions );
			return null;
		} catch ( Refused $refused ) {
			$this->recorder->refresh();
			/* translators: %s: a reason, one or more sentences. */
			return sprintf( __( 'The exchange of the addresses was tried and taken back: %s', 'wpo365-user-sync' ), $refused->getMessage() );
		} finally {
			remove_filter( 'email_exists', $leaving, PHP_INT_MAX );
		}
	}
}
