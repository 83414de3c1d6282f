<?php
/**
 * Tries of the connection, step by step.
 *
 * @package WPO365\User_Sync
 */

declare( strict_types=1 );

namespace WPO365\User_Sync\Connection\Checks;

use WPO365\User_Sync\Connection\Sign_In\Client_Credentials;
use WPO365\User_Sync\Connection\Sign_In\Tenant;
use WPO365\User_Sync\Connection\Sign_In\Tokens;
use WPO365\User_Sync\Graph\Client;
use WPO365\User_Sync\Graph\Graph_Error;
use WPO365\User_Sync\Graph\Graph_Exception;
use WPO365\User_Sync\Settings\Settings;

/**
 * Tries every step of the connection and notes how each came out. What may be done is found out by doing it:
 * a token is issued even to applications without any permission.
 */
final class Diagnosis {

	/**
	 * Groups that are tried at most.
	 */
	private const GROUPS = 5;

	public function __construct( private readonly Settings $settings ) {
	}

	/**
	 * Tests the connection with which a user's runs are driven.
	 *
	 * @param int $user_id The user.
	 */
	public function run( int $user_id ): void {
		$notes = new Notes( $this->settings );
		$notes->clear();
		// Permissions granted a minute ago are in new tokens only.
		Client_Credentials::forget( $this->settings );
		if ( ! $this->settings->is_configured() || ! $this->find_tenant( $notes ) ) {
			return;
		}
		$tokens = new Tokens( $this->settings );
		$tokens->act_for( $user_id );
		try {
			$token = $tokens->renew();
		} catch ( Graph_Exception $failure ) {
			$notes->failed( $failure, Check_Id::Token );
			return;
		}
		$notes->good( Check_Id::Application, Check_Id::Secret );
		$client = new Client( $this->settings, $tokens );
		if ( $this->list_users( $notes, $client ) ) {
			$notes->good( Check_Id::Token, Check_Id::Consent, Check_Id::Permission_Type );
			$this->read_profile( $notes, $client );
			$this->read_groups( $notes, $client );
		} else {
			( new Permission_Hint( $this->settings ) )->note( $notes, $user_id, $token );
		}
		if ( ! isset( $notes->all()[ Check_Id::Throttling->value ] ) ) {
			$notes->good( Check_Id::Throttling );
		}
	}

	/**
	 * Asks the sign-in service for the tenant, which shows as well whether the service can be reached.
	 *
	 * @param Notes $notes The notes.
	 */
	private function find_tenant( Notes $notes ): bool {
		try {
			( new Tenant( $this->settings ) )->discover( (string) $this->settings->get( 'connection.tenant' ) );
		} catch ( Graph_Exception $failure ) {
			$notes->failed( $failure, Check_Id::Tenant );
			return false;
		}
		$notes->good( Check_Id::Network, Check_Id::Tenant );
		return true;
	}

	/**
	 * Tries to list users.
	 *
	 * @param Notes  $notes  The notes.
	 * @param Client $client The client.
	 */
	private function list_users( Notes $notes, Client $client ): bool {
		$query = array(
			'$top'    => '1',
			'$select' => 'id',
		);
		try {
			$client->get( '/users', $query );
		} catch ( Graph_Exception $failure ) {
			$notes->failed( $failure, Check_Id::List_Users, Graph_Error::Forbidden === $failure->error ? $this->may_not_list( $failure ) : '' );
			return false;
		}
		$notes->good( Check_Id::List_Users );
		return true;
	}

	/**
	 * Says why users can't be listed.
	 *
	 * @param Graph_Exception $failure What Graph said.
	 */
	private function may_not_list( Graph_Exception $failure ): string {
		if ( 'authorization_requestdenied' !== strtolower( $failure->details['graph_code'] ?? '' ) ) {
			return '';
		}
		return 'delegated' === $this->settings->get( 'connection.permission_type' )
			? __( 'The connected account may not list users. Add the delegated permission User.Read.All to the application, grant admin consent, and connect with an account that may read the directory.', 'wpo365-user-sync' )
			: __( 'The application may not list users. Add the application permission User.Read.All and grant admin consent.', 'wpo365-user-sync' );
	}

	/**
	 * Tries to read a field that is not among the basic ones.
	 *
	 * @param Notes  $notes  The notes.
	 * @param Client $client The client.
	 */
	private function read_profile( Notes $notes, Client $client ): void {
		$query = array(
			'$top'    => '1',
			'$select' => 'id,department,accountEnabled',
		);
		$basic = __( 'Only the basic fields of a profile can be read, probably with the permission User.ReadBasic.All: disabled accounts can’t be recognised, and extra fields stay empty. Add User.Read.All and grant admin consent.', 'wpo365-user-sync' );
		try {
			$row = $client->get( '/users', $query )['value'][0] ?? null;
		} catch ( Graph_Exception $failure ) {
			$notes->failed( $failure, Check_Id::Full_Profiles, Graph_Error::Forbidden === $failure->error ? $basic : '' );
			return;
		}
		match ( true ) {
			! is_array( $row )              => $notes->note( Check_Id::Full_Profiles, Check_Status::Unknown, __( 'The tenant listed no user to try this with.', 'wpo365-user-sync' ) ),
			isset( $row['accountEnabled'] ) => $notes->good( Check_Id::Full_Profiles ),
			default                         => $notes->note( Check_Id::Full_Profiles, Check_Status::Error, $basic ),
		};
	}

	/**
	 * Tries to read the members of the groups that are chosen in the settings; without any, the groups themselves.
	 *
	 * @param Notes  $notes  The notes.
	 * @param Client $client The client.
	 */
	private function read_groups( Notes $notes, Client $client ): void {
		$ids   = array_unique( array_merge( array_column( $this->settings->get( 'roles.mappings' ), 'group_id' ), $this->settings->get( 'scope.group_ids' ) ) );
		$query = array(
			'$top'    => '1',
			'$select' => 'id',
		);
		$path  = '/groups';
		try {
			foreach ( array() === $ids ? array( null ) : array_slice( $ids, 0, self::GROUPS ) as $id ) {
				$path = null === $id ? '/groups' : "/groups/$id/transitiveMembers/microsoft.graph.user";
				$client->get( $path, $query );
			}
			$notes->good( Check_Id::Group_Members );
		} catch ( Graph_Exception $failure ) {
			if ( array() === $ids && Graph_Error::Forbidden === $failure->error ) {
				$notes->note( Check_Id::Group_Members, Check_Status::Warning, __( 'Groups can’t be read. That is needed only when roles or the scope depend on groups: then add the permission GroupMember.Read.All and grant admin consent.', 'wpo365-user-sync' ), $failure->details );
				return;
			}
			$notes->failed( $failure, Check_Id::Group_Members, self::unreadable( $failure, (string) ( $id ?? '' ) ) );
		}
	}

	/**
	 * Says why a group can't be read.
	 *
	 * @param Graph_Exception $failure What Graph said.
	 * @param string          $id      The group.
	 */
	private static function unreadable( Graph_Exception $failure, string $id ): string {
		return match ( $failure->error ) {
			/* translators: %s: object id of a group */
			Graph_Error::Not_Found => sprintf( __( 'The group %s does not exist any more. Remove it from the settings, or choose another.', 'wpo365-user-sync' ), $id ),
			/* translators: %s: object id of a group */
			Graph_Error::Forbidden => sprintf( __( 'The members of the group %s can’t be read. Add the permission GroupMember.Read.All and grant admin consent; for groups with hidden membership also Member.Read.Hidden.', 'wpo365-user-sync' ), $id ),
			default                => '',
		};
	}
}
