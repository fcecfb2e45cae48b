import fc from 'fast-check';
import type { Actor } from '../../workflows/kernel/contract';
import { diagramEdges, edgesOf, person, sealed, type Driver, type Step } from './driver';
import {
  caseManager,
  decider,
  headOfUnit,
  officer,
  officersHead,
  process,
  reviewer,
  senior,
  start,
  strangers,
  system,
  teamLeader,
} from './world';

/** Somebody who holds every role of both authorities at once: nothing may hang on roles alone. */
const allPowerful = person('max', 'ukba', 'decision-maker', 'immigration-officer', 'head-of-unit', 'team-leader');
const actors = [
  system,
  decider,
  reviewer,
  senior,
  teamLeader,
  headOfUnit,
  officer,
  officersHead,
  caseManager,
  allPowerful,
  ...Object.values(strangers),
];

type Act =
  { kind: 'send'; name: string; actor: Actor; input: unknown } | { kind: 'wait'; hours: number; isDown: boolean };

const inputs: Record<string, fc.Arbitrary<unknown>> = {
  'acknowledge-hold': fc.constant({}),
  'acknowledge-lifting': fc.constant({}),
  'record-removal-directions': fc.constant({ setFor: '2011-06-01' }),
  'end-with-conclusive-decision': fc.record({ outcome: fc.constantFrom('positive', 'negative') }),
  'record-overdue-action': fc.constant({ action: sealed }),
  'request-early-end': fc.record(
    {
      ground: fc.constantFrom('own-informed-request', 'public-order', 'improper-claim'),
      informed: fc.boolean(),
      reasons: fc.constant(sealed),
    },
    { requiredKeys: ['ground'] },
  ),
  'review-early-end': fc.record({ agrees: fc.boolean(), tookNoPart: fc.boolean(), reasons: fc.constant(sealed) }),
  'extend-deadline': fc.record({
    deadline: deadlineKey(),
    count: fc.integer({ min: 1, max: 30 }),
    reason: fc.constant(sealed),
  }),
  'pause-deadline': fc.record({ deadline: deadlineKey(), reason: fc.constant(sealed) }),
  'resume-deadline': fc.record({ deadline: deadlineKey(), reason: fc.constant(sealed) }),
  share: fc.record({ agency: fc.constantFrom('salvation-army', 'met-police'), reason: fc.constant(sealed) }),
};

function deadlineKey() {
  return fc.constantFrom('minimum', 'minimum', 'minimum', 'overdue-team-leader', 'removal-hold-acknowledgement');
}

const act: fc.Arbitrary<Act> = fc.oneof(
  { weight: 3, arbitrary: send() },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('wait' as const),
      hours: fc.integer({ min: 1, max: 24 * 25 }),
      isDown: fc.boolean(),
    }),
  },
);

function send(): fc.Arbitrary<Act> {
  return fc.constantFrom(...Object.keys(inputs)).chain((name) =>
    fc.record({
      kind: fc.constant('send' as const),
      name: fc.constant(name),
      actor: fc.oneof(fc.constantFrom(...likely(name)), fc.constantFrom(...actors)),
      input: inputs[name] ?? fc.constant({}),
    }),
  );
}

/** Who may well be allowed to, so that sequences get far; anybody else comes as often. */
function likely(name: string): Actor[] {
  if (name === 'end-with-conclusive-decision') return [system];
  if (name.endsWith('early-end')) return [decider, reviewer];
  if (name.endsWith('deadline') || name === 'record-overdue-action') return [teamLeader, headOfUnit];
  return name === 'share' ? [decider] : [officer, officersHead];
}

/** Plays the acts one by one and looks at the case after each. */
function play(acts: readonly Act[], look: (driver: Driver, lookAt: number) => void): Driver {
  const driver = start();
  look(driver, 0);
  for (const a of acts) {
    const seen = driver.steps.length;
    if (a.kind === 'send') {
      driver.send(a.name, a.actor, a.input);
    } else {
      const until = new Date(Date.parse(driver.now) + a.hours * 3_600_000).toISOString();
      if (a.isDown) driver.jumpTo(until);
      else driver.advanceTo(until);
    }
    look(driver, seen);
  }
  return driver;
}

