<?php
/**
 * What an undo would do.
 *
 * @package WPO365\User_Sync
 */

declare( strict_types=1 );

namespace WPO365\User_Sync\Sync\Undo;

use WPO365\User_Sync\Sync\Run\Boxes;

/**
 * The preview of an undo: how many accounts, and the first of them.
 */
final class Undo_Summary {

	/**
	 * @param int                        $count   Accounts that would be changed, removed or restored.
	 * @param int                        $skipped Accounts that would be left as they are.
	 * @param list<array<string, mixed>> $entries The first of them, as {@see self::entry()} gives them.
	 * @param Boxes                      $boxes   What the undo needs: create where it restores somebody, delete where it removes or deactivates somebody.
	 */
	public function __construct(
		public readonly Undo_Order $order,
		public readonly int $count,
		public readonly int $skipped,
		public readonly array $entries,
		public readonly Boxes $boxes,
	) {}

	/**
	 * Gives what leaves the server about one account.
	 *
	 * @return array{user_id: int, login: string, display_name: string, action: string, changes: list<array<string, mixed>>, reason: string}
	 */
	public static function entry( Undo_Plan $plan, string $more = '' ): array {
		return array(
			'user_id'      => $plan->user_id,
			'login'        => $plan->login,
			'display_name' => wp_specialchars_decode( $plan->image?->record['display_name'] ?? '' ),
			'action'       => $plan->action->value,
			'changes'      => $plan->changes(),
			'reason'       => trim( $plan->reason() . ' ' . $more ),
		);
	}

	/**
	 * Gives the preview as it leaves the server.
	 *
	 * @return array{count: int, skipped: int, entries: list<array<string, mixed>>}
	 */
	public function to_array(): array {
		return array(
			'count'   => $this->count,
			'skipped' => $this->skipped,
			'entries' => $this->entries,
		);
	}
}
