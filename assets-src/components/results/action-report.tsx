import { Notice } from '@wordpress/components';
import { useDispatch, useSelect } from '@wordpress/data';
import { _n, sprintf } from '@wordpress/i18n';

import { store } from '../../store/page-store';
import type { Report } from '../../store/results';
import { rowName, rowStatuses } from '../../words/labels';
import { Badge } from '../common/badge';

function statusOf( report: Report ) {
	const failures = report.entries.filter(
		( { result } ) => result.status === 'failed'
	).length;
	if ( failures === 0 ) {
		return 'success';
	}
	return failures === report.entries.length ? 'error' : 'warning';
}

/** Says row by row what became of the last action. */
export function ActionReport() {
	const report = useSelect( ( select ) => select( store ).getReport(), [] );
	const { dismissReport } = useDispatch( store );
	if ( ! report ) {
		return null;
	}

	return (
		<Notice
			status={ statusOf( report ) }
			className="wpo365-notice"
			spokenMessage={ report.entries
				.map(
					( entry ) =>
						`${ rowName( entry.row ) }: ${ rowStatuses[
							entry.result.status
						].label() }`
				)
				.join( ', ' ) }
			politeness="polite"
			onRemove={ () => void dismissReport() }
		>
			<p>{ doneText( report ) }</p>
			<ul className="wpo365-report">
				{ report.entries.map( ( entry ) => (
					<li key={ entry.result.id }>
						<span>{ rowName( entry.row ) }</span>{ ' ' }
						<Badge tone={ rowStatuses[ entry.result.status ].tone }>
							{ rowStatuses[ entry.result.status ].label() }
						</Badge>{ ' ' }
						<span>{ entry.result.reason }</span>
					</li>
				) ) }
			</ul>
		</Notice>
	);
}

function doneText( { entries }: Report ): string {
	const failures = entries.filter(
		( { result } ) => result.status === 'failed'
	).length;
	return sprintf(
		/* translators: 1: number of users that worked, 2: number of selected users. */
		_n(
			'Done for %1$d of %2$d selected user.',
			'Done for %1$d of %2$d selected users.',
			entries.length,
			'wpo365-user-sync'
		),
		entries.length - failures,
		entries.length
	);
}
