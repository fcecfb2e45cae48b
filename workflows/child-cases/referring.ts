import { z } from 'zod';
import { londonDateOf } from '../kernel/calendar';
import { caseReference, commandsOf, personalDate, personalName, personalText } from '../kernel/command';
import type { CaseFile, CommandDefinition, Context, EffectBody, KernelEvent, Policy } from '../kernel/contract';
import { refuse, type Refusal } from '../kernel/refusals';
import {
  CountryCode,
  ExploitationType,
  Indicator,
  parseCaseRef,
  type AgencyCode,
  type CaseRef,
  type Role,
} from '../vocabulary';

const source = 'Strategy, box on the National Referral Mechanism, and paragraph 106';
const nrm = 'nrm-referral';

/** What a referral needs; a field that the case knows already may be left out. */
const ReferChild = z
  .object({
    exploitationType: ExploitationType,
    encounteredWhere: personalText('Where', 'Where the child was encountered.', 500),
    encounteredOn: z.iso.date('Give the date as YYYY-MM-DD.').meta({
      title: 'When',
      description: 'The day on which the child was encountered: YYYY-MM-DD, not in the future.',
    }),
    subjectToImmigrationControl: z.boolean().meta({
      title: 'Subject to immigration control',
      description: 'Whether the child needs leave to enter or stay in the United Kingdom.',
    }),
    childName: personalName(
      'Name',
      'When this case does not know it: as the child gives it, or "not known".',
    ).optional(),
    birthDate: personalDate('Date of birth', 'When this case does not know it: YYYY-MM-DD, or an estimate.').optional(),
    indicators: z.array(Indicator).max(30).optional().meta({
      title: 'Indicators',
      description: 'Signs of trafficking besides those that this case knows.',
    }),
    countryOfOrigin: CountryCode.optional(),
    safetyNeeds: personalText('Safety needs', 'What keeps this child safe, and from whom.').optional(),
    whyAgain: personalText(
      'Why again',
      'When the child was referred in an earlier episode: what has happened since, so that one referral is not enough.',
    ).optional(),
  })
  .meta({ title: 'Referral', description: 'Refers the child without being asked for consent [box on the NRM].' });

/** In the opening of a case about a child who is referred already: the case is linked to that referral from the start. */
export const ReferredAlready = caseReference(
  'Referral',
  "When the child is referred already: the referral's reference.",
).optional();

/** The referral among what is done in a case about a child. */
export function referralIn(done: { 'nrm-referral'?: { details: Record<string, string> } }): CaseRef | undefined {
  return done['nrm-referral']?.details['nrmReferral'];
}

/** What the child's own case knows. */
export interface KnownChild {
  authority: AgencyCode;
  childName?: string | undefined;
  birthDate?: string | undefined;
  indicators?: readonly z.infer<typeof Indicator>[] | undefined;
  countryOfOrigin?: string | undefined;
  language?: string | undefined;
  /** The referral that is linked already. */
  referral?: CaseRef | undefined;
  /** The referral of an earlier episode of the same child. */
  referredBefore?: CaseRef | undefined;
}

export interface ReferralAsked {
  type: 'nrm-referral-asked';
  /** The opening of the referral. Texts in it are references. */
  referral: Record<string, unknown>;
  /** What is new since the child was referred before; a reference to a text. */
  whyAgain?: string;
}

interface Parts<S, P extends Policy> {
  by: readonly Role[];
  when: (state: S, context: Context<P>) => Refusal | undefined;
  known: (state: S) => KnownChild;
}

