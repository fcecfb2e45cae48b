import type { AgencyCode, CaseRef } from '../workflows/vocabulary';
import type { Keys } from './keys';
import type { Queries } from './pool';
import { openTexts } from './texts';

/** Who edited the account of a provider: from now on they release no payment to it for a while. Twice is once. */
export async function recordEdits(
  client: Queries,
  edit: {
    changeRef: CaseRef;
    step: 'approved' | 'applied';
    provider: AgencyCode;
    people: readonly string[];
    at: string;
  },
): Promise<void> {
  await client.query(
    `insert into payee_edit (change_ref, step, person, provider, at)
     select $1, $2, person, $4, $5::timestamptz from unnest($3::text[]) as person on conflict do nothing`,
    [edit.changeRef, edit.step, edit.people, edit.provider, edit.at],
  );
}

/** Puts an account into use. @throws DatabaseError payee_by_one_person, payee_not_cooled */
export async function usePayee(
  client: Queries,
  payee: { provider: AgencyCode; sortCode: string; accountNumber: string; changeRef: CaseRef; usableFrom: string },
): Promise<void> {
  await client.query(
    `insert into payee (provider, sort_code, account_number, change_ref, usable_from) values ($1, $2, $3, $4, $5)
     on conflict (provider) do update set sort_code = excluded.sort_code, account_number = excluded.account_number,
       change_ref = excluded.change_ref, usable_from = excluded.usable_from
     where payee.change_ref <> excluded.change_ref`,
    [payee.provider, payee.sortCode, payee.accountNumber, payee.changeRef, payee.usableFrom],
  );
}

export interface SealedAccount {
  /** References to sealed texts. */
  sortCode: string;
  accountNumber: string;
}

/** The bare digits behind references to sealed texts, in their order; undefined for an account that was erased. */
export async function openAccounts(
  client: Parameters<typeof openTexts>[0],
  keys: Keys,
  accounts: readonly SealedAccount[],
): Promise<({ sortCode: string; accountNumber: string } | undefined)[]> {
  const sealed = accounts.flatMap(({ sortCode, accountNumber }) => [sortCode, accountNumber]);
  const opened = await openTexts(client, keys, sealed);
  const bare = Array.isArray(opened) ? opened.map((text) => String(text).replaceAll(/[ -]/g, '')) : [];
  return accounts.map((_account, i) => {
    const [sortCode = '', accountNumber = ''] = bare.slice(2 * i, 2 * i + 2);
    return /^\d{6}$/.test(sortCode) && /^\d{8}$/.test(accountNumber) ? { sortCode, accountNumber } : undefined;
  });
}
