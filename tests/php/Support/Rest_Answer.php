<?php

declare( strict_types=1 );

namespace WPO365\User_Sync\Tests\Support;

/**
 * What a REST route answered.
 */
final class Rest_Answer {

	/**
	 * @param array<string, string|int> $headers
	 */
	public function __construct(
		public readonly int $status,
		public readonly mixed $data,
		public readonly array $headers
	) {}

	/** The error's code, or null. */
	public function code(): ?string {
		return $this->status >= 400 ? $this->data['code'] ?? null : null;
	}

	/** Everything, for the message of a failed assertion. */
	public function text(): string {
		return $this->status . ' ' . wp_json_encode( $this->data, JSON_PRETTY_PRINT | JSON_UNESCAPED_SLASHES );
	}
}
