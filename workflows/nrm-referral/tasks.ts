import type { Owner, Task } from '../kernel/contract';
import {
  isReflecting,
  mayConclude,
  nth,
  openQuestion,
  pendingDecision,
  type DecisionRecord,
  type State,
} from './state';

/** What waits for whom. Every stage but the last has at least one task, or the reconsideration window runs. */
export function tasks(state: State): readonly Task[] {
  if (state.closedBy) return [];
  return [...decisionTasks(state), ...informationTasks(state), ...stepsAfterADecision(state)];
}

function decisionTasks(state: State): Task[] {
  const pending = pendingDecision(state);
  if (pending) return [pending.review ? thirdDecisionTask(state, pending) : reviewTask(state, pending)];
  const { awaited, competentAuthority: agency } = state;
  if (!awaited) return [];
  const key = nth(awaited.grounds, awaited.round);
  const again = awaited.round === 1 ? '' : ' again, on the new evidence';
  if (awaited.grounds === 'reasonable-grounds') {
    return [
      {
        key,
        title: `Decide whether there are reasonable grounds${again}`,
        owner: { role: 'decision-maker', agency },
        commands: ['decide-reasonable-grounds', 'request-information'],
        deadline: key,
      },
    ];
  }
  const title = mayConclude(state)
    ? `Take the conclusive decision${again}`
    : 'Prepare the conclusive decision while the reflection period runs';
  return [
    {
      key,
      title,
      owner: { role: 'decision-maker', agency },
      commands: ['decide-conclusive-grounds'],
      deadline: key,
    },
    ...restartTasks(state, key),
  ];
}

function reviewTask({ competentAuthority: agency }: State, { number, reviewer, ownView }: DecisionRecord): Task {
  const key = nth('review', number);
  const commands = !reviewer ? ['take-review'] : [ownView ? 'complete-review' : 'record-own-view', 'release-review'];
  const title = !reviewer
    ? 'Review a decision in which you have no part'
    : ownView
      ? 'Compare your view with the first decision'
      : 'Record your own view of the case';
  return { key, title, owner: { role: 'decision-maker', agency }, commands, deadline: key };
}

function thirdDecisionTask({ competentAuthority: agency }: State, { number }: DecisionRecord): Task {
  const key = nth('third-decision', number);
  const title = 'Decide where the first decision-maker and the reviewer disagree';
  return { key, title, owner: { role: 'senior-decision-maker', agency }, commands: ['decide-as-third'], deadline: key };
}

function restartTasks(state: State, deadline: string): Task[] {
  const opened = isReflecting(state) ? state.reflection?.opened : undefined;
  const owner: Owner = { role: 'team-leader', agency: state.competentAuthority };
  if (opened === 'refused') {
    const title = 'The reflection period could not be started. See to it and start it again';
    const commands = ['restart-reflection-period', 'link-reflection-period'];
    return [{ key: 'restart-reflection-period', title, owner, commands, deadline }];
  }
  if (opened !== 'by-hand') return [];
  const title = 'The reflection period was opened by hand. Give its reference, or start it again';
  const commands = ['link-reflection-period', 'restart-reflection-period'];
  return [{ key: 'link-reflection-period', title, owner, commands, deadline }];
}

function informationTasks(state: State): Task[] {
  const question = openQuestion(state);
  if (!question) return [];
  const key = nth('information', question.number);
  return [
    {
      key,
      title: 'Answer the competent authority',
      owner: { role: 'first-responder', agency: state.referrer.agency },
      commands: ['give-information'],
      deadline: key,
    },
  ];
}

function stepsAfterADecision(state: State): Task[] {
  const { permitToConsider: permit, exitToPlan: exit, competentAuthority, immigrationAuthority, care } = state;
  const permits: Task[] = permit
    ? [
        {
          key: nth('residence-permit', permit.number),
          title: 'Consider a residence permit',
          owner: { role: 'immigration-officer', agency: immigrationAuthority },
          commands: ['consider-residence-permit'],
          deadline: nth('residence-permit', permit.number),
        },
      ]
    : [];
  const exits: Task[] = exit
    ? [
        {
          key: nth('care-exit-plan', exit.number),
          title: 'Plan how the person leaves care',
          owner: care,
          commands: ['record-care-exit-plan'],
          deadline: nth('care-exit-plan', exit.number),
        },
      ]
    : [];
  const feedback = state.feedbackToGive.map(({ number, grounds }): Task => ({
    key: nth('feedback', number),
    title: `Tell the First Responder what made the referral strong or weak, after the ${grounds} decision`,
    owner: { role: 'decision-maker', agency: competentAuthority },
    commands: ['give-feedback'],
    deadline: nth('feedback', number),
  }));
  return [...permits, ...exits, ...feedback];
}
