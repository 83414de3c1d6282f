/** What is used of a package that comes without types. */
declare module 'markdown-it' {
	export default class MarkdownIt {
		render( markdown: string ): string;
	}
}
