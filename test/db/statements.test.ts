import fc from 'fast-check';
import { asViewer, openPool } from '../../db/pool';
import { drawStatement, linesOf, settleStatement } from '../../db/statements';
import { Books, newRef } from '../payment-batch/books';

let books: Books;
beforeAll(async () => {
  books = await Books.open();
});
afterAll(() => books.close());

/** Each test has a provider of its own, so that none sees the lines of another. */
let provider: string;
let care: string;
beforeEach(async () => {
  provider = newRef('PRV').toLowerCase();
  care = newRef('CAR');
  await books.owner.query('insert into agency values ($1, $1)', [provider]);
});

const july = { fromDate: '2011-07-01', untilDate: '2011-07-31' };
const august = { fromDate: '2011-08-01', untilDate: '2011-08-31' };
const draw = (period = july, ref = newRef('STM'), of = provider) =>
  drawStatement(books.pool, ref, { provider: of, ...period });
const nothing = { lines: '0', totalPence: '0', digest: '' };

describe('drawing a statement', () => {
  it('puts each line into one statement, and the same statement is drawn once', async () => {
    await books.book(care, '2011-07-01', provider, 5000);
    await books.book(care, '2011-07-02', provider, 6000);
    const ref = newRef('STM');
    const first = await draw(july, ref);
    expect(first).toMatchObject({ lines: '2', totalPence: '11000', digest: expect.stringMatching(/^[0-9a-f]{64}$/) });
    await books.book(care, '2011-07-03', provider, 7000);
    expect(await draw(july, ref)).toEqual(first);
    expect(await draw()).toMatchObject({ lines: '1', totalPence: '7000' });
    expect(await draw()).toEqual(nothing);
    expect(await linesOf(books.owner, ref, { limit: 10 })).toEqual([
      { lineNo: 1, careRef: care, line: 'night:2011-07-01', pence: 5000, takenOut: null },
      { lineNo: 2, careRef: care, line: 'night:2011-07-02', pence: 6000, takenOut: null },
    ]);
    expect(await linesOf(books.owner, ref, { after: 1, limit: 10 })).toHaveLength(1);
  });

  it('leaves later days out, and takes in earlier ones that became known late', async () => {
    await books.book(care, '2011-06-30', provider, 1000);
    await books.book(care, '2011-07-31', provider, 2000);
    await books.book(care, '2011-08-01', provider, 4000);
    expect(await draw()).toMatchObject({ totalPence: '3000' });
    expect(await draw(august)).toMatchObject({ totalPence: '4000' });
  });

  it('shows what was re-attributed before as nothing, and after as its net', async () => {
    await books.book(care, '2011-07-01', provider, 5000);
    await books.book(care, '2011-07-01', provider, -5000);
    await books.book(care, '2011-07-02', provider, 5000);
    await books.book(care, '2011-07-02', provider, -5000);
    await books.book(care, '2011-07-02', provider, 5500);
    const first = newRef('STM');
    expect(await draw(july, first)).toMatchObject({ lines: '1', totalPence: '5500' });
    await books.book(care, '2011-07-02', provider, -5500);
    expect(await draw(august)).toEqual(nothing);
    await books.book(care, '2011-08-01', provider, 9000);
    const second = newRef('STM');
    expect(await draw(august, second)).toMatchObject({ lines: '2', totalPence: '3500' });
    expect((await linesOf(books.owner, second, { limit: 9 })).map(({ pence }) => pence)).toEqual([-5500, 9000]);
  });

  it('counts for one provider only', async () => {
    await books.book(care, '2011-07-01', provider, 5000);
    expect(await draw(july, newRef('STM'), 'cedar-trust')).toEqual(nothing);
    expect(await draw()).toMatchObject({ totalPence: '5000' });
  });

  it('gives another digest for another line', async () => {
    await books.book(care, '2011-07-01', provider, 5000);
    const { digest } = await draw();
    await books.book(care, '2011-07-02', provider, 5000);
    expect((await draw())['digest']).not.toBe(digest);
  });

  it('twice at the same moment gives each line once', async () => {
    for (let day = 1; day <= 9; day += 1) await books.book(care, `2011-07-0${day}`, provider, 100 * day);
    const drawn = await Promise.all([draw(), draw(), draw()]);
    expect(drawn.map(({ totalPence }) => Number(totalPence)).toSorted((a, b) => a - b)).toEqual([0, 0, 4500]);
  });
});

describe('disputed lines', () => {
  it('are taken out once, and come back when they were corrected', async () => {
    await books.book(care, '2011-07-01', provider, 5000);
    await books.book(care, '2011-07-02', provider, 6000);
    const ref = newRef('STM');
    await draw(july, ref);
    const settled = await settleStatement(books.pool, ref, [1]);
    expect(settled).toMatchObject({ lines: '1', totalPence: '6000' });
    expect(await settleStatement(books.pool, ref, [1])).toEqual(settled);
    expect(await draw()).toEqual(nothing);
    await books.book(care, '2011-07-01', provider, -5000);
    expect(await draw()).toEqual(nothing);
    await books.book(care, '2011-07-01', provider, 5500);
    expect(await draw()).toMatchObject({ lines: '1', totalPence: '5500' });
  });

  it('that leave nothing to pay release the others at once', async () => {
    await books.book(care, '2011-06-01', provider, 5000);
    const paid = newRef('STM');
    await draw(july, paid);
    await books.book(care, '2011-06-01', provider, -5000);
    await books.book(care, '2011-07-02', provider, 6000);
    const ref = newRef('STM');
    expect(await draw(july, ref)).toMatchObject({ lines: '2', totalPence: '1000' });
    expect(await settleStatement(books.pool, ref, [2])).toEqual(nothing);
    expect(await settleStatement(books.pool, ref, [2])).toEqual(nothing);
    await books.book(care, '2011-07-03', provider, 7000);
    expect(await draw()).toMatchObject({ lines: '2', totalPence: '2000' });
  });
});

