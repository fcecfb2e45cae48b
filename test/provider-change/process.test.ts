import fc from 'fast-check';
import { foldProcess } from '../../workflows/kernel/command';
import type { Actor } from '../../workflows/kernel/contract';
import { providerChange } from '../../workflows/provider-change/process';
import type { DesignationName, Role } from '../../workflows/vocabulary';
import { codeOf, diagramEdges, Driver, edgesOf, mustOpen, person, sealed } from '../helpers/driver';

const process = foldProcess(providerChange);
const of = (name: string, agency: string, role: Role, ...designations: DesignationName[]): Actor => ({
  ...person(name, agency, role),
  designations,
});
const pat = of('pat', 'salvation-army', 'payment-officer', 'central-contractor');
const pia = of('pia', 'salvation-army', 'payment-officer', 'central-contractor');
const cas = of('cas', 'salvation-army', 'case-manager', 'central-contractor');
const cleo = of('cleo', 'salvation-army', 'case-manager', 'central-contractor');
const hank = of('hank', 'home-office', 'contract-manager', 'oversight');
const moj = of('mo', 'moj', 'contract-manager', 'oversight');
const former = of('fay', 'salvation-army', 'payment-officer');
const manager = of('max', 'ashgrove-house', 'provider-manager', 'care-provider');
const now = '2011-08-01T12:00:00Z';

const night = { type: 'accommodation', pence: 6_500, fromDate: '2011-08-01' };
const provider = 'ashgrove-house';
const card = { change: 'rate-card', provider, lines: [night] };
const backdated = { ...card, lines: [{ ...night, fromDate: '2011-07-01' }] };
const place = {
  change: 'place',
  provider,
  place: 'ash-1',
  takes: 'women',
  takesChildren: true,
  stepFree: false,
  languages: ['en', 'vi'],
  area: 'kent',
  capacity: 8,
};
const suspend = { change: 'suspend-place', provider, place: 'ash-1', fromDate: '2011-08-02', ground: 'building' };
const resume = { change: 'resume-place', provider, place: 'ash-1', untilDate: '2011-09-01' };
const suspendAll = { change: 'suspend-provider', provider, fromDate: '2011-08-02', ground: 'safeguarding' };

const proposed = (input: object = card, actor = pat) => mustOpen(process, actor, input, now);
const approved = () => {
  const driver = proposed();
  driver.send('approve', pia);
  return driver;
};
const without = (input: object, field: string) =>
  Object.fromEntries(Object.entries(input).filter(([name]) => name !== field));

