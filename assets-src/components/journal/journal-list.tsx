import { Button, SearchControl, Spinner } from '@wordpress/components';
import { useDebouncedInput } from '@wordpress/compose';
import { useState } from '@wordpress/element';
import { __, _n, sprintf } from '@wordpress/i18n';

import type { JournalEntry, JournalPage, Run } from '../../api/types';
import { isActive } from '../../store/run';
import { formatNumber } from '../../words/format';
import { LoadError } from '../common/load-error';
import { JournalGroup } from './journal-group';
import { useJournal } from './use-journal';

/**
 * Lists what a run did to accounts, with the former values: searched and paged by the server.
 *
 * @param props     Properties.
 * @param props.run The run.
 */
export function JournalList( { run }: { run: Run } ) {
	const [ typed, setTyped, search ] = useDebouncedInput( '' );
	const [ number, setNumber ] = useState( 1 );
	const { page, error, isLoading, reload } = useJournal(
		run,
		number,
		search.trim()
	);

	return (
		<div className="wpo365-journal">
			<SearchControl
				__nextHasNoMarginBottom
				label={ __( 'Search what was changed', 'wpo365-user-sync' ) }
				placeholder={ __( 'Search', 'wpo365-user-sync' ) }
				value={ typed }
				onChange={ ( next ) => {
					setTyped( next );
					setNumber( 1 );
				} }
			/>
			<p className="wpo365-hint" role="status">
				{ page && ! error && totalText( page.total, search.trim() ) }
			</p>
			{ isLoading && <Spinner /> }
			{ error ? (
				<LoadError error={ error } onRetry={ reload } />
			) : (
				page && (
					<>
						<Groups run={ run } entries={ page.entries } />
						<Pages
							page={ page }
							number={ number }
							onTurn={ setNumber }
						/>
					</>
				)
			) }
		</div>
	);
}

function totalText( total: number, search: string ): string {
	if ( total > 0 ) {
		return sprintf(
			/* translators: %s: number of changes. */
			_n( '%s change', '%s changes', total, 'wpo365-user-sync' ),
			formatNumber( total )
		);
	}
	return search === ''
		? __(
				'There is nothing to show: no account was changed, or what was changed is no longer kept.',
				'wpo365-user-sync'
			)
		: __( 'No change matches the search.', 'wpo365-user-sync' );
}

/**
 * Puts together what was done to an account at a time.
 *
 * @param entries Entries in the order of the server.
 */
function groupsOf( entries: readonly JournalEntry[] ): JournalEntry[][] {
	const groups: JournalEntry[][] = [];
	for ( const entry of entries ) {
		const last = groups.at( -1 );
		const [ first ] = last ?? [];
		if (
			first?.user_id === entry.user_id &&
			first.at === entry.at &&
			first.by === entry.by
		) {
			last?.push( entry );
		} else {
			groups.push( [ entry ] );
		}
	}
	return groups;
}

function Groups( {
	run,
	entries,
}: {
	run: Run;
	entries: readonly JournalEntry[];
} ) {
	const groups = groupsOf( entries );
	const isFirst = ( index: number ) =>
		groups.findIndex(
			( [ entry ] ) => entry?.user_id === groups[ index ]?.[ 0 ]?.user_id
		) === index;
	return groups.length === 0 ? null : (
		<ul className="wpo365-journal__groups">
			{ groups.map( ( group, index ) => (
				<JournalGroup
					key={ group[ 0 ]?.id }
					run={ run }
					entries={ group }
					isUndoable={ ! isActive( run ) && isFirst( index ) }
				/>
			) ) }
		</ul>
	);
}

interface PagesProps {
	page: JournalPage;
	number: number;
	onTurn: ( number: number ) => void;
}

function Pages( { page: { pages }, number, onTurn }: PagesProps ) {
	return pages < 2 ? null : (
		<div className="wpo365-buttons">
			<Button
				__next40pxDefaultSize
				variant="secondary"
				disabled={ number <= 1 }
				accessibleWhenDisabled
				onClick={ () => onTurn( number - 1 ) }
			>
				{ __( 'Previous', 'wpo365-user-sync' ) }
			</Button>
			<span>
				{ sprintf(
					/* translators: 1: number of a page, 2: number of pages. */
					__( 'Page %1$s of %2$s', 'wpo365-user-sync' ),
					formatNumber( number ),
					formatNumber( pages )
				) }
			</span>
			<Button
				__next40pxDefaultSize
				variant="secondary"
				disabled={ number >= pages }
				accessibleWhenDisabled
				onClick={ () => onTurn( number + 1 ) }
			>
				{ __( 'Next', 'wpo365-user-sync' ) }
			</Button>
		</div>
	);
}
