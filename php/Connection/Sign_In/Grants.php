<?php
/**
 * Where the sign-ins of administrators are kept.
 *
 * @package WPO365\User_Sync
 */

declare( strict_types=1 );

namespace WPO365\User_Sync\Connection\Sign_In;

use WPO365\User_Sync\Settings\Secret_Refused;
use WPO365\User_Sync\Settings\Settings;

/**
 * Keeps the sign-in of each administrator. It belongs to the connection it was made for: with another tenant or
 * application in the settings it counts as none.
 */
final class Grants {

	/**
	 * Names begin with it; the user's id follows.
	 */
	private const PREFIX = 'grant_';

	public function __construct( private readonly Settings $settings ) {
	}

	/**
	 * Gives the sign-in of a user.
	 *
	 * @param int $user_id The user.
	 * @return Grant|null Null where they never connected, or with another connection.
	 */
	public function of( int $user_id ): ?Grant {
		return $this->restore( $this->settings->secrets()->recall( self::PREFIX . $user_id ) );
	}

	/**
	 * Gives the sign-in of a user as it is in the database now.
	 *
	 * @param int $user_id The user.
	 */
	public function fresh( int $user_id ): ?Grant {
		return $this->restore( $this->settings->secrets()->recall_fresh( self::PREFIX . $user_id ) );
	}

	/**
	 * Keeps the sign-in of a user; the old one is replaced in one statement.
	 *
	 * @param int   $user_id The user.
	 * @param Grant $grant   The sign-in.
	 * @throws Secret_Refused Where secrets can't be stored.
	 */
	public function keep( int $user_id, Grant $grant ): void {
		$values = array(
			'connection' => $this->settings->connection_hash(),
			'grant'      => $grant->to_array(),
		);
		$this->settings->secrets()->keep( self::PREFIX . $user_id, $values );
	}

	/**
	 * Tells whether a sign-in is stored that can't be read any more, because the site's salts were changed.
	 *
	 * @param int $user_id The user.
	 */
	public function is_unreadable( int $user_id ): bool {
		return $this->settings->secrets()->is_unreadable( self::PREFIX . $user_id );
	}

	/**
	 * Forgets the sign-in of a user; hooked to the end of the user.
	 *
	 * @param int $user_id The user.
	 */
	public function forget( int $user_id ): void {
		$this->settings->secrets()->forget( self::PREFIX . $user_id );
	}

	/**
	 * Forgets the sign-ins of everybody.
	 */
	public function forget_all(): void {
		$this->settings->secrets()->forget_all( self::PREFIX );
	}

	/**
	 * Restores a sign-in, if it belongs to the present connection.
	 *
	 * @param array<string, mixed>|null $values What was kept.
	 */
	private function restore( ?array $values ): ?Grant {
		if ( null === $values || $this->settings->connection_hash() !== $values['connection'] ) {
			return null;
		}
		return Grant::from_array( $values['grant'] );
	}
}
