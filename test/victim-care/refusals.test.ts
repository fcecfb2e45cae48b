import type { Actor } from '../../workflows/kernel/contract';
import { isRefusal } from '../../workflows/kernel/refusals';
import { codeOf, opened, person, sealed } from '../helpers/driver';
import {
  absentCare,
  acceptedCare,
  ashley,
  ask,
  assessed,
  bea,
  cedric,
  decider,
  emergency,
  inCare,
  leftCare,
  mia,
  missingCare,
  noon,
  offered,
  offeredCare,
  otherReferral,
  payer,
  placedCare,
  police,
  process,
  proposedCare,
  ref,
  referral,
  releasedCare,
  system,
  CareDriver,
} from './world';

const otherManager = person('max', 'cedar-trust', 'case-manager');
const { emergencyReason: _reason, ...withoutReason } = emergency;
const { competentAuthority: _authority, ...withoutAuthority } = offered;
const { referral: _referral, ...withoutReferral } = offered;

describe('opening', () => {
  it.each<[string, Actor, object, string, string | undefined]>([
    ['by a provider', ashley, emergency, 'wrong-role', undefined],
    ['by a decision-maker', decider, emergency, 'wrong-role', undefined],
    ['by a case manager of somebody else', otherManager, emergency, 'not-designated', undefined],
    ['by a First Responder no more', { ...police, designations: [] }, emergency, 'not-designated', undefined],
    ['without the reason of the emergency', mia, withoutReason, 'emergency-reason-missing', '/emergencyReason'],
    ['by a referral without its reference', system, withoutReferral, 'referral-missing', '/referral'],
    ['with a referral of no authority', system, withoutAuthority, 'authority-missing', '/competentAuthority'],
    ['with a reference that cannot be', system, { ...offered, referral: 'NRM-1' }, 'invalid-input', '/referral'],
    ['somewhere else', mia, { ...emergency, jurisdiction: 'france' }, 'invalid-input', '/jurisdiction'],
    ['with text in clear', mia, { ...emergency, emergencyReason: 'in clear' }, 'text-not-sealed', undefined],
    ['with a budget', mia, { ...emergency, budget: 0 }, 'invalid-input', '/budget'],
  ])('%s is refused', (_what, actor, input, code, pointer) => {
    const answer = opened({ process, ref, actor, input, now: noon });
    expect(answer).toMatchObject({ code, ...(pointer ? { fields: [{ pointer }] } : {}) });
  });
});

const at = (instant: string) => ({ at: instant });
const exit = { at: '2011-08-03T18:00:00Z', because: 'own-wish', destination: 'unknown', reason: sealed };
const missing = { at: '2011-08-03T18:00:00Z', police: 'met-police', reason: sealed };
const support = { support: 'counselling', provider: 'ashgrove-house', on: '2011-08-03', quantity: 1 };
const complaint = { provider: 'ashgrove-house', text: sealed };
const begun = { at: '2011-08-03T17:00:00Z', to: 'place', place: 'ash' };
const journey = (...movements: object[]) => ({ movements, reason: sealed });
const supported = () => inCare().give('record-support', ashley, support);
const emergencyCare = () => CareDriver.open(mia, { ...emergency, referral, competentAuthority: 'ukhtc' });

