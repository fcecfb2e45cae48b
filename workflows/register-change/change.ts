import type { z } from 'zod';
import { londonDateOf, type Instant } from '../kernel/calendar';
import { isRefusal, refuse, type Refusal } from '../kernel/refusals';
import type { ChangeKind, Proposal, RegisterChange } from './schemas';

export const source = 'Concert: the register changes by two people (after the strategy, paragraphs 28 and 29)';

type Fields = z.infer<typeof Proposal>;
type FieldName = Exclude<keyof Fields, 'change'>;

/** Which fields belong to which change. */
export const fieldsOf: Record<ChangeKind, { needs: readonly FieldName[]; mayHave: readonly FieldName[] }> = {
  'adopt-policy-set': { needs: ['policySet', 'fromDate'], mayHave: [] },
  designate: { needs: ['agency', 'designation', 'fromDate'], mayHave: ['untilDate'] },
  'withdraw-designation': { needs: ['agency', 'designation', 'untilDate'], mayHave: [] },
};
export const fieldNames: readonly FieldName[] = ['policySet', 'agency', 'designation', 'fromDate', 'untilDate'];

/** The change that these fields describe, when they are the fields of that change and its dates can be. */
export function wholeChange(fields: Fields, now: Instant): RegisterChange | Refusal {
  const change = withItsFields(fields);
  return isRefusal(change) ? change : (impossibleDates(change) ?? backdated(change, now) ?? change);
}

/** Cases that are open keep the set they were opened with, so no set is adopted for days that are over. */
export function backdated(change: RegisterChange, now: Instant): Refusal | undefined {
  if (change.change !== 'adopt-policy-set' || change.fromDate >= londonDateOf(now)) return undefined;
  const fields = [{ pointer: '/fromDate', message: 'Give today or a later day.' }];
  return { ...refuse('date-passed', 'A policy set cannot be adopted from a day that is over.', source), fields };
}

function withItsFields(fields: Fields): RegisterChange | Refusal {
  const { change, policySet, agency, designation, fromDate, untilDate } = fields;
  const foreign = foreignFields(fields);
  if (foreign) return foreign;
  if (change === 'adopt-policy-set') {
    return policySet && fromDate ? { change, policySet, fromDate } : missingFields(fields);
  }
  if (change === 'withdraw-designation') {
    return agency && designation && untilDate ? { change, agency, designation, untilDate } : missingFields(fields);
  }
  if (!agency || !designation || !fromDate) return missingFields(fields);
  return { change, agency, designation, fromDate, ...(untilDate ? { untilDate } : {}) };
}

function missingFields(fields: Fields): Refusal {
  const missing = fieldsOf[fields.change].needs.filter((name) => fields[name] === undefined);
  return {
    ...refuse('field-missing', 'This change needs more than was given. Nothing was recorded.', source),
    fields: missing.map((name) => ({ pointer: `/${name}`, message: `"${fields.change}" needs ${name}.` })),
  };
}

function foreignFields(fields: Fields): Refusal | undefined {
  const { needs, mayHave } = fieldsOf[fields.change];
  const foreign = fieldNames.filter((name) => fields[name] !== undefined && ![...needs, ...mayHave].includes(name));
  if (foreign.length === 0) return undefined;
  return {
    ...refuse('field-not-used', 'Some fields do not belong to this change. Nothing was recorded.', source),
    fields: foreign.map((name) => ({ pointer: `/${name}`, message: `"${fields.change}" has no ${name}. Remove it.` })),
  };
}

function impossibleDates(change: RegisterChange): Refusal | undefined {
  if (change.change !== 'designate' || change.untilDate === undefined) return undefined;
  if (change.untilDate >= change.fromDate) return undefined;
  const fields = [{ pointer: '/untilDate', message: 'Give a day that is not before fromDate.' }];
  return { ...refuse('dates-reversed', 'A designation cannot end before it begins.', source), fields };
}
