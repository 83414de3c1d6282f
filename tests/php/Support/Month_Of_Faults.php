<?php

declare( strict_types=1 );

namespace WPO365\User_Sync\Tests\Support;

/**
 * What goes wrong in a month, and when: by day, from 1, and hour of the site. A full run is due at 3, runs of changes at each hour.
 */
final class Month_Of_Faults {

	/** PHP that ends its process at once. */
	private const KILL = 'posix_kill( getmypid(), 9 );';

	/** What lasts for hours: from, to (day and hour), and the causes of which one is told. */
	public const OUTAGES = array(
		'the service is down'            => array( array( 5, 20 ), array( 6, 8 ), array( 'Failed' ) ),
		'two waves leave in a day'       => array( array( 8, 13 ), array( 8, 14 ), array( 'Held' ) ),
		'the application is off'         => array( array( 10, 13 ), array( 10, 17 ), array( 'Failed', 'Credential' ) ),
		'a group looks empty'            => array( array( 14, 0 ), array( 14, 6 ), array() ),
		'the consent is taken back'      => array( array( 13, 9 ), array( 13, 13 ), array( 'Failed' ) ),
		'nobody looks at a list'         => array( array( 16, 11 ), array( 20, 12 ), array( 'Held' ) ),
		'nobody calls WP-Cron'           => array( array( 21, 9 ), array( 24, 9 ), array( 'Late' ) ),
		'run as somebody without rights' => array( array( 26, 9 ), array( 26, 15 ), array( 'Failed' ) ),
	);

	/**
	 * Lists faults of the tenant: see tests/graph/README.md.
	 *
	 * @param list<string> $ids Object ids of people who are there.
	 * @return list<array<string, mixed>>
	 */
	public static function of_tenant( int $day, int $hour, array $ids ): array {
		$listing = array( 'on' => 'users', 'without' => 'id in' );
		$changes = array( 'on' => 'users_delta' );
		$members = array( 'on' => 'groups_delta' );
		$removed = array_map( static fn( string $id ): array => array( 'id' => $id, '@removed' => array( 'reason' => 'deleted' ) ), array_slice( $ids, 20, 12 ) );
		$faults  = array(
			'2 3'   => array( array( 'kind' => 'throttle', 'retry_after' => 7, 'times' => 3 ) + $listing ),
			'2 10'  => array( array( 'kind' => 'expired_token' ) + $changes ),
			'2 14'  => array( array( 'kind' => 'throttle', 'retry_after' => 20 ) + $changes ),
			'3 3'   => array( array( 'kind' => 'status', 'status' => 503, 'nth' => 2, 'times' => 3 ) + $listing, array( 'kind' => 'slow', 'ms' => 20 ) + $listing ),
			'3 9'   => array( array( 'kind' => 'gone' ) + $changes ),
			'3 15'  => array( array( 'kind' => 'reset' ) + $changes ),
			'4 3'   => array( array( 'kind' => 'expired_token', 'nth' => 2 ) + $listing ),
			'4 11'  => array( array( 'kind' => 'extra_rows', 'rows' => $removed ) + $changes ),
			'4 12'  => array( array( 'kind' => 'broken_json' ) + $changes ),
			'5 3'   => array( array( 'kind' => 'expired_page_token' ) + $listing ),
			'5 13'  => array( array( 'kind' => 'status', 'status' => 500 ) + $members ),
			'7 3'   => array( array( 'kind' => 'empty_listing' ) + $listing ),
			'7 10'  => array( array( 'kind' => 'expired_page_token' ) + $changes ),
			'7 12'  => array( array( 'kind' => 'throttle', 'retry_after' => 3, 'times' => 12 ) + $changes ),
			'8 3'   => array( array( 'kind' => 'end_early' ) + $listing ),
			'8 11'  => array( array( 'kind' => 'duplicate_rows' ) + $changes ),
			'8 16'  => array( array( 'kind' => 'status', 'status' => 403 ) + $members ),
			'9 3'   => array( array( 'kind' => 'omit', 'users' => array_slice( $ids, 0, 3 ), 'times' => null, 'without' => 'id in' ) ),
			'9 14'  => array( array( 'kind' => 'html' ) + $changes ),
			'6 17'  => array( array( 'kind' => 'html' ) + $changes ),
			'10 10' => array( array( 'kind' => 'truncate' ) + $changes ),
			'11 3'  => array( array( 'kind' => 'body', 'json' => array( 'value' => array() ), 'on' => 'transitive_members' ) ),
			'11 9'  => array( array( 'kind' => 'empty_listing' ) + $changes ),
			'12 3'  => array( array( 'kind' => 'status', 'status' => 403, 'on' => 'transitive_members' ) ),
			'12 11' => array( array( 'kind' => 'slow', 'ms' => 20 ) + $changes ),
			'13 3'  => array( array( 'kind' => 'short_page', 'rows' => 3 ) + $listing, array( 'kind' => 'duplicate_rows', 'nth' => 3 ) + $listing ),
			'13 18' => array( array( 'kind' => 'error_in_200' ) + $changes ),
			'14 3'  => array( array( 'kind' => 'reset' ) + $listing, array( 'kind' => 'truncate', 'nth' => 3 ) + $listing ),
			'14 12' => array( array( 'kind' => 'status', 'status' => 502, 'times' => 4 ) + $changes ),
			'15 3'  => array( array( 'kind' => 'link', 'to' => 'foreign_host' ) + $listing ),
			'15 11' => array( array( 'kind' => 'expired_token', 'times' => 2 ) + $changes ),
			'16 3'  => array( array( 'kind' => 'content_type' ) + $listing ),
			'17 3'  => array( array( 'kind' => 'status', 'status' => 503, 'on' => 'login' ) ),
			'19 3'  => array( array( 'kind' => 'throttle', 'retry_after' => 40, 'on' => 'transitive_members' ), array( 'kind' => 'empty_page', 'nth' => 2 ) + $listing ),
			'20 3'  => array( array( 'kind' => 'omit', 'users' => array_slice( $ids, 5, 20 ), 'times' => null, 'without' => 'id in' ) ),
			'20 16' => array( array( 'kind' => 'link', 'to' => 'other_port' ) + $changes ),
			'24 9'  => array( array( 'kind' => 'throttle', 'retry_after' => 5 ) + $listing ),
			'24 14' => array( array( 'kind' => 'status', 'status' => 400 ) + $changes ),
			'25 3'  => array( array( 'kind' => 'repeat_link', 'nth' => 2, 'times' => null ) + $listing ),
			'25 12' => array( array( 'kind' => 'reset' ) + $members ),
			'26 3'  => array( array( 'kind' => 'count', 'delta' => 1 ) ),
			'26 17' => array( array( 'kind' => 'throttle', 'retry_after' => 9, 'on' => 'groups_delta' ) ),
			'27 3'  => array( array( 'kind' => 'redirect' ) + $listing ),
			'27 11' => array( array( 'kind' => 'status', 'status' => 504, 'body' => 'html' ) + $changes ),
			'28 3'  => array( array( 'kind' => 'throttle', 'retry_after' => 2, 'times' => 12 ) + $listing ),
			'28 13' => array( array( 'kind' => 'throttle', 'retry_after_date' => 30 ) + $changes ),
			'29 3'  => array( array( 'kind' => 'status', 'status' => 500, 'times' => 2 ) + $listing, array( 'kind' => 'padding', 'bytes' => 5000 ) + $listing ),
			'29 10' => array( array( 'kind' => 'expired_token' ) + $members ),
		);
		$all = $faults[ "{$day} {$hour}" ] ?? array();
		if ( self::is_in( 'the service is down', $day, $hour ) ) {
			$all[] = array( 'kind' => 'status', 'status' => 503, 'on' => 'any', 'times' => null );
		}
		return $all;
	}

