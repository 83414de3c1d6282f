<?php

declare( strict_types=1 );

namespace WPO365\User_Sync\Tests\Support;

/**
 * The arguments of a command, read from its doc-block, and the checks that WP-CLI makes of what was typed.
 */
final class Synopsis {

	/** @var list<array{kind: string, name: string, optional: bool, options: list<string>, default: string|null}> */
	public readonly array $parts;

	/** First sentence of the doc-block. */
	public readonly string $summary;

	public function __construct( \ReflectionMethod $method ) {
		$lines         = array_map( static fn( string $line ): string => (string) preg_replace( '#^\s*(/\*\*|\*/|\*)[ ]?#', '', rtrim( $line ) ), explode( "\n", (string) $method->getDocComment() ) );
		$this->summary = $lines[1] ?? '';
		$parts         = array();
		$text          = implode( "\n", $lines );
		// A token, its description, and an optional block of YAML.
		preg_match_all( '/^(\[?(?:--[a-z]|<)\S+)\n: .+\n(?:---\n((?:.+\n)+?)---\n)?/m', $text, $found, PREG_SET_ORDER );
		foreach ( $found as $one ) {
			$parts[] = self::part( $one[1], $one[2] ?? '' );
		}
		if ( count( $parts ) !== preg_match_all( '/^\[?(--[a-z]|<)\S+$/m', $text ) ) {
			throw new \LogicException( "An argument of {$method->name} has no description." );
		}
		$this->parts = $parts;
	}

	/**
	 * @return array{kind: string, name: string, optional: bool, options: list<string>, default: string|null}
	 */
	private static function part( string $token, string $yaml ): array {
		$optional = str_starts_with( $token, '[' ) && str_ends_with( $token, ']' );
		$bare     = $optional ? substr( $token, 1, -1 ) : $token;
		$kind     = match ( 1 ) {
			preg_match( '/^<([a-zA-Z_|,0-9-]+)>$/D', $bare, $name )          => 'positional',
			preg_match( '/^--([a-z-_0-9]+)=<[a-zA-Z-_|,0-9]+>$/D', $bare, $name ) => 'assoc',
			preg_match( '/^--([a-z-_0-9]+)$/D', $bare, $name )               => 'flag',
			default                                                          => throw new \LogicException( "Invalid synopsis part: {$token}" ),
		};
		if ( 'flag' === $kind && ! $optional ) {
			throw new \LogicException( "A flag can't be mandatory: {$token}" );
		}
		preg_match_all( '/^  - (.+)$/m', $yaml, $options );
		return array(
			'kind'     => $kind,
			'name'     => $name[1],
			'optional' => $optional,
			'options'  => $options[1],
			'default'  => 1 === preg_match( '/^default: (.+)$/m', $yaml, $default ) ? $default[1] : null,
		);
	}

	/**
	 * Checks what was typed.
	 *
	 * @param string[] $words Words after the command.
	 * @return array{list<string>, array<string, string|bool>} Positional arguments, and the others by name.
	 */
	public function check( array $words ): array {
		$args    = array_values( array_filter( $words, static fn( string $word ): bool => ! str_starts_with( $word, '--' ) ) );
		$options = array();
		foreach ( array_diff( $words, $args ) as $word ) {
			$pair = explode( '=', substr( $word, 2 ), 2 );
			str_starts_with( $word, '--no-' ) ? $options[ substr( $word, 5 ) ] = false : $options[ $pair[0] ] = $pair[1] ?? true;
		}
		return array( $this->positional( $args ), $this->named( $options ) );
	}

	/**
	 * @param list<string> $args Arguments.
	 * @return list<string>
	 */
	private function positional( array $args ): array {
		$known = array_values( array_filter( $this->parts, static fn( array $part ): bool => 'positional' === $part['kind'] ) );
		if ( count( $args ) < count( array_filter( $known, static fn( array $part ): bool => ! $part['optional'] ) ) ) {
			\WP_CLI::error( 'usage: …' );
		}
		if ( count( $args ) > count( $known ) ) {
			\WP_CLI::error( 'Too many positional arguments: ' . implode( ' ', array_slice( $args, count( $known ) ) ) );
		}
		foreach ( $args as $number => $arg ) {
			if ( $known[ $number ]['options'] && ! in_array( $arg, $known[ $number ]['options'], true ) ) {
				\WP_CLI::error( 'Invalid value specified for positional arg.' );
			}
		}
		return $args;
	}

	/**
	 * @param array<string, string|bool> $options Options.
	 * @return array<string, string|bool>
	 */
	private function named( array $options ): array {
		$known = array_column( array_filter( $this->parts, static fn( array $part ): bool => 'positional' !== $part['kind'] ), null, 'name' );
		foreach ( array_keys( array_diff_key( $options, $known ) ) as $name ) {
			\WP_CLI::error( "Parameter errors:\n unknown --{$name} parameter" );
		}
		foreach ( $known as $name => $part ) {
			if ( 'assoc' === $part['kind'] && true === ( $options[ $name ] ?? null ) ) {
				\WP_CLI::warning( "--{$name} parameter needs a value" );
				unset( $options[ $name ] );
			} elseif ( ! isset( $options[ $name ] ) && null !== $part['default'] ) {
				$options[ $name ] = $part['default'];
			}
			if ( $part['options'] && isset( $options[ $name ] ) && ! in_array( $options[ $name ], $part['options'], true ) ) {
				\WP_CLI::error( "Parameter errors:\n Invalid value specified for '{$name}'" );
			}
		}
		return $options;
	}
}
