import type { Actor } from '../../workflows/kernel/contract';
import { adult, child, otherRef, people, person, Play, ref, reflectionRef, text } from './driver';

const p = people;
const decision = { outcome: 'positive', reasons: text(20) };
const declared = { isIndependent: true };
const end = { agrees: true, reasons: text(21) };
const asked = { question: text(22) };
const answer = { answer: text(23) };
const involved = { person: 'h-two', kind: 'asylum-decision' };
const move = { to: 'ukba', reason: text(24) };
const permit = { granted: true, months: 12, reasons: text(25) };
const plan = { plan: text(26) };
const evidence = { evidence: text(27) };
const comments = { strengths: [], weaknesses: ['promptness'], text: text(28) };
const why = { reason: text(29) };

const opened = () => Play.open();
const decided = () => opened().decide('reasonable', 'positive');
const taken = () => decided().give('take-review', p.second, declared);
const viewed = () => decided().ownView();
const disagreed = () => decided().disagree();
const reflecting = () => decided().agree();
const negative = () => opened().decide('reasonable', 'negative').agree();
const reconsidered = () => negative().give('request-reconsideration', p.referrer, evidence);
const conclusive = () => opened().toConclusive();
const positive = () => conclusive().decide('conclusive', 'positive').agree();
const referrerDecides = (agency: string, ...roles: Parameters<typeof person>[2][]) =>
  person('pc-adams', agency, ...roles);

const clock = { number: 1, daysAdded: 1, isStopped: false };
const link = { reflectionRef };
/** The reflection period's own case is asked for, and not there yet. */
const beingStarted = () => {
  const play = Play.open();
  play.isWorldAway = true;
  return play.decide('reasonable', 'positive').agree();
};
const notStarted = () => beingStarted().deliver('failed');

type Row = [code: string, from: string, start: () => Play, command: string, actor: Actor, input: object];

