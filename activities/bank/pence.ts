/** The schema's amounts have at most 18 digits, two of them pence. */
export const mostPence = 10n ** 18n - 1n;

/** `123` → `1.23`. */
export function poundsOf(pence: number | bigint): string {
  const digits = BigInt(pence).toString().padStart(3, '0');
  return `${digits.slice(0, -2)}.${digits.slice(-2)}`;
}

/** Exact pence of a decimal text such as `1.2`; undefined when it has part of a penny or is below zero. */
export function penceOf(pounds: string): bigint | undefined {
  const parts = /^\+?(\d*)(?:\.(\d{0,2})0*)?$/.exec(pounds.trim());
  if (!parts || !/\d/.test(pounds)) return undefined;
  return BigInt(`${parts[1] ?? ''}${(parts[2] ?? '').padEnd(2, '0')}`);
}

export function sum(pence: Iterable<number | bigint>): bigint {
  let total = 0n;
  for (const some of pence) total += BigInt(some);
  return total;
}
