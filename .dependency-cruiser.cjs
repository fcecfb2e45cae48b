/** Imports point one way: api, worker, local → activities → db, workflows; db → workflows; workflows → nothing outside. */
const only = (from, allowed) => ({
  name: `${from}-imports-only-what-lies-below`,
  severity: 'error',
  from: { path: `^${from}/` },
  to: {
    path: '^(api|worker|local|activities|db|workflows|test|bench)/',
    pathNot: `^(${[from, ...allowed].join('|')})/`,
  },
});

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    {
      name: 'no-circles',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    only('workflows', []),
    only('db', ['workflows']),
    only('activities', ['db', 'workflows']),
    only('worker', ['activities', 'db', 'workflows']),
    only('api', ['worker', 'activities', 'db', 'workflows']),
    only('local', ['api', 'worker', 'activities', 'db', 'workflows']),
    {
      name: 'workflows-have-no-io',
      severity: 'error',
      from: { path: '^workflows/' },
      to: { dependencyTypes: ['core'] },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
  },
};
