import { startOfLondonDay } from '../kernel/calendar';
import { commandsDoing } from '../child-cases/referring';
import type { Deadline, Owner, Task } from '../kernel/contract';
import { actionsOf, openActions, waitsForSubgroup } from './closing';
import { ladderDeadlines, ladderTasks } from './ladders';
import { isSameChild } from './linking';
import type { MissingPolicy } from './policy';
import type { Action } from './policy-actions';
import { titleOfField } from './schemas';
import { isMissing, ownerOf, type State } from './state';

const dutyManager = ({ authority: agency }: State): Owner => ({ role: 'duty-manager', agency });
const socialWorker = ({ authority: agency }: State): Owner => ({ role: 'social-worker', agency });
const board = ({ authority: agency }: State): Owner => ({ role: 'lscb-chair', agency });
const dutyInspector = ({ policeForce: agency }: State): Owner => ({ role: 'duty-inspector', agency });
const reviewKey = ({ review }: State) => `review.${review.round}`;
const boardKey = ({ board: decided }: State) => `board.${decided?.round ?? 0}`;

/** From when an action is counted: the report, trafficking being suspected, or the child being located. */
function countedFrom(state: State, { phase, when }: Action): string {
  if (phase === 'located') return state.located?.at ?? state.reportedAt;
  return when === 'trafficking' ? (state.ladders.national ?? state.reportedAt) : state.reportedAt;
}

/** Every date of the case, shorter where the risk is high; in every open stage one of them comes back until the end. */
export function deadlines(state: State, policy: MissingPolicy): Deadline[] {
  return [
    ...ladderDeadlines(state, policy),
    ...actionsOf(state)
      .filter(({ action }) => state.done[action] === undefined)
      .map((action): Deadline => ({
        key: action.action,
        title: action.title,
        from: countedFrom(state, action),
        span: action.within[state.risk],
        rule: `This is done for every child in this time (risk: ${state.risk}).`,
        source: policy.actions.source,
        owner: ownerOf(state, action),
        movableBy: ['assistant-director', 'force-lead'],
      })),
    ...gapDeadline(state, policy),
    ...offerDeadlines(state, policy),
    ...reviewDeadline(state, policy),
    ...subgroupDeadline(state, policy),
  ];
}

function gapDeadline(state: State, { completeWithin }: MissingPolicy): Deadline[] {
  if (!isMissing(state) || state.gaps.length === 0) return [];
  return [
    {
      key: 'complete-report',
      title: 'What the report left open is filled in',
      from: state.reportedAt,
      span: completeWithin.value[state.risk],
      rule: 'A report is taken as it is; what it left open is asked for afterwards.',
      source: completeWithin.source,
      owner: socialWorker(state),
    },
  ];
}

function offerDeadlines(state: State, { sameChildWithin, patternsWithin }: MissingPolicy): Deadline[] {
  if (!isMissing(state) && state.stage !== 'located') return [];
  return state.offers.map((offer): Deadline => {
    const { value, source } = isSameChild(offer) ? sameChildWithin : patternsWithin;
    return {
      key: `offer.${offer.ref}`,
      title: 'Say whether the report that was found is linked',
      from: offer.offeredAt,
      span: value[state.risk],
      rule: 'A report with something in common is looked at in this time.',
      source,
      owner: isSameChild(offer) ? dutyManager(state) : dutyInspector(state),
    };
  });
}

/** The board's own dates while the search rests; otherwise the weekly review, which is asked for until it is held. */
function reviewDeadline(
  state: State,
  { reviewEvery, reviewOverdueEvery, boardReviewWithinDays }: MissingPolicy,
): Deadline[] {
  const next = state.board?.reviewOn[0];
  if (state.stage === 'at-rest' && next !== undefined) {
    return [
      {
        key: boardKey(state),
        title: 'The board looks at the search again',
        from: startOfLondonDay(next),
        span: { count: 0, unit: 'calendar-days' },
        rule: 'A search rests until the day that the board named; without its word the search goes on.',
        source: boardReviewWithinDays.source,
        owner: board(state),
      },
    ];
  }
  if (state.stage !== 'missing' && state.stage !== 'located') return [];
  return [
    {
      key: reviewKey(state),
      title: 'The case is reviewed',
      from: state.review.from,
      span: state.review.isOverdue ? reviewOverdueEvery.value : reviewEvery.value[state.risk],
      rule: state.review.isOverdue
        ? 'A review that was not held is asked for again.'
        : `The case of a child is reviewed every week, and sooner when the risk is high (risk: ${state.risk}).`,
      source: reviewEvery.source,
      owner: dutyManager(state),
    },
  ];
}

function subgroupDeadline(state: State, { subgroupWithin }: MissingPolicy): Deadline[] {
  if (!state.repeat || !waitsForSubgroup(state)) return [];
  return [
    {
      key: 'subgroup',
      title: 'The subgroup considers the repeated episodes',
      from: state.repeat.at,
      span: subgroupWithin.value,
      rule: 'A child who is missing again and again is considered by the subgroup at its next meeting.',
      source: subgroupWithin.source,
      owner: { role: 'group-chair', agency: state.authority },
    },
  ];
}

/** What waits for whom. In every open stage there is at least one task, with a date. */
export function tasks(state: State): Task[] {
  return [
    ...ladderTasks(state),
    ...openActions(state).map(({ action, title, role, agency }): Task => ({
      key: action,
      title,
      owner: ownerOf(state, { role, agency }),
      commands: commandsDoing(action),
      deadline: action,
    })),
    ...gapTasks(state),
    ...offerTasks(state),
    ...reviewTasks(state),
    ...(waitsForSubgroup(state)
      ? [
          {
            key: 'subgroup',
            title: `Missing ${state.repeat?.episodes ?? 0} times: consider what has to change`,
            owner: { role: 'group-chair', agency: state.authority },
            commands: ['record-subgroup-findings'],
            deadline: 'subgroup',
          } as const,
        ]
      : []),
  ];
}

function gapTasks(state: State): Task[] {
  if (!isMissing(state)) return [];
  return state.gaps.map((field) => ({
    key: `complete.${field}`,
    title: `Complete this: ${titleOfField(field)}`,
    owner: socialWorker(state),
    commands: ['complete-report'],
    deadline: 'complete-report',
  }));
}

function offerTasks(state: State): Task[] {
  if (!isMissing(state) && state.stage !== 'located') return [];
  return state.offers.map((offer) => ({
    key: `offer.${offer.ref}`,
    title: isSameChild(offer)
      ? `This child may be reported already: ${offer.ref}. Link the reports, or say that it is another child`
      : `${offer.ref} has this in common: ${offer.kinds.join(', ')}. Link it, or put it away`,
    owner: isSameChild(offer) ? dutyManager(state) : dutyInspector(state),
    commands: ['link-episode', 'dismiss-offer'],
    deadline: `offer.${offer.ref}`,
    about: offer.ref,
  }));
}

function reviewTasks(state: State): Task[] {
  if (state.stage === 'at-rest') {
    const title = 'Look at the search again, or record that the child is located';
    const commands = ['review-at-board', 'decide-at-board', 'record-located'];
    return [{ key: 'board-review', title, owner: board(state), commands, deadline: boardKey(state) }];
  }
  if (state.stage !== 'missing' && state.stage !== 'located') return [];
  const title = state.stage === 'missing' ? 'Review the search' : 'Review what is still to be done for the child';
  return [{ key: 'review', title, owner: dutyManager(state), commands: ['review-week'], deadline: reviewKey(state) }];
}
