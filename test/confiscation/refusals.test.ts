import type { Actor } from '../../workflows/kernel/contract';
import { codeOf, Driver, text } from '../helpers/driver';
import {
  considered,
  convicted,
  cpsLead,
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
  openedAt,
  order,
  ordered,
  otherProsecutor,
  policeLead,
  process,
  prosecutor,
  reasons,
  recovery,
  refusal,
  registration,
  restrained,
  stranger,
  system,
  theOrder,
  withAsset,
} from './world';

type Row = [code: string, name: string, driver: () => Driver, actor: Actor, input: object];

const consider = { decision: 'not', reasons };
const on = (n: number) => ({ on: day(n) });

/** The same person under two agencies. */
const officerAtCps: Actor = { ...prosecutor, person: officer.person };

function acquitted(driver = restrained()): Driver {
  driver.advanceTo(noon(30));
  return must(driver, 'record-outcome', prosecutor, { outcome: 'acquitted', on: day(30) });
}

function claimed(driver = restrained()): Driver {
  return must(driver, 'record-claim', officer, { asset: 'a1', claimant: text(7), amount: gbp(4_000_00), reasons });
}

/** Two years and a day after the conviction. */
function tooLate(): Driver {
  return heard().advanceTo(noon(30 + 732));
}

/** Appealed on day 35; it is that day. */
function underAppeal(): Driver {
  return must(convicted().advanceTo(noon(35)), 'record-appeal', prosecutor, on(35));
}

function overdue(): Driver {
  return ordered().advanceTo(noon(202));
}

function paid(): Driver {
  const driver = must(ordered(), 'record-payment', enforcer, { amountPence: 9_000_00, receivedOn: day(80) });
  return driver;
}

const helpAsked = () => must(opened(), 'ask-financial-investigator', officer, { agency: 'ukhtc', reasons });
const restraintAsked = (driver = withAsset()) =>
  must(driver, 'ask-restraint', officer, { assets: ['a1'], isUrgent: false, reasons });
const referred = () =>
  must(opened(), 'refer-to-alternative', prosecutor, { alternative: 'tax', agency: 'hmrc', reasons });
const euros = { currency: 'EUR', minor: 100 };

