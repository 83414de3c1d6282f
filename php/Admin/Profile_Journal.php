<?php
/**
 * What the profile screen shows of the journal.
 *
 * @package WPO365\User_Sync
 */

declare( strict_types=1 );

namespace WPO365\User_Sync\Admin;

use WPO365\User_Sync\Access;
use WPO365\User_Sync\Journal\Entries;
use WPO365\User_Sync\Journal\Entry;
use WPO365\User_Sync\Journal\Shown_Entry;

/**
 * Lists what was done to an account lately, for people who may manage the plugin.
 */
final class Profile_Journal {

	/** So many entries are shown. */
	private const COUNT = 10;

	public function __construct( private readonly Entries $entries ) {}

	/**
	 * Gives the list.
	 *
	 * @return string HTML, escaped; empty where there is nothing to be seen.
	 */
	public function html( int $user_id ): string {
		if ( ! current_user_can( Access::MANAGE ) ) {
			return '';
		}
		$items = array_map( self::item( ... ), $this->entries->about( array( $user_id ), self::COUNT ) );
		return array() === $items ? '' : '<ul style="margin-top: 0">' . implode( '', $items ) . '</ul>';
	}

	private static function item( Entry $entry ): string {
		$shown = new Shown_Entry( $entry );
		$who   = 0 === $entry->by ? null : get_userdata( $entry->by );
		return sprintf(
			'<li>%1$s: <strong>%2$s</strong> %3$s: %4$s<br><span class="description">%5$s</span></li>',
			Local_Time::html( $entry->at ),
			esc_html( $shown->what() ),
			esc_html( $shown->field() ),
			esc_html( $shown->change() ),
			$who
				/* translators: 1: number of a synchronization or action in the history, 2: username. */
				? esc_html( sprintf( __( 'No. %1$d of the history, by %2$s', 'wpo365-user-sync' ), $entry->run_id, $who->user_login ) )
				/* translators: %d: number of a synchronization or action in the history. */
				: esc_html( sprintf( __( 'No. %d of the history', 'wpo365-user-sync' ), $entry->run_id ) )
		);
	}
}
