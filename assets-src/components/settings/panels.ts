import type { Schema } from '../../api/settings-types';

/** A panel of the form. */
export interface SettingsPanel {
	name: string;
	title: string;
	help: string;
	/** Paths of its settings, in order. */
	paths: string[];
}

/**
 * Returns the panels of the form, in the order of the schema: one for each section that
 * does not stand in the panel of another.
 *
 * @param schema The whole schema.
 */
export function panelsOf( schema: Schema ): SettingsPanel[] {
	const sections = Object.entries( schema.properties ?? {} );
	return sections
		.filter( ( [ , { panel } ] ) => panel === undefined )
		.map( ( [ name, section ] ) => ( {
			name,
			title: section.title ?? name,
			help: section.description ?? '',
			paths: [
				...pathsOf( section, name ),
				...sections
					.filter( ( [ , { panel } ] ) => panel === name )
					.flatMap( ( [ key, guest ] ) => pathsOf( guest, key ) ),
			],
		} ) );
}

/**
 * Returns the paths of the settings that the form shows.
 *
 * @param schema A part of the schema.
 * @param path   Where it stands.
 */
function pathsOf( schema: Schema, path: string ): string[] {
	if ( schema.control === 'none' ) {
		return [];
	}
	return schema.type === 'object'
		? Object.entries( schema.properties ?? {} ).flatMap(
				( [ key, part ] ) => pathsOf( part, `${ path }.${ key }` )
			)
		: [ path ];
}
