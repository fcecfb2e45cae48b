import type { Pool } from 'pg';
import { z } from 'zod';
import { compareInstants } from '../workflows/kernel/calendar';
import { foldCase } from '../workflows/kernel/case';
import type { Actor, CaseState } from '../workflows/kernel/contract';
import type { Agenda, AgendaChild, Pattern } from '../workflows/operational-group/agenda';
import { findProcess, processOfRef } from '../workflows/registry';
import type { ChildEffect } from '../workflows/vocabulary';
import { loadFacts } from './cases';

type Compile = Extract<ChildEffect, { kind: 'compile-agenda' }>;

/**
 * Every child of an authority who belongs on a level's agenda at an instant: each case is folded as it stood then, however
 * late the question is asked. `counted` says the same by the events alone, without the code that folds them.
 */
export async function compileAgenda(pool: Pool, { level, authority, cutOff }: Compile): Promise<Agenda> {
  const counted = await count(pool, level, authority, cutOff);
  const noPatterns = { patterns: [], countedPatterns: 0 };
  if (level === 'senior-board') return { children: await unresolved(pool, authority, cutOff), counted, ...noPatterns };
  const figure = level === 'lscb-subgroup' ? 'isBeforeSubgroup' : 'isMissing';
  const children: AgendaChild[] = [];
  for (const ref of await openReports(pool, authority, cutOff)) {
    const child = await childAt(pool, ref, cutOff, figure);
    if (child) children.push(child);
  }
  if (level === 'operational-group') return { children, counted, ...noPatterns };
  const countedPatterns = await countPatterns(pool, authority, cutOff);
  return { children, counted, patterns: await patternsAt(pool, authority, cutOff), countedPatterns };
}

const Patterns = z.array(z.object({ ref: z.string(), kinds: z.array(z.string()) }));

/** What this authority's reports have in common with others, as people had linked them by then; each pair once. */
async function patternsAt(pool: Pool, authority: string, cutOff: string): Promise<Pattern[]> {
  const { rows } = await pool.query<{ ref: string }>(`select distinct e.case_ref as ref ${linkedPatterns} order by 1`, [
    authority,
    cutOff,
  ]);
  const pairs = new Map<string, Pattern>();
  for (const { ref } of rows) {
    const { state } = await stateAt(pool, ref, cutOff);
    for (const { ref: other, kinds } of Patterns.parse(
      findProcess('missing-child').view(state, memberOf(authority))['patterns'],
    )) {
      const refs = [ref, other].toSorted();
      const before = pairs.get(refs.join(' '))?.kinds ?? [];
      pairs.set(refs.join(' '), { refs, kinds: [...new Set([...before, ...kinds])] });
    }
  }
  return [...pairs.values()];
}

const linkedPatterns = `from event e
  join event r on r.case_ref = e.case_ref and r.process = 'missing-child' and r.type = 'reported' and r.data->>'authority' = $1
  where e.process = 'missing-child' and e.type = 'pattern-linked' and e.at <= $2`;

async function countPatterns(pool: Pool, authority: string, instant: string): Promise<number> {
  const pair = `least(e.case_ref, e.data->>'otherRef'), greatest(e.case_ref, e.data->>'otherRef')`;
  const { rows } = await pool.query<{ n: number }>(
    `select count(*)::int as n from (select distinct ${pair} ${linkedPatterns}) as pair`,
    [authority, instant],
  );
  return rows[0]?.n ?? 0;
}

/** The reports that may matter: a case whose last event closed it before then needs no folding. */
async function openReports(pool: Pool, authority: string, cutOff: string): Promise<string[]> {
  const { rows } = await pool.query<{ ref: string }>(
    `select r.case_ref as ref from event r
     join case_file f on f.case_ref = r.case_ref
     join event last on last.case_ref = f.case_ref and last.seq = f.seq
     where r.process = 'missing-child' and r.type = 'reported' and r.data->>'authority' = $1 and r.at <= $2
       and not (f.is_closed and last.at <= $2)
     order by r.at, r.case_ref`,
    [authority, cutOff],
  );
  return rows.map(({ ref }) => ref);
}

