<?php
/**
 * The request as it was before other plugins' code was called.
 *
 * @package WPO365\User_Sync
 */

declare( strict_types=1 );

namespace WPO365\User_Sync\Accounts;

/**
 * Undoes what handlers of others do to the request of whoever runs the synchronization.
 *
 * A handler that is meant for somebody who registers signs that person in, redirects, or prints a page. In a run that would leave the administrator
 * signed in as the last new member, and would make all that follows happen in that member's name.
 */
final class Request_State {

	/** The state to go back to where a handler ends the process. */
	private static ?self $open = null;

	private static bool $watches = false;

	private readonly int $user_id;

	/** @var array<mixed> */
	private readonly array $cookies;

	/** @var string[] As they would be sent. */
	private readonly array $headers;

	/** HTTP status. */
	private readonly int $status;

	private readonly int $site;

	/** How many sites have been switched from. */
	private readonly int $switched;

	/** How many output buffers are open. */
	private readonly int $buffers;

	private function __construct() {
		$this->user_id  = get_current_user_id();
		$this->cookies  = $_COOKIE;
		$this->headers  = headers_list();
		$this->status   = http_response_code() ?: 200;
		$this->site     = get_current_blog_id();
		$this->switched = self::switched();
		$this->buffers  = ob_get_level();
	}

	/**
	 * Does work that calls code of others; the request is afterwards as it was before.
	 *
	 * @template T
	 * @param callable(): T $work Work.
	 * @return T
	 */
	public static function kept_by( callable $work ): mixed {
		self::watch();
		$before     = self::$open;
		self::$open = new self();
		if ( 'cli' !== PHP_SAPI ) {
			// What is printed goes nowhere: once something is sent, cookies can't be taken back any more.
			ob_start( static fn(): string => '' );
		}
		add_filter( 'send_auth_cookies', '__return_false', PHP_INT_MAX );
		try {
			return $work();
		} finally {
			remove_filter( 'send_auth_cookies', '__return_false', PHP_INT_MAX );
			self::$open->restore();
			self::$open = $before;
		}
	}

	/**
	 * Sees to it that a handler that calls exit after a redirect or a sign-in does not get its way either.
	 */
	private static function watch(): void {
		if ( ! self::$watches ) {
			self::$watches = true;
			register_shutdown_function(
				static function (): void {
					self::$open?->restore_headers();
				}
			);
		}
	}

	private function restore(): void {
		while ( ob_get_level() > $this->buffers && ob_end_clean() ) {
			continue;
		}
		$this->restore_site();
		$_COOKIE = $this->cookies;
		if ( get_current_user_id() !== $this->user_id ) {
			wp_set_current_user( $this->user_id );
		}
		$this->restore_headers();
	}

	private function restore_site(): void {
		if ( ! is_multisite() ) {
			return;
		}
		while ( self::switched() > $this->switched ) {
			restore_current_blog();
		}
		if ( get_current_blog_id() !== $this->site ) {
			switch_to_blog( $this->site );
		}
	}

	private function restore_headers(): void {
		if ( headers_sent() ) {
			return;
		}
		if ( headers_list() !== $this->headers ) {
			header_remove();
			foreach ( $this->headers as $header ) {
				header( $header, false );
			}
		}
		if ( ( http_response_code() ?: 200 ) !== $this->status ) {
			status_header( $this->status ); // http_response_code() leaves a status line that was set by header().
		}
	}

	private static function switched(): int {
		return count( $GLOBALS['_wp_switched_stack'] ?? array() );
	}
}
