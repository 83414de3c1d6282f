import { dateI18n, getSettings } from '@wordpress/date';
import { __, _n, sprintf } from '@wordpress/i18n';

/** Shown where there is no value, so that nothing and zero look different. */
export const NOTHING = '—';

/**
 * Writes a time in the site's time zone and format.
 *
 * @param time UTC time of the API, or null.
 */
export function formatTime( time: string | null ): string {
	if ( time === null ) {
		return NOTHING;
	}
	return dateI18n( getSettings().formats.datetime, time );
}

/**
 * Writes a number with the separators of the reader's language.
 *
 * @param value The number; null is "not known", and not zero.
 */
export function formatNumber( value: number | null ): string {
	if ( value === null ) {
		return NOTHING;
	}
	const language = document.documentElement.lang || undefined;
	return new Intl.NumberFormat( language ).format( value );
}

/**
 * Says how long something took.
 *
 * @param seconds Seconds; only a time of less than a minute shows parts of them.
 */
export function exactDuration( seconds: number ): string {
	if ( seconds < 60 ) {
		return sprintf(
			/* translators: %s: number of seconds. */
			__( '%s s', 'wpo365-user-sync' ),
			formatNumber( seconds )
		);
	}
	const minutes = Math.floor( seconds / 60 );
	if ( minutes < 60 ) {
		return sprintf(
			/* translators: 1: number of minutes, 2: number of seconds. */
			__( '%1$s min %2$s s', 'wpo365-user-sync' ),
			formatNumber( minutes ),
			formatNumber( Math.floor( seconds % 60 ) )
		);
	}
	return sprintf(
		/* translators: 1: number of hours, 2: number of minutes. */
		__( '%1$s h %2$s min', 'wpo365-user-sync' ),
		formatNumber( Math.floor( minutes / 60 ) ),
		formatNumber( minutes % 60 )
	);
}

/**
 * Says how long something takes, roughly: an estimate in seconds would jump about.
 *
 * @param seconds Whole seconds.
 */
export function roughDuration( seconds: number ): string {
	if ( seconds < 60 ) {
		return __( 'less than a minute', 'wpo365-user-sync' );
	}
	const minutes = Math.round( seconds / 60 );
	if ( minutes < 60 ) {
		return sprintf(
			/* translators: %d: number of minutes. */
			_n(
				'about %d minute',
				'about %d minutes',
				minutes,
				'wpo365-user-sync'
			),
			minutes
		);
	}
	const hours = Math.round( minutes / 60 );
	return sprintf(
		/* translators: %d: number of hours. */
		_n( 'about %d hour', 'about %d hours', hours, 'wpo365-user-sync' ),
		hours
	);
}
