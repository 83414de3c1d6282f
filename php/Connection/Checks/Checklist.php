<?php
/**
 * What is known of the connection, line by line.
 *
 * @package WPO365\User_Sync
 */

declare( strict_types=1 );

namespace WPO365\User_Sync\Connection\Checks;

use WPO365\User_Sync\Connection\Sign_In\Grants;
use WPO365\User_Sync\Connection\Sign_In\Login;
use WPO365\User_Sync\Connection\Sign_In\Sign_In;
use WPO365\User_Sync\Connection\Sign_In\Tenant;
use WPO365\User_Sync\Database\Engines;
use WPO365\User_Sync\Database\Tables;
use WPO365\User_Sync\Graph\Endpoints;
use WPO365\User_Sync\Graph\Graph_Exception;
use WPO365\User_Sync\Requirements;
use WPO365\User_Sync\Settings\Guid;
use WPO365\User_Sync\Settings\Settings;

/**
 * Puts the checklist together: from what can be seen on this site at once, and from the notes of the last test.
 */
final class Checklist {

	public function __construct( private readonly Settings $settings ) {
	}

	/**
	 * Gives all lines for a user, in order.
	 *
	 * @param int $user_id The user.
	 * @return list<array{id: string, label: string, status: string, message: string, action: array{label: string, url: string}|null, details: object}>
	 */
	public function lines( int $user_id ): array {
		$notes   = ( new Notes( $this->settings ) )->all();
		$actions = new Remedy( $this->settings );
		$unknown = array( Check_Status::Unknown, __( 'Not known yet. Press “Test connection”.', 'wpo365-user-sync' ) );
		if ( array() !== $notes ) {
			$unknown[1] = __( 'Not tried, because another line has to be put right first.', 'wpo365-user-sync' );
		}
		$lines = array();
		foreach ( Check_Id::cases() as $id ) {
			$note = $notes[ $id->value ] ?? null;
			$seen = $this->local( $id, $user_id ) ?? ( null === $note ? $unknown : array( Check_Status::from( $note['status'] ), $note['message'] ) );
			if ( null !== $note && Check_Status::Ok === $seen[0] ) {
				$seen = array( Check_Status::from( $note['status'] ), $note['message'] );
			}
			$seen    = $this->unusable( $id, $seen );
			$lines[] = array(
				'id'      => $id->value,
				'label'   => $id->label(),
				'status'  => $seen[0]->value,
				'message' => $seen[1] . ( Check_Id::Network === $id && null !== $note && $note['message'] === $seen[1] ? $this->advice( $note ) : '' ),
				'action'  => in_array( $seen[0], array( Check_Status::Warning, Check_Status::Error ), true ) ? $actions->of( $id ) : null,
				'details' => (object) ( null !== $note && $note['message'] === $seen[1] ? $note['details'] : array() ),
			);
		}
		return $lines;
	}

	/**
	 * Says what to open where Microsoft could not be reached; nothing where it was Microsoft that answered with an error.
	 *
	 * @param array{status: string, message: string, details: array<string, int|string>} $note The note about the network.
	 */
	private function advice( array $note ): string {
		if ( Check_Status::Ok->value === $note['status'] || ( $note['details']['status'] ?? 0 ) >= 500 ) {
			return '';
		}
		return ' ' . Network_Advice::of( Endpoints::from( $this->settings ), (string) ( $note['details']['cause'] ?? '' ) );
	}

	/**
	 * Says that a constant of wp-config.php is passed over, unless something worse is known about the line.
	 *
	 * @param Check_Id                    $id   The check.
	 * @param array{Check_Status, string} $seen What is known.
	 * @return array{Check_Status, string}
	 */
	private function unusable( Check_Id $id, array $seen ): array {
		$setting  = array( 'network' => 'cloud', 'tenant' => 'tenant', 'application' => 'client_id', 'secret' => 'client_secret' )[ $id->value ] ?? null;
		$constant = null === $setting ? null : $this->settings->unusable_constant( "connection.$setting" );
		$is_empty = '' === ( null === $setting ? null : $this->settings->get( "connection.$setting" ) );
		if ( null === $constant || ( Check_Status::Error === $seen[0] && ! $is_empty ) ) {
			return $seen;
		}
		/* translators: %s: name of a constant */
		return array( $is_empty ? Check_Status::Error : Check_Status::Warning, sprintf( __( '%s in wp-config.php holds no text, so it counts as not set. Put the value in quotes there, or remove the constant.', 'wpo365-user-sync' ), $constant ) );
	}

	/**
	 * Checks what can be seen without a call.
	 *
	 * @param Check_Id $id      The check.
	 * @param int      $user_id The user.
	 * @return array{Check_Status, string}|null Null where only a test tells.
	 */
	private function local( Check_Id $id, int $user_id ): ?array {
		return match ( $id ) {
			Check_Id::Results_Table => $this->tables( $id ),
			Check_Id::Https         => $this->https( $id ),
			Check_Id::Network       => $this->endpoints(),
			Check_Id::Tenant        => '' === $this->settings->get( 'connection.tenant' ) ? array( Check_Status::Error, __( 'No tenant is set. Enter the Directory (tenant) ID or a domain of the tenant in the settings.', 'wpo365-user-sync' ) ) : null,
			Check_Id::Application   => '' === $this->settings->get( 'connection.client_id' ) ? array( Check_Status::Error, __( 'No application is set. Enter the Application (client) ID in the settings.', 'wpo365-user-sync' ) ) : null,
			Check_Id::Secret        => $this->secret(),
			Check_Id::Account       => $this->account( $id, $user_id ),
			default                 => null,
		};
	}

