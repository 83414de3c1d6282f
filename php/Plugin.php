<?php
/**
 * How the parts are put together.
 *
 * @package WPO365\User_Sync
 */

declare( strict_types=1 );

namespace WPO365\User_Sync;

use WPO365\User_Sync\Accounts\Links;
use WPO365\User_Sync\Accounts\Mapped_Meta;
use WPO365\User_Sync\Admin\Deactivated_Users;
use WPO365\User_Sync\Admin\Late_Notice;
use WPO365\User_Sync\Admin\Profile_Fields;
use WPO365\User_Sync\Admin\Sync_Page;
use WPO365\User_Sync\Admin\Users_List;
use WPO365\User_Sync\Cli\Command;
use WPO365\User_Sync\Cli\Settings_Command;
use WPO365\User_Sync\Connection\Callback;
use WPO365\User_Sync\Connection\Connection;
use WPO365\User_Sync\Connection\Sign_In\Grants;
use WPO365\User_Sync\Connection\Sign_In\Sign_In;
use WPO365\User_Sync\Database\Tables;
use WPO365\User_Sync\Directory\Group_Reader;
use WPO365\User_Sync\Directory\Trial;
use WPO365\User_Sync\Gate\Sign_In_Guard;
use WPO365\User_Sync\Health\Debug_Info;
use WPO365\User_Sync\Health\Health_Controller;
use WPO365\User_Sync\Health\Site_Health;
use WPO365\User_Sync\Privacy\Personal_Data;
use WPO365\User_Sync\Privacy\Policy_Text;
use WPO365\User_Sync\Rest\Connection_Controller;
use WPO365\User_Sync\Rest\Directory_Controller;
use WPO365\User_Sync\Rest\Journal_Controller;
use WPO365\User_Sync\Rest\Notifications_Controller;
use WPO365\User_Sync\Rest\People_Controller;
use WPO365\User_Sync\Rest\Results_Controller;
use WPO365\User_Sync\Rest\Runs_Controller;
use WPO365\User_Sync\Rest\Schedule_Controller;
use WPO365\User_Sync\Rest\Settings_Controller;
use WPO365\User_Sync\Rest\Site_Controller;
use WPO365\User_Sync\Results\Repository;
use WPO365\User_Sync\Schedule\Events;
use WPO365\User_Sync\Schedule\Overview;
use WPO365\User_Sync\Schedule\Scheduler;
use WPO365\User_Sync\Settings\Settings;
use WPO365\User_Sync\Sync\Run\Change_Links;
use WPO365\User_Sync\Sync\Run\Run_Store;
use WPO365\User_Sync\Sync\Run_Control;
use WPO365\User_Sync\Sync\Undo_Control;

/**
 * Puts the parts together. Every hook of the plugin is added in add_hooks(), which reads like a table of contents.
 */
final class Plugin {

	private readonly Settings $settings;
	private readonly Installer $installer;
	private readonly Sync_Page $page;
	private readonly Mapped_Meta $mapped;
	private readonly Site_Health $health;
	private ?Services $services = null;

	private function __construct( private readonly string $file ) {
		$schema          = new Tables();
		$this->settings  = new Settings();
		$this->installer = new Installer( $schema, $file );
		$this->page      = new Sync_Page( $file, $this->settings, $schema );
		$this->mapped    = new Mapped_Meta( $this->settings );
		$this->health    = new Site_Health( $this->settings, new Run_Store(), fn(): Overview => $this->services()->overview );
	}

	/**
	 * Starts the plugin.
	 *
	 * @param string $file Its main file.
	 */
	public static function boot( string $file ): void {
		Guide::lies_beside( $file );
		( new self( $file ) )->add_hooks();
	}