describe('the database by itself', () => {
  let ref: string;
  beforeEach(async () => {
    await books.book(care, '2011-07-01', provider, 5000);
    ref = newRef('STM');
    await draw(july, ref);
  });

  it.each([
    ['update statement_entry set pence = 1 where statement_ref = $1', 'line_altered'],
    [`update statement_entry set line = 'night:2011-07-09' where statement_ref = $1`, 'line_altered'],
    ['delete from statement_entry where statement_ref = $1', undefined],
    [`update statement set until_date = '2012-01-01' where statement_ref = $1`, undefined],
    ['delete from statement where statement_ref = $1', undefined],
    [
      `insert into statement_entry select 'x', 1, transaction_id, care_ref, line, pence from statement_entry where statement_ref = $1`,
      'ledger_transaction_stands_in_one_statement',
    ],
  ])('refuses: %s', async (change, constraint) => {
    await expect(books.owner.query(change, [ref])).rejects.toMatchObject(constraint ? { constraint } : { code: /^23/ });
    expect(await books.count('statement_entry where statement_ref = $1 and pence = 5000', [ref])).toBe(1);
  });

  it('lets the worker put in lines in no other way than from the ledger', async () => {
    const insert = 'insert into statement_entry values ($1, 7, 1, $2, $3, 5000)';
    await expect(books.pool.query(insert, [ref, care, 'night:2011-07-09'])).rejects.toThrow('permission denied');
    await books.book(care, '2011-07-09', provider, 5000);
    await books.pool.query('select draw_entries($1)', [ref]);
    await books.pool.query('select draw_entries($1)', [newRef('STM')]);
    expect(await books.count('statement_entry where statement_ref = $1', [ref])).toBe(1);
    expect(await books.count('statement_entry where care_ref = $1', [care])).toBe(1);
  });

  it('shows the lines to the agencies that see the case, and to no other', async () => {
    const api = openPool(books.config.databaseUrl, 'concert_api', 1);
    await books.owner.query('insert into case_access values ($1, $2)', [ref, provider]);
    const seenBy = (agency: string) =>
      asViewer(api, { person: 'p', agency }, (client) => linesOf(client, ref, { limit: 9 }));
    expect(await seenBy(provider)).toHaveLength(1);
    expect(await seenBy('cedar-trust')).toEqual([]);
    for (const table of ['payee', 'payee_edit', 'payment', 'payment_batch', 'bank_message', 'ledger_posting'])
      await expect(
        asViewer(api, { person: 'p', agency: provider }, (c) => c.query(`select from ${table}`)),
      ).rejects.toThrow('permission denied');
    await api.end();
  });
});

describe('in any order', () => {
  const day = fc.constantFrom('2011-07-01', '2011-07-15', '2011-08-02');
  const step = fc.oneof(
    fc.record({ kind: fc.constant('book' as const), day, pence: fc.integer({ min: 1, max: 9 }) }),
    fc.record({ kind: fc.constant('reverse' as const), day }),
    fc.record({ kind: fc.constant('draw' as const), period: fc.constantFrom(july, august) }),
    fc.record({ kind: fc.constant('settle' as const), lines: fc.subarray([1, 2, 3], { minLength: 1 }) }),
  );

  it('what stands in statements and what waits for one is what the ledger owes, to the penny', async () => {
    const property = fc.asyncProperty(fc.array(step, { maxLength: 14 }), async (steps) => {
      const of = newRef('PRV').toLowerCase();
      await books.owner.query('insert into agency values ($1, $1)', [of]);
      const person = newRef('CAR');
      const held = new Map<string, number>();
      const drawn: number[] = [];
      let last: string | undefined;
      for (const s of steps) {
        if (s.kind === 'settle' && last !== undefined) await settleStatement(books.pool, last, s.lines);
        if (s.kind === 'draw') {
          last = newRef('STM');
          drawn.push(Number((await draw(s.period, last, of))['totalPence']));
        }
        const before = 'day' in s ? (held.get(s.day) ?? 0) : 0;
        if ('day' in s && before > 0) await books.book(person, s.day, of, -before);
        if (s.kind === 'book') await books.book(person, s.day, of, s.pence);
        if ('day' in s) held.set(s.day, s.kind === 'book' ? s.pence : 0);
      }
      expect(drawn.filter((pence) => pence < 0)).toEqual([]);
      const { rows } = await books.owner.query<{ stands: number; waits: number; owed: number }>(
        `select coalesce(sum(-p.pence) filter (where e.transaction_id is not null), 0)::int as stands,
           coalesce(sum(-p.pence) filter (where e.transaction_id is null), 0)::int as waits, coalesce(sum(-p.pence), 0)::int as owed
         from ledger_posting p left join statement_entry e on e.transaction_id = p.transaction_id and e.taken_out is null
         where p.account = 'payable:' || $1`,
        [of],
      );
      const [sum] = rows;
      const truth = [...held.values()].reduce((a, b) => a + b, 0);
      expect(sum).toEqual({ ...sum, owed: truth, waits: truth - (sum?.stands ?? NaN) });
      const { rows: lines } = await books.owner.query<{ pence: number }>(
        `select coalesce(sum(l.pence), 0)::int as pence from statement_line l join statement using (statement_ref) where provider = $1 and taken_out is null`,
        [of],
      );
      expect(lines[0]?.pence).toBe(sum?.stands);
    });
    expect(fc.defaultReportMessage(await fc.check(property, { numRuns: 60 })) ?? 'holds').toBe('holds');
  });
});
