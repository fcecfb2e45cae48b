import fc from 'fast-check';
import { sealed } from '../helpers/driver';
import { cases, decider, drawn, findings, foreign, kris, lena, reviewOf } from './world';

const send = fc.record({
  name: fc.constantFrom('review-decision', 'record-findings', 'note'),
  actor: fc.constantFrom(lena, kris, foreign, decider),
  input: fc.constantFrom<object>(...cases.map(({ ref }) => reviewOf(ref)), findings, { text: sealed }, {}),
  hours: fc.integer({ min: 0, max: 300 }),
});

describe('whatever anybody does, in any order', () => {
  it('nobody reviews their own case, none is reviewed twice, no open case is forgotten', () => {
    const property = fc.property(fc.array(send, { maxLength: 20 }), (sends) => {
      const driver = drawn();
      for (const { name, actor, input, hours } of sends) {
        driver.send(name, actor, input);
        driver.advanceTo(new Date(Date.parse(driver.now) + hours * 3_600_000).toISOString());
        const isKept = driver.tasks().length > 0 && driver.deadlines().length > 0;
        expect(driver.status().isClosed || isKept).toBe(true);
      }
      const seen = driver.view(lena)['reviews'];
      const reviews: { ref: string; reviewer: string }[] = Array.isArray(seen) ? seen : [];
      expect(new Set(reviews.map(({ ref }) => ref)).size).toBe(reviews.length);
      for (const { ref, reviewer } of reviews)
        expect(cases.find((c) => c.ref === ref)?.participants).not.toContain(reviewer);
      const isDone = driver.count('findings-recorded') > 0;
      expect(!isDone || reviews.length === cases.length).toBe(true);
    });
    expect(fc.defaultReportMessage(fc.check(property, { numRuns: 300 })) ?? 'holds').toBe('holds');
  });
});
