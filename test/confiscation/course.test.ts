import { inPounds } from '../../workflows/confiscation/amounts';
import { text } from '../helpers/driver';
import {
  considered,
  convicted,
  day,
  enforcer,
  gbp,
  heard,
  house,
  investigator,
  must,
  noon,
  officer,
  opened,
  order,
  ordered,
  prosecutor,
  reasons,
  recovery,
  refusal,
  registration,
  restrained,
  stateOf,
  system,
  theOrder,
  withAsset,
} from './world';

const stage = (driver: { status: () => { stage: string } }) => driver.status().stage;

describe('considerations', () => {
  it('are asked of both bodies at once, and each sees the case', () => {
    const driver = opened();
    expect(driver.taskKeys()).toEqual(['consideration.investigating', 'consideration.prosecuting']);
    expect(driver.current.file.sharedWith).toEqual(['cps', 'met-police']);
    expect(driver.tasks().map(({ owner }) => `${owner.role} of ${owner.agency}`)).toEqual([
      'investigating-officer of met-police',
      'prosecutor of cps',
    ]);
  });

  it('go to whoever answers for the body when they are late, and say so in the figures', () => {
    const driver = opened().advanceTo(noon(15));
    expect(driver.taskKeys()).toContain('consideration.investigating.escalated');
    expect(driver.messages()).toContain('late → asset-recovery-lead of met-police');
    expect(driver.figures()['isInTime']).toBe(false);
    must(driver, 'record-consideration', officer, { decision: 'not', reasons });
    expect(driver.taskKeys()).toEqual(['consideration.prosecuting']);
    expect(stateOf(driver).considered.investigating?.isInTime).toBe(false);
    expect(driver.figures()['isInTime']).toBe(false);
  });

  it('keep the word that was there before, and its being in time', () => {
    const driver = considered('not').advanceTo(noon(40));
    must(driver, 'record-consideration', prosecutor, { decision: 'proceed', reasons: text(9) });
    const { considered: now, consideredBefore } = stateOf(driver);
    expect(now.prosecuting).toMatchObject({ decision: 'proceed', isInTime: true, by: prosecutor.person });
    expect(consideredBefore).toMatchObject([{ body: 'prosecuting', decision: 'not' }]);
  });

  it('that differ are told to those who answer for both bodies', () => {
    expect(considered('proceed', 'not').messages()).toEqual(
      expect.arrayContaining([
        'considerations-differ → asset-recovery-lead of met-police',
        'considerations-differ → asset-recovery-lead of cps',
      ]),
    );
  });

  it('make no timetable when the prosecutor says no, unless the court proceeds by itself', () => {
    const driver = convicted(considered('proceed', 'not'));
    expect(stage(driver)).toBe('winding-up');
    must(driver, 'record-court-proceeds', prosecutor, { reasons });
    expect(stage(driver)).toBe('timetable');
    expect(driver.deadline('statement')?.owner).toEqual({ role: 'prosecutor', agency: 'cps' });
  });

  it('of a prosecution that was found without a case are late at once, and an alarm', () => {
    const driver = opened({ ...registration, registeredOn: '2011-06-01', foundWithoutCase: true }, system);
    expect(driver.types()).toContain('found-without-case');
    expect(driver.messages()).toContain('prosecution-without-confiscation-case → asset-recovery-lead of cps');
    driver.advanceTo(driver.now);
    expect(stateOf(driver).escalated).toEqual(['consideration.investigating', 'consideration.prosecuting']);
  });
});

