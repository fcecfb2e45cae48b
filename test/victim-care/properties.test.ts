import fc from 'fast-check';
import { z } from 'zod';
import type { Actor } from '../../workflows/kernel/contract';
import { commonCommands } from '../../workflows/kernel/common-commands';
import { nightsOf } from '../../workflows/victim-care/journey';
import { needNames } from '../../workflows/victim-care/fields';
import type { BedStay } from '../../workflows/vocabulary';
import { diagramEdges, edgesOf, sealed } from '../helpers/driver';
import {
  assessed,
  CareDriver,
  emergency,
  everybody,
  mia,
  offered,
  offers,
  police,
  process,
  referral,
  system,
} from './world';

type Act =
  | { kind: 'send'; name: string; actor: Actor; input: Record<string, unknown>; hoursAgo: number }
  | { kind: 'wait'; hours: number; isDown: boolean }
  | { kind: 'deliver'; only?: 'propose-places' | 'hold-beds' }
  | { kind: 'take'; place: string; isTaken: boolean };

const place = fc.constantFrom(...offers.map((one) => one.place));
const provider = fc.constantFrom('ashgrove-house', 'beacon-refuge', 'cedar-trust');
const outcome = fc.constantFrom('positive', 'negative');
const reason = fc.constant(sealed);
const nights = fc.integer({ min: 0, max: 3 }).map((days) => ({ nightsAhead: days }));

/** `at` and `fromNight` are filled in when the act is played: they hang on the clock of the case. */
const inputs: Record<string, fc.Arbitrary<Record<string, unknown>>> = {
  accept: fc.constant({}),
  'record-declined': fc.record({ reason }),
  'record-decision': outcome.map((one) => ({ referral, competentAuthority: 'ukhtc', outcome: one })),
  'start-exit-planning': fc.record({ outcome }),
  'assess-needs': fc.constant(assessed),
  'agree-support-plan': fc.constant({ plan: sealed }),
  'review-plan': fc.record({ text: reason, met: fc.subarray([...needNames]) }),
  'ask-for-places': nights.map((night) => ({ ...night, needs: assessed.placement })),
  move: nights.map((night) => ({ ...night, because: 'safety', reason: sealed })),
  place: fc.record({ place, reason }),
  'cancel-placement': fc.record({ reason }),
  'arrange-transport': fc.constant({ by: 'police', leavesAt: '2011-08-03T15:00:00Z' }),
  'record-arrival': fc.constant({ at: '' }),
  'record-absence': fc.constant({ at: '' }),
  'record-return': fc.constant({ at: '' }),
  'report-missing': fc.constant({ at: '', police: 'met-police', reason: sealed }),
  'review-missing': fc.constant({ text: sealed }),
  'correct-journey': fc.record({
    reason,
    steps: fc.array(fc.record({ to: fc.constantFrom('place', 'place', 'absent', 'left'), place }), {
      minLength: 1,
      maxLength: 5,
    }),
  }),
  'plan-exit': fc.constant({ plan: sealed, exitOn: '2011-09-03' }),
  'record-exit': fc
    .constantFrom('planned', 'own-wish', 'died')
    .map((because) => ({ at: '', because, destination: 'other', reason: sealed })),
  'record-move-on': fc.constant({ text: sealed }),
  'close-care': fc.constant({}),
  'record-support': fc.record({
    provider,
    support: fc.constantFrom('counselling', 'transport'),
    on: fc.constant('2011-08-03'),
    quantity: fc.integer({ min: 1, max: 3 }),
  }),
  'make-complaint': fc.record({ provider, text: reason }),
  'answer-complaint': fc.record({ id: fc.constantFrom('c1', 'c2'), isUpheld: fc.boolean(), answer: reason }),
  'record-incident': fc.record({ provider, kind: fc.constant('other'), isSerious: fc.boolean(), text: reason }),
};

function likely(name: string): Actor[] {
  return name === 'record-decision' || name === 'start-exit-planning' ? [system] : [mia];
}

const send: fc.Arbitrary<Act> = fc.constantFrom(...Object.keys(inputs)).chain((name) =>
  fc.record({
    kind: fc.constant('send' as const),
    name: fc.constant(name),
    actor: fc.oneof(
      { weight: 4, arbitrary: fc.constantFrom(...likely(name)) },
      { weight: 1, arbitrary: fc.constantFrom(...everybody) },
    ),
    input: inputs[name] ?? fc.constant({}),
    hoursAgo: fc.constantFrom(0, 0, 0, 1, 30),
  }),
);
/** What gets a case far: a place, chosen and reached. */
const reach: fc.Arbitrary<readonly Act[]> = fc
  .record({ place: fc.constantFrom('ash', 'bea', 'cedar'), isMove: fc.boolean() })
  .map(({ place: to, isMove }) => [
    given(
      isMove ? 'move' : 'ask-for-places',
      isMove ? { nightsAhead: 0, because: 'safety', reason: sealed } : { nightsAhead: 0, needs: assessed.placement },
    ),
    { kind: 'deliver' },
    given('place', { place: to, reason: sealed }),
    { kind: 'deliver' },
    given('record-arrival', { at: '' }),
  ]);

