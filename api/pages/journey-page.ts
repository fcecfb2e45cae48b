import type { Response } from 'express';
import { z } from 'zod';
import { agencyNames } from '../../db/pages';
import { asViewer } from '../../db/pool';
import { londonDateOf, startOfLondonDay } from '../../workflows/kernel/calendar';
import { policySetIds } from '../../workflows/kernel/contract';
import { nightOf, nightsOf, type Movement, type Night } from '../../workflows/victim-care/journey';
import { policy } from '../../workflows/victim-care/policy';
import { addDays } from '../../workflows/victim-care/stays';
import { actorOf } from '../auth';
import { notFound } from '../problems';
import { readCase } from '../readings';
import type { Services } from '../services';
import { chartFor, nameAbove } from './chart';
import { words } from './fields';
import { sayDay } from './london';
import { render } from './render';

const place = z.object({ provider: z.string(), place: z.string() });
/** Of what the case shows of the journey, whatever its viewer may see of it; a provider sees its own part. */
const Journey = z.object({
  movements: z.array(z.object({ at: z.string(), to: z.union([place, z.literal('absent'), z.literal('left')]) })),
  supports: z
    .array(z.object({ type: z.string(), provider: z.string(), on: z.string(), quantity: z.number() }))
    .catch([]),
  incidents: z
    .array(z.object({ at: z.string(), provider: z.string(), kind: z.string(), isSerious: z.boolean() }))
    .catch([]),
  corrections: z.array(z.object({ at: z.string(), reason: z.string() })).catch([]),
  placements: z
    .array(
      z.object({
        place: z.string(),
        fromNight: z.string(),
        reason: z.string().optional(),
        move: z.object({ because: z.string(), reason: z.string() }).optional(),
      }),
    )
    .catch([]),
});
type Journey = z.infer<typeof Journey>;

interface Happened {
  at: string;
  what: string;
  /** What somebody wrote about it. */
  why?: string | undefined;
}

/** One person's journey: the nights by stay, as a picture and as a table, and all that happened, in order. @throws Problem 404 */
export async function showJourney(services: Services, response: Response, ref: string): Promise<void> {
  const viewer = actorOf(response);
  const { title, view, policySet } = await readCase(services, viewer, ref);
  const parsed = Journey.safeParse(view);
  if (!parsed.success) throw notFound(); // this viewer sees no journey
  const agencies = await asViewer(services.pool, viewer, agencyNames);
  const set = policySetIds.find((id) => id === policySet) ?? policySetIds[0];
  const name = (code: string) => agencies[code] ?? code;
  const yesterday = addDays(londonDateOf(services.now().toISOString()), -1);
  const stays = staysOf(parsed.data.movements, policy[set].bedHoldNights.value, yesterday);
  render(response, 'journey', {
    title: `Journey ${ref}`,
    back: `/cases/${ref}`,
    ref,
    status: title,
    chart: stays.length > 0 ? await journeyChart(stays, name) : '',
    stays: stays.map((stay) => ({ ...stay, provider: name(stay.provider) })),
    events: happenings(parsed.data, name),
  });
}

interface Stay extends Omit<Night, 'night'> {
  /** The first and the last night, YYYY-MM-DD. */
  fromNight: string;
  untilNight: string;
  nights: number;
}

/** Nights one after the other in the same place, up to the last that is over. */
function staysOf(movements: readonly Movement[], bedHoldNights: number, yesterday: string): Stay[] {
  const [first] = movements;
  if (!first) return [];
  const last = movements.map(({ at }) => addDays(nightOf(at), -1)).reduce((a, b) => (a > b ? a : b), yesterday);
  const stays: Stay[] = [];
  for (const { night, ...at } of nightsOf(movements, bedHoldNights, nightOf(first.at), last)) {
    const stay = stays.at(-1);
    if (stay?.place === at.place && stay.kind === at.kind && addDays(stay.untilNight, 1) === night)
      stays.splice(-1, 1, { ...stay, untilNight: night, nights: stay.nights + 1 });
    else stays.push({ ...at, fromNight: night, untilNight: night, nights: 1 });
  }
  return stays;
}

function journeyChart(stays: readonly Stay[], name: (code: string) => string): Promise<string> {
  const said = (kind: Stay['kind']) => (kind === 'slept' ? 'Slept there' : 'Away, the bed held');
  const nights = stays.reduce((sum, stay) => sum + stay.nights, 0);
  return chartFor((width, isNarrow) => ({
    description: `${nights} nights in ${new Set(stays.map(({ place: one }) => one)).size} places, from ${sayDay(stays[0]?.fromNight)} to ${sayDay(stays.at(-1)?.untilNight)}.`,
    width,
    height: { step: 52 },
    data: {
      values: stays.map((stay) => ({
        provider: name(stay.provider),
        kind: said(stay.kind),
        from: startOfLondonDay(stay.fromNight),
        until: startOfLondonDay(addDays(stay.untilNight, 1)),
      })),
    },
    mark: { type: 'bar', height: 22 },
    encoding: {
      x: {
        field: 'from',
        type: 'temporal',
        title: null,
        axis: { format: '%e %b', labelOverlap: true, tickCount: isNarrow ? 4 : 8 },
      },
      x2: { field: 'until' },
      y: { field: 'provider', type: 'nominal', title: null, sort: null, axis: nameAbove },
      color: {
        field: 'kind',
        type: 'nominal',
        title: null,
        sort: [said('slept'), said('bed-held')],
        legend: { columns: isNarrow ? 1 : 2 },
      },
    },
  }));
}

/** Everything that the viewer sees of the journey, in the order in which it happened. */
function happenings(journey: Journey, name: (code: string) => string): Happened[] {
  const { movements, supports, incidents, corrections } = journey;
  const all: Happened[] = [
    ...movements.map((movement) => moved(movement, journey, name)),
    ...supports
      .filter(({ quantity }) => quantity > 0)
      .map(({ type, provider, on, quantity }) => ({
        at: on,
        what: `${words(type)}, ${quantity}, from ${name(provider)}`,
      })),
    ...incidents.map(({ at, provider, kind, isSerious }) => ({
      at,
      what: `${isSerious ? 'Serious incident' : 'Incident'} with ${name(provider)}: ${words(kind).toLowerCase()}`,
    })),
    ...corrections.map(({ at, reason: why }) => ({ at, what: 'The journey was told anew', why })),
  ];
  return all.toSorted((a, b) => a.at.localeCompare(b.at));
}

function moved({ at, to }: Movement, { placements }: Journey, name: (code: string) => string): Happened {
  if (to === 'absent') return { at, what: 'Went out and was away for the night' };
  if (to === 'left') return { at, what: 'Left' };
  const placed = placements.findLast((p) => p.place === to.place && p.fromNight <= nightOf(at));
  return {
    at,
    what: `In ${to.place}, ${name(to.provider)}${placed?.move ? ` (moved: ${words(placed.move.because).toLowerCase()})` : ''}`,
    why: placed?.reason,
  };
}
