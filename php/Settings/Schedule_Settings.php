<?php
/**
 * Settings of the schedule.
 *
 * @package WPO365\User_Sync
 */

declare( strict_types=1 );

namespace WPO365\User_Sync\Settings;

/**
 * Describes the settings that say when the site synchronizes by itself.
 */
final class Schedule_Settings {

	/** A time of the day. */
	private const TIME = '^([01][0-9]|2[0-3]):[0-5][0-9]$';

	/**
	 * Gives the section "schedule".
	 *
	 * @return array<string, mixed>
	 */
	public static function schedule(): array {
		return Type::group(
			__( 'Schedule', 'wpo365-user-sync' ),
			__( 'The site synchronizes by itself, in the name of the administrator who saved the schedule last.', 'wpo365-user-sync' ),
			array(
				'full'    => Type::choice(
					__( 'Synchronize', 'wpo365-user-sync' ),
					'',
					array(
						'off'    => __( 'Only by hand', 'wpo365-user-sync' ),
						'daily'  => __( 'Every day', 'wpo365-user-sync' ),
						'weekly' => __( 'Every week', 'wpo365-user-sync' ),
					),
					'off'
				),
				'time'    => Type::text(
					__( 'Time', 'wpo365-user-sync' ),
					__( 'In the time zone of the site.', 'wpo365-user-sync' ),
					array(
						'pattern' => self::TIME,
						'default' => '03:00',
						'control' => 'time',
						'when'    => array( 'schedule.full' => array( 'daily', 'weekly' ) ),
					)
				),
				'weekday' => self::weekday() + array( 'when' => array( 'schedule.full' => array( 'weekly' ) ) ),
				'changes' => Type::number_choice(
					__( 'Synchronize changes in between', 'wpo365-user-sync' ),
					__( 'Looks only at people who have changed in the directory since the last synchronization.', 'wpo365-user-sync' ),
					array(
						0   => __( 'Never', 'wpo365-user-sync' ),
						15  => __( 'Every 15 minutes', 'wpo365-user-sync' ),
						30  => __( 'Every 30 minutes', 'wpo365-user-sync' ),
						60  => __( 'Every hour', 'wpo365-user-sync' ),
						120 => __( 'Every 2 hours', 'wpo365-user-sync' ),
						360 => __( 'Every 6 hours', 'wpo365-user-sync' ),
						720 => __( 'Every 12 hours', 'wpo365-user-sync' ),
					),
					0
				),
				'create'  => Type::flag( __( 'Scheduled synchronizations create users', 'wpo365-user-sync' ) ),
				'update'  => Type::flag( __( 'Scheduled synchronizations update users', 'wpo365-user-sync' ) ),
				'delete'  => Type::flag( __( 'Scheduled synchronizations delete users', 'wpo365-user-sync' ) ),
				'run_as'  => Type::number_or_null(
					__( 'Synchronized in the name of', 'wpo365-user-sync' ),
					__( 'The administrator who saved the schedule last.', 'wpo365-user-sync' ),
					null,
					array(
						'readonly' => true,
						'control'  => 'none',
					)
				),
			)
		);
	}

	/**
	 * @return array<string, mixed>
	 */
	private static function weekday(): array {
		return Type::number_choice(
			__( 'Day of the week', 'wpo365-user-sync' ),
			'',
			array(
				1 => __( 'Monday', 'wpo365-user-sync' ),
				2 => __( 'Tuesday', 'wpo365-user-sync' ),
				3 => __( 'Wednesday', 'wpo365-user-sync' ),
				4 => __( 'Thursday', 'wpo365-user-sync' ),
				5 => __( 'Friday', 'wpo365-user-sync' ),
				6 => __( 'Saturday', 'wpo365-user-sync' ),
				7 => __( 'Sunday', 'wpo365-user-sync' ),
			),
			1
		);
	}
}
