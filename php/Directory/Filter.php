<?php
/**
 * Filters of a listing, and what Microsoft Graph asks for each of them.
 *
 * @package WPO365\User_Sync
 */

declare( strict_types=1 );

namespace WPO365\User_Sync\Directory;

/**
 * Tells which filters Microsoft Graph answers only as an "advanced query".
 *
 * Such a query comes from an index that lags behind, so it is asked for only where there is no other way.
 *
 * @see https://learn.microsoft.com/graph/aad-advanced-queries
 */
final class Filter {

	/**
	 * Properties that can be filtered by in advanced queries only, whatever the operator.
	 */
	private const ADVANCED = 'companyName|officeLocation|mobilePhone|streetAddress|postalCode|preferredLanguage|faxNumber|employeeType|onPremisesSamAccountName|onPremisesExtensionAttributes|businessPhones';

	/**
	 * Tells whether a filter needs the header ConsistencyLevel and $count.
	 *
	 * @param string $filter The value of $filter.
	 */
	public static function is_advanced( string $filter ): bool {
		$bare = (string) preg_replace( "/'(?:[^']|'')*'/", "''", $filter );
		return 1 === preg_match( '/\b(?:ne|not|endsWith|eq\s+null|' . self::ADVANCED . ')\b|\$count/i', $bare );
	}

	/**
	 * Spells a text inside a filter.
	 *
	 * @param string $text The text.
	 */
	public static function quote( string $text ): string {
		return "'" . str_replace( "'", "''", $text ) . "'";
	}
}
