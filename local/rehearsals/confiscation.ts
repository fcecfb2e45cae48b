import { randomInt } from 'node:crypto';
import { londonDateOf } from '../../workflows/kernel/calendar';
import type { Rehearsal, Step } from './script';

const officer = 'inv-met-police-1';
const prosecutor = 'pros-cps-1';
const enforcer = 'eo-hmcts-1';
const reasons = 'Made-up reasons';
const order = 'Made-up order of a made-up court';

/** The day on which a rehearsal starts and n days, YYYY-MM-DD: its cases begin on real time. */
function day(n: number): string {
  return londonDateOf(new Date(Date.now() + n * 86_400_000).toISOString());
}

const gbp = (minor: number) => ({ currency: 'GBP', minor });

/** A made-up prosecution; each has one case, so that each time it is played it is another. */
const made = () => ({ ...prosecution, prosecutionReference: `01ZZ${randomInt(1e9)}` });
export const prosecution = {
  investigatingBody: 'met-police',
  prosecutingBody: 'cps',
  region: 'london',
  offence: 'sexual-exploitation',
  defendant: 'Demo Defendant One',
};

const does = (who: string, what: string, input: Record<string, unknown> = {}, refused?: string): Step => ({
  who,
  does: what,
  on: 'case',
  input,
  ...(refused === undefined ? {} : { refused }),
});
const sees = (event: string): Step => ({ sees: event, on: 'case' });
const opens: Step = {
  who: prosecutor,
  opens: 'confiscation',
  as: 'case',
  get input() {
    return made();
  },
};
const considers = (who: string, decision: string): Step => does(who, 'record-consideration', { decision, reasons });
const bothProceed = [considers(officer, 'proceed'), considers(prosecutor, 'proceed')];
const concludes = does(prosecutor, 'conclude-prosecution');
const convicted = (n = 0): Step => does(prosecutor, 'record-outcome', { outcome: 'convicted', on: day(n) });
const listsHouse = does(officer, 'list-asset', {
  kind: 'property',
  description: 'A made-up house',
  country: 'GB',
  place: 'A made-up street',
  owner: 'Demo Owner One',
  value: gbp(250_000_00),
  valuedOn: day(0),
});
const listsAccount = does(officer, 'list-asset', {
  kind: 'bank-account',
  description: 'A made-up account',
  country: 'RO',
  place: 'A made-up bank',
  owner: 'Demo Owner Two',
  value: { currency: 'EUR', minor: 40_000_00, rate: '0.86', rateOn: day(0) },
  valuedOn: day(0),
});
const asksRestraint = (isUrgent: boolean): Step =>
  does(officer, 'ask-restraint', { assets: ['a1'], isUrgent, reasons });
const restrains = (n = 0): Step =>
  does(prosecutor, 'record-restraint', { restraint: 'r1', orderedOn: day(n), assets: [{ asset: 'a1' }] });

/** Through statement, response and hearing, all on the day of the conviction. */
const heard = (n = 0): Step[] => [
  convicted(n),
  does(prosecutor, 'give-statement', { on: day(n) }),
  does(prosecutor, 'record-response', { on: day(n) }),
  does(prosecutor, 'record-hearing', { on: day(n) }),
];

const ordered = (payBy: string, compensationPence = 0, refused?: string): Step =>
  does(
    prosecutor,
    'record-order',
    {
      orderedOn: day(0),
      benefitPence: 400_000_00,
      availablePence: 100_000_00,
      amountPence: 100_000_00,
      compensationPence,
      payBy,
      defaultTerm: { count: 12, unit: 'months' },
    },
    refused,
  );

const pays = (amountPence: number, n = 0): Step =>
  does(enforcer, 'record-payment', { amountPence, receivedOn: day(n) });
const paysOut = (to: 'victim' | 'state', amountPence: number, n = 0, refused?: string): Step =>
  does(enforcer, 'pay-out', { to, amountPence, on: day(n) }, refused);

