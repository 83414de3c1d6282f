<?php
/**
 * The day on which somebody leaves the organization.
 *
 * @package WPO365\User_Sync
 */

declare( strict_types=1 );

namespace WPO365\User_Sync\Accounts;

use WPO365\User_Sync\Directory\Directory_User;

/**
 * Says what is known about it of a leaver, where the settings map the property. Without the permission User-LifeCycleInfo.Read.All Graph gives none, so a blank says nothing.
 */
final class Leave_Date {

	private const PROPERTY = 'employeeLeaveDateTime';

	/**
	 * @param list<array{property: string, meta_key: string}> $fields Setting `fields`.
	 */
	public function __construct( private readonly array $fields ) {}

	/**
	 * Says it, from user meta that are in the cache already.
	 *
	 * @return string A sentence, or an empty string where nothing is known.
	 */
	public function in_words( int $user_id ): string {
		$keys = array_column( $this->fields, 'meta_key', 'property' );
		return isset( $keys[ self::PROPERTY ] ) ? self::say( get_user_meta( $user_id, $keys[ self::PROPERTY ], true ) ) : '';
	}

	/**
	 * Says it of somebody whom the directory calls disabled. Without a mapping the property is not read.
	 *
	 * @return string A sentence, or an empty string.
	 */
	public static function of_person( Directory_User $person ): string {
		return false === $person->account_enabled ? self::say( $person->properties[ self::PROPERTY ] ?? '' ) : '';
	}

	/**
	 * @param mixed $date What is stored, or what Graph says.
	 */
	private static function say( mixed $date ): string {
		// The day is meant, whatever the hour.
		$day = Field_Map::stored( $date, array( 'type' => 'date', 'separator' => '' ) );
		/* translators: %s: date. */
		return '' === $day ? '' : sprintf( __( 'Last day in the organization, as the directory said: %s.', 'wpo365-user-sync' ), wp_date( (string) get_option( 'date_format' ), (int) strtotime( "$day UTC" ), new \DateTimeZone( 'UTC' ) ) );
	}
}
