<?php
/**
 * Settings of the user fields.
 *
 * @package WPO365\User_Sync
 */

declare( strict_types=1 );

namespace WPO365\User_Sync\Settings;

/**
 * Describes the settings that say which fields of a user are written, and when.
 */
final class Field_Settings {

	/**
	 * A path to a property of a Graph user, such as "department" or "businessPhones.0".
	 */
	private const PROPERTY = '^[A-Za-z][A-Za-z0-9_]*(\.[A-Za-z0-9_]+)*$';

	/**
	 * Gives the section "fields": properties of the directory that are kept as user meta.
	 *
	 * @return array<string, mixed>
	 */
	public static function extra_fields(): array {
		return Type::items(
			__( 'Extra user fields', 'wpo365-user-sync' ),
			__( 'Properties of the directory that are stored as user meta.', 'wpo365-user-sync' ),
			self::extra_field(),
			array(
				'control' => 'fields',
				'panel'   => 'core_fields',
			)
		);
	}

	/**
	 * Gives the schema of an extra field.
	 *
	 * @return array<string, mixed>
	 */
	public static function extra_field(): array {
		return Type::group(
			__( 'Extra user field', 'wpo365-user-sync' ),
			'',
			array(
				'property'   => Type::text(
					__( 'Property in Microsoft Graph', 'wpo365-user-sync' ),
					__( 'For example department, businessPhones.0 or manager.displayName.', 'wpo365-user-sync' ),
					array(
						'pattern'     => self::PROPERTY,
						'maxLength'   => 200,
						'suggestions' => self::usual_properties(),
					)
				),
				'meta_key'   => Type::text( __( 'User meta key', 'wpo365-user-sync' ), __( 'Empty: the property’s name.', 'wpo365-user-sync' ), array( 'maxLength' => 255 ) ), // phpcs:ignore WordPress.DB.SlowDBQuery.slow_db_query_meta_key -- no query.
				'label'      => Type::text( __( 'Label', 'wpo365-user-sync' ), '', array( 'maxLength' => 200 ) ),
				'type'       => Type::choice(
					__( 'Type', 'wpo365-user-sync' ),
					'',
					array(
						'auto'    => __( 'Automatic', 'wpo365-user-sync' ),
						'text'    => __( 'Text', 'wpo365-user-sync' ),
						'number'  => __( 'Number', 'wpo365-user-sync' ),
						'boolean' => __( 'Yes or no', 'wpo365-user-sync' ),
						'list'    => __( 'List', 'wpo365-user-sync' ),
						'date'    => __( 'Date', 'wpo365-user-sync' ),
					),
					'auto'
				),
				'separator'  => Type::text(
					__( 'Between entries of a list', 'wpo365-user-sync' ),
					'',
					array(
						'maxLength' => 20,
						'default'   => ', ',
						'verbatim'  => true,
					)
				),
				'policy'     => self::policy( __( 'Is written', 'wpo365-user-sync' ) ),
				'when_empty' => self::when_empty( __( 'When it is empty in the directory', 'wpo365-user-sync' ), 'clear' ),
			),
			array( 'required' => array( 'property' ) )
		);
	}

	/**
	 * Gives the section "core_fields": the fields of WordPress itself.
	 *
	 * @return array<string, mixed>
	 */
	public static function core_fields(): array {
		return Type::group(
			__( 'User fields', 'wpo365-user-sync' ),
			__( 'Which fields of a user are filled from the directory, and when.', 'wpo365-user-sync' ),
			array_combine( array_keys( Core_Fields::ALL ), array_map( self::core_field( ... ), array_keys( Core_Fields::ALL ) ) )
		);
	}

