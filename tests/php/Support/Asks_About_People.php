<?php

declare( strict_types=1 );

namespace WPO365\User_Sync\Tests\Support;

/**
 * Looks one person up, or synchronizes that person, and reads the answer.
 */
trait Asks_About_People {

	use Scene;

	/**
	 * @return array<string, mixed>
	 */
	protected function look( string $who ): array {
		return $this->ask( array( 'who' => $who ) );
	}

	/**
	 * @return array<string, mixed>
	 */
	protected function write( string $who ): array {
		return $this->ask( array( 'who' => $who, 'write' => true ) );
	}

	/**
	 * @param array<string, mixed> $body Body.
	 * @return array<string, mixed>
	 */
	protected function ask( array $body ): array {
		$answer = $this->rest( 'POST', '/people', $body );
		self::assertSame( 200, $answer->status, $answer->text() );
		self::assertSame( array( 'read', 'scope', 'match', 'decide', 'write' ), array_column( $answer->data['steps'], 'id' ) );
		return $answer->data;
	}

	/**
	 * @param array<string, mixed> $answer Answer.
	 */
	protected static function path( array $answer ): string {
		return implode( ' ', array_column( $answer['steps'], 'status' ) );
	}

	/**
	 * @param array<string, mixed> $answer Answer.
	 */
	protected static function message( array $answer, string $step ): string {
		return array_column( $answer['steps'], 'message', 'id' )[ $step ];
	}

	/**
	 * @param array<string, mixed> $answer Answer.
	 * @return list<mixed> Table, status, object id, user, actions.
	 */
	protected static function facts( array $answer ): array {
		$row = $answer['row'];
		return array( $row['table'], $row['status'], $row['object_id'], $row['user_id'], $row['actions'] );
	}

	/**
	 * @return list<array{string, string, string}> Kind, status and boxes of what stands in the history.
	 */
	protected function history(): array {
		global $wpdb;
		return $wpdb->get_results( "SELECT kind, status, options FROM {$wpdb->prefix}wpo365_user_sync_runs ORDER BY id DESC", ARRAY_N );
	}
}
