<?php
/**
 * The admin page Users > WPO365 User Sync.
 *
 * @package WPO365\User_Sync
 */

declare( strict_types=1 );

namespace WPO365\User_Sync\Admin;

use WPO365\User_Sync\Access;
use WPO365\User_Sync\Connection\Site_Identity;
use WPO365\User_Sync\Database\Tables;
use WPO365\User_Sync\Guide;
use WPO365\User_Sync\Journal\Restorer;
use WPO365\User_Sync\Settings\Constants;
use WPO365\User_Sync\Settings\Settings;

/**
 * Registers the page and hands it over to the TypeScript bundle, with what that can't ask the REST routes for.
 */
final class Sync_Page {

	public const SLUG = 'wpo365-user-sync';

	/**
	 * Settings without which there is no connection.
	 */
	private const CONNECTION = array( 'connection.tenant', 'connection.client_id', 'connection.client_secret' );

	private const CURRENT_RUN = '/wpo365-user-sync/v1/runs/current';

	/**
	 * What the bundle asks for first.
	 */
	private const FIRST_REQUESTS = array(
		self::CURRENT_RUN,
		'/wpo365-user-sync/v1/runs?per_page=30',
		'/wpo365-user-sync/v1/results?table=directory_only&per_page=1',
		'/wpo365-user-sync/v1/results?table=wordpress_only&per_page=1',
		'/wpo365-user-sync/v1/results?table=matched&per_page=1',
		'/wpo365-user-sync/v1/settings',
		'/wpo365-user-sync/v1/connection',
		'/wpo365-user-sync/v1/connection/account',
	);

	/**
	 * How JSON is written into a script: "</script>" in somebody's name must not end it.
	 */
	private const IN_SCRIPT = JSON_HEX_TAG | JSON_HEX_AMP | JSON_UNESCAPED_SLASHES;

	/**
	 * Name of the page among the hooks of wp-admin; empty where the menu was not made.
	 *
	 * @var string
	 */
	private string $hook_suffix = '';

	public function __construct(
		private readonly string $plugin_file,
		private readonly Settings $settings,
		private readonly Tables $schema,
	) {
	}

	/**
	 * Gives the address at which the page looks an account's person up; nothing is written by opening it.
	 *
	 * @return string Not escaped; empty where the current user may not synchronize that account.
	 */
	public static function address_of_person( int $user_id ): string {
		if ( ! current_user_can( Access::MANAGE ) || ! current_user_can( 'edit_user', $user_id ) ) {
			return '';
		}
		return add_query_arg(
			array(
				'page'   => self::SLUG,
				'person' => $user_id,
			),
			admin_url( 'users.php' )
		);
	}

	/**
	 * Adds the page to the menu; for the action admin_menu.
	 */
	public function register_page(): void {
		$title = __( 'WPO365 User Sync', 'wpo365-user-sync' );

		$this->hook_suffix = (string) add_users_page( $title, $title, Access::MANAGE, self::SLUG, $this->render( ... ) );
		if ( '' !== $this->hook_suffix ) {
			add_action( "load-$this->hook_suffix", array( Help_Tab::class, 'add' ) );
		}
	}

	/**
	 * Puts a link to the page before the others of our line in the list of plugins; for the filter plugin_action_links_{plugin}.
	 *
	 * @param mixed $links Links; careless filters before ours may have made anything of them.
	 * @return array<array-key, string>
	 */
	public function plugin_action_links( mixed $links ): array {
		$links = (array) $links;
		if ( ! current_user_can( Access::MANAGE ) ) {
			return $links;
		}
		return array( 'settings' => sprintf( '<a href="%s">%s</a>', esc_url( admin_url( 'users.php?page=' . self::SLUG ) ), esc_html__( 'Settings', 'wpo365-user-sync' ) ) ) + $links;
	}

