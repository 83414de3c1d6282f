import { Button } from '@wordpress/components';
import { useCopyToClipboard } from '@wordpress/compose';
import { useDispatch, useSelect } from '@wordpress/data';
import { useState } from '@wordpress/element';
import { speak } from '@wordpress/a11y';
import { __ } from '@wordpress/i18n';

import type { Check } from '../../api/settings-types';
import { store } from '../../store/page-store';
import { overallStatus, reportOf } from './overall-status';

interface Props {
	checks: readonly Check[] | null;
	isDelegated: boolean;
}

/**
 * Offers to test the connection, to connect, to forget all tokens, and to copy a report.
 *
 * @param props Properties.
 */
export function ConnectionButtons( { checks, isDelegated }: Props ) {
	const { testConnection, deleteTokens, beginSignIn } = useDispatch( store );
	const task = useSelect(
		( select ) => select( store ).getConnectionTask(),
		[]
	);
	const common = {
		__next40pxDefaultSize: true,
		disabled: task !== null,
		accessibleWhenDisabled: true,
	};
	const test = async () => {
		const lines = await testConnection();
		if ( lines ) {
			speak( overallStatus( lines ).label, 'polite' );
		}
	};
	const connect = async () => {
		const answer = await beginSignIn();
		if ( answer ) {
			window.location.assign( answer.url );
		}
	};

	return (
		<div className="wpo365-buttons">
			<Button
				{ ...common }
				variant="secondary"
				isBusy={ task === 'test' }
				onClick={ () => void test() }
			>
				{ __( 'Test connection', 'wpo365-user-sync' ) }
			</Button>
			{ isDelegated && (
				<Button
					{ ...common }
					variant="secondary"
					isBusy={ task === 'connect' }
					onClick={ () => void connect() }
				>
					{ __( 'Connect with Microsoft', 'wpo365-user-sync' ) }
				</Button>
			) }
			<Button
				{ ...common }
				variant="tertiary"
				isDestructive
				isBusy={ task === 'forget' }
				onClick={ () => void deleteTokens() }
			>
				{ __( 'Delete all tokens', 'wpo365-user-sync' ) }
			</Button>
			{ checks && (
				<CopyButton
					text={ reportOf( checks ) }
					label={ __( 'Copy report', 'wpo365-user-sync' ) }
				/>
			) }
		</div>
	);
}

/**
 * Copies a text.
 *
 * @param props       Properties.
 * @param props.text  What is copied.
 * @param props.label Words on the button.
 */
export function CopyButton( { text, label }: { text: string; label: string } ) {
	const [ isCopied, setIsCopied ] = useState( false );
	const copied = __( 'Copied.', 'wpo365-user-sync' );
	const ref = useCopyToClipboard< HTMLButtonElement >( text, () => {
		setIsCopied( true );
		speak( copied, 'polite' );
	} );

	return (
		<Button __next40pxDefaultSize variant="tertiary" ref={ ref }>
			{ isCopied ? copied : label }
		</Button>
	);
}
