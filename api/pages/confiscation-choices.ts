import type { StoredCase } from '../../db/cases';
import type { Actor } from '../../workflows/kernel/contract';
import type { Choice } from './codes';
import { ConfiscationView } from './confiscation-view';
import { words } from './fields';
import { sayPence } from './said';

/** What a command of confiscation can be about, by the name of its field: nobody has to know that a house is a1. */
export function confiscationChoices({ process, current }: StoredCase, viewer: Actor): Record<string, Choice[]> {
  if (process.name !== 'confiscation') return {};
  const view = ConfiscationView.parse(process.view(current.state, viewer));
  const { assets = [], claims = [], helps = [], restraints = [], alternatives = [] } = view;
  const asset = assets.map(({ id, kind, valuations }) => ({
    value: id,
    text: `${id}: ${words(kind)}, ${sayPence(valuations.at(-1)?.value.pence ?? 0)}`,
  }));
  return {
    asset,
    assets: asset,
    claim: claims.map((c) => ({ value: c.id, text: `${c.id}: on ${c.asset}, ${sayPence(c.amount.pence)}` })),
    request: helps.map((h) => ({ value: h.id, text: `${h.id}: ${words(h.kind)}, ${h.agency}` })),
    restraint: restraints.map((r) => ({ value: r.id, text: `${r.id}: of ${r.assets.join(', ')}` })),
    alternative: alternatives.map((a) => ({ value: a.id, text: `${a.id}: ${words(a.kind)}, ${a.agency}` })),
  };
}
