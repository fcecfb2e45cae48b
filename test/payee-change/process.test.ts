import fc from 'fast-check';
import { foldProcess } from '../../workflows/kernel/command';
import type { Actor } from '../../workflows/kernel/contract';
import { payeeChange } from '../../workflows/payee-change/process';
import { codeOf, diagramEdges, Driver, edgesOf, mustOpen, person, sealed } from '../helpers/driver';
import { answer, asked, told, type Answered } from '../payment-batch/answer';

const process = foldProcess(payeeChange);
const officer = (name: string, agency = 'salvation-army'): Actor => ({
  ...person(name, agency, 'payment-officer'),
  designations: agency === 'salvation-army' ? ['central-contractor'] : [],
});
const ada = officer('ada');
const ben = officer('ben');
const foreign = officer('eve', 'ukba');
const manager = person('mia', 'ashgrove-house', 'provider-manager');
const otherManager = person('moe', 'beacon-refuge', 'provider-manager');
/** Holds every role at both places: nothing may hang on roles alone. */
const adaEverywhere: Actor = { ...ada, roles: ['payment-officer', 'provider-manager', 'administrator'] };

/** A Friday; the Monday in between is no bank holiday. */
const now = '2011-08-05T12:00:00Z';
const input = { provider: 'ashgrove-house', sortCode: sealed, accountNumber: sealed };
const confirmed = { confirmedWithProvider: true };
const reason = { reason: sealed };

function opened(): Driver {
  const driver = mustOpen(process, ada, input, now);
  driver.isWorldAway = true;
  return driver;
}
const answered = (driver: Driver, what: Answered) => answer(driver, 'apply-payee-change', what);
const proposed = (check = 'valid') => answered(opened(), { check });
const cooling = () => {
  const driver = proposed();
  driver.send('approve', ben, confirmed);
  return answered(driver, {});
};
const changeAsked = (driver: Driver) =>
  Object.values(driver.current.file.pending).flatMap((e) => (e.kind === 'apply-payee-change' ? [e.change] : []));

describe('proposing', () => {
  it('has the numbers checked where they can be read; then the provider sees the case and is told', () => {
    const driver = opened();
    expect(changeAsked(driver)).toEqual([{ step: 'check', ...input }]);
    expect(driver.current.file.sharedWith).toEqual(['salvation-army']);
    answered(driver, { check: 'valid' });
    expect(driver.current.file.sharedWith).toEqual(['salvation-army', 'ashgrove-house']);
    expect(told(driver)).toContain('payee-proposed → provider-manager of ashgrove-house');
    expect(driver.status().stage).toBe('proposed');
    expect(driver.taskKeys()).toEqual(['decide']);
  });

  it.each<[string, Answered, string, boolean]>([
    ['valid', { check: 'valid' }, 'proposed', false],
    ['an unknown sort code, for the second officer to judge', { check: 'unknown-sort-code' }, 'proposed', false],
    ['invalid', { check: 'invalid' }, 'invalid', true],
    ['an answer nobody knows', { check: 'perhaps' }, 'invalid', true],
    ['texts erased', 'text-erased', 'not-checked', true],
  ])('%s', (_what, check, stage, isClosed) => {
    expect(answered(opened(), check).status()).toMatchObject({ stage, isClosed });
  });

  it.each([
    ['open numbers', ada, { ...input, sortCode: '200000' }, 'text-not-sealed'],
    ['an agency that does not pay', foreign, input, 'not-the-contractor'],
    ['the provider itself', manager, input, 'wrong-role'],
  ])('%s: refused', (_what, actor, given, code) => {
    expect(codeOf(Driver.open(process, actor, given, now))).toBe(code);
  });
});

describe('the form of the numbers, before they are sealed', () => {
  const isTaken = (numbers: object) => process.opening.parse({ ...input, ...numbers }).ok;

  it.each([{ sortCode: '200000' }, { sortCode: '20-00-00' }, { sortCode: '20 00 00' }, { accountNumber: '01234567' }])(
    '%j is taken',
    (numbers) => expect(isTaken(numbers)).toBe(true),
  );
  it.each([
    { sortCode: '20000' },
    { sortCode: '2000000' },
    { accountNumber: '1234567A' },
    { accountNumber: '1234567' },
    { accountNumber: '١٢٣٤٥٦٧٨' },
    { sortCode: '' },
  ])('%j is not', (numbers) => expect(isTaken(numbers)).toBe(false));
});

