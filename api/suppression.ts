/** Counts below this are not published, so that nobody can be recognised; the usual threshold of official statistics. */
export const smallCountThreshold = 5;

/** A count as it is published. */
export type PublishedCount = number | 'suppressed';

/**
 * Which counts are left out when their total may be read: the small ones, and as many of the others, the smallest
 * first, as it takes that none can be worked out from the total less those that are shown. Of equal counts all are left
 * out or none: which of them it was would tell them apart. Nothing that is zero is left out.
 * @returns their places in the list
 */
export function leftOut(counts: readonly number[]): ReadonlySet<number> {
  const ascending = counts.filter((n) => n > 0).toSorted((a, b) => a - b);
  const small = ascending.filter((n) => n < smallCountThreshold);
  if (small.length === 0) return new Set();
  const most = ascending.slice(small.length - 1).find((largest) => isHiding(ascending.filter((n) => n <= largest)));
  return placesOf(counts, most ?? Infinity);
}

function placesOf(counts: readonly number[], largest: number): ReadonlySet<number> {
  return new Set(counts.flatMap((n, i) => (n > 0 && n <= largest ? [i] : [])));
}

/** Whether these counts, each at least 1, cannot be told from their sum, and are no small group together either. */
function isHiding(hidden: readonly number[]): boolean {
  const sum = hidden.reduce((total, n) => total + n, 0);
  const size = hidden.length;
  return size > 1 && sum > size && sum >= smallCountThreshold && sum !== size * (smallCountThreshold - 1);
}

/** A list of counts as it is published beside its total. */
export function published(counts: readonly number[]): PublishedCount[] {
  const hidden = leftOut(counts);
  return counts.map((count, i) => (hidden.has(i) ? 'suppressed' : count));
}
