import type { Tone } from '../../words/labels';

/**
 * Shows a status in words, coloured by how much attention it asks for.
 *
 * @param props          Properties.
 * @param props.tone     How much attention it asks for.
 * @param props.children The words.
 */
export function Badge( { tone, children }: { tone: Tone; children: string } ) {
	return (
		<span className={ `wpo365-badge wpo365-badge--${ tone }` }>
			{ children }
		</span>
	);
}
