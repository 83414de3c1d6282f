import wordpress from '@wordpress/eslint-plugin';

export default [
	{
		ignores: [
			'**/node_modules/**',
			'dist/**',
			'.cache/**',
			'.run/**',
			'test-results/**',
			'playwright-report/**',
		],
	},
	...wordpress.configs.recommended,
	{
		files: [ '**/*.{ts,tsx,js,mjs}' ],
		rules: {
			// TypeScript says what the parameters are; a comment says what is not seen there.
			'jsdoc/require-param': 'off',
			'jsdoc/check-param-names': 'off',
			'jsdoc/check-line-alignment': 'off',
			'jsdoc/no-undefined-types': 'off',
			'jsdoc/check-tag-names': [
				'error',
				{ definedTags: [ 'jest-environment' ] },
			],
			// Names of the REST routes and of Graph come as they are.
			camelcase: [
				'error',
				{
					properties: 'never',
					ignoreDestructuring: true,
					allow: [ 'per_page' ],
				},
			],
		},
	},
	{
		files: [ 'tests/**' ],
		languageOptions: {
			globals: { process: 'readonly', fetch: 'readonly' },
		},
		rules: {
			'no-bitwise': 'off',
			'no-console': 'off',
			'import/no-extraneous-dependencies': 'off',
			'@wordpress/no-unused-vars-before-return': 'off',
		},
	},
];
