import { Button, TextControl } from '@wordpress/components';
import { __, _n, sprintf } from '@wordpress/i18n';

import { api } from '../../api/client';
import type { FilterTrial } from '../../api/settings-types';
import { formatNumber } from '../../words/format';
import { wordsOf, type ControlProps } from './control-props';
import { partSchema, settingMessage } from './paths';
import { useTask } from './use-task';

/** What came of a test, and what was tested: it says nothing about what is typed since. */
interface Tested extends FilterTrial {
	filter: string;
}

/**
 * Takes a filter of Microsoft Graph, and tries it: the server refuses to save one that the
 * directory does not understand.
 *
 * @param props Properties.
 */
export function FilterControl( props: ControlProps ) {
	const { schema, value, isLocked, onChange, onTested } = props;
	const filter = String( value ?? '' );
	const { isBusy, result, error, start } = useTask< Tested >();
	const test = async (): Promise< Tested > => {
		const trial = await api.tryFilter( filter );
		onTested?.( filter );
		return { ...trial, filter };
	};

	return (
		<>
			<TextControl
				__next40pxDefaultSize
				__nextHasNoMarginBottom
				{ ...wordsOf( props ) }
				value={ filter }
				disabled={ isLocked }
				spellCheck={ false }
				onChange={ onChange }
			/>
			<Button
				__next40pxDefaultSize
				variant="secondary"
				isBusy={ isBusy }
				disabled={ isBusy }
				accessibleWhenDisabled
				onClick={ () => start( test ) }
			>
				{ __( 'Test filter', 'wpo365-user-sync' ) }
			</Button>
			<div role="status">
				{ error && (
					<p className="wpo365-setting__error">
						{ settingMessage(
							error,
							partSchema( { filter: schema } )
						) }
					</p>
				) }
				{ result?.filter === filter && <Trial trial={ result } /> }
			</div>
		</>
	);
}

function Trial( { trial }: { trial: FilterTrial } ) {
	const { count, users } = trial;
	if ( count === 0 ) {
		return (
			<p className="wpo365-setting__error">
				{ __(
					'The filter lists no user: every directory user would be outside the scope.',
					'wpo365-user-sync'
				) }
			</p>
		);
	}
	return (
		<>
			<p>
				{ count === null
					? __(
							'Microsoft Graph accepts the filter, but does not say how many users it lists. The first of them:',
							'wpo365-user-sync'
						)
					: sprintf(
							/* translators: %s: number of users. */
							_n(
								'The filter lists %s user:',
								'The filter lists %s users; the first of them:',
								count,
								'wpo365-user-sync'
							),
							formatNumber( count )
						) }
			</p>
			<ul className="wpo365-summary">
				{ users.map( ( person ) => (
					<li key={ person.object_id }>
						{ [ person.display_name, person.user_principal_name ]
							.filter( Boolean )
							.join( ' — ' ) }
					</li>
				) ) }
			</ul>
		</>
	);
}
