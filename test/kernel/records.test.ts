import { Pool } from 'pg';
import { recordBatch } from '../../db/records';
import { applyAll, openCase } from '../../workflows/kernel/case';
import { project } from '../../workflows/kernel/projection';
import { isRefusal } from '../../workflows/kernel/refusals';
import { findProcess } from '../../workflows/registry';
import { designatedOn, initialDesignations, makeCaseRef } from '../../workflows/vocabulary';
import { freshConfig } from '../helpers/world';
import { noGaps, person, sealedText, type Recorded } from './cases';

let pool: Pool;
beforeAll(async () => {
  pool = new Pool({ connectionString: (await freshConfig()).databaseUrl, max: 4 });
});
afterAll(() => pool.end());

const process = findProcess('register-change');
const administrator = person('admin-home-office-1', 'home-office', 'administrator');
const at = '2011-07-01T12:00:00.000Z';
let next = 0;

function opened() {
  next += 1;
  const decided = openCase(process, {
    ref: makeCaseRef(process.prefix, new Uint8Array([0, 0, 0, 0, 0, 0, 0, next])),
    process: process.name,
    processVersion: process.version,
    policySet: 'strategy-2011',
    openedAt: at,
    actor: administrator,
    key: 'opening',
    requestHash: 'opening',
    designated: designatedOn(initialDesignations, '2011-07-01'),
    input: { change: 'adopt-policy-set', policySet: 'nationality-and-borders-2022', fromDate: '2011-08-01' },
  });
  if (isRefusal(decided)) throw new Error(decided.message);
  const { ref } = decided.state.file;
  const batch = { ref, facts: decided.facts, projection: project(process, decided.state) };
  const noted = (key: string) => {
    const { state, facts } = applyAll(process, decided.state, [{ type: 'noted', text: sealedText() }], {
      at,
      actor: administrator,
      key,
      requestHash: key,
    });
    return { ref, facts, projection: project(process, state) };
  };
  return { ref, batch, noted };
}

async function recorded(ref: string): Promise<Recorded[]> {
  const { rows } = await pool.query<Recorded>(
    'select seq, type, command_key as key, at, data from event where case_ref = $1 order by seq',
    [ref],
  );
  return rows;
}

describe('a batch', () => {
  it('that comes again, because the answer was lost, is recorded once', async () => {
    const { ref, batch, noted } = opened();
    await recordBatch(pool, batch);
    await recordBatch(pool, batch);
    const note = noted('a');
    await recordBatch(pool, note);
    await recordBatch(pool, batch);
    await recordBatch(pool, note);
    const events = await recorded(ref);
    noGaps(events);
    expect(events.map((e) => e.type)).toEqual(['case-opened', 'change-proposed', 'noted']);
  });

  it('that comes four times at once is recorded once', async () => {
    const { ref, batch } = opened();
    await Promise.allSettled(Array.from({ length: 4 }, () => recordBatch(pool, batch)));
    await recordBatch(pool, batch);
    noGaps(await recorded(ref));
    expect(await recorded(ref)).toHaveLength(2);
  });

  it('is never taken for another one that stands in its place', async () => {
    const { ref, batch, noted } = opened();
    await recordBatch(pool, batch);
    await recordBatch(pool, noted('a'));
    await expect(recordBatch(pool, noted('b'))).rejects.toThrow(ref);
    expect((await recorded(ref)).map((e) => e.key)).toEqual(['opening', 'opening', 'a']);
  });

  it('is refused when what came before it is missing', async () => {
    const { ref, noted } = opened();
    await expect(recordBatch(pool, noted('a'))).rejects.toThrow('Nothing was recorded');
    expect(await recorded(ref)).toEqual([]);
  });
});
