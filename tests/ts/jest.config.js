/**
 * Tests in TypeScript: the page (in a browser's stead) and the simulated tenant.
 * A file that needs no DOM starts with `@jest-environment node`.
 */
/** @type {import('jest').Config} */
module.exports = {
	rootDir: '../..',
	roots: [ '<rootDir>/tests/ts' ],
	testMatch: [ '**/*.test.ts', '**/*.test.tsx' ],
	// Node's fetch, streams and events instead of jsdom's: msw needs them.
	testEnvironment: 'jest-fixed-jsdom',
	testEnvironmentOptions: {
		url: 'http://site.test/wp-admin/users.php?page=wpo365-user-sync',
	},
	setupFilesAfterEnv: [ '<rootDir>/tests/ts/support/setup.ts' ],
	moduleNameMapper: {
		'\\.(s?css)$': '<rootDir>/tests/ts/support/style-stub.js',
		// The same code, not bundled: Babel need not go through two megabytes.
		'^@wordpress/dataviews/wp$': '@wordpress/dataviews',
	},
	transform: {
		'\\.(m?[jt]sx?)$': '@wordpress/scripts/config/babel-transform',
	},
	// These packages, and all .mjs files, are ES modules only.
	transformIgnorePatterns: [
		'/node_modules/(?!(rettime|until-async|@open-draft|msw|uuid|jose)/).*\\.js$',
	],
	testTimeout: 30_000,
	clearMocks: true,
	restoreMocks: true,
};
