import type { CaseRef } from '../vocabulary';
import type { CaseFile, EffectBody } from '../kernel/contract';
import type { EventOf } from './events';
import type { NrmContext } from './rules';
import type { State } from './state';

const careLink = 'victim-care';

/** The case of an adult's care: begun by this referral, or before it in an emergency; undefined when there is none. */
export function careOfAdult({ referral }: State, { links }: CaseFile): CaseRef | undefined {
  return links[careLink] ?? referral.emergencyCare;
}

/**
 * What a decision means for care [23, 36]. A child's is with its local authority, which is told. An adult's is a case of
 * its own: started by a positive reasonable-grounds decision unless an emergency began it, and planned to its end from
 * the conclusive one.
 */
export function careAfter(
  { decision, outcome }: EventOf<'decision-effective'>,
  state: State,
  { ref, file }: NrmContext,
): Record<string, EffectBody> {
  const { referral, competentAuthority } = state;
  if (referral.subject === 'child') {
    const isOffered = decision === 'reasonable-grounds' && outcome === 'positive';
    const facts = { subject: referral.subject };
    return isOffered ? { 'offer-care': { kind: 'tell', to: state.care, message: 'care-offered', facts } } : {};
  }
  const care = careOfAdult(state, file);
  if (decision === 'conclusive-grounds') {
    return care === undefined ? {} : { [exitKey]: commandCare(care, 'start-exit-planning', { outcome }) };
  }
  if (care !== undefined) {
    return {
      'tell-care-decision': commandCare(care, 'record-decision', { referral: ref, competentAuthority, outcome }),
    };
  }
  if (outcome === 'negative') return {};
  const opening = {
    referral: ref,
    competentAuthority,
    subject: referral.subject,
    jurisdiction: referral.jurisdiction ?? 'england-and-wales',
    ...(referral.subjectToImmigrationControl ? { immigrationAuthority: state.immigrationAuthority } : {}),
  };
  return { 'start-care': { kind: 'start-case', process: 'victim-care', opening, link: careLink } };
}

/** Care that runs goes with its referral; the number tells which of two transfers was the later one. */
export function careFollows(state: State, { file }: NrmContext): Record<string, EffectBody> {
  const care = careOfAdult(state, file);
  const input = { to: state.competentAuthority, number: file.seq };
  return care === undefined ? {} : { [transferKey]: commandCare(care, 'follow-transfer', input) };
}

const decisionKey = 'tell-care-decision';
const exitKey = 'start-exit-planning';
const transferKey = 'transfer-care';

function commandCare(ref: CaseRef, command: string, input: Record<string, unknown>): EffectBody {
  return { kind: 'command-case', ref, command, input };
}

/** Care that has ended needs no word: the refusal of a closed case is no work for anybody. */
export function isCareOver({ effect, code }: { effect: string; code: string }): boolean {
  return code === 'case-closed' && [decisionKey, exitKey, transferKey].some((key) => effect.endsWith(`-${key}`));
}