const rows: Row[] = [
  ['wrong-role', 'opened', opened, 'transfer', p.first, move],
  ['not-your-case', 'opened', opened, 'transfer', p.ukbaAllocator, move],
  ['not-a-competent-authority', 'opened', opened, 'transfer', p.allocator, { ...move, to: 'cps' }],
  ['already-there', 'opened', opened, 'transfer', p.allocator, { ...move, to: 'ukhtc' }],
  ['decision-in-review', 'decided', decided, 'transfer', p.allocator, move],
  ['not-your-case', 'opened', opened, 'register-involvement', person('x', 'met-police', 'team-leader'), involved],
  [
    'already-registered',
    'registered',
    () => opened().give('register-involvement', p.leader, involved),
    'register-involvement',
    p.immigration,
    involved,
  ],
  ['not-a-reference', 'opened', opened, 'record-duplicate', p.leader, { otherRef: 'NRM-1234' }],
  ['same-case', 'opened', opened, 'record-duplicate', p.leader, { otherRef: ref.toLowerCase() }],
  ['decision-in-review', 'decided', decided, 'record-duplicate', p.leader, { otherRef }],
  ['protection-running', 'reflecting', reflecting, 'record-duplicate', p.leader, { otherRef }],
  ['not-your-case', 'opened', opened, 'request-information', p.ukbaFirst, asked],
  ['not-awaiting-decision', 'decided', decided, 'request-information', p.first, asked],
  ['not-awaiting-decision', 'reflecting', reflecting, 'request-information', p.first, asked],
  [
    'question-open',
    'asked',
    () => opened().give('request-information', p.first, asked),
    'request-information',
    p.first,
    asked,
  ],
  ['no-question-open', 'opened', opened, 'give-information', p.referrer, answer],
  [
    'not-your-referral',
    'asked',
    () => opened().give('request-information', p.first, asked),
    'give-information',
    p.otherResponder,
    answer,
  ],
  ['wrong-role', 'opened', opened, 'decide-reasonable-grounds', p.leader, decision],
  ['not-your-case', 'opened', opened, 'decide-reasonable-grounds', p.ukbaFirst, decision],
  ['not-awaiting-decision', 'decided', decided, 'decide-reasonable-grounds', p.second, decision],
  [
    'information-awaited',
    'asked',
    () => opened().give('request-information', p.first, asked),
    'decide-reasonable-grounds',
    p.first,
    { ...decision, outcome: 'negative' },
  ],
  [
    'first-is-referrer',
    'opened',
    opened,
    'decide-reasonable-grounds',
    referrerDecides('ukhtc', 'decision-maker'),
    decision,
  ],
  [
    'first-is-referrer',
    'conclusive',
    conclusive,
    'decide-conclusive-grounds',
    referrerDecides('ukhtc', 'decision-maker'),
    decision,
  ],
  ['took-part-before', 'reconsidered', reconsidered, 'decide-reasonable-grounds', p.first, decision],
  ['took-part-before', 'reconsidered', reconsidered, 'decide-reasonable-grounds', p.second, decision],
  ['invalid-input', 'decided', decided, 'take-review', p.second, { isIndependent: false }],
  ['not-your-case', 'decided', decided, 'take-review', p.ukbaFirst, declared],
  ['no-decision-to-review', 'opened', opened, 'take-review', p.second, declared],
  ['reviewer-is-first-decision-maker', 'decided', decided, 'take-review', p.first, declared],
  ['reviewer-is-referrer', 'decided', decided, 'take-review', referrerDecides('ukhtc', 'decision-maker'), declared],
  [
    'reviewer-involved',
    'registered',
    () => decided().give('register-involvement', p.leader, involved),
    'take-review',
    p.second,
    declared,
  ],
  [
    'reviewer-took-part-before',
    'reconsidered',
    () => reconsidered().decide('reasonable', 'positive', p.third),
    'take-review',
    p.second,
    declared,
  ],
  ['review-already-taken', 'taken', taken, 'take-review', p.third, declared],
  [
    'reviewer-has-seen-reasons',
    'handed back',
    () => viewed().give('release-review', p.second),
    'take-review',
    p.second,
    declared,
  ],
  ['no-decision-to-review', 'opened', opened, 'record-own-view', p.second, decision],
  ['not-the-reviewer', 'taken', taken, 'record-own-view', p.third, decision],
  ['not-the-reviewer', 'taken', taken, 'record-own-view', p.first, decision],
  ['own-view-recorded', 'viewed', viewed, 'record-own-view', p.second, decision],
  ['own-view-first', 'taken', taken, 'complete-review', p.second, end],
  ['not-the-reviewer', 'viewed', viewed, 'complete-review', p.third, end],
  ['not-the-reviewer', 'viewed', viewed, 'release-review', p.third, {}],
  ['not-the-reviewer', 'decided', decided, 'release-review', p.leader, {}],
  ['no-disagreement', 'viewed', viewed, 'decide-as-third', p.senior, decision],
  [
    'third-is-first-decision-maker',
    'disagreed',
    () => opened().decide('reasonable', 'positive', p.senior).disagree(),
    'decide-as-third',
    p.senior,
    decision,
  ],
  ['third-is-reviewer', 'disagreed', () => decided().disagree(p.senior), 'decide-as-third', p.senior, decision],
  [
    'third-is-referrer',
    'disagreed',
    disagreed,
    'decide-as-third',
    referrerDecides('ukhtc', 'senior-decision-maker'),
    decision,
  ],
  [
    'third-involved',
    'disagreed',
    () => disagreed().give('register-involvement', p.leader, { ...involved, person: 'h-senior' }),
    'decide-as-third',
    p.senior,
    decision,
  ],
  ['not-awaiting-decision', 'opened', opened, 'decide-conclusive-grounds', p.first, decision],
  ['reflection-period-running', 'reflecting', reflecting, 'decide-conclusive-grounds', p.first, decision],
  ['no-reflection-period', 'opened', opened, 'record-reflection-minimum-passed', p.system, {}],
  ['wrong-role', 'reflecting', reflecting, 'record-reflection-minimum-passed', p.leader, {}],
  ['no-reflection-period', 'opened', opened, 'record-reflection-ended', p.system, { ground: 'own-informed-request' }],
  ['reflection-period-started', 'reflecting', reflecting, 'restart-reflection-period', p.leader, {}],
  ['wrong-role', 'reflecting', reflecting, 'follow-reflection-clock', p.leader, clock],
  ['no-reflection-period', 'opened', opened, 'follow-reflection-clock', p.system, clock],
  ['no-reflection-period', 'opened', opened, 'link-reflection-period', p.leader, link],
  ['reflection-period-linked', 'reflecting', reflecting, 'link-reflection-period', p.leader, link],
  ['reflection-period-being-started', 'asked', beingStarted, 'link-reflection-period', p.leader, link],
  ['wrong-role', 'not started', notStarted, 'link-reflection-period', p.first, link],
  ['not-your-case', 'not started', notStarted, 'link-reflection-period', person('x', 'ukba', 'team-leader'), link],
  ['not-a-reference', 'not started', notStarted, 'link-reflection-period', p.leader, { reflectionRef: 'RFL-1234' }],
  ['not-a-reference', 'not started', notStarted, 'link-reflection-period', p.leader, { reflectionRef: otherRef }],
  ['no-reconsideration', 'opened', opened, 'request-reconsideration', p.referrer, evidence],
  ['not-your-referral', 'negative', negative, 'request-reconsideration', p.otherResponder, evidence],
  [
    'no-reconsideration',
    'negative, once',
    () => reconsidered().decide('reasonable', 'negative', p.third).agree(p.fourth),
    'request-reconsideration',
    p.referrer,
    evidence,
  ],
  [
    'no-reconsideration',
    'negative, too late',
    () => negative().days(30),
    'request-reconsideration',
    p.referrer,
    evidence,
  ],
  ['no-permit-to-consider', 'reflecting', reflecting, 'consider-residence-permit', p.immigration, permit],
  [
    'not-your-case',
    'positive',
    positive,
    'consider-residence-permit',
    person('x', 'met-police', 'immigration-officer'),
    permit,
  ],
  ['permit-too-short', 'positive', positive, 'consider-residence-permit', p.immigration, { ...permit, months: 11 }],
  [
    'months-missing',
    'positive',
    positive,
    'consider-residence-permit',
    p.immigration,
    { granted: true, reasons: text(1) },
  ],
  [
    'months-not-granted',
    'positive',
    positive,
    'consider-residence-permit',
    p.immigration,
    { ...permit, granted: false },
  ],
  ['no-exit-to-plan', 'reflecting', reflecting, 'record-care-exit-plan', p.caseManager, plan],
  ['not-your-case', 'positive', positive, 'record-care-exit-plan', p.socialWorker, plan],
  ['no-feedback-to-give', 'opened', opened, 'give-feedback', p.first, comments],
  ['not-your-case', 'reflecting', reflecting, 'give-feedback', p.ukbaFirst, comments],
  ['not-your-case', 'opened', opened, 'withdraw', p.otherResponder, why],
  ['protection-running', 'reflecting', reflecting, 'withdraw', p.referrer, why],
  ['not-your-case', 'opened', opened, 'record-death', p.otherResponder, { circumstances: text(1) }],
  [
    'case-closed',
    'withdrawn',
    () => opened().give('withdraw', p.referrer, why),
    'decide-reasonable-grounds',
    p.first,
    decision,
  ],
];

