<?php
/**
 * What is known about the connection.
 *
 * @package WPO365\User_Sync
 */

declare( strict_types=1 );

namespace WPO365\User_Sync\Connection\Checks;

use WPO365\User_Sync\Graph\Graph_Error;
use WPO365\User_Sync\Graph\Graph_Exception;
use WPO365\User_Sync\Settings\Settings;

/**
 * Remembers how the checks came out. The notes hold no secret and no personal data, and end with the connection they are about.
 */
final class Notes {

	public const OPTION = 'wpo365_user_sync_checks';

	public function __construct( private readonly Settings $settings ) {
	}

	/**
	 * Gives all notes.
	 *
	 * @return array<string, array{status: string, message: string, details: array<string, int|string>}> By check.
	 */
	public function all(): array {
		$kept = get_option( self::OPTION );
		return is_array( $kept ) && ( $kept['connection'] ?? '' ) === $this->settings->connection_hash() ? $kept['notes'] : array();
	}

	/**
	 * Forgets all notes.
	 */
	public function clear(): void {
		delete_option( self::OPTION );
	}

	/**
	 * Notes how a check came out.
	 *
	 * @param Check_Id                  $id      The check.
	 * @param Check_Status              $status  How it came out.
	 * @param string                    $message What it means and what to do.
	 * @param array<string, int|string> $details What Microsoft's support asks for.
	 */
	public function note( Check_Id $id, Check_Status $status, string $message, array $details = array() ): void {
		$notes               = $this->all();
		$notes[ $id->value ] = array(
			'status'  => $status->value,
			'message' => $message,
			'details' => $details,
		);
		$connection          = $this->settings->connection_hash();
		update_option( self::OPTION, compact( 'connection', 'notes' ), false );
	}

	/**
	 * Notes that checks came out well.
	 *
	 * @param Check_Id ...$ids The checks.
	 */
	public function good( Check_Id ...$ids ): void {
		foreach ( $ids as $id ) {
			$this->note( $id, Check_Status::Ok, $id->good() );
		}
	}

	/**
	 * Notes a failure on the line where it belongs, and what it proves about the lines before.
	 *
	 * @param Graph_Exception $failure The failure.
	 * @param Check_Id        $tried   The check that failed.
	 * @param string          $message What to say, where the failure's own sentence is too general.
	 * @param bool            $proven  Whether this server heard it from Microsoft. What a browser brings back proves nothing about other lines, the secret
	 *                                 least of all: it was not even sent.
	 */
	public function failed( Graph_Exception $failure, Check_Id $tried = Check_Id::Account, string $message = '', bool $proven = true ): void {
		$id = Placement::of( $failure, $tried );
		if ( $proven ) {
			$this->good( ...self::before( $id ) );
		}
		$details = $failure->details + array_filter(
			array(
				'status'      => $failure->status,
				'retry_after' => $failure->retry_after,
			)
		);
		// Waiting is all there is to do, so a pause is no error.
		$status = Graph_Error::Throttled === $failure->error ? Check_Status::Warning : Check_Status::Error;
		$this->note( $id, $status, $id === $tried && '' !== $message ? $message : $failure->getMessage(), $details );
	}

	/**
	 * Lists what must have been good where a line was reached.
	 *
	 * @param Check_Id $id The line.
	 * @return list<Check_Id>
	 */
	private static function before( Check_Id $id ): array {
		return match ( $id ) {
			Check_Id::Network                    => array(),
			Check_Id::Application                => array( Check_Id::Network, Check_Id::Tenant ),
			Check_Id::Secret                     => array( Check_Id::Network, Check_Id::Tenant, Check_Id::Application ),
			Check_Id::Consent, Check_Id::Account => array( Check_Id::Network, Check_Id::Tenant, Check_Id::Application, Check_Id::Secret ),
			default                              => array( Check_Id::Network ),
		};
	}

	/**
	 * Notes a successful sign-in.
	 */
	public function connected(): void {
		$this->clear();
		$this->good( Check_Id::Network, Check_Id::Tenant, Check_Id::Application, Check_Id::Secret );
	}
}