describe('approving', () => {
  it.each([
    ['the proposer', ada, confirmed, 'same-person'],
    ['the proposer with every role', adaEverywhere, confirmed, 'same-person'],
    ['another agency', foreign, confirmed, 'not-the-contractor'],
    ['the provider', manager, confirmed, 'wrong-role'],
    ['without asking the provider', ben, { confirmedWithProvider: false }, 'invalid-input'],
  ])('%s is refused', (_what, actor, given, code) => {
    const refusal = proposed().send('approve', actor, given);
    expect(refusal).toMatchObject({ code, source: expect.stringMatching(/\S/) });
  });

  it('waits for the check, and is done once', () => {
    expect(codeOf(opened().send('approve', ben, confirmed))).toBe('account-not-checked');
    expect(codeOf(cooling().send('approve', officer('cat'), confirmed))).toBe('already-decided');
  });

  it('writes down both people at once, and puts the account into use when the cooling period is over', () => {
    const driver = proposed();
    expect(driver.send('approve', ben, confirmed)).toEqual(['change-approved']);
    expect(changeAsked(driver)).toEqual([
      { step: 'record', provider: 'ashgrove-house', people: ['ada', 'ben'], at: now },
    ]);
    expect(told(driver)).toContain('payee-approved → provider-manager of ashgrove-house');
    answered(driver, {});
    expect(driver.deadline('cooling')?.due).toBe('2011-08-12T23:00:00Z');
    driver.jumpTo('2011-08-12T22:59:59Z');
    expect(asked(driver)).toEqual([]);
    driver.jumpTo('2011-08-12T23:00:00Z');
    const at = '2011-08-12T23:00:00Z';
    expect(changeAsked(driver)).toEqual([{ step: 'apply', ...input, people: ['ada', 'ben'], at }]);
    answered(driver, {});
    expect(driver.status()).toMatchObject({ stage: 'changed', isClosed: true });
  });

  it('that is recorded late is not taken for the change itself', () => {
    const driver = proposed();
    driver.send('approve', ben, confirmed);
    driver.jumpTo('2011-08-15T00:00:00Z');
    expect(asked(driver)).toHaveLength(2);
    answered(driver, {});
    expect(driver.status().stage).toBe('applying');
    answered(driver, {});
    expect(driver.status().stage).toBe('changed');
  });

  it('lapses when nobody decides', () => {
    const driver = proposed();
    driver.jumpTo('2011-08-13T00:00:00Z');
    expect(driver.status()).toMatchObject({ stage: 'lapsed', isClosed: true });
  });
});

describe('stopping', () => {
  it.each([
    ['the provider', manager],
    ['an officer', ben],
    ['the proposer', ada],
  ])('%s, before and after the approval', (_who, actor) => {
    for (const driver of [proposed(), cooling()]) {
      expect(driver.send('stop-change', actor, reason)).toEqual(['change-stopped']);
      expect(driver.status()).toMatchObject({ stage: 'stopped', isClosed: true });
      driver.jumpTo('2012-01-01T00:00:00Z');
      expect(changeAsked(driver).some((change) => change['step'] === 'apply')).toBe(false);
    }
  });

  it('is not for others, and not once it is being put into use', () => {
    expect(codeOf(cooling().send('stop-change', otherManager, reason))).toBe('not-your-case');
    expect(codeOf(cooling().send('stop-change', foreign, reason))).toBe('not-your-case');
    const late = cooling();
    late.jumpTo('2011-08-13T00:00:00Z');
    expect(codeOf(late.send('stop-change', manager, reason))).toBe('cannot-be-stopped');
  });
});

describe('what is seen', () => {
  it('shows the numbers to the provider and to the officers alone', () => {
    const driver = proposed();
    for (const viewer of [manager, ben])
      expect(driver.view(viewer)).toMatchObject({ sortCode: sealed, check: 'valid' });
    for (const viewer of [otherManager, foreign, { ...manager, roles: ['support-worker' as const] }])
      expect(JSON.stringify(driver.view(viewer))).not.toContain('text:');
    expect(driver.view(manager)).not.toHaveProperty('proposedBy');
  });
});

describe('whatever anybody does, in any order', () => {
  const act = fc.oneof(
    fc.record({
      name: fc.constantFrom('approve', 'reject', 'withdraw-proposal', 'stop-change', 'note'),
      actor: fc.constantFrom(ada, ben, adaEverywhere, foreign, manager, otherManager),
    }),
    fc.record({ hours: fc.integer({ min: 1, max: 200 }) }),
    fc.record({ check: fc.constantFrom<Answered>({ check: 'valid' }, { check: 'invalid' }, 'text-erased') }),
  );
  const inputs: Record<string, object> = { approve: confirmed, note: { text: sealed }, 'withdraw-proposal': {} };

  it('nobody approves their own, nothing is used before it cooled or after it was stopped, no open case is forgotten', () => {
    const property = fc.property(fc.array(act, { maxLength: 15 }), (acts) => {
      const driver = opened();
      for (const a of acts) {
        if ('name' in a) driver.send(a.name, a.actor, inputs[a.name] ?? reason);
        else if ('hours' in a) driver.jumpTo(new Date(Date.parse(driver.now) + a.hours * 3_600_000).toISOString());
        else if (asked(driver).length > 0) answered(driver, a.check);
        const isKept = driver.tasks().length > 0 || driver.deadlines().length > 0;
        expect(driver.status().isClosed || isKept).toBe(true);
      }
      const approval = driver.facts.find((f) => f.event.type === 'change-approved');
      expect(approval?.actor.person).not.toBe(ada.person);
      for (const change of driver.effects.flatMap((e) => (e.kind === 'apply-payee-change' ? [e.change] : []))) {
        if (change['step'] !== 'apply') continue;
        const days = (Date.parse(String(change['at'])) - Date.parse(approval?.at ?? '')) / 86_400_000;
        expect(days).toBeGreaterThan(5);
        expect(driver.types()).not.toContain('change-stopped');
      }
      expect(edgesOf(process, driver).filter((edge) => !diagramEdges(process).includes(edge))).toEqual([]);
    });
    expect(fc.defaultReportMessage(fc.check(property, { numRuns: 500 })) ?? 'holds').toBe('holds');
  });
});