describe('proposing', () => {
  it.each<[string, object, Actor, string]>([
    ['a rate card', card, pat, 'payment-officer'],
    ['a rate card of days that are over, with the reason', { ...backdated, reason: sealed }, pat, 'payment-officer'],
    ['a place', place, cas, 'case-manager'],
    ['a suspension', suspend, cas, 'case-manager'],
    ['a suspension with an end', { ...suspend, untilDate: '2011-08-02' }, cas, 'case-manager'],
    ['the end of a suspension', resume, cas, 'case-manager'],
    ['a suspension of a provider', suspendAll, cas, 'case-manager'],
    [
      'its end',
      { change: 'resume-provider', provider: suspend.provider, untilDate: '2011-08-31' },
      cas,
      'case-manager',
    ],
    ['anything, by the keeper of the contract', place, hank, 'case-manager'],
  ])('%s waits for a second person', (_what, input, actor, role) => {
    const driver = proposed(input, actor);
    expect(driver.types()).toEqual(['case-opened', 'change-proposed', 'case-shared']);
    expect(driver.facts[1]?.event).toMatchObject({ change: without(input, 'reason'), contractor: 'salvation-army' });
    expect(driver.tasks()).toMatchObject([{ key: 'decide', owner: { role, agency: 'salvation-army' } }]);
    expect(driver.current.file.sharedWith.toSorted()).toEqual(['home-office', 'salvation-army']);
    expect(driver.effects).toEqual([]);
  });

  it.each<[object, Actor, string]>([
    [card, pat, 'lines'],
    [place, cas, 'place'],
    [place, cas, 'takes'],
    [place, cas, 'takesChildren'],
    [place, cas, 'stepFree'],
    [place, cas, 'languages'],
    [place, cas, 'area'],
    [place, cas, 'capacity'],
    [suspend, cas, 'place'],
    [suspend, cas, 'fromDate'],
    [suspend, cas, 'ground'],
    [resume, cas, 'untilDate'],
    [resume, cas, 'provider'],
  ])('%j without a field is refused, and the field is named', (input, actor, field) => {
    const answer = Driver.open(process, actor, without(input, field), now);
    expect(answer).toMatchObject({ code: 'invalid-input', fields: [{ pointer: `/${field}` }] });
  });

  it.each<[string, object, Actor, string, string]>([
    ['a field of another change', { ...card, capacity: 3 }, pat, 'invalid-input', '/capacity'],
    ['a field nobody knows', { ...card, hurry: true }, pat, 'invalid-input', '/hurry'],
    ['a negative price', { ...card, lines: [{ ...night, pence: -1 }] }, pat, 'invalid-input', '/lines/0/pence'],
    ['half a penny', { ...card, lines: [night, { ...night, pence: 0.5 }] }, pat, 'invalid-input', '/lines/1/pence'],
    ['an empty card', { ...card, lines: [] }, pat, 'invalid-input', '/lines'],
    ['a card with an overlap', { ...card, lines: [night, night] }, pat, 'rate-overlap', '/lines/1'],
    [
      'a card with a gap',
      {
        ...card,
        lines: [
          { ...night, untilDate: '2011-08-31' },
          { ...night, fromDate: '2011-09-02' },
        ],
      },
      pat,
      'rate-gap',
      '/lines/1',
    ],
    ['a card of days that are over, without a reason', backdated, pat, 'reason-needed', '/reason'],
    ['a late suspension without a reason', { ...suspend, fromDate: '2011-07-31' }, cas, 'reason-needed', '/reason'],
    ['a suspension that ends first', { ...suspend, untilDate: '2011-08-01' }, cas, 'dates-reversed', '/untilDate'],
    ['a suspension of a provider with a place', { ...suspendAll, place: 'ash-1' }, cas, 'invalid-input', '/place'],
    ['one that ends first', { ...suspendAll, untilDate: '2011-08-01' }, cas, 'dates-reversed', '/untilDate'],
    ['beds below none', { ...place, capacity: -1 }, cas, 'invalid-input', '/capacity'],
    ['a part of a bed', { ...place, capacity: 1.5 }, cas, 'invalid-input', '/capacity'],
    ['an address for an area', { ...place, area: '1 Made-up Road' }, cas, 'invalid-input', '/area'],
  ])('%s is refused, and the place is named', (_what, input, actor, code, pointer) => {
    const answer = Driver.open(process, actor, input, now);
    expect(answer).toMatchObject({ code, source: expect.stringMatching(/\S/), fields: [{ pointer }] });
  });

  it.each<[string, object, Actor, string]>([
    ['a case manager a price', card, cas, 'not-your-register'],
    ['a payment officer a place', place, pat, 'not-your-register'],
    ['who is no longer of the contractor', card, former, 'not-your-register'],
    ['another contract manager', card, moj, 'not-your-register'],
    ['the provider itself', card, manager, 'wrong-role'],
  ])('by %s is refused', (_who, input, actor, code) => {
    expect(codeOf(Driver.open(process, actor, input, now))).toBe(code);
  });

  it('counts today in London', () => {
    const lateEvening = '2011-08-01T23:30:00Z';
    expect(codeOf(Driver.open(process, pat, card, lateEvening))).toBe('reason-needed');
  });

  it('takes no reason in clear', () => {
    expect(codeOf(Driver.open(process, pat, { ...card, reason: 'in clear' }, now))).toBe('text-not-sealed');
  });
});

describe('deciding', () => {
  it.each<[string, Actor, object, string, string[]]>([
    ['approve', pia, {}, 'approved', ['change-approved']],
    ['approve', hank, {}, 'approved', ['change-approved']],
    ['reject', pia, { reason: sealed }, 'rejected', ['change-rejected']],
    ['withdraw-proposal', pat, {}, 'withdrawn', ['proposal-withdrawn']],
  ])('%s by $person', (command, actor, input, stage, events) => {
    const driver = proposed();
    expect(driver.send(command, actor, input)).toEqual(events);
    expect(driver.status()).toMatchObject({ stage, isClosed: stage !== 'approved' });
  });

  /** The same person under every other role and agency is still the same person. */
  const patAsKeeper = { ...hank, person: pat.person };
  const patAsManager = { ...pat, roles: ['payment-officer', 'contract-manager'] } satisfies Actor;
  it.each<[string, () => Driver, Actor, object, string]>([
    ['approve', proposed, pat, {}, 'same-person'],
    ['approve', proposed, patAsKeeper, {}, 'same-person'],
    ['approve', proposed, patAsManager, {}, 'same-person'],
    ['reject', proposed, pat, { reason: sealed }, 'same-person'],
    ['approve', proposed, cas, {}, 'not-your-register'],
    ['approve', proposed, former, {}, 'not-your-register'],
    ['approve', proposed, moj, {}, 'not-your-register'],
    ['approve', () => proposed(place, cas), pat, {}, 'not-your-register'],
    ['approve', () => proposed(place, cas), cas, {}, 'same-person'],
    ['approve', proposed, manager, {}, 'wrong-role'],
    ['reject', proposed, pia, {}, 'invalid-input'],
    ['withdraw-proposal', proposed, pia, {}, 'not-proposer'],
    ['approve', approved, hank, {}, 'already-decided'],
    ['reject', approved, hank, { reason: sealed }, 'already-decided'],
    ['withdraw-proposal', approved, pat, {}, 'already-decided'],
  ])('%s (%#) is refused', (command, given, actor, input, code) => {
    const driver = given();
    const before = driver.current;
    expect(codeOf(driver.send(command, actor, input))).toBe(code);
    expect(driver.current).toBe(before);
  });

  it('lapses when nobody decides in ten working days', () => {
    expect(proposed().advanceTo('2011-08-15T22:59:59Z').status().stage).toBe('proposed');
    expect(proposed().advanceTo('2011-08-15T23:00:00Z').status()).toMatchObject({ stage: 'lapsed', isClosed: true });
  });
});