	/**
	 * Gives PHP that kills the process of a tick.
	 *
	 * @return string Nothing where none is killed.
	 */
	public static function killing( int $day, int $hour ): string {
		$asked  = static fn( string $text ): string => 'add_filter( "pre_http_request", static function ( $answer, $args, $url ) { if ( str_contains( urldecode( $url ), "' . $text . '" ) ) { ' . self::KILL . ' } return $answer; }, 10, 3 );';
		$stored = static fn( string $text ): string => 'add_filter( "query", static function ( $sql ) { if ( str_contains( $sql, "' . $text . '" ) ) { ' . self::KILL . ' } return $sql; } );';
		return array(
			'1 0'   => 'add_action( "user_register", static function () { static $number = 0; if ( 30 === ++$number ) { ' . self::KILL . ' } } );',
			'4 3'   => $asked( 'skiptoken' ),
			'6 12'  => $asked( '/users/delta' ),
			'8 10'  => $stored( 'INSERT INTO `wp_wpo365_user_sync_runs`' ),
			'10 3'  => $stored( 'INSERT INTO `wp_wpo365_user_sync_results`' ),
			'12 10' => $asked( '/groups/delta' ),
			'14 3'  => $asked( 'transitiveMembers' ),
			'18 3'  => $stored( "status = 'completed'" ),
			'24 10' => $asked( '/token' ),
			'25 10' => $asked( '/users/delta' ),
			'30 3'  => $stored( 'INSERT INTO `wp_wpo365_user_sync_results`' ),
		)[ "{$day} {$hour}" ] ?? '';
	}

	/**
	 * Tells at whose hook another plugin's error is thrown.
	 *
	 * @return string Nothing where none is.
	 */
	public static function thrown_at( int $day, int $hour ): string {
		return array(
			'6 14'  => 'profile_update',
			'9 10'  => 'delete_user',
			'15 13' => 'profile_update',
			'27 14' => 'user_register',
		)[ "{$day} {$hour}" ] ?? '';
	}

	public static function is_in( string $outage, int $day, int $hour ): bool {
		list( $from, $to ) = self::OUTAGES[ $outage ];
		return array( $day, $hour ) >= $from && array( $day, $hour ) < $to;
	}

	public static function begins( string $outage, int $day, int $hour ): bool {
		return array( $day, $hour ) === self::OUTAGES[ $outage ][0];
	}

	public static function ends( string $outage, int $day, int $hour ): bool {
		return array( $day, $hour ) === self::OUTAGES[ $outage ][1];
	}
}
