<?php
/**
 * Turns decisions into effects and rows.
 *
 * @package WPO365\User_Sync
 */

declare( strict_types=1 );

namespace WPO365\User_Sync\Sync\Write;

use WPO365\User_Sync\Accounts\Links;
use WPO365\User_Sync\Results\Pending;
use WPO365\User_Sync\Results\Repository;
use WPO365\User_Sync\Results\Result;
use WPO365\User_Sync\Results\Status;
use WPO365\User_Sync\Results\Table;
use WPO365\User_Sync\Sync\Matching\Findings;
use WPO365\User_Sync\Sync\Plan\Decision;
use WPO365\User_Sync\Sync\Plan\Verdict;
use WPO365\User_Sync\Sync\Run\Boxes;
use WPO365\User_Sync\Sync\Run\Work_Table;

/**
 * Carries out decisions through the Applier that the ticked boxes ask for, and gathers the rows, which are written together.
 */
final class Recorder {

	/** @var Result[] */
	private array $rows = array();

	/** @var list<array{string, int}> Object id and named account. */
	private array $claims = array();

	public function __construct(
		private readonly Repository $repository,
		private readonly Work_Table $work,
		private readonly Links $links,
		private readonly Wp_Applier $writer,
		private readonly Preview_Applier $preview,
		private readonly Boxes $options,
		private readonly bool $welcome,
	) {}

	/**
	 * Carries out a decision.
	 *
	 * @return Result Its row.
	 */
	public function record( Decision $decision ): Result {
		$row         = Result::of_person( $decision->person, Table::Directory_Only );
		$row->reason = $decision->reason;
		$this->name( $decision, $row );
		match ( $decision->verdict ) {
			Verdict::Matched     => $this->record_matched( $decision, $row ),
			Verdict::Claim       => $this->record_claim( $decision, $row ),
			Verdict::Create      => $this->record_new( $decision, $row ),
			Verdict::Uncreatable => $row->status = $this->options->create ? Status::Failed : Status::Logged,
			Verdict::Disabled    => $row->status = $this->options->create ? Status::Skipped : Status::Logged,
			Verdict::Conflict    => $row->status = Status::Conflict,
		};
		if ( ! $this->options->only_looks() ) {
			$this->writer->release_name( $decision );
		}
		$this->rows[] = $row;
		return $row;
	}

	/**
	 * Notes a person whom nobody may touch, since the process died on them more than once. The accounts that may be theirs count as named.
	 */
	public function record_fatal( Findings $found ): void {
		$row         = Result::of_person( $found->person, Table::Directory_Only );
		$row->status = Status::Failed;
		$row->reason = self::fatal();
		if ( 1 === count( $found->linked ) ) {
			$row->table   = Table::Matched;
			$row->user_id = $found->linked[0]->id;
			$row->login   = $found->linked[0]->login;
		}
		foreach ( array( ...$found->linked, ...$found->candidates ) as $account ) {
			$this->claims[] = array( $found->person->id, $account->id );
		}
		$this->rows[] = $row;
	}

	/**
	 * Says that the process died on somebody.
	 */
	public static function fatal(): string {
		return __( 'The server stopped each time this person was worked on, so the person was left out. Look into the server’s PHP error log: another plugin, or the memory limit, may be the cause.', 'wpo365-user-sync' );
	}

	/**
	 * Writes what was gathered.
	 *
	 * @return int How many rows.
	 */
	public function flush( int $run_id ): int {
		$this->links->flush();
		$this->work->add_claims( $run_id, $this->claims );
		$this->repository->save( $run_id, $this->rows );
		$count        = count( $this->rows );
		$this->rows   = array();
		$this->claims = array();
		return $count;
	}

	/**
	 * Drops what was gathered: the part was rolled back.
	 */
	public function forget(): void {
		$this->rows   = array();
		$this->claims = array();
		$this->writer->forget();
	}

	private function name( Decision $decision, Result $row ): void {
		foreach ( $decision->named as $user_id ) {
			$this->claims[] = array( $decision->person->id, $user_id );
		}
		if ( null !== $decision->account ) {
			$row->user_id = $decision->account->id;
			$row->login   = $decision->account->login;
		}
	}

	private function record_new( Decision $decision, Result $row ): void {
		$forbidden = $this->writer->why_not_create( $decision );
		if ( '' !== $forbidden ) {
			$row->status = $this->options->create ? Status::Failed : Status::Logged;
			$row->reason = $forbidden;
			return;
		}
		( $this->options->create ? $this->writer : $this->preview )->create( $decision, $row );
		if ( $this->welcome && Status::Created === $row->status && null !== $decision->person->email() ) {
			$row->pending = Pending::Mail;
		}
	}

	private function record_matched( Decision $decision, Result $row ): void {
		$row->table = Table::Matched;
		$forbidden  = $this->options->only_looks() ? '' : $this->writer->why_not_write( $decision, $this->options );
		if ( '' !== $forbidden ) {
			$row->status = Status::Skipped;
			$row->reason = $forbidden;
			return;
		}
		( $this->options->update ? $this->writer : $this->preview )->update( $decision, $row );
		( $this->options->only_looks() ? $this->preview : $this->writer )->tag( $decision );
		if ( null !== $decision->entry && Status::Failed !== $row->status ) {
			( $this->options->create ? $this->writer : $this->preview )->admit( $decision, $row );
		}
	}

	private function record_claim( Decision $decision, Result $row ): void {
		$row->table   = Table::Matched;
		$row->pending = Pending::Claim;
		$row->person  = $decision->person->to_array();
	}
}
