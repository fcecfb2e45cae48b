import { compileAgenda } from '../db/agendas';
import { matchEpisodes } from '../db/children';
import type { ChildEffect } from '../workflows/vocabulary';
import type { Handler } from './world';

/** What the processes about children ask of the record: earlier reports, and who is missing. */
export const children: { [K in ChildEffect['kind']]: Handler<K> } = {
  'match-episodes': async ({ pool }, from, { codes }) => ({
    matches: JSON.stringify(await matchEpisodes(pool, from, codes)),
  }),
  'compile-agenda': async ({ pool }, _from, effect) => {
    const { children: found, counted, patterns, countedPatterns } = await compileAgenda(pool, effect);
    return {
      children: JSON.stringify(found),
      counted: String(counted),
      patterns: JSON.stringify(patterns),
      countedPatterns: String(countedPatterns),
    };
  },
};
