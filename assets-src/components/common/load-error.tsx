import { Button } from '@wordpress/components';
import { __ } from '@wordpress/i18n';

import { toApiError } from '../../api/error';
import { ErrorNotice } from './error-notice';

/**
 * Says why something could not be loaded, and offers to try it again.
 *
 * @param props         Properties.
 * @param props.error   Whatever was thrown.
 * @param props.onRetry Tries it again.
 */
export function LoadError( {
	error,
	onRetry,
}: {
	error: unknown;
	onRetry: () => void;
} ) {
	const { message, code, details } = toApiError( error );

	return (
		<ErrorNotice message={ message } code={ code } details={ details }>
			<p>
				<Button
					__next40pxDefaultSize
					variant="secondary"
					onClick={ onRetry }
				>
					{ __( 'Try again', 'wpo365-user-sync' ) }
				</Button>
			</p>
		</ErrorNotice>
	);
}