export const confiscationRehearsals: readonly Rehearsal[] = [
  {
    name: 'both-consider-and-proceed',
    title: 'Both bodies consider confiscation and proceed; the order is made, paid and paid out',
    steps: [
      opens,
      does(officer, 'conclude-prosecution', {}, 'wrong-role'),
      considers(officer, 'proceed'),
      does('inv-met-police-2', 'conclude-prosecution', {}, 'wrong-role'),
      convicted(),
      does(prosecutor, 'conclude-prosecution', {}, 'considerations-missing'),
      considers(prosecutor, 'proceed'),
      does(officer, 'ask-financial-investigator', { agency: 'ukhtc', reasons }),
      does('fi-ukhtc-1', 'acknowledge-request', { request: 'h1' }),
      does(officer, 'ask-regional-team', { reasons }),
      does('aro-rart-1', 'acknowledge-request', { request: 'h2' }),
      listsAccount,
      concludes,
      does(prosecutor, 'give-statement', { on: day(0) }),
      does(prosecutor, 'record-direction', { step: 'hearing', date: day(40), order }),
      { waitDays: 30 },
      sees('escalated'),
      does(prosecutor, 'record-response', { on: day(30) }),
      { waitDays: 10 },
      does(prosecutor, 'record-hearing', { on: day(40) }),
      ordered(day(0)),
      sees('payment-overdue'),
      pays(100_000_00, 40),
      paysOut('state', 100_000_00, 40),
      { endsIn: 'closed', on: 'case' },
    ],
  },
  {
    name: 'prosecution-says-no',
    title: 'The police would proceed, the prosecutor says no: both reasons stand, and the difference is told',
    steps: [
      opens,
      considers(officer, 'proceed'),
      considers(prosecutor, 'not'),
      convicted(),
      does(prosecutor, 'give-statement', { on: day(0) }, 'not-proceeding'),
      concludes,
      { endsIn: 'closed', on: 'case' },
      { neverSees: 'statement-given', on: 'case' },
    ],
  },
  {
    name: 'forgotten-then-found',
    title: 'A prosecution registered months ago is found without a case: an alarm, and both are late at once',
    steps: [
      {
        who: prosecutor,
        opens: 'confiscation',
        as: 'case',
        get input() {
          return { ...made(), registeredOn: day(-100), foundWithoutCase: true };
        },
      },
      sees('found-without-case'),
      sees('escalated'),
      does('arl-met-police-1', 'record-consideration', { decision: 'proceed', reasons }),
      does('arl-cps-1', 'record-consideration', { decision: 'proceed', reasons }),
      { waitDays: 60 },
      sees('review-due'),
    ],
  },
  {
    name: 'urgent-restraint',
    title: 'Assets may be gone tonight: restraint is asked for in hours, and escalates when nobody answers',
    steps: [
      opens,
      ...bothProceed,
      listsHouse,
      asksRestraint(true),
      { waitDays: 1 },
      sees('escalated'),
      does('arl-cps-1', 'record-restraint', { restraint: 'r1', orderedOn: day(1), assets: [{ asset: 'a1' }] }),
      sees('restraint-ordered'),
    ],
  },
  {
    name: 'two-year-limit',
    title: 'Two years from the conviction: four warnings, and beyond them only exceptional circumstances',
    steps: [
      opens,
      ...bothProceed,
      convicted(),
      does(prosecutor, 'give-statement', { on: day(0) }),
      does(prosecutor, 'postpone', { until: day(800), order }, 'beyond-permitted-period'),
      does(prosecutor, 'postpone', { until: day(700), order }),
      { waitDays: 370 },
      sees('deadline-warned'),
      { waitDays: 365 },
      sees('permitted-period-passed'),
      does(prosecutor, 'record-hearing', { on: day(735) }, 'permitted-period-over'),
      does(prosecutor, 'postpone', {
        until: day(760),
        order,
        exceptionalCircumstances: 'Made-up circumstances: the only witness was ill',
      }),
      does(prosecutor, 'record-hearing', { on: day(735) }),
      does(prosecutor, 'record-no-order', { reasons }),
      concludes,
      { endsIn: 'closed', on: 'case' },
    ],
  },
  {
    name: 'acquitted',
    title: 'An acquittal ends it, once restraint is discharged and both considerations stand',
    steps: [
      opens,
      ...bothProceed,
      listsHouse,
      asksRestraint(true),
      restrains(),
      does(prosecutor, 'record-outcome', { outcome: 'acquitted', on: day(0) }),
      ordered(day(0), 0, 'not-convicted'),
      does(prosecutor, 'conclude-prosecution', {}, 'restraint-not-discharged'),
      does(prosecutor, 'discharge-restraint', { assets: ['a1'], dischargedOn: day(0), reasons }),
      concludes,
      { endsIn: 'closed', on: 'case' },
    ],
  },
  {
    name: 'third-party-claim',
    title: 'Somebody else has a part of the house: it is not sold before that is decided, and their part stays theirs',
    steps: [
      opens,
      ...bothProceed,
      listsHouse,
      asksRestraint(false),
      restrains(),
      does(officer, 'record-claim', {
        asset: 'a1',
        claimant: 'Demo Claimant One',
        amount: gbp(200_000_00),
        reasons,
      }),
      ...heard(),
      ordered(day(0)),
      does(enforcer, 'record-realisation', { asset: 'a1', amount: gbp(100_000_00), realisedOn: day(0) }, 'claim-open'),
      does(prosecutor, 'decide-claim', { claim: 'c1', allowedPence: 160_000_00, reasons }),
      does(
        enforcer,
        'record-realisation',
        { asset: 'a1', amount: gbp(100_000_00), realisedOn: day(0) },
        'above-restrained',
      ),
      does(enforcer, 'record-realisation', { asset: 'a1', amount: gbp(90_000_00), realisedOn: day(0) }),
      sees('asset-realised'),
    ],
  },
  {
    name: 'time-to-pay-extended',
    title: 'Three months to pay, six when extended, and no day more: the law of the day of the order',
    steps: [
      opens,
      ...bothProceed,
      ...heard(),
      ordered(day(95), 0, 'time-to-pay-too-long'),
      ordered(day(85)),
      { waitDays: 80 },
      does(
        enforcer,
        'extend-time-to-pay',
        { payBy: day(190), appliedOn: day(80), orderedOn: day(80), reasons },
        'extension-too-long',
      ),
      does(enforcer, 'extend-time-to-pay', { payBy: day(175), appliedOn: day(80), orderedOn: day(80), reasons }),
      { waitDays: 10 },
      { neverSees: 'payment-overdue', on: 'case' },
      { waitDays: 90 },
      sees('payment-overdue'),
      does(enforcer, 'activate-default-term', { on: day(180) }),
      sees('default-term-activated'),
    ],
  },
  {
    name: 'compensation-first',
    title: 'What is collected goes to victims first, and only then to the state',
    steps: [
      opens,
      ...bothProceed,
      ...heard(),
      ordered(day(60), 30_000_00),
      pays(20_000_00),
      paysOut('state', 1_00, 0, 'victims-first'),
      paysOut('victim', 20_000_01, 0, 'above-collected'),
      paysOut('victim', 20_000_00),
      pays(80_000_00),
      paysOut('victim', 10_000_00),
      paysOut('state', 70_000_00),
      concludes,
      { endsIn: 'closed', on: 'case' },
    ],
  },
];
