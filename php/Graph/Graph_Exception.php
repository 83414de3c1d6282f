<?php
/**
 * A failed call.
 *
 * @package WPO365\User_Sync
 */

declare( strict_types=1 );

namespace WPO365\User_Sync\Graph;

/**
 * Reports a failed call to Microsoft Graph or to the sign-in service.
 *
 * The message is a translated sentence for an administrator; neither it nor the details hold a secret or personal data.
 */
final class Graph_Exception extends \RuntimeException {

	/**
	 * @param Graph_Error     $error       What went wrong.
	 * @param string          $message     Translated sentence; the error's own one when empty.
	 * @param int             $status      HTTP status; 0 where there was no answer.
	 * @param int|null        $retry_after Whole seconds to wait; null where the service did not say.
	 * @param array           $details     What Microsoft's support asks for, and the codes of the answer.
	 * @param string          $claims      What Microsoft wants to see at the next sign-in, a JSON text; mostly empty.
	 * @param string          $said        What Microsoft Graph itself said about a bad query, for whoever wrote the query and nobody else.
	 * @param \Throwable|null $previous    The cause.
	 * @param bool            $is_broken   Whether the body of a good answer was cut off, or replaced by something else.
	 *
	 * @phpstan-param array{request_id?: string, date?: string, graph_code?: string, aadsts?: int, cause?: string} $details
	 */
	public function __construct(
		public readonly Graph_Error $error,
		string $message = '',
		public readonly int $status = 0,
		public readonly ?int $retry_after = null,
		public readonly array $details = array(),
		public readonly string $claims = '',
		public readonly string $said = '',
		?\Throwable $previous = null,
		public readonly bool $is_broken = false
	) {
		parent::__construct( '' === $message ? $error->sentence() : $message, $status, $previous );
	}

	/**
	 * Tells whether the same call may succeed a little later: throttling, temporary errors of the service (500, 502, 503, 504
	 * and never 501), broken connections, broken bodies.
	 *
	 * @see https://learn.microsoft.com/graph/errors
	 */
	public function is_retryable(): bool {
		return $this->is_broken || in_array( $this->error, array( Graph_Error::Throttled, Graph_Error::Server_Error, Graph_Error::Unreachable ), true );
	}
}
