import type { Process } from '../kernel/contract';
import type { Event, Grounds } from './events';
import type { NrmPolicy } from './policy';
import type { Stage, State } from './state';

type Step = Process<State, Event, NrmPolicy>['diagram'][number];

function step(from: Stage, event: Step['event'], to: Stage): Step {
  return { from, event, to };
}

/** A decision from the first hand to its effect: the same for both kinds [32]. */
function decided(grounds: Grounds, from: Stage, afterPositive: Stage): Step[] {
  const review: Stage = `${grounds}-review`;
  const third: Stage = `${grounds}-third-decision`;
  return [
    step(from, `${grounds}-decided`, review),
    step(review, 'decision-effective', afterPositive),
    step(review, 'decision-effective', 'after-negative'),
    step(review, 'review-disagreed', third),
    step(third, 'decision-effective', afterPositive),
    step(third, 'decision-effective', 'after-negative'),
  ];
}

const open: readonly Stage[] = [
  'reasonable-grounds',
  'reasonable-grounds-review',
  'reasonable-grounds-third-decision',
  'reflection-period',
  'conclusive-grounds',
  'conclusive-grounds-review',
  'conclusive-grounds-third-decision',
  'after-positive',
  'after-negative',
];
const canBeDuplicate = ['reasonable-grounds', 'conclusive-grounds', 'after-positive', 'after-negative'] as const;

export const diagram: readonly Step[] = [
  step('not-opened', 'referred', 'reasonable-grounds'),
  step('not-opened', 'notified-without-consent', 'closed'),
  ...decided('reasonable-grounds', 'reasonable-grounds', 'reflection-period'),
  step('reflection-period', 'reflection-minimum-passed', 'conclusive-grounds'),
  step('reflection-period', 'reflection-ended', 'conclusive-grounds'),
  ...decided('conclusive-grounds', 'conclusive-grounds', 'after-positive'),
  step('after-negative', 'reconsideration-requested', 'reasonable-grounds'),
  step('after-negative', 'reconsideration-requested', 'conclusive-grounds'),
  step('after-positive', 'closed', 'closed'),
  step('after-negative', 'closed', 'closed'),
  ...canBeDuplicate.map((from) => step(from, 'duplicate-recorded', 'closed')),
  ...open.filter((from) => from !== 'reflection-period').map((from) => step(from, 'withdrawn', 'closed')),
  ...open.map((from) => step(from, 'death-recorded', 'closed')),
];
