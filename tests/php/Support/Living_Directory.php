<?php

declare( strict_types=1 );

namespace WPO365\User_Sync\Tests\Support;

/**
 * A tenant whose people come, marry, move, are disabled and leave. What happens is drawn, and the same each time.
 */
final class Living_Directory {

	/** Group => role that it gives. */
	public const ROLES = array(
		'editing' => 'editor',
		'writing' => 'author',
		'closing' => 'contributor',
	);

	/** @var array<string, array<string, mixed>> People as they are now, by object id. */
	public array $people = array();

	/** @var array<string, bool> Object ids of people who have left; true: they can come back. */
	public array $left = array();

	/** @var array<string, true> Everything that a person was ever called. */
	public array $names = array();

	/** @var array<string, string> Object id by name of the group. */
	public array $groups = array();

	/** @var array<string, int> How often what happened. */
	public array $happened = array();

	/** @var array<string, true> Object ids of people who have exchanged addresses. They stay: an account with an address that somebody in the directory has is none that a run removes. */
	private array $exchanged = array();

	private int $drawn = 0;

	public function __construct( private readonly string $seed, int $people ) {
		Simulator::tenant( array( 'users' => $people, 'awkward' => false ) );
		array_map( $this->note( ... ), Simulator::people() );
		$ids = array_keys( $this->people );
		foreach ( array_keys( self::ROLES ) as $number => $name ) {
			$this->groups[ $name ] = Simulator::group( ucfirst( $name ), array_slice( $ids, 10 * $number, 4 + 2 * $number ), $name );
		}
	}

	/**
	 * Lets something happen.
	 */
	public function live(): void {
		// As often as they stand here.
		$this->let( array( 'hire', 'hire', 'marry', 'marry', 'marry', 'call', 'leave', 'leave', 'return', 'disable', 'enable', 'join', 'join', 'quit', 'swap' )[ $this->draw( 15 ) ] );
	}

	/**
	 * Lets a certain thing happen, where there is somebody to whom it can.
	 */
	private function let( string $what ): void {
		$enabled = array_filter( $this->people, static fn( array $person ): bool => $person['accountEnabled'] );
		$person  = $this->one_of(
			match ( $what ) {
				'enable' => array_diff_key( $this->people, $enabled ),
				'leave'  => array_diff_key( $enabled, $this->exchanged ),
				default  => $enabled,
			}
		);
		$back    = $this->one_of( array_filter( $this->left ), true );
		if ( null === $person || ( 'return' === $what && null === $back ) ) {
			return;
		}
		$this->happened[ $what ] = ( $this->happened[ $what ] ?? 0 ) + 1;
		match ( $what ) {
			'hire'    => $this->hire(),
			'marry'   => $this->marry( $person ),
			'call'    => $this->note( Simulator::change( $person['id'], array( 'givenName' => $given = 'Given' . $this->drawn, 'displayName' => "{$given} {$person['surname']}" ) ) ),
			'leave'   => $this->leave( $person['id'], 0 === $this->draw( 3 ) ),
			'return'  => $this->come_back( $back ),
			'disable' => $this->note( Simulator::change( $person['id'], array( 'accountEnabled' => false ) ) ),
			'enable'  => $this->note( Simulator::change( $person['id'], array( 'accountEnabled' => true ) ) ),
			'join'    => $this->membership( 'add', $person ),
			'quit'    => $this->membership( 'remove', $person ),
			'swap'    => $this->swap( $person, $this->one_of( array_diff_key( $enabled, array( $person['id'] => 0 ) ) ) ),
		};
	}

	/**
	 * Lets many people leave at once.
	 */
	public function shrink( int $by ): void {
		foreach ( array_slice( array_keys( array_diff_key( $this->people, $this->exchanged ) ), 0, $by ) as $id ) {
			$this->leave( $id, false );
		}
	}

	private function leave( string $id, bool $for_good ): void {
		Simulator::remove( $id, $for_good );
		unset( $this->people[ $id ] );
		$this->left[ $id ] = ! $for_good;
	}

