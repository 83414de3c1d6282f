import type { ReactNode } from 'react';

import type { SettingError } from './paths';

interface Props {
	error: SettingError | null;
	children: ReactNode;
}

/**
 * Stands around the control of a setting, and says what is wrong with it.
 *
 * @param props          Properties.
 * @param props.error    What the server found wrong with the setting, or with a part of it.
 * @param props.children The control.
 */
export function SettingFrame( { error, children }: Props ) {
	// What is wrong with an entry of a list is said at the entry.
	const own = error?.at === '' ? error : null;
	return (
		<div
			className={
				own ? 'wpo365-setting wpo365-setting--wrong' : 'wpo365-setting'
			}
		>
			{ children }
			{ own && (
				<p className="wpo365-setting__error" role="alert">
					{ own.message }
				</p>
			) }
		</div>
	);
}
