/**
 * The architecture: which unit may import which. Everything below the table only turns it into rules.
 * A unit is a folder of libs/ or apps/; libs are imported through their index (`#name`).
 */
const FOUNDATION = ['platform', 'contracts'];
const IDENTITY = ['audit', ...FOUNDATION];
const PEOPLE = ['identity', ...IDENTITY];
const CASES = ['escalation', 'people', ...PEOPLE];
const FEATURES = ['cases', ...CASES];
const ANY = 'any lib but testing';

const TABLE = {
  'libs/escalation': [],
  'libs/contracts': ['escalation'],
  'libs/platform': ['contracts'],
  'libs/audit': ['platform'],
  'libs/identity': IDENTITY,
  'libs/people': PEOPLE,
  'libs/cases': ['synthetic', ...CASES],
  'libs/intake': FEATURES,
  'libs/outreach': FEATURES,
  'libs/countermeasures': FEATURES,
  'libs/live': FEATURES,
  'libs/shifts': FEATURES,
  'libs/reports': ['intake', 'outreach', 'countermeasures', 'shifts', ...FEATURES],
  'libs/stores': ['platform'],
  'libs/synthetic': ['contracts'],
  'libs/testing': ANY,
  'apps/cli': ANY,
  'apps/api': ANY,
  'apps/worker': ANY,
  'apps/standalone': ['stores', 'platform'],
  'apps/console': ['contracts', 'escalation'],
  'apps/sandbox': ['contracts', 'synthetic', 'platform'],
};

const SPEC = '\\.spec\\.tsx?$';

function unitRule([unit, allowed]) {
  const own = `^${unit}/`;
  // Only specs reach libs/testing at all (rule testing-is-for-specs), and those of every unit may.
  const libs = allowed === ANY ? '^libs/' : `^libs/(${[...allowed, 'testing'].join('|')})/`;
  return {
    name: `${unit.replace('/', '-')}-imports`,
    comment: `${unit} may import ${allowed === ANY ? ANY : allowed.join(', ') || 'nothing'}; see the table above.`,
    severity: 'error',
    from: { path: own },
    // The specs' set-up builds the server before it can import anything.
    to: { path: '^(libs|apps|test|scripts)/', pathNot: [own, libs, '^scripts/build-server\\.mjs$'] },
  };
}

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    ...Object.entries(TABLE).map(unitRule),
    {
      name: 'every-unit-is-in-the-table',
      comment: 'A new folder of libs/ or apps/ gets its line in the table first.',
      severity: 'error',
      from: { path: '^(libs|apps)/[^/]+/', pathNot: `^(${Object.keys(TABLE).join('|')})/` },
      to: {},
    },
    {
      name: 'libs-through-their-index',
      comment: 'What is not exported by index.ts is nobody else’s business.',
      severity: 'error',
      from: { path: '^(?:libs|apps)/([^/]+)/' },
      to: { path: '^libs/[^/]+/(?!index\\.ts$)', pathNot: '^libs/$1/' },
    },
    {
      name: 'tests-through-the-index-too',
      comment: 'What a test has to reach behind an index for is not the behaviour anybody relies on.',
      severity: 'error',
      from: { path: '^test/' },
      to: { path: '^libs/[^/]+/(?!index\\.ts$)', pathNot: '^libs/testing/' },
    },
    {
      name: 'testing-is-for-specs',
      comment: 'The harness has a clock that moves by hand; nothing that ships may hold it.',
      severity: 'error',
      from: { pathNot: [SPEC, '^test/', '^libs/testing/'] },
      to: { path: '^libs/testing/' },
    },
    {
      name: 'pure-libs-stay-pure',
      comment: 'The engine and the contracts run in the browser and in a simulation: no I/O, no framework.',
      severity: 'error',
      from: { path: '^libs/(escalation|contracts)/', pathNot: SPEC },
      to: { dependencyTypes: ['core', 'npm', 'npm-dev', 'npm-no-pkg', 'npm-unknown'] },
    },
    {
      name: 'console-runs-in-a-browser',
      comment: 'Node’s own modules do not exist there.',
      severity: 'error',
      from: { path: '^apps/console/src/', pathNot: SPEC },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'no-cycles',
      comment: 'Two files that need each other are one thing, or hide a third.',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'what-ships-is-a-dependency',
      comment: 'A development dependency is missing in the production image.',
      severity: 'error',
      from: { path: '^(libs|apps)/', pathNot: [SPEC, '^libs/testing/', '\\.config\\.ts$'] },
      to: { dependencyTypes: ['npm-dev', 'npm-no-pkg', 'npm-unknown'], dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'resolvable',
      comment: 'An import that leads nowhere.',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '(^|/)dist/' },
    tsConfig: { fileName: 'tsconfig.json' },
    // Type-only imports are imports: they say who knows whom.
    tsPreCompilationDeps: true,
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['holdline-source', 'import', 'node', 'default', 'types'],
      extensions: ['.ts', '.tsx', '.mjs', '.js', '.cjs', '.json', '.d.ts'],
    },
  },
};
