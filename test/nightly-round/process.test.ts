import { nightlyRound } from '../../workflows/nightly-round/process';
import { foldProcess } from '../../workflows/kernel/command';
import { codeOf, Driver, mustOpen, person, sealed } from '../helpers/driver';

const process = foldProcess(nightlyRound);
const officer = person('po-salvation-army-1', 'salvation-army', 'payment-officer');
const contractor = { ...officer, designations: ['central-contractor' as const] };
const open = (now: string) => mustOpen(process, contractor, {}, now);
const nights = (driver: Driver) =>
  driver.effects.flatMap((e) => (e.kind === 'start-case' ? [`${e.process} ${String(e.opening['untilDate'])}`] : []));

it('is begun by the central contractor alone', () => {
  expect(codeOf(Driver.open(process, { ...officer, designations: [] }, {}, '2011-07-01T12:00:00Z'))).toBe(
    'not-the-contractor',
  );
});

it.each([
  [
    'in summer, when midnight in London is 23:00Z',
    '2011-07-01T12:00:00Z',
    '2011-07-01T22:59:59Z',
    '2011-07-01T23:00:00Z',
  ],
  ['in winter', '2011-12-01T12:00:00Z', '2011-12-01T23:59:59Z', '2011-12-02T00:00:00Z'],
  ['on the night when the clocks go forward', '2011-03-26T12:00:00Z', '2011-03-26T23:59:59Z', '2011-03-27T00:00:00Z'],
  ['on the night when the clocks go back', '2011-10-30T12:00:00Z', '2011-10-30T23:59:59Z', '2011-10-31T00:00:00Z'],
])('accrues the night that is over %s', (_when, opened, before, midnight) => {
  const driver = open(opened).advanceTo(before);
  expect(nights(driver)).toEqual([]);
  driver.advanceTo(midnight);
  expect(nights(driver)).toEqual([`accrual-run ${opened.slice(0, 10)}`]);
});

describe('of prosecutions', () => {
  const lead = person('arl-cps-1', 'cps', 'asset-recovery-lead');
  const begin = () => mustOpen(process, lead, { work: 'prosecutions' }, '2011-07-01T12:00:00Z');
  const reconciled = (driver: Driver) =>
    driver.effects.flatMap((e) => (e.kind === 'reconcile-prosecutions' ? [e.until] : []));

  it('asks every night for prosecutions without a case, not for those of the last hour', () => {
    const driver = begin().advanceTo('2011-07-03T12:00:00Z');
    expect(reconciled(driver)).toEqual(['2011-07-01T22:00:00.000Z', '2011-07-02T22:00:00.000Z']);
    expect(nights(driver)).toEqual([]);
    expect(driver.current.state).toMatchObject({ work: 'prosecutions', agency: 'cps' });
  });

  it.each([
    ['a lead does not begin the accrual', lead, {}],
    ['nor does a payment officer begin this', contractor, { work: 'prosecutions' }],
  ])('%s', (_what, actor, input) => {
    expect(codeOf(Driver.open(process, actor, input, '2011-07-01T12:00:00Z'))).toBe('not-your-work');
  });

  it('is ended by a lead of that agency alone', () => {
    const driver = begin();
    for (const other of [contractor, person('arl-rart-1', 'rart', 'asset-recovery-lead')])
      expect(codeOf(driver.send('end-rounds', other, { reason: sealed }))).toBe('not-your-case');
    expect(driver.send('end-rounds', lead, { reason: sealed })).toEqual(['rounds-ended']);
  });
});

it('goes round every night, once', () => {
  const driver = open('2011-07-01T12:00:00Z').advanceTo('2011-07-05T12:00:00Z');
  expect(nights(driver)).toEqual(['01', '02', '03', '04'].map((day) => `accrual-run 2011-07-${day}`));
  expect(driver.figures()).toMatchObject({ rounds: 4 });
});

it('makes one round of the nights on which everything was down, with its lateness', () => {
  const driver = open('2011-07-01T12:00:00Z').jumpTo('2011-07-05T12:00:00Z');
  expect(nights(driver)).toEqual(['accrual-run 2011-07-04']);
  const passed = driver.facts.map((f) => f.event).filter((e) => e.type === 'deadline-passed');
  expect(passed).toMatchObject([{ deadline: 'round', latenessSeconds: 3.5 * 86_400 + 3_600 }]);
});

it('ends when an officer of that agency says so, with a reason', () => {
  const driver = open('2011-07-01T12:00:00Z');
  const elsewhere = person('po-elsewhere-1', 'elsewhere', 'payment-officer');
  expect(codeOf(driver.send('end-rounds', elsewhere, { reason: sealed }))).toBe('not-your-case');
  expect(driver.send('end-rounds', contractor, { reason: sealed })).toEqual(['rounds-ended']);
  expect(nights(driver.advanceTo('2011-08-01T12:00:00Z'))).toEqual([]);
});
