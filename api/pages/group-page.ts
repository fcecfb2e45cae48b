import { Router, type Response } from 'express';
import type { PoolClient } from 'pg';
import { z } from 'zod';
import { loadCase, recordViewing } from '../../db/cases';
import { missingNow } from '../../db/children';
import { agencyNames } from '../../db/pages';
import { asViewer } from '../../db/pool';
import { openTexts } from '../../db/texts';
import type { Actor } from '../../workflows/kernel/contract';
import { compareInstants, endOfLondonDay } from '../../workflows/kernel/calendar';
import { parseCaseRef } from '../../workflows/vocabulary';
import { actorOf } from '../auth';
import { notFound } from '../problems';
import type { Services } from '../services';
import { render } from './render';

/** What a group shows to those who take part; an owner of an action sees that action alone. */
const GroupView = z.object({
  authority: z.string(),
  stage: z.string(),
  meeting: z.object({ number: z.int(), meetingOn: z.string(), cutOffOn: z.string() }),
  held: z.object({ heldOn: z.string(), attended: z.array(z.string()) }).optional(),
  agenda: z.array(z.object({ ref: z.string(), situation: z.string(), risk: z.string() })).optional(),
  discussed: z.array(z.object({ ref: z.string(), decision: z.string(), text: z.string() })).default([]),
  actions: z.array(
    z.object({
      number: z.int(),
      ref: z.string(),
      text: z.string(),
      owner: z.object({ role: z.string(), agency: z.string() }),
      dueOn: z.string(),
      done: z.object({ at: z.string(), text: z.string() }).optional(),
      returned: z.int(),
    }),
  ),
  matters: z
    .array(
      z.object({
        number: z.int(),
        text: z.string().optional(),
        pattern: z.object({ refs: z.array(z.string()), kinds: z.array(z.string()) }).optional(),
        owner: z.object({ role: z.string(), agency: z.string() }),
        dueOn: z.string(),
        discussed: z.array(z.object({ meeting: z.int(), text: z.string() })),
        dealt: z.object({ at: z.string(), text: z.string() }).optional(),
        returned: z.int(),
      }),
    )
    .optional(),
  board: z
    .array(z.object({ ref: z.string(), because: z.string(), at: z.string(), answer: z.string().optional() }))
    .default([]),
  minutes: z.array(z.object({ number: z.int(), heldOn: z.string(), children: z.int(), text: z.string() })).default([]),
  lapsed: z.array(z.int()).default([]),
});

const Plan = z.looseObject({ details: z.looseObject({ text: z.string().optional() }) });
/** Of a child's case what an agenda shows of it. */
const ChildView = z.object({
  reportedAt: z.string(),
  situation: z.string(),
  risk: z.string(),
  done: z.object({ 'recovery-plan': Plan.optional(), 'safeguarding-plan': Plan.optional() }).optional(),
});

/** The pages of the groups that discuss missing children: for a meeting, and to be printed. */
export function groupRoutes(services: Services): Router {
  const router = Router();
  router.get('/groups/:ref', async (request, response) => {
    const ref = parseCaseRef(request.params.ref);
    if (ref === undefined) throw notFound();
    await showGroup(services, response, ref);
  });
  return router;
}

/** @throws Problem 404 when it is no group, or not one that this person may see */
async function showGroup({ pool, keys, now }: Services, response: Response, ref: string): Promise<void> {
  const viewer = actorOf(response);
  const { title, status, group, children, agencies } = await asViewer(pool, viewer, async (client) => {
    const stored = await loadCase(client, ref);
    if (!stored) throw notFound();
    const { process, current } = stored;
    const view = GroupView.safeParse(await openTexts(client, keys, process.view(current.state, viewer)));
    if (!view.success) throw notFound();
    await recordViewing(client, ref, viewer, 'group');
    const { agenda, authority } = view.data;
    const isMade = agenda !== undefined && view.data.stage !== 'waiting';
    const refs = isMade ? agenda.map((child) => child.ref) : agenda ? await missingNow(client, authority) : [];
    return {
      title: process.title,
      status: process.status(current.state).title,
      group: { ...view.data, isMade, isWhole: agenda !== undefined },
      children: await Promise.all(refs.map((child) => childOn(client, keys, viewer, child))),
      agencies: await agencyNames(client),
    };
  });
  const name = (agency: string) => agencies[agency] ?? agency;
  const { agenda = [], discussed, actions, matters, held, minutes, authority } = group;
  const today = now().toISOString();
  const openFirst = <T extends { number: number; dueOn: string; owner: { role: string; agency: string } }>(
    list: readonly T[],
    isDone: (one: T) => boolean,
  ) =>
    list
      .map((one) => ({
        ...one,
        owner: { role: one.owner.role, agency: name(one.owner.agency) },
        isOverdue: !isDone(one) && compareInstants(endOfLondonDay(one.dueOn), today) <= 0,
      }))
      .toSorted((a, b) => Number(isDone(a)) - Number(isDone(b)) || a.number - b.number);
  const asItWas = new Map(agenda.map((child) => [child.ref, child]));
  render(response, 'group', {
    title: `${title}: ${name(authority)}`,
    here: 'cases',
    back: `/cases/${ref}`,
    ref,
    processTitle: title,
    authority: name(authority),
    status,
    meeting: group.meeting,
    isMade: group.isMade,
    isWhole: group.isWhole,
    held: held && { ...held, attended: held.attended.map(name) },
    children: children.map((child) => ({
      ...child,
      ...asItWas.get(child.ref),
      discussed: discussed.find((d) => d.ref === child.ref),
    })),
    actions: openFirst(actions, ({ done }) => done !== undefined),
    matters: matters && openFirst(matters, ({ dealt }) => dealt !== undefined),
    board: group.board,
    minutes: minutes.toReversed(),
    lapsed: group.lapsed,
  });
}

interface ChildShown {
  ref: string;
  since?: string;
  situation?: string;
  risk?: string;
  plan?: string;
}

/** What this person may see of a child's case; only the reference when it is nothing. */
async function childOn(client: PoolClient, keys: Services['keys'], viewer: Actor, ref: string): Promise<ChildShown> {
  const stored = await loadCase(client, ref);
  if (!stored) return { ref };
  await recordViewing(client, ref, viewer, 'agenda');
  const view = ChildView.safeParse(await openTexts(client, keys, stored.process.view(stored.current.state, viewer)));
  if (!view.success) return { ref };
  const { reportedAt: since, situation, risk, done } = view.data;
  const plan = done?.['safeguarding-plan']?.details.text ?? done?.['recovery-plan']?.details.text;
  return { ref, since, situation, risk, ...(plan === undefined ? {} : { plan }) };
}
