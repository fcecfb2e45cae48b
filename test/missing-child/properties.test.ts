import fc from 'fast-check';
import type { Actor } from '../../workflows/kernel/contract';
import { isRefusal } from '../../workflows/kernel/refusals';
import { compareInstants } from '../../workflows/kernel/calendar';
import { neededFields } from '../../workflows/missing-child/schemas';
import { sealed, type Driver } from '../helpers/driver';
import * as w from './world';

const date = fc.constantFrom('2011-07-05', '2011-07-20', '2011-08-29', '2011-09-20');
const inputs: Record<string, fc.Arbitrary<object>> = {
  acknowledge: fc.constant({}),
  'complete-report': fc.constantFrom({ childName: sealed }, { notKnown: ['birthDate'] }, { trafficking: 'suspected' }),
  'assess-risk': fc.record({
    risk: fc.constantFrom('low', 'medium', 'high'),
    trafficking: fc.constantFrom('known', 'suspected', 'not-suspected'),
    reasons: fc.constant(sealed),
  }),
  'record-strategy-discussion': fc.constant({ attended: ['met-police', 'ukba'], text: sealed }),
  'record-recovery-plan': fc.constant({ text: sealed }),
  'record-circulation': fc.constant({ text: sealed }),
  'record-media-decision': fc.constant({ isPublic: false, text: sealed }),
  'refer-to-nrm': fc.constant({
    exploitationType: 'labour',
    encounteredWhere: sealed,
    encounteredOn: '2011-03-01',
    subjectToImmigrationControl: false,
    childName: sealed,
    birthDate: sealed,
    indicators: ['isolated'],
  }),
  'record-nrm-referral': fc.constant({ nrmReferral: w.another(3).replace('MIS', 'NRM') }),
  'review-week': fc.constant({ findings: sealed }),
  'link-episode': fc.record({
    otherRef: fc.constantFrom(w.another(1), w.another(2), w.another(5)),
    relation: fc.constantFrom('same-report', 'earlier-episode', 'pattern'),
    reportedOn: fc.constant('2011-06-01'),
  }),
  'take-linked-report': fc.constant({ otherRef: w.another(6) }),
  'decide-at-board': fc.record({
    reasons: fc.constant(sealed),
    reviewOn: fc.array(date, { minLength: 1, maxLength: 3 }),
  }),
  'review-at-board': fc.constant({ findings: sealed }),
  'record-located': fc.record({ outcome: fc.constantFrom('found', 'returned', 'located-elsewhere', 'died') }),
  'record-safe-and-well-check': fc.constant({ isSafe: true, text: sealed }),
  'record-return-interview': fc.constant({ outcome: 'declined', debrief: 'none', text: sealed }),
  'record-safeguarding-plan': fc.constant({ text: sealed }),
  'record-placement-review': fc.constant({ outcome: 'kept', text: sealed }),
  'record-subgroup-findings': fc.constant({ findings: sealed }),
};
const responder: Actor = { ...w.social, designations: ['local-authority', 'first-responder'] };
/** A child is seldom located, or the sequences would all end soon. */
const common = Object.keys(inputs).filter((name) => name !== 'record-located');
const act = fc
  .oneof({ weight: 30, arbitrary: fc.constantFrom(...common) }, { weight: 1, arbitrary: fc.constant('record-located') })
  .chain((name) =>
    fc.record({
      name: fc.constant(name),
      actor: fc.constantFrom(...w.crowd, w.system, responder),
      input: inputs[name] ?? fc.constant({}),
      minutes: fc.oneof(fc.integer({ min: 0, max: 90 }), fc.integer({ min: 0, max: 20_000 })),
      /** Was the worker away meanwhile, and does the world answer? */
      wasAway: fc.boolean(),
      answer: fc.constantFrom('done', 'refused', 'nothing'),
    }),
  );
type Act = typeof act extends fc.Arbitrary<infer A> ? A : never;
const starts = fc.constantFrom(
  '2011-07-01T20:00:00Z',
  '2011-07-01T22:59:59.999Z',
  '2011-10-29T23:30:00Z',
  '2011-03-26T23:59:59Z',
  '2011-04-21T18:00:00Z',
  '2011-12-23T23:59:59Z',
);

