import { meetingOf } from '../../workflows/operational-group/dates';
import { decided, type Input, type Rehearsal, type Step } from './script';

const carer = 'carer-hillingdon-council-1';
const duty = 'duty-hillingdon-council-1';
const social = 'sw-hillingdon-council-1';
const director = 'ad-hillingdon-council-1';
const board = 'lscb-hillingdon-council-1';
const inspector = 'di-met-police-1';
const prosecutor = 'pros-cps-1';
const lead = 'sgl-hillingdon-council-1';
const text = 'Made-up text';
const hours = (count: number): Step => ({ waitDays: count / 24 });

/** A made-up child; looked at by somebody who saw no indicator, so that the risk is medium. */
export const missing = {
  childName: 'Demo Child Two',
  birthDate: '1996-08-09',
  description: 'A made-up description',
  lastSeenAt: '2011-07-01T19:30:00Z',
  lastSeenWhere: 'A home that does not exist',
  circumstances: 'Made-up circumstances',
  indicators: [],
  trafficking: 'not-suspected',
};

const reports = (as: string, input: Record<string, unknown> = missing, who = carer): Step => ({
  who,
  opens: 'missing-child',
  as,
  input,
});
const does = (who: string, command: string, on: string, input: Input = {}): Step => ({
  who,
  does: command,
  on,
  input,
});
/** An authority has one group of each level: the place is free for the next rehearsal. */
const ends = (on: string): Step => does('lscb-kent-council-1', 'wind-up', on, { reason: text });
/** Still missing and on every agenda, but nothing is asked for in between. */
const rests = (on: string): Step =>
  does('lscb-kent-council-1', 'decide-at-board', on, { reasons: text, reviewOn: [dayIn(80)] });
const located = (on: string, outcome = 'returned', who = carer): Step => does(who, 'record-located', on, { outcome });
const afterwards = (on: string, council = 'hillingdon-council'): Step[] => [
  does(inspector, 'record-safe-and-well-check', on, { isSafe: true, text }),
  does(`sw-${council}-1`, 'record-return-interview', on, { outcome: 'held', debrief: 'joined', text }),
  does(`sw-${council}-1`, 'record-safeguarding-plan', on, { text }),
  does(`duty-${council}-1`, 'record-placement-review', on, { outcome: 'kept', text }),
];

const finds = (as: string, found: Record<string, unknown>, who = inspector): Step => ({
  who,
  opens: 'child-safeguarding',
  as,
  input: {
    childName: 'Demo Child Three',
    birthDate: '1995-11-12',
    childrensServices: 'hillingdon-council',
    indicators: ['child-found-in-crime'],
    ...found,
  },
});
/** What a referral from the child's own case needs besides what the case knows; no consent is asked of a child. */
const encountered = {
  exploitationType: 'labour',
  encounteredWhere: 'A house that does not exist',
  encounteredOn: '2011-07-01',
  subjectToImmigrationControl: true,
};
const confers = (on: string): Step =>
  does(inspector, 'record-conference', on, { attended: ['met-police', 'hillingdon-council', 'cps'], text });
const considers = (on: string, outcome: string): Step =>
  does(prosecutor, 'consider-discontinuance', on, { outcome, reasons: text });

/** The first meeting of a group, some weeks from today, and how long it is until its agenda is there. */
const firstMeeting = meetingOf(dayIn(21), 1, 6, 3);
const untilCutOff = (Date.parse(firstMeeting.cutOffOn) - Date.parse(dayIn(0))) / 86_400_000 + 1;

function dayIn(days: number): string {
  return new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);
}

/** Taken once: the same child has the same code, whenever it is asked for. */
const loadedAt = Date.now().toString(16);

/** A number that no other rehearsal has: the code of a child, in place of a keyed hash. */
function codeOf(what: number): string {
  return `${loadedAt}${what.toString(16).padStart(8, '0')}`;
}

