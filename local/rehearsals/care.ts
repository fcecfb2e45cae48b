import { londonDateOf } from '../../workflows/kernel/calendar';
import { dated, type Clock, type Rehearsal, type Step } from './script';

const manager = 'cm-salvation-army-1';
const ashgrove = 'spw-ashgrove-house-1';
const beacon = 'spw-beacon-refuge-1';
const cedar = 'spw-cedar-trust-1';
const because = (text: string) => `Made-up reasons: ${text}`;

const needs = { gender: 'woman', children: 0, stepFree: false, languages: ['vi', 'en'], areasToAvoid: ['south-west'] };
const opens: Step = {
  who: manager,
  opens: 'victim-care',
  as: 'care',
  input: {
    subject: 'adult',
    jurisdiction: 'england-and-wales',
    emergencyReason: because('nowhere safe to sleep tonight'),
  },
};

const does = (who: string, command: string, input: Record<string, unknown> = {}, refused?: string): Step => ({
  who,
  does: command,
  on: 'care',
  input,
  ...(refused === undefined ? {} : { refused }),
});

/** Places the person at once, for tonight. */
const placed = (at: Clock, place: string, worker: string): Step[] => [
  does(manager, 'ask-for-places', { fromNight: londonDateOf(at(0)), needs }),
  { sees: 'places-proposed', on: 'care' },
  does(manager, 'place', { place, reason: because('close to the hospital') }),
  { sees: 'placement-confirmed', on: 'care' },
  does(manager, 'arrange-transport', { by: 'contractor', leavesAt: at(0) }),
  does(worker, 'record-arrival', { at: at(0) }),
];

/** Moves the person within two days, from `day` on: the place is chosen on the next, and reached on the one after. */
const moved = (at: Clock, day: number, place: string, worker: string): Step[] => [
  does(manager, 'move', {
    fromNight: londonDateOf(at(day + 2)),
    because: 'needs-changed',
    reason: because('a language is spoken there'),
  }),
  { waitDays: 1 },
  does(manager, 'place', { place, reason: because('a language is spoken there') }),
  { waitDays: 1 },
  does(worker, 'record-arrival', { at: at(day + 2) }),
];

/** What the local stack can play of the care of victims. The made-up places of `local/places.ts` must be there. */
export const careRehearsals: readonly Rehearsal[] = [
  dated('placed-and-moved-twice', 'One person, three providers, one journey; each sees its own part', (at) => [
    opens,
    does(manager, 'assess-needs', {
      needs: {
        accommodation: 'urgent',
        medical: 'some',
        psychological: 'some',
        'training-and-education': 'none',
        translation: 'some',
        'legal-advice': 'some',
        'material-help': 'urgent',
      },
      placement: needs,
      text: 'A made-up assessment',
    }),
    does(manager, 'agree-support-plan', { plan: 'A made-up plan' }),
    ...placed(at, 'ashgrove-women', ashgrove),
    does(ashgrove, 'record-support', {
      support: 'counselling',
      provider: 'ashgrove-house',
      on: londonDateOf(at(0)),
      quantity: 1,
    }),
    ...moved(at, 0, 'beacon-women', beacon),
    { sees: 'sharing-stopped', on: 'care' },
    does(ashgrove, 'record-absence', { at: at(2) }, 'not-found'),
    ...moved(at, 2, 'cedar-anyone', cedar),
    { waitDays: 11 },
    { sees: 'deadline-passed', on: 'care' },
    does(manager, 'review-plan', { text: 'A made-up review', met: ['medical', 'translation'] }),
    does(manager, 'plan-exit', { plan: 'A made-up plan for afterwards', exitOn: londonDateOf(at(15)) }),
    does(manager, 'record-exit', { at: at(15), because: 'planned', destination: 'own-home' }),
    { endsIn: 'moved-on', on: 'care' },
    does(manager, 'record-move-on', { text: 'A made-up visit' }),
    does(manager, 'close-care'),
    { endsIn: 'closed', on: 'care' },
  ]),
  dated('emergency-placement', 'The police ask for care before any decision; nobody waits for one', (at) => [
    {
      who: 'fr-met-police-1',
      opens: 'victim-care',
      as: 'care',
      input: { subject: 'adult', jurisdiction: 'england-and-wales' },
      refused: 'emergency-reason-missing',
    },
    {
      who: 'fr-met-police-1',
      opens: 'victim-care',
      as: 'care',
      input: {
        subject: 'adult',
        jurisdiction: 'england-and-wales',
        emergencyReason: because('found tonight, nowhere to go'),
      },
    },
    does(manager, 'ask-for-places', { fromNight: londonDateOf(at(0)), needs }, 'not-accepted'),
    does(manager, 'accept'),
    ...placed(at, 'ashgrove-women', ashgrove),
    { neverSees: 'decision-recorded', on: 'care' },
    { waitDays: 20 },
    { sees: 'deadline-passed', on: 'care' },
    { endsIn: 'in-care', on: 'care' },
  ]),
  dated('absent-and-bed-hold', 'A bed is held for three nights of absence, then given to whoever needs it', (at) => [
    opens,
    ...placed(at, 'ashgrove-women', ashgrove),
    { waitDays: 1 },
    does(ashgrove, 'record-absence', { at: at(1) }),
    { endsIn: 'absent', on: 'care' },
    { waitDays: 1 },
    does(beacon, 'record-return', { at: at(2) }, 'not-found'),
    does(ashgrove, 'record-return', { at: at(2) }),
    { neverSees: 'bed-released', on: 'care' },
    { waitDays: 1 },
    does(ashgrove, 'record-absence', { at: at(3) }),
    { waitDays: 4 },
    { sees: 'bed-released', on: 'care' },
    does(ashgrove, 'record-return', { at: at(7) }, 'bed-released'),
    does(ashgrove, 'report-missing', { at: at(7), police: 'met-police', reason: because('a telephone that is off') }),
    { endsIn: 'missing', on: 'care' },
    does(manager, 'record-return', { at: at(7) }),
    { sees: 'found', on: 'care' },
    { endsIn: 'absent', on: 'care' },
  ]),
  dated('late-reported-move', 'A move comes to light days later; the journey is told anew, the record stays', (at) => [
    opens,
    ...placed(at, 'ashgrove-women', ashgrove),
    { waitDays: 6 },
    does(beacon, 'record-absence', { at: at(6) }, 'not-found'),
    does(
      manager,
      'correct-journey',
      {
        movements: [{ at: at(0), to: 'place', place: 'no-such-place' }],
        reason: because('found out by a visit'),
      },
      'place-not-known',
    ),
    does(manager, 'correct-journey', {
      movements: [
        { at: at(0), to: 'place', place: 'ashgrove-women' },
        { at: at(2), to: 'place', place: 'beacon-women' },
      ],
      reason: because('found out by a visit'),
    }),
    { sees: 'journey-corrected', on: 'care' },
    does(beacon, 'record-absence', { at: at(6) }),
    does(ashgrove, 'record-return', { at: at(6) }, 'not-found'),
    { endsIn: 'absent', on: 'care' },
  ]),
];
