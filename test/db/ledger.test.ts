import { randomUUID } from 'node:crypto';
import { Client, type Pool } from 'pg';
import {
  balances,
  bookedLines,
  lockCareCase,
  postEntries,
  postTransaction,
  type LedgerTransaction,
} from '../../db/ledger';
import { inTransaction, openPool } from '../../db/pool';
import { applyRateCard, loadRates } from '../../db/rates';
import { inTransit, payable, transfer } from '../../workflows/provider-payment/accounts';
import { changesOf, type CareLine } from '../../workflows/provider-payment/attribution';
import { freshConfig } from '../helpers/world';

const ash = 'ashgrove-house';
let pool: Pool;
let owner: Client;
beforeAll(async () => {
  const { databaseUrl } = await freshConfig();
  pool = openPool(databaseUrl, 'concert_worker', 8);
  owner = new Client({ connectionString: databaseUrl });
  await owner.connect();
});
afterAll(async () => {
  await pool.end();
  await owner.end();
});

let lines = 0;
const accrual = (given: Partial<LedgerTransaction> = {}): LedgerTransaction => ({
  key: randomUUID(),
  kind: 'accrual',
  care: { careRef: 'CAR-1', line: `support:${(lines += 1)}`, on: '2011-08-01' },
  provider: ash,
  postings: transfer(6_500, 'care-cost', payable(ash)),
  ...given,
});

async function recorded(): Promise<number> {
  const { rows } = await pool.query<{ n: number }>('select count(*)::int as n from ledger_transaction');
  return rows[0]?.n ?? -1;
}

async function sumOfAll(): Promise<number> {
  return [...(await balances(pool)).values()].reduce((a, b) => a + b, 0);
}

describe('a transaction', () => {
  it.each<[string, LedgerTransaction['postings'], string]>([
    [
      'that does not balance',
      [
        { account: 'care-cost', pence: 6_500 },
        { account: payable(ash), pence: -6_499 },
      ],
      '23514',
    ],
    ['with one side', [{ account: 'care-cost', pence: 6_500 }], '23514'],
    ['with no side', [], '23514'],
    ['with nothing to move', transfer(0, 'care-cost', payable(ash)), '23514'],
    [
      'with a part of a penny',
      [
        { account: 'care-cost', pence: 0.5 },
        { account: payable(ash), pence: -0.5 },
      ],
      '22P02',
    ],
    ['into an account that does not exist', transfer(1, 'care-cost', payable('Nobody!')), '23514'],
    ['with one account on both sides', transfer(1, 'bank', 'bank'), '23505'],
  ])('%s is refused', async (_what, postings, code) => {
    const before = await recorded();
    const posting = inTransaction(pool, (client) => postTransaction(client, accrual({ postings })));
    await expect(posting).rejects.toMatchObject({ code });
    expect(await recorded()).toBe(before);
  });

  it('is looked at when all of it is there, which is at commit', async () => {
    const work = inTransaction(pool, async (client) => {
      await postTransaction(client, accrual({ postings: [{ account: 'care-cost', pence: 1 }] }));
      await client.query('select 1');
      return 'came so far';
    });
    await expect(work).rejects.toMatchObject({ code: '23514', message: expect.stringContaining('sum to 1 pence') });
  });

  it('takes no posting more afterwards', async () => {
    const { key } = accrual();
    await postTransaction(pool, accrual({ key }));
    const adding = pool.query(
      `insert into ledger_posting (transaction_id, account, pence) select id, 'bank', 1 from ledger_transaction where key = $1`,
      [key],
    );
    await expect(adding).rejects.toMatchObject({ code: '23514' });
  });

  it('with a key that is there already is the same one', async () => {
    const once = accrual({ care: { careRef: 'CAR-2', line: 'night:2011-08-01', on: '2011-08-01' } });
    expect(await postTransaction(pool, once)).toBe(true);
    expect(await postTransaction(pool, once)).toBe(false);
    const next = { ...once, key: 'shared', care: { careRef: 'CAR-2', line: 'night:2011-08-02', on: '2011-08-02' } };
    const many = await Promise.all(Array.from({ length: 8 }, () => postTransaction(pool, next)));
    expect(many.filter(Boolean)).toHaveLength(1);
    expect((await bookedLines(pool, 'CAR-2')).map(({ pence }) => pence)).toEqual([6_500, 6_500]);
  });

  it.each<[string, Partial<LedgerTransaction>]>([
    ['other sums', { postings: transfer(1, 'care-cost', payable(ash)) }],
    ['another kind', { kind: 'reversal' }],
    ['another line', { care: { careRef: 'CAR-1', line: 'support:0', on: '2011-08-01' } }],
  ])('with a key that is there already and %s is an error', async (_what, changes) => {
    const once = accrual();
    await postTransaction(pool, once);
    await expect(postTransaction(pool, { ...once, ...changes })).rejects.toThrow(once.key);
  });

  it('of a payment has no line of care', async () => {
    const sent = { key: 'PAY-1:sent', kind: 'sent', provider: ash, batchRef: 'PAY-1' };
    expect(await postTransaction(pool, { ...sent, postings: transfer(100, payable(ash), inTransit(ash)) })).toBe(true);
    expect(await sumOfAll()).toBe(0);
  });
});

