<?php
/**
 * The boxes ticked for a run.
 *
 * @package WPO365\User_Sync
 */

declare( strict_types=1 );

namespace WPO365\User_Sync\Sync\Run;

/**
 * What a run may write. With no box ticked it only looks.
 */
final class Boxes {

	public function __construct(
		public readonly bool $create = false,
		public readonly bool $update = false,
		public readonly bool $delete = false,
	) {}

	/**
	 * @param array{create?: bool, update?: bool, delete?: bool} $values Boxes; missing ones are not ticked.
	 */
	public static function from_array( array $values ): self {
		return new self( $values['create'] ?? false, $values['update'] ?? false, $values['delete'] ?? false );
	}

	/**
	 * @return array{create: bool, update: bool, delete: bool}
	 */
	public function to_array(): array {
		return array(
			'create' => $this->create,
			'update' => $this->update,
			'delete' => $this->delete,
		);
	}

	/**
	 * @return string[] Names of the ticked boxes.
	 */
	public function ticked(): array {
		return array_keys( array_filter( $this->to_array() ) );
	}

	/**
	 * Whether the run only looks and writes nothing but the plugin's own tables.
	 */
	public function only_looks(): bool {
		return array() === $this->ticked();
	}
}
