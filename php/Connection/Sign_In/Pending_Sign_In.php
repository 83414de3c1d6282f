<?php
/**
 * Sign-ins under way.
 *
 * @package WPO365\User_Sync
 */

declare( strict_types=1 );

namespace WPO365\User_Sync\Connection\Sign_In;

use WPO365\User_Sync\Graph\Graph_Error;
use WPO365\User_Sync\Graph\Graph_Exception;
use WPO365\User_Sync\Settings\Secret_Refused;
use WPO365\User_Sync\Settings\Settings;

/**
 * Keeps what a sign-in needs while the person is at Microsoft: good once, for ten minutes, for the login session that began it.
 */
final class Pending_Sign_In {

	/**
	 * The cause of a failure where an answer belongs to no sign-in of this session.
	 */
	public const NOT_OURS = 'state';

	/**
	 * Seconds.
	 */
	private const LIFETIME = 600;

	public function __construct( private readonly Settings $settings ) {
	}

	/**
	 * Keeps a sign-in.
	 *
	 * @param int    $user_id  The administrator.
	 * @param string $state    What Microsoft sends back.
	 * @param string $verifier Proves that the code is redeemed by whoever asked for it.
	 * @param string $nonce    Has to be in the id_token.
	 * @throws Secret_Refused Where secrets can't be stored.
	 */
	public function keep( int $user_id, string $state, #[\SensitiveParameter] string $verifier, string $nonce ): void {
		$sealed = $this->settings->secrets()->seal( $this->binding( $user_id ) + compact( 'verifier', 'nonce' ) );
		set_transient( self::name( $state ), $sealed, self::LIFETIME );
	}

	/**
	 * Takes the sign-in that a state belongs to; a second time it is not there any more.
	 *
	 * @param int   $user_id The administrator.
	 * @param mixed $state   The state.
	 * @return array{verifier: string, nonce: string}
	 * @throws Graph_Exception When it is unknown, used, too old, or of another session.
	 */
	public function take( int $user_id, mixed $state ): array {
		if ( ! is_string( $state ) || '' === $state ) {
			throw self::not_ours();
		}
		$sealed  = get_transient( self::name( $state ) );
		$pending = is_string( $sealed ) ? $this->settings->secrets()->open( $sealed ) : null;
		// Of two requests with one state only one deletes the row.
		if ( null === $pending || ! delete_transient( self::name( $state ) ) ) {
			throw self::not_ours();
		}
		foreach ( $this->binding( $user_id ) as $key => $value ) {
			if ( $pending[ $key ] !== $value ) {
				throw self::not_ours();
			}
		}
		return $pending;
	}

	/**
	 * Says what a sign-in is bound to: the user, their login session, the connection.
	 *
	 * @param int $user_id The administrator.
	 * @return array{user: int, session: string, connection: string}
	 */
	private function binding( int $user_id ): array {
		return array(
			'user'       => $user_id,
			'session'    => hash( 'sha256', wp_get_session_token() ),
			'connection' => $this->settings->connection_hash(),
		);
	}

	/**
	 * Names the place where a sign-in waits; the state itself is not stored.
	 *
	 * @param string $state The state.
	 */
	private static function name( string $state ): string {
		return 'wpo365_user_sync_signin_' . substr( hash( 'sha256', $state ), 0, 40 );
	}

	/**
	 * Says that an answer does not belong to a sign-in of this session.
	 */
	public static function not_ours(): Graph_Exception {
		return new Graph_Exception( Graph_Error::Sign_In_Needed, __( 'This sign-in was not begun in this browser session, was used already, or took longer than ten minutes. Press “Connect with Microsoft” to start a new one.', 'wpo365-user-sync' ), 0, null, array( 'cause' => self::NOT_OURS ) );
	}
}
