import { z } from 'zod';
import type { EffectResult } from '../kernel/contract';

/** What the world answers to a batch, as it is written into an effect's result and read out of it again. */
const pence = z.int().min(1);

const FrozenPayment = z.object({ endToEndId: z.string(), statement: z.string(), provider: z.string(), pence });
/** One payment of a batch: integer pence, one for each provider. */
export type FrozenPayment = z.infer<typeof FrozenPayment>;

const PayeeEdit = z.object({ person: z.string(), provider: z.string(), at: z.string() });
/** Who edited the account of a payee of the batch, and when (ISO instant). */
export type PayeeEdit = z.infer<typeof PayeeEdit>;

const Prepared = z.object({
  payments: z.array(FrozenPayment),
  totalPence: z.int().min(0),
  digest: z.string(),
  editors: z.array(PayeeEdit),
});
export type Prepared = z.infer<typeof Prepared>;

const Rejection = z.object({ endToEndId: z.string(), reasonCode: z.string() });
const bankStatuses = ['settled', 'part-settled', 'rejected'] as const;
const BankAnswer = z.object({
  status: z.enum(bankStatuses),
  settled: z.array(z.string()),
  rejected: z.array(Rejection),
});
/** What the bank did with each payment, by end-to-end id. */
export type BankAnswer = z.infer<typeof BankAnswer>;

export function preparedResult({ payments, totalPence, digest, editors }: Prepared): EffectResult {
  const [paid, edited] = [payments, editors].map((list) => JSON.stringify(list));
  return { payments: paid ?? '[]', totalPence: String(totalPence), digest, editors: edited ?? '[]' };
}

/** @throws ZodError when the world answered something else than it says it does */
export function readPrepared({ payments, totalPence, digest, editors }: EffectResult): Prepared {
  return Prepared.parse({
    payments: JSON.parse(payments ?? '[]'),
    totalPence: Number(totalPence),
    digest,
    editors: JSON.parse(editors ?? '[]'),
  });
}

export function bankResult({ status, settled, rejected }: BankAnswer): EffectResult {
  return { status, settled: JSON.stringify(settled), rejected: JSON.stringify(rejected) };
}

/** @throws ZodError when the world answered something else than it says it does */
export function readBankAnswer({ status, settled, rejected }: EffectResult): BankAnswer {
  return BankAnswer.parse({ status, settled: JSON.parse(settled ?? '[]'), rejected: JSON.parse(rejected ?? '[]') });
}