describe('early help', () => {
  it('is shared, acknowledged, and asked after when it is not', () => {
    const driver = must(opened(), 'ask-financial-investigator', officer, { agency: 'ukhtc', reasons });
    must(driver, 'ask-regional-team', prosecutor, { reasons });
    expect(driver.current.file.sharedWith).toEqual(expect.arrayContaining(['ukhtc', 'rart']));
    must(driver, 'acknowledge-request', investigator, { request: 'h1' });
    driver.advanceTo(noon(6));
    expect(driver.taskKeys()).toContain('help.h2.escalated');
    expect(driver.messages()).toContain('late → asset-recovery-lead of rart');
    must(driver, 'acknowledge-request', recovery, { request: 'h2' });
    expect(driver.taskKeys().filter((key) => key.startsWith('help.'))).toEqual([]);
    must(driver, 'list-asset', investigator, house);
    must(driver, 'list-asset', recovery, house);
    expect(stateOf(driver).assets.map(({ id }) => id)).toEqual(['a1', 'a2']);
  });

  it('restrains in hours when it is urgent', () => {
    const driver = must(withAsset(), 'ask-restraint', officer, { assets: ['a1'], isUrgent: true, reasons });
    const due = driver.deadline('restraint.r1')?.due ?? '';
    expect(Date.parse(due) - Date.parse(driver.now)).toBe(6 * 3_600_000);
    driver.advanceTo(due);
    expect(driver.taskKeys()).toContain('restraint.r1.escalated');
    expect(driver.messages()).toContain('late → asset-recovery-lead of cps');
    must(driver, 'record-restraint', prosecutor, { restraint: 'r1', orderedOn: day(0), assets: [{ asset: 'a1' }] });
    expect(driver.taskKeys()).toEqual([]);
    expect(driver.figures()).toMatchObject({ identifiedPence: 10_000_00, restrainedPence: 10_000_00 });
  });

  it('may be answered with no restraint, for a reason', () => {
    const driver = must(withAsset(), 'ask-restraint', officer, { assets: ['a1'], isUrgent: false, reasons });
    must(driver, 'record-no-restraint', prosecutor, { restraint: 'r1', because: 'court-refused', reasons });
    expect(stateOf(driver).restraints[0]?.answer).toBe('court-refused');
    expect(driver.messages()).toContain('restraint-not-made → investigating-officer of met-police');
  });
});

describe('amounts', () => {
  it.each([
    [0, '£0.00'],
    [5, '£0.05'],
    [999_99, '£999.99'],
    [1_000_00, '£1,000.00'],
    [123_456_789_01, '£123,456,789.01'],
  ])('%d pence are said as %s', (pence, said) => {
    expect(inPounds(pence)).toBe(said);
  });

  const value = (currency: string, minor: number, rate: string) => {
    const given = { currency, minor, rate, rateOn: day(0) };
    const driver = must(considered(), 'list-asset', officer, { ...house, value: given });
    return stateOf(driver).assets[0]?.valuations[0]?.value;
  };
  it.each([
    ['EUR', 100_00, '0.8731', 87_31],
    ['EUR', 1, '0.5', 1],
    ['EUR', 1, '0.49', 0],
    ['JPY', 1_000_000, '0.0078', 7_800_00],
    ['KWD', 1_500, '2.25', 3_38],
    ['VND', 999_999_999, '0.000029', 28_999_99 + 1],
    ['USD', 12_345_67, '0', 0],
  ])('in %s: %d at %s are %d pence', (currency, minor, rate, pence) => {
    expect(value(currency, minor, rate)).toEqual({ currency, minor, rate, rateOn: day(0), pence });
  });

  it('keep the history of valuations, and restraint follows what the asset is worth', () => {
    const driver = restrained();
    must(driver, 'value-asset', officer, { asset: 'a1', value: gbp(6_000_00), valuedOn: day(0) });
    const [asset] = stateOf(driver).assets;
    expect(asset?.valuations.map((v) => v.value.pence)).toEqual([10_000_00, 6_000_00]);
    expect(asset?.restrainedPence).toBe(6_000_00);
  });
});

