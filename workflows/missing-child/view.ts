import type { Actor } from '../kernel/contract';
import { actionsOf, waitsForSubgroup } from './closing';
import { episodesCounted } from './linking';
import { asked, isMissing, isParty, type State } from './state';

type Shown = Record<string, unknown>;

/** What each agency sees: its own part [107]. Links to other children are for those who look for them. */
export function view(state: State, viewer: Actor): Shown {
  const common = plain({
    stage: state.stage,
    situation: state.situation,
    authority: state.authority,
    policeForce: state.policeForce,
    reportedAt: state.reportedAt,
    risk: state.risk,
    linkedTo: state.linkedTo,
  });
  if (!isParty(state, viewer)) return isPort(state, viewer) ? { ...common, particulars: forPorts(state) } : common;
  const report = {
    ...common,
    particulars: plain({ ...state.particulars }),
    gaps: state.gaps,
    trafficking: state.trafficking,
    timesAsked: asked(state),
  };
  const isOnlyCarer = viewer.roles.every((role) => role === 'carer');
  if (isOnlyCarer) return { ...report, ...plain({ located: state.located && plain({ ...state.located }) }) };
  const search = {
    ...report,
    ladders: state.reached,
    riskLedger: state.riskLedger,
    reviews: state.reviews,
    offers: state.offers,
    earlier: state.earlier,
    episodes: episodesCounted(state),
    patterns: state.patterns,
    linkedReports: state.linkedReports,
    nrmDecisions: state.nrmDecisions,
    ...plain({ board: state.board, repeat: state.repeat, located: state.located && plain({ ...state.located }) }),
  };
  const isLocal = viewer.agency === state.authority || viewer.agency === state.policeForce;
  return isLocal ? { ...search, done: state.done } : { ...search, done: doneBeforeLocated(state) };
}

/** National agencies help to search; what the child says afterwards reaches them by the one debrief. */
function doneBeforeLocated(state: State): Shown {
  const searching = actionsOf({ ...state, stage: 'missing' }).map(({ action }) => action);
  return plain(Object.fromEntries(searching.map((action) => [action, state.done[action]])));
}

function isPort({ done }: State, { roles }: Actor): boolean {
  return done.circulation !== undefined && roles.includes('immigration-officer');
}

function forPorts({ particulars, done }: State): Shown {
  const { childName, birthDate, description, countryOfOrigin, language } = particulars;
  return plain({
    childName,
    birthDate,
    description,
    countryOfOrigin,
    language,
    circulation: done.circulation?.details['text'],
  });
}

/** Codes, dates and numbers. `isMissing` is what an agenda is made of. */
export function figures(state: State): Record<string, string | number | boolean> {
  return {
    authority: state.authority,
    situation: state.situation,
    risk: state.risk,
    trafficking: state.trafficking,
    isMissing: isMissing(state),
    isBeforeSubgroup: waitsForSubgroup(state),
    outcome: state.located?.outcome ?? (state.stage === 'linked' ? 'linked' : 'not-located'),
    episodes: state.reportedAt === '' ? 0 : episodesCounted(state),
    stepsReached: state.reached.length,
    acknowledgementsMissed: state.reached.filter(({ missed }) => missed).length,
    isCeopTold: state.reached.some(({ step }) => step.startsWith('ceop')),
  };
}

/** Without what is not there, so that it is the same before and after it was JSON. */
function plain(fields: Shown): Shown {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}