function given(name: string, input: Record<string, unknown>): Act {
  return { kind: 'send', name, actor: mia, input, hoursAgo: 0 };
}

const acts: fc.Arbitrary<readonly Act[]> = fc
  .array(
    fc.oneof(
      { weight: 6, arbitrary: send.map((one): readonly Act[] => [one]) },
      { weight: 2, arbitrary: fc.constant<readonly Act[]>([{ kind: 'deliver' }]) },
      {
        weight: 3,
        arbitrary: fc
          .constantFrom('propose-places' as const, 'hold-beds' as const)
          .map((only): readonly Act[] => [{ kind: 'deliver', only }]),
      },
      { weight: 2, arbitrary: reach },
      {
        weight: 1,
        arbitrary: fc
          .record({
            kind: fc.constant('wait' as const),
            hours: fc.integer({ min: 1, max: 24 * 20 }),
            isDown: fc.boolean(),
          })
          .map((one): readonly Act[] => [one]),
      },
      {
        weight: 1,
        arbitrary: fc
          .record({
            kind: fc.constant('take' as const),
            place: fc.constantFrom('ash', 'bea', 'cedar'),
            isTaken: fc.boolean(),
          })
          .map((one): readonly Act[] => [one]),
      },
    ),
    { maxLength: 30 },
  )
  .map((lists) => lists.flat());

const earlier = (instant: string, hours: number) => new Date(Date.parse(instant) - hours * 3_600_000).toISOString();

/** The input with the moments of this case's clock in it. */
function timed(driver: CareDriver, { input, hoursAgo }: Extract<Act, { kind: 'send' }>): object {
  const { nightsAhead, steps, ...rest } = input;
  const filled: Record<string, unknown> = { ...rest };
  if ('at' in input) filled['at'] = earlier(driver.now, hoursAgo);
  if (typeof nightsAhead === 'number') filled['fromNight'] = earlier(driver.now, -24 * nightsAhead).slice(0, 10);
  if (Array.isArray(steps)) {
    const first = driver.seen().movements[0]?.at ?? driver.now;
    const span = Math.max(0, Date.parse(driver.now) - Date.parse(first));
    filled['movements'] = steps.map((step: { to: string; place: string }, i) => {
      const at = new Date(Date.parse(first) + (span * i) / steps.length).toISOString();
      return step.to === 'place' ? { at, ...step } : { at, to: step.to };
    });
  }
  return filled;
}

/** Plays the acts one by one and looks at the case after each. */
function play(list: readonly Act[], look: (driver: CareDriver) => void, isEmergency = false): CareDriver {
  const driver = isEmergency ? CareDriver.open(police, emergency) : CareDriver.open(system, offered);
  driver.isWorldAway = true;
  look(driver);
  for (const one of list) {
    if (one.kind === 'send') driver.send(one.name, one.actor, timed(driver, one));
    else if (one.kind === 'deliver' && one.only) driver.deliverOne(one.only);
    else if (one.kind === 'deliver') driver.deliver();
    else if (one.kind === 'take') driver.taken[one.isTaken ? 'add' : 'delete'](one.place);
    else if (one.isDown) driver.jumpTo(earlier(driver.now, -one.hours));
    else driver.hours(one.hours);
    look(driver);
  }
  return driver;
}

function overlap(stays: readonly BedStay[]): boolean {
  const inOrder = stays.toSorted((a, b) => (a.fromNight < b.fromNight ? -1 : 1));
  return inOrder.some((stay, i) => {
    const next = inOrder[i + 1];
    return next !== undefined && (stay.untilNight === null || stay.untilNight > next.fromNight);
  });
}

/** At most one bed and one place on any night: of what is asked for, of what is held, and of the journey. */
function twoPlacesAtOnce(list: readonly Act[]): string[] {
  const broken: string[] = [];
  const driver = play(list, (current) => {
    const { movements, held } = current.seen();
    if (overlap(held)) broken.push(`held: ${JSON.stringify(held)}`);
    const nightsSlept = nightsOf(movements, 3, '2011-07-01', '2011-12-31').map(({ night }) => night);
    if (new Set(nightsSlept).size !== nightsSlept.length) broken.push('two places on one night');
    if (movements.some(({ at }, i) => Date.parse(at) < Date.parse(movements[i - 1]?.at ?? at)))
      broken.push('out of order');
  });
  return [...broken, ...driver.asked.filter(overlap).map((stays) => `asked: ${JSON.stringify(stays)}`)];
}

/** When everything asked for is answered, the beds that the case believes in are those of the register. */
function bedsNotAsHeld(list: readonly Act[]): string[] {
  const driver = play([...list, { kind: 'deliver' }], () => undefined);
  const { held } = driver.seen();
  const isEnded = ['declined', 'moved-on', 'closed'].includes(driver.stage());
  const broken = JSON.stringify(held) === JSON.stringify(driver.beds) ? [] : ['the register holds other beds'];
  return isEnded && held.some(({ untilNight }) => untilNight === null)
    ? [...broken, 'a bed is held for nobody']
    : broken;
}

