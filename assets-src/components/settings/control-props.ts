import { __ } from '@wordpress/i18n';

import type { Json, Schema } from '../../api/settings-types';
import type { SettingError } from './paths';

/** What every control of a setting is given. */
export interface ControlProps {
	schema: Schema;
	value: Json;
	isLocked: boolean;
	/** What the server found wrong with the value, or with a part of it. */
	error: SettingError | null;
	onChange: ( value: Json ) => void;
	/** Says that the directory understands a value: there are some that it has to be asked about first. */
	onTested?: ( ( value: string ) => void ) | undefined;
}

/**
 * Returns label and help of a control; the help says why where the value can't be changed here.
 *
 * @param props          Properties of the control.
 * @param props.schema   The setting's schema.
 * @param props.isLocked Whether wp-config.php decides.
 */
export function wordsOf( { schema, isLocked }: ControlProps ) {
	return {
		label: schema.title ?? '',
		help: isLocked
			? __( 'Set in wp-config.php.', 'wpo365-user-sync' )
			: ( schema.description ?? '' ),
	};
}
