import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { Client } from '@temporalio/client';
import { Router, type Request, type Response } from 'express';
import { pageOf } from '../api/pages/render';
import type { MorePages } from '../api/pages/sign-in';
import { notFound, Problem } from '../api/problems';
import type { ApiClient } from './client';
import { rehearsals } from './rehearsals';
import { play } from './rehearsals/play';
import type { Rehearsal } from './rehearsals/script';

/** A rehearsal that is being played, or was. */
interface Run {
  id: string;
  rehearsal: Rehearsal;
  lines: string[];
  end?: { refs: Record<string, string>; error?: string };
  /** Wakes those who watch. */
  watchers: Set<() => void>;
}

const mostAtOnce = 2;
const runsKept = 20;
const here = 'rehearsals';
const template = (name: string) => readFileSync(path.join(__dirname, 'views', name), 'utf8');

/** Pages of the local stack alone: pick a rehearsal, and watch the days go by. */
export function rehearsalPages(api: ApiClient, client: Client): MorePages {
  const runs: Run[] = [];
  const router = Router();
  const list = template('rehearsals.njk');
  const watched = template('rehearsal.njk');

  router.get('/rehearsals', (_request, response) => {
    response
      .set('Cache-Control', 'no-store')
      .send(pageOf(response, list, { title: 'Rehearsals', here, rehearsals, runs: runs.toReversed() }));
  });

  router.post('/rehearsals/:name', (request, response) => {
    const rehearsal = rehearsals.find(({ name }) => name === request.params.name);
    if (!rehearsal) throw notFound();
    if (runs.filter((run) => !run.end).length >= mostAtOnce)
      throw new Problem(409, 'busy', 'Other rehearsals are being played. Wait until one is over, and press again.');
    const run: Run = { id: randomUUID(), rehearsal, lines: [], watchers: new Set() };
    runs.splice(0, runs.length - runsKept + 1);
    runs.push(run);
    void perform(run, api, client);
    response.redirect(303, `/rehearsals/runs/${run.id}`);
  });

  router.get('/rehearsals/runs/:id', async (request, response) => {
    const run = runs.find(({ id }) => id === request.params.id);
    if (!run) throw notFound();
    await watch(run, watched, request, response);
  });

  return { router, link: { href: '/rehearsals', text: 'Rehearsals' } };
}

/** Plays to the end. However it ends, the run says so. */
async function perform(run: Run, api: ApiClient, client: Client): Promise<void> {
  const wake = () => run.watchers.forEach((awake) => awake());
  try {
    const print = (line: string) => {
      run.lines.push(line);
      wake();
    };
    run.end = { refs: await play(run.rehearsal, api, client, print) };
  } catch (error) {
    run.end = { refs: {}, error: error instanceof Error ? error.message : String(error) };
  }
  wake();
}

const gap = '<!-- the days -->';

/** Sends the page as it grows, line by line: that needs no script, and no asking again. */
async function watch(run: Run, watched: string, request: Request, response: Response): Promise<void> {
  const { title, name } = run.rehearsal;
  const page = (data: object) =>
    pageOf(response, watched, { title: `Rehearsal: ${name}`, here, back: '/rehearsals', rehearsal: title, ...data });
  const [head = ''] = page({}).split(gap);
  response.status(200).type('html').set({ 'Cache-Control': 'no-store', Connection: 'close' }).write(head);
  let day = '';
  for (let shown = 0; ;) {
    for (; shown < run.lines.length; shown++) {
      const line = run.lines[shown] ?? '';
      const [, of = ''] = /^ +(\d{4}-\d{2}-\d{2}) /.exec(line) ?? [];
      if (of !== '' && of !== day) response.write(pageOf(response, dayPart, { day: of }));
      day = of || day;
      response.write(pageOf(response, linePart, { line }));
    }
    if (run.end || request.destroyed || response.destroyed) break;
    await next(run, response);
  }
  response.end(page({ end: run.end }).split(gap).at(-1));
}

const dayPart = '</ul><h2 class="govuk-heading-s">{{ day | day }}</h2><ul class="govuk-list concert-log">';
const linePart = '<li>{{ line }}</li>';

/** Until there is more to tell, or nobody watches any more. */
function next(run: Run, response: Response): Promise<void> {
  return new Promise((resolve) => {
    const awake = () => {
      run.watchers.delete(awake);
      response.off('close', awake);
      resolve();
    };
    run.watchers.add(awake);
    response.once('close', awake);
  });
}
