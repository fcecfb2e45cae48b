import type { Actor } from '../kernel/contract';
import type { AccountReader } from './policy';
import { asked, partOf, policyOf, type State } from './state';

type Shown = Record<string, unknown>;

/** Every agency sees how often the child was asked; of everything else, what it needs and may see [107]. */
export function view(state: State, viewer: Actor): Shown {
  const { stage, authority, police, foundAt, recounts, points, done, found, appealReview } = state;
  const common = {
    stage,
    authority,
    police,
    openedAt: foundAt,
    foundAt: found.foundAt,
    timesAsked: asked(state),
    recountsRequested: recounts.length,
  };
  const part = partOf(state, viewer);
  if (!part) return common;
  const own = { ...common, ...accountFor(state, viewer) };
  if (viewer.roles.every((role) => role === 'carer'))
    return { ...own, done: plain({ 'safe-accommodation': done['safe-accommodation'], plan: done.plan }) };
  const requests = recounts.map(({ number, agency, at, decision }) => ({
    number,
    agency,
    at,
    isApproved: decision?.isApproved ?? null,
  }));
  const asking = { ...own, recounts: requests };
  if (part === 'port' || part === 'ukhtc') return asking;
  const charging = {
    ...asking,
    found: plain({ ...found }),
    nrmDecisions: state.nrmDecisions,
    points,
    ...(appealReview ? { appealReview } : {}),
  };
  return part === 'cps' ? { ...charging, isConferenceHeld: done.conference !== undefined } : { ...charging, done };
}

/** The parts of the account that this person needs, by role, and what for. What they may not see is not there at all. */
function accountFor(state: State, viewer: Actor): Shown {
  const readings = readersFor(state, viewer);
  if (readings.length === 0) return {};
  const parts = new Set<string>(readings.flatMap((reader) => reader.parts));
  const accounts = state.accounts.flatMap(({ at, agency, account }) => {
    const seen = Object.entries(account).filter(([name, text]) => text !== undefined && parts.has(name));
    return seen.length === 0 ? [] : [{ at, takenBy: agency, account: Object.fromEntries(seen) }];
  });
  return { accountReadFor: [...new Set(readings.map(({ need }) => need))], accounts };
}

function readersFor(state: State, viewer: Actor): AccountReader[] {
  const part = partOf(state, viewer);
  return policyOf(state).accountReaders.value.filter(
    ({ party, role }) => party === part && viewer.roles.includes(role),
  );
}

function plain(fields: Shown): Shown {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}
