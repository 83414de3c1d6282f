import { Card, CardBody, CardHeader, Spinner } from '@wordpress/components';
import { useDispatch, useSelect } from '@wordpress/data';
import { __ } from '@wordpress/i18n';

import { store } from '../../store/page-store';
import { Badge } from '../common/badge';
import { ErrorNotice } from '../common/error-notice';
import { LoadError } from '../common/load-error';
import { AccountStatus } from './account-status';
import { Checklist } from './checklist';
import { ConnectionButtons } from './connection-buttons';
import { overallStatus } from './overall-status';
import { SetupGuide } from './setup-guide';

/** Shows whether the connection works, line by line, and what to do where it does not. */
export function ConnectionSection() {
	const { checks, account, isDelegated, error, loadError } = useSelect(
		( select ) => {
			const {
				getChecks,
				getAccount,
				getSettings,
				getConnectionError,
				getResolutionError,
			} = select( store );
			const connection = getSettings()?.settings.connection as
				{ permission_type?: string } | undefined;
			return {
				checks: getChecks(),
				account: getAccount(),
				isDelegated: connection?.permission_type === 'delegated',
				error: getConnectionError(),
				loadError: getResolutionError( 'getChecks', [] ),
			};
		},
		[]
	);
	const { refreshConnection } = useDispatch( store );
	const overall = checks && overallStatus( checks );

	return (
		<Card className="wpo365-card">
			<CardHeader>
				<h2>
					{ __( 'Connection to Microsoft 365', 'wpo365-user-sync' ) }
				</h2>
				{ overall && (
					<Badge tone={ overall.tone }>{ overall.label }</Badge>
				) }
			</CardHeader>
			<CardBody>
				{ error && (
					<ErrorNotice
						message={ error.message }
						code={ error.code }
						details={ error.details }
					/>
				) }
				{ !! loadError && (
					<LoadError
						error={ loadError }
						onRetry={ () => void refreshConnection() }
					/>
				) }
				{ isDelegated && account && (
					<AccountStatus account={ account } />
				) }
				{ checks === null && ! loadError && <Spinner /> }
				{ checks && <Checklist checks={ checks } /> }
				<ConnectionButtons
					checks={ checks }
					isDelegated={ isDelegated }
				/>
				<SetupGuide account={ account } />
			</CardBody>
		</Card>
	);
}