describe('a line of care', () => {
  const cedar = 'cedar-trust';
  const of = (provider: string, kind = 'accrual', careRef = randomUUID()): LedgerTransaction => {
    const [to, from] =
      kind === 'accrual' ? (['care-cost', payable(provider)] as const) : ([payable(provider), 'care-cost'] as const);
    const care = { careRef, line: 'night:2011-08-01', on: '2011-08-01' };
    return { key: randomUUID(), kind, care, provider, postings: transfer(6_500, to, from) };
  };

  it.each<[string, [string, string][]]>([
    [
      'twice to one provider',
      [
        [ash, 'accrual'],
        [ash, 'accrual'],
      ],
    ],
    [
      'to two providers',
      [
        [ash, 'accrual'],
        [cedar, 'accrual'],
      ],
    ],
    [
      'with a reversal for a provider who never had it',
      [
        [ash, 'accrual'],
        [cedar, 'reversal'],
      ],
    ],
    ['with a reversal of nothing', [[ash, 'reversal']]],
    [
      'with two reversals',
      [
        [ash, 'accrual'],
        [ash, 'reversal'],
        [ash, 'reversal'],
      ],
    ],
  ])('cannot be booked %s, however it is written', async (_how, steps) => {
    const careRef = randomUUID();
    const all = steps.map(([provider, kind]) => of(provider, kind, careRef));
    const together = inTransaction(pool, async (client) => {
      for (const one of all) await postTransaction(client, one);
    });
    await expect(together).rejects.toMatchObject({ code: '23514', message: expect.stringContaining('owed once') });
    expect(await bookedLines(pool, careRef)).toEqual([]);
  });

  it('may go from one provider to another and back', async () => {
    const careRef = randomUUID();
    const steps: [string, string][] = [
      [ash, 'accrual'],
      [ash, 'reversal'],
      [cedar, 'accrual'],
      [cedar, 'reversal'],
      [ash, 'accrual'],
    ];
    for (const [provider, kind] of steps) await postTransaction(pool, of(provider, kind, careRef));
    const standing = (await bookedLines(pool, careRef)).filter(({ pence }) => pence !== 0);
    expect(standing).toMatchObject([{ provider: ash, pence: 6_500, transactions: 3 }]);
  });

  it('has a provider, and nothing but accruals and reversals', async () => {
    const { provider: _none, ...nobody } = of(ash);
    await expect(postTransaction(pool, nobody)).rejects.toMatchObject({ code: '23514' });
    await expect(postTransaction(pool, { ...of(ash), kind: 'sent' })).rejects.toMatchObject({ code: '23514' });
  });
});

describe('the ledger', () => {
  const changes = ['ledger_transaction', 'ledger_posting'].flatMap((table) => [
    `update ${table} set ${table === 'ledger_posting' ? 'pence = pence + 1' : "provider = 'cedar-trust'"}`,
    `delete from ${table}`,
    `truncate ${table} cascade`,
  ]);
  beforeAll(() => postTransaction(pool, accrual()));

  it.each(changes)('refuses worker and owner alike: %s', async (sql) => {
    await expect(pool.query(sql)).rejects.toMatchObject({ code: '42501' });
    await expect(owner.query(sql)).rejects.toMatchObject({ code: '23000' });
  });

  it.each(['ledger_transaction', 'ledger_posting', 'accrual_share', 'provider_change'])(
    'shows the API nothing of %s',
    async (table) => {
      await owner.query('begin; set local role concert_api');
      await expect(owner.query(`select from ${table}`)).rejects.toMatchObject({ code: '42501' });
      await owner.query('rollback');
    },
  );
});