const rows: Row[] = [
  ['wrong-role', 'record-consideration', opened, enforcer, consider],
  ['not-your-body', 'record-consideration', opened, stranger, consider],
  ['not-your-body', 'record-consideration', opened, otherProsecutor, consider],
  ['not-your-body', 'record-consideration', opened, { ...prosecutor, roles: ['investigating-officer'] }, consider],
  [
    'same-person',
    'record-consideration',
    () => must(opened(), 'record-consideration', officer, consider),
    officerAtCps,
    consider,
  ],
  ['alternative-missing', 'record-consideration', opened, officer, { decision: 'alternative', reasons }],
  ['alternative-not-decided', 'record-consideration', opened, officer, { ...consider, alternative: 'tax' }],
  ['invalid-input', 'record-consideration', opened, officer, { decision: 'not' }],
  ['court-decided', 'record-consideration', ordered, officer, consider],
  [
    'already-concluded',
    'record-consideration',
    () => must(convicted(considered('alternative')), 'conclude-prosecution', prosecutor),
    officer,
    consider,
  ],
  ['not-your-case', 'record-court-proceeds', () => convicted(considered('not')), otherProsecutor, { reasons }],
  ['not-convicted', 'record-court-proceeds', () => considered('not'), prosecutor, { reasons }],
  ['already-proceeding', 'record-court-proceeds', convicted, prosecutor, { reasons }],
  ['not-your-case', 'ask-financial-investigator', opened, stranger, { agency: 'ukhtc', reasons }],
  ['already-asked', 'ask-financial-investigator', helpAsked, officer, { agency: 'ukhtc', reasons }],
  ['nothing-to-find', 'ask-financial-investigator', acquitted, officer, { agency: 'ukhtc', reasons }],
  [
    'already-asked',
    'ask-regional-team',
    () => must(opened(), 'ask-regional-team', officer, { reasons }),
    officer,
    { reasons },
  ],
  ['no-such-request', 'acknowledge-request', helpAsked, investigator, { request: 'h2' }],
  ['not-your-request', 'acknowledge-request', helpAsked, recovery, { request: 'h1' }],
  [
    'already-acknowledged',
    'acknowledge-request',
    () => must(helpAsked(), 'acknowledge-request', investigator, { request: 'h1' }),
    investigator,
    { request: 'h1' },
  ],
  ['not-your-case', 'list-asset', opened, investigator, house],
  ['nothing-to-find', 'list-asset', acquitted, officer, house],
  ['in-the-future', 'list-asset', opened, officer, { ...house, valuedOn: day(1) }],
  ['invalid-input', 'list-asset', opened, officer, { ...house, value: gbp(-1) }],
  ['invalid-input', 'list-asset', opened, officer, { ...house, value: { currency: 'ZZZ', minor: 1 } }],
  ['invalid-input', 'list-asset', opened, officer, { ...house, value: gbp(1.5) }],
  ['text-not-sealed', 'list-asset', opened, officer, { ...house, owner: 'A name' }],
  ['rate-missing', 'list-asset', opened, officer, { ...house, value: euros }],
  ['rate-missing', 'list-asset', opened, officer, { ...house, value: { ...euros, rate: '0.87' } }],
  [
    'rate-in-the-future',
    'list-asset',
    opened,
    officer,
    { ...house, value: { ...euros, rate: '0.87', rateOn: day(1) } },
  ],
  ['rate-not-needed', 'list-asset', opened, officer, { ...house, value: { ...gbp(1), rate: '1', rateOn: day(0) } }],
  [
    'amount-too-large',
    'list-asset',
    opened,
    officer,
    { ...house, value: { currency: 'EUR', minor: 9_000_000_000_000, rate: '9', rateOn: day(0) } },
  ],
  ['no-such-asset', 'value-asset', withAsset, officer, { asset: 'a2', value: gbp(1), valuedOn: day(0) }],
  ['in-the-future', 'value-asset', withAsset, officer, { asset: 'a1', value: gbp(1), valuedOn: day(1) }],
  ['rate-missing', 'value-asset', withAsset, officer, { asset: 'a1', value: euros, valuedOn: day(0) }],
  ['not-your-case', 'value-asset', withAsset, stranger, { asset: 'a1', value: gbp(1), valuedOn: day(0) }],
  [
    'value-below-realised',
    'value-asset',
    () =>
      must(ordered(heard(convicted(restrained()))), 'record-realisation', enforcer, {
        asset: 'a1',
        amount: gbp(5_000_00),
        realisedOn: day(80),
      }),
    officer,
    { asset: 'a1', value: gbp(4_999_99), valuedOn: day(80) },
  ],
  ['no-such-asset', 'record-claim', withAsset, officer, { asset: 'a9', claimant: text(7), amount: gbp(1), reasons }],
  [
    'above-value',
    'record-claim',
    withAsset,
    officer,
    { asset: 'a1', claimant: text(7), amount: gbp(10_000_01), reasons },
  ],
  ['rate-missing', 'record-claim', withAsset, officer, { asset: 'a1', claimant: text(7), amount: euros, reasons }],
  ['nothing-to-find', 'record-claim', acquitted, officer, { asset: 'a1', claimant: text(7), amount: gbp(1), reasons }],
  ['no-such-claim', 'decide-claim', withAsset, prosecutor, { claim: 'c1', allowedPence: 0, reasons }],
  ['not-your-case', 'decide-claim', claimed, otherProsecutor, { claim: 'c1', allowedPence: 0, reasons }],
  [
    'already-decided',
    'decide-claim',
    () => must(claimed(), 'decide-claim', prosecutor, { claim: 'c1', allowedPence: 0, reasons }),
    prosecutor,
    { claim: 'c1', allowedPence: 0, reasons },
  ],
  ['above-claim', 'decide-claim', claimed, prosecutor, { claim: 'c1', allowedPence: 4_000_01, reasons }],
  [
    'above-value',
    'decide-claim',
    () => must(claimed(), 'value-asset', officer, { asset: 'a1', value: gbp(3_000_00), valuedOn: day(0) }),
    prosecutor,
    { claim: 'c1', allowedPence: 4_000_00, reasons },
  ],
  ['no-such-asset', 'ask-restraint', withAsset, officer, { assets: ['a2'], isUrgent: true, reasons }],
  ['asset-twice', 'ask-restraint', withAsset, officer, { assets: ['a1', 'a1'], isUrgent: true, reasons }],
  ['already-restrained', 'ask-restraint', restrained, officer, { assets: ['a1'], isUrgent: true, reasons }],
  ['nothing-to-restrain-for', 'ask-restraint', acquitted, officer, { assets: ['a1'], isUrgent: true, reasons }],
  ['not-your-case', 'ask-restraint', withAsset, stranger, { assets: ['a1'], isUrgent: true, reasons }],
  [
    'no-such-restraint',
    'record-restraint',
    withAsset,
    prosecutor,
    { restraint: 'r1', orderedOn: day(0), assets: [{ asset: 'a1' }] },
  ],
  [
    'already-answered',
    'record-restraint',
    restrained,
    prosecutor,
    { restraint: 'r1', orderedOn: day(0), assets: [{ asset: 'a1' }] },
  ],
  [
    'in-the-future',
    'record-restraint',
    restraintAsked,
    prosecutor,
    { restraint: 'r1', orderedOn: day(1), assets: [{ asset: 'a1' }] },
  ],
  [
    'no-such-asset',
    'record-restraint',
    restraintAsked,
    prosecutor,
    { restraint: 'r1', orderedOn: day(0), assets: [{ asset: 'a4' }] },
  ],
  [
    'above-value',
    'record-restraint',
    restraintAsked,
    prosecutor,
    { restraint: 'r1', orderedOn: day(0), assets: [{ asset: 'a1', amount: gbp(10_000_01) }] },
  ],
  [
    'rate-missing',
    'record-restraint',
    restraintAsked,
    prosecutor,
    { restraint: 'r1', orderedOn: day(0), assets: [{ asset: 'a1', amount: euros }] },
  ],
  [
    'wrong-role',
    'record-restraint',
    restraintAsked,
    officer,
    { restraint: 'r1', orderedOn: day(0), assets: [{ asset: 'a1' }] },
  ],
  [
    'already-restrained',
    'record-restraint',
    () =>
      must(restraintAsked(restraintAsked()), 'record-restraint', prosecutor, {
        restraint: 'r1',
        orderedOn: day(0),
        assets: [{ asset: 'a1' }],
      }),
    prosecutor,
    { restraint: 'r2', orderedOn: day(0), assets: [{ asset: 'a1' }] },
  ],
  [
    'already-answered',
    'record-no-restraint',
    restrained,
    prosecutor,
    { restraint: 'r1', because: 'court-refused', reasons },
  ],
  [
    'not-your-case',
    'record-no-restraint',
    restraintAsked,
    otherProsecutor,
    { restraint: 'r1', because: 'court-refused', reasons },
  ],
  ['not-restrained', 'discharge-restraint', withAsset, prosecutor, { assets: ['a1'], dischargedOn: day(0), reasons }],
  ['in-the-future', 'discharge-restraint', restrained, prosecutor, { assets: ['a1'], dischargedOn: day(1), reasons }],
  ['not-your-case', 'record-outcome', opened, otherProsecutor, { outcome: 'convicted', on: day(0) }],
  ['in-the-future', 'record-outcome', opened, prosecutor, { outcome: 'convicted', on: day(1) }],
  ['outcome-recorded', 'record-outcome', convicted, prosecutor, { outcome: 'acquitted', on: day(30) }],
  ['not-convicted', 'give-statement', considered, prosecutor, on(0)],
  ['not-proceeding', 'give-statement', () => convicted(considered('proceed', 'not')), prosecutor, on(30)],
  ['before-conviction', 'give-statement', convicted, prosecutor, on(29)],
  ['in-the-future', 'give-statement', convicted, prosecutor, on(31)],
  ['already-recorded', 'give-statement', heard, prosecutor, on(60)],
  ['no-statement', 'record-response', convicted, prosecutor, on(30)],
  [
    'before-statement',
    'record-response',
    () => must(convicted().advanceTo(noon(50)), 'give-statement', prosecutor, on(40)),
    prosecutor,
    on(39),
  ],
  ['already-recorded', 'record-response', heard, prosecutor, on(80)],
  ['no-statement', 'record-hearing', convicted, prosecutor, on(30)],
  ['already-recorded', 'record-hearing', heard, prosecutor, on(80)],
  [
    'permitted-period-over',
    'record-hearing',
    () => must(convicted(), 'give-statement', prosecutor, on(30)).advanceTo(noon(800)),
    prosecutor,
    on(800),
  ],
  ['already-recorded', 'record-direction', heard, prosecutor, { step: 'statement', date: day(90), order }],
  ['before-conviction', 'record-direction', convicted, prosecutor, { step: 'hearing', date: day(29), order }],
  [
    'beyond-permitted-period',
    'record-direction',
    convicted,
    prosecutor,
    { step: 'hearing', date: '2013-10-01', order },
  ],
  ['not-convicted', 'record-appeal', considered, prosecutor, on(1)],
  ['before-conviction', 'record-appeal', convicted, prosecutor, on(29)],
  ['in-the-future', 'record-appeal', convicted, prosecutor, on(31)],
  ['under-appeal', 'record-appeal', underAppeal, prosecutor, on(30)],
  ['order-made', 'record-appeal', ordered, prosecutor, on(80)],
  ['no-appeal', 'record-appeal-outcome', convicted, prosecutor, { ...on(30), result: 'dismissed' }],
  ['before-appeal', 'record-appeal-outcome', underAppeal, prosecutor, { ...on(34), result: 'dismissed' }],
  ['in-the-future', 'record-appeal-outcome', underAppeal, prosecutor, { ...on(36), result: 'dismissed' }],
  ['wrong-role', 'record-appeal-outcome', underAppeal, officer, { ...on(35), result: 'dismissed' }],
  ['beyond-permitted-period', 'postpone', convicted, prosecutor, { until: '2013-10-01', order }],
  [
    'not-later',
    'postpone',
    () => must(convicted(), 'record-direction', prosecutor, { step: 'hearing', date: day(200), order }),
    prosecutor,
    { until: day(200), order },
  ],
  ['already-recorded', 'postpone', heard, prosecutor, { until: day(100), order }],
  ['not-convicted', 'postpone', considered, prosecutor, { until: day(100), order }],
  ['not-convicted', 'record-order', considered, prosecutor, { ...theOrder, orderedOn: day(0) }],
  ['not-convicted', 'record-order', acquitted, prosecutor, theOrder],
  ['no-statement', 'record-order', convicted, prosecutor, theOrder],
  ['before-conviction', 'record-order', heard, prosecutor, { ...theOrder, orderedOn: day(29) }],
  ['before-statement', 'record-order', heard, prosecutor, { ...theOrder, orderedOn: day(39) }],
  ['in-the-future', 'record-order', heard, prosecutor, { ...theOrder, orderedOn: day(81) }],
  [
    'beyond-permitted-period',
    'record-order',
    tooLate,
    prosecutor,
    { ...theOrder, orderedOn: '2013-10-01', payBy: '2013-10-01' },
  ],
  ['above-benefit', 'record-order', heard, prosecutor, { ...theOrder, benefitPence: 8_999_99 }],
  ['above-available', 'record-order', heard, prosecutor, { ...theOrder, availablePence: 8_999_99 }],
  ['above-order', 'record-order', heard, prosecutor, { ...theOrder, compensationPence: 9_000_01 }],
  ['before-order', 'record-order', heard, prosecutor, { ...theOrder, payBy: day(79) }],
  ['time-to-pay-too-long', 'record-order', heard, prosecutor, { ...theOrder, payBy: '2012-05-20' }],
  [
    'default-term-too-long',
    'record-order',
    heard,
    prosecutor,
    { ...theOrder, defaultTerm: { count: 7, unit: 'months' } },
  ],
  ['order-made', 'record-order', ordered, prosecutor, theOrder],
  ['order-made', 'record-no-order', ordered, prosecutor, { reasons }],
  [
    'no-order',
    'extend-time-to-pay',
    heard,
    prosecutor,
    { payBy: day(210), appliedOn: day(80), orderedOn: day(80), reasons },
  ],
  [
    'not-your-case',
    'extend-time-to-pay',
    ordered,
    otherProsecutor,
    { payBy: day(210), appliedOn: day(80), orderedOn: day(80), reasons },
  ],
  [
    'not-later',
    'extend-time-to-pay',
    ordered,
    enforcer,
    { payBy: day(200), appliedOn: day(80), orderedOn: day(80), reasons },
  ],
  [
    'extension-too-long',
    'extend-time-to-pay',
    ordered,
    enforcer,
    { payBy: '2012-11-20', appliedOn: day(80), orderedOn: day(80), reasons },
  ],
  [
    'applied-too-late',
    'extend-time-to-pay',
    overdue,
    enforcer,
    { payBy: day(230), appliedOn: day(201), orderedOn: day(202), reasons },
  ],
  [
    'before-application',
    'extend-time-to-pay',
    overdue,
    enforcer,
    { payBy: day(230), appliedOn: day(199), orderedOn: day(198), reasons },
  ],
  [
    'extension-too-late',
    'extend-time-to-pay',
    () => ordered().advanceTo(noon(500)),
    enforcer,
    { payBy: '2012-11-19', appliedOn: day(199), orderedOn: '2012-11-20', reasons },
  ],
  [
    'nothing-outstanding',
    'extend-time-to-pay',
    paid,
    enforcer,
    { payBy: day(210), appliedOn: day(80), orderedOn: day(80), reasons },
  ],
  [
    'no-order',
    'reconsider-order',
    heard,
    prosecutor,
    { section: 's22-available', on: day(80), amountPence: 1, reasons },
  ],
  [
    'not-your-case',
    'reconsider-order',
    ordered,
    otherProsecutor,
    { section: 's22-available', on: day(80), amountPence: 1, reasons },
  ],
  ['amount-missing', 'reconsider-order', ordered, prosecutor, { section: 's22-available', on: day(80), reasons }],
  [
    'before-order',
    'reconsider-order',
    ordered,
    prosecutor,
    { section: 's22-available', on: day(79), amountPence: 9_500_00, reasons },
  ],
  [
    'in-the-future',
    'reconsider-order',
    ordered,
    prosecutor,
    { section: 's22-available', on: day(81), amountPence: 9_500_00, reasons },
  ],
  [
    'benefit-not-reconsidered',
    'reconsider-order',
    ordered,
    prosecutor,
    { section: 's22-available', on: day(80), amountPence: 9_500_00, benefitPence: 1, reasons },
  ],
  [
    'above-benefit',
    'reconsider-order',
    ordered,
    prosecutor,
    { section: 's22-available', on: day(80), amountPence: 20_000_01, reasons },
  ],
  [
    'wrong-direction',
    'reconsider-order',
    ordered,
    prosecutor,
    { section: 's22-available', on: day(80), amountPence: 8_000_00, reasons },
  ],
  [
    'wrong-direction',
    'reconsider-order',
    ordered,
    prosecutor,
    { section: 's23-inadequate', on: day(80), amountPence: 9_500_00, reasons },
  ],
  [
    'below-collected',
    'reconsider-order',
    () => must(ordered(), 'record-payment', enforcer, { amountPence: 5_000_00, receivedOn: day(80) }),
    prosecutor,
    { section: 's23-inadequate', on: day(80), amountPence: 4_999_99, reasons },
  ],
  ['too-much-outstanding', 'reconsider-order', ordered, prosecutor, { section: 's24-discharge', on: day(80), reasons }],
  [
    'reconsidered-too-late',
    'reconsider-order',
    () => ordered().advanceTo('2017-10-02T12:00:00Z'),
    prosecutor,
    { section: 's21-benefit', on: '2017-10-01', amountPence: 21_000_00, benefitPence: 30_000_00, reasons },
  ],
  ['no-order', 'record-payment', heard, enforcer, { amountPence: 1, receivedOn: day(80) }],
  ['wrong-role', 'record-payment', ordered, prosecutor, { amountPence: 1, receivedOn: day(80) }],
  ['not-your-case', 'record-payment', ordered, cpsLead, { amountPence: 1, receivedOn: day(80) }],
  ['above-outstanding', 'record-payment', ordered, enforcer, { amountPence: 9_000_01, receivedOn: day(80) }],
  ['before-order', 'record-payment', ordered, enforcer, { amountPence: 1, receivedOn: day(79) }],
  ['in-the-future', 'record-payment', ordered, enforcer, { amountPence: 1, receivedOn: day(81) }],
  ['no-such-asset', 'record-realisation', ordered, enforcer, { asset: 'a1', amount: gbp(1), realisedOn: day(80) }],
  [
    'not-restrained',
    'record-realisation',
    () => ordered(heard(convicted(withAsset()))),
    enforcer,
    { asset: 'a1', amount: gbp(1), realisedOn: day(80) },
  ],
  [
    'claim-open',
    'record-realisation',
    () => ordered(heard(convicted(claimed()))),
    enforcer,
    { asset: 'a1', amount: gbp(1), realisedOn: day(80) },
  ],
  [
    'above-restrained',
    'record-realisation',
    () => ordered(heard(convicted(restrained(withAsset(), gbp(100))))),
    enforcer,
    { asset: 'a1', amount: gbp(101), realisedOn: day(80) },
  ],
  [
    'above-outstanding',
    'record-realisation',
    () => ordered(heard(convicted(restrained()))),
    enforcer,
    { asset: 'a1', amount: gbp(9_000_01), realisedOn: day(80) },
  ],
  ['not-overdue', 'add-interest', ordered, enforcer, { amountPence: 1 }],
  ['not-overdue', 'activate-default-term', ordered, enforcer, on(80)],
  ['within-time-to-pay', 'activate-default-term', overdue, enforcer, on(200)],
  [
    'already-activated',
    'activate-default-term',
    () => must(overdue(), 'activate-default-term', enforcer, on(201)),
    enforcer,
    on(202),
  ],
  ['above-collected', 'pay-out', ordered, enforcer, { to: 'victim', amountPence: 1, on: day(80) }],
  ['victims-first', 'pay-out', paid, enforcer, { to: 'state', amountPence: 1, on: day(80) }],
  ['above-compensation', 'pay-out', paid, enforcer, { to: 'victim', amountPence: 2_000_01, on: day(80) }],
  ['not-your-case', 'refer-to-alternative', opened, stranger, { alternative: 'tax', agency: 'hmrc', reasons }],
  [
    'no-such-alternative',
    'record-alternative-outcome',
    opened,
    prosecutor,
    { alternative: 'v1', recoveredPence: 0, on: day(0), reasons },
  ],
  [
    'already-recorded',
    'record-alternative-outcome',
    () =>
      must(referred(), 'record-alternative-outcome', prosecutor, {
        alternative: 'v1',
        recoveredPence: 0,
        on: day(0),
        reasons,
      }),
    prosecutor,
    { alternative: 'v1', recoveredPence: 0, on: day(0), reasons },
  ],
  [
    'in-the-future',
    'record-alternative-outcome',
    referred,
    prosecutor,
    { alternative: 'v1', recoveredPence: 0, on: day(1), reasons },
  ],
  ['no-outcome', 'conclude-prosecution', considered, prosecutor, {}],
  ['considerations-missing', 'conclude-prosecution', () => convicted(opened()), prosecutor, {}],
  [
    'considerations-missing',
    'conclude-prosecution',
    () => convicted(must(opened(), 'record-consideration', officer, consider)),
    prosecutor,
    {},
  ],
  [
    'considerations-missing',
    'conclude-prosecution',
    () => convicted(must(opened(), 'record-consideration', prosecutor, consider)),
    prosecutor,
    {},
  ],
  ['restraint-not-discharged', 'conclude-prosecution', acquitted, prosecutor, {}],
  [
    'already-concluded',
    'conclude-prosecution',
    () => must(convicted(), 'conclude-prosecution', prosecutor),
    prosecutor,
    {},
  ],
  ['wrong-role', 'conclude-prosecution', convicted, officer, {}],
  ['not-your-case', 'conclude-prosecution', convicted, policeLead, {}],
];

