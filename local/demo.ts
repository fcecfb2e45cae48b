import type { Client } from '@temporalio/client';
import { openPool } from '../db/pool';
import { financialYearOf } from '../workflows/care-budget/year';
import { londonDateOf } from '../workflows/kernel/calendar';
import type { SupportType } from '../workflows/vocabulary';
import type { ApiClient } from './client';
import { fastForward } from './clock';
import { seedPlaces } from './places';

/** The account from which the local stack pays; the numbers are an example that passes the modulus check. */
export const demoDebtor = { name: 'Made-up contractor', sortCode: '089999', accountNumber: '66374958' };

interface DemoProvider {
  nightPence: number;
  sortCode: string;
  accountNumber: string;
}

/** What the made-up providers cost in a night, and where they are paid: examples that pass the modulus check. */
export const demoProviders: Readonly<Record<string, DemoProvider>> = {
  'ashgrove-house': { nightPence: 6_500, sortCode: '107999', accountNumber: '88837491' },
  'beacon-refuge': { nightPence: 6_200, sortCode: '202959', accountNumber: '63748472' },
  'cedar-trust': { nightPence: 5_900, sortCode: '871427', accountNumber: '46238510' },
};

const supportPence: Readonly<Record<Exclude<SupportType, 'accommodation'>, number>> = {
  counselling: 5_000,
  medical: 8_000,
  interpreting: 4_500,
  'legal-advice': 7_000,
  'training-and-education': 2_500,
  transport: 2_000,
  'material-help': 1_500,
};

const [proposer, approver] = ['po-salvation-army-1', 'po-salvation-army-2'] as const;
const contractBegan = '2011-07-01';
const coolingSeconds = 14 * 86_400;
const patienceMs = 60_000;

/** Lays the made-up registers of the local stack where there are none yet: places of made-up providers. */
export async function seedDemo(databaseUrl: string): Promise<void> {
  const pool = openPool(databaseUrl, 'concert_worker', 1);
  try {
    await seedPlaces(pool);
  } finally {
    await pool.end();
  }
}

/**
 * What must be there before money can move, by the same processes as in a deployment: a rate card and a bank account for
 * each made-up provider, and the budget of the year. Each once, however often the stack starts.
 * @throws Error when the stack refuses one of them
 */
export async function layAccounts(api: ApiClient, client: Client): Promise<void> {
  const post = async (who: string, route: string, input: object, key: string) => {
    const { status, body } = await api.post(who, `/v1/${route}`, input, `local-${key}`);
    if (status >= 300) throw new Error(`The made-up accounts could not be laid, ${route}: ${String(body['title'])}`);
    return String(body['ref']);
  };
  const reaches = async (ref: string, ...stages: string[]) => {
    const end = Date.now() + patienceMs;
    for (;;) {
      const stage = String((await api.get(proposer, `/v1/cases/${ref}`)).body['stage']);
      if (stages.includes(stage)) return stage;
      if (Date.now() > end) throw new Error(`waited ${patienceMs / 1000} s for ${ref} to be ${stages.join(' or ')}`);
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  };
  const price = async (provider: string, { nightPence }: DemoProvider) => {
    const prices = Object.entries({ accommodation: nightPence, ...supportPence });
    const lines = prices.map(([type, pence]) => ({ type, pence, fromDate: contractBegan }));
    const card = { change: 'rate-card', provider, lines, reason: 'A made-up rate card' };
    const ref = await post(proposer, 'provider-change', card, `rates-${provider}`);
    await post(approver, `provider-change/${ref}/approve`, {}, `rates-${provider}-approved`);
    await reaches(ref, 'applied');
  };
  const account = async (provider: string, { sortCode, accountNumber }: DemoProvider) => {
    const ref = await post(proposer, 'payee-change', { provider, sortCode, accountNumber }, `payee-${provider}`);
    if ((await reaches(ref, 'proposed', 'cooling', 'changed')) === 'changed') return;
    const confirmed = { confirmedWithProvider: true };
    await post(approver, `payee-change/${ref}/approve`, confirmed, `payee-${provider}-approved`);
    await fastForward(client, 'payee-change', ref, coolingSeconds);
    await reaches(ref, 'changed');
  };
  const providers = Object.entries(demoProviders);
  await Promise.all(providers.flatMap(([provider, demo]) => [price(provider, demo), account(provider, demo)]));
  const year = financialYearOf(londonDateOf(new Date().toISOString()));
  await post(proposer, 'care-budget', { year }, 'care-budget');
}
