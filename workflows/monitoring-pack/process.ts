import type { Actor, KernelEvent, Process } from '../kernel/contract';
import { answerQuestion, askQuestion, openPack, signOff, source, withdrawQuestion } from './commands';
import { fromResult } from './compiled';
import { deadlines, supervisor, tasks } from './deadlines';
import { react } from './effects';
import { policy, type PackPolicy } from './policy';
import { closedStages, evolve, initial, openQuestions, titles, type Event, type State } from './state';

/** The quarterly monitoring pack: compiled as at the closing instant, questioned, and signed off by each agency [37]. */
export const monitoringPack: Process<State, Event, PackPolicy> = {
  name: 'monitoring-pack',
  version: 1,
  prefix: 'QMP',
  title: 'Quarterly monitoring pack',
  source,
  policy,
  opening: openPack,
  commands: {
    'ask-question': askQuestion,
    'answer-question': answerQuestion,
    'withdraw-question': withdrawQuestion,
    'sign-off': signOff,
  },
  initial,
  evolve,
  respond,
  deadlines,
  tasks,
  supervisor,
  react,
  status: ({ stage }) => ({ stage, title: titles[stage], isClosed: closedStages.includes(stage) }),
  view,
  figures: (state) => ({
    quarter: state.quarter,
    digest: state.digest,
    signOffs: state.signOffs.length,
    questions: state.questions.length,
    openQuestions: openQuestions(state).length,
  }),
  diagram: [
    { from: 'opening', event: 'pack-opened', to: 'quarter-runs' },
    { from: 'quarter-runs', event: 'quarter-closed', to: 'settling' },
    { from: 'settling', event: 'compiling-asked', to: 'compiling' },
    { from: 'compiling', event: 'pack-compiled', to: 'for-sign-off' },
    { from: 'compiling', event: 'pack-refused', to: 'already-compiled' },
    { from: 'compiling', event: 'effect-done-by-hand', to: 'not-compiled' },
    { from: 'for-sign-off', event: 'pack-agreed', to: 'agreed' },
  ],
};

function respond(state: State, event: KernelEvent): Event[] {
  const { stage } = state;
  if (event.type === 'deadline-passed') {
    if (event.deadline === 'closing') return [{ type: 'quarter-closed' }];
    if (event.deadline === 'compiling') return [{ type: 'compiling-asked' }];
    const [, what, agency = ''] = /^(sign-off|escalation)\.(.+)$/.exec(event.deadline) ?? [];
    if (stage !== 'for-sign-off' || what === undefined) return [];
    return [{ type: 'sign-off-escalated', agency, level: what === 'sign-off' ? 1 : 2 }];
  }
  if (stage !== 'compiling' || event.type !== 'effect-done' || event.kind !== 'compile-pack') return [];
  const answer = fromResult(event.result);
  return 'otherPack' in answer ? [{ type: 'pack-refused', ...answer }] : [{ type: 'pack-compiled', ...answer }];
}

/** The contractor and those who sign see all of it; the pack itself is read where it is kept. */
function view(state: State, viewer: Actor): Record<string, unknown> {
  const { stage, quarter, digest, headline, compiledAt, earlier, questions, signOffs, otherPack } = state;
  const isTheirs = viewer.agency === state.contractor || state.signers.includes(viewer.agency);
  if (!isTheirs) return { stage, quarter };
  const signed = signOffs.map(({ agency, at, digest: of }) => ({ agency, at, digest: of }));
  return { stage, quarter, digest, compiledAt, headline, earlier, questions, signOffs: signed, otherPack };
}
