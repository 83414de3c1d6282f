import { ComboboxControl } from '@wordpress/components';
import { useDebounce } from '@wordpress/compose';
import { useEffect, useState } from '@wordpress/element';

import { api } from '../../api/client';
import { wordsOf, type ControlProps } from './control-props';

interface Option {
	value: string;
	label: string;
}

const toOptions = ( users: ReadonlyArray< { id: number; name: string } > ) =>
	users.map( ( { id, name } ) => ( {
		value: String( id ),
		label: `${ name } (${ id })`,
	} ) );

/**
 * Chooses a WordPress user by name.
 *
 * @param props Properties.
 */
export function UserControl( props: ControlProps ) {
	const { value, onChange } = props;
	const chosen = typeof value === 'number' ? value : null;
	const [ found, setFound ] = useState< Option[] >( [] );
	const [ known, setKnown ] = useState< Option[] >( [] );

	// A search that fails finds nobody; the number that is stored stays readable.
	const search = useDebounce( ( text: string ) => {
		api.searchUsers( text )
			.then( ( users ) => setFound( toOptions( users ) ) )
			.catch( () => setFound( [] ) );
	}, 300 );

	useEffect( () => {
		search( '' );
	}, [ search ] );
	useEffect( () => {
		if ( chosen !== null ) {
			api.userNames( [ chosen ] )
				.then( ( users ) => setKnown( toOptions( users ) ) )
				.catch( () => setKnown( [] ) );
		}
	}, [ chosen ] );

	const current =
		chosen === null
			? []
			: [
					known.find(
						( option ) => option.value === String( chosen )
					) ?? {
						value: String( chosen ),
						label: String( chosen ),
					},
				];
	const others = found.filter(
		( option ) => option.value !== current[ 0 ]?.value
	);

	return (
		<ComboboxControl
			__next40pxDefaultSize
			__nextHasNoMarginBottom
			{ ...wordsOf( props ) }
			value={ chosen === null ? null : String( chosen ) }
			options={ [ ...current, ...others ] }
			onFilterValueChange={ search }
			onChange={ ( next ) => onChange( next ? Number( next ) : null ) }
			allowReset
		/>
	);
}
