import { Spinner } from '@wordpress/components';
import { useEffect, useState } from '@wordpress/element';
import { __, _n, sprintf } from '@wordpress/i18n';

import { api } from '../../api/client';
import type { Row, SiteUser } from '../../api/types';
import { getConfig } from '../../api/config';
import { userLabel } from '../../words/labels';
import { ConfirmDialog } from '../common/confirm-dialog';
import { RowReason, hasReason } from './row-reason';

interface Props {
	rows: readonly Row[];
	onConfirm: () => void;
	onCancel: () => void;
}

/**
 * Asks before accounts are linked, and says who would get which.
 *
 * @param props Properties.
 */
export function LinkRowsDialog( { rows, onConfirm, onCancel }: Props ) {
	const accounts = useAccounts( rows );

	return (
		<ConfirmDialog
			title={ sprintf(
				/* translators: %d: number of people. */
				_n(
					'Link %d directory user to a WordPress user?',
					'Link %d directory users to WordPress users?',
					rows.length,
					'wpo365-user-sync'
				),
				rows.length
			) }
			confirm={ __( 'Link', 'wpo365-user-sync' ) }
			isReady={ accounts !== null }
			onConfirm={ onConfirm }
			onCancel={ onCancel }
		>
			<p>
				{ __(
					'A link is a key to the account: the directory user can sign in to it with Microsoft, and each synchronization updates it from then on. Link only accounts that belong to the same person.',
					'wpo365-user-sync'
				) }
			</p>
			{ accounts === null ? (
				<Spinner />
			) : (
				<ul className="wpo365-pairs">
					{ rows.map( ( row ) => (
						<Pair
							key={ row.id }
							row={ row }
							account={ accounts[ row.user_id ?? 0 ] }
						/>
					) ) }
				</ul>
			) }
		</ConfirmDialog>
	);
}

function Pair( { row, account }: { row: Row; account: SiteUser | undefined } ) {
	const { roles } = getConfig();
	return (
		<li className="wpo365-pairs__entry">
			<dl>
				<dt>{ __( 'In the directory', 'wpo365-user-sync' ) }</dt>
				<dd>
					<Facts
						facts={ [
							row.display_name,
							row.user_principal_name,
							row.email,
						] }
					/>
				</dd>
				<dt>{ __( 'WordPress user', 'wpo365-user-sync' ) }</dt>
				<dd>
					<Facts
						facts={
							account
								? [
										account.name,
										account.username,
										account.email,
										...account.roles.map(
											( role ) => roles[ role ] ?? role
										),
									]
								: [ row.login || userLabel( row.user_id ?? 0 ) ]
						}
					/>
				</dd>
			</dl>
			{ hasReason( row ) && <RowReason row={ row } isShort /> }
		</li>
	);
}

/** The first of some facts stands out; what is said already, or not known, is left out. */
function Facts( { facts }: { facts: ReadonlyArray< string | null > } ) {
	const [ first, ...others ] = new Set(
		facts.filter( ( fact ) => fact !== null && fact !== '' )
	);
	return (
		<>
			<strong>{ first }</strong>
			{ others.map( ( fact ) => (
				<span key={ fact }> · { fact }</span>
			) ) }
		</>
	);
}

/**
 * Looks up the accounts that rows are about. Those that can't be had are left out: the row's own words have to do then.
 *
 * @param rows The rows.
 * @return By id; null until the server has answered.
 */
function useAccounts(
	rows: readonly Row[]
): Record< number, SiteUser > | null {
	const [ accounts, setAccounts ] = useState< Record<
		number,
		SiteUser
	> | null >( null );

	useEffect( () => {
		let isWanted = true;
		const ids = rows.flatMap( ( { user_id: id } ) => id ?? [] );
		void api
			.accounts( ids )
			.catch( () => [] )
			.then( ( found: SiteUser[] ) => {
				if ( isWanted ) {
					setAccounts(
						Object.fromEntries(
							found.map( ( account ) => [ account.id, account ] )
						)
					);
				}
			} );
		return () => {
			isWanted = false;
		};
	}, [ rows ] );

	return accounts;
}
