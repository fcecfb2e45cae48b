import { adult, child, decided, feedback, type Rehearsal } from './script';

const police = 'fr-met-police-1';
const refers = { who: police, opens: 'nrm-referral', as: 'referral', input: adult };
const reflection = { follows: 'reflection-period', of: 'referral', as: 'reflection' };
const acknowledges = { who: 'io-ukba-1', does: 'acknowledge-hold', on: 'reflection' };

/** What the local stack can play: the demo, the end-to-end tests and the training material. */
export const rehearsals: readonly Rehearsal[] = [
  {
    name: 'adult-positive',
    title: 'An adult is referred, recognised, protected for 45 days, and may stay',
    steps: [
      refers,
      ...decided('reasonable', 'positive', 'dm-ukhtc-1', 'dm-ukhtc-2'),
      reflection,
      acknowledges,
      {
        who: 'io-ukba-1',
        does: 'record-removal-directions',
        on: 'reflection',
        input: { setFor: '2030-01-01' },
        refused: 'removal-held',
      },
      feedback('dm-ukhtc-1'),
      { waitDays: 46 },
      { sees: 'minimum-passed', on: 'reflection' },
      { sees: 'reflection-minimum-passed', on: 'referral' },
      ...decided('conclusive', 'positive', 'dm-ukhtc-3', 'dm-ukhtc-4'),
      { sees: 'hold-replaced', on: 'reflection' },
      { endsIn: 'closed', on: 'reflection' },
      {
        who: 'io-ukba-2',
        does: 'consider-residence-permit',
        on: 'referral',
        input: { granted: true, months: 12, reasons: 'Made-up reasons' },
      },
      { who: 'cm-salvation-army-1', does: 'record-care-exit-plan', on: 'referral', input: { plan: 'A made-up plan' } },
      feedback('dm-ukhtc-3'),
      { endsIn: 'closed', on: 'referral' },
    ],
  },
  {
    name: 'adult-negative-reconsidered',
    title: 'A negative decision is reconsidered on new evidence, by people who took no part before',
    steps: [
      refers,
      ...decided('reasonable', 'negative', 'dm-ukhtc-1', 'dm-ukhtc-2'),
      feedback('dm-ukhtc-1'),
      { who: police, does: 'request-reconsideration', on: 'referral', input: { evidence: 'Made-up new evidence' } },
      ...decided('reasonable', 'positive', 'dm-ukhtc-3', 'dm-ukhtc-4'),
      reflection,
    ],
  },
  {
    name: 'child',
    title: "A child is referred without needing consent; children's services are told",
    steps: [
      { who: 'fr-nspcc-ctail-1', opens: 'nrm-referral', as: 'referral', input: child },
      ...decided('reasonable', 'positive', 'dm-ukba-1', 'dm-ukba-2'),
      reflection,
      acknowledges,
    ],
  },
  {
    name: 'review-disagrees',
    title: 'The reviewer disagrees, and a third, senior decision-maker decides',
    steps: [
      refers,
      {
        who: 'dm-ukhtc-1',
        does: 'decide-reasonable-grounds',
        on: 'referral',
        input: { outcome: 'negative', reasons: 'Made-up reasons' },
      },
      { who: 'dm-ukhtc-2', does: 'take-review', on: 'referral', input: { isIndependent: true } },
      {
        who: 'dm-ukhtc-2',
        does: 'record-own-view',
        on: 'referral',
        input: { outcome: 'positive', reasons: 'Made-up reasons' },
      },
      {
        who: 'dm-ukhtc-2',
        does: 'complete-review',
        on: 'referral',
        input: { agrees: false, reasons: 'Made-up reasons' },
      },
      { neverSees: 'decision-effective', on: 'referral' },
      {
        who: 'sdm-ukhtc-1',
        does: 'decide-as-third',
        on: 'referral',
        input: { outcome: 'positive', reasons: 'Made-up reasons' },
      },
      { sees: 'decision-effective', on: 'referral' },
      reflection,
    ],
  },
  {
    name: 'reviewer-excluded',
    title: 'The first decision-maker, and one with a part in an immigration decision, may not review',
    steps: [
      refers,
      {
        who: 'tl-ukhtc-1',
        does: 'register-involvement',
        on: 'referral',
        input: { person: 'dm-ukhtc-2', kind: 'immigration-decision' },
      },
      {
        who: 'dm-ukhtc-1',
        does: 'decide-reasonable-grounds',
        on: 'referral',
        input: { outcome: 'positive', reasons: 'Made-up reasons' },
      },
      {
        who: 'dm-ukhtc-1',
        does: 'take-review',
        on: 'referral',
        input: { isIndependent: true },
        refused: 'reviewer-is-first-decision-maker',
      },
      {
        who: 'dm-ukhtc-2',
        does: 'take-review',
        on: 'referral',
        input: { isIndependent: true },
        refused: 'reviewer-involved',
      },
      { who: 'dm-ukhtc-3', does: 'take-review', on: 'referral', input: { isIndependent: true } },
    ],
  },
  {
    name: 'no-consent',
    title: 'An adult who does not consent is counted, without identity, and goes no further',
    steps: [
      {
        who: police,
        opens: 'nrm-referral',
        as: 'referral',
        input: {
          subject: 'adult',
          consent: 'refused',
          exploitationType: 'sexual',
          indicators: ['movement-controlled'],
          countryOfOrigin: 'XX',
          encounteredWhere: 'A made-up address',
          encounteredOn: '2011-07-01',
          subjectToImmigrationControl: false,
        },
      },
      { sees: 'notified-without-consent', on: 'referral' },
      { endsIn: 'closed', on: 'referral' },
    ],
  },
  {
    name: 'more-information-pauses',
    title: 'A question to the First Responder stops the clock, and the ledger gives the days back',
    steps: [
      refers,
      { who: 'dm-ukhtc-1', does: 'request-information', on: 'referral', input: { question: 'A made-up question' } },
      { sees: 'deadline-paused', on: 'referral' },
      { waitDays: 3 },
      { who: police, does: 'give-information', on: 'referral', input: { answer: 'A made-up answer' } },
      { sees: 'deadline-resumed', on: 'referral' },
      ...decided('reasonable', 'positive', 'dm-ukhtc-1', 'dm-ukhtc-2'),
    ],
  },
  {
    name: 'overdue-reflection',
    title: 'No conclusive decision comes: protection continues and the case escalates on day 46 and day 60',
    steps: [
      refers,
      ...decided('reasonable', 'positive', 'dm-ukhtc-1', 'dm-ukhtc-2'),
      reflection,
      { waitDays: 3 },
      { sees: 'hold-escalated', on: 'reflection' },
      acknowledges,
      { waitDays: 60 },
      { sees: 'overdue-escalated', on: 'reflection' },
      {
        who: 'io-ukba-1',
        does: 'record-removal-directions',
        on: 'reflection',
        input: { setFor: '2030-01-01' },
        refused: 'removal-held',
      },
    ],
  },
  {
    name: 'died-in-reflection',
    title: 'The person dies during the reflection period; both cases close and all who must know are told',
    steps: [
      refers,
      ...decided('reasonable', 'positive', 'dm-ukhtc-1', 'dm-ukhtc-2'),
      reflection,
      {
        who: 'cm-salvation-army-1',
        does: 'record-death',
        on: 'referral',
        input: { circumstances: 'Made-up circumstances' },
      },
      { endsIn: 'closed', on: 'referral' },
      { sees: 'referral-closed', on: 'reflection' },
      { endsIn: 'closed', on: 'reflection' },
    ],
  },
  {
    name: 'withdrawn',
    title: 'The person asks to withdraw, and the case closes',
    steps: [
      refers,
      { who: police, does: 'withdraw', on: 'referral', input: { reason: 'Made-up reason' } },
      { endsIn: 'closed', on: 'referral' },
      {
        who: 'dm-ukhtc-1',
        does: 'decide-reasonable-grounds',
        on: 'referral',
        input: { outcome: 'positive', reasons: 'Made-up reasons' },
        refused: 'case-closed',
      },
    ],
  },
  {
    name: 'case-review',
    title: 'An auditor reviews a quarter that is over; one in which nothing was closed needs no review',
    steps: [
      {
        who: 'ca-home-office-1',
        opens: 'case-review',
        as: 'review',
        input: { competentAuthority: 'ukhtc', quarter: '2099-Q4' },
        refused: 'quarter-not-over',
      },
      {
        who: 'ca-home-office-1',
        opens: 'case-review',
        as: 'review',
        input: { competentAuthority: 'ukhtc', quarter: '2010-Q1' },
      },
      { sees: 'nothing-to-review', on: 'review' },
      { endsIn: 'nothing-to-review', on: 'review' },
    ],
  },
];
