<?php
/**
 * What of an account differs from the directory.
 *
 * @package WPO365\User_Sync
 */

declare( strict_types=1 );

namespace WPO365\User_Sync\Sync\Plan;

/**
 * Names, e-mail address and mapped meta to be written.
 */
final class Field_Changes {

	/**
	 * @param list<array{field: string, from: string, to: string}> $core   Of the user's own record.
	 * @param list<array{field: string, from: string, to: string}> $meta   Of mapped fields; field is the meta key.
	 * @param string                                               $reason What is not written, and why; empty: nothing.
	 * @param bool                                                 $waits  Whether the e-mail address is not among them only because another account has it.
	 */
	public function __construct(
		public readonly array $core,
		public readonly array $meta = array(),
		public readonly string $reason = '',
		public readonly bool $waits = false,
	) {}

	/**
	 * Lists the changes of both kinds.
	 *
	 * @return list<array{field: string, from: string, to: string}>
	 */
	public function all(): array {
		return array_merge( $this->core, $this->meta );
	}
}
