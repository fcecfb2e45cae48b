import fc from 'fast-check';
import { foldProcess } from '../../workflows/kernel/command';
import type { Actor } from '../../workflows/kernel/contract';
import { registerChange } from '../../workflows/register-change/process';
import { codeOf, diagramEdges, Driver, edgesOf, mustOpen, person, sealed } from '../helpers/driver';

const process = foldProcess(registerChange);
const ada = person('ada', 'home-office', 'administrator');
const bob = person('bob', 'home-office', 'administrator');
const analyst = person('ann', 'home-office', 'analyst');
const now = '2011-07-01T12:00:00Z';

const adopt = { change: 'adopt-policy-set', policySet: 'nationality-and-borders-2022', fromDate: '2011-08-01' };
const designate = { change: 'designate', agency: 'gla', designation: 'competent-authority', fromDate: '2011-06-01' };
const withdraw = {
  change: 'withdraw-designation',
  agency: 'gla',
  designation: 'first-responder',
  untilDate: '2011-12-31',
};

const propose = (input: object = adopt) => mustOpen(process, ada, input, now);
const proposed = () => propose();
const approved = () => {
  const driver = propose();
  driver.send('approve', bob);
  return driver;
};
const without = (input: object, field: string) =>
  Object.fromEntries(Object.entries(input).filter(([name]) => name !== field));

describe('proposing', () => {
  it.each([
    ['to adopt a set', adopt],
    ['to adopt it from today', { ...adopt, fromDate: '2011-07-01' }],
    ['to designate, also for days that are over', designate],
    ['to designate for one day', { ...designate, untilDate: '2011-06-01' }],
    ['to withdraw', withdraw],
  ])('%s waits for a second administrator', (_what, input) => {
    const driver = propose(input);
    expect(driver.types()).toEqual(['case-opened', 'change-proposed']);
    expect(driver.facts.at(-1)?.event).toEqual({ type: 'change-proposed', change: input });
    expect(driver.taskKeys()).toEqual(['decide']);
    expect(driver.effects).toEqual([]);
  });

  it.each([
    [adopt, 'policySet'],
    [adopt, 'fromDate'],
    [designate, 'agency'],
    [designate, 'designation'],
    [designate, 'fromDate'],
    [withdraw, 'agency'],
    [withdraw, 'designation'],
    [withdraw, 'untilDate'],
  ])('%j without %s is refused, and the field is named', (input, field) => {
    const answer = Driver.open(process, ada, without(input, field), now);
    expect(answer).toMatchObject({ refused: true, code: 'field-missing', fields: [{ pointer: `/${field}` }] });
  });

  it.each([
    ['a field of another change', { ...adopt, agency: 'gla' }, 'field-not-used', '/agency'],
    ['a set from yesterday', { ...adopt, fromDate: '2011-06-30' }, 'date-passed', '/fromDate'],
    ['an end before the beginning', { ...designate, untilDate: '2011-05-31' }, 'dates-reversed', '/untilDate'],
    ['a set that does not exist', { ...adopt, policySet: 'strategy-2050' }, 'invalid-input', '/policySet'],
    ['a day that does not exist', { ...adopt, fromDate: '2011-02-30' }, 'invalid-input', '/fromDate'],
    ['a change that does not exist', { ...adopt, change: 'abolish' }, 'invalid-input', '/change'],
    ['a field nobody knows', { ...adopt, hurry: true }, 'invalid-input', '/hurry'],
  ])('%s is refused', (_what, input, code, pointer) => {
    expect(Driver.open(process, ada, input, now)).toMatchObject({ refused: true, code, fields: [{ pointer }] });
  });

  it('counts today in London', () => {
    const lateEvening = '2011-07-01T23:30:00Z';
    const answer = Driver.open(process, ada, { ...adopt, fromDate: '2011-07-01' }, lateEvening);
    expect(codeOf(answer)).toBe('date-passed');
  });

  it('is for administrators', () => {
    expect(codeOf(Driver.open(process, analyst, adopt, now))).toBe('wrong-role');
  });
});

describe('deciding', () => {
  it.each([
    ['approve', bob, {}, 'approved', ['change-approved']],
    ['reject', bob, { reason: sealed }, 'rejected', ['change-rejected']],
    ['withdraw-proposal', ada, {}, 'withdrawn', ['proposal-withdrawn']],
  ])('%s', (command, actor, input, stage, events) => {
    const driver = proposed();
    expect(driver.send(command, actor, input)).toEqual(events);
    expect(driver.status()).toMatchObject({ stage, isClosed: stage !== 'approved' });
  });

  it.each([
    ['approve', proposed, ada, {}, 'same-person'],
    ['reject', proposed, ada, { reason: sealed }, 'same-person'],
    ['reject', proposed, bob, {}, 'invalid-input'],
    ['reject', proposed, bob, { reason: 'in clear' }, 'text-not-sealed'],
    ['withdraw-proposal', proposed, bob, {}, 'not-proposer'],
    ['approve', proposed, analyst, {}, 'wrong-role'],
    ['approve', proposed, bob, { hurry: true }, 'invalid-input'],
    ['approve', approved, bob, {}, 'already-decided'],
    ['reject', approved, bob, { reason: sealed }, 'already-decided'],
    ['withdraw-proposal', approved, ada, {}, 'already-decided'],
  ])('%s (%#) is refused', (command, given: () => Driver, actor, input, code) => {
    const driver = given();
    const before = driver.current;
    expect(codeOf(driver.send(command, actor, input))).toBe(code);
    expect(driver.current).toBe(before);
  });

  it('refuses to approve when the day has passed meanwhile', () => {
    const driver = propose({ ...adopt, fromDate: '2011-07-04' }).advanceTo('2011-07-04T23:00:00Z');
    expect(codeOf(driver.send('approve', bob))).toBe('date-passed');
  });

  it('shows the reason of a rejection to administrators only', () => {
    const driver = propose();
    driver.send('reject', bob, { reason: sealed });
    expect(driver.view(ada)).toMatchObject({ rejection: sealed });
    expect(JSON.stringify(driver.view(analyst))).not.toContain('text:');
  });
});