it.each(rows)('refuses with %s (%s)', (code, _from, start, command, actor, input) => {
  const play = start();
  const recorded = play.facts.length;
  expect(play.refusalOf(command, actor, input)).toBe(code);
  expect(play.facts).toHaveLength(recorded);
});

describe('a running reflection period', () => {
  const handed = () => notStarted().give('restart-reflection-period', p.leader).deliver('failed');

  it.each([
    ['withdraw', p.referrer, why, reflecting, [reflectionRef, 'ukhtc', 'informed request', 'request-early-end']],
    ['withdraw', p.referrer, why, beingStarted, ['being opened', 'informed request']],
    ['withdraw', p.referrer, why, notStarted, ['team leader of ukhtc', 'starts it again', 'informed request']],
    ['withdraw', p.referrer, why, handed, ['team leader of ukhtc']],
    ['record-duplicate', p.leader, { otherRef }, reflecting, [reflectionRef, 'other referral', 'conclusive decision']],
    ['record-duplicate', p.leader, { otherRef }, notStarted, ['other referral', 'conclusive decision']],
  ])('is named in the refusal of %s, with the next step (%#)', (command, actor, input, start, words) => {
    const refusal = start().attempt(command, actor, input);
    expect(refusal).toMatchObject({ code: 'protection-running', source: 'Strategy 23' });
    for (const word of words) expect(refusal).toHaveProperty('message', expect.stringContaining(word));
  });
});

it('keeps nobody from the first decision who has a part in an asylum decision: paragraph 32 asks that of the second', () => {
  const play = opened().give('register-involvement', p.leader, { ...involved, person: 'h-one' });
  expect(play.refusalOf('decide-reasonable-grounds', p.first, decision)).toBeUndefined();
});

it('says which rule keeps a referrer from the first decision', () => {
  const refusal = opened().attempt('decide-reasonable-grounds', referrerDecides('ukhtc', 'decision-maker'), decision);
  expect(refusal).toMatchObject({ source: expect.stringContaining('paragraph 32') });
});

it('lets only the social worker plan how a child leaves care', () => {
  const play = Play.open({ ...child, exploitationType: 'sexual' })
    .toConclusive()
    .decide('conclusive', 'positive')
    .agree();
  expect(play.refusalOf('record-care-exit-plan', p.caseManager, plan)).toBe('not-your-case');
  expect(play.refusalOf('record-care-exit-plan', p.socialWorker, plan)).toBeUndefined();
});

it('counts to the day after day 30 under the other policy set', () => {
  const play = Play.tryOpen(adult, p.referrer, '2023-02-01T09:00:00Z', 'nationality-and-borders-2022');
  if (!(play instanceof Play)) throw new Error(play.code);
  play.decide('reasonable', 'positive').agree();
  expect(play.deadline('conclusive-grounds')).toMatchObject({ due: '2023-03-05T00:00:00Z' });
});