/** A confirmation comes right after an answer of the register that ends with the place, once for each question. */
function confirmedUnasked(list: readonly Act[]): string[] {
  const { facts } = play(list, () => undefined);
  let isWaiting = false;
  return facts.flatMap(({ event }, i) => {
    if (event.type === 'placement-asked') isWaiting = true;
    if (event.type === 'placement-refused' || event.type === 'placement-cancelled') isWaiting = false;
    if (event.type !== 'placement-confirmed') return [];
    const [done, held] = [facts[i - 2]?.event, facts[i - 1]?.event];
    const isAnswered = done?.type === 'effect-done' && held !== undefined && lastOf(held) === placeOf(event);
    const wasWaiting = isWaiting;
    isWaiting = false;
    return isAnswered && wasWaiting ? [] : [`confirmed after ${done?.type}, ${held?.type}`];
  });
}

const Answered = z.object({ type: z.literal('beds-held'), stays: z.array(z.object({ place: z.string() })) });
const lastOf = (event: object) => Answered.safeParse(event).data?.stays.at(-1)?.place;
const placeOf = (event: object) => z.object({ place: z.string() }).parse(event).place;

/** A message on its way does not count: it watches over itself only. */
function forgotten(list: readonly Act[], isEmergency = false): string[] {
  const broken: string[] = [];
  const look = (driver: CareDriver) => {
    if (driver.status().isClosed) return;
    const dates = driver.deadlines().filter((d) => !d.key.startsWith('deliver.') && !d.isPassed);
    const tasks = driver.taskKeys().filter((t) => !t.startsWith('by-hand.'));
    if (dates.length + tasks.length === 0) broken.push(`nobody watches after ${driver.types().at(-1)}`);
  };
  play(list, look, isEmergency);
  return broken;
}

function impossibleTasks(list: readonly Act[]): string[] {
  const commands = [...Object.keys(process.commands), ...Object.keys(commonCommands)];
  const broken: string[] = [];
  play(list, (driver) => {
    const dates = driver.deadlines().map((d) => d.key);
    if (new Set(dates).size !== dates.length) broken.push('two dates of one name');
    for (const task of driver.tasks()) {
      if (!dates.includes(task.deadline)) broken.push(`${task.key} is due by ${task.deadline}, which is not there`);
      if (!task.commands.every((name) => commands.includes(name))) broken.push(`${task.key} cannot be done`);
    }
  });
  return broken;
}

function offTheDiagram(list: readonly Act[]): string[] {
  const edges = diagramEdges(process);
  return edgesOf(
    process,
    play(list, () => undefined),
  ).filter((edge) => !edges.includes(edge));
}

/** A provider sees the case exactly while it has the person, had them last, or has a bed waiting. */
function seenByOthers(list: readonly Act[]): string[] {
  const broken: string[] = [];
  play(list, (driver) => {
    const { movements, placement } = driver.seen();
    if (driver.stage() === 'moved-on' || driver.status().isClosed) return;
    const last = movements.findLast(({ to }) => typeof to !== 'string')?.to;
    const providers = [
      ...(typeof last === 'object' ? [last.provider] : []),
      ...(placement?.status === 'confirmed'
        ? offers.filter((o) => o.place === placement.place).map((o) => o.provider)
        : []),
    ];
    const seeing = driver.current.file.sharedWith.filter((agency) => offers.some((o) => o.provider === agency));
    if (seeing.toSorted().join() !== [...new Set(providers)].toSorted().join())
      broken.push(`${seeing.join()} see what ${providers.join()} should, after ${driver.types().at(-1)}`);
  });
  return broken;
}

function tried(rule: (list: readonly Act[]) => string[], lists: fc.Arbitrary<readonly Act[]>): string {
  const property = fc.property(lists, (list) => {
    const broken = rule(list);
    if (broken.length > 0) throw new Error(broken.slice(0, 3).join('; '));
  });
  return fc.defaultReportMessage(fc.check(property, { numRuns: 250 })) ?? 'holds';
}

const accept: Act = given('accept', {});

describe('whatever anybody does, in any order', () => {
  it.each([
    ['a person has at most one place and one bed on any night', twoPlacesAtOnce],
    ['beds are those of the register, and none is kept for nobody', bedsNotAsHeld],
    ['no bed is confirmed without the register’s answer', confirmedUnasked],
    ['every open case has a task or a running date', forgotten],
    ['every task names commands that exist and a date that is there', impossibleTasks],
    ['the stages follow the diagram', offTheDiagram],
    ['a provider sees the case while it has a part in it', seenByOthers],
  ])('%s', (_name, rule) => {
    const begun = fc.tuple(fc.boolean(), acts).map(([isAccepted, list]) => (isAccepted ? [accept, ...list] : list));
    expect(tried(rule, begun)).toBe('holds');
    expect(
      tried(
        rule,
        fc.tuple(reach, acts).map(([first, list]) => [accept, ...first, ...list]),
      ),
    ).toBe('holds');
  });

  it('an emergency is not forgotten either', () => {
    expect(tried((list) => forgotten(list, true), acts)).toBe('holds');
  });
});
