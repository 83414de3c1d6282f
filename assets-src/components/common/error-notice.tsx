import { Notice } from '@wordpress/components';
import { __ } from '@wordpress/i18n';
import type { ReactNode } from 'react';

interface Props {
	/** What happened and what to do. */
	message: string;
	/** For whoever gives support: code and whatever came along. */
	code: string;
	details?: unknown;
	/** Warning where the work went on without. */
	status?: 'error' | 'warning';
	onDismiss?: () => void;
	children?: ReactNode;
}

function isEmpty( details: unknown ): boolean {
	return (
		details === null ||
		details === undefined ||
		details === '' ||
		( typeof details === 'object' && Object.keys( details ).length === 0 )
	);
}

/**
 * Says what happened and what to do, and keeps the rest for support.
 *
 * @param props Properties.
 */
export function ErrorNotice( {
	message,
	code,
	details = null,
	status = 'error',
	onDismiss,
	children,
}: Props ) {
	return (
		<Notice
			status={ status }
			className="wpo365-notice"
			isDismissible={ !! onDismiss }
			{ ...( onDismiss && { onRemove: onDismiss } ) }
		>
			<p>{ message }</p>
			{ children }
			<details className="wpo365-notice__details">
				<summary>
					{ __( 'Details for support', 'wpo365-user-sync' ) }
				</summary>
				<code>{ code }</code>
				{ ! isEmpty( details ) && (
					<pre>
						{ typeof details === 'string'
							? details
							: JSON.stringify( details, null, 2 ) }
					</pre>
				) }
			</details>
		</Notice>
	);
}
