const Sequencer = require('@jest/test-sequencer').default;

/**
 * The order of a machine that has never run the tests: jest itself would go by the size of the files, and end with one long
 * test while the other workers have nothing to do. Measured with four at once; what is not here comes by its size.
 */
const longest = [
  'pages/every-page',
  'api/routes',
  'accrual-run/engine',
  'api/rehearsals',
  'kernel/failures',
  'payment-batch/kill',
  'confiscation/dates',
  'payment-batch/rehearsals',
  'pages/rehearsed',
  'bank/kill',
  'api/away',
  'local/everything-down',
  'pages/confiscation',
  'confiscation/prosecutions',
  'local/caseload-children',
  'pages/contract-and-care',
  'pages/administration',
  'payment-batch/cycle',
  'pages/live',
  'local/caseload',
];

function placeOf({ path }) {
  const place = longest.findIndex((name) => path.endsWith(`/test/${name}.test.ts`));
  return place < 0 ? longest.length : place;
}

class LongestFirst extends Sequencer {
  sort(tests) {
    // oxlint-disable-next-line unicorn/no-array-sort -- jest's own method of that name
    return super.sort(tests).toSorted((a, b) => placeOf(a) - placeOf(b));
  }
}

module.exports = LongestFirst;
