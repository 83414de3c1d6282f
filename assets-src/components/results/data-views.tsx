/**
 * The only door to DataViews, which is larger than the rest of the page together: it
 * is loaded when the first table is opened. No words of ours here, since WordPress
 * loads translations for the entry script only.
 */
import { DataViews } from '@wordpress/dataviews/wp';
import type { Action, Field, View } from '@wordpress/dataviews/wp';
import type { ReactNode } from 'react';

import type { Row } from '../../api/types';

export interface TableProps {
	rows: Row[];
	fields: Field< Row >[];
	actions: Action< Row >[];
	view: View;
	onChangeView: ( view: View ) => void;
	selection: string[];
	onChangeSelection: ( ids: string[] ) => void;
	isLoading: boolean;
	total: number;
	pages: number;
	pageSizes: number[];
	searchLabel: string;
	/** Stands between the search and the rows. */
	toolbar: ReactNode;
	empty: ReactNode;
}

const LAYOUTS = { table: {} };

export default function Table( {
	rows,
	total,
	pages,
	pageSizes,
	searchLabel,
	toolbar,
	...props
}: TableProps ) {
	return (
		<DataViews
			{ ...props }
			data={ rows }
			getItemId={ ( row ) => String( row.id ) }
			isItemClickable={ () => false }
			paginationInfo={ { totalItems: total, totalPages: pages } }
			defaultLayouts={ LAYOUTS }
			config={ { perPageSizes: pageSizes } }
		>
			<div className="wpo365-table__search">
				<DataViews.Search label={ searchLabel } />
				<DataViews.ViewConfig />
			</div>
			<DataViews.Filters className="wpo365-table__filters" />
			{ toolbar }
			<DataViews.Layout className="wpo365-table__rows" />
			<DataViews.Pagination />
		</DataViews>
	);
}