	private function add_hooks(): void {
		register_activation_hook( $this->file, array( $this->installer, 'activate' ) );
		register_deactivation_hook( $this->file, array( Installer::class, 'deactivate' ) );

		add_filter( 'map_meta_cap', array( Access::class, 'map_meta_cap' ), 10, 2 );
		add_action( 'init', array( Links::class, 'register_meta' ) );
		add_action( 'rest_api_init', array( $this, 'rest_api_init' ) );
		add_action( 'cli_init', array( $this, 'cli_init' ) );

		add_action( 'admin_init', array( $this->installer, 'maybe_install' ) );
		add_action( 'admin_post_' . Tables::REPAIR_ACTION, array( $this->installer, 'repair' ) );
		add_action( 'admin_post_' . Sign_In::ACTION, array( new Callback( $this->settings ), 'handle' ) );
		add_action( 'admin_post_nopriv_' . Sign_In::ACTION, array( new Callback( $this->settings ), 'handle' ) );
		add_action( 'wpo365_user_sync_settings_saved', array( new Connection( $this->settings ), 'settings_saved' ) );
		add_action( 'deleted_user', array( new Grants( $this->settings ), 'forget' ) );
		add_action( 'admin_menu', array( $this->page, 'register_page' ) );
		add_action( 'admin_enqueue_scripts', array( $this->page, 'enqueue' ) );
		add_filter( 'plugin_action_links_' . plugin_basename( $this->file ), array( $this->page, 'plugin_action_links' ) );

		$this->add_gate();
		$this->add_ticks();
		$this->add_user_screens();
		$this->add_personal_data();
		$this->add_site_health();
	}

	/**
	 * Adds what keeps deactivated accounts out: last, where others may have let somebody in.
	 */
	private function add_gate(): void {
		$guard = new Sign_In_Guard();
		add_filter( 'authenticate', array( $guard, 'authenticate' ), PHP_INT_MAX );
		add_filter( 'wp_authenticate_user', array( $guard, 'wp_authenticate_user' ), PHP_INT_MAX, 2 );
		add_action( 'wp_authenticate_application_password_errors', array( $guard, 'wp_authenticate_application_password_errors' ), 10, 2 );
		add_filter( 'determine_current_user', array( $guard, 'determine_current_user' ), PHP_INT_MAX );
		add_action( 'auth_cookie_valid', array( $guard, 'auth_cookie_valid' ), 10, 2 );
		add_action( 'auth_cookie_bad_session_token', array( $guard, 'auth_cookie_bad_session_token' ) );
		add_filter( 'login_url', array( $guard, 'login_url' ) );
		add_filter( 'wp_login_errors', array( $guard, 'wp_login_errors' ) );
		add_filter( 'rest_authentication_errors', array( $guard, 'rest_authentication_errors' ), PHP_INT_MAX );
		add_filter( 'xmlrpc_login_error', array( $guard, 'xmlrpc_login_error' ), 10, 2 );
		add_filter( 'allow_password_reset', array( $guard, 'allow_password_reset' ), PHP_INT_MAX, 2 );
		add_action( 'validate_password_reset', array( $guard, 'validate_password_reset' ), 10, 2 );
	}

	/**
	 * Adds what the site does by itself.
	 */
	private function add_ticks(): void {
		$events = new Events();
		add_filter( 'cron_schedules', array( $events, 'cron_schedules' ) ); // phpcs:ignore WordPress.WP.CronInterval -- a run that goes on is looked after every minute.
		add_action( 'init', array( $events, 'ensure' ) );
		add_action( Events::HOOK, array( $this, 'tick' ), 10, 0 );
		add_action( 'wpo365_user_sync_settings_saved', array( $this, 'settings_saved' ) );
		add_action( 'wpo365_user_sync_schedule_trouble', fn( string $reason ) => $this->services()->notices->schedule_trouble( $reason ) );
		add_action( 'wpo365_user_sync_site_answered', fn() => ( new Change_Links( $this->settings ) )->forget(), 10, 0 );
	}

	/**
	 * Does what is due, where the plugin's tables exist.
	 */
	public function tick(): void {
		if ( $this->installer->is_ready() ) {
			$this->services()->tick->run();
		}
	}

	/**
	 * Has ticks follow a new schedule.
	 *
	 * @param list<string> $sections Names of the sections that were saved.
	 */
	public function settings_saved( array $sections ): void {
		$services = $this->services();
		$services->scheduler->settings_saved( $sections );
		$services->tick->plan();
	}

