<?php
/**
 * What came of a person.
 *
 * @package WPO365\User_Sync
 */

declare( strict_types=1 );

namespace WPO365\User_Sync\Results;

/**
 * A value that whoever carries something out gives back: all that a row says about what was done. The row is made from it, see {@see Result::after()}.
 */
final class Outcome {

	/**
	 * @param string                                              $reason  Why, in sentences; may be empty.
	 * @param list<array{field: string, from: mixed, to: mixed}> $changes What was, or would be, changed.
	 * @param Pending                                             $pending What the run still has to decide or do.
	 * @param array<string, mixed>                                $person  The directory user, kept while something is pending.
	 * @param Table|null                                          $table   Where the row belongs; null: where it is.
	 * @param int                                                 $user_id The account that was made or found; 0: as the row says.
	 * @param string                                              $login   Its user name.
	 * @param string|null                                         $email   The address to show; null: as the row says.
	 * @param bool|null                                           $is_linked Whether the account carries the object id; null: as the row says.
	 */
	public function __construct(
		public readonly Status $status = Status::Logged,
		public readonly string $reason = '',
		public readonly array $changes = array(),
		public readonly Pending $pending = Pending::Nothing,
		public readonly array $person = array(),
		public readonly ?Table $table = null,
		public readonly int $user_id = 0,
		public readonly string $login = '',
		public readonly ?string $email = null,
		public readonly ?bool $is_linked = null,
	) {}

	/**
	 * Makes the outcome of what was tried and is not done.
	 */
	public static function failed( string $reason ): self {
		return new self( Status::Failed, $reason );
	}

	/**
	 * Makes the outcome of what was not tried.
	 */
	public static function skipped( string $reason ): self {
		return new self( Status::Skipped, $reason );
	}

	/**
	 * Gives the same outcome with other values.
	 *
	 * @param mixed ...$values Values by the names of the properties.
	 */
	public function with( mixed ...$values ): self {
		return new self( ...array_replace( get_object_vars( $this ), $values ) );
	}

	/**
	 * Gives the same outcome with a further sentence as its reason.
	 *
	 * @param string $sentence May be empty.
	 */
	public function adding( string $sentence ): self {
		return '' === $sentence ? $this : $this->with( reason: trim( "{$this->reason} {$sentence}" ) );
	}

	/**
	 * Tells whether it was tried and is not done.
	 */
	public function is_failed(): bool {
		return Status::Failed === $this->status;
	}
}
