<?php
/**
 * What a run may write.
 *
 * @package WPO365\User_Sync
 */

declare( strict_types=1 );

namespace WPO365\User_Sync\Sync\Run;

/**
 * Holds which boxes are ticked. With none the run only looks.
 */
final class Boxes {

	public function __construct(
		public readonly bool $create = false,
		public readonly bool $update = false,
		public readonly bool $delete = false,
	) {}

	/**
	 * Makes boxes of what a request sent, or of what is stored.
	 *
	 * @param array{create?: bool, update?: bool, delete?: bool} $values Boxes; missing ones are not ticked.
	 */
	public static function from_array( array $values ): self {
		return new self( $values['create'] ?? false, $values['update'] ?? false, $values['delete'] ?? false );
	}

	/**
	 * Gives the boxes as the contract has them.
	 *
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
	 * Lists the boxes that are ticked.
	 *
	 * @return string[] Names of the ticked boxes.
	 */
	public function ticked(): array {
		return array_keys( array_filter( $this->to_array() ) );
	}

	/**
	 * Tells whether the run only looks and writes nothing but the plugin's own tables.
	 */
	public function only_looks(): bool {
		return array() === $this->ticked();
	}
}
