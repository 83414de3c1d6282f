<?php
/**
 * Our section of Tools > Site Health > Info.
 *
 * @package WPO365\User_Sync
 */

declare( strict_types=1 );

namespace WPO365\User_Sync\Health;

use WPO365\User_Sync\Database\Database;
use WPO365\User_Sync\Database\Database_Failed;
use WPO365\User_Sync\Database\Engines;
use WPO365\User_Sync\Database\Tables;
use WPO365\User_Sync\Json;
use WPO365\User_Sync\Requirements;
use WPO365\User_Sync\Settings\Settings;
use WPO365\User_Sync\Sync\Run\Report;
use WPO365\User_Sync\Sync\Run\Run;
use WPO365\User_Sync\Sync\Run\Run_Store;
use WPO365\User_Sync\Utc;

/**
 * Lists what support asks for. People copy it into forums, so only what is named here is in it: no name, address, tenant, application, group, filter or secret.
 */
final class Debug_Info {

	/** Settings whose values tell nothing about anybody. */
	private const SETTINGS = array( 'connection.cloud', 'connection.permission_type', 'scope.ignore_guests', 'scope.remove_out_of_scope', 'matching.first_link', 'matching.confirm_roles', 'roles.scenario', 'roles.default_role_always', 'roles.update_administrators', 'core_fields', 'removal.mode', 'removal.candidates', 'removal.content', 'removal.limit_percent', 'removal.limit_count', 'notifications.welcome_email', 'history.days', 'background' );

	/** Lists of which only the length is told. */
	private const LISTS = array( 'scope.group_ids', 'roles.mappings', 'fields', 'removal.protected_roles' );

	public function __construct( private readonly string $plugin_file, private readonly Settings $settings, private readonly Run_Store $runs ) {}

	/**
	 * Adds our section; for the filter debug_information.
	 *
	 * @param array<string, mixed> $info Sections.
	 * @return array<string, mixed>
	 */
	public function add( array $info ): array {
		$values = $this->site() + $this->settings() + $this->runs();
		$fields = array();
		foreach ( $values as $name => $value ) {
			$fields[ $name ] = array(
				'label' => $name,
				'value' => is_string( $value ) ? $value : Json::encode( $value ),
			);
		}
		$info['wpo365-user-sync'] = array(
			'label'       => __( 'WPO365 User Sync', 'wpo365-user-sync' ),
			'description' => __( 'Facts for support, without names, tenant or secrets. Words are as in the settings’ own names.', 'wpo365-user-sync' ),
			'fields'      => $fields,
		);
		return $info;
	}

	/**
	 * @return array<string, mixed>
	 */
	private function site(): array {
		return array(
			'version'                  => get_file_data( $this->plugin_file, array( 'Version' ) )[0],
			'extensions'               => '' === Requirements::missing() ? 'ok' : 'missing',
			'tables'                   => ( new Tables() )->exists() ? 'ok' : 'missing',
			'tables without rollback'  => array_values( Engines::without_transactions( Tables::names() ) + Engines::of_core() ),
			'page size'                => $this->settings->page_size(),
			'batch size'               => $this->settings->batch_size(),
			'persistent object cache'  => (bool) wp_using_ext_object_cache(),
			'DISABLE_WP_CRON'          => defined( 'DISABLE_WP_CRON' ) && DISABLE_WP_CRON,
			'set in wp-config.php'     => $this->settings->locked(),
		);
	}

	/**
	 * @return array<string, mixed>
	 */
	private function settings(): array {
		$values = array( 'connection' => $this->settings->is_configured() ? 'entered' : 'incomplete' );
		foreach ( self::SETTINGS as $path ) {
			$values[ $path ] = $this->settings->get( $path );
		}
		foreach ( self::LISTS as $path ) {
			$values[ "number of $path" ] = count( $this->settings->get( $path ) );
		}
		return $values + array(
			'scope.filter'        => '' === $this->settings->get( 'scope.filter' ) ? 'none' : 'set',
			// All of it, but for whose name it acts in.
			'schedule'            => array_diff_key( $this->settings->get( 'schedule' ), array( 'run_as' => true ) ),
			'removal.reassign_to' => null === $this->settings->get( 'removal.reassign_to' ) ? 'none' : 'set',
		);
	}

	/**
	 * @return array<string, mixed>
	 */
	private function runs(): array {
		try {
			return Database::quietly(
				fn(): array => array(
					'newest run'              => self::run( $this->runs->newest() ),
					'last completed full run' => self::run( $this->runs->last_completed() ),
				)
			);
		} catch ( Database_Failed ) {
			return array( 'newest run' => 'unreadable' );
		}
	}

	/**
	 * @return array<string, mixed>|string
	 */
	private static function run( ?Run $run ): array|string {
		return null === $run ? 'none' : array(
			'kind'     => $run->kind->value,
			'status'   => $run->status->value,
			'phase'    => $run->phase->value,
			'origin'   => $run->origin,
			'options'  => $run->options->ticked(),
			'counts'   => $run->counts,
			'expected' => $run->expected,
			// Its sentence may name a group.
			'error'    => $run->error['code'] ?? null,
			'started'  => Utc::format( $run->started_at ),
			'finished' => null === $run->finished_at ? null : Utc::format( $run->finished_at ),
			'report'   => Report::of( $run ),
		);
	}
}