/** Who sees of a case what a group of the authority may discuss. */
const memberOf = (agency: string): Actor => ({
  person: 'system:agenda',
  agency,
  roles: ['lscb-chair'],
  designations: [],
});

/** The case as it stood at an instant. */
async function stateAt(pool: Pool, ref: string, instant: string): Promise<CaseState> {
  const facts = (await loadFacts(pool, ref)).filter(({ at }) => compareInstants(at, instant) <= 0);
  return foldCase(findProcess(processOfRef(ref)?.name ?? ''), ref, facts);
}

async function childAt(pool: Pool, ref: string, instant: string, figure?: string): Promise<AgendaChild | undefined> {
  const { state } = await stateAt(pool, ref, instant);
  const figures = findProcess('missing-child').figures(state);
  if (figure !== undefined && figures[figure] !== true) return undefined;
  return { ref, situation: String(figures['situation']), risk: String(figures['risk']) };
}

const BoardItems = z.array(z.object({ ref: z.string(), answer: z.string().optional() }));

/** What the other two levels have sent to the senior board and was not answered; each child once, with who sent it. */
async function unresolved(pool: Pool, authority: string, cutOff: string): Promise<AgendaChild[]> {
  const { rows } = await pool.query<{ ref: string }>(
    `select case_ref as ref from event where type = 'group-opened' and data->>'authority' = $1 and at <= $2
     order by at, case_ref`,
    [authority, cutOff],
  );
  const from = new Map<string, string[]>();
  for (const { ref: group } of rows) {
    const process = findProcess(processOfRef(group)?.name ?? '');
    const { state } = await stateAt(pool, group, cutOff);
    if (process.status(state).isClosed) continue;
    for (const { ref, answer } of BoardItems.parse(process.view(state, memberOf(authority))['board']))
      if (answer === undefined) from.set(ref, [...(from.get(ref) ?? []), group]);
  }
  const children: AgendaChild[] = [];
  for (const [ref, groups] of from) {
    const child = await childAt(pool, ref, cutOff);
    if (child) children.push({ ...child, from: groups });
  }
  return children;
}

const counts: Record<Compile['level'], string> = {
  'operational-group': `
    select count(*)::int as n from event r
    where r.process = 'missing-child' and r.type = 'reported' and r.data->>'authority' = $1 and r.at <= $2
      and not exists (select from event e where e.case_ref = r.case_ref and e.type in ('located', 'linked-as-same') and e.at <= $2)`,
  'lscb-subgroup': `
    select count(distinct r.case_ref)::int as n from event r
    join event again on again.case_ref = r.case_ref and again.type = 'repeat-referred' and again.at <= $2
    where r.process = 'missing-child' and r.type = 'reported' and r.data->>'authority' = $1
      and not exists (select from event e where e.case_ref = r.case_ref and e.at <= $2
                      and e.type in ('repeat-considered', 'linked-as-same'))`,
  'senior-board': `
    select count(distinct ref)::int as n from (
      select e.case_ref, e.data->>'ref' as ref from event e
      join event o on o.case_ref = e.case_ref and o.type = 'group-opened' and o.data->>'authority' = $1
      where e.type in ('sent-to-board', 'board-answered') and e.at <= $2
        and not exists (select from event w where w.case_ref = e.case_ref and w.type = 'wound-up' and w.at <= $2)
      group by 1, 2 having count(*) filter (where e.type = 'sent-to-board') > count(*) filter (where e.type = 'board-answered')
    ) as waiting`,
};

async function count(pool: Pool, level: Compile['level'], authority: string, instant: string): Promise<number> {
  const { rows } = await pool.query<{ n: number }>(counts[level], [authority, instant]);
  return rows[0]?.n ?? 0;
}
