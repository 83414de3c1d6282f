<?php
/**
 * Saving settings.
 *
 * @package WPO365\User_Sync
 */

declare( strict_types=1 );

namespace WPO365\User_Sync\Settings;

use WPO365\User_Sync\Access;

/**
 * Saves a part of the settings: checks all of it first, and writes only then.
 */
final class Update {

	/**
	 * @param Stored $stored What the request found.
	 */
	public function __construct(
		private readonly Settings $settings,
		private readonly Stored $stored
	) {
	}

	/**
	 * Saves a part of the settings: all of it, or nothing where anything is wrong.
	 *
	 * @param Settings             $settings The settings.
	 * @param array<string, mixed> $part     The part; lists are replaced whole.
	 * @param Stored|null          $stored   What the request found when it began; by default what is there now.
	 * @return true|\WP_Error The error names the field or the capability that is lacking, or says that somebody else saved since.
	 */
	public static function of( Settings $settings, array $part, ?Stored $stored = null ): bool|\WP_Error {
		try {
			( new self( $settings, $stored ?? Stored::now() ) )->save( $part );
		} catch ( Invalid_Setting | Not_Allowed | Changed_Meanwhile $refused ) {
			return $refused->to_wp_error();
		}
		return true;
	}

	/**
	 * Saves a part.
	 *
	 * @param array<string, mixed> $part The part; lists are replaced whole.
	 * @throws Invalid_Setting   When anything is wrong; then nothing was saved.
	 * @throws Not_Allowed       When the user may not; then nothing was saved either.
	 * @throws Changed_Meanwhile When somebody else saved since; then nothing was saved either.
	 */
	private function save( array $part ): void {
		$clean  = $this->without_locked( Validator::clean( $part, Schema::schema() ) );
		$sure   = (bool) ( $clean['roles']['confirm_privileged'] ?? false );
		$secret = $clean['connection']['client_secret'] ?? null;
		unset( $clean['roles']['confirm_privileged'], $clean['connection']['client_secret'] );
		if ( isset( $clean['fields'] ) ) {
			$clean['fields'] = self::complete( $clean['fields'] );
		}
		$defaults = Schema::defaults();
		$stored   = $this->stored->values;
		if ( isset( $clean['schedule'] ) ) {
			$clean['schedule'] = self::in_own_name( $clean['schedule'], Settings::merge( $defaults, $stored )['schedule'] );
		}
		$new = Settings::merge( $stored, $clean );
		Rules::confirm_privileged( Settings::merge( $defaults, $stored ), Settings::merge( $defaults, $new ), $sure );
		$this->stored->replace( $new, fn() => $this->save_secret( $secret ) );
		/**
		 * Fires after settings were saved.
		 *
		 * @param list<string> $sections Names of the sections that were sent, for example "connection".
		 */
		do_action( 'wpo365_user_sync_settings_saved', array_keys( $part ) );
	}

	/**
	 * Puts the schedule into the name of whoever saves it, who has to be allowed what it does; one that is off is in nobody's name.
	 *
	 * @param array<string, mixed> $new    What is to be saved of it.
	 * @param array<string, mixed> $before The schedule so far.
	 * @return array<string, mixed>
	 * @throws Invalid_Setting When it names somebody else.
	 * @throws Not_Allowed     When a capability is lacking.
	 */
	private static function in_own_name( array $new, array $before ): array {
		$user_id = get_current_user_id();
		if ( ! in_array( $new['run_as'] ?? $user_id, array( $user_id, $before['run_as'] ), true ) ) {
			throw new Invalid_Setting( 'schedule.run_as', __( 'schedule.run_as is always the user who saves the schedule. Leave it out.', 'wpo365-user-sync' ) );
		}
		$schedule = array( 'run_as' => $user_id ) + $new + $before;
		$allowed  = Access::check_actions( array_keys( array_filter( array_intersect_key( $schedule, array_flip( array( 'create', 'update', 'delete' ) ) ) ) ) );
		if ( is_wp_error( $allowed ) ) {
			throw new Not_Allowed( $allowed );
		}
		$is_on = 'off' !== $schedule['full'] || 0 !== $schedule['changes'];
		return array( 'run_as' => $is_on ? $user_id : null ) + $new;
	}

	/**
	 * Checks extra fields that are not saved (yet), and completes them.
	 *
	 * @param mixed $fields Fields, as in the settings.
	 * @return list<array<string, mixed>>
	 * @throws Invalid_Setting When anything is wrong with them.
	 */
	public static function fields( mixed $fields ): array {
		return self::complete( Validator::clean( $fields, Schema::schema()['properties']['fields'], 'fields' ) );
	}

	/**
	 * Completes extra fields, and checks that each has a place of its own.
	 *
	 * @param list<array<string, mixed>> $fields Fields that fit the schema.
	 * @return list<array<string, mixed>>
	 * @throws Invalid_Setting When two of them would share a meta key.
	 */
	private static function complete( array $fields ): array {
		$complete = array_map( static fn( array $field ): array => Schema::fill( 'fields', $field ), $fields );
		Rules::distinct_fields( $complete );
		return $complete;
	}

	/**
	 * Leaves out what wp-config.php decides; a form may send back what it was given, but nothing else.
	 *
	 * @param array<string, mixed> $part The part to save.
	 * @return array<string, mixed>
	 * @throws Invalid_Setting When it would change such a setting.
	 */
	private function without_locked( array $part ): array {
		foreach ( $this->settings->locked() as $path ) {
			[ $section, $key ] = explode( '.', $path );
			$new               = $part[ $section ][ $key ] ?? null;
			if ( null !== $new && $this->settings->get( $path ) !== $new ) {
				/* translators: 1: name of a setting, 2: name of a constant */
				throw new Invalid_Setting( $path, sprintf( __( '%1$s is set in wp-config.php. Change the constant %2$s there.', 'wpo365-user-sync' ), $path, Constants::SETTINGS[ $path ] ) );
			}
			unset( $part[ $section ][ $key ] );
		}
		return $part;
	}

	/**
	 * Saves the secret, encrypted.
	 *
	 * @param string|null $secret The secret; null keeps what is there, "" clears it.
	 * @throws Invalid_Setting Where secrets can't be stored.
	 */
	private function save_secret( #[\SensitiveParameter] ?string $secret ): void {
		$secrets = $this->settings->secrets();
		try {
			match ( $secret ) {
				null    => null,
				''      => $secrets->forget( 'client_secret' ),
				default => $secrets->keep( 'client_secret', array( 'value' => $secret ) ),
			};
		} catch ( Secret_Refused $refused ) {
			throw new Invalid_Setting( 'connection.client_secret', $refused->getMessage() );
		}
	}
}