describe('the timetable', () => {
  it('is counted from the conviction, and asks for one step after the other', () => {
    const driver = convicted();
    expect(driver.taskKeys()).toEqual(['statement', 'conclusion']);
    must(driver, 'give-statement', prosecutor, { on: day(30) });
    expect(driver.taskKeys()).toEqual(['response', 'hearing', 'conclusion']);
    expect(driver.deadline('response')?.rule).toContain('section 17');
  });

  it("follows the court's dates, says why, and keeps the ledger", () => {
    const driver = convicted();
    must(driver, 'record-direction', prosecutor, { step: 'statement', date: day(50), order });
    must(driver, 'record-direction', prosecutor, { step: 'hearing', date: day(120), order });
    const { directed, directions } = stateOf(driver);
    // Policy had the statement on day 58, which is eight days later.
    expect(directed.statement).toMatchObject({ policyDate: day(58), daysAdded: -8, order });
    expect(directed.hearing).toEqual({ step: 'hearing', date: day(120), order });
    expect(directions).toHaveLength(2);
    expect(driver.deadline('statement')?.rule).toMatch(/court's order; policy had 2011-10-29, so that -8 days/);
    // What policy counts from the statement does not move the court's date.
    must(driver, 'give-statement', prosecutor, { on: day(30) });
    expect(driver.deadline('hearing')?.due).toBe(`${day(121)}T00:00:00Z`);
  });

  it('goes to whoever answers for the prosecution when a step is late', () => {
    const driver = convicted().advanceTo(noon(60));
    expect(driver.taskKeys()).toContain('statement.escalated');
    must(driver, 'record-direction', prosecutor, { step: 'statement', date: day(70), order });
    expect(driver.taskKeys()).not.toContain('statement.escalated');
  });

  it('warns four times of the end of the permitted period, and is longer only in exceptional circumstances', () => {
    const driver = heard().advanceTo('2013-09-30T11:00:00Z');
    expect(driver.count('deadline-warned')).toBe(4);
    expect(driver.count('permitted-period-passed')).toBe(0);
    driver.advanceTo('2013-10-01T11:00:00Z');
    expect(driver.count('permitted-period-passed')).toBe(1);
    expect(driver.taskKeys()).toContain('permitted-period-over');
    const late = { ...theOrder, orderedOn: '2013-10-01', payBy: '2013-10-01' };
    expect(refusal(driver, 'record-order', prosecutor, late)).toBe('beyond-permitted-period');
    // One that was made in time may still be recorded.
    must(driver, 'record-order', prosecutor, { ...theOrder, orderedOn: '2013-09-30', payBy: '2013-09-30' });
  });

  it('does not end the permitted period before an appeal is decided, nor within three months of that', () => {
    const driver = must(convicted().advanceTo(noon(35)), 'record-appeal', prosecutor, { on: day(35) });
    driver.advanceTo(noon(30 + 800));
    expect(driver.count('permitted-period-passed')).toBe(0);
    expect(driver.taskKeys()).toContain('appeal');
    expect(driver.count('review-due')).toBeGreaterThan(0);
    must(driver, 'record-appeal-outcome', prosecutor, { on: day(830), result: 'dismissed' });
    expect(driver.taskKeys()).not.toContain('appeal');
    driver.advanceTo(noon(830 + 93));
    expect(driver.count('permitted-period-passed')).toBe(1);
  });

  it('takes an appeal that was recorded after the two years, and goes on', () => {
    const driver = heard().advanceTo(noon(30 + 740));
    expect(driver.taskKeys()).toContain('permitted-period-over');
    must(driver, 'record-appeal', prosecutor, { on: day(40) });
    expect(driver.taskKeys()).not.toContain('permitted-period-over');
    must(driver, 'record-order', prosecutor, { ...theOrder, orderedOn: day(770), payBy: day(800) });
  });

  it('ends with the conviction when an appeal is allowed, and restraint is discharged', () => {
    const driver = convicted(restrained());
    must(driver, 'record-appeal', prosecutor, { on: day(30) });
    must(driver, 'record-appeal-outcome', prosecutor, { on: day(30), result: 'allowed' });
    expect(driver.taskKeys()).toContain('discharge');
    must(driver, 'discharge-restraint', prosecutor, { assets: ['a1'], dischargedOn: day(30), reasons });
    must(driver, 'conclude-prosecution', prosecutor);
    expect(stateOf(driver).ended).toMatchObject({ as: 'acquitted' });
  });

  it('goes on after the permitted period by a postponement with its reason', () => {
    const driver = must(convicted(), 'give-statement', prosecutor, { on: day(30) }).advanceTo('2013-10-05T11:00:00Z');
    const until = '2013-12-01';
    must(driver, 'postpone', prosecutor, { until, order, exceptionalCircumstances: text(8) });
    expect(stateOf(driver)).toMatchObject({ beyond: { until, exceptionalCircumstances: text(8) } });
    expect(driver.taskKeys()).toContain('hearing');
    driver.advanceTo('2013-11-20T11:00:00Z');
    must(driver, 'record-hearing', prosecutor, { on: '2013-11-20' });
    must(driver, 'record-order', prosecutor, { ...theOrder, orderedOn: '2013-11-20', payBy: '2013-11-20' });
  });

  it('ends when there is no order', () => {
    const driver = must(heard(), 'record-no-order', prosecutor, { reasons });
    expect(driver.taskKeys()).toEqual(['conclusion', 'conclusion.escalated']);
    must(driver, 'conclude-prosecution', prosecutor);
    expect(driver.figures()).toMatchObject({ endedAs: 'no-order', stage: 'closed' });
  });
});

describe('the order', () => {
  it('is paid, victims first, and then the case closes', () => {
    const driver = ordered();
    expect(driver.current.file.sharedWith).toContain('hmcts');
    must(driver, 'conclude-prosecution', prosecutor);
    must(driver, 'record-payment', enforcer, { amountPence: 1_000_00, receivedOn: day(80) });
    expect(refusal(driver, 'pay-out', enforcer, { to: 'state', amountPence: 1, on: day(80) })).toBe('victims-first');
    must(driver, 'pay-out', enforcer, { to: 'victim', amountPence: 1_000_00, on: day(80), victim: text(8) });
    must(driver, 'record-payment', enforcer, { amountPence: 8_000_00, receivedOn: day(80) });
    must(driver, 'pay-out', enforcer, { to: 'victim', amountPence: 1_000_00, on: day(80) });
    expect(stage(driver)).toBe('winding-up');
    must(driver, 'pay-out', enforcer, { to: 'state', amountPence: 7_000_00, on: day(80) });
    expect(driver.figures()).toMatchObject({
      endedAs: 'satisfied',
      collectedPence: 9_000_00,
      toVictimsPence: 2_000_00,
      toStatePence: 7_000_00,
    });
  });

  it('that is not paid in time is enforced; more time, default term, interest, discharge', () => {
    const driver = ordered().advanceTo(noon(201));
    expect(stage(driver)).toBe('enforcement');
    expect(driver.messages()).toContain('payment-overdue → enforcement-officer of hmcts');
    // It was applied for in time, and ordered after.
    const more = { payBy: day(260), appliedOn: day(199), orderedOn: day(201), reasons };
    must(driver, 'extend-time-to-pay', enforcer, more);
    expect(stage(driver)).toBe('time-to-pay');
    driver.advanceTo(noon(262));
    expect(stage(driver)).toBe('enforcement');
    must(driver, 'activate-default-term', enforcer, { on: day(262) });
    must(driver, 'add-interest', enforcer, { amountPence: 50_00 });
    must(driver, 'record-payment', enforcer, { amountPence: 8_900_00, receivedOn: day(262) });
    must(driver, 'reconsider-order', prosecutor, { section: 's24-discharge', on: day(262), reasons });
    expect(stage(driver)).toBe('winding-up');
    expect(stateOf(driver).order).toMatchObject({ amountPence: 8_900_00, interestPence: 0, defaultTermOn: day(262) });
    driver.advanceTo(noon(300));
    expect(driver.taskKeys()).toContain('pay-out.escalated');
  });

  it('comes back again and again while it is enforced', () => {
    const driver = ordered().advanceTo(noon(201 + 28 * 3 + 2));
    expect(driver.count('review-due')).toBe(3);
  });

  it('does not realise what a third party has', () => {
    const driver = restrained();
    must(driver, 'record-claim', officer, { asset: 'a1', claimant: text(7), amount: gbp(4_000_00), reasons });
    ordered(heard(convicted(driver)));
    must(driver, 'decide-claim', prosecutor, { claim: 'c1', allowedPence: 3_000_00, reasons });
    const sale = (pence: number) => ({ asset: 'a1', amount: gbp(pence), realisedOn: day(80) });
    expect(refusal(driver, 'record-realisation', enforcer, sale(7_000_01))).toBe('above-restrained');
    must(driver, 'record-realisation', enforcer, sale(7_000_00));
    expect(driver.figures()).toMatchObject({
      realisedPence: 7_000_00,
      collectedPence: 7_000_00,
      thirdPartyPence: 3_000_00,
    });
  });
});

describe('an acquittal or a discontinuance', () => {
  it.each(['acquitted', 'discontinued'])('ends it, with restraint discharged: %s', (outcome) => {
    const driver = restrained().advanceTo(noon(30));
    must(driver, 'record-outcome', prosecutor, { outcome, on: day(30) });
    expect(driver.taskKeys()).toEqual(['conclusion', 'discharge']);
    driver.advanceTo(noon(34));
    expect(driver.taskKeys()).toContain('discharge.escalated');
    must(driver, 'discharge-restraint', prosecutor, { assets: ['a1'], dischargedOn: day(34), reasons });
    must(driver, 'conclude-prosecution', prosecutor);
    expect(driver.figures()).toMatchObject({ endedAs: outcome, restrainedPence: 0, stage: 'closed' });
  });
});

describe('alternatives', () => {
  it('that were decided for are begun and asked after before the case closes', () => {
    const driver = convicted(considered('alternative'));
    expect(driver.taskKeys()).toContain('alternative');
    must(driver, 'conclude-prosecution', prosecutor);
    expect(stage(driver)).toBe('winding-up');
    must(driver, 'refer-to-alternative', prosecutor, { alternative: 'tax', agency: 'hmrc', reasons });
    expect(driver.taskKeys()).toEqual(['alternative.v1']);
    const found = { alternative: 'v1', recoveredPence: 1_234_00, on: day(30), reasons };
    must(driver, 'record-alternative-outcome', prosecutor, found);
    expect(driver.figures()).toMatchObject({ endedAs: 'not-pursued', recoveredOtherwisePence: 1_234_00 });
  });
});
