import type { ComponentType } from 'react';

import { ChoicesControl } from './choices-control';
import type { ControlProps } from './control-props';
import { FieldsControl } from './fields-control';
import { FilterControl } from './filter-control';
import { GroupsControl } from './groups-control';
import { MappingsControl } from './mappings-control';
import { RecipientsControl } from './recipients-control';
import { RoleControl, RolesControl } from './role-controls';
import { SecretControl } from './secret-control';
import { SettingFrame } from './setting-frame';
import { SimpleControl } from './simple-control';
import { TimeControl } from './time-control';
import { UserControl } from './user-control';

/** The controls that the schema names in `control`; what names none is simple. */
export const CONTROLS: Record< string, ComponentType< ControlProps > > = {
	choices: ChoicesControl,
	fields: FieldsControl,
	filter: FilterControl,
	groups: GroupsControl,
	mappings: MappingsControl,
	recipients: RecipientsControl,
	role: RoleControl,
	roles: RolesControl,
	secret: SecretControl,
	time: TimeControl,
	user: UserControl,
};

/**
 * Shows a setting with the control that its schema asks for, and what is wrong with it.
 *
 * @param props Properties.
 */
export function SettingControl( props: ControlProps ) {
	const Control = CONTROLS[ props.schema.control ?? '' ] ?? SimpleControl;
	return (
		<SettingFrame error={ props.error }>
			<Control { ...props } />
		</SettingFrame>
	);
}
