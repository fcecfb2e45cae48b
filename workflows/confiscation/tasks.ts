import type { Owner, Task } from '../kernel/contract';
import {
  hasUnpaidOrder,
  heldPence,
  isInTimetable,
  isUnderAppeal,
  missingConsiderations,
  openAlternatives,
  openClaims,
  openHelps,
  openRestraints,
  stageOf,
} from './progress';
import type { Step } from './schemas';
import { agencyOf, enforcement, leadOf, ownerOf, type Help, type State } from './state';

export function helpOwner({ kind, agency }: Help): Owner {
  return { role: kind === 'regional-team' ? 'asset-recovery-officer' : 'financial-investigator', agency };
}

export function isWaitingForVerdict(state: State): boolean {
  return stageOf(state) === 'awaiting-verdict';
}

export function reviewKey({ review }: State): string {
  return `review-${review.round}-${review.from.slice(0, 10)}`;
}

/** Who must do what now; and, where a date has passed, whoever answers for that agency too. */
export function tasks(state: State): Task[] {
  if (!state.isOpen || state.ended) return [];
  const own = [...considerations(state), ...early(state), ...timetable(state), ...money(state), ...ending(state)];
  return [...own, ...own.flatMap((one) => escalation(state, one))];
}

function task(key: string, title: string, owner: Owner, commands: readonly string[], deadline = key): Task {
  return { key, title, owner, commands, deadline };
}

function escalation({ escalated }: State, one: Task): Task[] {
  if (!escalated.includes(one.deadline)) return [];
  const owner = leadOf(one.owner.agency);
  return [{ ...one, key: `${one.key}.escalated`, title: `Late: ${lowerFirst(one.title)}`, owner }];
}

const lowerFirst = (text: string) => text.charAt(0).toLowerCase() + text.slice(1);

function considerations(state: State): Task[] {
  return missingConsiderations(state).map((body) =>
    task(
      `consideration.${body}`,
      `Consider confiscation for ${agencyOf(state, body)}, with reasons`,
      ownerOf(state, body),
      ['record-consideration'],
    ),
  );
}

function early(state: State): Task[] {
  const prosecutor = ownerOf(state, 'prosecuting');
  return [
    ...openHelps(state).map((help) =>
      task(`help.${help.id}`, 'Acknowledge the request for help', helpOwner(help), ['acknowledge-request']),
    ),
    ...openRestraints(state).map(({ id, isUrgent, assets }) =>
      task(
        `restraint.${id}`,
        `${isUrgent ? 'Urgent: apply' : 'Apply'} for restraint of ${assets.join(', ')} (section 41), or say why not`,
        prosecutor,
        ['record-restraint', 'record-no-restraint'],
      ),
    ),
    ...openClaims(state).map(({ id, asset }) =>
      task(`claim.${id}`, `Have the claim on ${asset} decided`, prosecutor, ['decide-claim']),
    ),
  ];
}

const stepTasks: Record<Step, { title: string; commands: readonly string[] }> = {
  statement: { title: 'Give the statement of information (section 16)', commands: ['give-statement'] },
  response: { title: "Record the defendant's response (section 17)", commands: ['record-response'] },
  hearing: { title: 'Record the hearing (section 6)', commands: ['record-hearing', 'postpone'] },
  order: { title: 'Record the order (section 6)', commands: ['record-order', 'record-no-order'] },
};

function timetable(state: State): Task[] {
  if (!isInTimetable(state)) return [];
  const prosecutor = ownerOf(state, 'prosecuting');
  if (state.hasPermittedPeriodPassed)
    return [
      task(
        'permitted-period-over',
        'The permitted period is over: record exceptional circumstances, or that there is no order',
        prosecutor,
        ['postpone', 'record-order', 'record-no-order'],
        reviewKey(state),
      ),
    ];
  const { done } = state;
  // What follows is not asked of anybody before what comes first.
  const step: Step = done.statement === undefined ? 'statement' : done.hearing === undefined ? 'hearing' : 'order';
  const open: Step[] = step === 'hearing' && done.response === undefined ? ['response', 'hearing'] : [step];
  const steps = open.map((one) => task(one, stepTasks[one].title, prosecutor, stepTasks[one].commands));
  return isUnderAppeal(state)
    ? [
        ...steps,
        task(
          'appeal',
          'Record how the appeal against the conviction ended',
          prosecutor,
          ['record-appeal-outcome'],
          reviewKey(state),
        ),
      ]
    : steps;
}

function money(state: State): Task[] {
  const { order } = state;
  if (!order) return [];
  const owner = enforcement(state);
  const isHeld = heldPence(order) > 0;
  const collect = ['record-payment', 'record-realisation'];
  return [
    ...(hasUnpaidOrder(state)
      ? [
          order.isOverdue
            ? task('enforce', 'Enforce the order', owner, [...collect, 'activate-default-term'], reviewKey(state))
            : task('payment', 'Collect what was ordered', owner, collect),
        ]
      : []),
    ...(isHeld ? [task('pay-out', 'Pay out what was collected: victims first', owner, ['pay-out'])] : []),
  ];
}

function ending(state: State): Task[] {
  const { outcome, concludedAt, dischargeSince, alternativeSince } = state;
  const prosecutor = ownerOf(state, 'prosecuting');
  return [
    ...openAlternatives(state).map(({ id, owner }) =>
      task(`alternative.${id}`, 'Record what the alternative brought', owner, ['record-alternative-outcome']),
    ),
    ...(alternativeSince
      ? [task('alternative', 'Hand the assets to the alternative', prosecutor, ['refer-to-alternative'])]
      : []),
    ...(outcome && !concludedAt
      ? [task('conclusion', 'Record that the prosecution is concluded', prosecutor, ['conclude-prosecution'])]
      : []),
    ...(dischargeSince
      ? [task('discharge', 'Have the restraint discharged (section 42)', prosecutor, ['discharge-restraint'])]
      : []),
  ];
}