	/**
	 * Reads who has which roles by the groups as they are now.
	 *
	 * @return array<string, list<string>> Roles by object id.
	 */
	public function roles(): array {
		$roles = array_fill_keys( array_keys( $this->people ), array( 'subscriber' ) );
		foreach ( self::ROLES as $group => $role ) {
			foreach ( self::members( $group ) as $id ) {
				isset( $roles[ $id ] ) && $roles[ $id ][] = $role;
			}
		}
		return array_map(
			static function ( array $list ): array {
				sort( $list );
				return $list;
			},
			$roles
		);
	}

	private function hire(): void {
		$name = 'Newcomer' . $this->drawn;
		$this->note(
			Simulator::add(
				array(
					'userPrincipalName' => strtolower( $name ) . '@lakeside.example',
					'mail'              => strtolower( $name ) . '@lakeside.example',
					'givenName'         => 'Robin',
					'surname'           => $name,
					'displayName'       => "Robin {$name}",
				)
			)[0]
		);
	}

	/**
	 * @param array<string, mixed> $person Person.
	 */
	private function marry( array $person ): void {
		$surname = 'Married' . $this->drawn;
		$address = strtolower( $surname ) . '@lakeside.example';
		$this->note( Simulator::change( $person['id'], array( 'surname' => $surname, 'displayName' => "{$person['givenName']} {$surname}", 'userPrincipalName' => $address, 'mail' => $address ) ) );
	}

	/**
	 * Two people exchange their mail addresses.
	 *
	 * @param array<string, mixed> $one   Person.
	 * @param array<string, mixed> $other Person.
	 */
	private function swap( array $one, array $other ): void {
		$this->exchanged += array( $one['id'] => true, $other['id'] => true );
		$this->note( Simulator::change( $one['id'], array( 'mail' => $other['mail'] ) ) );
		$this->note( Simulator::change( $other['id'], array( 'mail' => $one['mail'] ) ) );
	}

	private function come_back( string $id ): void {
		Simulator::control( 'POST', "/users/{$id}/restore", array() );
		unset( $this->left[ $id ] );
		$this->note( Simulator::control( 'GET', "/users/{$id}" ) );
	}

	/**
	 * @param array<string, mixed> $person Person.
	 */
	private function membership( string $verb, array $person ): void {
		$group = array( 'editing', 'writing' )[ $this->draw( 2 ) ];
		if ( 'remove' === $verb ) {
			$members = array_values( array_intersect( self::members( $group ), array_keys( $this->people ) ) );
			if ( count( $members ) < 2 ) {
				return;
			}
			$person = $this->people[ $members[ $this->draw( count( $members ) ) ] ];
		}
		Simulator::control( 'PATCH', "/groups/{$group}", array( $verb => array( $person['id'] ) ) );
	}

	/**
	 * Lists the members of a group.
	 *
	 * @return list<string> Object ids.
	 */
	public static function members( string $group ): array {
		return array_column( Simulator::control( 'GET', "/groups/{$group}" )['direct'], 'id' );
	}

	/**
	 * @param array<string, mixed> $person Person.
	 */
	private function note( array $person ): void {
		$this->people[ $person['id'] ] = $person;
		$this->names += array_fill_keys( array( $person['id'], $person['userPrincipalName'], $person['mail'], $person['displayName'] ), true );
	}

	/**
	 * Draws a number.
	 *
	 * @param int $below From 0 up to it.
	 */
	public function draw( int $below ): int {
		return (int) hexdec( substr( md5( $this->seed . ++$this->drawn ), 0, 7 ) ) % $below;
	}

	/**
	 * @param array<string, mixed> $all By object id.
	 */
	private function one_of( array $all, bool $its_key = false ): mixed {
		if ( array() === $all ) {
			return null;
		}
		$key = array_keys( $all )[ $this->draw( count( $all ) ) ];
		return $its_key ? $key : $all[ $key ];
	}
}
