import fc from 'fast-check';
import { addSpan } from '../../workflows/kernel/calendar';
import { foldProcess } from '../../workflows/kernel/command';
import { reflectionPeriod } from '../../workflows/reflection-period/process';
import { mustOpen, person, sealed, type Driver } from '../helpers/driver';
import { people, Play, reflectionRef } from './driver';

const leader = person('h-leader', 'ukhtc', 'team-leader');
const hours = fc.integer({ min: 0, max: 24 * 12 });
const act = fc.oneof(
  fc.record({ name: fc.constant('extend-deadline'), count: fc.integer({ min: 1, max: 20 }), hours }),
  fc.record({ name: fc.constantFrom('pause-deadline', 'resume-deadline'), hours }),
);
type Act = typeof act extends fc.Arbitrary<infer A> ? A : never;

/** A referral and the reflection period that it started, each told what the other asks for when the test says so. */
function both() {
  const referral = Play.open().decide('reasonable', 'positive').agree();
  const start = referral.effects.find((e) => e.kind === 'start-case');
  const input = start?.kind === 'start-case' ? start.opening : {};
  return {
    referral,
    reflection: mustOpen(foldProcess(reflectionPeriod), people.system, input, referral.now).deliver(),
  };
}

function moved(reflection: Driver, acts: readonly Act[]) {
  for (const a of acts) {
    const { name, hours: after, ...count } = a;
    reflection.advanceTo(new Date(Date.parse(reflection.now) + after * 3_600_000).toISOString());
    reflection.send(name, leader, { deadline: 'minimum', reason: sealed, ...count });
  }
  return reflection.effects.flatMap((e) =>
    e.kind === 'command-case' && e.command === 'follow-reflection-clock' ? [e.input] : [],
  );
}

it('counts the conclusive target one day longer than the minimum, whatever moved it and in whatever order it was told', () => {
  const property = fc.property(fc.array(act, { maxLength: 8 }), fc.infiniteStream(fc.nat(100)), (acts, order) => {
    const { referral, reflection } = both();
    const words = moved(reflection, acts);
    const shuffled = words
      .map((word) => ({ word, at: order.next().value ?? 0 }))
      .toSorted((a, b) => a.at - b.at)
      .map(({ word }) => word);
    for (const word of shuffled) referral.give('follow-reflection-clock', people.system, word);

    const minimum = reflection.deadline('minimum');
    const target = referral.deadline('conclusive-grounds');
    if (!target) throw new Error('the conclusive target is gone');
    if (!minimum) return; // it has passed, so nothing moves it any more
    expect(target.isPaused).toBe(minimum.isPaused);
    expect(target.added + target.paused).toBe(minimum.added + minimum.paused);
    const dayMore = { ...minimum.span, count: minimum.span.count + minimum.added + minimum.paused + 1 };
    expect(target.due).toBe(addSpan(minimum.from, dayMore));
  });
  expect(fc.defaultReportMessage(fc.check(property, { numRuns: 300 })) ?? 'holds').toBe('holds');
});

it('goes with a referral that is transferred to and fro, in whatever order the period hears of it', () => {
  const property = fc.property(fc.integer({ min: 1, max: 5 }), fc.infiniteStream(fc.nat(100)), (times, order) => {
    const { referral, reflection } = both();
    for (let i = 0; i < times; i += 1) {
      const isHere = referral.state.competentAuthority === 'ukhtc';
      const officer = isHere ? people.allocator : people.ukbaAllocator;
      referral.give('transfer', officer, { to: isHere ? 'ukba' : 'ukhtc', reason: sealed });
    }
    const words = referral.effects.flatMap((e) =>
      e.kind === 'command-case' && e.command === 'follow-transfer' && e.ref === reflectionRef
        ? [{ word: e.input, at: order.next().value ?? 0 }]
        : [],
    );
    expect(words).toHaveLength(times);
    for (const { word } of words.toSorted((a, b) => a.at - b.at))
      reflection.send('follow-transfer', people.system, word);
    const authority = referral.state.competentAuthority;
    expect(reflection.view(people.immigration)).toMatchObject({ competentAuthority: authority });
    expect(reflection.current.file.sharedWith).toContain(authority);
  });
  expect(fc.defaultReportMessage(fc.check(property, { numRuns: 100 })) ?? 'holds').toBe('holds');
});
