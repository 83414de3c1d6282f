<?php
/**
 * Who may save a schedule, and in whose name it runs.
 */

declare( strict_types=1 );

namespace WPO365\User_Sync\Tests\Settings;

use WPO365\User_Sync\Tests\Support\Test_Case;

final class Schedule_Settings_Test extends Test_Case {

	public function test_nothing_is_scheduled_by_default(): void {
		$settings = $this->rest( 'GET', '/settings' )->data['settings'];
		self::assertSame( array( 'full' => 'off', 'time' => '03:00', 'weekday' => 1, 'changes' => 0, 'create' => false, 'update' => false, 'delete' => false, 'run_as' => null ), $settings['schedule'] );
		self::assertTrue( $settings['background'] );
	}

	/**
	 * @dataProvider wrong
	 */
	public function test_a_wrong_value_is_refused_with_its_name( array $part, string $field ): void {
		$answer = $this->rest( 'POST', '/settings', $part );
		self::assertSame( array( 400, 'invalid_setting', $field ), array( $answer->status, $answer->code(), $answer->data['data']['field'] ), $answer->text() );
		self::assertNull( $this->rest( 'GET', '/settings' )->data['settings']['schedule']['run_as'] );
	}

	/** @return array<string, array{array<string, mixed>, string}> */
	public static function wrong(): array {
		$schedule = static fn( string $key, mixed $value ): array => array( array( 'schedule' => array( $key => $value ) ), "schedule.{$key}" );
		return array(
			'an hour that there is not'   => $schedule( 'time', '24:00' ),
			'a minute that there is not'  => $schedule( 'time', '03:60' ),
			'no leading zero'             => $schedule( 'time', '3:00' ),
			'seconds'                     => $schedule( 'time', '03:00:00' ),
			'more lines'                  => $schedule( 'time', "03:00\n04:00" ),
			'no time'                     => $schedule( 'time', '' ),
			'day 0'                       => $schedule( 'weekday', 0 ),
			'day 8'                       => $schedule( 'weekday', 8 ),
			'every 7 minutes'             => $schedule( 'changes', 7 ),
			'every month'                 => $schedule( 'full', 'monthly' ),
			'a box that is none'          => $schedule( 'delete', 'perhaps' ),
			'somebody else'               => $schedule( 'run_as', 99 ),
			'a background that is no yes' => array( array( 'background' => 'perhaps' ), 'background' ),
		);
	}

	public function test_a_day_may_come_as_a_form_sends_it(): void {
		$this->save_settings( array( 'schedule' => array( 'weekday' => '7' ) ) );
		self::assertSame( 7, $this->rest( 'GET', '/settings' )->data['settings']['schedule']['weekday'] );
	}

	public function test_whoever_saves_the_schedule_is_whom_it_runs_as(): void {
		$first  = $this->create_user( array( 'role' => 'administrator' ) );
		$second = $this->create_user( array( 'role' => 'administrator' ) );
		self::assertSame( $first, $this->rest( 'POST', '/settings', array( 'schedule' => array( 'full' => 'daily' ) ), $first )->data['settings']['schedule']['run_as'] );

		// What was read may be sent back.
		$read   = $this->rest( 'GET', '/settings', array(), $second )->data['settings'];
		$answer = $this->rest( 'POST', '/settings', array( 'schedule' => $read['schedule'] ), $second );

		self::assertSame( array( 200, $second ), array( $answer->status, $answer->data['settings']['schedule']['run_as'] ), $answer->text() );
		$this->rest( 'POST', '/settings', array( 'background' => false, 'scope' => array( 'ignore_guests' => true ) ), $first );
		self::assertSame( $second, $this->rest( 'GET', '/schedule' )->data['run_as'], 'Other sections change nothing about it.' );
	}

	/**
	 * @dataProvider boxes
	 * @param array<string, mixed> $before What an administrator has saved.
	 * @param array<string, mixed> $part   What somebody else saves who may not do everything.
	 */
	public function test_saving_needs_the_capabilities_of_the_boxes( array $before, array $part, string $lacking ): void {
		add_role( 'nearly', 'Nearly', array( 'read' => true, 'manage_options' => true, 'edit_users' => true ) );
		$user = $this->create_user( array( 'role' => 'nearly' ) );
		$this->save_settings( array( 'schedule' => $before ) );
		$settings = $this->rest( 'GET', '/settings' )->data['settings'];

		$answer = $this->rest( 'POST', '/settings', array( 'schedule' => $part ), $user );

		if ( '' === $lacking ) {
			self::assertSame( 200, $answer->status, $answer->text() );
			return;
		}
		self::assertSame( array( 403, 'rest_forbidden' ), array( $answer->status, $answer->code() ), $answer->text() );
		self::assertStringContainsString( $lacking, $answer->text() );
		self::assertSame( $settings, $this->rest( 'GET', '/settings' )->data['settings'] );
	}

	/** @return array<string, array{array<string, mixed>, array<string, mixed>, string}> */
	public static function boxes(): array {
		return array(
			'a box that is newly ticked'             => array( array(), array( 'create' => true ), 'create_users' ),
			'a box that is ticked already'           => array( array( 'delete' => true ), array( 'time' => '04:00' ), 'delete_users' ),
			'a box that is ticked, and is taken off' => array( array( 'delete' => true ), array( 'delete' => false ), '' ),
			'a box that the person may tick'         => array( array(), array( 'update' => true ), '' ),
		);
	}
}
