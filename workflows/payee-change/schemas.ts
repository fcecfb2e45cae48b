import { z } from 'zod';
import { personalText } from '../kernel/command';
import { providerCode } from '../provider-statement/schemas';

/** Looked at for its form before it is sealed; inside the process it is a reference to the sealed text. */
function bankNumber(title: string, description: string, form: string, message: string) {
  return z
    .string()
    .trim()
    .regex(new RegExp(`^(${form}|text:[0-9a-f-]{36})$`), message)
    .meta({ title, description, personal: true });
}

export const ProposePayee = z.object({
  provider: providerCode,
  sortCode: bankNumber(
    'Sort code',
    'Of the provider’s bank: six digits.',
    String.raw`\d{2}[ -]?\d{2}[ -]?\d{2}`,
    'Give the sort code as six digits, for example 20-00-00.',
  ),
  accountNumber: bankNumber(
    'Account number',
    'Of the provider: eight digits; a shorter one begins with noughts.',
    String.raw`\d{8}`,
    'Give the account number as eight digits, for example 01234567.',
  ),
});

export const ApprovePayee = z.object({
  confirmedWithProvider: z.literal(true, 'Ask the provider first, by a telephone number you knew before.').meta({
    title: 'Declaration',
    description: 'I asked the provider, by a number known before this change, and it confirmed the account.',
  }),
});

export const WithReason = z.object({ reason: personalText('Reason', 'Why.', 2000) });
export const NoInput = z.object({});
