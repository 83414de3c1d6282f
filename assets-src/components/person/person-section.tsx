import {
	Button,
	Card,
	CardBody,
	CardHeader,
	TextControl,
} from '@wordpress/components';
import { useDispatch } from '@wordpress/data';
import { useCallback, useEffect, useRef, useState } from '@wordpress/element';
import { __ } from '@wordpress/i18n';
import { getQueryArg } from '@wordpress/url';
import type { FormEvent } from 'react';

import { api } from '../../api/client';
import type { ApiError } from '../../api/error';
import type { PersonAnswer } from '../../api/types';
import { store } from '../../store/page-store';
import { useTask } from '../settings/use-task';
import { PersonResult } from './person-result';

function personInAddress(): string {
	const person = getQueryArg( window.location.href, 'person' );
	return typeof person === 'string' ? person : '';
}

/**
 * Returns what is to be said beside the field: the sentence about its value, where it is
 * that.
 *
 * @param error The error.
 */
function fieldMessage( { message, details }: ApiError ): string {
	const params = details.params as Record< string, unknown > | undefined;
	const own = params?.who;
	return typeof own === 'string' ? own.replace( /^who: /, '' ) : message;
}

/** Shows how far one person comes, and synchronizes that person alone. */
export function PersonSection() {
	const [ who, setWho ] = useState( personInAddress );
	const { isBusy, result, error, start } = useTask< PersonAnswer >();
	const { refreshResults, refreshHistory } = useDispatch( store );
	const card = useRef< HTMLDivElement >( null );

	const lookUp = useCallback(
		( name: string ) => start( () => api.person( name, false ) ),
		[ start ]
	);
	const synchronize = ( id: string ) =>
		start( async () => {
			try {
				return await api.person( id, true );
			} finally {
				refreshResults();
				refreshHistory();
			}
		} );
	const submit = ( event: FormEvent ) => {
		event.preventDefault();
		if ( ! isBusy && who.trim() !== '' ) {
			lookUp( who.trim() );
		}
	};

	// A link from the list of users, or from a profile, names the person.
	useEffect( () => {
		const person = personInAddress();
		if ( person !== '' ) {
			card.current?.scrollIntoView?.( { block: 'start' } );
			lookUp( person );
		}
	}, [ lookUp ] );

	return (
		<Card className="wpo365-card" ref={ card }>
			<CardHeader>
				<h2>{ __( 'One person', 'wpo365-user-sync' ) }</h2>
			</CardHeader>
			<CardBody>
				<form className="wpo365-person" onSubmit={ submit }>
					<TextControl
						__next40pxDefaultSize
						__nextHasNoMarginBottom
						label={ __( 'Person', 'wpo365-user-sync' ) }
						help={
							<>
								{ __(
									'User principal name, object ID or WordPress user ID. Looking a person up shows how far this person comes and why, and changes nothing.',
									'wpo365-user-sync'
								) }
								{ error && (
									<span
										role="alert"
										className="wpo365-setting__error"
									>
										{ fieldMessage( error ) }
									</span>
								) }
							</>
						}
						autoComplete="off"
						spellCheck={ false }
						value={ who }
						onChange={ setWho }
					/>
					<Button
						__next40pxDefaultSize
						variant="secondary"
						type="submit"
						isBusy={ isBusy }
						disabled={ isBusy || who.trim() === '' }
						accessibleWhenDisabled
					>
						{ __( 'Look up', 'wpo365-user-sync' ) }
					</Button>
				</form>
				<div role="status">
					{ result && (
						<PersonResult
							answer={ result }
							isBusy={ isBusy }
							onSynchronize={ synchronize }
						/>
					) }
				</div>
			</CardBody>
		</Card>
	);
}