export const childrenRehearsals: readonly Rehearsal[] = [
  {
    name: 'missing-and-back-in-three-hours',
    title: 'A child is reported with what is known, is back in three hours, and the case closes when all is done',
    steps: [
      reports('child', { childName: 'Demo Child Two' }),
      does(inspector, 'acknowledge', 'child'),
      does(duty, 'acknowledge', 'child'),
      does(social, 'complete-report', 'child', { description: 'Made-up', notKnown: ['birthDate'] }),
      hours(3),
      { neverSees: 'acknowledgement-missed', on: 'child' },
      located('child'),
      { who: carer, does: 'record-located', on: 'child', input: { outcome: 'found' }, refused: 'not-missing' },
      ...afterwards('child'),
      { endsIn: 'closed', on: 'child' },
    ],
  },
  {
    name: 'missing-six-weeks',
    title:
      'A child is missing for six weeks: the ladders are climbed, reviews are asked for, and only a located child closes it',
    steps: [
      reports('child', { ...missing, trafficking: 'suspected', indicators: ['child-unaccompanied'] }),
      does(inspector, 'acknowledge', 'child'),
      does('tl-ukhtc-1', 'acknowledge', 'child'),
      does('cnl-ceop-1', 'acknowledge', 'child'),
      does(duty, 'acknowledge', 'child'),
      does(duty, 'record-strategy-discussion', 'child', { attended: ['met-police', 'hillingdon-council'], text }),
      does(social, 'refer-to-nrm', 'child', encountered),
      { sees: 'nrm-referral-recorded', on: 'child' },
      does(inspector, 'record-recovery-plan', 'child', { text }),
      does(inspector, 'record-circulation', 'child', { text }),
      does(inspector, 'record-media-decision', 'child', { isPublic: false, text }),
      { waitDays: 14 },
      { sees: 'review-missed', on: 'child' },
      does(duty, 'review-week', 'child', { findings: text }),
      does(duty, 'assess-risk', 'child', { risk: 'medium', reasons: text }),
      {
        who: board,
        does: 'decide-at-board',
        on: 'child',
        input: { reasons: text, reviewOn: [dayIn(0)] },
        refused: 'dates-not-in-order',
      },
      does(board, 'decide-at-board', 'child', { reasons: text, reviewOn: [dayIn(30)] }),
      { waitDays: 28 },
      { sees: 'board-decision-lapsed', on: 'child' },
      { neverSees: 'closed', on: 'child' },
      located('child', 'found', inspector),
      ...afterwards('child'),
    ],
  },
  {
    name: 'missing-again',
    title:
      'A child is found and is missing again, and again: the episodes are linked, and the third goes to the subgroup',
    steps: [
      reports('first', { ...missing, childCode: codeOf(1) }),
      located('first'),
      reports('second', { ...missing, childCode: codeOf(1) }),
      { sees: 'episode-linked', on: 'second' },
      located('second'),
      reports('third', { ...missing, childCode: codeOf(1) }),
      { sees: 'repeat-referred', on: 'third' },
      does('gc-hillingdon-council-1', 'record-subgroup-findings', 'third', { findings: text }),
      reports('twice', { ...missing, childCode: codeOf(1) }, social),
      { sees: 'links-offered', on: 'twice' },
    ],
  },
  {
    name: 'ladder-to-the-chair',
    title: 'Nobody acknowledges: the ladder goes to the chair of the board, each step once',
    steps: [
      reports('child', missing, social),
      { sees: 'step-reached', on: 'child' },
      { who: director, does: 'acknowledge', on: 'child', refused: 'nothing-to-acknowledge' },
      hours(3),
      { sees: 'acknowledgement-missed', on: 'child' },
      hours(12),
      does(board, 'acknowledge', 'child'),
      does(director, 'acknowledge', 'child'),
      { neverSees: 'located', on: 'child' },
      does(duty, 'assess-risk', 'child', { risk: 'high', trafficking: 'suspected', reasons: text }),
      does('tl-ukhtc-1', 'acknowledge', 'child'),
    ],
  },
  {
    name: 'group-agenda',
    title:
      'The agenda of the operational group is made from the cases; a child is discussed, and an action has an owner',
    steps: [
      reports('child', missing, 'sw-kent-council-1'),
      rests('child'),
      {
        who: 'gc-kent-council-1',
        opens: 'operational-group',
        as: 'group',
        input: { firstMeetingOn: dayIn(0) },
        refused: 'too-soon',
      },
      {
        who: 'gc-kent-council-1',
        opens: 'operational-group',
        as: 'group',
        input: { firstMeetingOn: firstMeeting.nominalOn },
      },
      { waitDays: untilCutOff },
      { sees: 'agenda-compiled', on: 'group' },
      { neverSees: 'agenda-not-proved', on: 'group' },
      does('gc-kent-council-1', 'hold-meeting', 'group', { attended: ['kent-council', 'met-police'] }),
      { who: 'gc-kent-council-1', does: 'record-minutes', on: 'group', input: { text }, refused: 'not-all-discussed' },
      does('gc-kent-council-1', 'discuss-child', 'group', { item: 1, decision: 'unresolved', text }),
      { sees: 'sent-to-board', on: 'group' },
      does('gc-kent-council-1', 'agree-action', 'group', {
        item: 1,
        text,
        role: 'duty-inspector',
        agency: 'met-police',
        dueOn: dayIn(35),
      }),
      does(inspector, 'complete-action', 'group', { number: 1, text }),
      {
        who: 'gc-kent-council-1',
        opens: 'operational-group',
        as: 'second',
        input: { firstMeetingOn: firstMeeting.nominalOn },
        refused: 'group-exists',
      },
      ends('group'),
    ],
  },
  {
    name: 'meeting-not-held',
    title: 'A meeting is not held: the board is told, the children go to it, and they are on the next agenda',
    steps: [
      reports('child', missing, 'sw-kent-council-1'),
      rests('child'),
      {
        who: 'gc-kent-council-1',
        opens: 'operational-group',
        as: 'group',
        input: { firstMeetingOn: firstMeeting.nominalOn },
      },
      { waitDays: untilCutOff },
      { sees: 'agenda-compiled', on: 'group' },
      { waitDays: 10 },
      { sees: 'meeting-not-held', on: 'group' },
      { waitDays: 40 },
      { sees: 'meeting-still-not-held', on: 'group' },
      { sees: 'meeting-lapsed', on: 'group' },
      { sees: 'sent-to-board', on: 'group' },
      ends('group'),
    ],
  },
  {
    name: 'subgroup-and-board',
    title:
      'A child is missing for the third time: the subgroup cannot resolve it, the senior board answers, and the subgroup considers it',
    steps: [
      reports('first', { ...missing, childCode: codeOf(2) }, 'sw-kent-council-1'),
      located('first', 'returned', 'carer-kent-council-1'),
      ...afterwards('first', 'kent-council'),
      reports('second', { ...missing, childCode: codeOf(2) }, 'sw-kent-council-1'),
      { sees: 'episode-linked', on: 'second' },
      located('second', 'returned', 'carer-kent-council-1'),
      ...afterwards('second', 'kent-council'),
      reports('third', { ...missing, childCode: codeOf(2), phoneCode: codeOf(3) }, 'sw-kent-council-1'),
      { sees: 'repeat-referred', on: 'third' },
      rests('third'),
      reports('friend', { ...missing, phoneCode: codeOf(3) }, 'sw-kent-council-1'),
      { sees: 'links-offered', on: 'friend' },
      rests('friend'),
      {
        who: 'gc-kent-council-1',
        opens: 'lscb-subgroup',
        as: 'subgroup',
        input: { firstMeetingOn: firstMeeting.nominalOn },
      },
      {
        who: 'gc-kent-council-1',
        opens: 'senior-board',
        as: 'board',
        input: { firstMeetingOn: dayIn(42) },
        refused: 'wrong-role',
      },
      { who: 'lscb-kent-council-1', opens: 'senior-board', as: 'board', input: { firstMeetingOn: dayIn(42) } },
      does(inspector, 'link-episode', 'third', ({ refs }) => ({ otherRef: refs['friend'], relation: 'pattern' })),
      does('sgl-kent-council-1', 'put-matter', 'subgroup', {
        text,
        role: 'duty-manager',
        agency: 'kent-council',
        dueOn: dayIn(30),
      }),
      { waitDays: untilCutOff },
      { sees: 'agenda-compiled', on: 'subgroup' },
      does('gc-kent-council-1', 'hold-meeting', 'subgroup', { attended: ['kent-council', 'met-police', 'ceop'] }),
      { sees: 'matter-put', on: 'subgroup' },
      does('gc-kent-council-1', 'discuss-matter', 'subgroup', {
        number: 1,
        isDealtWith: false,
        text,
        dueOn: dayIn(80),
      }),
      { who: 'gc-kent-council-1', discusses: 'subgroup', decision: 'unresolved' },
      { sees: 'sent-to-board', on: 'subgroup' },
      { neverSees: 'repeat-considered', on: 'third' },
      { waitDays: 41 - untilCutOff },
      { sees: 'agenda-compiled', on: 'board' },
      does('lscb-kent-council-1', 'hold-meeting', 'board', { attended: ['kent-council', 'met-police', 'ukba'] }),
      { who: 'lscb-kent-council-1', discusses: 'board', decision: 'search-changed' },
      { sees: 'board-answered', on: 'subgroup' },
      { who: 'gc-kent-council-1', discusses: 'subgroup', decision: 'safeguarding-plan' },
      { sees: 'repeat-considered', on: 'third' },
      does('gc-kent-council-1', 'record-minutes', 'subgroup', { text }),
      does('lscb-kent-council-1', 'record-minutes', 'board', { text }),
      ends('subgroup'),
      ends('board'),
    ],
  },
  {
    name: 'cannabis-farm',
    title:
      'A child is arrested in a cannabis farm: the charge is interrupted, the agencies confer, and it is discontinued',
    steps: [
      finds('child', { foundAt: 'arrest', offence: 'cannabis-cultivation', isAgeDisputed: true }),
      { who: inspector, does: 'record-proceeding', on: 'child', refused: 'conference-missing' },
      does(inspector, 'record-appropriate-adult', 'child', { text }),
      {
        who: inspector,
        does: 'record-conference',
        on: 'child',
        input: { attended: ['met-police', 'hillingdon-council', 'ukhtc'], text },
        refused: 'not-all-conferred',
      },
      confers('child'),
      { who: inspector, does: 'record-proceeding', on: 'child', refused: 'consideration-missing' },
      considers('child', 'discontinue'),
      { sees: 'discontinued', on: 'child' },
      does(duty, 'record-safe-accommodation', 'child', { text }),
      does(social, 'record-age-assessment', 'child', { outcome: 'child', text }),
      does(social, 'refer-to-nrm', 'child', encountered),
      { follows: 'nrm-referral', of: 'child', as: 'referral', reader: 'fr-hillingdon-council-1' },
      { who: inspector, does: 'refer-to-nrm', on: 'child', input: encountered, refused: 'already-referred' },
      { sees: 'child-case-linked', on: 'referral' },
      { neverSees: 'nrm-decided', on: 'child' },
      ...decided('reasonable', 'positive', 'dm-ukba-1', 'dm-ukba-2'),
      { sees: 'nrm-decided', on: 'child' },
      { follows: 'reflection-period', of: 'referral', as: 'reflection' },
    ],
  },
  {
    name: 'charged-then-discontinued',
    title:
      'A child was charged before anybody saw a sign: the charge proceeds once, and is discontinued at the next point',
    steps: [
      finds('child', { foundAt: 'charge', offence: 'theft' }, prosecutor),
      confers('child'),
      considers('child', 'proceed'),
      does(prosecutor, 'record-proceeding', 'child'),
      does(prosecutor, 'reach-decision-point', 'child', { point: 'at-court' }),
      { who: prosecutor, does: 'record-proceeding', on: 'child', refused: 'consideration-missing' },
      { waitDays: 5 },
      { sees: 'deadline-passed', on: 'child' },
      considers('child', 'discontinue'),
      {
        who: prosecutor,
        does: 'record-verdict',
        on: 'child',
        input: { outcome: 'convicted' },
        refused: 'not-proceeding',
      },
      { neverSees: 'convicted', on: 'child' },
    ],
  },
  {
    name: 'asked-to-recount-again',
    title:
      'A child is asked once: a second request is refused, another is approved with a reason, and the count is shown',
    steps: [
      finds('child', { foundAt: 'arrest', offence: 'begging' }),
      does(social, 'take-account', 'child', { recruitment: text, journey: text, activity: text }),
      { who: inspector, does: 'take-account', on: 'child', input: { activity: text }, refused: 'account-taken' },
      does(inspector, 'request-recount', 'child', { reason: text }),
      does(lead, 'decide-recount', 'child', { number: 1, isApproved: false, reason: text }),
      { who: inspector, does: 'take-account', on: 'child', input: { activity: text }, refused: 'account-taken' },
      does(prosecutor, 'request-recount', 'child', { reason: text }),
      does(lead, 'decide-recount', 'child', { number: 2, isApproved: true, reason: text }),
      does(prosecutor, 'take-account', 'child', { activity: text }),
      { who: prosecutor, does: 'take-account', on: 'child', input: { activity: text }, refused: 'account-taken' },
      does(duty, 'report-missing', 'child'),
      { follows: 'missing-child', of: 'child', as: 'search', reader: duty },
      { sees: 'account-noted', on: 'search' },
      located('search'),
      {
        who: social,
        does: 'record-return-interview',
        on: 'search',
        input: { outcome: 'held', debrief: 'joined', text },
        refused: 'account-taken',
      },
      does(social, 'record-return-interview', 'search', { outcome: 'held', debrief: 'taken-before', text }),
    ],
  },
  {
    name: 'port-arrival',
    title:
      'A child is met at a port; UKHTC acknowledges, the police are late; the child is safeguarded and reported as at risk',
    steps: [
      finds('child', { foundAt: 'port', indicators: ['child-with-unrelated-adult'] }, 'io-ukba-1'),
      does('tl-ukhtc-1', 'acknowledge', 'child'),
      hours(1.5),
      { sees: 'deadline-passed', on: 'child' },
      does(inspector, 'acknowledge', 'child'),
      { who: inspector, does: 'acknowledge', on: 'child', refused: 'nothing-to-acknowledge' },
      { who: duty, does: 'record-proceeding', on: 'child', refused: 'wrong-role' },
      does(duty, 'record-safe-accommodation', 'child', { text }),
      does(duty, 'record-strategy-meeting', 'child', { text }),
      does(social, 'record-plan', 'child', { kind: 'child-protection', text }),
      reports(
        'arrival',
        { ...missing, situation: 'at-risk-on-arrival', indicators: ['child-with-unrelated-adult'] },
        duty,
      ),
      does(inspector, 'acknowledge', 'arrival'),
      located('arrival', 'found', duty),
      ...afterwards('arrival'),
      { endsIn: 'closed', on: 'arrival' },
    ],
  },
];
