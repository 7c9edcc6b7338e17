import js from '@eslint/js';
import reactHooks from 'eslint-plugin-react-hooks';
import globals from 'globals';
import tseslint from 'typescript-eslint';

/**
 * Time and settings have one door each. Deadlines come from the database's clock (`tx.now()`), so that a worker
 * whose clock is wrong does nothing early or late; what only measures takes `wallClock` of #platform. Settings
 * come from `env()` of #platform, validated at start.
 */
const CLOCK = 'Take the time from tx.now() / db.now(), or wallClock of #platform for measuring.';
const CLOCKS = [
  ["MemberExpression[object.name='Date'][property.name='now']", `Date.now is banned. ${CLOCK}`],
  ["MemberExpression[object.name='Date'][property.value='now']", `Date.now is banned. ${CLOCK}`],
  ["MemberExpression[object.property.name='Date'][property.name='now']", `Date.now is banned. ${CLOCK}`],
  ["VariableDeclarator[init.name='Date'] > ObjectPattern", `Date.now is banned. ${CLOCK}`],
  ["NewExpression[callee.name='Date'][arguments.length=0]", `new Date() is banned. ${CLOCK}`],
  ["NewExpression[callee.property.name='Date'][arguments.length=0]", `new Date() is banned. ${CLOCK}`],
  ["CallExpression[callee.name='Date']", `Date() is banned. ${CLOCK}`],
  [
    "MemberExpression[object.name='performance'][property.name=/^(now|timeOrigin)$/]",
    `No clock here. ${CLOCK}`,
  ],
  ["MemberExpression[object.name='process'][property.name=/^(hrtime|uptime)$/]", `No clock here. ${CLOCK}`],
  ['ImportDeclaration[source.value=/^(node:)?perf_hooks$/]', `No clock here. ${CLOCK}`],
];
const SETTING = 'process.env is banned. Add the setting to Env in libs/platform/config.ts and take env().';
const SETTINGS = [
  ["MemberExpression[object.name='process'][property.name='env']", SETTING],
  ["MemberExpression[object.name='process'][property.value='env']", SETTING],
  ["MemberExpression[object.property.name='process'][property.name='env']", SETTING],
  ["VariableDeclarator[init.name='process'] > ObjectPattern > Property[key.name='env']", SETTING],
  ['ImportDeclaration[source.value=/^(node:)?process$/]', SETTING],
];
const restricted = (...lists) => [
  'error',
  ...lists.flat().map(([selector, message]) => ({ selector, message })),
];

export default tseslint.config(
  { ignores: ['**/dist/', 'node_modules/', '.holdline/', 'coverage/', 'apps/console/public/'] },
  {
    linterOptions: {
      // A rule that does not fit is changed here, with a reason, not switched off where it hurts.
      noInlineConfig: true,
    },
    rules: {
      ...js.configs.recommended.rules,
      eqeqeq: 'error',
      'no-warning-comments': ['error', { terms: ['todo', 'fixme', 'xxx'] }],
      'no-restricted-syntax': restricted(CLOCKS, SETTINGS),
    },
  },
  {
    files: ['**/*.{mjs,cjs}'],
    languageOptions: { globals: globals.node },
  },
  {
    files: ['test/browser/in-page/*.js'],
    languageOptions: { globals: globals.browser, sourceType: 'script' },
  },
  {
    files: ['**/*.{ts,tsx}'],
    extends: [tseslint.configs.recommended],
    languageOptions: {
      parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname },
    },
    rules: {
      // What the type checker knows and a reader misses: a promise nobody waits for. The other rules that need
      // types cost a minute on two cores and found nothing that tsc does not.
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-misused-promises': ['error', { checksVoidReturn: { attributes: false } }],
      '@typescript-eslint/await-thenable': 'error',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      '@typescript-eslint/no-non-null-assertion': 'off', // noUncheckedIndexedAccess makes `rows[0]!` the plain way to say "one row"
      // Past 300 lines two things live in a file.
      'max-lines': ['error', { max: 300, skipBlankLines: true, skipComments: true }],
    },
  },
  {
    files: ['**/*.spec.ts', 'test/**/*.ts', 'libs/platform/migrations/*.ts'],
    rules: {
      'max-lines': 'off', // a story, a table of cases or a schema is read from top to bottom
    },
  },
  {
    files: ['apps/console/**/*.{ts,tsx}'],
    plugins: reactHooks.configs.flat.recommended.plugins,
    languageOptions: { globals: globals.browser },
    rules: {
      ...reactHooks.configs.flat.recommended.rules,
      // Tells what the React Compiler would not memoise (TanStack Virtual); the console is built without it.
      'react-hooks/incompatible-library': 'off',
    },
  },
  {
    // The one room with the machine's clock and the environment in it.
    files: ['libs/platform/**'],
    rules: { 'no-restricted-syntax': 'off' },
  },
  {
    // Display only: the server computes every deadline, the browser counts down to it.
    files: ['apps/console/src/live/clock.ts'],
    rules: { 'no-restricted-syntax': restricted(SETTINGS) },
  },
  {
    // The engine imports nothing, not even a clock, so the spec of its speed reads the machine's.
    files: ['libs/escalation/*.speed.spec.ts'],
    rules: { 'no-restricted-syntax': restricted(SETTINGS) },
  },
  {
    // These run before the platform is built, or instead of it.
    files: [
      'scripts/**',
      'docker/**',
      'libs/testing/global-setup.mjs',
      'libs/testing/global-teardown.mjs',
      '*.{mjs,cjs}',
    ],
    rules: { 'no-restricted-syntax': 'off' },
  },
);
