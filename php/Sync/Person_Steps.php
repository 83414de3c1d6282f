<?php
/**
 * How far a person comes.
 *
 * @package WPO365\User_Sync
 */

declare( strict_types=1 );

namespace WPO365\User_Sync\Sync;

/**
 * The five steps of *one person now*, each with what is to be said about it. At most one has failed: it tells why the person does not come over.
 */
final class Person_Steps {

	public const IDS      = array( 'read', 'scope', 'match', 'decide', 'write' );
	public const STATUSES = array( 'ok', 'skipped', 'failed' );

	/** @var array<string, array{id: string, status: string, message: string}> By id. */
	private array $steps = array();

	/**
	 * Notes that a step is done.
	 *
	 * @param string $message Sentences.
	 */
	public function ok( string $id, string $message ): void {
		$this->note( $id, 'ok', $message );
	}

	/**
	 * Notes that there is nothing to be done in a step.
	 *
	 * @param string $message Sentences.
	 */
	public function skip( string $id, string $message ): void {
		$this->note( $id, 'skipped', $message );
	}

	/**
	 * Notes that the person comes no further than this step.
	 *
	 * @param string $message Sentences that say why.
	 */
	public function fail( string $id, string $message ): void {
		$this->note( $id, 'failed', $message );
	}

	/**
	 * Says why nothing was written, unless a step before has said it.
	 *
	 * @param string[] $actions What writing would do.
	 */
	public function leave( array $actions ): void {
		if ( ! in_array( 'failed', array_column( $this->steps, 'status' ), true ) ) {
			$this->skip( 'write', array() === $actions ? __( 'There is nothing to write.', 'wpo365-user-sync' ) : __( 'Looking writes nothing. Synchronize this person to have it done.', 'wpo365-user-sync' ) );
		}
	}

	/**
	 * Gives all five, in their order; those that were not reached say so.
	 *
	 * @return list<array{id: string, status: string, message: string}>
	 */
	public function to_array(): array {
		$unreached = static fn( string $id ): array => array(
			'id'      => $id,
			'status'  => 'skipped',
			'message' => __( 'Not reached, because a step before this one ended it.', 'wpo365-user-sync' ),
		);
		return array_map( fn( string $id ): array => $this->steps[ $id ] ?? $unreached( $id ), self::IDS );
	}

	private function note( string $id, string $status, string $message ): void {
		$this->steps[ $id ] = compact( 'id', 'status', 'message' );
	}
}