	/**
	 * Checks what the plugin needs of the server: PHP's extensions, its tables, and a database that can take back what was begun.
	 *
	 * @param Check_Id $id The check.
	 * @return array{Check_Status, string}
	 */
	private function tables( Check_Id $id ): array {
		$missing = Requirements::missing();
		if ( '' !== $missing ) {
			return array( Check_Status::Error, $missing );
		}
		if ( ! ( new Tables() )->exists() ) {
			return array( Check_Status::Error, __( 'A table of this plugin is missing. Press “Repair”; if that does not help, ask your host whether the database user may create tables.', 'wpo365-user-sync' ) );
		}
		$own  = Engines::without_transactions( Tables::names() );
		$core = Engines::of_core();
		if ( array() === $own && array() === $core ) {
			return array( Check_Status::Ok, $id->good() );
		}
		$names = implode( ', ', array_map( static fn( string $table, string $engine ): string => "$table ($engine)", array_keys( $own + $core ), $own + $core ) );
		/* translators: %s: list of database tables with their storage engines. */
		return array( Check_Status::Warning, sprintf( __( 'These tables can’t take back what was begun: %s. If a change stops half-way, for example because another plugin fails, an account may stay half changed. Ask your host to convert them to InnoDB.', 'wpo365-user-sync' ), $names ) );
	}

	/**
	 * Checks the site's address.
	 *
	 * @param Check_Id $id The check.
	 * @return array{Check_Status, string}
	 */
	private function https( Check_Id $id ): array {
		if ( str_starts_with( admin_url(), 'https://' ) ) {
			return array( Check_Status::Ok, $id->good() );
		}
		if ( Sign_In::can_return() ) {
			return array( Check_Status::Warning, __( 'The address of this site does not begin with https. That is enough to try things out on your own machine, and nowhere else.', 'wpo365-user-sync' ) );
		}
		return 'delegated' === $this->settings->get( 'connection.permission_type' )
			? array( Check_Status::Error, __( 'The address of this site does not begin with https, and Microsoft sends people back to encrypted addresses only. Ask your host for a certificate, or use application permissions.', 'wpo365-user-sync' ) )
			: array( Check_Status::Warning, __( 'The address of this site does not begin with https: passwords and personal data travel unprotected. Ask your host for a certificate.', 'wpo365-user-sync' ) );
	}

	/**
	 * Checks the constants for a simulator, and the cloud.
	 *
	 * @return array{Check_Status, string}|null
	 */
	private function endpoints(): ?array {
		try {
			Endpoints::from( $this->settings );
			return null;
		} catch ( Graph_Exception $problem ) {
			return array( Check_Status::Error, $problem->getMessage() );
		}
	}

	/**
	 * Checks the secret, as far as it can be seen from here.
	 *
	 * @return array{Check_Status, string}|null
	 */
	private function secret(): ?array {
		if ( $this->settings->is_secret_unreadable() ) {
			return array( Check_Status::Error, Login::not_configured( $this->settings )->getMessage() );
		}
		$secret = (string) $this->settings->get( 'connection.client_secret' );
		if ( '' === $secret ) {
			return array( Check_Status::Error, __( 'No secret is set. Enter the Value of a client secret in the settings.', 'wpo365-user-sync' ) );
		}
		$accepted = Check_Status::Ok->value === ( ( new Notes( $this->settings ) )->all()[ Check_Id::Secret->value ]['status'] ?? '' );
		if ( Guid::is_valid( $secret ) && ! $accepted ) {
			return array( Check_Status::Error, __( 'The secret looks like a Secret ID. Enter the Value of the client secret instead; it is shown only once, so you may have to create a new secret.', 'wpo365-user-sync' ) );
		}
		return null;
	}

	/**
	 * Checks the user's sign-in.
	 *
	 * @param Check_Id $id      The check.
	 * @param int      $user_id The user.
	 * @return array{Check_Status, string}|null
	 */
	private function account( Check_Id $id, int $user_id ): ?array {
		if ( 'delegated' !== $this->settings->get( 'connection.permission_type' ) ) {
			return array( Check_Status::Ok, $id->good() );
		}
		$grants = new Grants( $this->settings );
		$grant  = $grants->of( $user_id );
		$failed = isset( ( new Notes( $this->settings ) )->all()[ $id->value ] );
		return match ( true ) {
			$grants->is_unreadable( $user_id ) => array( Check_Status::Error, __( 'Your sign-in can’t be read any more, because the security keys in wp-config.php were changed. Press “Connect with Microsoft” again.', 'wpo365-user-sync' ) ),
			// A sign-in that just failed says more than that there is none.
			null === $grant                    => $failed ? null : array( Check_Status::Error, __( 'You are not connected. Press “Connect with Microsoft” and sign in.', 'wpo365-user-sync' ) ),
			'' !== $grant->ended               => array( Check_Status::Error, $grant->ended ),
			$grant->is_guest                   => array( Check_Status::Error, __( 'The connected account is a guest in this tenant, and guests may not list users. Connect with a member’s account.', 'wpo365-user-sync' ) ),
			default                            => array( Check_Status::Ok, __( 'You are connected. Your own synchronizations read the directory with your sign-in.', 'wpo365-user-sync' ) ),
		};
	}
}