describe('a command', () => {
  it.each<[string, string, () => CareDriver, Actor, object, string]>([
    ['another agency', 'accept', offeredCare, otherManager, {}, 'not-your-case'],
    ['another role', 'accept', offeredCare, payer, {}, 'wrong-role'],
    ['a second time', 'accept', acceptedCare, mia, {}, 'already-accepted'],
    ['before acceptance', 'assess-needs', offeredCare, mia, assessed, 'not-accepted'],
    ['six of seven needs', 'assess-needs', acceptedCare, mia, { ...assessed, needs: {} }, 'invalid-input'],
    ['a plan before the needs', 'agree-support-plan', acceptedCare, mia, { plan: sealed }, 'needs-not-assessed'],
    ['a review of no plan', 'review-plan', acceptedCare, mia, { text: sealed, met: [] }, 'no-plan'],
    ['declined when in care', 'record-declined', inCare, mia, { reason: sealed }, 'in-care-already'],
    [
      'a decision where one was first',
      'record-decision',
      acceptedCare,
      system,
      { referral, competentAuthority: 'ukhtc', outcome: 'positive' },
      'decided-before',
    ],
    [
      'another referral',
      'link-referral',
      emergencyCare,
      mia,
      { referral: otherReferral, competentAuthority: 'ukhtc' },
      'referral-known',
    ],
    [
      'another First Responder',
      'link-referral',
      () => CareDriver.open(mia, emergency),
      police,
      { referral, competentAuthority: 'ukhtc' },
      'not-your-case',
    ],
    [
      'another referral',
      'record-decision',
      emergencyCare,
      system,
      { referral: otherReferral, competentAuthority: 'ukhtc', outcome: 'positive' },
      'other-referral',
    ],
    ['the system’s work', 'start-exit-planning', acceptedCare, mia, { outcome: 'positive' }, 'wrong-role'],

    ['places before acceptance', 'ask-for-places', offeredCare, mia, ask, 'not-accepted'],
    [
      'places for yesterday',
      'ask-for-places',
      acceptedCare,
      mia,
      { ...ask, fromNight: '2011-08-02' },
      'night-out-of-range',
    ],
    [
      'places for next year',
      'ask-for-places',
      acceptedCare,
      mia,
      { ...ask, fromNight: '2012-08-02' },
      'night-out-of-range',
    ],
    ['places for who knows whom', 'ask-for-places', acceptedCare, mia, { fromNight: '2011-08-03' }, 'needs-not-known'],
    ['places while in one', 'ask-for-places', inCare, mia, ask, 'in-a-place'],
    ['places while a bed waits', 'ask-for-places', placedCare, mia, ask, 'placement-open'],
    [
      'places twice at once',
      'ask-for-places',
      () => acceptedCare().give('ask-for-places', mia, ask),
      mia,
      ask,
      'places-being-asked',
    ],
    [
      'a move from nowhere',
      'move',
      acceptedCare,
      mia,
      { fromNight: '2011-08-03', because: 'safety', reason: sealed },
      'not-in-a-place',
    ],
    ['a place without a proposal', 'place', acceptedCare, mia, { place: 'ash' }, 'no-proposal'],
    ['a place not proposed', 'place', proposedCare, mia, { place: 'palace' }, 'not-proposed'],
    ['a full place', 'place', proposedCare, mia, { place: 'full', reason: sealed }, 'no-free-bed'],
    ['a suspended place', 'place', proposedCare, mia, { place: 'shut', reason: sealed }, 'place-suspended'],
    ['the second place without a reason', 'place', proposedCare, mia, { place: 'bea' }, 'reason-missing'],
    ['an unsuitable place without a reason', 'place', proposedCare, mia, { place: 'city' }, 'reason-missing'],
    [
      'last night’s proposal',
      'place',
      () => proposedCare().at('2011-08-04T12:00:00Z'),
      mia,
      { place: 'ash' },
      'proposal-out-of-date',
    ],
    ['a provider who places', 'place', proposedCare, ashley, { place: 'ash' }, 'wrong-role'],
    ['transport to nowhere', 'arrange-transport', proposedCare, mia, { by: 'police', leavesAt: noon }, 'no-placement'],
    ['cancelling nothing', 'cancel-placement', proposedCare, mia, { reason: sealed }, 'no-placement'],

    ['arrival nowhere', 'record-arrival', proposedCare, mia, at(noon), 'no-placement'],
    ['arrival reported by another provider', 'record-arrival', placedCare, bea, at(noon), 'not-your-place'],
    ['arrival tomorrow', 'record-arrival', placedCare, ashley, at('2011-08-04T11:00:00Z'), 'in-the-future'],
    ['arrival before the bed', 'record-arrival', placedCare, ashley, at('2011-08-02T11:00:00Z'), 'before-the-bed'],
    ['absence of somebody away', 'record-absence', absentCare, ashley, at('2011-08-05T12:00:00Z'), 'not-in-a-place'],
    [
      'absence reported by another provider',
      'record-absence',
      inCare,
      bea,
      at('2011-08-03T17:00:00Z'),
      'not-your-place',
    ],
    [
      'absence before the arrival',
      'record-absence',
      inCare,
      ashley,
      at('2011-08-03T16:00:00Z'),
      'before-last-movement',
    ],
    ['return of somebody here', 'record-return', inCare, ashley, at('2011-08-03T17:00:00Z'), 'not-away'],
    ['return when the bed is gone', 'record-return', releasedCare, ashley, at('2011-08-08T12:00:00Z'), 'bed-released'],
    [
      'return before the absence',
      'record-return',
      absentCare,
      ashley,
      at('2011-08-05T10:00:00Z'),
      'before-last-movement',
    ],
    ['missing twice', 'report-missing', missingCare, ashley, missing, 'already-missing'],
    ['missing, said by another provider', 'report-missing', inCare, cedric, missing, 'not-your-place'],
    ['a search for somebody here', 'review-missing', inCare, mia, { text: sealed }, 'not-missing'],

    ['a journey of nobody', 'correct-journey', placedCare, mia, journey(begun), 'no-journey'],
    ['a journey by a provider', 'correct-journey', inCare, ashley, journey(begun), 'wrong-role'],
    ['an empty journey', 'correct-journey', inCare, mia, journey(), 'invalid-input'],
    [
      'a journey that begins away',
      'correct-journey',
      inCare,
      mia,
      journey({ ...at('2011-08-03T17:00:00Z'), to: 'absent' }),
      'begins-nowhere',
    ],
    [
      'a journey long before the case',
      'correct-journey',
      inCare,
      mia,
      journey({ ...begun, at: '2011-07-01T17:00:00Z' }),
      'before-the-case',
    ],
    [
      'a journey into the future',
      'correct-journey',
      inCare,
      mia,
      journey(begun, { ...at('2011-09-03T17:00:00Z'), to: 'absent' }),
      'in-the-future',
    ],
    [
      'a journey out of order',
      'correct-journey',
      inCare,
      mia,
      journey(begun, { ...begun, at: '2011-08-03T16:00:00Z' }),
      'out-of-order',
    ],
    ['a journey to nowhere', 'correct-journey', inCare, mia, journey({ ...begun, place: 'palace' }), 'place-not-known'],
    [
      'a journey to a prototype',
      'correct-journey',
      inCare,
      mia,
      journey({ ...begun, place: 'constructor' }),
      'place-not-known',
    ],
    [
      'a place for an absence',
      'correct-journey',
      inCare,
      mia,
      journey(begun, { ...begun, to: 'absent' }),
      'place-not-taken',
    ],
    [
      'an exit by correction',
      'correct-journey',
      inCare,
      mia,
      journey(begun, { ...at('2011-08-03T17:00:00Z'), to: 'left' }),
      'exit-does-not-agree',
    ],
    ['an exit undone by correction', 'correct-journey', leftCare, mia, journey(begun), 'exit-does-not-agree'],
    [
      'absent twice over',
      'correct-journey',
      absentCare,
      mia,
      journey(begun, { ...at('2011-08-04T17:00:00Z'), to: 'absent' }, { ...at('2011-08-05T11:00:00Z'), to: 'absent' }),
      'absent-twice',
    ],

    ['an exit for a past day', 'plan-exit', inCare, mia, { plan: sealed, exitOn: '2011-08-02' }, 'day-is-over'],
    ['an exit from nowhere', 'record-exit', acceptedCare, mia, { ...exit, at: noon }, 'never-in-care'],
    [
      'a planned exit without a plan',
      'record-exit',
      () => inCare().hours(2),
      mia,
      { ...exit, because: 'planned' },
      'no-exit-plan',
    ],
    [
      'an exit without a word',
      'record-exit',
      () => inCare().hours(2),
      mia,
      { ...exit, reason: undefined },
      'reason-missing',
    ],
    ['a second exit', 'record-exit', leftCare, mia, { ...exit, at: '2011-08-20T12:00:00Z' }, 'left-care'],
    ['move-on support in care', 'record-move-on', inCare, mia, { text: sealed }, 'still-in-care'],
    ['closing while in care', 'close-care', inCare, mia, {}, 'still-in-care'],
    [
      'closing over a complaint',
      'close-care',
      () => leftCare().give('make-complaint', mia, complaint),
      mia,
      {},
      'complaint-open',
    ],

    [
      'a night as a session',
      'record-support',
      inCare,
      ashley,
      { ...support, support: 'accommodation' },
      'counted-by-the-night',
    ],
    ['half a session', 'record-support', inCare, ashley, { ...support, quantity: 0.5 }, 'invalid-input'],
    ['a session for another provider', 'record-support', inCare, bea, support, 'not-your-place'],
    [
      'a session by a stranger',
      'record-support',
      inCare,
      bea,
      { ...support, provider: 'beacon-refuge' },
      'not-its-provider',
    ],
    ['a session to come', 'record-support', inCare, ashley, { ...support, on: '2011-08-04' }, 'in-the-future'],
    [
      'a correction of nothing',
      'correct-support',
      supported,
      ashley,
      { id: 's9', on: '2011-08-03', quantity: 0, reason: sealed },
      'no-such-entry',
    ],
    [
      'a correction that corrects nothing',
      'correct-support',
      supported,
      ashley,
      { id: 's1', on: '2011-08-03', quantity: 1, reason: sealed },
      'nothing-changes',
    ],
    [
      'a correction by another provider',
      'correct-support',
      supported,
      bea,
      { id: 's1', on: '2011-08-03', quantity: 0, reason: sealed },
      'not-your-place',
    ],
    [
      'a complaint about a stranger',
      'make-complaint',
      inCare,
      mia,
      { ...complaint, provider: 'cedar-trust' },
      'not-its-provider',
    ],
    [
      'an answer to nobody',
      'answer-complaint',
      inCare,
      mia,
      { id: 'c1', isUpheld: true, answer: sealed },
      'no-open-complaint',
    ],
    [
      'an outcome before the needs',
      'record-outcome',
      inCare,
      mia,
      { provider: 'ashgrove-house', need: 'medical', isMet: true, text: sealed },
      'needs-not-assessed',
    ],
  ])('%s: %s is refused', (_why, name, given, actor, input, code) => {
    const driver = given();
    const before = driver.current;
    const answer = driver.send(name, actor, input);
    expect(codeOf(answer)).toBe(code);
    expect(isRefusal(answer) && answer.source).toMatch(/\S/);
    expect(driver.current).toBe(before);
  });
});
