import fc from 'fast-check';
import { addSpan, compareInstants } from '../../workflows/kernel/calendar';
import { startOfWindow } from '../../workflows/payment-batch/window';

describe('the window of working days', () => {
  it.each([
    ['2011-08-12T12:00:00Z', 5, '2011-08-04T23:00:00Z'],
    ['2011-08-12T12:00:00Z', 0, '2011-08-11T23:00:00Z'],
    ['2011-08-12T12:00:00Z', 1, '2011-08-10T23:00:00Z'],
    // Over Christmas: 26 and 27 December 2011 were bank holidays.
    ['2011-12-30T12:00:00Z', 5, '2011-12-21T00:00:00Z'],
  ])('at %s, %i days, begins at %s', (now, days, start) => {
    expect(startOfWindow(now, days)).toBe(start);
  });

  it('is the other end of the sum of the calendar', () => {
    const instant = fc.date({ min: new Date('2009-04-01'), max: new Date('2024-12-01'), noInvalidDate: true });
    const property = fc.property(
      instant,
      fc.integer({ min: 0, max: 21 * 86_400 }),
      fc.integer({ min: 0, max: 10 }),
      (now, secondsAgo, days) => {
        const at = new Date(now.getTime() - secondsAgo * 1000).toISOString();
        const isInside = compareInstants(at, startOfWindow(now.toISOString(), days)) >= 0;
        const span = { count: days, unit: 'working-days' } as const;
        expect(isInside).toBe(compareInstants(addSpan(at, span), now.toISOString()) > 0);
      },
    );
    expect(fc.defaultReportMessage(fc.check(property, { numRuns: 2000 })) ?? 'holds').toBe('holds');
  });
});
