<?php
/**
 * The day on which somebody leaves the organization.
 *
 * @package WPO365\User_Sync
 */

declare( strict_types=1 );

namespace WPO365\User_Sync\Accounts;

/**
 * Says what the account of a leaver knows about it, where the settings map the property. Without the permission User-LifeCycleInfo.Read.All Graph gives none, so a blank says nothing.
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
		$date = isset( $keys[ self::PROPERTY ] ) ? get_user_meta( $user_id, $keys[ self::PROPERTY ], true ) : '';
		$date = is_string( $date ) ? strtotime( $date ) : false;
		/* translators: %s: date. */
		return false === $date ? '' : sprintf( __( 'Last day in the organization, as the directory said: %s.', 'wpo365-user-sync' ), wp_date( (string) get_option( 'date_format' ), $date, new \DateTimeZone( 'UTC' ) ) );
	}
}
