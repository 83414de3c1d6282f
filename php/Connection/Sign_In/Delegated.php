<?php
/**
 * Delegated permissions.
 *
 * @package WPO365\User_Sync
 */

declare( strict_types=1 );

namespace WPO365\User_Sync\Connection\Sign_In;

use WPO365\User_Sync\Database\Lock_Held;
use WPO365\User_Sync\Database\Named_Lock;
use WPO365\User_Sync\Graph\Graph_Error;
use WPO365\User_Sync\Graph\Graph_Exception;
use WPO365\User_Sync\Graph\Token_Source;
use WPO365\User_Sync\Graph\Transport;
use WPO365\User_Sync\Settings\Settings;

/**
 * Gives tokens of a person who signed in: the administrator whose run it is.
 */
final class Delegated implements Token_Source {

	/** Seconds after which the lock of a request that died is taken over; longer than a call to the sign-in service may last. */
	private const LOCKED = 45;

	/** Seconds that other requests wait for a new token. */
	private const PATIENCE = 10;

	/**
	 * The token that was given last.
	 *
	 * @var string
	 */
	private string $given = '';

	/**
	 * @param int $user_id The administrator.
	 */
	public function __construct(
		private readonly Settings $settings,
		private int $user_id,
		private readonly Transport $transport = new Transport()
	) {
	}

	/**
	 * Says whose run the next tokens are for.
	 *
	 * @param int $user_id The user.
	 */
	public function act_for( int $user_id ): void {
		$this->user_id = $user_id;
	}

	/**
	 * Gives a token that is good for at least some minutes.
	 *
	 * @throws Graph_Exception When the person has to sign in (again), or the service can't be asked.
	 */
	public function token(): string {
		$grant       = self::usable( ( new Grants( $this->settings ) )->of( $this->user_id ) );
		$this->given = $grant->is_fresh() ? $grant->access_token : $this->refresh( $grant->access_token );
		return $this->given;
	}

	/**
	 * Gives a new token.
	 *
	 * @throws Graph_Exception When the person has to sign in (again), or the service can't be asked.
	 */
	public function renew(): string {
		$old         = '' === $this->given ? ( new Grants( $this->settings ) )->of( $this->user_id )?->access_token : $this->given;
		$this->given = $this->refresh( $old ?? '' );
		return $this->given;
	}

	/**
	 * Gets a new token, unless another request did so while this one waited: each refresh token is to be used once.
	 *
	 * @param string $old The access token that is not good any more.
	 * @throws Graph_Exception When the other request takes too long, the person has to sign in (again), or the service can't be asked.
	 */
	private function refresh( #[\SensitiveParameter] string $old ): string {
		$grants = new Grants( $this->settings );
		$renew  = function () use ( $grants, $old ): string {
			$grant = self::usable( $grants->fresh( $this->user_id ) );
			if ( $grant->is_fresh() && $grant->access_token !== $old ) {
				return $grant->access_token;
			}
			return $this->keep( $grants, $grant, $this->redeem( $grants, $grant ) )->access_token;
		};
		try {
			return ( new Named_Lock( 'refresh_' . $this->user_id, self::LOCKED, self::PATIENCE ) )->hold( $renew );
		} catch ( Lock_Held ) {
			throw new Graph_Exception( Graph_Error::Server_Error, __( 'The sign-in is being renewed by another request. Try again in a moment.', 'wpo365-user-sync' ), 503, 5 );
		}
	}

	/**
	 * Redeems the refresh token. Its refusal ends the sign-in; a service that is down does not.
	 *
	 * @param Grants $grants The sign-ins.
	 * @param Grant  $grant  The sign-in.
	 * @throws Graph_Exception When there is no new token.
	 */
	private function redeem( Grants $grants, Grant $grant ): Grant {
		// Without a scope the new token is good for the same as the old one (RFC 6749, section 6).
		$request = array(
			'grant_type'    => 'refresh_token',
			'refresh_token' => $grant->refresh_token,
		);
		try {
			return $grant->renewed( ( new Login( $this->settings, $this->transport ) )->redeem( $request ) );
		} catch ( Graph_Exception $failure ) {
			if ( Graph_Error::Sign_In_Needed === $failure->error ) {
				$this->keep( $grants, $grant, $grant->ended( $failure->getMessage(), $failure->claims ) );
			}
			throw $failure;
		}
	}

	/**
	 * Keeps what became of a sign-in, unless it was deleted, or replaced by another one, while the service was asked.
	 *
	 * @param Grants $grants The sign-ins.
	 * @param Grant  $before The sign-in whose refresh token was sent.
	 * @param Grant  $after  What became of it.
	 * @return Grant The sign-in that counts.
	 * @throws Graph_Exception When there is none any more (sign_in_needed).
	 */
	private function keep( Grants $grants, Grant $before, Grant $after ): Grant {
		$present = self::usable( $grants->fresh( $this->user_id ) );
		if ( $present->refresh_token !== $before->refresh_token ) {
			return $present;
		}
		$grants->keep( $this->user_id, $after );
		return $after;
	}

	/**
	 * Refuses a sign-in that is none, or has ended.
	 *
	 * @param Grant|null $grant The sign-in.
	 * @throws Graph_Exception When it can't be used (sign_in_needed).
	 */
	public static function usable( ?Grant $grant ): Grant {
		if ( null === $grant ) {
			throw new Graph_Exception( Graph_Error::Sign_In_Needed, __( 'You have not connected this site with Microsoft yet. Press “Connect with Microsoft” in the settings and sign in.', 'wpo365-user-sync' ) );
		}
		if ( '' !== $grant->ended || '' === $grant->refresh_token ) {
			throw new Graph_Exception( Graph_Error::Sign_In_Needed, $grant->ended );
		}
		return $grant;
	}
}
