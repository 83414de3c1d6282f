import { Button } from '@wordpress/components';
import type { ReactNode } from 'react';

interface Props< Entry > {
	legend: string;
	help?: string | undefined;
	entries: readonly Entry[];
	addLabel: string;
	removeLabel: string;
	/** A new entry. */
	makeEntry: () => Entry;
	onChange: ( entries: Entry[] ) => void;
	renderEntry: (
		entry: Entry,
		onChange: ( entry: Entry ) => void,
		index: number
	) => ReactNode;
}

/**
 * Edits a list: its entries, one below the other, can be added, changed and removed.
 *
 * @param props Properties.
 */
export function ListControl< Entry >( {
	legend,
	help,
	entries,
	addLabel,
	removeLabel,
	makeEntry,
	onChange,
	renderEntry,
}: Props< Entry > ) {
	return (
		<fieldset className="wpo365-setting__group">
			<legend>{ legend }</legend>
			{ help && <p className="wpo365-hint">{ help }</p> }
			{ entries.map( ( entry, index ) => (
				// Entries have no identity but their place.
				<div key={ index } className="wpo365-list-entry">
					{ renderEntry(
						entry,
						( changed ) =>
							onChange(
								entries.map( ( other, place ) =>
									place === index ? changed : other
								)
							),
						index
					) }
					<Button
						__next40pxDefaultSize
						variant="tertiary"
						isDestructive
						onClick={ () =>
							onChange(
								entries.filter(
									( _, place ) => place !== index
								)
							)
						}
					>
						{ removeLabel }
					</Button>
				</div>
			) ) }
			<Button
				__next40pxDefaultSize
				variant="secondary"
				onClick={ () => onChange( [ ...entries, makeEntry() ] ) }
			>
				{ addLabel }
			</Button>
		</fieldset>
	);
}