const anything = fc.array(act, { maxLength: 40 });
/** `begin`: what happens first, so that a rule is looked at where it could be broken. */
const always = (property: (acts: readonly Act[]) => void, begin: readonly Act[] = []) =>
  fc.assert(
    fc.property(anything, (acts) => property([...begin, ...acts])),
    { numRuns: 200 },
  );

const acknowledge: Act = { kind: 'send', name: 'acknowledge-hold', actor: officer, input: {} };
const propose: Act = {
  kind: 'send',
  name: 'request-early-end',
  actor: decider,
  input: { ground: 'improper-claim', reasons: sealed },
};

/** What ends the protection, told from the events alone: never from the state that the process keeps. */
const endings = ['ended-early', 'conclusive-decision-applied'];

describe('whatever anybody does, in any order', () => {
  it('removal directions are recorded only after the hold was lifted', () => {
    always((sequence) => {
      const types = play(sequence, () => undefined).types();
      const directions = types.indexOf('removal-directions-recorded');
      if (directions >= 0) expect(types.slice(0, directions)).toContain('hold-lifted');
    });
  });

  it('removal is held from the start until an ending, and the minimum passes before a conclusive one', () => {
    always((sequence) => {
      const driver = play(sequence, (d) => {
        const hasEnded = d.types().some((t) => endings.includes(t));
        expect(d.view(officer)).toMatchObject({ isRemovalHeld: !hasEnded });
        if (!hasEnded) expect(d.types()).not.toContain('hold-lifted');
      });
      const types = driver.types();
      const conclusive = types.indexOf('conclusive-decision-applied');
      const early = types.indexOf('ended-early');
      if (conclusive >= 0 && early < 0) expect(types.slice(0, conclusive)).toContain('minimum-passed');
    });
  });

  it('the period ends early on an own request, or after a review by another than the proposer', () => {
    always(
      (sequence) => {
        const { facts } = play(sequence, () => undefined);
        const end = facts.findIndex((f) => f.event.type === 'ended-early');
        const ending = facts[end];
        if (!ending || ('ground' in ending.event && ending.event.ground === 'own-informed-request')) return;
        const proposal = facts.slice(0, end).findLast((f) => f.event.type === 'early-end-proposed');
        const review = facts[end - 1];
        expect(review?.event).toMatchObject({ type: 'early-end-reviewed', agrees: true });
        expect(review?.actor.person).not.toBe(proposal?.actor.person);
      },
      [propose],
    );
  });

  it('no date moves without an entry in a ledger', () => {
    always((sequence) => {
      let before = new Map<string, { due: string; entries: number }>();
      play(sequence, (driver) => {
        const after = new Map(
          driver.deadlines().map((d) => [`${d.key} from ${d.from}`, { due: d.due, entries: d.ledger.length }]),
        );
        for (const [key, { due, entries }] of after) {
          const known = before.get(key);
          if (known && known.due !== due) expect({ key, entries }).toEqual({ key, entries: known.entries + 1 });
        }
        before = after;
      });
    });
  });

  it('every open case has a task or a running date', () => {
    always(
      (sequence) => {
        play(sequence, (driver) => {
          if (driver.status().isClosed) return;
          const own = driver.deadlines().filter((d) => !d.key.startsWith('deliver.') && !d.isPaused && !d.isPassed);
          expect(own.length + driver.taskKeys().filter((t) => !t.startsWith('by-hand.')).length).toBeGreaterThan(0);
        });
      },
      [acknowledge],
    );
  });

  it('every task names commands that exist and a date that is there', () => {
    const common = ['resume-deadline', 'record-done-by-hand'];
    always((sequence) => {
      play(sequence, (driver) => {
        const dates = driver.deadlines().map((d) => d.key);
        for (const task of driver.tasks()) {
          expect(dates).toContain(task.deadline);
          for (const name of task.commands) expect([...Object.keys(process.commands), ...common]).toContain(name);
        }
      });
    });
  });

  it('the stages follow the diagram, and every date is recorded once', () => {
    const edges = diagramEdges(process);
    always((sequence) => {
      const driver = play(sequence, () => undefined);
      for (const edge of edgesOf(process, driver)) expect(edges).toContain(edge);
      const passed = driver.steps.flatMap(passedAt);
      expect(new Set(passed).size).toBe(passed.length);
    });
  });
});

function passedAt({ event }: Step): string[] {
  return event.type === 'deadline-passed' && 'deadline' in event && 'due' in event
    ? [`${String(event.deadline)} ${String(event.due)}`]
    : [];
}
