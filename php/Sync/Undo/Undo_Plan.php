<?php
/**
 * What an undo would do to one account.
 *
 * @package WPO365\User_Sync
 */

declare( strict_types=1 );

namespace WPO365\User_Sync\Sync\Undo;

use WPO365\User_Sync\Accounts\Account;
use WPO365\User_Sync\Accounts\Deactivation;
use WPO365\User_Sync\Accounts\Stored_Roles;
use WPO365\User_Sync\Journal\Difference;
use WPO365\User_Sync\Journal\Entry;
use WPO365\User_Sync\Journal\Image;

/**
 * A value: which values are put back, which are left, and why.
 */
final class Undo_Plan {

	/** Values that belong to one account only, as part and field. */
	public const UNIQUE = array( 'core user_login', 'core user_email', 'core user_nicename', 'meta ' . Account::OBJECT_ID );

	/**
	 * @param int                       $user_id   The account.
	 * @param Undo_Action               $action    What becomes of it.
	 * @param Image|null                $image     The account as it is now, or, where it is to be restored, as it was.
	 * @param string                    $object_id Whom it is, or was, linked to.
	 * @param array<string, Net_Change> $back      Values that are put back, by part and field.
	 * @param array<string, string>     $left      Why a value is left as it is, by part and field; under an empty key: the whole account.
	 * @param Entry|null                $deletion  The entry of the account that is restored.
	 * @param bool                      $levels    Whether the level of the user is counted anew, since not all roles are given back.
	 * @param int|null                  $heir      Who receives the content of the account that is removed.
	 * @param string                    $login     User name.
	 */
	public function __construct(
		public readonly int $user_id,
		public readonly Undo_Action $action,
		public readonly ?Image $image,
		public readonly string $object_id = '',
		public readonly array $back = array(),
		public readonly array $left = array(),
		public readonly ?Entry $deletion = null,
		public readonly bool $levels = false,
		public readonly ?int $heir = null,
		public readonly string $login = '',
	) {}

	/**
	 * Tells whether anything would be done.
	 */
	public function does_something(): bool {
		return Undo_Action::None !== $this->action;
	}

	/**
	 * Gives the plan that leaves the account alone.
	 *
	 * @param string $reason A sentence.
	 */
	public function alone( string $reason ): self {
		return $this->with( action: Undo_Action::None, back: array(), left: array( '' => $reason ) );
	}

	/**
	 * Gives the plan without a value; a link is put back as a whole.
	 *
	 * @param string $key    Part and field.
	 * @param string $reason Why it is left.
	 */
	public function without( string $key, string $reason ): self {
		$link = array_map( static fn( string $field ): string => "meta $field", Account::KEYS );
		$keys = in_array( $key, $link, true ) ? array_intersect( $link, array_keys( $this->back ) ) : array( $key );
		return $this->with( left: $this->left + array_fill_keys( $keys, $reason ) )->dropping( ...$keys );
	}

	/**
	 * Gives the plan without values of which nothing is said.
	 *
	 * @param string ...$keys Parts and fields.
	 */
	public function dropping( string ...$keys ): self {
		$back = array_diff_key( $this->back, array_flip( $keys ) );
		return $this->with( back: $back, action: array() === $back && Undo_Action::Change === $this->action ? Undo_Action::None : $this->action );
	}

	/**
	 * Lists the values that nobody else may have when they are put back.
	 *
	 * @return array<string, string> By part and field; empty ones are nobody's.
	 */
	public function claims(): array {
		$claims = array_intersect_key( $this->back, array_flip( self::UNIQUE ) );
		return array_filter( array_map( static fn( Net_Change $change ): string => $change->before[0] ?? '', $claims ), static fn( string $value ): bool => '' !== $value );
	}

	/**
	 * Tells whether the account gives a value away.
	 *
	 * @param string $key Part and field.
	 */
	public function gives_away( string $key ): bool {
		return Undo_Action::Remove === $this->action || ( Undo_Action::Change === $this->action && isset( $this->back[ $key ] ) );
	}

	/**
	 * Tells in which way the account is deactivated or reactivated by it.
	 *
	 * @return bool|null True: deactivated; null: neither.
	 */
	public function deactivates(): ?bool {
		$active = $this->back[ 'meta ' . Deactivation::ACTIVE ] ?? null;
		return match ( true ) {
			null === $active => null,
			array( Deactivation::DEACTIVATED ) === $active->before => true,
			array( Deactivation::DEACTIVATED ) === $active->after  => false,
			default => null,
		};
	}

	/**
	 * Tells whether it needs what *Delete users* needs: the account is removed, or deactivated.
	 */
	public function removes(): bool {
		return Undo_Action::Remove === $this->action || true === $this->deactivates();
	}

	/**
	 * Lists what is put back, to be shown: roles by their names, nothing that is secret.
	 *
	 * @return list<array{field: string, from: string|string[]|null, to: string|string[]|null}>
	 */
	public function changes(): array {
		list( $capabilities, $level, $ledger ) = Difference::role_keys();

		$changes = array();
		foreach ( $this->back as $change ) {
			if ( Net_Change::META === $change->part && in_array( $change->field, array( $level, $ledger ), true ) ) {
				continue; // Follow from the roles.
			}
			if ( Net_Change::META === $change->part && Deactivation::NOTES === $change->field && null !== $this->deactivates() ) {
				continue; // Belong to the deactivation, and are for code to read.
			}
			$is_roles = Net_Change::META === $change->part && $change->field === $capabilities;
			$show     = static fn( ?array $value ): string|array|null => match ( true ) {
				$change->is_secret || null === $value => null,
				$is_roles                             => Stored_Roles::granted( $value[0] ?? '' ),
				1 === count( $value )                 => $value[0],
				default                               => $value,
			};
			$changes[] = array(
				'field' => $is_roles ? 'roles' : $change->field,
				'from'  => $show( $change->after ),
				'to'    => $show( $change->before ),
			);
		}
		return $changes;
	}

	/**
	 * Says what is left and why.
	 *
	 * @return string Sentences; empty where nothing is left.
	 */
	public function reason(): string {
		$fields = array();
		foreach ( array_diff_key( $this->left, array( '' => true ) ) as $key => $why ) {
			$fields[ $why ][] = substr( $key, 5 );
		}
		$sentences = isset( $this->left[''] ) ? array( $this->left[''] ) : array();
		foreach ( $fields as $why => $names ) {
			/* translators: 1: list of fields, 2: why they are left, for example "changed since by synchronization 12". */
			$sentences[] = sprintf( __( 'Left as it is: %1$s (%2$s).', 'wpo365-user-sync' ), str_replace( Difference::role_keys()[0], 'roles', implode( ', ', $names ) ), $why );
		}
		return implode( ' ', $sentences );
	}

	/**
	 * Gives the same plan with other values.
	 *
	 * @param mixed ...$values Values by the names of the properties.
	 */
	public function with( mixed ...$values ): self {
		return new self( ...array_replace( get_object_vars( $this ), $values ) );
	}
}
