import type { z } from 'zod';
import { keepers } from '../../workflows/provider-change/change';
import { changeKinds as providerChangeKinds, wholes } from '../../workflows/provider-change/schemas';
import { fieldNames, fieldsOf as registerFields } from '../../workflows/register-change/change';
import { changeKinds } from '../../workflows/register-change/schemas';
import { allProcesses } from '../../workflows/registry';
import type { Actor, AnyProcess } from '../../workflows/kernel/contract';
import type { Role } from '../../workflows/vocabulary';
import type { Field, Sent } from './fields';

/** One way into a process: some of its questions are answered by which link was followed. */
export interface Path {
  name: string;
  title: string;
  answers: Sent;
  /** Questions of the other paths. */
  leaves: readonly string[];
  /** Questions that the schema leaves open, and this path needs. */
  needs: readonly string[];
  /** Whose path it is; without any, everybody's who may open the process. */
  by?: readonly Role[];
}

interface Manner {
  paths?: readonly Path[];
  /** Which path to take when somebody is not sure. */
  pathHint?: string;
  /** At most six questions to begin with; everything else can wait. */
  firstFields?: readonly string[];
  /** When minutes count, nobody is asked to check what they have just typed. */
  isHurried?: true;
  link?: string;
}

/** Each change of a register asks for what belongs to it alone. */
function changePaths(
  titles: Record<string, string>,
  every: readonly string[],
  fieldsOfChange: (change: string) => { needs: readonly string[]; mayHave: readonly string[] },
): Path[] {
  return Object.entries(titles).map(([name, title]) => {
    const { needs, mayHave } = fieldsOfChange(name);
    const leaves = every.filter((field) => ![...needs, ...mayHave].includes(field));
    return { name, title, answers: { change: name }, leaves: ['change', ...leaves], needs, ...byOf(name) };
  });
}

/** Each part of a provider's register has its keeper. */
function byOf(change: string): { by?: readonly Role[] } {
  const kind = providerChangeKinds.find((one) => one === change);
  return kind ? { by: [keepers[kind], 'contract-manager'] } : {};
}

const registerPaths = changePaths(
  {
    designate: 'Designate an agency',
    'withdraw-designation': 'Withdraw a designation',
    'adopt-policy-set': 'Adopt a policy set',
  },
  fieldNames,
  (change) => registerFields[changeKinds.find((kind) => kind === change) ?? 'designate'],
);

const providerPaths = changePaths(
  {
    'rate-card': 'Price a rate card',
    place: 'Register or change a place',
    'suspend-place': 'Suspend a place',
    'resume-place': 'End a suspension',
  },
  Object.values(wholes).flatMap(({ shape }) => Object.keys(shape)),
  (change) => {
    const shape: Record<string, z.ZodType> =
      wholes[providerChangeKinds.find((kind) => kind === change) ?? 'place'].shape;
    const names = Object.keys(shape).filter((name) => name !== 'change');
    const isOptional = (name: string) => shape[name]?.safeParse(undefined).success === true;
    return { needs: names.filter((name) => !isOptional(name)), mayHave: [...names.filter(isOptional), 'reason'] };
  },
);

/** What is special about how some processes are opened; every other opening is one form, checked before it is sent. */
const manners: Record<string, Manner> = {
  'register-change': { paths: registerPaths },
  'provider-change': { paths: providerPaths },
  'nrm-referral': {
    pathHint: 'If in doubt whether somebody is an adult, choose child.',
    paths: [
      {
        name: 'adult',
        title: 'Refer an adult',
        answers: { subject: 'adult' },
        leaves: ['subject', 'childrensServices', 'onBehalfOf'],
        needs: ['consent'],
      },
      {
        name: 'child',
        title: 'Refer a child',
        answers: { subject: 'child' },
        leaves: ['subject', 'consent', 'onBehalfOf'],
        needs: ['name', 'birthDate', 'childrensServices'],
      },
    ],
  },
  'missing-child': {
    firstFields: ['situation', 'childName', 'description', 'lastSeenAt', 'lastSeenWhere', 'circumstances'],
    isHurried: true,
    link: 'Report a child missing',
  },
};

export interface OpeningShown {
  name: string;
  title: string;
  hint: string;
  paths: readonly Path[];
}

/** What this person's roles may open. */
export function openingsFor(actor: Actor): OpeningShown[] {
  return allProcesses
    .filter((process) => mayOpen(process, actor))
    .map(({ name, opening }) => ({
      name,
      title: opening.title,
      hint: opening.hint,
      paths: pathsFor(name, actor),
    }));
}

/** The ways into a process that this person may take. */
export const pathsFor = (process: string, { roles }: Actor): readonly Path[] =>
  (manners[process]?.paths ?? []).filter(({ by }) => by === undefined || by.some((role) => roles.includes(role)));

export function mayOpen({ opening }: AnyProcess, actor: Actor): boolean {
  return opening.by.some((role) => actor.roles.includes(role));
}

/** Openings that are reached in one step from every page. */
export function linksFor(actor: Actor): { href: string; text: string }[] {
  return allProcesses.flatMap((process) => {
    const text = manners[process.name]?.link;
    return text !== undefined && mayOpen(process, actor) ? [{ href: `/start/${process.name}`, text }] : [];
  });
}

export const mannerOf = (process: string): Manner => manners[process] ?? {};

/** The fields of one path: without the questions of the others. */
export function fieldsOnPath(fields: readonly Field[], path: Path | undefined): Field[] {
  return fields
    .filter((field) => !path?.leaves.includes(field.name))
    .map((field) => (path?.needs.includes(field.name) ? { ...field, isRequired: true } : field));
}
