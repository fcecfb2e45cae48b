/** Packages that are published as ES modules only: jest cannot require them, so swc rewrites them. */
const esModuleOnly = [
  'temporal-polyfill',
  'temporal-utils',
  'jose',
  'openid-client',
  'oauth4webapi',
  'oidc-provider',
  'node-pg-migrate',
];

/** @type {import('jest').Config} */
module.exports = {
  testEnvironment: 'node',
  roots: ['<rootDir>/test'],
  testMatch: ['**/*.test.ts'],
  transform: {
    '\\.[jt]s$': [
      '@swc/jest',
      { jsc: { parser: { syntax: 'typescript' }, target: 'es2022' }, module: { type: 'commonjs' } },
    ],
  },
  transformIgnorePatterns: [`/node_modules/(?!(${esModuleOnly.join('|')})/)`],
  // Vega's modules await as they load, which jest's `require` cannot; the same packages come as plain scripts too.
  moduleNameMapper: {
    '^vega$': '<rootDir>/node_modules/vega/build/vega.min.js',
    '^vega-lite$': '<rootDir>/node_modules/vega-lite/build/vega-lite.min.js',
  },
  globalSetup: '<rootDir>/test/helpers/global-setup.ts',
  testSequencer: '<rootDir>/test/helpers/longest-first.js',
  globalTeardown: '<rootDir>/test/helpers/global-teardown.ts',
  testTimeout: 60_000,
};
