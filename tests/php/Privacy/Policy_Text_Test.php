<?php
/**
 * The text for the privacy policy.
 */

declare( strict_types=1 );

namespace WPO365\User_Sync\Tests\Privacy;

use WPO365\User_Sync\Accounts\Mapped_Meta;
use WPO365\User_Sync\Privacy\Policy_Text;
use WPO365\User_Sync\Settings\Constants;
use WPO365\User_Sync\Settings\Settings;
use WPO365\User_Sync\Settings\Update;
use WPO365\User_Sync\Tests\Support\Test_Case;

final class Policy_Text_Test extends Test_Case {

	/**
	 * @dataProvider clouds
	 */
	public function test_it_names_the_hosts_of_the_cloud( string $cloud, string $login, string $graph ): void {
		$text = $this->text( array( 'WPO_USER_SYNC_CLOUD' => $cloud ) );
		self::assertStringContainsString( "<code>$login</code> (sign-in)", $text );
		self::assertStringContainsString( "<code>$graph</code> (Microsoft Graph)", $text );
	}

	/** @return array<string, array{string, string, string}> */
	public static function clouds(): array {
		return array(
			'global' => array( 'global', 'login.microsoftonline.com', 'graph.microsoft.com' ),
			'usgov'  => array( 'usgov', 'login.microsoftonline.us', 'graph.microsoft.us' ),
			'dod'    => array( 'dod', 'login.microsoftonline.us', 'dod-graph.microsoft.us' ),
			'china'  => array( 'china', 'login.chinacloudapi.cn', 'microsoftgraph.chinacloudapi.cn' ),
		);
	}

	public function test_it_names_what_is_mapped(): void {
		self::assertStringNotContainsString( 'It also reads:', $this->text() );
		$this->save( array( 'fields' => array( array( 'property' => 'department', 'label' => 'Team' ), array( 'property' => 'mobilePhone', 'label' => '<script>1</script>' ) ) ) );
		self::assertStringContainsString( 'It also reads: Team, &lt;script&gt;1&lt;/script&gt;.', $this->text() );
	}

	public function test_it_says_what_the_journal_keeps_and_for_how_long(): void {
		self::assertStringContainsString( 'A journal keeps what synchronizations have changed in accounts, with the former values, for 30 days', $this->text() );
		$this->save( array( 'history' => array( 'journal_days' => 1 ) ) );
		self::assertStringContainsString( 'for 1 day,', $this->text() );
		$this->save( array( 'history' => array( 'journal_days' => 0 ) ) );
		self::assertStringNotContainsString( 'journal', $this->text() );
	}

	/**
	 * @dataProvider with_groups
	 *
	 * @param array<string, mixed> $settings Settings.
	 */
	public function test_it_says_whether_memberships_are_read( array $settings ): void {
		self::assertStringContainsString( 'It does not read of which groups you are a member.', $this->text() );
		$this->save( $settings );
		self::assertStringContainsString( 'It also reads whether you are a member', $this->text() );
	}

	/** @return array<string, array{array<string, mixed>}> */
	public static function with_groups(): array {
		$group = '0b1d5c4e-1111-4222-8333-abcdefabcdef';
		return array(
			'for roles' => array( array( 'roles' => array( 'mappings' => array( array( 'group_id' => $group, 'role' => 'editor' ) ) ) ) ),
			'for scope' => array( array( 'scope' => array( 'group_ids' => array( $group ) ) ) ),
		);
	}

	public function test_wordpress_suggests_it_to_whoever_writes_the_policy_and_to_nobody_else(): void {
		require_once ABSPATH . 'wp-admin/includes/admin.php';
		set_current_screen( 'dashboard' );
		$policy = new Policy_Text( new Settings(), new Mapped_Meta( new Settings() ) );

		wp_set_current_user( $this->create_user() );
		// Out of admin_init WordPress would complain: nothing is handed over.
		$policy->add();
		wp_set_current_user( self::ADMIN );
		$GLOBALS['wp_actions']['admin_init'] = 1;
		$policy->add();

		$texts = array_column( \WP_Privacy_Policy_Content::get_suggested_policy_text(), 'policy_text', 'plugin_name' );
		self::assertSame( $policy->text(), $texts['WPO365 User Sync'] );
		self::assertSame( $policy->text(), wp_kses_post( $policy->text() ), 'WordPress keeps all of its markup.' );
		unset( $GLOBALS['current_screen'] );
	}

	public function test_it_is_handed_over_on_admin_init(): void {
		$callbacks = array_merge( ...array_values( $GLOBALS['wp_filter']['admin_init']->callbacks ) );
		$found     = array_filter( array_column( $callbacks, 'function' ), static fn( mixed $callback ): bool => is_array( $callback ) && $callback[0] instanceof Policy_Text && 'add' === $callback[1] );
		self::assertCount( 1, $found );
	}

	/** @param array<string, mixed> $constants */
	private function text( array $constants = array() ): string {
		$settings = new Settings( new Constants( $constants ) );
		return ( new Policy_Text( $settings, new Mapped_Meta( $settings ) ) )->text();
	}

	/** @param array<string, mixed> $settings */
	private function save( array $settings ): void {
		self::assertTrue( Update::of( new Settings(), $settings ) );
	}
}
