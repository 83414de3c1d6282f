import { Button, TextControl } from '@wordpress/components';
import { __, sprintf } from '@wordpress/i18n';

import { api } from '../../api/client';
import type { TestMail } from '../../api/settings-types';
import { wordsOf, type ControlProps } from './control-props';
import { ListControl } from './list-control';
import { errorWithin } from './paths';
import { SettingFrame } from './setting-frame';
import { useTask } from './use-task';

/**
 * Takes e-mail addresses, and sends a test to those that are saved.
 *
 * @param props Properties.
 */
export function RecipientsControl( props: ControlProps ) {
	const { schema, value, error, onChange } = props;
	const { label: legend, help } = wordsOf( props );
	return (
		<>
			<ListControl< string >
				legend={ legend }
				help={ help }
				entries={ Array.isArray( value ) ? value.map( String ) : [] }
				addLabel={ __( 'Add address', 'wpo365-user-sync' ) }
				removeLabel={ __( 'Remove address', 'wpo365-user-sync' ) }
				makeEntry={ () => '' }
				onChange={ onChange }
				renderEntry={ ( address, change, index ) => (
					<SettingFrame
						error={ errorWithin( error, String( index ) ) }
					>
						<TextControl
							__next40pxDefaultSize
							__nextHasNoMarginBottom
							type="email"
							label={ schema.items?.title ?? '' }
							value={ address }
							onChange={ change }
						/>
					</SettingFrame>
				) }
			/>
			<TestButton />
		</>
	);
}

function TestButton() {
	const { isBusy, result, error, start } = useTask< TestMail >();
	return (
		<div className="wpo365-setting__test">
			<Button
				__next40pxDefaultSize
				variant="secondary"
				isBusy={ isBusy }
				disabled={ isBusy }
				accessibleWhenDisabled
				onClick={ () => start( api.sendTestMail ) }
			>
				{ __( 'Send a test e-mail', 'wpo365-user-sync' ) }
			</Button>
			<p className="wpo365-hint">
				{ __(
					'The test goes to the addresses that are saved.',
					'wpo365-user-sync'
				) }
			</p>
			<div role="status">
				{ error && (
					<p className="wpo365-setting__error">{ error.message }</p>
				) }
				{ result && <Outcome mail={ result } /> }
			</div>
		</div>
	);
}

function Outcome( { mail }: { mail: TestMail } ) {
	const to = mail.to.join( ', ' );
	return mail.sent ? (
		<p>
			{ sprintf(
				/* translators: %s: e-mail addresses. */
				__(
					'WordPress has handed the e-mail over for %s. Look whether it arrives.',
					'wpo365-user-sync'
				),
				to
			) }
		</p>
	) : (
		<p className="wpo365-setting__error">
			{ to === ''
				? mail.reason
				: sprintf(
						/* translators: 1: e-mail addresses, 2: a sentence that says why. */
						__(
							'The e-mail for %1$s was not sent. %2$s',
							'wpo365-user-sync'
						),
						to,
						mail.reason
					) }
		</p>
	);
}