describe('one case accrued by several at once', () => {
  const nights = (count: number, provider = ash): CareLine[] =>
    Array.from({ length: count }, (_, i) => {
      const on = new Date(Date.UTC(2011, 7, 1 + i)).toISOString().slice(0, 10);
      return { line: `night:${on}`, on, provider, pence: 6_500 };
    });

  function accrue(careRef: string, owed: readonly CareLine[]): Promise<number> {
    return inTransaction(pool, async (client) => {
      await lockCareCase(client, careRef);
      const booked = await bookedLines(client, careRef);
      return postEntries(client, careRef, booked, changesOf(owed, booked));
    });
  }

  it('is booked once', async () => {
    const counts = await Promise.all(Array.from({ length: 8 }, () => accrue('CAR-3', nights(31))));
    expect(counts.toSorted((a, b) => b - a)).toEqual([31, 0, 0, 0, 0, 0, 0, 0]);
    expect(await accrue('CAR-3', nights(31))).toBe(0);
  });

  it('goes back and forth without losing or doubling a night', async () => {
    for (const provider of [ash, 'cedar-trust', ash, 'beacon-refuge'])
      await Promise.all([accrue('CAR-4', nights(10, provider)), accrue('CAR-4', nights(10, provider))]);
    const standing = (await bookedLines(pool, 'CAR-4')).filter(({ pence }) => pence !== 0);
    expect(standing.map(({ provider, pence }) => [provider, pence])).toEqual(
      Array.from({ length: 10 }, () => ['beacon-refuge', 6_500]),
    );
    expect(await sumOfAll()).toBe(0);
  });

  it('is not booked twice even where somebody forgot to lock', async () => {
    const careless = async () => {
      const booked = await bookedLines(pool, 'CAR-5');
      return postEntries(pool, 'CAR-5', booked, changesOf(nights(5), booked));
    };
    await Promise.all([careless(), careless(), careless()]);
    expect((await bookedLines(pool, 'CAR-5')).map(({ pence }) => pence)).toEqual(nights(5).map(({ pence }) => pence));
  });
});

describe('rates', () => {
  const card = (pence: number, fromDate: string, changeRef: string) => ({
    provider: ash,
    changeRef,
    lines: [{ type: 'accommodation' as const, pence, fromDate }],
  });

  it('are replaced from the first day of a card on, and two cards at once are one after the other', async () => {
    await inTransaction(pool, (client) => applyRateCard(client, card(6_500, '2011-07-01', 'PRC-1')));
    await Promise.all(
      [7_000, 7_100, 7_200].map((pence) =>
        inTransaction(pool, (client) => applyRateCard(client, card(pence, '2011-09-01', 'PRC-2'))),
      ),
    );
    const rates = await loadRates(pool, ash);
    expect(rates).toHaveLength(2);
    expect(rates[0]).toEqual({
      ...card(6_500, '2011-07-01', 'PRC-1').lines[0],
      provider: ash,
      untilDate: '2011-08-31',
      changeRef: 'PRC-1',
    });
    expect(await loadRates(pool)).toEqual(rates);
    expect(await loadRates(pool, 'cedar-trust')).toEqual([]);
  });

  it('cannot hold two prices for one day, whoever writes them', async () => {
    const second = owner.query(
      `insert into rate (provider, support_type, unit, pence, from_date, change_ref) values ($1, 'accommodation', 'night', 1, '2011-08-15', 'x')`,
      [ash],
    );
    await expect(second).rejects.toMatchObject({ code: '23P01' });
    for (const pence of [0, -1])
      await expect(
        owner.query(
          `insert into rate (provider, support_type, unit, pence, from_date, change_ref) values ($1, 'transport', 'item', $2, '2011-08-15', 'x')`,
          [ash, pence],
        ),
      ).rejects.toMatchObject({ code: '23514' });
  });
});
