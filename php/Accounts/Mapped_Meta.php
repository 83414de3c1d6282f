<?php
/**
 * User meta of the mapped fields.
 *
 * @package WPO365\User_Sync
 */

declare( strict_types=1 );

namespace WPO365\User_Sync\Accounts;

use WPO365\User_Sync\Settings\Rules;
use WPO365\User_Sync\Settings\Settings;

/**
 * Registers the meta of the extra fields with WordPress, and tells their values in words.
 */
final class Mapped_Meta {

	/** Types of WordPress for those of a field; every other field is a text. */
	private const TYPES = array(
		'number'  => 'number',
		'boolean' => 'boolean',
	);

	public function __construct( private readonly Settings $settings ) {}

	/**
	 * Lists the mapped fields. Never one of a reserved key, such as the link's, however it got into the settings.
	 *
	 * @return list<array{property: string, meta_key: string, label: string, type: string, separator: string, policy: string, when_empty: string}>
	 */
	public function fields(): array {
		return array_values(
			array_filter(
				$this->settings->get( 'fields' ),
				static fn( array $field ): bool => null === Rules::broken( 'fields.0.meta_key', $field['meta_key'] )
			)
		);
	}

	/**
	 * Registers the meta; for the actions rest_api_init and admin_init, so that no page of the site's front costs a query more.
	 *
	 * A key that somebody else has registered stays theirs.
	 */
	public function register(): void {
		foreach ( $this->fields() as $field ) {
			if ( registered_meta_key_exists( 'user', $field['meta_key'] ) ) {
				continue;
			}
			register_meta(
				'user',
				$field['meta_key'],
				array(
					'type'              => self::TYPES[ $field['type'] ] ?? 'string',
					'label'             => $field['label'],
					'description'       => $field['label'],
					'single'            => true,
					'sanitize_callback' => static fn( mixed $value ): mixed => is_scalar( $value ) ? Field_Map::stored( $value, $field ) : $value,
					'auth_callback'     => array( self::class, 'may_write' ),
					// Only for whoever may edit the user: the context "view" shows authors of posts to everybody.
					'show_in_rest'      => array( 'schema' => array( 'context' => array( 'edit' ) ) ),
				)
			);
		}
	}

	/**
	 * Tells whether somebody may write a mapped value: whoever may edit users, and this one.
	 *
	 * Everybody may edit the own profile; what the directory says about them is not theirs to change there.
	 *
	 * @param bool   $allowed  What WordPress would say.
	 * @param string $meta_key The key.
	 * @param int    $user_id  Whose value.
	 * @param int    $actor    Who asks.
	 */
	public static function may_write( bool $allowed, string $meta_key, int $user_id, int $actor ): bool {
		return user_can( $actor, 'edit_users' ) && user_can( $actor, 'edit_user', $user_id );
	}

	/**
	 * Tells a user's value in words; empty where there is none.
	 *
	 * @param array<string, string> $field   One of fields().
	 * @param int                   $user_id The user.
	 */
	public static function text( array $field, int $user_id ): string {
		$value = get_user_meta( $user_id, $field['meta_key'], true );
		// Not ours: other plugins store lists under the same keys.
		if ( ! is_scalar( $value ) ) {
			return implode( ', ', array_filter( (array) $value, 'is_scalar' ) );
		}
		$text = (string) $value;
		return match ( array( $field['type'], $text ) ) {
			array( 'boolean', '1' ) => __( 'Yes', 'wpo365-user-sync' ),
			array( 'boolean', '0' ) => __( 'No', 'wpo365-user-sync' ),
			default                 => 'date' === $field['type'] ? self::date( $text ) : $text,
		};
	}

	private static function date( string $text ): string {
		$date = date_create_immutable( $text, new \DateTimeZone( 'UTC' ) );
		return '' === $text || false === $date ? $text : (string) wp_date( (string) get_option( 'date_format' ), $date->getTimestamp(), $date->getTimezone() );
	}
}