it.each(rows)('refuses with %s: %s', (code, name, driver, actor, input) => {
  expect(refusal(driver(), name, actor, input)).toBe(code);
});

it('says for every refusal what a person can do, and where the rule stands', () => {
  for (const [, name, driver, actor, input] of rows) {
    const answer = driver().attempt(name, actor, input);
    expect(answer).toMatchObject({ message: expect.stringMatching(/\.$/), source: expect.stringMatching(/\S/) });
  }
});

describe('an opening', () => {
  const openWith = (actor: Actor, change: object, now = openedAt) =>
    codeOf(Driver.open(process, actor, { ...registration, ...change }, now));
  it.each([
    ['one-body', prosecutor, { investigatingBody: 'cps' }],
    ['not-your-prosecution', stranger, {}],
    ['not-your-prosecution', otherProsecutor, {}],
    ['in-the-future', prosecutor, { registeredOn: day(1) }],
    ['invalid-input', prosecutor, { prosecutionReference: '=1+1' }],
    ['invalid-input', prosecutor, { region: 'atlantis' }],
    ['invalid-input', prosecutor, { surprise: 1 }],
    ['text-not-sealed', prosecutor, { defendant: 'A name' }],
    ['wrong-role', enforcer, {}],
  ] as const)('is refused with %s', (code, actor, change) => {
    expect(openWith(actor, change)).toBe(code);
  });

  it('may come from either body, or from the watch', () => {
    for (const actor of [prosecutor, officer, system]) expect(openWith(actor, {})).toBeUndefined();
  });

  it('before the Act was in force leads to no order', () => {
    const driver = opened({ ...registration, registeredOn: '2002-01-01' });
    for (const who of [officer, prosecutor])
      must(driver, 'record-consideration', who, { decision: 'proceed', reasons });
    must(driver, 'record-outcome', prosecutor, { outcome: 'convicted', on: '2002-12-01' });
    must(driver, 'give-statement', prosecutor, { on: '2002-12-20' });
    expect(
      refusal(driver, 'record-order', prosecutor, { ...theOrder, orderedOn: '2003-03-23', payBy: '2003-03-23' }),
    ).toBe('no-law');
  });
});