/** Starts the child's referral from the child's own case: once, without consent, and linked both ways [106]. */
export function referringFrom<S, P extends Policy>({ by, when, known }: Parts<S, P>) {
  const command = commandsOf<S, ReferralAsked, P>();
  const definition: CommandDefinition<S, ReferralAsked, P> = command({
    title: 'Refer the child to the National Referral Mechanism',
    hint: 'Starts the referral with what is known here. No consent is asked of a child.',
    by,
    input: ReferChild,
    when: (state, context) => when(state, context) ?? mayRefer(known(state), context),
    decide(state, given, { now, actor }) {
      const child = known(state);
      const name = given.childName ?? child.childName;
      const birthDate = given.birthDate ?? child.birthDate;
      const indicators = [...new Set([...(child.indicators ?? []), ...(given.indicators ?? [])])];
      if (given.encounteredOn > londonDateOf(now))
        return refuseField('date-in-future', 'encounteredOn', 'This day is still to come. Give a day up to today.');
      if (name === undefined)
        return refuseField(
          'identity-missing',
          'childName',
          'Nobody knows the name here. Give it, or write "not known".',
        );
      if (birthDate === undefined)
        return refuseField('identity-missing', 'birthDate', 'Nobody knows it here. Give your best estimate.');
      if (indicators.length === 0)
        return refuseField('indicators-missing', 'indicators', 'This case knows no indicator. Tick at least one.');
      if (child.referredBefore !== undefined && given.whyAgain === undefined)
        return refuseField(
          'referred-before',
          'whyAgain',
          `The child was referred in an earlier episode: ${child.referredBefore}. Record that referral here, or say what is new since.`,
        );
      const { exploitationType, encounteredWhere, encounteredOn, subjectToImmigrationControl } = given;
      const { safetyNeeds, whyAgain } = given;
      const referral = {
        subject: 'child',
        name,
        birthDate,
        childrensServices: child.authority,
        exploitationType,
        indicators,
        countryOfOrigin: given.countryOfOrigin ?? child.countryOfOrigin ?? 'XX',
        encounteredWhere,
        encounteredOn,
        subjectToImmigrationControl,
        ...(safetyNeeds === undefined ? {} : { safetyNeeds }),
        ...(child.language === undefined ? {} : { interpreterLanguage: child.language }),
        onBehalfOf: { person: actor.person, agency: actor.agency },
      };
      return [{ type: 'nrm-referral-asked', referral, ...(whyAgain === undefined ? {} : { whyAgain }) }];
    },
  });
  return definition;
}

/** The commands that do an action of a case about a child. */
export const commandsDoing = (action: string): string[] =>
  action === nrm ? ['refer-to-nrm', `record-${action}`] : [`record-${action}`];

function mayRefer({ referral }: KnownChild, { actor, file }: Context): Refusal | undefined {
  if (!actor.designations.includes('first-responder'))
    return refuse(
      'not-designated',
      'Your organisation is not designated as a First Responder today, so it cannot refer.',
      'Strategy 28',
    );
  if (referral !== undefined)
    return refuse(
      'already-referred',
      `The child is referred already: ${referral}. Nothing more is to be done.`,
      source,
    );
  return whileStarting(file);
}

/** One referral for one child: nothing else is linked while one is being started. */
export function whileStarting({ pending }: Pick<CaseFile, 'pending'>): Refusal | undefined {
  return Object.values(pending).some((effect) => effect.kind === 'start-case' && effect.link === nrm)
    ? refuse('referral-starting', 'The referral of this child is being started. Wait until it is linked here.', source)
    : undefined;
}

/** A referral that somebody else has made, as its reference is written; or why it cannot be linked. */
export function linkedReferral(typed: unknown, file: Pick<CaseFile, 'pending'>): CaseRef | Refusal {
  const referral = parseCaseRef(String(typed));
  return referral?.startsWith('NRM-') === true
    ? (whileStarting(file) ?? referral)
    : refuseField('not-a-reference', 'nrmReferral', 'This is not the reference of a referral. Check it for slips.');
}

function refuseField(code: string, field: string, message: string): Refusal {
  return { ...refuse(code, message, source), fields: [{ pointer: `/${field}`, message }] };
}

/** What the opening of a case records of a referral that was made before. */
export function referredAlready(typed: string | undefined): ReferralRecorded[] | Refusal {
  if (typed === undefined) return [];
  const nrmReferral = linkedReferral(typed, { pending: {} });
  return typeof nrmReferral === 'string' ? [{ type: 'nrm-referral-recorded', details: { nrmReferral } }] : nrmReferral;
}

interface ReferralRecorded {
  type: 'nrm-referral-recorded';
  details: { nrmReferral: CaseRef };
}

export function startReferral({ referral }: ReferralAsked): EffectBody {
  return { kind: 'start-case', process: nrm, opening: referral, link: nrm };
}

/** The referral that was started; it is recorded as one that somebody else has made would be, and linked back. */
export function startedReferral(event: KernelEvent): CaseRef | undefined {
  return event.type === 'effect-done' && event.link === nrm ? event.result['ref'] : undefined;
}

/** The child's referral to the National Referral Mechanism tells this case of its decisions from now on [106]. */
export function linkTo(referral: CaseRef | undefined, own: CaseRef): EffectBody {
  return { kind: 'command-case', ref: referral ?? '', command: 'link-child-case', input: { childCase: own } };
}