	/**
	 * Adds what is seen of the directory on WordPress' own screens: profile, list of users.
	 */
	private function add_user_screens(): void {
		$profile = new Profile_Fields( $this->settings, $this->mapped, new Repository() );
		add_action( 'show_user_profile', array( $profile, 'render' ) );
		add_action( 'edit_user_profile', array( $profile, 'render' ) );

		$list = new Users_List();
		add_filter( 'manage_users_columns', array( $list, 'manage_users_columns' ) );
		add_filter( 'default_hidden_columns', array( $list, 'default_hidden_columns' ), 10, 2 );
		add_filter( 'manage_users_custom_column', array( $list, 'manage_users_custom_column' ), 10, 3 );
		add_filter( 'user_row_actions', array( $list, 'user_row_actions' ), 10, 2 );
		add_action( 'manage_users_extra_tablenav', array( $list, 'manage_users_extra_tablenav' ) );
		add_filter( 'users_list_table_query_args', array( $list, 'users_list_table_query_args' ) );
		add_action( 'pre_user_query', array( $list, 'pre_user_query' ) );
		$deactivated = new Deactivated_Users();
		add_filter( 'user_login', array( $deactivated, 'user_login' ), 10, 3 );
		add_filter( 'views_users', array( $deactivated, 'views_users' ) );
		add_action( 'manage_users_extra_tablenav', array( $deactivated, 'manage_users_extra_tablenav' ) );
		add_filter( 'users_list_table_query_args', array( $deactivated, 'users_list_table_query_args' ) );
		add_action( 'pre_user_query', array( $deactivated, 'pre_user_query' ) );
		add_action( 'admin_notices', array( new Late_Notice( fn(): Scheduler => $this->services()->scheduler ), 'show' ) );
	}

	/**
	 * Adds the mapped fields to WordPress' registry of meta, and all that is personal to its tools for privacy.
	 */
	private function add_personal_data(): void {
		add_action( 'rest_api_init', array( $this->mapped, 'register' ) );
		add_action( 'admin_init', array( $this->mapped, 'register' ) );

		$data = new Personal_Data( $this->mapped, new Repository(), $this->settings );
		add_filter( 'wp_privacy_personal_data_exporters', array( $data, 'exporters' ) );
		add_filter( 'wp_privacy_personal_data_erasers', array( $data, 'erasers' ) );
		add_action( 'admin_init', array( new Policy_Text( $this->settings, $this->mapped ), 'add' ) );
	}

	/**
	 * Adds what is seen of the plugin in Tools > Site Health.
	 */
	private function add_site_health(): void {
		add_filter( 'site_status_tests', array( $this->health, 'tests' ) );
		add_filter( 'debug_information', array( new Debug_Info( $this->file, $this->settings, new Run_Store() ), 'add' ) );
	}

	/**
	 * Registers the REST routes. The engine is made only for them.
	 */
	public function rest_api_init(): void {
		$services = $this->services = new Services( $this->settings ); // Nothing that an earlier server of the same process knew.
		$trial    = new Trial( $services->client, $services->reader );

		( new Runs_Controller( $services->runs, $services->runner, $services->control, $services->undo ) )->register_routes();
		( new Journal_Controller( $services->runs, $services->entries ) )->register_routes();
		( new Settings_Controller( $this->settings, $trial ) )->register_routes();
		( new Directory_Controller( new Group_Reader( $services->client ), $trial, $this->settings ) )->register_routes();
		( new Connection_Controller( $this->settings ) )->register_routes();
		( new Health_Controller( $this->health ) )->register_routes();
		( new People_Controller( $services->person ) )->register_routes();
		( new Schedule_Controller( $services->overview ) )->register_routes();
		( new Notifications_Controller( $services->notices ) )->register_routes();
		( new Site_Controller() )->register_routes();
		( new Results_Controller( $services->actions, $services->control, $this->settings ) )->register_routes();
	}

	/**
	 * Adds the command of WP-CLI. No admin page may have been opened since an update, so tables are looked after first.
	 */
	public function cli_init(): void {
		$first = array( 'before_invoke' => array( $this->installer, 'maybe_install' ) );
		\WP_CLI::add_command( 'wpo365-user-sync', new Command( fn(): Run_Control => $this->services()->control, undo: fn(): Undo_Control => $this->services()->undo ), $first );
		\WP_CLI::add_command( 'wpo365-user-sync settings', new Settings_Command(), $first );
	}

	private function services(): Services {
		return $this->services ??= new Services( $this->settings );
	}
}
