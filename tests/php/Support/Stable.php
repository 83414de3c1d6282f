<?php

declare( strict_types=1 );

namespace WPO365\User_Sync\Tests\Support;

/**
 * Takes out of answers what differs from run to run: ids, times, addresses and what a machine's pace decides.
 */
final class Stable {

	private const TIME = '2026-01-31T12:00:00Z';

	private const LATER = '2026-01-31T12:10:00Z';

	/** Key => what its ids count. */
	private const IDS = array(
		'id'          => 'row or run',
		'run_id'      => 'run of a row',
		'user_id'     => 'user',
		'started_by'  => 'user',
		'reassign_to' => 'user',
	);

	/** What stands for measurements, where there are any; a token of an earlier test costs a request more. */
	private const MEASURED = array(
		'requests'          => 4,
		'median'            => 20,
		'p95'               => 40,
		'throttled_seconds' => 600,
		'people_per_second' => 100.5,
		'groups'            => 0.5,
		'listing'           => 1.5,
		'matching'          => 0.5,
		'absent'            => 0.5,
	);

	/** @var array<string, array<int, int>> Of what => id => the number that stands for it. */
	private array $numbers = array();

	/**
	 * @param array<string, string> $names Texts that differ from site to site, and what stands for them.
	 */
	public function __construct( private readonly array $names ) {}

	/**
	 * Gives a value in which nothing differs that does not matter.
	 *
	 * @param mixed  $value Decoded JSON.
	 * @param string $key   Where it stands.
	 */
	public function value( mixed $value, string $key = '' ): mixed {
		if ( is_object( $value ) ) {
			$all = array();
			foreach ( get_object_vars( $value ) as $name => $one ) {
				$all[ $name ] = $this->value( $one, (string) $name );
			}
			return (object) $all;
		}
		return match ( true ) {
			is_numeric( $value ) && isset( self::MEASURED[ $key ] ) => 0 === $value && in_array( $key, array( 'requests', 'throttled_seconds' ), true ) ? 0 : self::MEASURED[ $key ],
			is_array( $value )  => array_map( fn( mixed $one ): mixed => $this->value( $one, $key ), $value ),
			is_int( $value )    => $this->number( $value, $key ),
			is_string( $value ) => $this->text( $value, $key ),
			default             => $value,
		};
	}

	private function number( int $value, string $key ): int {
		// How many parts a run is cut into depends on the machine.
		if ( 'sequence' === $key ) {
			return min( 1, $value );
		}
		if ( ! isset( self::IDS[ $key ] ) || $value < 1 ) {
			return $value;
		}
		$kind = self::IDS[ $key ];
		if ( 'user' === $kind && 1 === $value ) {
			return 1; // The administrator that every site has.
		}
		$number                           = count( $this->numbers[ $kind ] ?? array() ) + ( 'user' === $kind ? 2 : 1 );
		$this->numbers[ $kind ][ $value ] ??= $number;
		return $this->numbers[ $kind ][ $value ];
	}

	private function text( string $value, string $key ): string {
		$patterns = array(
			'/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/D'                       => 'resume_at' === $key ? self::LATER : self::TIME,
			'/^\w{3}, \d\d \w{3} \d{4} \d\d:\d\d:\d\d GMT$/D'            => 'Sat, 31 Jan 2026 12:00:00 GMT',
			// A nonce of WordPress.
			'/(?<=&state=consent\.)\w+$/D'                                  => '0123456789',
		);
		// Accounts in sentences: "WordPress user 7", "7 (login, …)".
		$value = (string) preg_replace_callback( '/(?<=WordPress user )\d+|\b\d+(?= \([\w.@-]+, )/', fn( array $id ): string => (string) $this->number( (int) $id[0], 'user_id' ), $value );
		if ( str_ends_with( $key, 'request_id' ) ) {
			return '00000000-0000-4000-8000-000000000001';
		}
		return (string) preg_replace( array_keys( $patterns ), array_values( $patterns ), strtr( $value, $this->names ) );
	}
}
