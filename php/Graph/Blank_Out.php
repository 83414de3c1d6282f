<?php
/**
 * Secrets in texts of others.
 *
 * @package WPO365\User_Sync
 */

declare( strict_types=1 );

namespace WPO365\User_Sync\Graph;

/**
 * Blanks out what is, or looks like, a token or a secret in words that come from somewhere else and are passed on.
 */
final class Blank_Out {

	private const BLANK = '***';

	/**
	 * Characters of a run that counts as opaque; shorter ones are names, numbers and words.
	 */
	private const LONG = 30;

	/**
	 * What says of itself that it is secret: after "Bearer", or after a name such as "client_secret".
	 */
	private const NAMED = array(
		'/\b(bearer\s+)(?=\S*[\d._~+\/=-])[^\s"\'<>,;]{8,}/i',
		'/\b((?:access_?token|refresh_?token|id_?token|client_?secret|client_?assertion|assertion|code_?verifier|password)["\']?\s*[=:]\s*["\']?)[^\s"\'<>&,;]+/i',
	);

	/**
	 * What has the shape of a token: JWTs and their pieces begin so in base64.
	 */
	private const JWT = '/\beyJ[\w-]{5,}[\w.=-]*/';

	/**
	 * Gives a text without them.
	 *
	 * @param string       $text  Text of somebody else.
	 * @param list<string> $known Secrets and tokens that the other side has seen.
	 */
	public static function text( string $text, #[\SensitiveParameter] array $known = array() ): string {
		foreach ( array_filter( $known, strlen( ... ) ) as $secret ) {
			$text = str_replace( array( $secret, rawurlencode( $secret ), urlencode( $secret ) ), self::BLANK, $text );
		}
		$text = (string) preg_replace( self::NAMED, '$1' . self::BLANK, $text );
		$text = (string) preg_replace( self::JWT, self::BLANK, $text );
		return (string) preg_replace_callback(
			'/[A-Za-z0-9_~.+=-]{' . self::LONG . ',}/',
			static fn( array $run ): string => self::is_opaque( $run[0] ) ? self::BLANK : $run[0],
			$text
		);
	}

	/**
	 * Tells whether a long run of characters may be a secret: digits in more than one place among letters (codes such as "…OrB2CTenant" have them in one),
	 * and neither an id nor the name of an extension property, which has an id in it.
	 *
	 * @param string $run The run.
	 */
	private static function is_opaque( string $run ): bool {
		return 1 === preg_match( '/\d+\D+\d/', $run )
			&& 1 === preg_match( '/[A-Za-z]/', $run )
			&& 1 !== preg_match( '/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\.?$/Di', $run )
			&& 1 !== preg_match( '/^extension_[0-9a-f]{32}_\w{1,60}\.?$/Di', $run );
	}
}
