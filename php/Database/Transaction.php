<?php
/**
 * A database transaction that notices when somebody else has ended it.
 *
 * @package WPO365\User_Sync
 */

declare( strict_types=1 );

namespace WPO365\User_Sync\Database;

/**
 * Wraps BEGIN and COMMIT.
 *
 * Handlers of other plugins can end our transaction (DDL, a START TRANSACTION of their own), and wpdb reconnects silently after a lost connection.
 * A savepoint set at the start is gone then, and releasing it fails: that tells.
 */
final class Transaction {

	private const WHOLE  = 'wpo365_user_sync';
	private const PERSON = 'wpo365_user_sync_person';
	private const CIRCLE = 'wpo365_user_sync_circle';

	/**
	 * Begins a transaction, with a savepoint that tells later whether it is still the same one.
	 */
	public function begin(): void {
		Database::attempt( 'START TRANSACTION' );
		Database::attempt( 'SAVEPOINT ' . self::WHOLE );
	}

	/**
	 * Sees whether the transaction is still the one that was begun.
	 *
	 * @throws Transaction_Broken Where somebody has ended it.
	 */
	public function check(): void {
		if ( ! $this->silently( 'RELEASE SAVEPOINT ' . self::WHOLE ) ) {
			throw new Transaction_Broken();
		}
		Database::attempt( 'SAVEPOINT ' . self::WHOLE );
	}

	/**
	 * Keeps what was written.
	 *
	 * @throws Transaction_Broken Where somebody has ended the transaction: what was written may be there or not.
	 */
	public function commit(): void {
		if ( ! $this->silently( 'RELEASE SAVEPOINT ' . self::WHOLE ) ) {
			Database::attempt( 'ROLLBACK' );
			throw new Transaction_Broken();
		}
		if ( null === Database::attempt( 'COMMIT' ) ) {
			throw new Transaction_Broken();
		}
	}

	/**
	 * Drops what was written.
	 */
	public function rollback(): void {
		Database::attempt( 'ROLLBACK' );
	}

	/**
	 * Does work as a whole or not at all.
	 *
	 * @template T
	 * @param callable(): T $work Writes to the database; what returns a WP_Error is taken back.
	 * @return T
	 * @throws Transaction_Broken Where somebody has ended the transaction.
	 * @throws \Throwable         What the work throws; its writes are taken back.
	 */
	public function whole( callable $work ): mixed {
		$this->begin();
		try {
			$result = $work();
			is_wp_error( $result ) ? $this->rollback() : $this->commit();
			return $result;
		} catch ( \Throwable $thrown ) {
			$this->rollback();
			throw $thrown;
		}
	}

	/**
	 * Does something to one person, all or nothing, without giving up what was done to others.
	 *
	 * @template T
	 * @param callable(): T $work Writes about one person.
	 * @return T
	 * @throws Transaction_Broken Where what was begun could not be taken back.
	 * @throws \Throwable         What the work throws; its writes are taken back.
	 */
	public function for_one( callable $work ): mixed {
		return $this->within( self::PERSON, $work );
	}

	/**
	 * Does something to several people, all or nothing; each of them may be worked on by for_one().
	 *
	 * @template T
	 * @param callable(): T $work Writes about them.
	 * @return T
	 * @throws Transaction_Broken Where what was begun could not be taken back.
	 * @throws \Throwable         What the work throws; its writes are taken back.
	 */
	public function for_several( callable $work ): mixed {
		return $this->within( self::CIRCLE, $work );
	}

	private function within( string $savepoint, callable $work ): mixed {
		Database::attempt( 'SAVEPOINT ' . $savepoint );
		try {
			$result = $work();
		} catch ( \Throwable $thrown ) {
			if ( ! $this->silently( 'ROLLBACK TO SAVEPOINT ' . $savepoint ) ) {
				throw new Transaction_Broken( previous: $thrown );
			}
			throw $thrown;
		}
		if ( ! $this->silently( 'RELEASE SAVEPOINT ' . $savepoint ) ) {
			throw new Transaction_Broken();
		}
		return $result;
	}

	private function silently( string $statement ): bool {
		return null !== Database::quietly( static fn(): ?int => Database::attempt( $statement ) );
	}
}