describe('after approval', () => {
  it('the register gets the change, its provider sees it and hears of it', () => {
    const driver = approved();
    expect(driver.effects).toMatchObject([{ kind: 'apply-provider-change', change: card, deliverWithinHours: 4 }]);
    driver.deliver();
    expect(driver.types().slice(-3)).toEqual(['effect-done', 'change-applied', 'case-shared']);
    expect(driver.status()).toMatchObject({ stage: 'applied', isClosed: true });
    expect(driver.messages()).toContain('register-changed → provider-manager of ashgrove-house');
    expect(driver.current.file.sharedWith).toContain(provider);
    driver.deliver();
    expect(driver.current.file.pending).toEqual({});
  });

  it('says so when the register cannot take it', () => {
    const driver = approved().deliver('rate-gap');
    expect(driver.status()).toMatchObject({ stage: 'not-applied', isClosed: true });
    expect(driver.view(pat)).toMatchObject({ code: 'rate-gap' });
    expect(driver.taskKeys()).toEqual([expect.stringMatching(/^by-hand\./)]);
  });

  it('shows the provider what changed, and nothing of who and why', () => {
    const driver = proposed({ ...backdated, reason: sealed });
    driver.send('approve', pia);
    const seen = driver.deliver().view(manager);
    expect(seen).toMatchObject({ change: backdated, stage: 'applied' });
    expect(JSON.stringify(seen)).not.toMatch(/text:|pat|pia/);
    expect(driver.view(hank)).toMatchObject({ reason: sealed, proposedBy: 'pat', decidedBy: 'pia' });
  });
});

const send = fc.record({
  name: fc.constantFrom('approve', 'reject', 'withdraw-proposal', 'note', 'share'),
  actor: fc.constantFrom(pat, pia, cas, cleo, hank, moj, former, manager, patWithEverything()),
  input: fc.constantFrom<object>({}, { reason: sealed }, { text: sealed }, { agency: 'moj', reason: sealed }),
  hours: fc.integer({ min: 0, max: 100 }),
  outcome: fc.constantFrom('done', 'refused', 'nothing'),
});
function patWithEverything(): Actor {
  return { ...hank, person: pat.person, designations: ['central-contractor', 'oversight'] };
}

describe('whatever anybody does, in any order', () => {
  it('the proposer never decides, nothing changes before approval, no open case is forgotten', () => {
    const edges = diagramEdges(process);
    const proposals = fc.constantFrom<[object, Actor]>([card, pat], [place, cas], [suspend, hank], [resume, cas]);
    const property = fc.property(proposals, fc.array(send, { maxLength: 12 }), ([input, proposer], sends) => {
      const driver = proposed(input, proposer);
      driver.isWorldAway = true;
      for (const { name, actor, input: given, hours, outcome } of sends) {
        driver.send(name, actor, given);
        if (outcome !== 'nothing') driver.deliver(outcome === 'refused' ? 'rate-gap' : undefined);
        driver.advanceTo(new Date(Date.parse(driver.now) + hours * 3_600_000).toISOString());
        expect(driver.status().isClosed || driver.tasks().length + driver.deadlines().length > 0).toBe(true);
      }
      const decided = driver.facts.filter((f) => ['change-approved', 'change-rejected'].includes(f.event.type));
      for (const { actor } of decided) expect(actor.person).not.toBe(proposer.person);
      const applying = driver.effects.filter(({ kind }) => kind === 'apply-provider-change');
      expect(applying).toHaveLength(driver.count('change-approved'));
      for (const edge of edgesOf(process, driver)) expect(edges).toContain(edge);
    });
    expect(fc.defaultReportMessage(fc.check(property, { numRuns: 300 })) ?? 'holds').toBe('holds');
  });
});
