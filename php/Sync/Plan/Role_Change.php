<?php
/**
 * What becomes of a user's roles.
 *
 * @package WPO365\User_Sync
 */

declare( strict_types=1 );

namespace WPO365\User_Sync\Sync\Plan;

/**
 * The roles as they are, as they shall be, and which of them the plugin has granted.
 */
final class Role_Change {

	/**
	 * @param string[]                $from   Roles now.
	 * @param string[]                $to     Roles afterwards, the first one first.
	 * @param array<string, string[]> $ledger Roles that the plugin granted: role => ids of the groups they came from.
	 * @param bool                    $noted  Whether the ledger differs from the one that is stored.
	 * @param string                  $reason Why, in a sentence; may be empty.
	 */
	public function __construct(
		public readonly array $from,
		public readonly array $to,
		public readonly array $ledger,
		public readonly bool $noted,
		public readonly string $reason = '',
	) {}

	/**
	 * Lists the roles that come.
	 *
	 * @return string[]
	 */
	public function added(): array {
		return array_values( array_diff( $this->to, $this->from ) );
	}

	/**
	 * Lists the roles that go.
	 *
	 * @return string[]
	 */
	public function removed(): array {
		return array_values( array_diff( $this->from, $this->to ) );
	}

	/**
	 * Gives the part that takes nothing away. What takes the place of a role that goes, the default role, comes with the other part.
	 *
	 * @param array<string, string[]> $ledger The ledger that is stored.
	 */
	public function without_loss( array $ledger ): self {
		$to   = array_values( array_unique( array_merge( $this->from, array_intersect( $this->added(), array_keys( $this->ledger ) ) ) ) );
		$kept = array_intersect_key( $ledger, $this->ledger + array_flip( $this->removed() ) );
		$kept = array_replace( $kept, $this->ledger );
		return new self( $this->from, $to, $kept, $kept !== $ledger, $this->reason );
	}

	/**
	 * Tells whether any role comes or goes.
	 */
	public function is_change(): bool {
		return array() !== $this->added() || array() !== $this->removed();
	}
}
