<?php
/**
 * The notice on Users that synchronizing is late.
 *
 * @package WPO365\User_Sync
 */

declare( strict_types=1 );

namespace WPO365\User_Sync\Admin;

use WPO365\User_Sync\Access;
use WPO365\User_Sync\Schedule\Scheduler;

/**
 * Says on Users that no scheduled full synchronization has completed for too long, to people who can do something about it: who looks at users should not take an old state for the present one.
 */
final class Late_Notice {

	/**
	 * @param \Closure(): Scheduler $scheduler Made only on that screen.
	 */
	public function __construct( private readonly \Closure $scheduler ) {}

	/**
	 * Shows it, for the action admin_notices.
	 */
	public function show(): void {
		if ( 'users' !== get_current_screen()?->id || ! current_user_can( Access::MANAGE ) || ! ( $this->scheduler )()->is_late( time() ) ) {
			return;
		}
		printf(
			'<div class="notice notice-warning"><p>%1$s <a href="%2$s">%3$s</a></p></div>',
			esc_html__( 'These users may differ from the directory: the scheduled synchronization is late.', 'wpo365-user-sync' ),
			esc_url( admin_url( 'users.php?page=wpo365-user-sync' ) ),
			esc_html__( 'See what keeps it from completing', 'wpo365-user-sync' )
		);
	}
}
