<?php
/**
 * Stands in for WP-CLI's own class: what is printed is kept, and whatever would end the process is thrown.
 */

declare( strict_types=1 );

use WP_CLI\ExitException;

final class WP_CLI {

	/** @var array<string, array{object, array<string, mixed>}> Commands and how they were added, by name. */
	public static array $commands = array();

	/** What went to standard error. */
	public static string $errors = '';

	/** @var list<array{string, int, int}> Message, total and sum of the ticks of each progress bar; negative where it never finished. */
	public static array $bars = array();

	/** @param array<string, mixed> $args */
	public static function add_command( string $name, object $command, array $args = array() ): bool {
		$parent = substr( $name, 0, (int) strrpos( $name, ' ' ) );
		if ( '' !== $parent && ! isset( self::$commands[ $parent ] ) ) {
			throw new LogicException( "'{$parent}' is not registered." );
		}
		self::$commands[ $name ] = array( $command, $args );
		return true;
	}

	public static function line( string $message = '' ): void {
		echo $message, "\n";
	}

	public static function log( string $message ): void {
		self::line( $message );
	}

	public static function success( string $message ): void {
		self::line( "Success: {$message}" );
	}

	public static function warning( string $message ): void {
		self::$errors .= "Warning: {$message}\n";
	}

	public static function error( string $message, bool|int $exit = true ): void {
		self::$errors .= "Error: {$message}\n";
		if ( false !== $exit ) {
			throw new ExitException( '', max( 1, (int) $exit ) );
		}
	}

	public static function halt( int $code ): never {
		throw new ExitException( '', $code );
	}
}