	/**
	 * Gives the settings of one field of WordPress itself.
	 *
	 * @param string $field One of {@see Core_Fields}.
	 * @return array<string, mixed>
	 */
	private static function core_field( string $field ): array {
		$titles   = Core_Fields::titles( $field );
		$policy   = array( 'policy' => self::policy( $titles['policy'] ) );
		$settings = match ( $field ) {
			'display_name' => array( 'format' => self::format( $titles['title'] ) ) + $policy,
			// An account without an address could not even reset its password, so the address is never cleared.
			'user_email'   => $policy + array( 'when_empty' => Type::choice( $titles['when_empty'], '', array( 'keep' => self::keep() ), 'keep', array( 'control' => 'none' ) ) ),
			default        => $policy + array( 'when_empty' => self::when_empty( $titles['when_empty'] ) ),
		};
		return Type::group( $titles['title'], '', $settings );
	}

	/**
	 * Gives a choice of what a display name is made of.
	 *
	 * @param string $title Title.
	 * @return array<string, mixed>
	 */
	private static function format( string $title ): array {
		$choices = array(
			'directory'     => __( 'As in the directory', 'wpo365-user-sync' ),
			'given_surname' => __( 'First name, last name', 'wpo365-user-sync' ),
			'surname_given' => __( 'Last name, first name', 'wpo365-user-sync' ),
			'keep'          => self::keep(),
		);
		return Type::choice( $title, '', $choices, 'directory' );
	}

	/**
	 * Gives a choice of when a field is written.
	 *
	 * @param string $title Title.
	 * @return array<string, mixed>
	 */
	private static function policy( string $title ): array {
		$choices = array(
			'always'    => __( 'Always', 'wpo365-user-sync' ),
			'if_empty'  => __( 'Only where it is empty', 'wpo365-user-sync' ),
			'on_create' => __( 'Only when the user is created', 'wpo365-user-sync' ),
		);
		return Type::choice( $title, '', $choices, 'always' );
	}

	/**
	 * Gives a choice of what becomes of a field that the directory has no value for.
	 *
	 * @param string $title         Title.
	 * @param string $default_value The default.
	 * @return array<string, mixed>
	 */
	private static function when_empty( string $title, string $default_value = 'keep' ): array {
		$choices = array(
			'clear' => __( 'Clear it in WordPress too', 'wpo365-user-sync' ),
			'keep'  => self::keep(),
		);
		return Type::choice( $title, '', $choices, $default_value );
	}

	/**
	 * Gives the title of the choice to keep a value.
	 */
	private static function keep(): string {
		return __( 'Keep what WordPress has', 'wpo365-user-sync' );
	}

	/**
	 * Gives the properties that people usually want, with a title each; any other can be typed.
	 *
	 * @return array<string, string>
	 */
	private static function usual_properties(): array {
		return array(
			'jobTitle'            => __( 'Job title', 'wpo365-user-sync' ),
			'department'          => __( 'Department', 'wpo365-user-sync' ),
			'companyName'         => __( 'Company', 'wpo365-user-sync' ),
			'officeLocation'      => __( 'Office', 'wpo365-user-sync' ),
			'businessPhones.0'    => __( 'Business phone', 'wpo365-user-sync' ),
			'mobilePhone'         => __( 'Mobile phone', 'wpo365-user-sync' ),
			'employeeId'          => __( 'Employee ID', 'wpo365-user-sync' ),
			'preferredLanguage'   => __( 'Preferred language', 'wpo365-user-sync' ),
			'streetAddress'       => __( 'Street', 'wpo365-user-sync' ),
			'postalCode'          => __( 'Postal code', 'wpo365-user-sync' ),
			'city'                => __( 'City', 'wpo365-user-sync' ),
			'state'               => __( 'State or province', 'wpo365-user-sync' ),
			'country'             => __( 'Country', 'wpo365-user-sync' ),
			'manager.displayName' => __( 'Manager', 'wpo365-user-sync' ),
			'manager.mail'        => __( 'E-mail of the manager', 'wpo365-user-sync' ),
			'onPremisesExtensionAttributes.extensionAttribute1' => __( 'Extension attribute 1', 'wpo365-user-sync' ),
		);
	}
}
