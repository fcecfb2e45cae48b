import { endOfLondonDay, startOfLondonDay, type Instant, type Span } from '../kernel/calendar';
import type { Deadline, Owner, Task } from '../kernel/contract';
import { daysOf } from '../case-review/quarter';
import { source } from './commands';
import { answering } from './effects';
import type { PackPolicy } from './policy';
import { openQuestions, toSign, type State } from './state';

/** Who is asked about a pack that the system cannot compile. */
export function supervisor({ contractKeeper }: State): Owner {
  return { role: 'contract-manager', agency: contractKeeper };
}

/** While it is being compiled the kernel's own date for that runs. */
export function deadlines(state: State, { settling, signOff, escalation, answer }: PackPolicy): Deadline[] {
  const { stage, quarter, contractor, compiledAt } = state;
  if (stage === 'quarter-runs') {
    const lastDay = { value: { count: 0, unit: 'calendar-days' }, source } as const;
    const rule = 'The pack is of a quarter of the calendar year, which ends with its last day in London.';
    const from = startOfLondonDay(daysOf(quarter).untilDate);
    return [by('closing', 'The quarter closes', from, lastDay, rule, supervisor(state))];
  }
  if (stage === 'settling') {
    const rule = 'What was done before the closing instant is in the record when the pack is compiled.';
    const from = endOfLondonDay(daysOf(quarter).untilDate);
    return [by('compiling', 'The pack is compiled', from, settling, rule, supervisor(state))];
  }
  if (stage !== 'for-sign-off') return [];
  const answers = openQuestions(state).map(({ id, at }) => {
    const rule = 'The contractor answers a question about the pack in this time.';
    return by(`question.${id}`, `Question ${id} is answered`, at, answer, rule, answering(contractor));
  });
  const signOffs = toSign(state).flatMap((agency) => {
    const owner: Owner = { role: 'contract-manager', agency };
    const rule = 'Each agency signs off for itself in this time from when the pack was compiled.';
    const further = 'A sign-off that stays overdue goes further up after this time.';
    return [
      by(`sign-off.${agency}`, `${agency} signs off the pack`, compiledAt, signOff, rule, owner),
      by(
        `escalation.${agency}`,
        `The missing sign-off of ${agency} goes further up`,
        compiledAt,
        escalation,
        further,
        owner,
      ),
    ];
  });
  return [...answers, ...signOffs];
}

function by(
  key: string,
  title: string,
  from: Instant,
  { value: span, source: because }: { value: Span; source: string },
  rule: string,
  owner: Owner,
): Deadline {
  return { key, title, from, span, rule, source: because, owner };
}

export function tasks(state: State): Task[] {
  if (state.stage !== 'for-sign-off') return [];
  const { quarter, contractor } = state;
  const answers = openQuestions(state).map(({ id, agency }) => ({
    key: `question.${id}`,
    title: `Answer question ${id} of ${agency} about the pack of ${quarter}`,
    owner: answering(contractor),
    commands: ['answer-question'],
    deadline: `question.${id}`,
  }));
  const signOffs = toSign(state).map((agency): Task => ({
    key: `sign-off.${agency}`,
    title: `Read the monitoring pack of ${quarter}, ask, and sign it off for ${agency}`,
    owner: { role: 'contract-manager', agency },
    commands: ['sign-off', 'ask-question', 'withdraw-question'],
    deadline: `sign-off.${agency}`,
  }));
  return [...answers, ...signOffs];
}
