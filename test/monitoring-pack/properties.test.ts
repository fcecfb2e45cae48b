import fc from 'fast-check';
import { sealed } from '../helpers/driver';
import { alien, cas, digest, hank, hope, lent, mona, otherDigest, running, stranger, type PackDriver } from './world';

const hours = fc.integer({ min: 0, max: 400 });
const anything = fc.record({
  name: fc.constantFrom('sign-off', 'ask-question', 'answer-question', 'withdraw-question', 'note'),
  actor: fc.constantFrom(hank, hope, mona, lent, cas, alien, stranger),
  input: fc.constantFrom<object>(
    { digest },
    { digest: otherDigest },
    { text: sealed },
    { id: 'q1', answer: sealed },
    { id: 'q2', answer: sealed },
    { id: 'q1', reason: sealed },
    {},
  ),
  hours,
});
const signature = fc.record({
  name: fc.constant('sign-off'),
  actor: fc.constantFrom(hank, hope, mona, lent),
  input: fc.constant<object>({ digest }),
  hours,
});
const send = fc.oneof({ weight: 2, arbitrary: anything }, { weight: 1, arbitrary: signature });

function signaturesOf(driver: PackDriver) {
  return driver.facts.flatMap(({ event, actor }) => (event.type === 'signed-off' ? [actor] : []));
}

describe('whatever anybody does, in any order', () => {
  it('a pack is agreed by two agencies and two people, each for itself, and an open one is never forgotten', () => {
    let agreed = 0;
    const property = fc.property(fc.array(send, { maxLength: 25 }), (sends) => {
      const driver = running().advanceTo('2011-09-29T12:00:00Z');
      for (const { name, actor, input, hours: wait } of sends) {
        driver.send(name, actor, input);
        driver.advanceTo(new Date(Date.parse(driver.now) + wait * 3_600_000).toISOString());
        const { isClosed } = driver.status();
        expect(isClosed || driver.tasks().length > 0 || driver.deadlines().some((d) => !d.isPassed)).toBe(true);
      }
      const signed = signaturesOf(driver);
      const agencies = new Set(signed.map(({ agency }) => agency));
      expect(agencies.size).toBe(signed.length);
      expect(new Set(signed.map(({ person }) => person)).size).toBe(signed.length);
      for (const agency of agencies) expect(['home-office', 'moj']).toContain(agency);
      expect(driver.status().isClosed).toBe(signed.length === 2);
      expect(driver.count('pack-agreed')).toBe(signed.length === 2 ? 1 : 0);
      expect(driver.count('pack-compiled')).toBeLessThanOrEqual(1);
      expect(driver.count('sign-off-escalated')).toBeLessThanOrEqual(4);
      agreed += driver.count('pack-agreed');
    });
    expect(fc.defaultReportMessage(fc.check(property, { numRuns: 200 })) ?? 'holds').toBe('holds');
    expect(agreed).toBeGreaterThan(20);
  });
});
