import { commandsDoing } from '../child-cases/referring';
import type { Deadline, Task } from '../kernel/contract';
import type { SafeguardingPolicy } from './policy';
import {
  isOver,
  openActions,
  openPoint,
  openRecounts,
  ownerOf,
  unacknowledged,
  waitsForAppealReview,
  type State,
} from './state';

const pointKey = (state: State) => `consider.${state.points.length}`;
const reviewKey = ({ review }: State) => `review.${review.round}`;

/** Every date of the case; that of the review always runs. */
export function deadlines(state: State, policy: SafeguardingPolicy): Deadline[] {
  if (isOver(state)) return [];
  const { actions, considerWithin, appealReviewWithin, recountDecisionWithin, reviewEvery } = policy;
  const dates = openActions(state).map(({ action, title, role, party, within }): Deadline => ({
    key: action,
    title,
    from: state.foundAt,
    span: within,
    rule: 'This is done for every such child in this time.',
    source: actions.source,
    owner: ownerOf(state, role, party),
    movableBy: ['assistant-director'],
  }));
  for (const { party, role, within } of unacknowledged(state)) {
    dates.push({
      key: `acknowledge.${party}`,
      title: `The report is acknowledged by the ${role}`,
      from: state.foundAt,
      span: within,
      rule: 'That a report has arrived is acknowledged in this time, or a superior is told.',
      source: policy.acknowledgements.source,
      owner: ownerOf(state, role, party),
    });
  }
  const point = openPoint(state);
  if (point) {
    dates.push({
      key: pointKey(state),
      title: 'CPS considers whether to discontinue',
      from: point.at,
      span: considerWithin.value,
      rule: 'CPS considers discontinuance under the lowered threshold at each decision point.',
      source: considerWithin.source,
      owner: ownerOf(state, 'prosecutor', 'cps'),
    });
  }
  if (waitsForAppealReview(state)) {
    dates.push({
      key: 'appeal-review',
      title: 'The conviction is reviewed for appeal',
      from: state.convictedAt ?? state.foundAt,
      span: appealReviewWithin.value,
      rule: 'The conviction of a child who may have been trafficked is reviewed.',
      source: appealReviewWithin.source,
      owner: ownerOf(state, 'prosecutor', 'cps'),
    });
  }
  for (const { number, at } of openRecounts(state)) {
    dates.push({
      key: `recount.${number}`,
      title: 'The safeguarding lead decides whether the child may be asked again',
      from: at,
      span: recountDecisionWithin.value,
      rule: 'A child is asked once, unless the safeguarding lead approves more.',
      source: recountDecisionWithin.source,
      owner: ownerOf(state, 'safeguarding-lead', 'authority'),
    });
  }
  dates.push({
    key: reviewKey(state),
    title: 'The case is reviewed',
    from: state.review.from,
    span: reviewEvery.value,
    rule: 'A case that is open is reviewed.',
    source: reviewEvery.source,
    owner: ownerOf(state, 'duty-manager', 'authority'),
  });
  return dates;
}

/** What waits for whom: in every open stage at least the review. */
export function tasks(state: State): Task[] {
  if (isOver(state)) return [];
  const found = openActions(state).map(({ action, title, role, party }): Task => {
    return {
      key: action,
      title,
      owner: ownerOf(state, role, party),
      commands: commandsDoing(action),
      deadline: action,
    };
  });
  for (const { party, role } of unacknowledged(state)) {
    const key = `acknowledge.${party}`;
    const owner = ownerOf(state, role, party);
    found.push({ key, title: 'Acknowledge the report of a child', owner, commands: ['acknowledge'], deadline: key });
  }
  const prosecutor = ownerOf(state, 'prosecutor', 'cps');
  if (openPoint(state)) {
    const title = 'Consider whether to discontinue, and give the reasons';
    found.push({
      key: pointKey(state),
      title,
      owner: prosecutor,
      commands: ['consider-discontinuance'],
      deadline: pointKey(state),
    });
  }
  if (waitsForAppealReview(state)) {
    const title = 'Review the conviction for appeal';
    found.push({
      key: 'appeal-review',
      title,
      owner: prosecutor,
      commands: ['review-for-appeal'],
      deadline: 'appeal-review',
    });
  }
  for (const { number, agency } of openRecounts(state)) {
    const key = `recount.${number}`;
    const title = `${agency} asks to question the child again: decide`;
    found.push({
      key,
      title,
      owner: ownerOf(state, 'safeguarding-lead', 'authority'),
      commands: ['decide-recount'],
      deadline: key,
    });
  }
  found.push({
    key: 'review',
    title: 'Review the case, or close it when everything is done',
    owner: ownerOf(state, 'duty-manager', 'authority'),
    commands: ['review-case', 'close'],
    deadline: reviewKey(state),
  });
  return found;
}
