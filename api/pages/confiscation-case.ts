import type { Response } from 'express';
import { loadCase, recordViewing, type StoredCase } from '../../db/cases';
import { agencyNames } from '../../db/pages';
import { asViewer } from '../../db/pool';
import { openTexts } from '../../db/texts';
import { deadlinesOf } from '../../workflows/kernel/case';
import { whyThisDate, type DueDeadline } from '../../workflows/kernel/deadlines';
import { parseCaseRef } from '../../workflows/vocabulary';
import { actorOf } from '../auth';
import { notFound } from '../problems';
import type { Services } from '../services';
import { nameOfCode } from './codes';
import { render } from './render';
import { sayMoney } from './said';
import { hasDate, sections } from './confiscation-sections';
import { ConfiscationView } from './confiscation-view';

interface Opened {
  ref: string;
  stored: StoredCase;
  view: ConfiscationView;
  agencies: Record<string, string>;
}

/** A confiscation case as this person may see it; the looking is written down. @throws Problem 404 */
async function read({ pool, keys }: Services, response: Response, typed: string, page: string): Promise<Opened> {
  const viewer = actorOf(response);
  const ref = parseCaseRef(typed);
  return asViewer(pool, viewer, async (client) => {
    const stored = ref === undefined ? undefined : await loadCase(client, ref);
    if (ref === undefined || stored?.process.name !== 'confiscation') throw notFound();
    await recordViewing(client, ref, viewer, page);
    const view = await openTexts(client, keys, stored.process.view(stored.current.state, viewer));
    return { ref, stored, view: ConfiscationView.parse(view), agencies: await agencyNames(client) };
  });
}

/** The asset register: what each is, where, whose and what it was worth when; who else claims it; what came of it. */
export async function showAssets(services: Services, response: Response, typed: string): Promise<void> {
  const { ref, view } = await read(services, response, typed, 'assets');
  const { assets, claims = [], order } = view;
  const sum = (of: (asset: NonNullable<typeof assets>[number]) => number) =>
    (assets ?? []).reduce((total, asset) => total + of(asset), 0);
  const worth = (asset: NonNullable<typeof assets>[number]) => asset.valuations.at(-1)?.value.pence ?? 0;
  render(response, 'confiscation-assets', {
    title: `Assets of ${ref}`,
    here: 'confiscation',
    ref,
    back: `/cases/${ref}`,
    prosecution: view.prosecutionReference,
    maySee: assets !== undefined,
    order,
    totals: {
      identified: sum(worth),
      restrained: sum(({ restrainedPence }) => restrainedPence),
      realised: sum(({ realisedPence }) => realisedPence),
    },
    assets: assets?.map((asset) => ({
      ...asset,
      countryName: nameOfCode('country', asset.country) ?? asset.country,
      worth: worth(asset),
      valuations: asset.valuations.map(({ value, valuedOn, by }) => ({ text: sayMoney(value), valuedOn, by })),
      restraints: asset.restraints.map(({ amount, orderedOn }) => ({ text: sayMoney(amount), orderedOn })),
      realised: asset.realised.map(({ amount, on }) => ({ text: sayMoney(amount), on })),
      claims: claims
        .filter((claim) => claim.asset === asset.id)
        .map((claim) => ({ ...claim, text: sayMoney(claim.amount) })),
    })),
  });
}

/** The timetable, section by section: what is done, what is due and why on that date, and what a court ordered. */
export async function showTimetable(services: Services, response: Response, typed: string): Promise<void> {
  const { ref, stored, view, agencies } = await read(services, response, typed, 'timetable');
  const dates = deadlinesOf(stored.process, stored.current).filter(({ key }) => !key.startsWith('deliver.'));
  const shown = (d: DueDeadline) => ({
    title: d.title,
    due: d.due,
    why: whyThisDate(d),
    isPassed: d.isPassed,
    role: d.owner.role,
    agency: agencies[d.owner.agency] ?? d.owner.agency,
  });
  render(response, 'confiscation-timetable', {
    title: `Timetable of ${ref}`,
    here: 'confiscation',
    ref,
    back: `/cases/${ref}`,
    prosecution: view.prosecutionReference,
    status: stored.process.status(stored.current.state),
    seesAll: view.considered !== undefined,
    convictedOn: view.outcome?.outcome === 'convicted' ? view.outcome.on : undefined,
    sections: sections.map((section) => ({
      ...section,
      doneOn: section.done?.(view),
      waitsFor: section.waitsFor(view),
      dates: dates.filter((d) => hasDate(section, d.key)).map(shown),
    })),
    others: dates.filter((d) => !sections.some((section) => hasDate(section, d.key))).map(shown),
    directions: view.directions ?? [],
    extensions: view.order?.extensions ?? [],
  });
}