	/**
	 * Loads the bundle on our page; for the action admin_enqueue_scripts.
	 *
	 * @param string $hook_suffix Name of the page that is shown.
	 */
	public function enqueue( string $hook_suffix ): void {
		$asset_file = plugin_dir_path( $this->plugin_file ) . 'build/index.asset.php';
		if ( '' === $this->hook_suffix || $hook_suffix !== $this->hook_suffix || ! is_file( $asset_file ) ) {
			return;
		}
		$asset = require $asset_file;
		wp_enqueue_script( self::SLUG, plugins_url( 'build/index.js', $this->plugin_file ), $asset['dependencies'], $asset['version'], true );
		wp_enqueue_style( self::SLUG, plugins_url( 'build/index.css', $this->plugin_file ), array( 'wp-components' ), $asset['version'] );
		wp_style_add_data( self::SLUG, 'rtl', 'replace' );
		wp_set_script_translations( self::SLUG, 'wpo365-user-sync', plugin_dir_path( $this->plugin_file ) . 'languages' );
		$this->preload();
		wp_add_inline_script(
			self::SLUG,
			'window.wpo365UserSync = ' . wp_json_encode( $this->config(), self::IN_SCRIPT ) . ';',
			'before'
		);
	}

	/**
	 * Answers the bundle's first requests beforehand, so that the page is there at once.
	 */
	private function preload(): void {
		// Without its tables the answers would be errors of the database.
		$paths   = $this->schema->exists() ? self::FIRST_REQUESTS : array();
		$answers = array_reduce( $paths, 'rest_preload_api_request', array() );
		// Where no run ever was the answer is null, of which WordPress makes an empty list.
		if ( array() === ( $answers[ self::CURRENT_RUN ]['body'] ?? null ) ) {
			$answers[ self::CURRENT_RUN ]['body'] = null;
		}
		wp_add_inline_script(
			'wp-api-fetch',
			'wp.apiFetch.use( wp.apiFetch.createPreloadingMiddleware( ' . wp_json_encode( $answers, self::IN_SCRIPT ) . ' ) );'
		);
	}

	/**
	 * Prints the element that the bundle fills.
	 */
	public function render(): void {
		?>
		<div class="wrap">
			<h1><?php esc_html_e( 'WPO365 User Sync', 'wpo365-user-sync' ); ?></h1>
			<hr class="wp-header-end">
			<div id="wpo365-user-sync"></div>
			<noscript>
				<p><?php esc_html_e( 'This page needs JavaScript. Allow it for this site, then load the page again.', 'wpo365-user-sync' ); ?></p>
			</noscript>
		</div>
		<?php
	}

	/**
	 * Collects what the bundle is told; its shape is declared in assets-src/config.ts.
	 *
	 * @return array<string, mixed>
	 */
	private function config(): array {
		$user = wp_get_current_user();
		if ( $this->settings->is_configured() ) {
			Site_Identity::note(); // A site that was connected before this version is the one that was.
		}
		return array(
			'pageSize'    => $this->settings->page_size(),
			'pageUrl'     => admin_url( 'users.php?page=' . self::SLUG ),
			'guideUrl'    => Guide::url(),
			'serverTime'  => time(),
			'user'        => array(
				'id'   => $user->ID,
				'name' => $user->display_name,
				'can'  => array(
					'create' => current_user_can( 'create_users' ),
					'update' => current_user_can( 'edit_users' ),
					'delete' => current_user_can( 'delete_users' ),
				),
			),
			'roles'       => array_map( translate_user_role( ... ), wp_roles()->get_names() ),
			'isMultisite' => is_multisite(),
			'site'        => Site_Identity::to_array(),
			'content'     => array(
				'mode' => $this->settings->get( 'removal.content' ),
				'id'   => $this->settings->get( 'removal.reassign_to' ),
			),
			'canRestore'  => Restorer::is_possible( $this->settings ),
			'missing'     => $this->missing_constants(),
			'repair'      => array(
				'isNeeded' => ! $this->schema->exists(),
				'url'      => $this->repair_url(),
			),
		);
	}

	/**
	 * Makes the address that re-creates the tables. Not wp_nonce_url(), which escapes it for HTML.
	 */
	private function repair_url(): string {
		return add_query_arg(
			array(
				'action'   => Tables::REPAIR_ACTION,
				'_wpnonce' => wp_create_nonce( Tables::REPAIR_ACTION ),
			),
			admin_url( 'admin-post.php' )
		);
	}

	/**
	 * Lists the constants that could still set up the connection.
	 *
	 * @return list<string>
	 */
	private function missing_constants(): array {
		$missing = array_filter( self::CONNECTION, fn( string $path ): bool => '' === $this->settings->get( $path ) );
		return array_values( array_map( static fn( string $path ): string => Constants::SETTINGS[ $path ], $missing ) );
	}
}
