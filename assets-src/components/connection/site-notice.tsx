import { Notice } from '@wordpress/components';
import { useDispatch } from '@wordpress/data';
import { useState } from '@wordpress/element';
import { __, sprintf } from '@wordpress/i18n';

import { api } from '../../api/client';
import { getConfig, type Site } from '../../api/config';
import { toApiError, type ApiError } from '../../api/error';
import { store } from '../../store/page-store';
import { ErrorNotice } from '../common/error-notice';

/** Asks whether this is the site that was connected or a copy of it, where its address has changed; and says so on a copy. */
export function SiteNotice() {
	const [ site, setSite ] = useState< Site >( getConfig().site );
	const [ isBusy, setIsBusy ] = useState( false );
	const [ error, setError ] = useState< ApiError | null >( null );
	const { refreshSchedule } = useDispatch( store );
	if ( site.is === 'site' ) {
		return null;
	}

	const answer = async ( is: 'site' | 'copy' ) => {
		setIsBusy( true );
		setError( null );
		try {
			setSite( await api.answerSite( is ) );
			// Whether anything starts by itself hangs on the answer.
			refreshSchedule();
		} catch ( thrown ) {
			setError( toApiError( thrown ) );
		}
		setIsBusy( false );
	};
	const action = ( is: 'site' | 'copy', label: string ) => ( {
		label,
		onClick: () => void answer( is ),
		variant: 'secondary' as const,
		disabled: isBusy,
	} );
	const isSite = action(
		'site',
		__( 'This is the site', 'wpo365-user-sync' )
	);

	return (
		<>
			{ site.is === 'unknown' ? (
				<Notice
					status="warning"
					isDismissible={ false }
					className="wpo365-notice"
					actions={ [
						isSite,
						action(
							'copy',
							__( 'This is a copy', 'wpo365-user-sync' )
						),
					] }
				>
					<p>
						<strong>
							{ sprintf(
								/* translators: 1: address, 2: address. */
								__(
									'This site was connected as %1$s, and is now %2$s.',
									'wpo365-user-sync'
								),
								site.connected,
								site.address
							) }
						</strong>
					</p>
					<p>
						{ __(
							'Is it the site itself under a new address, or a copy, for tests for example? Until that is said nobody is deleted here, and nothing starts by itself. On a copy a synchronization only looks.',
							'wpo365-user-sync'
						) }
					</p>
				</Notice>
			) : (
				<Notice
					status="info"
					isDismissible={ false }
					className="wpo365-notice"
					actions={ [ isSite ] }
				>
					<p>
						{ __(
							'This is a copy of the site that was connected: here a synchronization only looks, so leave the boxes unticked. Nothing starts by itself.',
							'wpo365-user-sync'
						) }
					</p>
				</Notice>
			) }
			{ error && (
				<ErrorNotice
					message={ error.message }
					code={ error.code }
					details={ error.details }
				/>
			) }
		</>
	);
}
