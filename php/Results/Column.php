<?php
/**
 * One column of the table of results.
 *
 * @package WPO365\User_Sync
 */

declare( strict_types=1 );

namespace WPO365\User_Sync\Results;

use BackedEnum;
use Closure;
use WPO365\User_Sync\Json;
use WPO365\User_Sync\Utc;

/**
 * How a property of a row is defined and kept in the database, and how it leaves the server. Whatever has no schema never leaves.
 */
final class Column {

	/** Characters that a name may have; a longer one is cut. */
	private const LONGEST_NAME = 255;

	/** Name in the database. */
	public readonly string $name;

	/**
	 * @param string                    $line        Line of CREATE TABLE, as dbDelta() compares it.
	 * @param string                    $placeholder As $wpdb->prepare() takes it.
	 * @param Closure(string): mixed    $read        Makes the property of what the database gives.
	 * @param Closure(mixed): mixed     $write       Makes what is written, int or string, of the property.
	 * @param Closure(mixed): mixed     $show        Makes what leaves by REST of the property.
	 * @param array<string, mixed>|null $schema      Schema of what leaves; null where nothing does.
	 * @param bool                      $is_searched Whether the search looks into it.
	 */
	private function __construct(
		public readonly string $line,
		public readonly string $placeholder,
		public readonly Closure $read,
		public readonly Closure $write,
		public readonly Closure $show,
		public readonly ?array $schema,
		public readonly bool $is_searched = false,
	) {
		$this->name = (string) strtok( $line, ' ' );
	}

	/**
	 * Makes a number; 0 is shown as null where the schema allows null.
	 *
	 * @param array<string, mixed>|null $schema Schema.
	 */
	public static function number( string $line, ?array $schema = null ): self {
		return new self( $line, '%d', intval( ... ), static fn( int $value ): int => $value, self::unless( 0, $schema ), $schema );
	}

	/**
	 * Makes a yes or no that never leaves the server.
	 */
	public static function flag( string $line ): self {
		return new self( $line, '%d', boolval( ... ), intval( ... ), boolval( ... ), null );
	}

	/**
	 * Makes a text that always fits; an empty one is shown as null where the schema allows null.
	 *
	 * @param array<string, mixed>|null $schema Schema.
	 */
	public static function text( string $line, ?array $schema = null ): self {
		return new self( $line, '%s', strval( ... ), static fn( string $value ): string => $value, self::unless( '', $schema ), $schema );
	}

	/**
	 * Makes a name by which people are searched. It may be longer than the column.
	 *
	 * @param string $name Name of the column.
	 */
	public static function name( string $name ): self {
		$cut = static fn( string $value ): string => mb_substr( $value, 0, self::LONGEST_NAME );
		return new self( "$name varchar(" . self::LONGEST_NAME . ") NOT NULL DEFAULT ''", '%s', strval( ... ), $cut, static fn( string $value ): string => $value, array( 'type' => 'string' ), true );
	}

	/**
	 * Makes a member of a closed set.
	 *
	 * @param class-string<BackedEnum> $set      The set.
	 * @param bool                     $is_shown Whether it leaves the server.
	 */
	public static function choice( string $line, string $set, bool $is_shown ): self {
		$value = static fn( BackedEnum $member ): string => (string) $member->value;
		return new self( $line, '%s', $set::from( ... ), $value, $value, $is_shown ? array( 'type' => 'string', 'enum' => array_column( $set::cases(), 'value' ) ) : null );
	}

	/**
	 * Makes a list or an object, kept as JSON; nothing at all is kept as an empty text.
	 *
	 * @param array<mixed>|null         $none   What an empty text stands for.
	 * @param array<string, mixed>|null $schema Schema.
	 * @param Closure|null              $show   Makes what leaves; by default the value itself.
	 */
	public static function json( string $line, ?array $none = array(), ?array $schema = null, ?Closure $show = null ): self {
		return new self(
			$line,
			'%s',
			static fn( string $stored ): ?array => '' === $stored ? $none : (array) json_decode( $stored, true ),
			static fn( ?array $value ): string => $none === $value ? '' : Json::encode( $value ),
			$show ?? static fn( ?array $value ): ?array => $value,
			$schema
		);
	}

	/**
	 * Makes the time of writing, whatever the row says.
	 */
	public static function written_at( string $line ): self {
		return new self(
			$line,
			'%s',
			static fn( string $stored ): int => (int) strtotime( "$stored UTC" ),
			static fn( int $before ): string => current_time( 'mysql', true ),
			Utc::format( ... ),
			array( 'type' => 'string', 'format' => 'date-time' )
		);
	}

	/**
	 * @param array<string, mixed>|null $schema Schema.
	 * @return Closure(int|string): (int|string|null) Shows a value, but null for the one that stands for none.
	 */
	private static function unless( int|string $none, ?array $schema ): Closure {
		$is_nullable = in_array( 'null', (array) ( $schema['type'] ?? array() ), true );
		return static fn( int|string $value ): int|string|null => $is_nullable && $none === $value ? null : $value;
	}
}