function holds(driver: Driver): void {
  const { stage, isClosed } = driver.status();
  const steps = driver.facts.flatMap(({ event }) =>
    event.type === 'step-reached' && 'ladder' in event && 'step' in event
      ? [`${String(event.ladder)}.${String(event.step)}`]
      : [],
  );
  expect(steps.length).toBe(new Set(steps).size);
  const deadlines = new Map(driver.deadlines().map((d) => [d.key, d]));
  const toDo = driver.tasks();
  for (const task of toDo) expect([task.key, deadlines.has(task.deadline)]).toEqual([task.key, true]);
  const stillToCome = toDo.filter(
    ({ deadline }) => compareInstants(deadlines.get(deadline)?.due ?? driver.now, driver.now) > 0,
  );
  const isEnded = driver.count('located') > 0 || driver.count('linked-as-same') > 0;
  expect([stage, isClosed ? isEnded : stillToCome.length > 0]).toEqual([stage, true]);
}

function perform(driver: Driver, { minutes, wasAway, answer, name, actor, input }: Act): void {
  const later = new Date(Date.parse(driver.now) + minutes * 60_000).toISOString();
  driver.isWorldAway = answer === 'nothing';
  if (answer === 'refused') driver.deliver('refused');
  if (wasAway) driver.jumpTo(later);
  else driver.advanceTo(later);
  holds(driver);
  const before = driver.facts.length;
  const result = driver.send(name, actor, input);
  expect(isRefusal(result) && driver.facts.length > before).toBe(false);
  driver.jumpTo(driver.now);
  holds(driver);
}

describe('whatever anybody does, in any order', () => {
  it('every missing child has somebody who must act and a time by which, and no step is reached twice', () => {
    const report = fc.constantFrom<object>({}, w.full, w.trafficked, { ...w.full, situation: 'at-risk-on-arrival' });
    const property = fc.property(starts, report, fc.array(act, { maxLength: 25 }), (start, input, acts) => {
      const driver = w.reported({ ...input, lastSeenAt: undefined }, w.carer, start);
      holds(driver);
      for (const one of acts) perform(driver, one);
      expect(driver.figures()['isMissing'] === true && driver.status().isClosed).toBe(false);
    });
    expect(fc.defaultReportMessage(fc.check(property, { numRuns: 300 })) ?? 'holds').toBe('holds');
  });

  it('a date that passed is noticed once, and every step of a ladder is reached by the time it is due', () => {
    const property = fc.property(
      starts,
      fc.array(fc.integer({ min: 1, max: 40_000 }), { maxLength: 8 }),
      (start, waits) => {
        const driver = w.reported({}, w.carer, start);
        for (const minutes of waits) {
          driver.jumpTo(new Date(Date.parse(driver.now) + minutes * 60_000).toISOString());
          const late = driver
            .deadlines()
            .filter((d) => /^(ladder|review)\./.test(d.key) && compareInstants(d.due, driver.now) <= 0);
          expect(late.map(({ key }) => key)).toEqual([]);
          expect(driver.due()).toEqual([]);
        }
      },
    );
    expect(fc.defaultReportMessage(fc.check(property, { numRuns: 200 })) ?? 'holds').toBe('holds');
  });

  it('a report is taken whatever of it is left out; each gap is a task with a date, and goes when it is filled or not known', () => {
    const given = { ...w.full, phoneCode: w.phoneCode, countryOfOrigin: 'VN', language: 'vi' };
    const names = Object.keys(given);
    const property = fc.property(fc.subarray(names), fc.subarray([...neededFields]), (chosen, unknown) => {
      const input = Object.fromEntries(Object.entries(given).filter(([name]) => chosen.includes(name)));
      const driver = w.reported(input);
      const gapsNow = () => driver.taskKeys().filter((key) => key.startsWith('complete.'));
      const missing = neededFields.filter((name) => !chosen.includes(name));
      expect(gapsNow()).toEqual(missing.map((name) => `complete.${name}`));
      expect(driver.deadline('complete-report') !== undefined).toBe(missing.length > 0);
      if (unknown.length > 0) driver.send('complete-report', w.social, { notKnown: unknown });
      expect(gapsNow()).toEqual(missing.filter((name) => !unknown.includes(name)).map((name) => `complete.${name}`));
    });
    expect(fc.defaultReportMessage(fc.check(property, { numRuns: 200 })) ?? 'holds').toBe('holds');
  });
});
