import { ExternalLink } from '@wordpress/components';
import { useState } from '@wordpress/element';
import { __ } from '@wordpress/i18n';

import type { Check } from '../../api/settings-types';
import { getConfig } from '../../api/config';
import { Badge } from '../common/badge';
import { checkStatuses } from './overall-status';

/**
 * Tells whether a link does something on this site; the guide is only for reading, beside the page.
 *
 * @param url Where it leads.
 */
function isPartOfSite( url: string ): boolean {
	return (
		! url.startsWith( getConfig().guideUrl ) &&
		new URL( url, window.location.href ).origin === window.location.origin
	);
}

function Line( { check }: { check: Check } ) {
	const { label, tone } = checkStatuses[ check.status ];
	return (
		<li className="wpo365-check">
			<Badge tone={ tone }>{ label() }</Badge>
			<div>
				<strong>{ check.label }</strong>
				<p>{ check.message }</p>
				{ check.action && (
					<p>
						{ isPartOfSite( check.action.url ) ? (
							<a href={ check.action.url }>
								{ check.action.label }
							</a>
						) : (
							<ExternalLink href={ check.action.url }>
								{ check.action.label }
							</ExternalLink>
						) }
					</p>
				) }
				{ Object.keys( check.details ).length > 0 && (
					<details className="wpo365-notice__details">
						<summary>
							{ __( 'Details for support', 'wpo365-user-sync' ) }
						</summary>
						<dl>
							{ Object.entries( check.details ).map(
								( [ key, value ] ) => (
									<div key={ key }>
										<dt>{ key }</dt>
										<dd>
											{ typeof value === 'string'
												? value
												: JSON.stringify( value ) }
										</dd>
									</div>
								)
							) }
						</dl>
					</details>
				) }
			</div>
		</li>
	);
}

/**
 * Shows the checklist; lines that are fine stay folded away as long as others are not.
 *
 * @param props        Properties.
 * @param props.checks The lines.
 */
export function Checklist( { checks }: { checks: readonly Check[] } ) {
	const [ isOpen, setIsOpen ] = useState( false );
	const urgent = checks.filter(
		( { status } ) => status === 'error' || status === 'warning'
	);
	const others = checks.filter( ( check ) => ! urgent.includes( check ) );

	return (
		<>
			{ urgent.length > 0 && (
				<ul className="wpo365-checks">
					{ urgent.map( ( check ) => (
						<Line key={ check.id } check={ check } />
					) ) }
				</ul>
			) }
			<details
				className="wpo365-checks__others"
				open={ isOpen }
				onToggle={ ( event ) => setIsOpen( event.currentTarget.open ) }
			>
				<summary>
					{ __( 'All other checks', 'wpo365-user-sync' ) }
				</summary>
				<ul className="wpo365-checks">
					{ others.map( ( check ) => (
						<Line key={ check.id } check={ check } />
					) ) }
				</ul>
			</details>
		</>
	);
}