describe('after approval', () => {
  it('the register gets the change, and the case closes when it is done', () => {
    const driver = approved();
    expect(driver.effects).toMatchObject([{ kind: 'apply-register-change', change: adopt, deliverWithinHours: 4 }]);
    driver.deliver();
    expect(driver.types().slice(-2)).toEqual(['effect-done', 'change-applied']);
    expect(driver.status()).toMatchObject({ stage: 'applied', isClosed: true });
  });

  it('says so when the register cannot take it', () => {
    const driver = approved().deliver('unknown-agency');
    expect(driver.status()).toMatchObject({ stage: 'not-applied', isClosed: true });
    expect(driver.view(ada)).toMatchObject({ code: 'unknown-agency' });
  });

  it('becomes a task when it is not done in time, and closes when done by hand', () => {
    const driver = approved();
    driver.isWorldAway = true;
    driver.advanceTo('2011-07-01T16:00:00Z');
    const [task] = driver.tasks();
    const effect = task?.key.replace('by-hand.', '');
    expect(driver.send('record-done-by-hand', bob, { effect, reason: sealed })).toEqual(['effect-done-by-hand']);
    expect(driver.status()).toMatchObject({ stage: 'applied', isClosed: true });
  });
});

describe('a proposal that nobody decides', () => {
  it.each([
    ['the last moment of the tenth working day', '2011-07-15T22:59:59.999Z', 'proposed'],
    ['the moment after', '2011-07-15T23:00:00Z', 'lapsed'],
  ])('at %s', (_when, instant, stage) => {
    const driver = propose().advanceTo(instant);
    expect(driver.status()).toMatchObject({ stage, isClosed: stage === 'lapsed' });
  });
});

const send = fc.record({
  name: fc.constantFrom('approve', 'reject', 'withdraw-proposal', 'extend-deadline', 'note'),
  actor: fc.constantFrom<Actor>(ada, bob, analyst, person('system:x', 'home-office', 'system')),
  input: fc.constantFrom<object>(
    {},
    { reason: sealed },
    { text: sealed },
    { deadline: 'approval', count: 3, reason: sealed },
  ),
  hours: fc.integer({ min: 0, max: 100 }),
  outcome: fc.constantFrom('done', 'refused', 'nothing'),
});

type Send = typeof send extends fc.Arbitrary<infer S> ? S : never;
const edges = diagramEdges(process);
const decisions = ['change-approved', 'change-rejected'];

/** What a sequence of commands breaks; nothing when every rule is kept. */
function broken(driver: Driver, sends: readonly Send[]): string[] {
  const found: string[] = [];
  driver.isWorldAway = true;
  for (const { name, actor, input, hours, outcome } of sends) {
    const due = driver.deadline('approval')?.due;
    driver.send(name, actor, input);
    if ((driver.deadline('approval')?.due ?? due) !== due) found.push('the date moved');
    if (outcome !== 'nothing') driver.deliver(outcome === 'refused' ? 'unknown-agency' : undefined);
    driver.advanceTo(new Date(Date.parse(driver.now) + hours * 3_600_000).toISOString());
    const isForgotten = driver.tasks().length + driver.deadlines().length === 0;
    if (!driver.status().isClosed && isForgotten) found.push('an open case is forgotten');
  }
  const isOwn = driver.facts.some((f) => decisions.includes(f.event.type) && f.actor.person === ada.person);
  if (isOwn) found.push('the proposer decided');
  if (driver.effects.length !== driver.count('change-approved')) found.push('the register changed without approval');
  return [...found, ...edgesOf(process, driver).filter((edge) => !edges.includes(edge))];
}

describe('whatever anybody does, in any order', () => {
  it('the proposer never decides, nothing changes before approval, no open case is forgotten', () => {
    const proposal = fc.constantFrom(adopt, designate, withdraw);
    const property = fc.property(proposal, fc.array(send, { maxLength: 15 }), (change, sends) => {
      const found = broken(propose(change), sends);
      if (found.length > 0) throw new Error(found.join('; '));
    });
    expect(fc.defaultReportMessage(fc.check(property, { numRuns: 500 })) ?? 'holds').toBe('holds');
  });
});
