import { Button, TextControl } from '@wordpress/components';
import { __, _n, sprintf } from '@wordpress/i18n';

import { api } from '../../api/client';
import type { FilterTrial } from '../../api/settings-types';
import { formatNumber } from '../../words/format';
import { helpOf, type ControlProps } from './setting-control';
import { useTask } from './use-task';

/**
 * Takes a filter of Microsoft Graph, and tries it: the server refuses to save one that the
 * directory does not understand.
 *
 * @param props Properties.
 */
export function FilterControl( props: ControlProps ) {
	const { words, value, isLocked, onChange } = props;
	const filter = String( value ?? '' );
	const { isBusy, result, error, start } = useTask< FilterTrial >();

	return (
		<>
			<TextControl
				__next40pxDefaultSize
				__nextHasNoMarginBottom
				label={ words.label }
				help={ helpOf( props ) }
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
				onClick={ () => start( () => api.tryFilter( filter ) ) }
			>
				{ __( 'Test filter', 'wpo365-user-sync' ) }
			</Button>
			<div role="status">
				{ error && (
					<p className="wpo365-setting__error">{ error.message }</p>
				) }
				{ result && <Trial trial={ result } /> }
			</div>
		</>
	);
}

function Trial( { trial }: { trial: FilterTrial } ) {
	const { count, users } = trial;
	return (
		<>
			<p>
				{ count === null
					? __(
							'The directory understands the filter, but does not say how many users it lists. The first of them:',
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
