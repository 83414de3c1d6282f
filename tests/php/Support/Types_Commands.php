<?php

declare( strict_types=1 );

namespace WPO365\User_Sync\Tests\Support;

use WPO365\User_Sync\Cli\Command;
use WPO365\User_Sync\Cli\Settings_Command;
use WPO365\User_Sync\Services;
use WPO365\User_Sync\Settings\Settings;
use WP_CLI\ExitException;

require_once __DIR__ . '/wp-cli/class-exit-exception.php';
require_once __DIR__ . '/wp-cli/class-wp-cli.php';
require_once __DIR__ . '/wp-cli/class-formatter.php';
require_once __DIR__ . '/wp-cli/functions.php';

/**
 * Types commands, which are checked against their doc-block as WP-CLI does it.
 */
trait Types_Commands {

	/** What the last command printed, and what it complained about. */
	protected string $output = '';
	protected string $complaints = '';

	/** @var list<int> For how long commands have slept. */
	protected array $slept = array();

	/**
	 * Types a command.
	 *
	 * @param string[] $words   What comes after "wp wpo365-user-sync".
	 * @param int      $user_id What --user names; 0 where it is left out.
	 * @return int The exit code.
	 */
	protected function type( array $words, int $user_id = self::ADMIN, ?\Closure $sleep = null ): int {
		\WP_CLI::$commands = array();
		\WP_CLI::$errors   = '';
		\WP_CLI::$bars     = array();
		$this->slept       = array();
		do_action( 'cli_init' );
		$added = array_keys( \WP_CLI::$commands );
		self::assertSame( array( 'wpo365-user-sync', 'wpo365-user-sync settings' ), $added );
		// The same commands with a clock of ours.
		\WP_CLI::$commands['wpo365-user-sync'][0] = new Command(
			static fn() => ( new Services( new Settings() ) )->control,
			sleep: function ( int $seconds ) use ( $sleep ): void {
				$this->slept[] = $seconds;
				self::assertLessThan( 500, count( $this->slept ), 'The command never ends.' );
				null === $sleep || $sleep( $seconds );
			},
			undo: static fn() => ( new Services( new Settings() ) )->undo
		);
		wp_set_current_user( $user_id );
		return $this->invoke( $words );
	}

	/**
	 * @param string[] $words What was typed.
	 */
	private function invoke( array $words ): int {
		$name = 'settings' === $words[0] ? 'wpo365-user-sync ' . array_shift( $words ) : 'wpo365-user-sync';

		list( $command, $how ) = \WP_CLI::$commands[ $name ];
		$method                = new \ReflectionMethod( $command, (string) array_shift( $words ) );
		$level                 = ob_get_level();
		ob_start();
		try {
			list( $args, $options ) = ( new Synopsis( $method ) )->check( $words );
			$how['before_invoke']();
			$method->invoke( $command, $args, $options );
			return 0;
		} catch ( ExitException $end ) {
			return $end->getCode();
		} finally {
			$this->output     = (string) ob_get_clean();
			$this->complaints = \WP_CLI::$errors;
			self::assertSame( $level, ob_get_level() );
		}
	}

	/**
	 * Types a command that prints JSON.
	 *
	 * @param string[] $words What comes after "wp wpo365-user-sync".
	 */
	protected function json( array $words ): mixed {
		self::assertSame( 0, $this->type( $words ), $this->complaints );
		return json_decode( $this->output, true, 512, JSON_THROW_ON_ERROR );
	}

	/** @return list<\ReflectionMethod> All commands. */
	protected static function all_commands(): array {
		$found = array();
		foreach ( array( Command::class, Settings_Command::class ) as $class_name ) {
			foreach ( ( new \ReflectionClass( $class_name ) )->getMethods( \ReflectionMethod::IS_PUBLIC ) as $method ) {
				$method->isConstructor() || $found[] = $method;
			}
		}
		return $found;
	}
}
