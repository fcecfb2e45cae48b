import { codeOf, sealed, type Driver } from '../helpers/driver';
import { ladders } from '../../workflows/missing-child/policy-ladders';
import * as w from './world';

const { reported, hoursAfter } = w;
const reached = (driver: Driver) =>
  driver.facts.flatMap(({ at, event }) =>
    event.type === 'step-reached' && 'step' in event && 'because' in event
      ? [
          `${String(event.step)} ${String(event.because)} +${Math.round((Date.parse(at) - Date.parse(w.now)) / 3_600_000)}h`,
        ]
      : [],
  );
const acknowledgeAll = (driver: Driver) => {
  for (const actor of w.crowd) driver.send('acknowledge', actor);
};
const assess = (driver: Driver, risk: string, trafficking?: string) =>
  driver.send('assess-risk', w.duty, { risk, reasons: sealed, ...(trafficking ? { trafficking } : {}) });

describe('the ladders', () => {
  it('go up when a child is still missing, though every step is acknowledged', () => {
    const driver = reported();
    for (let hour = 1; hour <= 80; hour += 1) {
      acknowledgeAll(driver);
      driver.advanceTo(hoursAfter(w.now, hour));
    }
    expect(reached(driver)).toEqual([
      'carer at-once +0h',
      'duty-manager at-once +0h',
      'duty-inspector at-once +0h',
      'assistant-director still-missing +24h',
      'force-lead still-missing +48h',
      'lscb-chair still-missing +72h',
    ]);
    expect(driver.count('acknowledgement-missed')).toBe(0);
    expect(driver.status().stage).toBe('missing');
  });

  it('go up sooner when nobody acknowledges, to the chair of the board and to CEOP', () => {
    const driver = reported();
    driver.advanceTo(hoursAfter(w.now, 24 * 5));
    expect(reached(driver)).toEqual([
      'carer at-once +0h',
      'duty-manager at-once +0h',
      'duty-inspector at-once +0h',
      'force-lead not-acknowledged +1h',
      'assistant-director not-acknowledged +2h',
      'lscb-chair not-acknowledged +14h',
      'ceop-after-force not-acknowledged +25h',
    ]);
    expect(driver.tasks().map(({ key }) => key)).toContain('acknowledge.police.duty-inspector');
  });

  it('go up one step for two that nobody acknowledges, and a date that was missed stays where it was', () => {
    const driver = reported(w.full, w.social);
    driver.advanceTo(hoursAfter(w.now, 3));
    expect(reached(driver).filter((line) => line.includes('not-acknowledged'))).toEqual([
      'force-lead not-acknowledged +1h',
      'assistant-director not-acknowledged +2h',
    ]);
    const due = driver.deadline('acknowledge.childrens-services.carer')?.due;
    assess(driver, 'high');
    expect(driver.deadline('acknowledge.childrens-services.carer')?.due).toBe(due);
  });

  it('stop when the child is located, and not when a step is acknowledged', () => {
    const driver = reported();
    driver.send('acknowledge', w.inspector);
    expect(driver.taskKeys()).not.toContain('acknowledge.police.duty-inspector');
    expect(driver.deadline('ladder.police.force-lead')).toBeDefined();
    driver.send('record-located', w.inspector, w.located);
    driver.advanceTo(hoursAfter(w.now, 24 * 30));
    expect(reached(driver)).toHaveLength(3);
  });

  it('rest while the board says so, and go on when it is silent', () => {
    const driver = reported();
    driver.send('decide-at-board', w.chair, { reasons: sealed, reviewOn: ['2011-07-20', '2011-08-20'] });
    driver.advanceTo('2011-07-20T12:00:00Z');
    expect(reached(driver)).toHaveLength(3);
    expect(driver.send('review-at-board', w.chair, { findings: sealed })).toEqual(['board-reviewed']);
    driver.advanceTo('2011-08-20T22:59:59Z');
    expect(driver.status().stage).toBe('at-rest');
    driver.advanceTo('2011-08-20T23:00:00Z');
    expect(driver.status().stage).toBe('missing');
    expect(driver.messages()).toContain('board-decision-lapsed → lscb-chair of hillingdon-council');
    expect(reached(driver).length).toBeGreaterThan(3);
  });

  it.each([
    ['high', '2011-07-02T08:00:00Z'],
    ['medium', '2011-07-03T20:00:00Z'],
    // A Friday evening and five working days: the end of the next Friday, in London.
    ['low', '2011-07-08T23:00:00Z'],
  ])('move with the risk: %s', (risk, due) => {
    const driver = reported();
    assess(driver, risk);
    expect(driver.deadline('ladder.police.force-lead')?.due).toBe(due);
  });

  it('keep a ledger of what a new risk has moved', () => {
    const driver = reported();
    driver.send('acknowledge', w.duty);
    driver.send('acknowledge', w.inspector);
    assess(driver, 'high');
    const ledger = driver.view(w.duty)['riskLedger'];
    expect(ledger).toEqual([
      {
        at: w.now,
        by: 'dan',
        from: 'medium',
        to: 'high',
        trafficking: 'not-suspected',
        reasons: sealed,
        moved: [
          {
            deadline: 'ladder.childrens-services.assistant-director',
            before: '2011-07-02T20:00:00Z',
            after: '2011-07-02T02:00:00Z',
          },
          { deadline: 'ladder.police.force-lead', before: '2011-07-03T20:00:00Z', after: '2011-07-02T08:00:00Z' },
        ],
      },
    ]);
  });

  it('start the national one when trafficking is suspected later, once', () => {
    const driver = reported();
    driver.now = hoursAfter(w.now, 1);
    expect(codeOf(driver.send('complete-report', w.ukhtc, { trafficking: 'known' }))).toBe('wrong-role');
    assess(driver, 'high', 'suspected');
    assess(driver, 'high', 'known');
    expect(driver.count('ladder-started')).toBe(3);
    expect(driver.current.file.sharedWith).toEqual([w.authority, 'met-police', 'ukhtc', 'ceop']);
    expect(driver.send('acknowledge', w.ceop)).toEqual(['step-acknowledged']);
    expect(driver.deadline('nrm-referral')?.due).toBe('2011-07-04T23:00:00Z');
  });

  it('take a step that was missed once, however the risk changes afterwards', () => {
    const driver = reported();
    driver.advanceTo(hoursAfter(w.now, 3));
    for (const risk of ['high', 'low', 'high', 'medium']) {
      assess(driver, risk);
      driver.advanceTo(new Date(Date.parse(driver.now) + 60_000).toISOString());
    }
    const steps = reached(driver).map((line) => line.split(' ')[0]);
    expect(new Set(steps).size).toBe(steps.length);
  });

  it.each(ladders.flatMap(({ ladder, steps }) => steps.map((step) => [ladder, step] as const)))(
    'ask sooner at a higher risk: %s',
    (_ladder, { after, acknowledge }) => {
      const hours = { hours: 1, 'working-days': 24, 'calendar-days': 24, weeks: 168, months: 720 };
      for (const spans of [after, acknowledge]) {
        const [high, medium, low] = [spans.high, spans.medium, spans.low].map(({ count, unit }) => count * hours[unit]);
        expect([high, medium, low]).toEqual([high, medium, low].toSorted((a = 0, b = 0) => a - b));
      }
    },
  );

  it.each([
    // The clocks go back on 30 October 2011 at 01:00Z: an hour is an hour.
    [
      'a night with a clock change, hours',
      '2011-10-29T23:30:00Z',
      'medium',
      'assistant-director',
      '2011-10-30T23:30:00Z',
    ],
    // Good Friday to Easter Monday, the royal wedding and May Day: of the days after Thursday five are 26, 27, 28 April, 3 and 4 May.
    ['bank holidays, working days', '2011-04-21T18:00:00Z', 'low', 'force-lead', '2011-05-04T23:00:00Z'],
    ['the last second of a Friday in London', '2011-07-01T22:59:59Z', 'low', 'force-lead', '2011-07-08T23:00:00Z'],
    ['the first second of a Saturday in London', '2011-07-01T23:00:00Z', 'low', 'force-lead', '2011-07-08T23:00:00Z'],
    ['the first second of a Monday in London', '2011-07-03T23:00:00Z', 'low', 'force-lead', '2011-07-11T23:00:00Z'],
  ])('count over %s', (_what, at, risk, step, due) => {
    const driver = reported({ ...w.full, lastSeenAt: undefined }, w.carer, at);
    assess(driver, risk);
    expect(driver.deadlines().find(({ key }) => key.endsWith(step))?.due).toBe(due);
  });

  it('are all climbed once when everything was away for a week', () => {
    const driver = reported();
    driver.jumpTo(hoursAfter(w.now, 168));
    const steps = reached(driver);
    expect(new Set(steps).size).toBe(steps.length);
    expect(steps.at(-1)).toMatch(/\+168h$/);
  });
});

describe('the weekly review', () => {
  it('is asked for every day until it is held, and told to the assistant director', () => {
    const driver = reported();
    driver.advanceTo('2011-07-11T12:00:00Z');
    expect(driver.count('review-missed')).toBe(3);
    expect(driver.messages()).toContain('review-missed → assistant-director of hillingdon-council');
    driver.send('review-week', w.duty, { findings: sealed });
    expect(driver.deadlines().find(({ key }) => key.startsWith('review.'))?.due).toBe('2011-07-18T23:00:00Z');
  });
});
